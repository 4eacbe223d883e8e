use grad_check::grad_check;

const DT: f64 = 0.1;
const STEPS: usize = 12;

/// Prey and predators of Lotka and Volterra.
fn rhs(u: [f64; 2], p: [f64; 4]) -> [f64; 2] {
    [p[0] * u[0] - p[1] * u[0] * u[1], p[2] * u[0] * u[1] - p[3] * u[1]]
}

fn measured() -> Vec<[f64; 2]> {
    (0..=STEPS).map(|i| [1.0 + 0.5 * (i as f64 * 0.4).sin(), 1.2 + 0.3 * (i as f64 * 0.5).cos()]).collect()
}

#[grad_check(at(u0 = [1.2, 0.8], p = [1.1, 0.9, 0.6, 1.3]), given(data = measured()))]
fn misfit(u0: [f64; 2], p: [f64; 4], data: &[[f64; 2]]) -> (f64, ([f64; 2], [f64; 4])) {
    let mut traj = vec![u0];
    for i in 0..STEPS {
        let u = traj[i];
        let f = rhs(u, p);
        traj.push([u[0] + DT * f[0], u[1] + DT * f[1]]);
    }
    let mut j = 0.0;
    for i in 1..=STEPS {
        for c in 0..2 {
            j += DT * (traj[i][c] - data[i][c]).powi(2);
        }
    }

    let mut lambda = [0.0; 2];
    let mut dp = [0.0; 4];
    for i in (0..STEPS).rev() {
        lambda[0] += 2.0 * DT * (traj[i + 1][0] - data[i + 1][0]); //~ lambda[0] = 2.0 * DT * (traj[i + 1][0] - data[i + 1][0]); //~ lambda[0] += 2.0 * DT * (traj[i][0] - data[i][0]); //~ lambda[0] += DT * (traj[i + 1][0] - data[i + 1][0]); //~ lambda[0] += 2.0 * (traj[i + 1][0] - data[i + 1][0]);
        lambda[1] += 2.0 * DT * (traj[i + 1][1] - data[i + 1][1]); //~ lambda[1] -= 2.0 * DT * (traj[i + 1][1] - data[i + 1][1]); //~ lambda[1] += 2.0 * DT * (traj[i + 1][1] - data[i][1]); //~ lambda[1] += 2.0 * DT * (traj[i + 1][0] - data[i + 1][0]);
        let u = traj[i]; //~ let u = traj[i + 1];
        dp[0] += DT * lambda[0] * u[0]; //~ dp[0] += lambda[0] * u[0]; //~ dp[0] = DT * lambda[0] * u[0]; //~ dp[0] += DT * lambda[0] * u[1];
        dp[1] -= DT * lambda[0] * u[0] * u[1]; //~ dp[1] += DT * lambda[0] * u[0] * u[1]; //~ dp[1] -= DT * lambda[0] * u[1];
        dp[2] += DT * lambda[1] * u[0] * u[1]; //~ dp[2] += DT * lambda[0] * u[0] * u[1]; //~ dp[2] += DT * DT * lambda[1] * u[0] * u[1];
        dp[3] -= DT * lambda[1] * u[1]; //~ dp[3] -= DT * lambda[1] * traj[i + 1][1]; //~ dp[3] -= DT * lambda[1] * u[0];
        let jac = [[p[0] - p[1] * u[1], -p[1] * u[0]], [p[2] * u[1], p[2] * u[0] - p[3]]]; //~ let jac = [[p[0] - p[1] * u[1], p[1] * u[0]], [p[2] * u[1], p[2] * u[0] - p[3]]]; //~ let jac = [[p[0] - p[1] * u[1], -p[1] * u[0]], [p[2] * u[1], p[2] * u[0] + p[3]]]; //~ let jac = [[p[0], -p[1] * u[0]], [p[2] * u[1], p[2] * u[0] - p[3]]];
        let next: [f64; 2] = std::array::from_fn(|c| lambda[c] + DT * (jac[0][c] * lambda[0] + jac[1][c] * lambda[1])); //~ let next = std::array::from_fn(|c| lambda[c] + DT * (jac[c][0] * lambda[0] + jac[c][1] * lambda[1])); //~ let next = std::array::from_fn(|c| DT * (jac[0][c] * lambda[0] + jac[1][c] * lambda[1])); //~ let next = std::array::from_fn(|c| lambda[c] - DT * (jac[0][c] * lambda[0] + jac[1][c] * lambda[1])); //~ let next = std::array::from_fn(|c| lambda[c] + jac[0][c] * lambda[0] + jac[1][c] * lambda[1]);
        lambda = next; //~ lambda = [lambda[0] + next[0], lambda[1] + next[1]];
    }
    (j, (lambda, dp))
}
