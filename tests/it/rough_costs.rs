//! Costs that are rough on some scale: stairs beside a smooth term, ripples and bumps between the steps,
//! cancellation, a solver that stops early. A right gradient is never called wrong there, and one that is wrong
//! on all scales is found.

use grad_check::{Component, GradCheck, Real, Report, Rng, Verdict};
use std::f64::consts::TAU;

/// A cost of one number, and its slope.
type Cost = Box<dyn Fn(f64) -> (f64, f64)>;
/// A point and a cost, drawn.
type Draw = fn(&mut Rng) -> (f64, Cost);

const SEEDS: u64 = 60;

fn single(x: f64) -> f64 {
    f64::from(<f32 as Real>::of(x))
}

/// The exponent is uniform between these.
fn power_of_ten(rng: &mut Rng, from: f64, to: f64) -> f64 {
    10f64.powf(from + (to - from) * rng.unit())
}

fn f32_beside_a_square(rng: &mut Rng) -> (f64, Cost) {
    let cost = |x: f64| (single(x.sin()) + x * x, x.cos() + 2.0 * x);
    (3.0 * rng.normal(), Box::new(cost))
}

fn quantised_beside_a_square(rng: &mut Rng) -> (f64, Cost) {
    let quantum = power_of_ten(rng, -9.0, -5.0);
    let cost = move |x: f64| {
        let cost = (x.sin() / quantum).round() * quantum + 0.1 * x * x;
        (cost, x.cos() + 0.2 * x)
    };
    (2.0 * rng.normal(), Box::new(cost))
}

