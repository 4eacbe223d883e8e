//! Where several kinks meet, what the cost takes around the point is right, and what lies between: the first
//! of those that tie, or a share each. All of them at once, or none, lies between the slopes along every
//! axis, and is wrong.

use grad_check::{FindingKind, GradCheck, Report, Rng, Verdict};

/// What the gradient of a maximum does with a tie.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Rule {
    First,
    Last,
    Shared,
    All,
    None,
}

const RIGHT: [Rule; 3] = [Rule::First, Rule::Last, Rule::Shared];
const WRONG: [Rule; 2] = [Rule::All, Rule::None];

/// Right rules pass, wrong ones fail.
fn passes_or_fails(run: impl Fn(Rule) -> Report) {
    let of = |rule: &Rule| (*rule, run(*rule));
    for (rule, report) in RIGHT.iter().map(of) {
        assert_eq!(report.verdict(), Verdict::Pass, "{rule:?}: {report}");
    }
    for (rule, report) in WRONG.iter().map(of) {
        assert_eq!(report.verdict(), Verdict::Fail, "{rule:?}: {report}");
    }
}

fn largest(x: &[f64]) -> f64 {
    x.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// The shares of the components in their maximum.
fn shares(x: &[f64], rule: Rule) -> Vec<f64> {
    let most = largest(x);
    let tied: Vec<usize> = (0..x.len()).filter(|&i| x[i] == most).collect();
    let share = |i: usize| match rule {
        _ if !tied.contains(&i) => 0.0,
        Rule::First => f64::from(u8::from(i == tied[0])),
        Rule::Last => f64::from(u8::from(i == tied[tied.len() - 1])),
        Rule::Shared => 1.0 / tied.len() as f64,
        Rule::None if tied.len() > 1 => 0.0,
        Rule::All | Rule::None => 1.0,
    };
    (0..x.len()).map(share).collect()
}

fn normals(seed: usize, name: &str, count: usize) -> Vec<f64> {
    let mut rng = Rng::new(seed as u64).stream(name);
    rng.randn::<f64, _>(count).to_vec()
}

/// `count` of at least as many numbers, the largest of which tie.
fn tied(seed: usize, count: usize) -> Vec<f64> {
    let mut x = normals(seed, "x", count + seed % 3);
    let most = largest(&x);
    let of = x.len();
    for i in 0..count {
        x[(i + seed) % of] = most;
    }
    x
}

/// scale · (max(x) + smooth · (sin(w·x) + ‖x‖²)): a convex or a concave kink.
fn maximum(
    rule: Rule,
    scale: f64,
    smooth: f64,
    w: Vec<f64>,
) -> impl Fn(&Vec<f64>) -> (f64, Vec<f64>) {
    move |x| {
        let angle: f64 = x.iter().zip(&w).map(|(x, w)| x * w).sum();
        let squares: f64 = x.iter().map(|x| x * x).sum();
        let slopes = shares(x, rule).into_iter().zip(x.iter().zip(&w));
        let slope =
            |(share, (x, w)): (f64, (&f64, &f64))| share + smooth * (w * angle.cos() + 2.0 * x);
        let cost = largest(x) + smooth * (angle.sin() + squares);
        (scale * cost, slopes.map(|s| scale * slope(s)).collect())
    }
}

/// The verdict, by components and along directions.
fn verdicts(x: &Vec<f64>, f: impl Fn(&Vec<f64>) -> (f64, Vec<f64>)) -> [(&'static str, Report); 2] {
    let check = GradCheck::new("f").arguments(["x"]);
    [
        ("plain", check.run(x, &f)),
        ("self-test", check.self_test().run(x, &f)),
    ]
}

#[test]
fn a_maximum_of_two_to_nine_that_tie() {
    for seed in 0..8 {
        for count in 2..=9 {
            let scale = [1.0, -1.0, 1e-3, 1e4][seed % 4];
            let smooth = [0.0, 1.0][seed / 4];
            let x = tied(seed, count);
            let w = normals(seed, "w", x.len());
            let run = |rule| verdicts(&x, maximum(rule, scale, smooth, w.clone()));
            for rule in RIGHT {
                for (name, report) in run(rule) {
                    assert_eq!(report.verdict(), Verdict::Pass, "{name} {rule:?}: {report}");
                }
            }
            for rule in WRONG {
                for (name, report) in run(rule) {
                    assert_eq!(report.verdict(), Verdict::Fail, "{name} {rule:?}: {report}");
                    // No other component is blamed.
                    let wrong: Vec<usize> =
                        report.blocks()[0].wrong().map(|c| c.index()[0]).collect();
                    let most = largest(&x);
                    let ties: Vec<usize> = (0..x.len()).filter(|&i| x[i] == most).collect();
                    assert_eq!(wrong, ties, "{report}");
                }
            }
        }
    }
}

#[test]
fn the_nearest_right_gradient_is_what_is_printed() {
    let both = |x: &[f64; 2]| {
        (
            x[0].max(x[1]),
            [
                f64::from(u8::from(x[0] >= x[1])),
                f64::from(u8::from(x[1] >= x[0])),
            ],
        )
    };
    let report = GradCheck::new("max").run(&[1.0, 1.0], both);
    assert_eq!(report.verdict(), Verdict::Fail);
    assert!((report.whole().best - 1.0 / 3.0).abs() < 1e-3, "{report}");
    let finding = &report.findings()[0];
    assert_eq!(finding.kind(), FindingKind::Kink);
    let expected =
        "theta: several kinks meet in 2 of 2 components, and the gradient is beyond those around";
    assert_eq!(finding.message(), expected);
    let evidence = "each component lies between its slopes on both sides, but together they don't: the nearest gradient that the cost has around is theta[0] = 0.5000 (the gradient 1.000), theta[1] = 0.5000 (the gradient 1.000)";
    assert_eq!(finding.evidence(), evidence);
}

#[test]
fn a_tie_of_other_multiples_and_other_blocks() {
    // max(2a, b, c·c): the common direction isn't that of equal steps.
    let f = |rule: Rule| {
        move |(a, [b, c]): &(f64, [f64; 2])| {
            let s = shares(&[2.0 * a, *b, c * c], rule);
            let cost = largest(&[2.0 * a, *b, c * c]) + a * b;
            (cost, (2.0 * s[0] + b, [s[1] + a, 2.0 * c * s[2]]))
        }
    };
    let run = |rule| GradCheck::new("f").run(&(0.5, [1.0, 1.0]), f(rule));
    passes_or_fails(run);
}

/// Σ wⱼ max of window j.
fn pooled(rule: Rule, weights: Vec<f64>, size: usize) -> impl Fn(&Vec<f64>) -> (f64, Vec<f64>) {
    move |x| {
        let windows = || x.chunks(size).zip(&weights);
        let cost = windows().map(|(x, w)| w * largest(x) + x[0] * x[1]).sum();
        let slopes = |(x, w): (&[f64], &f64)| {
            let mut slopes: Vec<f64> = shares(x, rule).iter().map(|s| s * w).collect();
            slopes[0] += x[1];
            slopes[1] += x[0];
            slopes
        };
        (cost, windows().flat_map(slopes).collect())
    }
}

#[test]
fn pooling_windows_of_which_some_tie() {
    for seed in 0..12 {
        let (windows, size) = (2 + seed % 4, 2 + seed % 3);
        let mut x = normals(seed, "x", windows * size);
        for window in x.chunks_mut(size).step_by(2) {
            // Padding of zeros in some, a tie of two in others.
            if seed % 3 == 0 {
                window.fill(0.0);
            } else {
                window[1] = window[0].abs() + 3.0;
                window[0] = window[1];
            }
        }
        let weights = normals(seed, "weights", windows);
        let of_one_sign: Vec<f64> = weights.iter().map(|w| w.abs() + 0.1).collect();
        for rule in RIGHT {
            for weights in [&weights, &of_one_sign] {
                let report = GradCheck::new("pool").run(&x, pooled(rule, weights.clone(), size));
                assert_eq!(report.verdict(), Verdict::Pass, "{rule:?}: {report}");
            }
        }
        for rule in WRONG {
            let f = pooled(rule, of_one_sign.clone(), size);
            let report = GradCheck::new("pool").run(&x, f);
            assert_eq!(report.verdict(), Verdict::Fail, "{rule:?}: {report}");
            let report = GradCheck::new("pool").run(&x, pooled(rule, weights.clone(), size));
            assert_ne!(report.verdict(), Verdict::Pass, "{rule:?}: {report}");
        }
    }
}

#[test]
fn a_sum_of_sorted_values() {
    for seed in 0..12 {
        let mut weights = normals(seed, "weights", 5);
        // What weighs larger values more is convex.
        weights.sort_by(f64::total_cmp);
        let mut x = normals(seed, "x", 5);
        x[3] = x[1];
        let f = |both: bool| {
            let weights = &weights;
            move |x: &Vec<f64>| {
                let mut order: Vec<usize> = (0..x.len()).collect();
                order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
                let ranked = || order.iter().zip(weights);
                let mut slopes = vec![0.0; x.len()];
                ranked().for_each(|(&i, w)| slopes[i] = *w);
                for (&i, w) in ranked().filter(|_| both) {
                    let twins = (0..x.len()).filter(|&k| x[k] == x[i]);
                    twins.for_each(|k| slopes[k] = *w);
                }
                (ranked().map(|(&i, w)| w * x[i]).sum::<f64>(), slopes)
            }
        };
        let right = GradCheck::new("sorted").run(&x, f(false));
        assert_eq!(right.verdict(), Verdict::Pass, "{right}");
        let wrong = GradCheck::new("sorted").run(&x, f(true));
        assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
    }
}

#[test]
fn absolute_values_at_zero_with_any_sign() {
    for seed in 0..8 {
        let w = normals(seed, "w", 36);
        let lasso = |at: f64| {
            let w = &w;
            move |x: &Vec<f64>| {
                let rows: Vec<&[f64]> = w.chunks(6).collect();
                let dot = |row: &[f64]| row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() - 1.0;
                let rest: Vec<f64> = rows.iter().map(|row| dot(row)).collect();
                let sign = |x: f64| if x == 0.0 { at } else { x.signum() };
                let slope = |j: usize| -> f64 {
                    sign(x[j])
                        + rows
                            .iter()
                            .zip(&rest)
                            .map(|(row, r)| 2.0 * r * row[j])
                            .sum::<f64>()
                };
                let cost = x.iter().map(|x| x.abs()).sum::<f64>();
                (
                    cost + rest.iter().map(|r| r * r).sum::<f64>(),
                    (0..6).map(slope).collect::<Vec<f64>>(),
                )
            }
        };
        let mut x = normals(seed, "x", 6);
        for i in [0, 2, 3, 5] {
            x[i] = 0.0;
        }
        for (at, verdict) in [
            (0.0, Verdict::Pass),
            (1.0, Verdict::Pass),
            (-1.0, Verdict::Pass),
            (0.3, Verdict::Pass),
            (1.2, Verdict::Fail),
            (-3.0, Verdict::Fail),
        ] {
            let report = GradCheck::new("lasso").run(&x, lasso(at));
            assert_eq!(report.verdict(), verdict, "{at}: {report}");
        }
    }
}

/// A sparse count model that starts at zero, in f32: kinks so small that noise blurs them, or a slope beside them that is
/// known better than those of the kink itself.
#[test]
fn small_kinks_in_f32_pass_and_what_is_wrong_beside_them_fails() {
    for seed in 0..40 {
        let (n, rows) = (2 + seed % 5, 10 + seed % 30);
        let single = |name, count| -> Vec<f32> {
            let drawn = normals(seed, name, count).into_iter();
            drawn.map(<f32 as grad_check::Real>::of).collect()
        };
        let (x, counts) = (single("x", rows * n), single("y", rows));
        let penalty = if seed % 2 == 0 { 0.01 } else { 0.05 };
        let fit = |factor: f32| {
            let (x, counts) = (&x, &counts);
            move |(w, b): &(Vec<f32>, f32)| {
                let share = 1.0 / rows as f32;
                let mut cost: f32 = w.iter().map(|w| penalty * w.abs()).sum();
                let at = |w: &f32| if *w == 0.0 { 0.0 } else { penalty * w.signum() };
                let (mut of_w, mut of_b): (Vec<f32>, f32) = (w.iter().map(at).collect(), 0.0);
                for (row, count) in x.chunks(n).zip(counts) {
                    let predicted = row.iter().zip(w).map(|(x, w)| x * w).sum::<f32>() + b;
                    let (rate, count) = (predicted.exp(), (3.0 * count.abs()).floor());
                    cost += share * (rate - count * predicted);
                    let slope = share * (rate - count);
                    of_b += slope;
                    for (g, x) in of_w.iter_mut().zip(row) {
                        *g += slope * x * factor;
                    }
                }
                (cost, (of_w, of_b))
            }
        };
        let at_zero = (vec![0f32; n], 0.3f32);
        let right = GradCheck::new("counts").run(&at_zero, fit(1.0));
        assert_eq!(right.verdict(), Verdict::Pass, "{seed}: {right}");
        let wrong = GradCheck::new("counts").run(&at_zero, fit(1.25));
        assert_eq!(wrong.verdict(), Verdict::Fail, "{seed}: {wrong}");
    }
}

/// Sparse logistic regression that starts at zero, in f32: the slopes on one side of a kink may nearly vanish.
#[test]
fn a_sparse_fit_in_f32_passes_at_zero_and_fails_beyond_its_penalty() {
    const ROWS: usize = 12;
    const PENALTY: f32 = 0.05;
    for (seed, n) in [(0, 3), (1, 8), (2, 20), (3, 20), (4, 20)] {
        let drawn = |name, count| -> Vec<f32> {
            let drawn = normals(seed, name, count);
            drawn
                .into_iter()
                .map(<f32 as grad_check::Real>::of)
                .collect()
        };
        let (rows, labels) = (drawn("x", ROWS * n), drawn("y", ROWS));
        let fit = |beyond: f32| {
            let (rows, labels) = (&rows, &labels);
            move |w: &Vec<f32>| {
                let penalty: f32 = w.iter().map(|w| PENALTY * w.abs()).sum();
                let slope = |w: &f32| if *w == 0.0 { beyond } else { w.signum() } * PENALTY;
                let mut gradient: Vec<f32> = w.iter().map(slope).collect();
                let mut cost = penalty;
                for (row, label) in rows.chunks(n).zip(labels) {
                    let margin: f32 = row.iter().zip(w).map(|(x, w)| x * w).sum::<f32>();
                    let margin = -label.signum() * margin;
                    cost += (margin.max(0.0) + (-margin.abs()).exp().ln_1p()) / 12.0;
                    let slope = -label.signum() / (1.0 + (-margin).exp()) / 12.0;
                    for (g, x) in gradient.iter_mut().zip(row) {
                        *g += slope * x;
                    }
                }
                (cost, gradient)
            }
        };
        let at_zero = vec![0f32; n];
        let right = GradCheck::new("sparse").run(&at_zero, fit(0.0));
        assert_eq!(right.verdict(), Verdict::Pass, "{seed}: {right}");
        let wrong = GradCheck::new("sparse").run(&at_zero, fit(3.0));
        assert_eq!(wrong.verdict(), Verdict::Fail, "{seed}: {wrong}");
    }
}

/// The norm's subgradients at zero are a ball, and its axes only tell a box around it.
#[test]
fn the_corner_of_a_box_is_out_of_the_ball() {
    let norm = |at: [f64; 3]| {
        move |x: &[f64; 3]| {
            let norm = x.iter().map(|x| x * x).sum::<f64>().sqrt();
            let slope = |i: usize| if norm == 0.0 { at[i] } else { x[i] / norm };
            (norm, [slope(0), slope(1), slope(2)])
        }
    };
    let run = |at| GradCheck::new("norm").run(&[0.0; 3], norm(at)).verdict();
    assert_eq!(run([0.0; 3]), Verdict::Pass);
    assert_eq!(run([0.5, -0.5, 0.6]), Verdict::Pass);
    assert_eq!(run([0.9, 0.9, -0.9]), Verdict::Fail);
}

/// Where kinks of both signs meet, neither slopes nor hull say what is right: a layer of units at zero whose
/// backward pass takes any slope between 0 and 1.
#[test]
fn a_layer_at_zero_is_never_blamed() {
    for seed in 0..30 {
        let (inputs, units, samples) = (2, 1 + seed % 4, [1, 3, 8][seed % 3]);
        let x = normals(seed, "x", samples * inputs);
        let y = normals(seed, "y", samples);
        let v = normals(seed, "v", units);
        let layer = |at: f64| {
            let (x, y, v) = (&x, &y, &v);
            move |w: &Vec<f64>| {
                let (mut cost, mut slopes) = (0.0, vec![0.0; w.len()]);
                for (x, y) in x.chunks(inputs).zip(y) {
                    let z: Vec<f64> = w
                        .chunks(inputs)
                        .map(|w| w[0] * x[0] + w[1] * x[1])
                        .collect();
                    let out: f64 = z.iter().zip(v).map(|(z, v)| v * z.max(0.0)).sum();
                    cost += 0.5 * (out - y) * (out - y);
                    for (u, z) in z.iter().enumerate() {
                        let slope = match *z {
                            0.0 => at,
                            z => f64::from(u8::from(z > 0.0)),
                        };
                        let dz = (out - y) * v[u] * slope;
                        slopes[inputs * u] += dz * x[0];
                        slopes[inputs * u + 1] += dz * x[1];
                    }
                }
                (cost, slopes)
            }
        };
        for at in [0.0, 0.5, 1.0] {
            let report = GradCheck::new("layer").run(&vec![0.0; inputs * units], layer(at));
            assert_ne!(report.verdict(), Verdict::Fail, "{at}: {report}");
        }
    }
}

#[test]
fn rows_of_a_jacobian_that_tie() {
    let outputs = |rule: Rule| {
        move |x: &[f64; 3]| {
            let s = shares(&x[..2], rule);
            let high = x[0].max(x[1]);
            (
                [high * 2.0, x[1] * x[2]],
                [[2.0 * s[0], 2.0 * s[1], 0.0], [0.0, x[2], x[1]]],
            )
        }
    };
    let run = |rule| GradCheck::new("f").run_jacobian(&[0.7, 0.7, 1.3], outputs(rule));
    passes_or_fails(run);
    for rule in WRONG {
        assert_eq!(run(rule).blocks()[1].verdict(), Verdict::Pass);
    }
}

/// A sum of 150 pooling windows, a third of which tie, over a smooth function.
#[test]
fn a_tie_in_a_large_problem() {
    let size = 4;
    for seed in 0..4 {
        let mut x = normals(seed, "x", 600);
        for window in x.chunks_mut(size).step_by(3) {
            window[1..3].fill(3.1);
        }
        let weights = normals(seed, "weights", 150);
        let of_one_sign: Vec<f64> = weights.iter().map(|w| w.abs() + 0.1).collect();
        let run = |rule, weights: &Vec<f64>| {
            let check = GradCheck::new("pool").seed(seed as u64);
            check.run(&x, pooled(rule, weights.clone(), size))
        };
        for rule in RIGHT {
            for weights in [&weights, &of_one_sign] {
                assert_ne!(run(rule, weights).verdict(), Verdict::Fail, "{rule:?}");
            }
        }
        for rule in WRONG {
            let report = run(rule, &of_one_sign);
            assert_ne!(report.verdict(), Verdict::Pass, "{rule:?}: {report}");
        }
    }
}

#[test]
fn a_tie_in_f32() {
    let f = |rule: Rule| {
        move |x: &[f32; 3]| {
            let s = shares(&x.map(f64::from), rule);
            let cost = x[0].max(x[1]).max(x[2]) + x[0] * x[1] * x[2];
            let [a, b, c] = [0, 1, 2].map(|i| {
                if s[i] == 0.5 {
                    0.5
                } else {
                    f32::from(u8::from(s[i] > 0.0))
                }
            });
            (cost, [a + x[1] * x[2], b + x[0] * x[2], c + x[0] * x[1]])
        }
    };
    let run = |rule| GradCheck::new("f").run(&[0.7f32, 0.7, 0.3], f(rule));
    passes_or_fails(run);
}
