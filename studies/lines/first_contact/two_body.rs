use grad_check::grad_check;

type V2 = [f64; 2];

const DT: f64 = 0.1;

fn watched() -> Vec<V2> {
    vec![[0.95, 0.1], [0.9, 0.25], [0.8, 0.35], [0.7, 0.5], [0.6, 0.55], [0.5, 0.7]]
}

/// A planet around a star that is fixed, by the symplectic Euler method, beside where it was seen.
#[grad_check(at(start = [1.0, 0.05], speed = [-0.2, 0.9], mass = 1.1), given(watched = watched(), soft = 0.05))]
fn orbit_misfit(start: V2, speed: V2, mass: f64, watched: &[V2], soft: f64) -> (f64, (V2, V2, f64)) {
    let mut states = vec![(start, speed)];
    let mut cost = 0.0;
    for seen in watched {
        let (r, v) = states[states.len() - 1];
        let d2 = r[0] * r[0] + r[1] * r[1] + soft;
        let pull = mass / (d2 * d2.sqrt());
        let v = [v[0] - DT * pull * r[0], v[1] - DT * pull * r[1]];
        let r = [r[0] + DT * v[0], r[1] + DT * v[1]];
        cost += (r[0] - seen[0]).powi(2) + (r[1] - seen[1]).powi(2);
        states.push((r, v));
    }

    let mut adj_r = [0.0, 0.0];
    let mut adj_v = [0.0, 0.0];
    let mut adj_mass = 0.0;
    for k in (0..watched.len()).rev() {
        let (after, _) = states[k + 1];
        let (before, _) = states[k]; //~ let (before, _) = states[k + 1];
        for c in 0..2 {
            adj_r[c] += 2.0 * (after[c] - watched[k][c]); //~ adj_r[c] += after[c] - watched[k][c]; //~ adj_r[c] += 2.0 * (before[c] - watched[k][c]); //~ adj_r[c] = 2.0 * (after[c] - watched[k][c]); //~ adj_r[c] -= 2.0 * (after[c] - watched[k][c]);
            adj_v[c] += DT * adj_r[c]; //~ adj_v[c] += adj_r[c]; //~ adj_v[c] = DT * adj_r[c]; //~ adj_v[c] -= DT * adj_r[c];
        }
        let d2 = before[0] * before[0] + before[1] * before[1] + soft; //~ let d2 = before[0] * before[0] + before[1] * before[1]; //~ let d2 = after[0] * after[0] + after[1] * after[1] + soft;
        let inv3 = 1.0 / (d2 * d2.sqrt()); //~ let inv3 = 1.0 / (d2 * d2); //~ let inv3 = 1.0 / d2.sqrt();
        let adj_pull = -DT * (adj_v[0] * before[0] + adj_v[1] * before[1]); //~ let adj_pull = DT * (adj_v[0] * before[0] + adj_v[1] * before[1]); //~ let adj_pull = -(adj_v[0] * before[0] + adj_v[1] * before[1]); //~ let adj_pull = -DT * (adj_r[0] * before[0] + adj_r[1] * before[1]);
        adj_mass += adj_pull * inv3; //~ adj_mass += adj_pull * inv3 * mass; //~ adj_mass = adj_pull * inv3; //~ adj_mass -= adj_pull * inv3;
        let adj_d2 = -1.5 * mass * inv3 / d2 * adj_pull; //~ let adj_d2 = 1.5 * mass * inv3 / d2 * adj_pull; //~ let adj_d2 = -0.5 * mass * inv3 / d2 * adj_pull; //~ let adj_d2 = -1.5 * inv3 / d2 * adj_pull; //~ let adj_d2 = -1.5 * mass * inv3 * adj_pull;
        for c in 0..2 {
            adj_r[c] += 2.0 * before[c] * adj_d2 - DT * mass * inv3 * adj_v[c]; //~ adj_r[c] += before[c] * adj_d2 - DT * mass * inv3 * adj_v[c]; //~ adj_r[c] += 2.0 * before[c] * adj_d2; //~ adj_r[c] += 2.0 * before[c] * adj_d2 - DT * inv3 * adj_v[c]; //~ adj_r[c] += 2.0 * before[c] * adj_d2 + DT * mass * inv3 * adj_v[c];
        }
    }
    (cost, (adj_r, adj_v, adj_mass)) //~ (cost, (adj_v, adj_r, adj_mass)) //~ (cost, (adj_r, adj_v, -adj_mass))
}
