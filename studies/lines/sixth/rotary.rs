use grad_check::grad_check;

const HEAD: usize = 4;
const STEPS: usize = 3;

fn turn(v: [f64; HEAD], angles: &[(f64, f64); HEAD / 2]) -> [f64; HEAD] {
    let mut out = [0.0; HEAD];
    for (k, (c, s)) in angles.iter().enumerate() {
        out[2 * k] = c * v[2 * k] - s * v[2 * k + 1];
        out[2 * k + 1] = s * v[2 * k] + c * v[2 * k + 1];
    }
    out
}

fn turn_back(v: [f64; HEAD], angles: &[(f64, f64); HEAD / 2]) -> [f64; HEAD] {
    let back = [(angles[0].0, -angles[0].1), (angles[1].0, -angles[1].1)];
    turn(v, &back)
}

fn inner(a: &[f64; HEAD], b: &[f64; HEAD]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Attention over a few steps whose queries and keys are turned by their positions; everything has a fixed size.
#[grad_check(
    at(q = [[0.3, -0.7, 1.1, 0.2], [0.9, 0.4, -0.3, -1.2], [-0.5, 0.8, 0.6, 0.1]],
       k = [[0.2, 0.5, -0.9, 0.7], [-1.1, 0.3, 0.4, 0.6], [0.8, -0.2, 0.1, -0.4]],
       v = [[0.6, -0.1, 0.3, 0.9], [0.1, 1.2, -0.8, 0.5], [-0.4, 0.7, 0.2, -0.6]]),
    given(target = [0.5, 0.2, -0.1, 0.4])
)]
fn rotary(
    q: [[f64; HEAD]; STEPS],
    k: [[f64; HEAD]; STEPS],
    v: [[f64; HEAD]; STEPS],
    target: [f64; HEAD],
) -> (f64, [[f64; HEAD]; STEPS], [[f64; HEAD]; STEPS], [[f64; HEAD]; STEPS]) {
    let angles: [[(f64, f64); HEAD / 2]; STEPS] =
        std::array::from_fn(|t| [(t as f64).sin_cos(), (0.1 * t as f64).sin_cos()].map(|(s, c)| (c, s)));
    let qr: [[f64; HEAD]; STEPS] = std::array::from_fn(|t| turn(q[t], &angles[t]));
    let kr: [[f64; HEAD]; STEPS] = std::array::from_fn(|t| turn(k[t], &angles[t]));
    let root = (HEAD as f64).sqrt();
    let mut cost = 0.0;
    let (mut dq, mut dk, mut dv) = ([[0.0; HEAD]; STEPS], [[0.0; HEAD]; STEPS], [[0.0; HEAD]; STEPS]);
    for t in 0..STEPS {
        let scores: [f64; STEPS] = std::array::from_fn(|s| inner(&qr[t], &kr[s]) / root);
        let exps = scores.map(f64::exp);
        let sum: f64 = exps.iter().sum();
        let weights = exps.map(|e| e / sum);
        let out: [f64; HEAD] = std::array::from_fn(|c| (0..STEPS).map(|s| weights[s] * v[s][c]).sum());
        cost += out.iter().zip(&target).map(|(o, y)| 0.5 * (o - y) * (o - y)).sum::<f64>();

        let d_out: [f64; HEAD] = std::array::from_fn(|c| out[c] - target[c]); //~ let d_out: [f64; HEAD] = std::array::from_fn(|c| target[c] - out[c]); //~ let d_out: [f64; HEAD] = std::array::from_fn(|c| 2.0 * (out[c] - target[c])); //~ let d_out = out;
        let d_weights: [f64; STEPS] = std::array::from_fn(|s| inner(&d_out, &v[s])); //~ let d_weights: [f64; STEPS] = std::array::from_fn(|s| inner(&out, &v[s])); //~ let d_weights: [f64; STEPS] = std::array::from_fn(|s| inner(&d_out, &k[s]));
        let mean: f64 = (0..STEPS).map(|s| weights[s] * d_weights[s]).sum(); //~ let mean: f64 = d_weights.iter().sum(); //~ let mean = 0.0; //~ let mean: f64 = d_weights.iter().sum::<f64>() / STEPS as f64;
        let d_scores: [f64; STEPS] = std::array::from_fn(|s| weights[s] * (d_weights[s] - mean)); //~ let d_scores: [f64; STEPS] = std::array::from_fn(|s| d_weights[s] - mean); //~ let d_scores: [f64; STEPS] = std::array::from_fn(|s| weights[s] * (d_weights[s] + mean)); //~ let d_scores: [f64; STEPS] = std::array::from_fn(|s| exps[s] * (d_weights[s] - mean));
        let mut d_qr = [0.0; HEAD];
        for s in 0..STEPS {
            let mut d_kr = [0.0; HEAD];
            for c in 0..HEAD {
                d_qr[c] += d_scores[s] * kr[s][c] / root; //~ d_qr[c] += d_scores[s] * kr[s][c]; //~ d_qr[c] += d_scores[s] * k[s][c] / root; //~ d_qr[c] += d_scores[s] * qr[s][c] / root;
                d_kr[c] = d_scores[s] * qr[t][c] / root; //~ d_kr[c] = d_scores[s] * qr[s][c] / root; //~ d_kr[c] = d_scores[s] * qr[t][c]; //~ d_kr[c] = d_scores[t] * qr[t][c] / root;
                dv[s][c] += weights[s] * d_out[c]; //~ dv[s][c] += weights[t] * d_out[c]; //~ dv[s][c] += d_out[c]; //~ dv[s][c] += scores[s] * d_out[c];
            }
            let turned = turn_back(d_kr, &angles[s]); //~ let turned = turn_back(d_kr, &angles[t]); //~ let turned = turn(d_kr, &angles[s]); //~ let turned = d_kr;
            for c in 0..HEAD {
                dk[s][c] += turned[c]; //~ dk[t][c] += turned[c]; //~ dk[s][c] -= turned[c];
            }
        }
        dq[t] = turn_back(d_qr, &angles[t]); //~ dq[t] = d_qr; //~ dq[t] = turn(d_qr, &angles[t]);
    }
    (cost, dq, dk, dv)
}
