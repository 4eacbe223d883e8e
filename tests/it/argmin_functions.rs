//! Every gradient and every Hessian that `argmin_testfunctions` publishes, checked as a user would.
//!
//! Each at three points drawn within the function's domain, and where a check is most easily led
//! astray: at minima, kinks, cusps and plateaus. What is wrong is pinned with its evidence.

use argmin_testfunctions::*;
use grad_check::{
    BlockReport, Component, Flatten, GradCheck, HessianOutcome, Reason, Report, Rng, Verdict,
};
use std::collections::BTreeSet;
use std::f64::consts::PI;

const SEEDS: [u64; 3] = [1, 2, 3];
/// `pub fn .._derivative..` and `pub fn .._hessian..` in version 0.3.0: 36 of each.
const PUBLISHED: usize = 36;

type Check = Box<dyn Fn(&[f64]) -> Report>;

/// A row of the table: a derivative, a Hessian, and where they are checked.
struct Row {
    name: &'static str,
    domain: Vec<(f64, f64)>,
    gradient: Check,
    hessian: Check,
}

impl Row {
    fn points(&self) -> [Vec<f64>; 3] {
        SEEDS.map(|seed| {
            let mut rng = Rng::new(seed).stream(self.name);
            let within = |&(low, high): &(f64, f64)| low + (high - low) * rng.unit();
            self.domain.iter().map(within).collect()
        })
    }
}

fn row<const N: usize, G: Flatten + 'static, H: 'static>(
    name: &'static str,
    domain: [(f64, f64); N],
    cost: fn(&[f64; N]) -> f64,
    derivative: fn(&[f64; N]) -> G,
    hessian: fn(&[f64; N]) -> H,
) -> Row
where
    (f64, G, H): HessianOutcome,
{
    let point = |x: &[f64]| -> [f64; N] { x.try_into().expect("as long as the domain") };
    Row {
        name,
        domain: domain.to_vec(),
        gradient: Box::new(move |x| gradient_check(name, &point(x), cost, derivative)),
        hessian: Box::new(move |x| hessian_check(name, &point(x), cost, derivative, hessian)),
    }
}

fn gradient_check<const N: usize, G: Flatten>(
    name: &str,
    point: &[f64; N],
    cost: impl Fn(&[f64; N]) -> f64,
    derivative: impl Fn(&[f64; N]) -> G,
) -> Report {
    let check = GradCheck::new(name).arguments(["x"]);
    check.run(point, |x| (cost(x), derivative(x)))
}

/// The Hessian against differences of the derivative, and its symmetry.
fn hessian_check<const N: usize, G, H>(
    name: &str,
    point: &[f64; N],
    cost: impl Fn(&[f64; N]) -> f64,
    derivative: impl Fn(&[f64; N]) -> G,
    hessian: impl Fn(&[f64; N]) -> H,
) -> Report
where
    (f64, G, H): HessianOutcome,
{
    let check = GradCheck::new(name).arguments(["x"]);
    check.run_hessian(point, |x| (cost(x), derivative(x), hessian(x)))
}

/// A function of a slice, with parameters, as one of an array.
macro_rules! of {
    ($function:path $(, $parameter:expr)*) => {
        |x| $function(x $(, $parameter)*)
    };
}

