//! potentials 0.1.0: molecular potentials; the force factor is −(dV/dr)/r, of r².

use grad_check::GradCheck;
use potentials::base::{Potential2, Potential3, Potential4};
use potentials::{angle, bond, imp, meta, pair, torsion};

// dV/d(r²) = −S/2.
fn pair(name: &str, r_sq: f64, v: impl Potential2<f64>) {
    let check = GradCheck::new(name).arguments(["r_sq"]);
    check
        .run(&r_sq, |&r_sq| (v.energy(r_sq), -0.5 * v.force_factor(r_sq)))
        .assert();
    check
        .run(&r_sq, |&r_sq| {
            let (energy, factor) = v.energy_force(r_sq);
            (energy, -0.5 * factor)
        })
        .assert();
}

fn angle(name: &str, v: impl Potential3<f64>) {
    let check = GradCheck::new(name).arguments(["cos_theta"]);
    check
        .run(&0.3, |&c| v.energy_derivative(1.2, 1.7, c))
        .assert();
    check
        .run(&0.3, |&c| {
            (v.energy(1.2, 1.7, c), v.derivative(1.2, 1.7, c))
        })
        .assert();
}

fn torsion(name: &str, v: impl Potential4<f64>) {
    for phi in [0.4, 2.0, -1.1] {
        let check = GradCheck::new(name).arguments(["phi"]);
        check
            .run(&phi, |phi: &f64| v.energy_derivative(phi.cos(), phi.sin()))
            .assert();
        check
            .run(&phi, |phi: &f64| {
                (
                    v.energy(phi.cos(), phi.sin()),
                    v.derivative(phi.cos(), phi.sin()),
                )
            })
            .assert();
    }
}

#[test]
fn pairs() {
    pair("lj", 1.3, pair::Lj::new(0.238, 1.1));
    pair("mie", 1.3, pair::Mie::<f64, 14, 7>::new(0.238, 1.1));
    pair("buck", 1.3, pair::Buck::new(1000.0, 3.0, 100.0));
    pair("coul", 1.3, pair::Coul::new(-2.0));
    pair("gauss", 1.3, pair::Gauss::new(2.0, 0.7));
    pair("soft", 1.3, pair::Soft::<f64, 9>::new(0.5, 1.1));
    pair("yukawa", 1.3, pair::Yukawa::new(2.0, 0.7));
}

#[test]
fn bonds() {
    pair("cubic", 1.3, bond::Cubic::new(300.0, -500.0, 1.0));
    pair("fene", 1.3, bond::Fene::new(30.0, 1.5));
    pair("g96", 1.3, bond::G96::new(300.0, 1.0));
    pair("harm", 1.3, bond::Harm::new(300.0, 1.0));
    pair("morse", 1.3, bond::Morse::new(80.0, 2.0, 1.0));
    pair("quart", 1.3, bond::Quart::new(300.0, -500.0, 600.0, 1.0));
}

#[test]
fn wrapped() {
    pair(
        "cutoff",
        1.3,
        meta::Cutoff::new(pair::Lj::new(0.238, 1.1), 2.0),
    );
    pair(
        "scaled",
        1.3,
        meta::Scaled::new(pair::Lj::new(0.238, 1.1), 0.5),
    );
    pair(
        "shift",
        1.3,
        meta::Shift::new(pair::Lj::new(0.238, 1.1), 2.0),
    );
    pair(
        "softcore",
        1.3,
        meta::Softcore::new(pair::Lj::new(0.238, 1.1), 0.5, 1.1, 0.6, 1, 6),
    );
    pair(
        "sum",
        1.3,
        meta::Sum::new(pair::Lj::new(0.238, 1.1), pair::Coul::new(-2.0)),
    );
    pair(
        "switch",
        2.3,
        meta::Switch::new(pair::Lj::new(0.238, 1.1), 1.2, 2.0),
    );
}

#[test]
fn angles() {
    angle("cos", angle::Cos::new(50.0, -0.3));
    angle("harm", angle::Harm::new(50.0, 1.9));
    angle("linear", angle::Linear::new(50.0));
    angle("urey", angle::Urey::new(50.0, -0.3, 20.0, 1.8));
}

#[test]
fn torsions() {
    torsion("cos", torsion::Cos::new(2.0, 3, 0.6));
    torsion("harm", torsion::Harm::new(2.0, 0.6));
    torsion("opls", torsion::Opls::new(1.0, -0.5, 0.7, 0.3));
    torsion("rb", torsion::Rb::new(1.0, -0.5, 0.7, 0.3, -0.2, 0.4));
    torsion("improper cos", imp::Cos::new(2.0, 2, 1.0));
    torsion("improper harm", imp::Harm::new(2.0, 0.6));
}
