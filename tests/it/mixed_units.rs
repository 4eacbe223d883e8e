//! Parameters of one block in units of their own: a density of 1e20 beside a temperature of 5, in f64 and in f32.

use grad_check::{GradCheck, Verdict};

/// A probe's current at six energies against a density and a temperature, whose densities are counted in this unit; the
/// derivative by the density times `k`.
fn plasma(p: &[f64; 2], unit: f64, k: f64) -> (f64, [f64; 2]) {
    let [n, te] = *p;
    let (mut cost, mut gradient) = (0.0, [0.0; 2]);
    for t in 0..6 {
        let e = 2.0 + 1.5 * f64::from(t);
        let current = n / unit * (-e / te).exp() / te.sqrt();
        let scatter = 1.0 + 0.1 * (f64::from(t * 7 % 5) - 2.0) / 2.0;
        let observed = 1.1 * (-e / 4.0).exp() / 2.0 * scatter;
        let r = current / observed - 1.0;
        cost += r * r;
        gradient[0] += k * 2.0 * r / observed * current / n;
        gradient[1] += 2.0 * r / observed * current * (e / (te * te) - 0.5 / te);
    }
    (cost, gradient)
}

#[test]
fn a_mistake_in_a_large_unit_is_found_beside_parameters_of_another() {
    for unit in [1e6, 1e12, 1e15, 1e20] {
        for k in [1.0, 1.01, 2.0, -1.0, 0.0, 1e3] {
            let report = GradCheck::new("plasma").run(&[unit, 5.0], |p| plasma(p, unit, k));
            let right = if k == 1.0 {
                Verdict::Pass
            } else {
                Verdict::Fail
            };
            assert_eq!(report.verdict(), right, "{unit:e}, times {k}: {report}");
        }
    }
}

#[test]
#[allow(clippy::cast_possible_truncation)] // to f32
fn the_same_in_f32_passes_in_one_block_and_in_two() {
    let single = |p: [f32; 2]| {
        let (cost, [a, b]) = plasma(&p.map(f64::from), 1e20, 1.0);
        (cost as f32, [a as f32, b as f32])
    };
    let one = GradCheck::new("one").run(&[1e20, 5.0f32], |p| single(*p));
    assert_eq!(one.verdict(), Verdict::Pass, "{one}");
    let two = GradCheck::new("two").run(&(1e20, 5.0f32), |p| {
        let (cost, [a, b]) = single([p.0, p.1]);
        (cost, (a, b))
    });
    assert_eq!(two.verdict(), Verdict::Pass, "{two}");
}

/// An Arrhenius fit in f32 with its factor and its energy in one block. The 1/observed of the residual's derivative is
/// there or forgotten, which makes the gradient some 1e9 times too large.
#[allow(clippy::cast_possible_truncation)] // to f32
fn arrhenius(p: [f32; 2], is_wrong: bool) -> (f32, [f32; 2]) {
    let [a, e] = p;
    let (mut cost, mut gradient) = (0.0, [0.0; 2]);
    for i in 0..8 {
        let rt = 8.314_462 * (600.0 + 50.0 * f64::from(i));
        let scatter = 1.0 + 0.05 * (f64::from(i * 7 % 5) - 2.0);
        let observed = (1.2e13 * (-81_000.0 / rt).exp() * scatter) as f32;
        let rt = rt as f32;
        let rate = a * (-e / rt).exp();
        let r = rate / observed - 1.0;
        cost += r * r;
        let d = if is_wrong {
            2.0 * r
        } else {
            2.0 * r / observed
        };
        gradient[0] += d * rate / a;
        gradient[1] -= d * rate / rt;
    }
    (cost, gradient)
}

#[test]
fn no_direction_over_parameters_of_different_units_passes_a_wrong_gradient() {
    for point in [[1e13, 8e4], [1.2e13, 81_000.0], [1e15, 9.5e4], [1e10, 5e4]] {
        let right = GradCheck::new("rate").run(&point, |p| arrhenius(*p, false));
        assert_eq!(right.verdict(), Verdict::Pass, "{right}");
        let wrong = GradCheck::new("rate").run(&point, |p| arrhenius(*p, true));
        assert_ne!(wrong.verdict(), Verdict::Pass, "{wrong}");
    }
}

#[test]
fn a_slope_that_no_oscillation_between_two_numbers_explains_is_wrong() {
    // A tenth of the gradient's norm, which is in other units, in the slope by the factor: the cost would have to change
    // by all of itself between one f32 and the next.
    for point in [[1e13, 8e4], [1.2e13, 8.2e4], [1e15, 9.5e4], [1e10, 5e4]] {
        let report = GradCheck::new("rate").run(&point, |p| {
            let (cost, [a, e]) = arrhenius(*p, false);
            (cost, [a + 0.1 * a.hypot(e), e])
        });
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    }
}

/// Softmax with its Jacobian.
fn softmax(x: &[f64; 4]) -> ([f64; 4], [[f64; 4]; 4]) {
    let most = x.iter().fold(f64::MIN, |most, x| most.max(*x));
    let e = x.map(|x| (x - most).exp());
    let p = e.map(|of| of / e.iter().sum::<f64>());
    let entry = |i: usize, k: usize| p[i] * (f64::from(u8::from(i == k)) - p[k]);
    let j = std::array::from_fn(|i| std::array::from_fn(|k| entry(i, k)));
    (p, j)
}