/// All that is published, in the domain that the documentation gives.
#[rustfmt::skip] // a row a function
fn table() -> Vec<Row> {
    // Rosenbrock's function and the sphere are unbounded; these bounds are usual. In most of Easom's
    // ±100 the cost underflows to zero, so it is drawn within ±10.
    vec![
        row("ackley", [(-32.768, 32.768); 3], of!(ackley), of!(ackley_derivative), of!(ackley_hessian)),
        row("ackley, const", [(-32.768, 32.768); 3], of!(ackley), ackley_derivative_const, ackley_hessian_const),
        row("ackley_abc", [(-32.768, 32.768); 3], of!(ackley_abc, 15.0, 0.3, 5.0), of!(ackley_abc_derivative, 15.0, 0.3, 5.0), of!(ackley_abc_hessian, 15.0, 0.3, 5.0)),
        row("ackley_abc, const", [(-32.768, 32.768); 3], of!(ackley_abc, 15.0, 0.3, 5.0), of!(ackley_abc_derivative_const, 15.0, 0.3, 5.0), of!(ackley_abc_hessian_const, 15.0, 0.3, 5.0)),
        row("beale", [(-4.5, 4.5); 2], beale, beale_derivative, beale_hessian),
        row("booth", [(-10.0, 10.0); 2], booth, booth_derivative, booth_hessian),
        row("bukin_n6", [(-15.0, -5.0), (-3.0, 3.0)], bukin_n6, bukin_n6_derivative, bukin_n6_hessian),
        row("cross_in_tray", [(-10.0, 10.0); 2], cross_in_tray, cross_in_tray_derivative, cross_in_tray_hessian),
        row("easom", [(-10.0, 10.0); 2], easom, easom_derivative, easom_hessian),
        row("eggholder", [(-512.0, 512.0); 2], eggholder, eggholder_derivative, eggholder_hessian),
        row("goldsteinprice", [(-2.0, 2.0); 2], goldsteinprice, goldsteinprice_derivative, goldsteinprice_hessian),
        row("himmelblau", [(-5.0, 5.0); 2], himmelblau, himmelblau_derivative, himmelblau_hessian),
        row("holder_table", [(-10.0, 10.0); 2], holder_table, holder_table_derivative, holder_table_hessian),
        row("levy", [(-10.0, 10.0); 3], of!(levy), of!(levy_derivative), of!(levy_hessian)),
        row("levy, const", [(-10.0, 10.0); 3], of!(levy), levy_derivative_const, levy_hessian_const),
        row("levy_n13", [(-10.0, 10.0); 2], levy_n13, levy_n13_derivative, levy_n13_hessian),
        row("matyas", [(-10.0, 10.0); 2], matyas, matyas_derivative, matyas_hessian),
        row("mccormick", [(-1.5, 4.0), (-3.0, 4.0)], mccormick, mccormick_derivative, mccormick_hessian),
        row("picheny", [(0.0, 1.0); 2], picheny, picheny_derivative, picheny_hessian),
        row("rastrigin", [(-5.12, 5.12); 3], of!(rastrigin), of!(rastrigin_derivative), of!(rastrigin_hessian)),
        row("rastrigin, const", [(-5.12, 5.12); 3], of!(rastrigin), rastrigin_derivative_const, rastrigin_hessian_const),
        row("rastrigin_a", [(-5.12, 5.12); 3], of!(rastrigin_a, 7.0), of!(rastrigin_a_derivative, 7.0), of!(rastrigin_a_hessian, 7.0)),
        row("rastrigin_a, const", [(-5.12, 5.12); 3], of!(rastrigin_a, 7.0), of!(rastrigin_a_derivative_const, 7.0), of!(rastrigin_a_hessian_const::<3, f64>, 7.0)),
        row("rosenbrock", [(-5.0, 10.0); 3], of!(rosenbrock), of!(rosenbrock_derivative), of!(rosenbrock_hessian)),
        row("rosenbrock, const", [(-5.0, 10.0); 3], of!(rosenbrock), rosenbrock_derivative_const, rosenbrock_hessian_const),
        row("rosenbrock_ab", [(-5.0, 10.0); 3], of!(rosenbrock_ab, 2.0, 30.0), of!(rosenbrock_ab_derivative, 2.0, 30.0), of!(rosenbrock_ab_hessian, 2.0, 30.0)),
        row("rosenbrock_ab, const", [(-5.0, 10.0); 3], of!(rosenbrock_ab, 2.0, 30.0), of!(rosenbrock_ab_derivative_const, 2.0, 30.0), of!(rosenbrock_ab_hessian_const, 2.0, 30.0)),
        row("schaffer_n2", [(-100.0, 100.0); 2], schaffer_n2, schaffer_n2_derivative, schaffer_n2_hessian),
        row("schaffer_n4", [(-100.0, 100.0); 2], schaffer_n4, schaffer_n4_derivative, schaffer_n4_hessian),
        row("sphere", [(-5.12, 5.12); 3], of!(sphere), of!(sphere_derivative), of!(sphere_hessian)),
        row("sphere, const", [(-5.12, 5.12); 3], of!(sphere), sphere_derivative_const, sphere_hessian_const),
        row("styblinski_tang", [(-5.0, 5.0); 3], of!(styblinski_tang), of!(styblinski_tang_derivative), of!(styblinski_tang_hessian)),
        row("styblinski_tang, const", [(-5.0, 5.0); 3], of!(styblinski_tang), styblinski_tang_derivative_const, styblinski_tang_hessian_const),
        row("threehumpcamel", [(-5.0, 5.0); 2], threehumpcamel, threehumpcamel_derivative, threehumpcamel_hessian),
        row("zero", [(-5.0, 5.0); 3], of!(zero), of!(zero_derivative), of!(zero_hessian)),
        row("zero, const", [(-5.0, 5.0); 3], of!(zero), zero_derivative_const, zero_hessian_const),
    ]
}

