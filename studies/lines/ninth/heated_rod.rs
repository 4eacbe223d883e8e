use grad_check::grad_check;

/// A rod that is heated by a source at each node and cools at its ends; the source and the first state by the adjoint.
#[grad_check(at(source = vec![0.3, -0.2, 0.5, 0.1], start = vec![0.5, 0.9, 0.4, 0.2]), given(seen = vec![0.6, 0.4, 0.7, 0.5], rate = 0.2, steps = 5))]
fn rod(source: &[f64], start: &[f64], seen: &[f64], rate: f64, steps: usize) -> (f64, Vec<f64>, Vec<f64>) {
    let n = start.len();
    let spread = |u: &Vec<f64>| -> Vec<f64> {
        (0..n).map(|i| {
            let left = if i > 0 { u[i - 1] } else { 0.0 };
            let right = if i + 1 < n { u[i + 1] } else { 0.0 };
            left + right - 2.0 * u[i]
        }).collect()
    };
    let mut states = vec![start.to_vec()];
    for t in 0..steps {
        let lap = spread(&states[t]);
        let next: Vec<f64> = (0..n).map(|i| states[t][i] + rate * lap[i] + source[i] * states[t][i].cos()).collect();
        states.push(next);
    }
    let last = &states[steps];
    let cost: f64 = last.iter().zip(seen).map(|(u, s)| 0.5 * (u - s).powi(2)).sum();

    let mut adjoint: Vec<f64> = last.iter().zip(seen).map(|(u, s)| u - s).collect(); //~ let mut adjoint: Vec<f64> = last.iter().zip(seen).map(|(u, s)| s - u).collect(); //~ let mut adjoint: Vec<f64> = last.iter().zip(seen).map(|(u, s)| 2.0 * (u - s)).collect(); //~ let mut adjoint: Vec<f64> = last.clone(); //~ let mut adjoint: Vec<f64> = states[0].iter().zip(seen).map(|(u, s)| u - s).collect();
    let mut of_source = vec![0.0; n];
    for t in (0..steps).rev() {
        let u = &states[t]; //~ let u = &states[t + 1]; //~ let u = &states[0];
        for i in 0..n {
            of_source[i] += adjoint[i] * u[i].cos(); //~ of_source[i] = adjoint[i] * u[i].cos(); //~ of_source[i] += adjoint[i]; //~ of_source[i] += adjoint[i] * u[i].sin(); //~ of_source[i] -= adjoint[i] * u[i].cos();
        }
        let lap = spread(&adjoint); //~ let lap = spread(u); //~ let lap = adjoint.clone();
        let slopes: Vec<f64> = (0..n).map(|i| 1.0 - source[i] * u[i].sin()).collect(); //~ let slopes: Vec<f64> = (0..n).map(|i| 1.0 + source[i] * u[i].sin()).collect(); //~ let slopes: Vec<f64> = (0..n).map(|i| 1.0 - u[i].sin()).collect(); //~ let slopes: Vec<f64> = (0..n).map(|i| 1.0 - source[i] * u[i].cos()).collect(); //~ let slopes: Vec<f64> = vec![1.0; n];
        adjoint = (0..n).map(|i| adjoint[i] * slopes[i] + rate * lap[i]).collect(); //~ adjoint = (0..n).map(|i| adjoint[i] * slopes[i]).collect(); //~ adjoint = (0..n).map(|i| adjoint[i] * slopes[i] - rate * lap[i]).collect(); //~ adjoint = (0..n).map(|i| adjoint[i] * slopes[i] + lap[i]).collect(); //~ adjoint = (0..n).map(|i| adjoint[i] + rate * lap[i]).collect();
    }
    (cost, of_source, adjoint)
}
