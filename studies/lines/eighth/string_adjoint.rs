use grad_check::grad_check;

const N: usize = 7;
const STEPS: usize = 12;

/// A string that is plucked and heard: stiffness by element and the first shape, by the adjoint of leapfrog steps.
#[grad_check(at(stiff = vec![0.9, 1.1, 0.8, 1.3, 1.0, 0.7, 1.2, 0.95], pluck = vec![0.1, 0.3, 0.6, 0.4, 0.2, 0.1, 0.0]), given(heard = (0..STEPS).map(|t| (0.5 * t as f64).cos()).collect::<Vec<f64>>(), dt = 0.3, damp = 0.1))]
fn string(stiff: &[f64], pluck: &[f64], heard: &[f64], dt: f64, damp: f64) -> (f64, (Vec<f64>, Vec<f64>)) {
    let at = |u: &[f64], i: usize| if i == 0 || i == N + 1 { 0.0 } else { u[i - 1] };
    let mut us = vec![pluck.to_vec()];
    let mut vs = vec![vec![0.0; N]];
    let mut cost = 0.0;
    for t in 0..STEPS {
        let (u, v) = (&us[t], &vs[t]);
        let mut next_v = vec![0.0; N];
        for i in 0..N {
            let right = stiff[i + 1] * (at(u, i + 2) - at(u, i + 1));
            let left = stiff[i] * (at(u, i + 1) - at(u, i));
            next_v[i] = v[i] * (1.0 - damp * dt) + dt * (right - left);
        }
        let next_u: Vec<f64> = u.iter().zip(&next_v).map(|(u, v)| u + dt * v).collect();
        let miss = next_u[2] - heard[t];
        cost += 0.5 * miss * miss * dt;
        us.push(next_u);
        vs.push(next_v);
    }

    let mut d_stiff = vec![0.0; N + 1];
    let mut lam_u = vec![0.0; N];
    let mut lam_v = vec![0.0; N];
    for t in (0..STEPS).rev() {
        lam_u[2] += (us[t + 1][2] - heard[t]) * dt; //~ lam_u[2] += us[t + 1][2] - heard[t]; //~ lam_u[2] += (us[t][2] - heard[t]) * dt; //~ lam_u[2] += (heard[t] - us[t + 1][2]) * dt; //~ lam_u[3] += (us[t + 1][2] - heard[t]) * dt; //~ lam_u[2] = (us[t + 1][2] - heard[t]) * dt;
        for i in 0..N {
            lam_v[i] += dt * lam_u[i]; //~ lam_v[i] = dt * lam_u[i]; //~ lam_v[i] += lam_u[i]; //~ lam_v[i] -= dt * lam_u[i]; //~ lam_v[i] += dt * dt * lam_u[i];
        }
        let u = &us[t]; //~ let u = &us[t + 1]; //~ let u = &us[0]; //~ let u = &vs[t];
        for i in 0..=N {
            let gap = at(u, i + 1) - at(u, i); //~ let gap = at(u, i) - at(u, i + 1); //~ let gap = at(u, i + 1); //~ let gap = at(u, i + 1) + at(u, i);
            let jump = at(&lam_v, i) - at(&lam_v, i + 1); //~ let jump = at(&lam_v, i + 1) - at(&lam_v, i); //~ let jump = at(&lam_v, i); //~ let jump = at(&lam_u, i) - at(&lam_u, i + 1);
            d_stiff[i] += dt * jump * gap; //~ d_stiff[i] = dt * jump * gap; //~ d_stiff[i] += jump * gap; //~ d_stiff[i] += dt * jump; //~ d_stiff[i] -= dt * jump * gap; //~ d_stiff[i] += dt * jump * gap * stiff[i];
        }
        let pull: Vec<f64> = (0..N).map(|i| stiff[i] * (at(&lam_v, i) - at(&lam_v, i + 1)) - stiff[i + 1] * (at(&lam_v, i + 1) - at(&lam_v, i + 2))).collect(); //~ let pull: Vec<f64> = (0..N).map(|i| (at(&lam_v, i) - at(&lam_v, i + 1)) - stiff[i + 1] * (at(&lam_v, i + 1) - at(&lam_v, i + 2))).collect(); //~ let pull: Vec<f64> = (0..N).map(|i| stiff[i] * (at(&lam_v, i) - at(&lam_v, i + 1))).collect(); //~ let pull: Vec<f64> = (0..N).map(|i| stiff[i] * (at(&lam_v, i) - at(&lam_v, i + 1)) + stiff[i + 1] * (at(&lam_v, i + 1) - at(&lam_v, i + 2))).collect(); //~ let pull: Vec<f64> = lam_v.clone();
        for i in 0..N {
            lam_u[i] += dt * pull[i]; //~ lam_u[i] += pull[i]; //~ lam_u[i] -= dt * pull[i]; //~ lam_u[i] = dt * pull[i];
            lam_v[i] *= 1.0 - damp * dt; //~ lam_v[i] *= 1.0 - damp; //~ lam_v[i] *= 1.0 + damp * dt; //~ lam_v[i] = 0.0;
        }
    }
    (cost, (d_stiff, lam_u)) //~ (cost, (d_stiff, lam_v))
}