/// The row of this name.
fn row_of(name: &str) -> Row {
    let found = table().into_iter().find(|row| row.name == name);
    found.unwrap_or_else(|| panic!("no row {name}"))
}

/// Check all that is published: the rows that don't pass, each with the verdict at all its points.
fn not_passing(check: impl Fn(&Row) -> &Check) -> Vec<(&'static str, Verdict)> {
    let (mut others, mut names, mut points) = (Vec::new(), BTreeSet::new(), 0);
    for row in table() {
        let verdicts = row.points().map(|point| check(&row)(&point).verdict());
        let [first, ..] = verdicts;
        assert_eq!(verdicts, [first; 3], "{}", row.name);
        if first != Verdict::Pass {
            others.push((row.name, first));
        }
        names.insert(row.name);
        points += verdicts.len();
    }
    assert_eq!((names.len(), points), (PUBLISHED, 3 * PUBLISHED));
    others
}

#[test]
fn every_gradient_is_right_and_that_of_a_constant_is_told_as_such() {
    let others = not_passing(|row| &row.gradient);
    let constant = Verdict::Undecided(Reason::ConstantCost);
    assert_eq!(others, [("zero", constant), ("zero, const", constant)]);
}

#[test]
fn every_hessian_is_right_but_two() {
    let others = not_passing(|row| &row.hessian);
    let nothing = Verdict::Undecided(Reason::NothingCompared);
    assert_eq!(
        others,
        [
            ("rosenbrock_ab", Verdict::Fail),
            ("rosenbrock_ab, const", Verdict::Fail),
            ("zero", nothing),
            ("zero, const", nothing),
        ]
    );
}

/// A find. The cost is a sum of (a − xᵢ)² + b (xᵢ₊₁ − xᵢ²)², and the second derivative of (a − xᵢ)² is
/// 2; the Hessian has 2a, which is right for the usual a = 1 only. At x = (1.5, −0.5, 2), a = 2, b = 30
/// it gives a diagonal of 874, −86, 60, where exact arithmetic gives 872, −88, 60.
#[test]
fn rosenbrock_ab_hessians_have_2a_in_place_of_2() {
    let (point, a, b) = ([1.5, -0.5, 2.0], 2.0, 30.0);
    for name in ["rosenbrock_ab", "rosenbrock_ab, const"] {
        let report = (row_of(name).hessian)(&point);
        let wrong: Vec<&Component> = report
            .blocks()
            .iter()
            .flat_map(BlockReport::wrong)
            .collect();
        let paths: Vec<&str> = wrong.iter().map(|c| c.path()).collect();
        assert_eq!(paths, ["H[x[0], x[0]]", "H[x[1], x[1]]"], "{report}");
        for (component, exact) in wrong.iter().zip([872.0, -88.0]) {
            assert_eq!(component.analytic(), exact + 2.0 * (a - 1.0));
            assert!((component.numeric() - exact).abs() <= component.bar());
        }
    }
    let mended = |x: &[f64; 3]| {
        let mut hessian = rosenbrock_ab_hessian_const(x, a, b);
        (0..2).for_each(|i| hessian[i][i] -= 2.0 * (a - 1.0));
        hessian
    };
    let cost = |x: &[f64; 3]| rosenbrock_ab(x, a, b);
    let derivative = |x: &[f64; 3]| rosenbrock_ab_derivative_const(x, a, b);
    hessian_check("mended", &point, cost, derivative, mended).assert();
}

