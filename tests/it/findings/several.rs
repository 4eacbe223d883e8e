//! What is said of several blocks: the same cause once, and all that no pattern fits on one card.

use super::twins;
use crate::told::{honest, kinds, sole};
use grad_check::FindingKind::{
    ChainRule, ConstantFactor, Reversed, RowOrColumn, ThetaReturned, Unexplained,
};
use grad_check::{GradCheck, Report};

const SCALARS: [&str; 4] = ["a", "b", "c", "d"];

/// Four numbers, and a gradient that is made of the right one and of them.
fn scalars(wrong: impl Fn([f64; 4], [f64; 4]) -> [f64; 4]) -> Report {
    type Four = (f64, f64, f64, f64);
    let cost = |&(a, b, c, d): &Four| {
        let cost = (a * b).sin() + (c * d).exp() + a * d + b * c * c;
        let (s, e) = ((a * b).cos(), (c * d).exp());
        (
            cost,
            [b * s + d, a * s + c * c, d * e + 2.0 * b * c, c * e + a],
        )
    };
    let tuple = |[a, b, c, d]: [f64; 4]| -> Four { (a, b, c, d) };
    let point = (0.3, 0.7, 1.1, 0.2);
    let right = |p: &Four| (cost(p).0, tuple(cost(p).1));
    let wrong = |p: &Four| (cost(p).0, tuple(wrong(cost(p).1, [p.0, p.1, p.2, p.3])));
    twins(&SCALARS, &point, right, wrong)
}

type Row<'a> = &'a dyn Fn(&[f64], Vec<f64>) -> Vec<f64>;

/// A list of lists whose rows are of several lengths, and a gradient that is made of each row's right one.
fn ragged(wrong: impl Fn(&[f64], Vec<f64>) -> Vec<f64>) -> Report {
    let point = vec![
        vec![0.3, -0.2, 0.4],
        vec![0.5, 1.2],
        vec![-0.7, 0.9, 0.1, 0.2],
    ];
    let of = |w: &Vec<Vec<f64>>, row: Row<'_>| {
        let sum: f64 = w.iter().flatten().map(|x| x.exp()).sum();
        let right = |r: &[f64]| r.iter().map(|x| sum.cos() * x.exp()).collect();
        (
            sum.sin(),
            w.iter().map(|r| row(r, right(r))).collect::<Vec<_>>(),
        )
    };
    twins(&["w"], &point, |w| of(w, &|_, g| g), |w| of(w, &wrong))
}

/// The same of five rows of two, by their numbers.
fn five(wrong: impl Fn(usize, f64) -> f64) -> Report {
    let point: Vec<Vec<f64>> = [
        [0.3, -0.2],
        [0.5, 1.2],
        [-0.7, 0.9],
        [1.1, 0.4],
        [-0.3, -1.4],
    ]
    .map(|row| row.to_vec())
    .into();
    let of = |w: &Vec<Vec<f64>>, wrong: &dyn Fn(usize, f64) -> f64| {
        let rows = w.iter().enumerate();
        let rows = rows.map(|(i, r)| r.iter().map(|x| wrong(i, x.cos())).collect());
        (
            w.iter().flatten().map(|x| x.sin()).sum::<f64>(),
            rows.collect::<Vec<Vec<f64>>>(),
        )
    };
    twins(&["w"], &point, |w| of(w, &|_, g| g), |w| of(w, &wrong))
}

#[test]
fn numbers_that_no_pattern_fits_are_on_one_card() {
    let report = scalars(|g, p| {
        [
            g[0] + p[1].sin(),
            g[1] * (1.0 + p[2] * p[3]),
            g[2] + p[0].ln(),
            3.3 * p[0],
        ]
    });
    let finding = sole(&report, Unexplained);
    assert_eq!(
        finding.message(),
        "no pattern fits a, b, c and d: by no usual factor"
    );
    assert_eq!((finding.explained(), finding.of()), (4, 4));
    assert_eq!(finding.blocks(), SCALARS);
    // One that is right isn't on it, and one with a cause of its own has its own.
    let report = scalars(|g, p| [g[0], 2.0 * g[1], g[2] + p[0].ln(), 3.3 * p[0]]);
    assert_eq!(kinds(&report), [ConstantFactor, Unexplained], "{report}");
    assert_eq!(
        report.findings()[1].message(),
        "no pattern fits c and d: by no usual factor"
    );
}

#[test]
fn one_cause_of_several_numbers_is_said_once() {
    let report = scalars(|g, p| [0, 1, 2, 3].map(|i| g[i] / p[i].exp()));
    let finding = sole(&report, ChainRule);
    assert_eq!(
        finding.message(),
        "a, b, c and d: numeric = exp θ × analytic"
    );
    let mend = "multiplying the gradient of a, b, c and d by exp θ makes the check pass";
    assert_eq!(
        (finding.mend(), finding.points_tried()),
        (Some(mend), Some(3))
    );
    // Other factors are other causes.
    let report = scalars(|g, p| [g[0] / p[0].exp(), g[1], g[2], g[3] / p[2].exp()]);
    assert_eq!(kinds(&report), [ChainRule; 2], "{report}");
}

#[test]
fn rows_of_several_lengths_share_what_they_share() {
    let finding = |report: &Report, kind| sole(report, kind).message().to_owned();
    let all = "w[0], w[1] and w[2]";
    let reversed = ragged(|_, g| g.into_iter().rev().collect());
    let said = format!("{all} are reversed: their numbers run backwards");
    assert_eq!(finding(&reversed, Reversed), said);
    let theta = ragged(|p, _| p.to_vec());
    assert_eq!(
        finding(&theta, ThetaReturned),
        format!("{all}: the gradient is θ itself")
    );
    let exp = ragged(|p, g| p.iter().zip(g).map(|(p, g)| g / p.exp()).collect());
    let said = format!("{all}: numeric = exp θ × analytic, component by component");
    assert_eq!(finding(&exp, ChainRule), said);
    // Where one row is another's, each is told.
    let two = ragged(|p, g| match p.len() {
        2 => p.to_vec(),
        _ => g.into_iter().rev().collect(),
    });
    assert_eq!(kinds(&two).len(), 2, "{two}");
}

