use grad_check::grad_check;

/// Units that take the largest of their pieces, with dropped inputs and a hinge over classes; index lists tell who won.
#[grad_check(
    at(pieces = vec![0.4, -0.6, 0.9, 0.1, -0.8, 0.5, 0.7, 0.3, -0.2, -0.5, 0.6, 0.8], heads = [[0.5, -0.7], [-0.3, 0.9], [0.8, 0.2]], bias = [0.1, -0.2, 0.05]),
    given(inputs = vec![[0.7, -0.4, 0.9], [-0.2, 1.1, 0.3], [0.5, 0.6, -0.8], [-0.9, 0.2, 0.4]], classes = vec![0, 2, 1, 0])
)]
fn maxout(
    pieces: &[f64],
    heads: [[f64; 2]; 3],
    bias: [f64; 3],
    inputs: &[[f64; 3]],
    classes: &[usize],
) -> (f64, (Vec<f64>, [[f64; 2]; 3], [f64; 3])) {
    let share = 1.0 / inputs.len() as f64;
    let mut cost = 0.0;
    let mut d_pieces = vec![0.0; pieces.len()];
    let mut d_heads = [[0.0; 2]; 3];
    let mut d_bias = [0.0; 3];
    for (x, &class) in inputs.iter().zip(classes) {
        let mut winners = [0; 2];
        let mut units = [f64::NEG_INFINITY; 2];
        for unit in 0..2 {
            for piece in 0..2 {
                let at = 3 * (2 * unit + piece);
                let value: f64 = (0..3).map(|c| pieces[at + c] * x[c]).sum();
                if value > units[unit] {
                    (units[unit], winners[unit]) = (value, at);
                }
            }
        }
        let scores: [f64; 3] = std::array::from_fn(|k| heads[k][0] * units[0] + heads[k][1] * units[1] + bias[k]);
        let mut d_scores = [0.0; 3];
        for k in (0..3).filter(|&k| k != class) {
            let margin = 1.0 + scores[k] - scores[class];
            if margin > 0.0 {
                cost += share * margin * margin;
                let push = 2.0 * share * margin; //~ let push = share * margin; //~ let push = 2.0 * margin; //~ let push = 2.0 * share; //~ let push = -2.0 * share * margin; //~ let push = 2.0 * share * scores[k];
                d_scores[k] += push; //~ d_scores[k] -= push; //~ d_scores[k] += push * margin; //~ d_scores[class] += push;
                d_scores[class] -= push; //~ d_scores[class] += push; //~ d_scores[class] = -push; //~ d_scores[class] -= 1.0; //~ d_scores[class] -= 0.5 * push;
            }
        }
        let mut d_units = [0.0; 2];
        for k in 0..3 {
            d_bias[k] += d_scores[k]; //~ d_bias[k] = d_scores[k]; //~ d_bias[k] += share * d_scores[k]; //~ d_bias[k] -= d_scores[k];
            for unit in 0..2 {
                d_heads[k][unit] += d_scores[k] * units[unit]; //~ d_heads[k][unit] += d_scores[k]; //~ d_heads[k][unit] += d_scores[k] * units[0]; //~ d_heads[k][unit] = d_scores[k] * units[unit]; //~ d_heads[k][unit] += d_scores[k] * x[unit];
                d_units[unit] += d_scores[k] * heads[k][unit]; //~ d_units[unit] += d_scores[k]; //~ d_units[unit] += d_scores[k] * heads[k][1 - unit]; //~ d_units[unit] = d_scores[k] * heads[k][unit]; //~ d_units[unit] -= d_scores[k] * heads[k][unit];
            }
        }
        for (unit, &at) in winners.iter().enumerate() {
            for c in 0..3 {
                d_pieces[at + c] += d_units[unit] * x[c]; //~ d_pieces[at + c] += d_units[unit]; //~ d_pieces[6 * unit + c] += d_units[unit] * x[c]; //~ d_pieces[at + c] = d_units[unit] * x[c]; //~ d_pieces[at + c] += d_units[0] * x[c]; //~ d_pieces[at + c] -= d_units[unit] * x[c]; //~ d_pieces[at + c] += units[unit] * x[c];
            }
        }
    }
    (cost, (d_pieces, d_heads, d_bias)) //~ (cost, (d_pieces, d_heads, d_bias.map(|d| d / share)))
}
