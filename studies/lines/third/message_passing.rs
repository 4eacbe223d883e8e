use grad_check::grad_check;

type Rows = Vec<Vec<f64>>;

fn rows(n: usize, m: usize, phase: f64) -> Rows {
    (0..n).map(|i| (0..m).map(|j| 0.9 * (2.3 * i as f64 + 1.1 * j as f64 + phase).cos()).collect()).collect()
}

fn matmul(a: &Rows, b: &Rows) -> Rows {
    a.iter()
        .map(|row| (0..b[0].len()).map(|j| row.iter().zip(b).map(|(x, r)| x * r[j]).sum()).collect())
        .collect()
}

fn transposed(a: &Rows) -> Rows {
    (0..a[0].len()).map(|j| a.iter().map(|row| row[j]).collect()).collect()
}

fn add(a: &mut Rows, b: &Rows) {
    for (a, b) in a.iter_mut().zip(b) {
        for (a, b) in a.iter_mut().zip(b) {
            *a += b;
        }
    }
}

/// Messages along weighted edges are averaged at each node, two rounds with the same weights.
#[grad_check(
    at(w_self = rows(3, 3, 0.2), w_msg = rows(3, 3, 1.3), read = vec![0.7, -0.4, 0.9]),
    given(
        features = rows(4, 3, 2.2),
        edges = vec![(0usize, 1usize, 0.5), (1, 2, 1.5), (2, 0, 0.8), (3, 1, 1.1), (0, 2, 0.6)],
        goal = vec![0.1, -0.3, 0.6, 0.2]
    )
)]
fn graph_loss(
    w_self: &Rows,
    w_msg: &Rows,
    read: &[f64],
    features: &Rows,
    edges: &[(usize, usize, f64)],
    goal: &[f64],
) -> (f64, (Rows, Rows, Vec<f64>)) {
    let (nodes, width) = (features.len(), read.len());
    let mut degree = vec![1.0; nodes];
    for &(_, to, weight) in edges {
        degree[to] += weight;
    }
    let gather = |h: &Rows| {
        let mut sums = vec![vec![0.0; width]; nodes];
        for &(from, to, weight) in edges {
            for c in 0..width {
                sums[to][c] += weight * h[from][c] / degree[to];
            }
        }
        sums
    };
    let mut states = vec![features.clone()];
    let mut pooled = Vec::new();
    for round in 0..2 {
        let messages = gather(&states[round]);
        let mut next = matmul(&states[round], w_self);
        add(&mut next, &matmul(&messages, w_msg));
        next.iter_mut().flatten().for_each(|v| *v = v.tanh());
        pooled.push(messages);
        states.push(next);
    }
    let scores: Vec<f64> = states[2].iter().map(|h| h.iter().zip(read).map(|(a, b)| a * b).sum()).collect();
    let errors: Vec<f64> = scores.iter().zip(goal).map(|(s, g)| s - g).collect();
    let loss = errors.iter().map(|e| e * e).sum::<f64>() / nodes as f64;

    let d_scores: Vec<f64> = errors.iter().map(|e| 2.0 * e / nodes as f64).collect(); //~ let d_scores: Vec<f64> = errors.iter().map(|e| e / nodes as f64).collect(); //~ let d_scores: Vec<f64> = errors.iter().map(|e| 2.0 * e).collect(); //~ let d_scores: Vec<f64> = scores.iter().map(|e| 2.0 * e / nodes as f64).collect();
    let mut d_read = vec![0.0; width];
    let mut d_h = vec![vec![0.0; width]; nodes];
    for v in 0..nodes {
        for c in 0..width {
            d_read[c] += d_scores[v] * states[2][v][c]; //~ d_read[c] += d_scores[v] * states[1][v][c]; //~ d_read[c] += errors[v] * states[2][v][c]; //~ d_read[c] = d_scores[v] * states[2][v][c];
            d_h[v][c] = d_scores[v] * read[c]; //~ d_h[v][c] = d_scores[v]; //~ d_h[v][c] = d_scores[v] * d_read[c]; //~ d_h[v][c] = d_scores[v] * states[2][v][c];
        }
    }
    let mut d_self = vec![vec![0.0; width]; width];
    let mut d_msg = vec![vec![0.0; width]; width];
    for round in (0..2).rev() {
        for (row, state) in d_h.iter_mut().zip(&states[round + 1]) { //~ for (row, state) in d_h.iter_mut().zip(&states[round]) {
            row.iter_mut().zip(state).for_each(|(d, h)| *d *= 1.0 - h * h); //~ row.iter_mut().zip(state).for_each(|(d, h)| *d *= 1.0 - h); //~ row.iter_mut().zip(state).for_each(|(d, h)| *d *= h * (1.0 - h)); //~ row.iter_mut().zip(state).for_each(|(d, h)| *d = 1.0 - h * h);
        }
        add(&mut d_self, &matmul(&transposed(&states[round]), &d_h)); //~ add(&mut d_self, &matmul(&transposed(&states[round + 1]), &d_h)); //~ add(&mut d_self, &matmul(&transposed(&d_h), &states[round])); //~ d_self = matmul(&transposed(&states[round]), &d_h);
        add(&mut d_msg, &matmul(&transposed(&pooled[round]), &d_h)); //~ add(&mut d_msg, &matmul(&transposed(&states[round]), &d_h)); //~ add(&mut d_msg, &matmul(&transposed(&pooled[0]), &d_h)); //~ d_msg = matmul(&transposed(&pooled[round]), &d_h);
        let d_messages = matmul(&d_h, &transposed(w_msg)); //~ let d_messages = matmul(&d_h, w_msg); //~ let d_messages = matmul(&d_h, &transposed(w_self)); //~ let d_messages = d_h.clone();
        let mut d_prev = matmul(&d_h, &transposed(w_self)); //~ let mut d_prev = matmul(&d_h, w_self); //~ let mut d_prev = vec![vec![0.0; width]; nodes]; //~ let mut d_prev = d_h.clone();
        for &(from, to, weight) in edges { //~ for &(to, from, weight) in edges {
            for c in 0..width {
                d_prev[from][c] += weight * d_messages[to][c] / degree[to]; //~ d_prev[from][c] += weight * d_messages[to][c]; //~ d_prev[from][c] += weight * d_messages[to][c] / degree[from]; //~ d_prev[to][c] += weight * d_messages[from][c] / degree[to]; //~ d_prev[from][c] += d_messages[to][c] / degree[to]; //~ d_prev[from][c] = weight * d_messages[to][c] / degree[to];
            }
        }
        d_h = d_prev; //~ d_h = d_messages; //~ d_h = pooled[round].clone();
    }
    (loss, (d_self, d_msg, d_read))
}
