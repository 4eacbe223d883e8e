//! A check on several threads says what a check on one says: the same report for any number of threads,
//! and the verdicts and numbers of `run`.

use crate::told::holds;
use grad_check::{GradCheck, Params, Problem, Reason, Report, Rng, Verdict};
use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;

const THREADS: [usize; 4] = [1, 2, 3, 7];

type Layers = (Vec<Vec<f64>>, Vec<f64>, f64);

/// A layer of tanh units, squared and summed, with a temperature.
fn layer((w, b, t): &Layers) -> (f64, Layers) {
    let mut gradient = (
        vec![vec![0.0; w[0].len()]; w.len()],
        vec![0.0; w.len()],
        0.0,
    );
    let mut cost = 0.0;
    for sample in 0..4 {
        let mut rng = Rng::new(sample);
        let x: Vec<f64> = w[0].iter().map(|_| rng.normal()).collect();
        for i in 0..w.len() {
            let z = b[i] + w[i].iter().zip(&x).map(|(w, x)| w * x).sum::<f64>();
            let a = (t * z).tanh();
            cost += a * a;
            let dz = 2.0 * a * (1.0 - a * a) * t;
            let own = gradient.0[i].iter_mut().zip(&x);
            own.for_each(|(g, x)| *g += dz * x);
            gradient.1[i] += dz;
            gradient.2 += dz / t * z;
        }
    }
    (cost, gradient)
}

fn parameters() -> Layers {
    let mut rng = Rng::new(3);
    let mut normals = |n: usize| (0..n).map(|_| rng.normal()).collect::<Vec<_>>();
    ((0..5).map(|_| normals(7)).collect(), normals(5), 0.8)
}

fn mistaken(p: &Layers) -> (f64, Layers) {
    let (cost, mut gradient) = layer(p);
    gradient.0[2].iter_mut().for_each(|g| *g *= 2.0);
    gradient.1[3] = -gradient.1[3];
    (cost, gradient)
}

/// The report's JSON but for the number of evaluations, some of which may have been made in vain.
fn but_for_evaluations(report: &Report) -> String {
    let json = report.to_json();
    let without = |json: &str, from: &str, to: &str| {
        let (before, rest) = json.split_once(from).expect("it is there");
        let (_, after) = rest.split_once(to).expect("it ends");
        format!("{before}{after}")
    };
    let json = without(&json, "\"headline\":\"", "\"point\":");
    without(&json, "\"evaluations\":{", "}")
}

/// The report for any number of threads, which is that of `run` but for the evaluations.
fn same<P: Params + Send, O: grad_check::Outcome>(
    check: &GradCheck,
    point: &P,
    function: impl Fn(&P) -> O + Sync,
) -> Report {
    let single = check.run(point, &function);
    let [first, others @ ..] =
        THREADS.map(|n| check.clone().threads(n).run_on_threads(point, &function));
    for other in others {
        assert_eq!(first.to_json(), other.to_json());
    }
    assert_eq!(but_for_evaluations(&first), but_for_evaluations(&single));
    first
}

#[test]
fn a_right_gradient_has_the_same_report_on_any_number_of_threads() {
    let report = same(&GradCheck::new("layer"), &parameters(), layer);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    // Nothing was made in vain: the two at the point, a pair for each component, three beside it, and the one at the end.
    assert!(report.evaluations().full <= 2 * 41 + 6, "{report}");
}

#[test]
fn a_wrong_gradient_has_the_same_report_on_any_number_of_threads() {
    let report = same(&GradCheck::new("layer"), &parameters(), mistaken);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    assert!(!report.findings().is_empty());
}

#[test]
fn a_step_of_the_users_own_is_foreseen() {
    let check = GradCheck::new("layer").eps(1e-6).self_test();
    let report = same(&check, &parameters(), layer);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    assert!(report.evaluations().full <= 4 * 41 + 6, "{report}");
    let report = same(&check, &parameters(), mistaken);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
}

