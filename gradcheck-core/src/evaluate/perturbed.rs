//! The user's parameters, moved to any θ.

use super::request::moved;
use super::{Around, At, Failure};
use crate::parameters::{Flattened, Params, Restore, Sizes};

/// Parameters that are written over for each evaluation.
///
/// A rotation has no numbers that a step could be added to: its part of θ is a vector in the tangent
/// space of an origin, zero at the origin itself, and a step goes through the exponential. There the
/// origin is taken anew for each evaluation; elsewhere writing over is enough.
#[derive(Debug, Clone)]
pub(crate) struct Perturbed<P> {
    moved: P,
    /// What they hold now.
    held: Held,
    /// The sizes of their parts, once one component has been moved.
    sizes: Option<Sizes>,
    curved: Option<Origins<P>>,
}

/// The numbers that parameters hold, as seen from the θ that one component is moved from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Held {
    /// Any others.
    Elsewhere,
    /// That θ, but for this component.
    AllBut(usize),
}

#[derive(Debug, Clone)]
struct Origins<P> {
    /// The test point.
    home: P,
    /// Where tangent vectors begin now.
    here: P,
}

/// What is called with the parameters.
type Call<'c, P> = &'c mut dyn FnMut(&P) -> Result<(), Failure>;

impl<P: Params> Perturbed<P> {
    /// Parameters with the test point as origin.
    pub(crate) fn new(point: &P, flat: &Flattened) -> Self {
        let curved = flat.is_curved().then(|| Origins {
            home: point.clone(),
            here: point.clone(),
        });
        Self {
            moved: point.clone(),
            held: Held::Elsewhere,
            sizes: None,
            curved,
        }
    }

    /// The numbers of the parameters once θ has been written into them; `None` if they don't take exactly as many.
    pub(crate) fn written_back(&mut self, theta: &[f64]) -> Option<Vec<f64>> {
        let mut from = Restore::new(theta);
        self.from(&mut from);
        let read_again = || Flattened::numbers(&self.moved, theta.len());
        from.is_complete().then(read_again)
    }

    /// The parameters at θ.
    pub(crate) fn to(&mut self, theta: &[f64]) -> &P {
        self.from(&mut Restore::new(theta))
    }

    fn from(&mut self, theta: &mut Restore<'_>) -> &P {
        if let Some(origins) = &self.curved {
            self.moved = origins.here.clone();
        }
        self.held = Held::Elsewhere;
        self.moved.restore(theta);
        &self.moved
    }

    /// What `call` makes of the parameters there.
    pub(super) fn called(
        &mut self,
        at: At<'_>,
        around: Around<'_>,
        call: Call<'_, P>,
    ) -> Result<(), Failure> {
        match at {
            At::Moved { component, to } => match around.elsewhere {
                None => self.with_one(around.home, component, to, call),
                Some(base) => call(self.to(&moved(base, component, to))),
            },
            At::Computed(numbers) => call(self.from(&mut Restore::from(numbers))),
            At::Theta(theta) => {
                let parameters = self.to(&theta);
                drop(theta);
                call(parameters)
            }
        }
    }

    /// What `call` makes of the parameters at `home`, always the same, with one component moved: that is all
    /// that is written, and the one that was moved before, once it is another.
    pub(super) fn with_one(
        &mut self,
        home: &[f64],
        component: usize,
        to: f64,
        call: Call<'_, P>,
    ) -> Result<(), Failure> {
        if self.curved.is_some() {
            return call(self.to(&moved(home, component, to)));
        }
        let before = std::mem::replace(&mut self.held, Held::AllBut(component));
        if before == Held::Elsewhere {
            self.moved.restore(&mut Restore::new(home));
        }
        let sizes = &*self
            .sizes
            .get_or_insert_with(|| Restore::sizes(&mut self.moved, home));
        let set = |moved: &mut P, component, to| {
            moved.restore(&mut Restore::only_of(sizes, home, component, to));
        };
        match before {
            Held::AllBut(other) if other != component => {
                let back = home.get(other).copied();
                back.into_iter()
                    .for_each(|back| set(&mut self.moved, other, back));
            }
            Held::AllBut(_) | Held::Elsewhere => {}
        }
        set(&mut self.moved, component, to);
        call(&self.moved)
    }

