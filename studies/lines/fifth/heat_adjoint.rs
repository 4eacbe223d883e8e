use grad_check::grad_check;

/// Thomas' method for a tridiagonal system.
fn solve(lower: &[f64], diagonal: &[f64], upper: &[f64], right: &[f64]) -> Vec<f64> {
    let n = diagonal.len();
    let (mut c, mut d) = (vec![0.0; n], vec![0.0; n]);
    c[0] = upper[0] / diagonal[0];
    d[0] = right[0] / diagonal[0];
    for i in 1..n {
        let below = diagonal[i] - lower[i] * c[i - 1];
        c[i] = upper[i] / below;
        d[i] = (right[i] - lower[i] * d[i - 1]) / below;
    }
    for i in (0..n - 1).rev() {
        d[i] -= c[i] * d[i + 1];
    }
    d
}

/// How well the heat in a rod fits what was measured at its end: backward Euler, and its adjoint in the same steps.
#[grad_check(
    at(conductivity = vec![0.8, 1.3, 0.6, 1.1, 0.9], source = vec![0.3, -0.2, 0.5, 0.1], start = vec![1.0, 0.2, -0.4, 0.7]),
    given(measured = vec![0.5, 0.1, 0.3, -0.2], dt = 0.1, steps = 4, strength = 0.05)
)]
fn heat_adjoint(
    conductivity: &[f64],
    source: &[f64],
    start: &[f64],
    measured: &[f64],
    dt: f64,
    steps: usize,
    strength: f64,
) -> (f64, (Vec<f64>, Vec<f64>, Vec<f64>)) {
    let n = start.len();
    let lower: Vec<f64> = (0..n).map(|i| -dt * conductivity[i]).collect();
    let upper: Vec<f64> = (0..n).map(|i| -dt * conductivity[i + 1]).collect();
    let diagonal: Vec<f64> = (0..n).map(|i| 1.0 + dt * (conductivity[i] + conductivity[i + 1])).collect();
    let mut states = vec![start.to_vec()];
    for t in 0..steps {
        let right: Vec<f64> = states[t].iter().zip(source).map(|(u, s)| u + dt * s).collect();
        states.push(solve(&lower, &diagonal, &upper, &right));
    }
    let last = &states[steps];
    let fit: f64 = last.iter().zip(measured).map(|(u, m)| 0.5 * (u - m) * (u - m)).sum();
    let rough: f64 = conductivity.windows(2).map(|k| (k[1] - k[0]) * (k[1] - k[0])).sum();
    let cost = fit + 0.5 * strength * rough;

    let mut by_conductivity = vec![0.0; conductivity.len()];
    let mut by_source = vec![0.0; n];
    let mut adjoint: Vec<f64> = last.iter().zip(measured).map(|(u, m)| u - m).collect(); //~ let mut adjoint: Vec<f64> = last.iter().zip(measured).map(|(u, m)| m - u).collect(); //~ let mut adjoint: Vec<f64> = last.iter().zip(measured).map(|(u, m)| 2.0 * (u - m)).collect(); //~ let mut adjoint: Vec<f64> = last.to_vec();
    // The system is symmetric but for what stands at its ends.
    let below: Vec<f64> = (0..n).map(|i| if i > 0 { upper[i - 1] } else { 0.0 }).collect(); //~ let below: Vec<f64> = upper.clone(); //~ let below: Vec<f64> = (0..n).map(|i| if i > 0 { upper[i - 1] * dt } else { 0.0 }).collect(); //~ let below: Vec<f64> = vec![0.0; n];
    let above: Vec<f64> = (0..n).map(|i| if i + 1 < n { lower[i + 1] } else { 0.0 }).collect(); //~ let above: Vec<f64> = lower.clone(); //~ let above: Vec<f64> = vec![0.0; n];
    for t in (0..steps).rev() {
        let lambda = solve(&below, &diagonal, &above, &adjoint); //~ let lambda = adjoint.clone(); //~ let lambda = solve(&below, &diagonal, &above, &states[t]); //~ let lambda = solve(&below, &vec![1.0; n], &above, &adjoint);
        for i in 0..n {
            by_source[i] += dt * lambda[i]; //~ by_source[i] += lambda[i]; //~ by_source[i] -= dt * lambda[i]; //~ by_source[i] = dt * lambda[i]; //~ by_source[i] += dt * adjoint[i];
        }
        let u = &states[t + 1]; //~ let u = &states[t]; //~ let u = &states[steps];
        for i in 0..=n {
            let left = if i > 0 { u[i - 1] } else { 0.0 }; //~ let left = if i > 0 { u[i - 1] } else { u[0] }; //~ let left = if i > 1 { u[i - 1] } else { 0.0 };
            let here = if i < n { u[i] } else { 0.0 }; //~ let here = if i < n { states[t][i] } else { 0.0 }; //~ let here = if i < n { u[i] } else { u[n - 1] };
            let jump = (if i < n { lambda[i] } else { 0.0 }) - (if i > 0 { lambda[i - 1] } else { 0.0 }); //~ let jump = (if i > 0 { lambda[i - 1] } else { 0.0 }) - (if i < n { lambda[i] } else { 0.0 }); //~ let jump = if i < n { lambda[i] } else { 0.0 }; //~ let jump = (if i < n { lambda[i] } else { 0.0 }) + (if i > 0 { lambda[i - 1] } else { 0.0 });
            by_conductivity[i] -= dt * (here - left) * jump; //~ by_conductivity[i] += dt * (here - left) * jump; //~ by_conductivity[i] -= (here - left) * jump; //~ by_conductivity[i] -= dt * here * jump; //~ by_conductivity[i] -= dt * (here + left) * jump;
        }
        adjoint = lambda; //~ adjoint = lambda.iter().map(|l| l * dt).collect();
    }
    for (i, k) in conductivity.windows(2).enumerate() {
        let step = strength * (k[1] - k[0]); //~ let step = 2.0 * strength * (k[1] - k[0]); //~ let step = strength * (k[0] - k[1]); //~ let step = k[1] - k[0];
        by_conductivity[i] -= step; //~ by_conductivity[i] += step; //~ by_conductivity[i] -= 0.5 * step;
        by_conductivity[i + 1] += step; //~ by_conductivity[i + 1] -= step; //~ by_conductivity[i] += step;
    }
    (cost, (by_conductivity, by_source, adjoint))
}