#[test]
fn selected_blocks_are_checked_alone() {
    let check = GradCheck::new("layer").only(["theta.1"]);
    let report = same(&check, &parameters(), mistaken);
    assert_eq!(report.blocks().len(), 1);
}

#[test]
fn numbers_of_f32_are_moved_as_f32() {
    let point: Vec<f32> = (1..20u8).map(|i| f32::from(i) / 7.0).collect();
    let cost = |x: &Vec<f32>| x.iter().map(|x| x.sin()).sum::<f32>();
    let right = |x: &Vec<f32>| (cost(x), x.iter().map(|x| x.cos()).collect::<Vec<f32>>());
    let wrong = |x: &Vec<f32>| (cost(x), x.iter().map(|x| x.sin()).collect::<Vec<f32>>());
    let report = same(&GradCheck::new("sine"), &point, right);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let report = same(&GradCheck::new("sine"), &point, wrong);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
}

#[test]
fn odd_units_kinks_edges_and_named_parts_are_no_exception() {
    // What needs smaller steps than the default, so that many first questions are put in vain.
    let steep = |x: &[f64; 40]| {
        let cost = x.iter().map(|x| (1e6 * x).sin()).sum::<f64>();
        (cost, x.map(|x| 1e6 * (1e6 * x).cos()))
    };
    let tiny: [f64; 40] = std::array::from_fn(|i| 1e-6 * (0.3 + i as f64 / 9.0));
    for check in [GradCheck::new("steep"), GradCheck::new("steep").eps(1e-7)] {
        let report = same(&check, &tiny, steep);
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    }
    let kinked = |x: &[f64; 6]| {
        let cost = x.iter().map(|x| x.max(0.0) + x * x).sum::<f64>();
        (cost, x.map(|x| f64::from(u8::from(x > 0.0)) + 2.0 * x))
    };
    let at_kinks = [0.0, 1.0, -1.0, 0.0, 1e-9, 0.3];
    let report = same(&GradCheck::new("kinked"), &at_kinks, kinked);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let logarithm = |x: &[f64; 3]| (x.iter().map(|x| x.ln()).sum::<f64>(), x.map(f64::recip));
    let at_edges = [1e-9, 0.5, 1e-5];
    let report = same(&GradCheck::new("edge").eps(1e-7), &at_edges, logarithm);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let constant = |x: &[f64; 3]| (1.0, x.map(|_| 0.0));
    let report = same_problems(&GradCheck::new("constant"), &[1.0, 2.0, 3.0], constant);
    assert_eq!(report.verdict(), Verdict::Undecided(Reason::ConstantCost));
    let named: BTreeMap<String, f64> = [("a", 1.0), ("b", 2.0)]
        .map(|(k, x)| (k.to_owned(), x))
        .into();
    let squares = |p: &BTreeMap<String, f64>| {
        let gradient = p.iter().map(|(k, x)| (format!("d{k}"), 2.0 * x)).collect();
        (p.values().map(|x| x * x).sum::<f64>(), gradient)
    };
    let squares = |p: &BTreeMap<String, f64>| -> (f64, BTreeMap<String, f64>) { squares(p) };
    assert_eq!(
        same(&GradCheck::new("squares"), &named, squares).verdict(),
        Verdict::Pass
    );
}

/// The same where the problems tell how many points were tried.
fn same_problems<P: Params + Send, O: grad_check::Outcome>(
    check: &GradCheck,
    point: &P,
    function: impl Fn(&P) -> O + Sync,
) -> Report {
    let single = check.run(point, &function);
    let [first, others @ ..] =
        THREADS.map(|n| check.clone().threads(n).run_on_threads(point, &function));
    for other in others {
        assert_eq!(first.to_json(), other.to_json());
    }
    assert_eq!(first.verdict(), single.verdict());
    first
}

