//! The gradient of one block in place of another, and the conjugate in place of a complex gradient.

use super::{check, drawn, kinds, part, silent, soft_maximum, sole, twins};
use grad_check::FindingKind::{BlocksExchanged, Conjugated, Unexplained};
use grad_check::{Finding, FindingKind, GradCheck, Report};
use ndarray::{Array1, Array2};
use num_complex::Complex;

type Three = (Array1<f64>, Array1<f64>, Array1<f64>);

/// A soft maximum over three blocks, of which the gradient is rearranged.
fn three(lengths: [usize; 3], wrong: impl Fn(Three) -> Three) -> Report {
    let [a, b, c] = lengths;
    let point = (drawn("a", a), drawn("b", b), drawn("c", c));
    let right = move |p: &Three| {
        let joined: Array1<f64> = p.0.iter().chain(&p.1).chain(&p.2).copied().collect();
        let (cost, g) = soft_maximum(&joined);
        let part = |from, to| part(&g, from, to);
        (cost, (part(0, a), part(a, a + b), part(a + b, a + b + c)))
    };
    twins(&["a", "b", "c"], &point, right, |p| {
        let (cost, gradient) = right(p);
        (cost, wrong(gradient))
    })
}

#[test]
fn two_exchanged_blocks_are_one_finding() {
    let report = three([4, 4, 3], |(a, b, c)| (b, a, c));
    let finding = sole(&report, BlocksExchanged);
    assert_eq!(finding.message(), "the gradients of a and b are exchanged");
    assert_eq!(finding.blocks(), ["a", "b"]);
    let mend = "returning them in the other order makes a and b pass";
    assert_eq!(finding.mend(), Some(mend));
    assert!(finding.residual().unwrap() <= 1.0);
    assert_eq!(finding.components().len(), 8);
}

#[test]
fn a_block_that_returns_the_gradient_of_another_is_told_one_way() {
    let report = three([4, 3, 4], |(a, b, _)| (a.clone(), b, a));
    let finding = sole(&report, BlocksExchanged);
    assert_eq!(finding.message(), "c: it is the gradient of a");
    assert_eq!(finding.blocks(), ["c"]);
    assert_eq!((finding.explained(), finding.of()), (4, 4));
}

#[test]
fn a_cycle_of_three_blocks_names_all_of_them() {
    let report = three([4, 4, 4], |(a, b, c)| (b, c, a));
    assert!(
        kinds(&report).iter().all(|k| *k == BlocksExchanged),
        "{report}"
    );
    let named: Vec<&String> = report.findings().iter().flat_map(Finding::blocks).collect();
    assert_eq!(named, ["a", "b", "c"], "{report}");
}

#[test]
fn exchanged_blocks_of_which_one_number_is_changed_are_not_called_exchanged() {
    let report = three([4, 4, 3], |(a, mut b, c)| {
        b[2] *= 1.1;
        (b, a, c)
    });
    let exchanged = report
        .findings()
        .iter()
        .filter(|f| f.kind() == BlocksExchanged);
    let named: Vec<&String> = exchanged.flat_map(Finding::blocks).collect();
    assert_eq!(named, ["b"], "{report}");
    let report = three([4, 4, 3], |(mut a, mut b, c)| {
        b[2] *= 1.1;
        a[0] *= 1.3;
        (b, a, c)
    });
    assert!(!kinds(&report).contains(&BlocksExchanged), "{report}");
}

#[test]
fn two_exchanged_numbers_are_told_if_both_are_met() {
    let report = three([1, 1, 3], |(a, b, c)| (b, a, c));
    assert_eq!(sole(&report, BlocksExchanged).blocks(), ["a", "b"]);
    // One number that happens to be another block's is no more than that.
    let report = three([1, 1, 3], |(_, b, c)| (b.clone(), b, c));
    sole(&report, Unexplained);
}