    /// Make the parameters at θ the origin, where the derivatives that the function returns hold, and
    /// tell what θ is as seen from there.
    pub(crate) fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        self.to(theta);
        let Some(origins) = &mut self.curved else {
            return theta.to_vec();
        };
        origins.here = self.moved.clone();
        Flattened::of(&origins.here).values().to_vec()
    }

    /// Make the test point the origin again.
    pub(crate) fn return_home(&mut self) {
        if let Some(origins) = &mut self.curved {
            origins.here = origins.home.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::functions::catch;
    use super::Perturbed;
    use crate::parameters::Element;
    use crate::parameters::{Flatten, Flattened, Params, Restore};
    use crate::precision::Precision;
    use std::cell::Cell;
    use std::collections::{BTreeMap, HashMap};

    thread_local! {
        static WRITTEN: Cell<usize> = const { Cell::new(0) };
    }

    /// A number that counts how often it is written.
    #[derive(Clone)]
    struct Counted(f64);

    impl Flatten for Counted {
        fn flatten(&self, into: &mut Flattened) {
            into.block(&[], [self.0]);
        }
        fn element() -> Option<Element> {
            Some(Element::number(Precision::F64))
        }
        fn count() -> Option<usize> {
            Some(1)
        }
        fn numbers(&self, into: &mut Vec<f64>) {
            into.push(self.0);
        }
    }

    impl Params for Counted {
        fn restore(&mut self, from: &mut Restore<'_>) {
            WRITTEN.set(WRITTEN.get() + 1);
            from.number(&mut self.0);
        }
    }

    /// A temperature in degrees, stored in kelvin by way of a number that starts at zero.
    #[derive(Clone)]
    struct ByHand(Vec<f64>);

    impl Flatten for ByHand {
        fn flatten(&self, into: &mut Flattened) {
            into.block(&[self.0.len()], self.0.iter().map(|kelvin| kelvin - 256.0));
        }
    }

    impl Params for ByHand {
        fn restore(&mut self, from: &mut Restore<'_>) {
            for kelvin in &mut self.0 {
                let mut degrees = 0.0f64;
                from.number(&mut degrees);
                *kelvin = degrees + 256.0;
            }
        }
    }

    /// The same by way of variables: a number, and numbers that are parts of a vector.
    #[derive(Clone)]
    struct InParts(f64, Vec<(f64, f64)>);

    impl Flatten for InParts {
        fn flatten(&self, into: &mut Flattened) {
            into.part("0", &(self.0 - 256.0));
            let degrees = self.1.iter().map(|(a, b)| (a - 256.0, b - 256.0));
            into.part("1", &degrees.collect::<Vec<_>>());
        }
    }

    impl Params for InParts {
        fn restore(&mut self, from: &mut Restore<'_>) {
            let mut degrees = 0.0;
            from.part(&mut degrees);
            self.0 = degrees + 256.0;
            let mut several = vec![(0.0, 0.0); self.1.len()];
            from.part(&mut several);
            let pairs = several.iter().map(|(a, b)| (a + 256.0, b + 256.0));
            self.1 = pairs.collect();
        }
    }

    fn bits(of: &impl Flatten) -> Vec<u64> {
        let flat = Flattened::of(of);
        flat.values()
            .iter()
            .map(|number| number.to_bits())
            .collect()
    }

    /// Each component moved by itself, twice, seen by a function that panics at every other: what it sees is what
    /// writing all of θ gives, so that nothing is left of the one before.
    fn moves_one<P: Params>(point: &P) {
        let flat = Flattened::of(point);
        let home = flat.values();
        let mut perturbed = Perturbed::new(point, &flat);
        for component in 0..home.len() {
            let mut theta = home.to_vec();
            theta[component] = 0.375;
            assert!(
                perturbed
                    .with_one(home, component, 0.75, &mut |_| Ok(()))
                    .is_ok()
            );
            let mut whole = point.clone();
            whole.restore(&mut Restore::new(&theta));
            let seen = perturbed.with_one(home, component, 0.375, &mut |p| {
                catch(&mut || {
                    assert_eq!(bits(p), bits(&whole));
                    assert!(component % 2 == 0, "outside of the domain");
                })
            });
            assert_eq!(seen.is_ok(), component % 2 == 0);
        }
    }

    #[test]
    fn a_component_is_moved_and_moved_back_bit_by_bit() {
        let tiny = f64::from_bits(1);
        moves_one(&-0.0);
        moves_one(&vec![-0.0f32, 1.0, f32::from_bits(1)]);
        moves_one(&vec![vec![-0.0, 0.1], vec![], vec![tiny, 0.1 + 0.2, -7.0]]);
        moves_one(&(
            [[1.0, -0.0], [2.0, 3.0]],
            Some(-0.0f32),
            Box::new([4.0; 3]),
            (),
        ));
        let name = |name: &str| name.to_owned();
        moves_one(&BTreeMap::from([
            (name("b"), vec![1.0, -0.0]),
            (name("a"), vec![3.0]),
        ]));
        moves_one(&HashMap::from([
            (name("b"), [1.0, -0.0]),
            (name("a"), [3.0, 4.0]),
        ]));
        let matrix = ndarray::array![[1.0, -0.0, 3.0], [4.0, 5.0, 6.0]];
        moves_one(&(
            matrix.clone(),
            matrix.reversed_axes(),
            ndarray::arr0(-0.0f32),
        ));
        moves_one(&ndarray::array![
            [[1.0, -0.0], [2.0, 3.0]],
            [[4.0, 5.0], [6.0, 7.0]]
        ]);
        moves_one(&(vec![1.0], ByHand(vec![257.0, 258.5, 300.0]), vec![-0.0]));
        let in_parts = || InParts(257.0, vec![(258.5, 300.0), (256.0, 259.0)]);
        moves_one(&in_parts());
        moves_one(&(1.0, vec![in_parts(), in_parts()], vec![(2.0, 3.0); 2]));
    }

    #[cfg(all(feature = "nalgebra-0-35", feature = "num-complex"))]
    #[test]
    fn matrices_and_complex_numbers_as_well() {
        use nalgebra::{DMatrix, Matrix2x3, Point3, Quaternion};
        use num_complex::Complex;
        moves_one(&(
            Matrix2x3::new(1.0, -0.0, 3.0, 4.0, 5.0, 6.0),
            Point3::new(1.0, -0.0, 2.0),
        ));
        moves_one(&vec![Matrix2x3::new(1.0f32, -0.0, 3.0, 4.0, 5.0, 6.0); 2]);
        moves_one(&DMatrix::from_row_slice(
            2,
            2,
            &[[1.0, -0.0], [2.0, 3.0], [4.0, 5.0], [6.0, 7.0]],
        ));
        moves_one(&(
            vec![Complex::new(1.0, -0.0); 3],
            Quaternion::new(1.0, 2.0, -0.0, 3.0),
        ));
    }

    #[test]
    fn two_numbers_are_written_for_a_move_in_a_run_of_many() {
        let run = || (0..1000).map(|i| Counted(f64::from(i))).collect();
        let point: Vec<Vec<Counted>> = vec![run(), run(), run()];
        let flat = Flattened::of(&point);
        let mut perturbed = Perturbed::new(&point, &flat);
        let home = flat.values();
        drop(perturbed.with_one(home, 7, 0.5, &mut |_| Ok(())));
        WRITTEN.set(0);
        let is_moved = perturbed.with_one(home, 1234, 0.5, &mut |moved| {
            assert_eq!(moved[1][234].0, 0.5);
            Ok(())
        });
        assert!(is_moved.is_ok());
        assert_eq!(WRITTEN.get(), 2);
    }

    #[test]
    fn a_component_is_moved_from_home_after_any_other_point() {
        let point = vec![1.0, 2.0, 3.0];
        let flat = Flattened::of(&point);
        let mut perturbed = Perturbed::new(&point, &flat);
        let mut seen = Vec::new();
        let mut move_one = |perturbed: &mut Perturbed<Vec<f64>>, component| {
            let moved = perturbed.with_one(flat.values(), component, 5.0, &mut |moved| {
                seen.push(moved.clone());
                Ok(())
            });
            assert!(moved.is_ok());
        };
        move_one(&mut perturbed, 0);
        perturbed.to(&[7.0, 8.0, 9.0]);
        move_one(&mut perturbed, 2);
        assert_eq!(seen, [[5.0, 2.0, 3.0], [1.0, 2.0, 5.0]]);
    }
}