#[test]
fn rotations_are_moved_in_their_tangent_space() {
    use nalgebra::{Rotation2, Vector2};
    let (x, y) = (Vector2::new(1.0, 0.3), Vector2::new(0.2, 0.9));
    let turned = |p: &(Rotation2<f64>, f64)| {
        let apart = p.0 * x * p.1 - y;
        let along = Vector2::new(-(p.0 * x).y, (p.0 * x).x) * p.1;
        (
            apart.norm_squared(),
            ([2.0 * apart.dot(&along)], 2.0 * apart.dot(&(p.0 * x))),
        )
    };
    let kinked = |p: &(Rotation2<f64>, f64)| {
        let (cost, ([turn], scale)) = turned(p);
        let angle = p.0.angle();
        let slope = if angle == 0.0 { 0.0 } else { angle.signum() };
        (cost + angle.abs(), ([turn + slope], scale))
    };
    let report = same(
        &GradCheck::new("turned"),
        &(Rotation2::new(0.4), 1.2),
        turned,
    );
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let at_kink = (Rotation2::new(0.0), 1.2);
    let report = same(&GradCheck::new("kinked"), &at_kink, kinked);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
}

#[test]
fn a_cost_function_screens_on_several_threads() {
    let cost = |p: &Layers| layer(p).0;
    for (check, is_right) in [
        (GradCheck::new("layer"), true),
        (GradCheck::new("layer").eps(1e-6), true),
        (GradCheck::new("layer").eps(1e-6), false),
    ] {
        let function = if is_right { layer } else { mistaken };
        let single = check.run_with_cost(&parameters(), function, cost);
        let [first, others @ ..] = THREADS.map(|n| {
            let check = check.clone().threads(n);
            check.run_on_threads_with_cost(&parameters(), function, cost)
        });
        assert!(
            others
                .iter()
                .all(|o| *o == first && o.to_json() == first.to_json())
        );
        assert_eq!(but_for_evaluations(&first), but_for_evaluations(&single));
        assert_eq!(first.verdict() == Verdict::Pass, is_right, "{first}");
        if is_right {
            assert_eq!(first.evaluations(), single.evaluations());
        }
    }
}

#[test]
fn a_panic_on_another_thread_is_told_with_its_place() {
    let fragile = |x: &[f64; 20]| {
        assert!(x[7] <= 7.0, "seven is the end");
        (x.iter().map(|x| x * x).sum::<f64>(), x.map(|x| 2.0 * x))
    };
    let point: [f64; 20] = std::array::from_fn(|i| i as f64);
    let report = same(&GradCheck::new("fragile"), &point, fragile);
    let told = report.problems().iter().any(|problem| {
        matches!(problem, Problem::FunctionPanicked { message, .. } if message == "seven is the end")
    });
    assert!(told, "{report}");
    let refuses = |x: &[f64; 20]| {
        if x[7] <= 7.0 {
            Ok(fragile(x))
        } else {
            Err("no further")
        }
    };
    let report = same(&GradCheck::new("refuses"), &point, refuses);
    holds(&report, "no further");
    let always = |_: &[f64; 20]| -> (f64, [f64; 20]) { panic!("at once") };
    let report = same(&GradCheck::new("panics"), &point, always);
    assert_eq!(report.evaluations().full, 1);
}

#[test]
fn a_function_that_does_not_repeat_itself_is_told() {
    for threads in THREADS {
        let calls = AtomicUsize::new(0);
        let random = |x: &[f64; 20]| {
            let call = calls.fetch_add(1, Ordering::Relaxed);
            let noise = Rng::new(call as u64).normal();
            (x.iter().sum::<f64>() + noise, [1.0; 20])
        };
        let check = GradCheck::new("random").threads(threads);
        let report = check.run_on_threads(&[0.5; 20], random);
        assert_eq!(
            report.verdict(),
            Verdict::Undecided(Reason::Nondeterministic),
            "{report}"
        );
        assert_eq!(report.evaluations().full, calls.into_inner());
    }
}

