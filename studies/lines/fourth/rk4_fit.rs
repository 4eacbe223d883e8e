use grad_check::grad_check;

type State = [f64; 2];

fn axpy(a: f64, x: State, y: State) -> State {
    [a * x[0] + y[0], a * x[1] + y[1]]
}

/// The adjoint of the slope of a damped pendulum: by the state, and by stiffness and damping.
fn pendulum_back(s: State, k: f64, c: f64, d: State) -> (State, f64, f64) {
    ([-k * s[0].cos() * d[1], d[0] - c * d[1]], -s[0].sin() * d[1], -s[1] * d[1])
}

/// Stiffness, damping and the start of a pendulum are fitted to what was measured of its angle, with Runge and Kutta's
/// steps; the adjoint goes back through the four stages.
#[grad_check(
    at(start = [0.9, -0.2], k = 1.4, c = 0.3),
    given(measured = vec![0.8, 0.55, 0.1, -0.3], dt = 0.35)
)]
fn pendulum_fit(start: State, k: f64, c: f64, measured: &[f64], dt: f64) -> (f64, (State, f64, f64)) {
    let slope = |s: State| -> State { [s[1], -k * s[0].sin() - c * s[1]] };
    let mut state = start;
    let mut stages = Vec::new();
    let mut misses = Vec::new();
    for y in measured {
        let s1 = state;
        let k1 = slope(s1);
        let s2 = axpy(dt / 2.0, k1, state);
        let k2 = slope(s2);
        let s3 = axpy(dt / 2.0, k2, state);
        let k3 = slope(s3);
        let s4 = axpy(dt, k3, state);
        let k4 = slope(s4);
        for i in 0..2 {
            state[i] += dt / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
        stages.push([s1, s2, s3, s4]);
        misses.push(state[0] - y);
    }
    let cost = misses.iter().map(|m| m * m).sum::<f64>() / 2.0;

    let (mut d_k, mut d_c) = (0.0, 0.0);
    let mut d_state = [0.0, 0.0];
    for ([s1, s2, s3, s4], miss) in stages.into_iter().zip(misses).rev() {
        d_state[0] += miss; //~ d_state[0] += 2.0 * miss; //~ d_state[1] += miss; //~ d_state[0] = miss; //~ d_state[0] -= miss;
        let d_k4 = d_state.map(|d| d * dt / 6.0); //~ let d_k4 = d_state.map(|d| d * dt / 3.0); //~ let d_k4 = d_state.map(|d| d / 6.0); //~ let d_k4 = d_state.map(|d| -d * dt / 6.0);
        let (d_s4, k_4, c_4) = pendulum_back(s4, k, c, d_k4); //~ let (d_s4, k_4, c_4) = pendulum_back(s3, k, c, d_k4); //~ let (d_s4, k_4, c_4) = pendulum_back(s4, k, c, d_state); //~ let (d_s4, c_4, k_4) = pendulum_back(s4, k, c, d_k4);
        let d_k3 = axpy(dt, d_s4, d_state.map(|d| d * dt / 3.0)); //~ let d_k3 = axpy(dt / 2.0, d_s4, d_state.map(|d| d * dt / 3.0)); //~ let d_k3 = d_state.map(|d| d * dt / 3.0); //~ let d_k3 = axpy(dt, d_s4, d_state.map(|d| d * dt / 6.0));
        let (d_s3, k_3, c_3) = pendulum_back(s3, k, c, d_k3); //~ let (d_s3, k_3, c_3) = pendulum_back(s2, k, c, d_k3); //~ let (d_s3, k_3, c_3) = pendulum_back(s3, k, c, d_k4); //~ let (d_s3, k_3, c_3) = pendulum_back(s3, c, k, d_k3);
        let d_k2 = axpy(dt / 2.0, d_s3, d_state.map(|d| d * dt / 3.0)); //~ let d_k2 = axpy(dt, d_s3, d_state.map(|d| d * dt / 3.0)); //~ let d_k2 = axpy(dt / 2.0, d_s4, d_state.map(|d| d * dt / 3.0)); //~ let d_k2 = axpy(-dt / 2.0, d_s3, d_state.map(|d| d * dt / 3.0));
        let (d_s2, k_2, c_2) = pendulum_back(s2, k, c, d_k2); //~ let (d_s2, k_2, c_2) = pendulum_back(s1, k, c, d_k2); //~ let (d_s2, k_2, c_2) = pendulum_back(s2, k, c, d_k3);
        let d_k1 = axpy(dt / 2.0, d_s2, d_state.map(|d| d * dt / 6.0)); //~ let d_k1 = d_state.map(|d| d * dt / 6.0); //~ let d_k1 = axpy(dt / 2.0, d_s2, d_state.map(|d| d * dt / 2.0)); //~ let d_k1 = axpy(dt, d_s2, d_state.map(|d| d * dt / 6.0));
        let (d_s1, k_1, c_1) = pendulum_back(s1, k, c, d_k1); //~ let (d_s1, k_1, c_1) = pendulum_back(s1, k, 0.0, d_k1); //~ let (d_s1, k_1, c_1) = pendulum_back(s2, k, c, d_k1);
        d_k += k_1 + k_2 + k_3 + k_4; //~ d_k = k_1 + k_2 + k_3 + k_4; //~ d_k += k_1 + 2.0 * k_2 + 2.0 * k_3 + k_4; //~ d_k += k_1 + k_2 + k_3; //~ d_k -= k_1 + k_2 + k_3 + k_4;
        d_c += c_1 + c_2 + c_3 + c_4; //~ d_c += c_1 + c_2 + c_3; //~ d_c += dt * (c_1 + c_2 + c_3 + c_4); //~ d_c += k_1 + c_2 + c_3 + c_4;
        for i in 0..2 {
            d_state[i] += d_s1[i] + d_s2[i] + d_s3[i] + d_s4[i]; //~ d_state[i] += d_s1[i] + d_s2[i] + d_s3[i]; //~ d_state[i] = d_s1[i] + d_s2[i] + d_s3[i] + d_s4[i]; //~ d_state[i] += d_s4[i];
        }
    }
    (cost, (d_state, d_k, d_c))
}
