//! The first line of what fails or is undecided: it is short, and what it leaves out stands below.

use crate::told::{holds, unwrapped};
use grad_check::{GradCheck, Report, Rng};
use std::cell::RefCell;

/// Reports of problems that have much to say.
fn reports() -> Vec<Report> {
    let long =
        || GradCheck::new("a_function_with_quite_a_long_name").arguments(["angles_of_all_links"]);
    let at = [0.3, -0.2, 0.7];
    let bowl = |x: &[f64; 3]| x.iter().map(|x| x * x).sum::<f64>();
    let rng = RefCell::new(Rng::new(3));
    let count = std::cell::Cell::new(0.0);
    vec![
        long().run(&at, |x| (bowl(x), [x[0], x[1]])),
        long().run(&at, |x| {
            (bowl(x) * rng.borrow_mut().unit(), x.map(|x| 2.0 * x))
        }),
        long().run(&at, |x| {
            count.set(count.get() + 1.0);
            (bowl(x), x.map(|x| 2.0 * x + count.get()))
        }),
        long().run(&at, |x| {
            assert!(
                x[0] > 1.0,
                "the links {x:?} reach further than the arm: {}",
                "far ".repeat(30)
            );
            (bowl(x), *x)
        }),
        long().run(&at, |x| {
            Err::<(f64, [f64; 3]), _>(format!("{x:?} {}", "is out of reach ".repeat(8)))
        }),
        long().run_with_cost(
            &at,
            |x| (bowl(x), x.map(|x| 2.0 * x)),
            |x| 1.234_567 * bowl(x),
        ),
        GradCheck::new("two")
            .arguments(["lengths_of_all_links", "angles"])
            .run(&(1.0, 2.0), |&(a, b): &(f64, f64)| (a * b, [b, a, 0.0])),
        long().run_jacobian(&at, |x| {
            ([x[0] * x[1], x[2]], [[x[1], 0.0], [x[0], 0.0], [0.0, 1.0]])
        }),
        long().run_pullback(&at, |x| {
            let x = *x;
            ([x[0] * x[1], x[2]], move |u: &[f64; 2]| {
                [u[0] * x[1] + 0.07, u[0] * x[0], u[1]]
            })
        }),
        long().run_pullback(&at, |x| {
            let x = *x;
            ([x[0] * x[1], x[2]], move |u: &[f64; 2]| {
                [u[0].abs() * x[1], u[0] * x[0], u[1]]
            })
        }),
        long()
            .only(["angles_of_no_link_at_all"])
            .run(&at, |x| (bowl(x), x.map(|x| 2.0 * x))),
        long()
            .layout("angles_of_all_links", [("a_part_of_them", vec![2])])
            .run(&at, |x| (bowl(x), x.map(|x| 2.0 * x))),
    ]
}

#[test]
fn first_lines_are_short_and_leave_nothing_unsaid() {
    for report in reports() {
        let text = report.to_string();
        let problem = report.problems().first().expect("a problem").to_string();
        let first = text.lines().next().unwrap_or_default();
        assert!(first.chars().count() <= 120, "{text}");
        holds(&unwrapped(&text), &unwrapped(&problem));
    }
}