#[test]
fn a_row_that_moves_its_output_by_less_than_it_rounds_is_zero() {
    for x in [[100.0, 0.0, -100.0, 3.0], [40.0, 0.0, 1.0, 3.0]] {
        let right = GradCheck::new("softmax").run_jacobian(&x, softmax);
        assert_eq!(right.verdict(), Verdict::Pass, "{right}");
        let wrong = GradCheck::new("softmax").run_jacobian(&x, |x| {
            let (p, mut j) = softmax(x);
            j[0][1] = -1e-6;
            (p, j)
        });
        assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
    }
}

/// Three atoms in metres and joules, the first of them at the origin; a force for a distance is wrong by 1e10.
fn atoms(p: &[f64; 9], is_wrong: bool) -> (f64, [f64; 9]) {
    let (depth, size) = (1.65e-21, 3.4e-10);
    let (mut energy, mut gradient) = (0.0, [0.0; 9]);
    for (i, j) in [(1, 0), (2, 0), (2, 1)] {
        let apart: [f64; 3] = std::array::from_fn(|k| p[3 * i + k] - p[3 * j + k]);
        let square: f64 = apart.iter().map(|d| d * d).sum();
        let sixth = (size * size / square).powi(3);
        energy += 4.0 * depth * (sixth * sixth - sixth);
        let divisor = if is_wrong { square.sqrt() } else { square };
        let force = -24.0 * depth * (2.0 * sixth * sixth - sixth) / divisor;
        for (k, d) in apart.iter().enumerate() {
            gradient[3 * i + k] += force * d;
            gradient[3 * j + k] -= force * d;
        }
    }
    (energy, gradient)
}

#[test]
fn a_step_at_which_all_has_died_away_excuses_no_force() {
    let at = [0.0, 0.0, 0.0, 2.4e-10, 0.0, 0.0, 0.0, 5e-10, 0.0];
    let right = GradCheck::new("atoms").run(&at, |p: &[f64; 9]| atoms(p, false));
    assert_eq!(right.verdict(), Verdict::Pass, "{right}");
    let wrong = GradCheck::new("atoms").run(&at, |p: &[f64; 9]| atoms(p, true));
    assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
    // At the default step neither the cost nor a gradient of zero tells of the forces.
    for forgotten in [0..9, 3..6] {
        let wrong = GradCheck::new("atoms").run(&at, |p: &[f64; 9]| {
            let (energy, mut gradient) = atoms(p, false);
            gradient[forgotten.clone()].fill(0.0);
            (energy, gradient)
        });
        assert_eq!(wrong.verdict(), Verdict::Fail, "{forgotten:?}: {wrong}");
    }
}

/// Rosenbrock's valley of four numbers in f32, in this unit, with the last entry of its gradient times `k`.
fn valley(x: [f32; 4], unit: f32, k: f32) -> (f32, [f32; 4]) {
    let t = x.map(|x| x / unit);
    let (mut cost, mut gradient) = (0.0, [0.0; 4]);
    for i in 0..3 {
        let (a, b) = (1.0 - t[i], t[i + 1] - t[i] * t[i]);
        cost += a * a + 10.0 * b * b;
        gradient[i] += -2.0 * a - 40.0 * b * t[i];
        gradient[i + 1] += 20.0 * b;
    }
    gradient[3] *= k;
    (cost, gradient.map(|g| g / unit))
}

#[test]
fn a_block_of_f32_is_judged_in_any_unit() {
    for unit in [1e-12, 1e-9, 1e-6, 1e-3, 1.0, 1e6, 1e12] {
        let point = [1.3, -0.7, 2.1, 0.4].map(|t| t * unit);
        let judged = |k| GradCheck::new("valley").run(&point, |x| valley(*x, unit, k));
        let (right, wrong) = (judged(1.0), judged(1.2));
        assert_eq!(right.verdict(), Verdict::Pass, "{unit:e}: {right}");
        assert_eq!(wrong.verdict(), Verdict::Fail, "{unit:e}: {wrong}");
    }
}

/// Two units of which one is dead, the other one's bias counted in 1e12ths or in 1e12s: the gradient times `k`.
fn half_dead(b: [f64; 2], unit: f64, k: f64) -> (f64, [f64; 2]) {
    let (alive, dead) = (0.4 + b[0] / unit, (b[1] - 1.0).max(0.0));
    let cost = 3.0 + alive.sin() + dead;
    let slope = if b[1] > 1.0 { 1.0 } else { 0.0 };
    (cost, [k * alive.cos() / unit, slope])
}

#[test]
fn a_dead_unit_hides_nothing_of_one_in_another_unit() {
    for unit in [1e-12, 1.0, 1e12] {
        let check = |k| GradCheck::new("bias").run(&[0.3 * unit, 0.1], |b| half_dead(*b, unit, k));
        let right = check(1.0);
        assert_eq!(right.verdict(), Verdict::Pass, "{unit:e}: {right}");
        assert!(right.to_string().contains("not verified"), "{right}");
        assert_eq!(check(1.01).verdict(), Verdict::Fail, "{unit:e}");
    }
}
