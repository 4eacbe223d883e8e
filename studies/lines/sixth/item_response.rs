use grad_check::{Outcome, Params, grad_check};
use std::collections::BTreeMap;

#[derive(Clone, Params)]
struct Test {
    ability: BTreeMap<&'static str, f64>,
    hardness: Vec<f64>,
    sharpness: Vec<f64>,
}

#[derive(Outcome)]
struct Estimate {
    #[outcome(cost)]
    penalised: f64,
    #[outcome(gradient)]
    slopes: Test,
}

fn start() -> Test {
    Test {
        ability: BTreeMap::from([("ann", 0.4), ("bob", -0.7), ("cem", 1.1), ("dua", 0.1)]),
        hardness: vec![-0.5, 0.3, 0.9],
        sharpness: vec![1.2, 0.7, 1.6],
    }
}

const ANSWERS: [(&str, usize, bool); 11] = [
    ("ann", 0, true), ("ann", 1, true), ("ann", 2, false), ("bob", 0, true), ("bob", 1, false), ("bob", 2, false),
    ("cem", 1, true), ("cem", 2, true), ("dua", 0, false), ("dua", 1, true), ("dua", 2, false),
];

/// Who answers which question: two-parameter item response, over a map of persons.
#[grad_check(at(test = start()), given(prior = 0.3))]
fn item_response(test: &Test, prior: f64) -> Estimate {
    let mut penalised = 0.0;
    let mut slopes = Test {
        ability: test.ability.iter().map(|(name, a)| (*name, prior * a)).collect(), //~ ability: test.ability.iter().map(|(name, a)| (*name, 2.0 * prior * a)).collect(), //~ ability: test.ability.keys().map(|name| (*name, 0.0)).collect(), //~ ability: test.ability.iter().map(|(name, a)| (*name, -prior * a)).collect(),
        hardness: vec![0.0; test.hardness.len()],
        sharpness: vec![0.0; test.sharpness.len()],
    };
    penalised += 0.5 * prior * test.ability.values().map(|a| a * a).sum::<f64>();
    for (name, item, is_right) in ANSWERS {
        let (ability, hardness, sharpness) = (test.ability[name], test.hardness[item], test.sharpness[item]);
        let logit = sharpness * (ability - hardness);
        let sign = if is_right { 1.0 } else { -1.0 };
        penalised += (1.0 + (-sign * logit).exp()).ln();
        let push = -sign / (1.0 + (sign * logit).exp()); //~ let push = -sign / (1.0 + (-sign * logit).exp()); //~ let push = sign / (1.0 + (sign * logit).exp()); //~ let push = -1.0 / (1.0 + (sign * logit).exp()); //~ let push = -sign / (1.0 + logit.exp());
        let by_logit = push * sharpness; //~ let by_logit = push; //~ let by_logit = push * sharpness * sharpness; //~ let by_logit = push / sharpness;
        if let Some(slope) = slopes.ability.get_mut(name) {
            *slope += by_logit; //~ *slope -= by_logit; //~ *slope += push; //~ *slope = by_logit; //~ *slope += by_logit * ability;
        }
        slopes.hardness[item] -= by_logit; //~ slopes.hardness[item] += by_logit; //~ slopes.hardness[item] -= push; //~ slopes.hardness[item] = -by_logit; //~ slopes.hardness[item] -= by_logit * hardness;
        slopes.sharpness[item] += push * (ability - hardness); //~ slopes.sharpness[item] += push * (hardness - ability); //~ slopes.sharpness[item] += push * ability; //~ slopes.sharpness[item] += by_logit * (ability - hardness); //~ slopes.sharpness[item] = push * (ability - hardness); //~ slopes.sharpness[item] += push * logit;
    }
    let spread: f64 = test.sharpness.iter().map(|s| s.ln().powi(2)).sum();
    penalised += prior * spread;
    for (slope, s) in slopes.sharpness.iter_mut().zip(&test.sharpness) {
        *slope += 2.0 * prior * s.ln() / s; //~ *slope += prior * s.ln() / s; //~ *slope += 2.0 * prior * s.ln(); //~ *slope -= 2.0 * prior * s.ln() / s; //~ *slope += 2.0 * prior / s; //~ *slope = 2.0 * prior * s.ln() / s;
    }
    Estimate { penalised, slopes }
}
