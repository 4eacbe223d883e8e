use grad_check::grad_check;

const TAGS: usize = 3;

fn log_sum_exp(values: &[f64]) -> f64 {
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    top + values.iter().map(|v| (v - top).exp()).sum::<f64>().ln()
}

/// A linear chain of tags: the likelihood of a path, its gradient by the marginals of a forward and a backward pass.
#[grad_check(at(weights = [[0.5, -0.3], [-0.2, 0.8], [0.4, 0.1]], moves = [[0.3, -0.4, 0.2], [0.1, 0.6, -0.5], [-0.7, 0.2, 0.4]]), given(words = vec![[0.9, -0.4], [0.3, 1.2], [-0.8, 0.5], [0.6, 0.7]], path = vec![0usize, 2, 1, 1]))]
fn tagger(weights: &[[f64; 2]; TAGS], moves: &[[f64; TAGS]; TAGS], words: &[[f64; 2]], path: &[usize]) -> (f64, ([[f64; 2]; TAGS], [[f64; TAGS]; TAGS])) {
    let length = words.len();
    let emit: Vec<[f64; TAGS]> = words.iter().map(|word| std::array::from_fn(|s| weights[s][0] * word[0] + weights[s][1] * word[1])).collect();
    let mut alpha = vec![emit[0]];
    for t in 1..length {
        let before = alpha[t - 1];
        let mut now = [0.0; TAGS];
        for to in 0..TAGS {
            let ways: Vec<f64> = (0..TAGS).map(|from| before[from] + moves[from][to]).collect();
            now[to] = emit[t][to] + log_sum_exp(&ways);
        }
        alpha.push(now);
    }
    let log_z = log_sum_exp(&alpha[length - 1]);
    let mut score = 0.0;
    for t in 0..length {
        score += emit[t][path[t]];
        if t > 0 {
            score += moves[path[t - 1]][path[t]];
        }
    }
    let cost = log_z - score;

    let mut beta = vec![[0.0; TAGS]; length];
    for t in (0..length - 1).rev() {
        for from in 0..TAGS {
            let ways: Vec<f64> = (0..TAGS).map(|to| moves[from][to] + emit[t + 1][to] + beta[t + 1][to]).collect(); //~ let ways: Vec<f64> = (0..TAGS).map(|to| moves[to][from] + emit[t + 1][to] + beta[t + 1][to]).collect(); //~ let ways: Vec<f64> = (0..TAGS).map(|to| moves[from][to] + emit[t][to] + beta[t + 1][to]).collect(); //~ let ways: Vec<f64> = (0..TAGS).map(|to| moves[from][to] + beta[t + 1][to]).collect(); //~ let ways: Vec<f64> = (0..TAGS).map(|to| emit[t + 1][to] + beta[t + 1][to]).collect();
            beta[t][from] = log_sum_exp(&ways); //~ beta[t][from] = ways.iter().sum(); //~ beta[t][from] = ways[0];
        }
    }
    let mut d_weights = [[0.0; 2]; TAGS];
    let mut d_moves = [[0.0; TAGS]; TAGS];
    for t in 0..length {
        for s in 0..TAGS {
            let marginal = (alpha[t][s] + beta[t][s] - log_z).exp(); //~ let marginal = (alpha[t][s] - log_z).exp(); //~ let marginal = alpha[t][s] + beta[t][s] - log_z; //~ let marginal = (alpha[t][s] + beta[t][s] + emit[t][s] - log_z).exp(); //~ let marginal = (beta[t][s] - log_z).exp();
            let seen = f64::from(u8::from(path[t] == s)); //~ let seen = f64::from(u8::from(path[0] == s)); //~ let seen = f64::from(u8::from(path[t] != s));
            d_weights[s][0] += (marginal - seen) * words[t][0]; //~ d_weights[s][0] += marginal * words[t][0]; //~ d_weights[s][0] += (seen - marginal) * words[t][0]; //~ d_weights[s][0] += (marginal - seen) * words[t][1]; //~ d_weights[s][0] = (marginal - seen) * words[t][0];
            d_weights[s][1] += (marginal - seen) * words[t][1]; //~ d_weights[s][1] += (marginal + seen) * words[t][1]; //~ d_weights[s][1] += marginal - seen; //~ d_weights[s][1] += 2.0 * (marginal - seen) * words[t][1];
        }
    }
    for t in 1..length {
        for from in 0..TAGS {
            for to in 0..TAGS {
                let joint = (alpha[t - 1][from] + moves[from][to] + emit[t][to] + beta[t][to] - log_z).exp(); //~ let joint = (alpha[t - 1][from] + moves[from][to] + beta[t][to] - log_z).exp(); //~ let joint = (alpha[t - 1][from] + emit[t][to] + beta[t][to] - log_z).exp(); //~ let joint = (alpha[t][from] + moves[from][to] + emit[t][to] + beta[t][to] - log_z).exp(); //~ let joint = (alpha[t - 1][from] + beta[t][to] - log_z).exp(); //~ let joint = (alpha[t - 1][from] + moves[from][to] + emit[t][to] + beta[t - 1][to] - log_z).exp();
                d_moves[from][to] += joint; //~ d_moves[to][from] += joint; //~ d_moves[from][to] -= joint; //~ d_moves[from][to] = joint;
            }
        }
        d_moves[path[t - 1]][path[t]] -= 1.0; //~ d_moves[path[t]][path[t - 1]] -= 1.0; //~ d_moves[path[t - 1]][path[t]] += 1.0; //~ d_moves[path[t - 1]][path[t]] -= 0.5;
    }
    (cost, (d_weights, d_moves))
}
