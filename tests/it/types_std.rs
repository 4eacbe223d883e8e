//! Types of the standard library as parameters and gradients: shared, borrowed, in cells, queues and maps.

// Each type is taken as a function would take it.
#![allow(clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref)]
#![allow(clippy::rc_buffer, clippy::type_complexity, clippy::boxed_local)]

use crate::told::holds;
use grad_check::{GradCheck, Verdict, grad_check};
use ndarray::{Array1, Array2};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

mod drawn {
    use super::*;

    #[grad_check]
    fn shared(x: Rc<[f64; 2]>, y: &Arc<f64>) -> (f64, (Arc<[f64; 2]>, Rc<f64>)) {
        let cost = x[0] * x[1] * **y;
        (
            cost,
            (Arc::new([x[1] * **y, x[0] * **y]), Rc::new(x[0] * x[1])),
        )
    }

    #[grad_check]
    #[should_panic(expected = "x is wrong (analytic = −numeric in both components)")]
    fn shared_and_wrong(x: Rc<[f64; 2]>) -> (f64, Rc<[f64; 2]>) {
        (x[0] * x[1], Rc::new([-x[1], -x[0]]))
    }

    #[grad_check]
    fn in_cells(x: &Cell<f64>, y: [Cell<f64>; 2]) -> (f64, (Cell<f64>, [f64; 2])) {
        let cost = x.get() * y[0].get() * y[1].get();
        let dx = Cell::new(y[0].get() * y[1].get());
        (cost, (dx, [x.get() * y[1].get(), x.get() * y[0].get()]))
    }

    #[grad_check]
    fn in_a_ref_cell(x: &RefCell<[f64; 2]>) -> (f64, RefCell<Vec<f64>>) {
        let x = x.borrow();
        (x[0] * x[1], RefCell::new(vec![x[1], x[0]]))
    }

    #[grad_check(at = RefCell::new(vec![0.3, 0.4]))]
    #[should_panic(expected = "x is wrong (only x[1] of 2 components")]
    fn in_a_ref_cell_and_wrong(x: &RefCell<Vec<f64>>) -> (f64, Vec<f64>) {
        let x = x.borrow();
        (x[0] * x[1], vec![x[1], 2.0 * x[0]])
    }

    #[grad_check]
    fn borrowed_or_not(x: Cow<'_, [f64; 2]>) -> (f64, Cow<'static, [f64; 2]>) {
        (x[0] * x[1], Cow::Owned([x[1], x[0]]))
    }
}

mod at {
    use super::*;

    #[grad_check(at(w = Arc::new(randn((2, 3)))), given(x = Rc::new(randn(3))))]
    fn arrays(w: &Arc<Array2<f64>>, x: Rc<Array1<f64>>) -> (f64, Arc<Array2<f64>>) {
        let y = w.dot(&*x);
        let outer = |i: usize, j: usize| y[i] * x[j];
        let gradient = Array2::from_shape_fn((2, 3), |(i, j)| outer(i, j));
        (y.dot(&y) / 2.0, Arc::new(gradient))
    }

    #[grad_check(at = [0.5, -1.5, 2.0].into())]
    fn boxed_slice(x: Box<[f64]>) -> (f64, Box<[f64]>) {
        let cost = x.iter().map(|x| x.powi(3)).sum();
        (cost, x.iter().map(|x| 3.0 * x * x).collect())
    }

    #[grad_check(at = [0.5, -1.5, 2.0].into())]
    #[should_panic(expected = "only x[2] of 3 components")]
    fn shared_slice(x: &Arc<[f64]>) -> (f64, Rc<[f64]>) {
        let cost = x.iter().map(|x| x.powi(3)).sum();
        let mut gradient: Vec<f64> = x.iter().map(|x| 3.0 * x * x).collect();
        gradient[2] = 1.0;
        (cost, gradient.into())
    }

    #[grad_check(at = Cow::Borrowed(&[0.5, -1.5]))]
    fn borrowed_slice(x: Cow<'_, [f64]>) -> (f64, Vec<f64>) {
        (x[0] * x[1], vec![x[1], x[0]])
    }

    #[grad_check(at = VecDeque::from([1.5, 0.5]))]
    fn queue(x: &VecDeque<f64>) -> (f64, VecDeque<f64>) {
        (
            x[0] / x[1],
            VecDeque::from([1.0 / x[1], -x[0] / (x[1] * x[1])]),
        )
    }

    #[grad_check(at = HashMap::from([(7, [0.5, 1.5]), (30, [0.1, 0.2]), (-1, [0.3, 0.4])]))]
    fn numbered(x: &HashMap<i32, [f64; 2]>) -> (f64, BTreeMap<i32, [f64; 2]>) {
        let cost = x.values().map(|x| x[0] * x[1]).sum();
        (
            cost,
            x.iter().map(|(key, x)| (*key, [x[1], x[0]])).collect(),
        )
    }

    #[grad_check(at = BTreeMap::from([(7u64, [0.5, 1.5]), (30, [0.1, 0.2])]), only = ["x[30]"])]
    #[should_panic(expected = "x[30] is wrong (analytic = 2.000 × numeric in both components)")]
    fn numbered_and_wrong(x: BTreeMap<u64, [f64; 2]>) -> (f64, BTreeMap<u64, [f64; 2]>) {
        let cost = x.values().map(|x| x[0] * x[1]).sum();
        (
            cost,
            x.iter()
                .map(|(key, x)| (*key, [2.0 * x[1], 2.0 * x[0]]))
                .collect(),
        )
    }
}

#[test]
fn keys_that_are_missing_in_the_gradient_are_named() {
    let point = BTreeMap::from([(1usize, 0.5), (2, 1.5)]);
    let report = GradCheck::new("f").run(&point, |x| (x[&1] * x[&2], BTreeMap::from([(1, x[&2])])));
    assert_eq!(report.verdict(), Verdict::Fail);
    holds(&report, "the gradient has no part for `theta[2]`");
    let negative = BTreeMap::from([(-1, 0.5)]);
    let report = GradCheck::new("f").run(&negative, |x| (x[&-1], BTreeMap::from([(-1, 1.0)])));
    report.assert();
    assert_eq!(report.blocks()[0].path(), "theta.-1");
}
