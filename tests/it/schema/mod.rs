//! The report's JSON is what `docs/report-schema.json` says, and reads back to what it was.

use crate::course;
use crate::told::holds;
mod validate;

use grad_check::{GradCheck, Reason, Report, json};
use serde_json::Value;

const SCHEMA: &str = include_str!("../../../docs/report-schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

/// A report of every kind of outcome.
fn reports() -> Vec<Report> {
    let exercise = course::exercise();
    let network = |p: &course::Parameters| course::network(p, &exercise.x, &exercise.y);
    let wrong = |p: &course::Parameters| course::network_with_mistakes(p, &exercise.x, &exercise.y);
    let polar = |p: &[f64; 2]| {
        let (sine, cosine) = p[1].sin_cos();
        let jacobian = [[cosine, p[0] * sine], [sine, p[0] * cosine]];
        ([p[0] * cosine, p[0] * sine], jacobian)
    };
    let bowl = |x: &Vec<f64>| {
        let gradient: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
        (x.iter().map(|x| x * x).sum::<f64>(), gradient)
    };
    let large: Vec<f64> = (0..900).map(|i| f64::from(i).sin()).collect();
    vec![
        GradCheck::new("probed").eps(1e-7).run(&large, bowl),
        GradCheck::new("probed and wrong").run(&large, |x| {
            let (cost, mut gradient) = bowl(x);
            gradient[7] = 3.0;
            (cost, gradient)
        }),
        GradCheck::new("passes")
            .eps(1e-7)
            .seed(3)
            .self_test()
            .run(&exercise.parameters, network),
        GradCheck::new("fails")
            .test("a::\"b\"")
            .point("p")
            .run(&exercise.parameters, wrong),
        GradCheck::new("too_wide").run(&0.7, |x: &f64| (1e13 + x.exp(), x.exp())),
        GradCheck::new("allowed")
            .allow([Reason::Kink])
            .only(["theta[0]"])
            .run(&[0.0, 0.4], |x: &[f64; 2]| (x[0].abs() + x[1], [0.5, 1.0])),
        GradCheck::new("kink").run(&0.0, |x: &f64| (x.abs(), 0.0)),
        GradCheck::new("edge")
            .eps(1e-7)
            .run(&1e-9, |x: &f64| (x.ln(), 1.0 / x)),
        GradCheck::new("lost")
            .eps(1e-20)
            .run(&1.0, |x: &f64| (x * x, 2.0 * x)),
        GradCheck::new("screened").eps(1e-7).run_with_cost(
            &0.7,
            |x: &f64| (x.exp(), x.exp()),
            |x: &f64| x.exp(),
        ),
        GradCheck::new("f32").run(&0.7f32, |x: &f32| (x.exp(), x.exp())),
        GradCheck::new("nan").run(&0.7, |_: &f64| (1.0, f64::NAN)),
        GradCheck::new("zero").run(&[0.0, 1.0], |x: &[f64; 2]| (x[1], [0.0, 1.0])),
        GradCheck::new("constant")
            .allow([Reason::ConstantCost])
            .run(&2.0, |_: &f64| (1.0, 0.0)),
        GradCheck::new("empty").run(&([0.0; 0], 1.5), |p: &([f64; 0], f64)| {
            (p.1 * p.1, ([0.0; 0], 2.0 * p.1))
        }),
        GradCheck::new("polar")
            .outputs(["x", "y"])
            .run_jacobian(&[1.2, 0.7], polar),
        GradCheck::new("pullback").run_pullback(&[0.3, 0.4], |x: &[f64; 2]| {
            let x = *x;
            ([x[0] * x[1]], move |u: &[f64; 1]| {
                [x[1] * u[0], x[0] * u[0]]
            })
        }),
        GradCheck::new("hessian")
            .run_hessian(&1.5, |x: &f64| (x.powi(4), 4.0 * x.powi(3), 12.0 * x * x)),
    ]
}

#[test]
fn every_report_is_as_the_schema_says() {
    let schema = schema();
    for report in reports() {
        let value: Value = serde_json::from_str(&report.to_json()).expect("the report is JSON");
        let mistakes = validate::mistakes(&schema, &value);
        assert_eq!(mistakes, [""; 0], "{report}");
    }
}

#[test]
fn what_the_schema_does_not_say_is_a_mistake() {
    let schema = schema();
    let report = GradCheck::new("square").run(&3.0, |x| (x * x, *x));
    let good: Value = serde_json::from_str(&report.to_json()).expect("the report is JSON");
    let changed = |change: fn(&mut Value)| {
        let mut value = good.clone();
        change(&mut value);
        validate::mistakes(&schema, &value).join("; ")
    };
    assert!(changed(|v| v["new"] = 1.into()).contains("new: not in the schema"));
    assert!(changed(|v| v["schema"] = 2.into()).contains("schema: "));
    assert!(changed(|v| v["tol"] = "1e-7".into()).contains("tol: "));
    assert!(
        changed(|v| v["blocks"][0]["components"][0]["steps"][0]["kind"] = "at".into())
            .contains("kind: ")
    );
    assert!(
        changed(|v| drop(
            v["blocks"][0]
                .as_object_mut()
                .and_then(|b| b.remove("path"))
        ))
        .contains("path: missing")
    );
}

#[test]
fn every_field_of_the_schema_is_described() {
    let undescribed = validate::undescribed(&schema());
    assert_eq!(undescribed, [""; 0]);
}

#[test]
fn a_report_reads_back_and_is_written_the_same() {
    for report in reports() {
        let text = report.to_json();
        let value: Value = serde_json::from_str(&text).expect("the report is JSON");
        let read: json::Report = serde_json::from_str(&text).expect("the structs hold it");
        assert!(
            serde_json::to_value(&read).expect("it is written") == value,
            "{report}"
        );
        let rewritten = serde_json::to_string(&read).expect("it is written");
        // What isn't a number is no equal of itself.
        let again: json::Report = serde_json::from_str(&rewritten).expect("the structs hold it");
        assert!(format!("{again:?}") == format!("{read:?}"), "{report}");
        assert_eq!(
            read.verdict == json::Verdict::Pass,
            report.verdict() == grad_check::Verdict::Pass
        );
        assert_eq!(
            read.headline,
            report.to_string().lines().next().unwrap_or_default()
        );
    }
}

#[test]
fn an_unknown_field_is_no_report() {
    let report = GradCheck::new("square").run(&3.0, |x| (x * x, *x));
    let text = report.to_json().replacen('{', r#"{"more":1,"#, 1);
    let error = serde_json::from_str::<json::Report>(&text).expect_err("a field too many");
    holds(&error, "unknown field `more`");
}