#[test]
fn blocks_in_part_wrong_are_counted_together() {
    let report = ragged(|p, g| {
        p.iter()
            .zip(g)
            .map(|(p, g)| g + p.max(0.0).powi(3))
            .collect()
    });
    let finding = sole(&report, Unexplained);
    let said = "no pattern fits w[0], w[1] and w[2]: 7 of 9 components";
    assert_eq!(finding.message(), said);
    assert_eq!((finding.explained(), finding.of()), (7, 9));
}

#[test]
fn rows_with_factors_of_their_own_are_one_matrix() {
    let report = five(|i, g| [0.5, 2.0, 3.0, -1.0, 4.0][i] * g);
    let said = "w: analytic = numeric × a factor of each row: 0.5000 in row 0, 2.000 in row 1, 3.000 in row 2, …";
    assert_eq!(sole(&report, RowOrColumn).message(), said);
    // One factor is no other matrix.
    let report = five(|i, g| if i % 3 == 1 { 2.0 * g } else { g });
    assert_eq!(sole(&report, ConstantFactor).blocks(), ["w[1]", "w[4]"]);
}

#[test]
fn many_rows_are_named_by_the_first_and_the_last() {
    let report = five(|_, g| (3.0 * g).sin() + g * g);
    honest(&report);
    let said = "no pattern fits w[0] to w[4]: all 10 components, by no constant factor";
    assert_eq!(sole(&report, Unexplained).message(), said);
    assert_eq!(sole(&report, Unexplained).blocks().len(), 5);
    assert!(
        GradCheck::new("f")
            .run(&1.0, |x| (x * x, 2.0 * x))
            .findings()
            .is_empty()
    );
}

#[test]
fn entries_of_a_jacobian_with_one_cause_are_mended_and_tried() {
    let rows = |flipped: &'static [(usize, usize)]| {
        move |x: &[f64; 3]| {
            let mut jacobian = [[0.0; 3]; 4];
            let row = |i: usize| [0, 1, 2].map(|j| (1.0 + (i + 2 * j) as f64) * 0.3);
            let out = [0, 1, 2, 3].map(|i| {
                let z: f64 = row(i).iter().zip(x).map(|(r, x)| r * x).sum();
                jacobian[i] = row(i).map(|r| r * z.cos());
                z.sin()
            });
            for &(i, j) in flipped {
                jacobian[i][j] = -jacobian[i][j];
            }
            (out, jacobian)
        }
    };
    let check = GradCheck::new("f").arguments(["x"]);
    assert!(
        check
            .run_jacobian(&[0.3, -0.4, 0.2], rows(&[]))
            .findings()
            .is_empty()
    );
    let report = check.run_jacobian(&[0.3, -0.4, 0.2], rows(&[(0, 1), (1, 2), (3, 0)]));
    let finding = sole(&report, grad_check::FindingKind::SignFlipped);
    assert_eq!(finding.points_tried(), Some(3), "{report}");
}

#[test]
fn rows_of_a_hessian_that_nothing_explains_are_one_card() {
    let cost = |wrong: bool| {
        move |x: &[f64; 3]| {
            let e = [0, 1, 2].map(|i| ((1.0 + i as f64) * 0.4 * x[i]).exp());
            let sum: f64 = e.iter().sum();
            let p = [0, 1, 2].map(|i| e[i] / sum);
            let g = [0, 1, 2].map(|i| (1.0 + i as f64) * 0.4 * p[i]);
            let entry = |i: usize, j: usize| {
                let own = if i == j {
                    0.16 * (1.0 + i as f64).powi(2) * p[i]
                } else {
                    0.0
                };
                let product = if wrong { 1.7 + p[i] * p[j] } else { 1.0 };
                own - g[i] * g[j] * product
            };
            let hessian = [0, 1, 2].map(|i| [0, 1, 2].map(|j| entry(i, j)));
            (sum.ln(), g, hessian)
        }
    };
    let check = GradCheck::new("f").arguments(["x"]);
    let report = check.run_hessian(&[0.3, -0.4, 0.2], cost(false));
    assert!(report.findings().is_empty(), "{report}");
    let report = check.run_hessian(&[0.3, -0.4, 0.2], cost(true));
    let finding = sole(&report, Unexplained);
    assert_eq!(finding.of(), 9, "{report}");
}

/// A mend of some blocks doesn't make the check pass where others stay wrong.
#[test]
fn mends_promise_what_they_hold() {
    let mends = |wrong: fn([f64; 4], [f64; 4]) -> [f64; 4]| -> Vec<String> {
        let report = scalars(wrong);
        let mends = report.findings().iter().filter_map(|f| f.mend());
        mends.map(str::to_owned).collect()
    };
    let one = mends(|g, _| [2.0 * g[0], g[1], g[2], g[3]]);
    assert_eq!(
        one,
        ["multiplying the gradient of a by 0.5 makes the check pass"]
    );
    let two = mends(|g, _| [2.0 * g[0], g[1], -g[2], g[3]]);
    let each = [
        "multiplying the gradient of a by 0.5 makes it right",
        "multiplying the gradient of c by −1 makes it right",
    ];
    assert_eq!(two, each);
    let with_another = mends(|g, p| [2.0 * g[0], g[1] + p[3].sin(), g[2], g[3]]);
    assert_eq!(with_another, each[..1]);
}