/// z³ + z = x by bisection.
fn root(x: f64, tol: f64) -> f64 {
    let (mut low, mut high) = (-10.0, 10.0);
    while high - low > tol {
        let middle: f64 = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if middle.powi(3) + middle < x {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

fn bisection_beside_a_square(rng: &mut Rng) -> (f64, Cost) {
    let tol = power_of_ten(rng, -10.0, -6.0);
    let cost = move |x: f64| {
        let (z, exact) = (root(x, tol), root(x, 0.0));
        let slope = 2.0 * exact / (3.0 * exact * exact + 1.0) + 0.02 * x;
        (z * z + 0.01 * x * x, slope)
    };
    (3.0 * rng.normal(), Box::new(cost))
}

fn cancellation(rng: &mut Rng) -> (f64, Cost) {
    let m = power_of_ten(rng, 4.0, 7.0).round();
    let cost = move |x: f64| ((m + x) * (m + x) - m * m - 2.0 * m * x, 2.0 * x);
    (rng.normal(), Box::new(cost))
}

fn ripple(rng: &mut Rng) -> (f64, Cost) {
    let (frequency, phase) = (TAU / power_of_ten(rng, -9.0, -4.0), TAU * rng.unit());
    (rng.normal(), rippled(frequency, phase))
}

fn rippled(frequency: f64, phase: f64) -> Cost {
    Box::new(move |x| {
        let angle = frequency * x + phase;
        (x * x + angle.sin() / frequency, 2.0 * x + angle.cos())
    })
}

/// The point stands on the side of the bump.
fn bump(rng: &mut Rng) -> (f64, Cost) {
    let (centre, width) = (rng.normal(), power_of_ten(rng, -10.0, -4.0));
    let height = width * power_of_ten(rng, 0.0, 4.0);
    let cost = move |x: f64| {
        let u = (x - centre) / width;
        let bump = height * (-u * u).exp();
        (x * x + bump, 2.0 * x - 2.0 * u / width * bump)
    };
    (centre + width * rng.normal(), Box::new(cost))
}

/// p (1 + k p²) = ½ by a fixed-point iteration whose first guess is good enough at k = 0.
fn early_stop(rng: &mut Rng) -> (f64, Cost) {
    let (tol, linear) = (power_of_ten(rng, -9.0, -6.0), 0.1 * rng.normal());
    let cost = move |k: f64| {
        let mut p: f64 = 0.5;
        for _ in 0..200 {
            if (p * (1.0 + k * p * p) - 0.5).abs() < tol {
                break;
            }
            p = 0.5 / (1.0 + k * p * p);
        }
        let slope = linear - p.powi(3) / (1.0 + 3.0 * k * p * p);
        (p + linear * k, slope)
    };
    (0.0, Box::new(cost))
}

const ROUGH: [(&str, Draw); 7] = [
    ("f32 beside a square", f32_beside_a_square),
    ("quantised beside a square", quantised_beside_a_square),
    ("bisection beside a square", bisection_beside_a_square),
    ("cancellation", cancellation),
    ("ripple", ripple),
    ("bump", bump),
    ("early stop", early_stop),
];

/// The check of a drawn cost whose slope is multiplied by a factor.
fn check(draw: Draw, seed: u64, factor: f64) -> Report {
    let (point, cost) = draw(&mut Rng::new(seed));
    GradCheck::new("rough").run(&point, |x: &f64| {
        let (cost, slope) = cost(*x);
        (cost, factor * slope)
    })
}

#[test]
fn a_right_gradient_of_a_rough_cost_never_fails() {
    for (name, draw) in ROUGH {
        for seed in 0..SEEDS {
            let report = check(draw, seed, 1.0);
            assert_ne!(report.verdict(), Verdict::Fail, "{name}, {seed}: {report}");
        }
    }
}

#[test]
fn a_gradient_that_is_wrong_on_all_scales_never_passes_and_is_mostly_found() {
    for (name, draw) in ROUGH {
        let mut found = 0;
        for seed in 0..SEEDS {
            let report = check(draw, seed, 2.0);
            assert_ne!(report.verdict(), Verdict::Pass, "{name}, {seed}: {report}");
            found += u64::from(report.verdict() == Verdict::Fail);
        }
        assert!(2 * found >= SEEDS, "{name}: {found} of {SEEDS}");
    }
}

#[test]
fn a_period_that_the_steps_are_multiples_of_hides_nothing() {
    for divisor in [1.0, 2.0, 61.0, 3709.0, 64.0] {
        for phase in [0.0, 0.3, 1.0] {
            let (point, period) = (0.7, 1.0 / 8192.0 / divisor);
            let cost = rippled(TAU / period, phase - TAU / period * point);
            let report = GradCheck::new("ripple").run(&point, |x: &f64| cost(*x));
            assert_ne!(report.verdict(), Verdict::Fail, "{divisor}: {report}");
        }
    }
}

/// Which components are called wrong.
fn named(report: &Report) -> Vec<usize> {
    let components = report.blocks()[0].components().iter();
    let is_wrong = |c: &Component| c.verdict() == Verdict::Fail;
    components
        .enumerate()
        .filter_map(|(i, c)| is_wrong(c).then_some(i))
        .collect()
}

#[test]
fn a_right_component_beside_a_wrong_one_is_not_named() {
    let cosines = |x: &[f64; 2]| {
        let cost = 1.0 - x[0].cos() + 1.0 - x[1].cos();
        (cost, [x[0].sin() * 1.01, x[1].sin()])
    };
    let point = [-0.001_443_590_906_398_562, 7.617_420_249_561_206e-9];
    assert_eq!(named(&GradCheck::new("cosines").run(&point, cosines)), [0]);

    for seed in 0..SEEDS {
        let mut rng = Rng::new(seed);
        let [a, b, c] = [0.0; 3].map(|_: f64| rng.normal());
        let point = [1e-6 * rng.normal(), 1e-6 * rng.normal()];
        let report = GradCheck::new("micro").run(&point, |x: &[f64; 2]| {
            let (u, w) = (x[0] / 1e-6, x[1] / 1e-6);
            let cost = u * u + a * w + (b * w + c).sin();
            let slope = (a + b * (b * w + c).cos()) / 1e-6;
            (cost, [2.0 * u / 1e-6 * 1.01, slope])
        });
        assert!(!named(&report).contains(&1), "{seed}: {report}");
        assert_ne!(report.verdict(), Verdict::Pass, "{seed}: {report}");
    }
}

#[test]
fn two_wrong_components_are_both_named() {
    for factors in [[1.01, 1.01], [2.0, 0.5], [-1.0, 1.001]] {
        let report = GradCheck::new("both").run(&[0.4, 1.3], |x: &[f64; 2]| {
            let slope = (x[0] * x[1]).cos();
            let gradient = [factors[0] * slope * x[1], factors[1] * slope * x[0]];
            ((x[0] * x[1]).sin(), gradient)
        });
        assert_eq!(named(&report), [0, 1], "{report}");
    }
}

#[test]
fn a_slope_that_is_wrong_at_the_point_alone_is_found_under_noise() {
    let hash = |x: f64| Rng::new(x.to_bits()).unit() - 0.5;
    let mut found = 0;
    for seed in 0..SEEDS {
        let mut rng = Rng::new(seed);
        let (point, noise) = (0.3 + rng.unit(), power_of_ten(&mut rng, -12.0, -9.0));
        let check = |at_point: f64| {
            GradCheck::new("noisy").run(&point, |x: &f64| {
                let factor = if *x == point { at_point } else { 1.0 };
                (x.sin() + noise * hash(*x), factor * x.cos())
            })
        };
        let wrong = check(1.5);
        assert_ne!(wrong.verdict(), Verdict::Pass, "{seed}, {noise}: {wrong}");
        found += u64::from(wrong.verdict() == Verdict::Fail);
        let right = check(1.0);
        assert_ne!(right.verdict(), Verdict::Fail, "{seed}, {noise}: {right}");
    }
    assert!(found >= SEEDS - 2, "{found} of {SEEDS}");
}

/// The logistic function and its slope.
fn logistic(x: f64) -> (f64, f64) {
    let s = 1.0 / (1.0 + (-x).exp());
    (s, s * (1.0 - s))
}

#[test]
fn stairs_that_are_wider_than_all_small_steps_are_climbed_by_a_large_one() {
    // Where the share hardly grows a stair is as wide as all that the slope can be seen on.
    let mut failed = 0;
    for seed in 0..2 * SEEDS {
        let mut rng = Rng::new(seed);
        let mut draws: Vec<f64> = (0..1000).map(|_| rng.unit()).collect();
        draws.sort_by(f64::total_cmp);
        let at = [rng.normal(), rng.normal()];
        let report = |factor: f64, is_counted: bool| {
            let function = |x: &[f64; 2]| {
                let (mut cost, mut gradient) = (0.0, [0.0; 2]);
                for (x, g) in x.iter().zip(&mut gradient) {
                    let (s, slope) = logistic(*x);
                    let below = draws.partition_point(|&draw| draw < s) as f64 / 1000.0;
                    cost += if is_counted { below } else { s } + 0.1 * x * x;
                    *g = factor * (slope + 0.2 * x);
                }
                (cost, gradient)
            };
            GradCheck::new("counted").run(&at, function)
        };
        failed += u64::from(report(1.0, true).verdict() == Verdict::Fail);
        // Without stairs nothing excuses half of the gradient.
        let wrong = report(0.5, false);
        assert_eq!(wrong.verdict(), Verdict::Fail, "{seed}: {wrong}");
    }
    assert!(50 * failed <= 2 * SEEDS, "{failed} of {}", 2 * SEEDS);
}

#[test]
fn a_forgotten_term_that_large_steps_average_over_is_no_staircase() {
    for frequency in [10.0, 30.0, 70.0] {
        for x in [0.3, -1.1, 0.87, 0.51] {
            let function = |x: &f64| (x.exp() + 0.3 * (frequency * x).sin(), x.exp());
            let report = GradCheck::new("forgotten").run(&x, function);
            assert_eq!(report.verdict(), Verdict::Fail, "{frequency}: {report}");
        }
    }
}

#[test]
fn noise_that_a_later_component_tells_of_excuses_an_earlier_one() {
    // What x moves the f32 by is below its spacing, whatever the step.
    let report = |factor: f64| {
        let function = move |[x, y]: &[f64; 2]| {
            let network = single(0.7 + 4e-7 * x.sin() + 0.1 * y.sin());
            let gradient = [
                4e-7 * x.cos() + factor * 1e-4 * x,
                0.1 * y.cos() + factor * 1e-4 * y,
            ];
            (network + 5e-5 * (x * x + y * y), gradient)
        };
        GradCheck::new("decay").run(&[1.02, 0.4], function)
    };
    let right = report(1.0);
    assert_ne!(right.verdict(), Verdict::Fail, "{right}");
    let wrong = report(2.0);
    assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
}

#[test]
fn a_low_ripple_that_looks_like_a_kink_at_three_steps_is_none() {
    for seed in 0..1000 {
        let mut rng = Rng::new(seed);
        let frequency = TAU / power_of_ten(&mut rng, -9.0, -4.0);
        let (height, phase) = (power_of_ten(&mut rng, -2.0, 0.0), TAU * rng.unit());
        let function = |x: &f64| {
            let angle = frequency * x + phase;
            let cost = x * x + height * angle.sin() / frequency;
            (cost, 2.0 * x + height * angle.cos())
        };
        let report = GradCheck::new("ripple").run(&rng.normal(), function);
        assert_ne!(report.verdict(), Verdict::Fail, "{seed}: {report}");
    }
}

/// Rounded to the eight digits of bfloat16.
fn brief(z: f64) -> f64 {
    let bits = <f32 as Real>::of(z).to_bits();
    f64::from(f32::from_bits((bits + 0x8000) & 0xffff_0000))
}

#[test]
fn stairs_as_wide_as_the_place_of_the_point_are_not_blamed_on_the_gradient() {
    let report = |seed, factor: f64| {
        let mut rng = Rng::new(seed);
        let point = [rng.normal(), rng.normal(), rng.normal()];
        let function = move |x: &[f64; 3]| {
            let cost: f64 = x.iter().map(|x| brief(x.tanh()) + 0.01 * x * x).sum();
            let slope = |x: f64| factor * (1.0 - x.tanh().powi(2) + 0.02 * x);
            (cost, x.map(slope))
        };
        GradCheck::new("brief").run(&point, function)
    };
    for seed in 0..300 {
        let right = report(seed, 1.0);
        assert_ne!(right.verdict(), Verdict::Fail, "{seed}: {right}");
    }
    let wrong = (0..300).filter(|&seed| report(seed, 2.0).verdict() == Verdict::Fail);
    assert!(wrong.count() >= 200);
}

/// The logarithm of a sum of exponentials whose exponents are so large that their digits are few: below the steps that
/// agree on a mistake there is one at which noise happens to say what the gradient does.
#[test]
fn noise_that_agrees_by_chance_excuses_no_gradient() {
    for size in [1e2, 1e3, 1e4, 1e5, 1e6] {
        let check = |factor: f64| {
            let point = [-size, size, size - 1.0, 3.0];
            GradCheck::new("soft maximum").run(&point, |x: &[f64; 4]| {
                let most = x.iter().copied().fold(f64::MIN, f64::max);
                let soft = most + x.iter().map(|x| (x - most).exp()).sum::<f64>().ln();
                let mut gradient = x.map(|x| (x - soft).exp());
                gradient[1] *= factor;
                gradient[2] -= 1.0;
                (soft - x[2], gradient)
            })
        };
        let (right, wrong) = (check(1.0), check(1.01));
        assert_eq!(right.verdict(), Verdict::Pass, "{size}: {right}");
        assert_eq!(wrong.verdict(), Verdict::Fail, "{size}: {wrong}");
    }
}

/// sin x with a bfloat's eight digits, and x²: the derivative times `k`.
fn coarse(x: f64, k: f64) -> (f64, f64) {
    let bfloat = f64::from(f32::from_bits(
        (<f32 as Real>::of(x.sin()).to_bits() + 0x8000) & 0xffff_0000,
    ));
    (bfloat + x * x, k * (x.cos() + 2.0 * x))
}

#[test]
fn a_wrong_factor_bends_as_much_too_little_and_is_no_kink() {
    let found = |k: f64| {
        let verdict = |i: i32| {
            let x = 0.37 + 0.11 * f64::from(i);
            GradCheck::new("coarse")
                .run(&x, |&x| coarse(x, k))
                .verdict()
        };
        (0..20).filter(|&i| verdict(i) == Verdict::Fail).count()
    };
    assert_eq!(found(1.0), 0);
    for (k, least) in [(-1.0, 20), (2.0, 20), (0.5, 19)] {
        assert!(found(k) >= least, "times {k}: {} of 20", found(k));
    }
}

#[test]
fn noise_that_hangs_on_the_last_bits_of_a_parameter_blames_no_right_gradient() {
    for k in 0..60 {
        let x = 0.3 + 0.047 * f64::from(k);
        for (size, noise) in [(1.0, 1e-11), (1e6, 1e-9), (1.0, 1e-7)] {
            let verdict = |factor: f64| {
                let noisy = |&x: &f64| {
                    let cost = x.exp() + noise * (x.to_bits() & 1) as f64;
                    (size * cost, factor * size * x.exp())
                };
                GradCheck::new("noisy").run(&x, noisy).verdict()
            };
            assert_ne!(verdict(1.0), Verdict::Fail, "{x}, {size}, {noise}");
            assert_eq!(verdict(1.1), Verdict::Fail, "{x}, {size}, {noise}");
        }
    }
}