#[test]
fn a_gradient_that_changes_its_layout_is_told_on_every_thread() {
    let growing = |x: &Vec<f64>| {
        let gradient = x.iter().map(|x| 2.0 * x);
        let more = (x[0] != 1.0).then_some(0.0);
        (
            x.iter().map(|x| x * x).sum::<f64>(),
            gradient.chain(more).collect::<Vec<f64>>(),
        )
    };
    let report = same(&GradCheck::new("growing"), &vec![1.0, 2.0, 3.0], growing);
    let told = |problem: &Problem| matches!(problem, Problem::GradientLayoutChanged(_));
    assert!(report.problems().iter().any(told), "{report}");
}

#[test]
fn every_call_is_counted() {
    for threads in THREADS {
        let (full, cheap) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let report = GradCheck::new("layer")
            .threads(threads)
            .run_on_threads_with_cost(
                &parameters(),
                |p| {
                    full.fetch_add(1, Ordering::Relaxed);
                    mistaken(p)
                },
                |p| {
                    cheap.fetch_add(1, Ordering::Relaxed);
                    layer(p).0
                },
            );
        assert_eq!(report.evaluations().full, full.into_inner());
        assert_eq!(report.evaluations().cost_only, cheap.into_inner());
    }
}

#[test]
fn the_function_is_called_from_as_many_threads_at_the_same_time() {
    let (here, seen) = (thread::current().id(), Mutex::new(HashSet::new()));
    let (calls, met) = (AtomicUsize::new(0), Barrier::new(3));
    let square = |x: &[f64; 16]| {
        seen.lock()
            .expect("nobody panics")
            .insert(thread::current().id());
        // The first three beside the point wait for each other.
        if (1..=3).contains(&calls.fetch_add(1, Ordering::Relaxed)) {
            met.wait();
        }
        (x.iter().map(|x| x * x).sum::<f64>(), x.map(|x| 2.0 * x))
    };
    let report = GradCheck::new("square")
        .threads(3)
        .run_on_threads(&[0.5; 16], square);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let seen = seen.into_inner().expect("nobody panics");
    // Threads that are begun anew have another id.
    assert!(seen.contains(&here) && seen.len() >= 3, "{seen:?}");
}

#[test]
fn no_thread_at_all_is_a_problem_and_nothing_is_called() {
    let report = GradCheck::new("f")
        .threads(0)
        .run_on_threads(&1.0, |x: &f64| (x * x, 2.0 * x));
    assert_eq!(report.problems(), [Problem::InvalidThreads]);
    assert_eq!(
        report.problems()[0].to_string(),
        "`threads` is 0: it must be one thread at least, such as 4"
    );
    assert_eq!(report.evaluations().full, 0);
}

#[test]
fn threads_that_are_not_counted_are_those_of_the_machine() {
    let check = GradCheck::new("layer");
    let report = check.run_on_threads(&parameters(), layer);
    let two = check.threads(2).run_on_threads(&parameters(), layer);
    assert_eq!(report, two);
}

#[test]
fn both_ends_of_a_direction_are_evaluated_at_the_same_time() {
    let point = vec![0.3; 2000];
    let function = |flipped: bool| {
        move |x: &Vec<f64>| {
            let mut gradient: Vec<f64> = x.iter().map(|x| x.cos()).collect();
            if flipped {
                gradient[1234] *= -1.0;
            }
            (x.iter().map(|x| x.sin()).sum::<f64>(), gradient)
        }
    };
    for flipped in [false, true] {
        let check = GradCheck::new("sines");
        let alone = check.run(&point, function(flipped));
        for threads in [1, 2, 3] {
            let report = check.clone().threads(threads);
            let report = report.run_on_threads(&point, function(flipped));
            assert_eq!(report.evaluations(), alone.evaluations());
            assert_eq!(report.to_json(), alone.to_json());
        }
    }
}
