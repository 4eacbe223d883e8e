//! Functions that return forces: minus the gradient of their energy.

use grad_check::{GradCheck, Problem, Verdict, grad_check};

fn pair(r: f64) -> (f64, f64) {
    let s = r.powi(-6);
    (4.0 * (s * s - s), 24.0 * (2.0 * s * s - s) / r)
}

#[grad_check(forces, at = 1.3)]
fn lennard_jones(r: f64) -> (f64, f64) {
    pair(r)
}

#[should_panic(expected = "analytic = −numeric")]
#[grad_check(at = 1.3)]
fn not_told(r: f64) -> (f64, f64) {
    pair(r)
}

#[should_panic(expected = "forces: analytic is minus what the function returned")]
#[grad_check(forces, at = 1.3)]
fn told_of_a_gradient(r: f64) -> (f64, f64) {
    (pair(r).0, -pair(r).1)
}

#[grad_check(forces, gradient = force, at = 1.3)]
fn energy(r: f64) -> f64 {
    pair(r).0
}

fn force(r: f64) -> f64 {
    pair(r).1
}

#[grad_check(forces, out(force), at = [0.9, 1.4])]
fn springs(x: &[f64; 2], force: &mut [f64; 2]) -> f64 {
    let (a, b) = (x[0] - 1.0, x[1] - x[0] - 1.0);
    *force = [2.0 * b - 2.0 * a, -2.0 * b];
    a * a + b * b
}

#[should_panic(expected = "force[1] was not written")]
#[grad_check(forces, out(force), at = [0.9, 1.4])]
fn one_not_written(x: &[f64; 2], force: &mut [f64; 2]) -> f64 {
    force[0] = -2.0 * x[0];
    x[0] * x[0]
}

#[test]
fn on_threads_and_with_a_cost() {
    let energy = |r: &f64| pair(*r).0;
    let check = || GradCheck::new("pair").forces();
    let reports = [
        check().run_with_cost(&1.3, |r| pair(*r), energy),
        check().threads(2).run_on_threads(&1.3, |r| pair(*r)),
        check().run_pair(&1.3, energy, |r| pair(*r).1),
    ];
    for report in reports {
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    }
}

#[test]
fn beside_a_jacobian_they_are_refused() {
    let report = GradCheck::new("f")
        .forces()
        .run_jacobian(&2.0, |x: &f64| ([x * x], [2.0 * x]));
    assert_eq!(report.problems(), [Problem::NoForces]);
    assert_ne!(report.verdict(), Verdict::Pass);
}

#[test]
fn of_many_particles() {
    let springs = |sign: f64| {
        move |x: &Vec<f64>| {
            let energy = x.iter().map(|x| x * x).sum::<f64>();
            (energy, x.iter().map(|x| 2.0 * sign * x).collect::<Vec<_>>())
        }
    };
    let x: Vec<f64> = (0..2_000).map(|i| 0.3 + f64::from(i % 7)).collect();
    let check = || GradCheck::new("springs").forces();
    check().run(&x, springs(-1.0)).assert();
    assert_eq!(check().run(&x, springs(1.0)).verdict(), Verdict::Fail);
}

/// A cosine in a trap, of which the forces have so many times the pull.
fn trap(x: &[f64; 3], pull: f64) -> (f64, [f64; 3]) {
    let energy = x.iter().map(|x| x * x + x.cos()).sum();
    (energy, x.map(|x| x.sin() - pull * x))
}

#[test]
fn mends_are_told_for_what_is_returned() {
    let x = [0.3, -0.9, 1.4];
    let check = || GradCheck::new("trap").arguments(["x"]).forces();
    let mend = |pull: f64| {
        let report = check().run(&x, |x| trap(x, pull));
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        report.findings()[0].mend().map(str::to_owned)
    };
    let missing = "subtracting 2 θ from the forces of x makes the check pass";
    assert_eq!(mend(0.0).as_deref(), Some(missing));
    let doubled = "adding 2 θ to the forces of x makes the check pass";
    assert_eq!(mend(4.0).as_deref(), Some(doubled));
    check().run(&x, |x| trap(x, 2.0)).assert();
    let halved = check().run(&x, |x| {
        let (energy, forces) = trap(x, 2.0);
        (energy, forces.map(|f| 0.5 * f))
    });
    let mend = "multiplying the forces of x by 2 makes the check pass";
    assert_eq!(halved.findings()[0].mend(), Some(mend));
}
