use grad_check::grad_check;

type Pair = [f64; 2];

fn pull(mass: f64, r: Pair) -> Pair {
    let d2 = r[0] * r[0] + r[1] * r[1] + 0.01;
    let k = -mass / (d2 * d2.sqrt());
    [k * r[0], k * r[1]]
}

/// The start and the mass of an orbit that passes by observed places, in half kicks and drifts, and the adjoint of each step in reverse.
#[grad_check(at(mass = 1.1, r0 = [1.0, 0.1], v0 = [-0.1, 0.9]), given(seen = vec![[0.9, 0.3], [0.8, 0.5], [0.6, 0.7], [0.3, 0.8], [0.1, 0.9]], h = 0.25))]
fn orbit(mass: f64, r0: &Pair, v0: &Pair, seen: &[Pair], h: f64) -> (f64, (f64, Pair, Pair)) {
    let (mut r, mut v) = (*r0, *v0);
    let mut places = Vec::new();
    let mut cost = 0.0;
    for s in seen {
        let a = pull(mass, r);
        let from = r;
        for i in 0..2 {
            v[i] += h * a[i];
            r[i] += h * v[i];
        }
        cost += 0.5 * ((r[0] - s[0]).powi(2) + (r[1] - s[1]).powi(2));
        places.push((from, r));
    }

    let mut d_mass = 0.0;
    let (mut dr, mut dv) = ([0.0; 2], [0.0; 2]);
    for (s, (from, to)) in seen.iter().zip(&places).rev() {
        for i in 0..2 {
            dr[i] += to[i] - s[i]; //~ dr[i] += s[i] - to[i]; //~ dr[i] = to[i] - s[i]; //~ dr[i] += from[i] - s[i]; //~ dr[i] += 2.0 * (to[i] - s[i]);
            dv[i] += h * dr[i]; //~ dv[i] = h * dr[i]; //~ dv[i] += dr[i]; //~ dv[i] -= h * dr[i]; //~ dv[i] += 0.5 * h * dr[i];
        }
        let da = [h * dv[0], h * dv[1]]; //~ let da = [h * dr[0], h * dr[1]]; //~ let da = [dv[0], dv[1]]; //~ let da = [h * h * dv[0], h * h * dv[1]]; //~ let da = [h * dv[0], h * dv[0]];
        let d2 = from[0] * from[0] + from[1] * from[1] + 0.01; //~ let d2 = from[0] * from[0] + from[1] * from[1]; //~ let d2 = to[0] * to[0] + to[1] * to[1] + 0.01; //~ let d2 = from[0] * from[0] - from[1] * from[1] + 0.01;
        let d3 = d2 * d2.sqrt(); //~ let d3 = d2.sqrt(); //~ let d3 = d2 * d2; //~ let d3 = d2;
        let along = da[0] * from[0] + da[1] * from[1]; //~ let along = da[0] * from[0] - da[1] * from[1]; //~ let along = da[0] * to[0] + da[1] * to[1]; //~ let along = da[0] + da[1]; //~ let along = dv[0] * from[0] + dv[1] * from[1];
        d_mass -= along / d3; //~ d_mass += along / d3; //~ d_mass -= along / d2; //~ d_mass = -along / d3; //~ d_mass -= mass * along / d3;
        for i in 0..2 {
            dr[i] += mass * (3.0 * along * from[i] / d2 - da[i]) / d3; //~ dr[i] += mass * (2.0 * along * from[i] / d2 - da[i]) / d3; //~ dr[i] += mass * (3.0 * along * from[i] / d2 + da[i]) / d3; //~ dr[i] += mass * (3.0 * along * from[i] - da[i]) / d3; //~ dr[i] -= mass * da[i] / d3; //~ dr[i] += (3.0 * along * from[i] / d2 - da[i]) / d3; //~ dr[i] += mass * (3.0 * along * to[i] / d2 - da[i]) / d3;
        }
    }
    (cost, (d_mass, dr, dv)) //~ (cost, (d_mass, dv, dr)) //~ (cost, (-d_mass, dr, dv)) //~ (cost, (d_mass, dr, [dv[0] - h * dr[0], dv[1] - h * dr[1]]))
}