/// A find. The cost is smooth where x₁² = x₂², but the derivative divides by |x₁² − x₂²|. By
/// differences in sixty digits it is (−0.00390551576303655, −0.00390551576303655) at (2, 2).
#[test]
fn schaffer_n4_derivative_is_nan_on_the_diagonals() {
    for point in [[2.0, 2.0], [2.0, -2.0], [0.0, 0.0]] {
        let report = (row_of("schaffer_n4").gradient)(&point);
        assert_eq!(report.verdict(), Verdict::Fail);
        assert!(report.to_string().contains("the gradient of x[0] is NaN"));
    }
}

/// A find. Where |x₁² − x₂²| ≤ 2.2e-16 the Hessian is set to zero. By differences in sixty digits it is
/// −0.002 times the unit matrix at this point, where the derivative is right.
#[test]
fn schaffer_n4_hessian_is_zero_beside_the_origin() {
    let report = (row_of("schaffer_n4").hessian)(&[3e-9, 1e-9]);
    for (i, row) in report.blocks().iter().skip(1).enumerate() {
        assert_eq!(row.verdict(), Verdict::Fail, "{report}");
        assert!(
            (row.components()[i].numeric() + 0.002).abs() < 1e-9,
            "{report}"
        );
    }
}

#[test]
fn gradients_and_hessians_pass_at_minima() {
    for (name, minimum) in [
        ("booth", &[1.0, 3.0][..]),
        ("cross_in_tray", &[1.349_406_608_602_084; 2]),
        ("easom", &[PI; 2]),
        ("eggholder", &[512.0, 404.2319]),
        ("goldsteinprice", &[0.0, -1.0]),
        ("himmelblau", &[3.0, 2.0]),
        ("holder_table", &[8.05502, 9.66459]),
        ("levy", &[1.0; 3]),
        ("levy_n13", &[1.0; 2]),
        ("matyas", &[0.0; 2]),
        ("mccormick", &[-0.54719, -1.54719]),
        ("picheny", &[0.5, 0.25]),
        ("rastrigin", &[0.0; 3]),
        ("rosenbrock", &[1.0; 3]),
        ("schaffer_n2", &[0.0; 2]),
        ("schaffer_n4", &[0.0, 1.25313]),
        ("sphere", &[0.0; 3]),
        ("styblinski_tang", &[-2.903_534; 3]),
        ("threehumpcamel", &[0.0; 2]),
    ] {
        (row_of(name).gradient)(minimum).assert();
        (row_of(name).hessian)(minimum).assert();
    }
}

/// The cost is exactly zero there, and the derivative, an expanded polynomial, is roundoff: −4e-15.
#[test]
fn beale_passes_at_its_minimum() {
    (row_of("beale").gradient)(&[3.0, 0.5]).assert();
}

#[test]
fn kinks_cusps_and_plateaus_are_told() {
    let (pass, fail, undecided) = ("pass", "fail", "undecided");
    for (name, point, gradient, hessian) in [
        // Kinks: the derivative is one of the slopes, and jumps.
        ("ackley", &[0.0; 3][..], pass, undecided),
        ("bukin_n6", &[-10.0, 2.0], pass, undecided),
        ("holder_table", &[0.0, 2.0], pass, undecided),
        // A kink at which derivative and Hessian are NaN.
        ("holder_table", &[PI, 0.0], fail, fail),
        // A kink behind e¹⁰⁰, which no step can follow, but both of its sides; the Hessian is NaN.
        ("cross_in_tray", &[0.0, 1.3], pass, fail),
        // Cusps: √|t| at 0, where no slope is finite; eggholder's Hessian is infinite.
        ("bukin_n6", &[-10.0, 1.0], undecided, undecided),
        ("eggholder", &[147.0, 100.0], undecided, fail),
        // The cost underflows to zero.
        ("easom", &[-50.0, 60.0], undecided, undecided),
    ] {
        let row = row_of(name);
        let words = [&row.gradient, &row.hessian].map(|check| check(point).verdict().word());
        assert_eq!(words, [gradient, hessian], "{name} at {point:?}");
    }
}
