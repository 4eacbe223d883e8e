use grad_check::grad_check;
use std::collections::BTreeMap;

type Weights = BTreeMap<&'static str, f64>;

fn weights() -> Weights {
    BTreeMap::from([("bias", 0.2), ("length", -0.4), ("question", 0.7), ("urgent", 1.1), ("weekend", -0.3)])
}

fn letters() -> Vec<(Vec<(&'static str, f64)>, f64, f64)> {
    vec![
        (vec![("length", 0.8), ("urgent", 1.0)], 1.0, 1.0),
        (vec![("question", 1.0), ("weekend", 1.0)], 0.0, 2.0),
        (vec![("length", 1.5), ("question", 2.0), ("urgent", 0.5)], 1.0, 0.7),
        (vec![("weekend", 1.0), ("urgent", 1.0), ("length", 0.3)], 0.0, 1.2),
        (vec![("length", -0.6)], 1.0, 0.9),
    ]
}

/// Words with weights in a map, focal loss, a temperature and a penalty of unequal size.
#[grad_check(at(weights = weights(), heat = 0.8), given(letters = letters(), focus = 2.0, ridge = 0.1))]
fn focal(weights: &Weights, heat: f64, letters: &[(Vec<(&'static str, f64)>, f64, f64)], focus: f64, ridge: f64) -> (f64, (Weights, f64)) {
    let mut loss = 0.0;
    let mut gradient = Weights::new();
    let mut by_heat = 0.0;
    let total: f64 = letters.iter().map(|(_, _, size)| size).sum();
    for (words, label, size) in letters {
        let score = weights["bias"] + words.iter().map(|(word, count)| weights[word] * count).sum::<f64>();
        let sign = 2.0 * label - 1.0;
        let margin = sign * score / heat;
        let p = 1.0 / (1.0 + (-margin).exp());
        let miss = 1.0 - p;
        loss -= size * miss.powf(focus) * p.ln() / total;

        let share = size / total; //~ let share = *size; //~ let share = 1.0 / total; //~ let share = 1.0 / letters.len() as f64;
        let by_p = share * (focus * miss.powf(focus - 1.0) * p.ln() - miss.powf(focus) / p); //~ let by_p = share * (focus * miss.powf(focus - 1.0) * p.ln() + miss.powf(focus) / p); //~ let by_p = -share * miss.powf(focus) / p; //~ let by_p = share * (miss.powf(focus - 1.0) * p.ln() - miss.powf(focus) / p); //~ let by_p = share * (focus * miss.powf(focus) * p.ln() - miss.powf(focus) / p);
        let by_margin = by_p * p * miss; //~ let by_margin = by_p * p; //~ let by_margin = by_p; //~ let by_margin = by_p * p * p; //~ let by_margin = -by_p * p * miss;
        let by_score = by_margin * sign / heat; //~ let by_score = by_margin / heat; //~ let by_score = by_margin * sign; //~ let by_score = by_margin * sign * heat; //~ let by_score = by_margin * label / heat;
        by_heat -= by_margin * margin / heat; //~ by_heat += by_margin * margin / heat; //~ by_heat -= by_margin * margin; //~ by_heat -= by_margin * score / heat; //~ by_heat = -by_margin * margin / heat; //~ by_heat -= by_margin / heat;
        *gradient.entry("bias").or_default() += by_score; //~ *gradient.entry("bias").or_default() = by_score; //~ *gradient.entry("bias").or_default() += by_margin; //~ *gradient.entry("bias").or_default() -= by_score;
        for (word, count) in words {
            *gradient.entry(word).or_default() += by_score * count; //~ *gradient.entry(word).or_default() += by_score; //~ *gradient.entry(word).or_default() = by_score * count; //~ *gradient.entry(word).or_default() += by_score * count * share; //~ *gradient.entry(word).or_default() += by_p * count;
        }
    }
    for (word, weight) in weights.iter().filter(|(word, _)| **word != "bias") {
        loss += 0.5 * ridge * weight * weight;
        *gradient.entry(word).or_default() += ridge * weight; //~ *gradient.entry(word).or_default() += 0.5 * ridge * weight; //~ *gradient.entry(word).or_default() -= ridge * weight; //~ *gradient.entry(word).or_default() += ridge; //~ *gradient.entry(word).or_default() = ridge * weight;
    }
    (loss, (gradient, by_heat)) //~ (loss, (gradient, by_heat * heat))
}