#[test]
fn blocks_of_other_shapes_and_as_many_numbers_may_be_exchanged() {
    let function = |swap: bool| {
        move |(w, v): &(Array2<f64>, Array2<f64>)| {
            let joined: Array1<f64> = w.iter().chain(v).copied().collect();
            let (cost, g) = soft_maximum(&joined);
            let (a, b) = (part(&g, 0, 6), part(&g, 6, 12));
            let (a, b) = if swap { (b, a) } else { (a, b) };
            let shaped = |g: Array1<f64>, shape| g.into_shape_with_order(shape).unwrap();
            (cost, (shaped(a, (2, 3)), shaped(b, (3, 2))))
        }
    };
    let point = (drawn("w", (2, 3)), drawn("v", (3, 2)));
    let report = twins(&["w", "v"], &point, function(false), function(true));
    assert_eq!(sole(&report, BlocksExchanged).blocks(), ["w", "v"]);
}

#[test]
fn equal_gradients_can_be_exchanged_unseen() {
    let function = |(a, b): &([f64; 2], [f64; 2])| {
        let z = a[0] + b[0] + 2.0 * (a[1] + b[1]);
        let slope = z.cos();
        (z.sin(), ([slope, 2.0 * slope], [slope, 2.0 * slope]))
    };
    silent(&check(&["a", "b"], &([0.1, 0.2], [0.4, -0.3]), |p| {
        let (cost, (a, b)) = function(p);
        (cost, (b, a))
    }));
    // Both are wrong by a factor, and not by being each other's.
    let check = GradCheck::new("f").arguments(["a", "b"]);
    let report = check.run(&([0.1, 0.2], [0.4, -0.3]), |p| {
        let (cost, (a, b)) = function(p);
        (cost, (b.map(|g| 2.0 * g), a.map(|g| 2.0 * g)))
    });
    sole(&report, FindingKind::WholeCostScaled);
}

#[test]
fn two_exchanged_blocks_are_explained_together() {
    let report = three([4, 4, 3], |(a, b, c)| (b, a, c));
    let finding = sole(&report, BlocksExchanged);
    assert_eq!((finding.explained(), finding.of()), (8, 8));
}

type Z = [Complex<f64>; 3];

/// Σ |sin zₖ z₀|² and its gradient.
fn moduli(z: &Z) -> (f64, Z) {
    let cost = z.iter().map(|z| z.sin().norm_sqr()).sum();
    (cost, z.map(|z| 2.0 * z.cos().conj() * z.sin()))
}

fn complex(spoil: impl Fn(&mut Z)) -> Report {
    let point = [(0.4, 0.7), (-0.3, 1.1), (0.9, -0.5)].map(|(re, im)| Complex::new(re, im));
    twins(&["z"], &point, moduli, |z| {
        let (cost, mut gradient) = moduli(z);
        spoil(&mut gradient);
        (cost, gradient)
    })
}

#[test]
fn the_conjugate_of_a_complex_gradient_is_named() {
    let report = complex(|g| *g = g.map(|g| g.conj()));
    let finding = sole(&report, Conjugated);
    assert_eq!(
        finding.message(),
        "analytic = the conjugate of numeric in z"
    );
    assert_eq!((finding.explained(), finding.of()), (3, 6));
    let mend = "conjugating the gradient of z makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
    assert_eq!(finding.components(), ["z[0].im", "z[1].im", "z[2].im"]);
}

#[test]
fn what_is_nearly_the_conjugate_is_not_called_so() {
    let report = complex(|g| {
        g[0] = g[0].conj();
        g[1] = g[1].conj();
    });
    assert!(!kinds(&report).contains(&Conjugated), "{report}");
    let report = complex(|g| *g = g.map(|g| -g.conj()));
    assert!(!kinds(&report).contains(&Conjugated), "{report}");
    let report = complex(|g| {
        *g = g.map(|g| g.conj());
        g[2].re *= 1.1;
    });
    assert!(!kinds(&report).contains(&Conjugated), "{report}");
}

#[test]
fn real_pairs_are_no_complex_numbers() {
    let point: Array2<f64> = drawn("pairs", (3, 2));
    let report = twins(&["x"], &point, soft_maximum, |x| {
        let (cost, mut gradient) = soft_maximum(x);
        gradient.column_mut(1).mapv_inplace(|g| -g);
        (cost, gradient)
    });
    sole(&report, FindingKind::RowOrColumn);
}
