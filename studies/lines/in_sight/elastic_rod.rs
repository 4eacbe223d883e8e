use grad_check::grad_check;

const STIFF: f64 = 4.0;
const BEND: f64 = 0.3;
const REST: f64 = 1.0;

/// A chain in the plane, x and y in turn: stretching, bending and gravity.
#[grad_check(at(q = vec![0.0, 0.0, 0.9, 0.3, 1.7, -0.2, 2.9, 0.4, 3.6, 1.1]), given(mass = [1.0, 0.5, 0.8, 0.5, 1.2]))]
fn energy(q: &[f64], mass: &[f64]) -> (f64, Vec<f64>) {
    let n = q.len() / 2;
    let mut e = 0.0;
    let mut g = vec![0.0; q.len()];
    for i in 0..n {
        e += 9.81 * mass[i] * q[2 * i + 1];
        g[2 * i + 1] = 9.81 * mass[i]; //~ g[2 * i + 1] = 9.81; //~ g[2 * i + 1] = -9.81 * mass[i]; //~ g[2 * i] = 9.81 * mass[i];
    }
    for i in 0..n - 1 {
        let dx = q[2 * i + 2] - q[2 * i];
        let dy = q[2 * i + 3] - q[2 * i + 1];
        let len = (dx * dx + dy * dy).sqrt();
        e += 0.5 * STIFF * (len - REST).powi(2);
        let f = STIFF * (len - REST) / len; //~ let f = STIFF * (len - REST); //~ let f = 2.0 * STIFF * (len - REST) / len; //~ let f = STIFF * (REST - len) / len; //~ let f = STIFF * (len - REST) / (len * len); //~ let f = STIFF * (1.0 - len) / REST;
        g[2 * i] -= f * dx; //~ g[2 * i] += f * dx; //~ g[2 * i] = -f * dx;
        g[2 * i + 1] -= f * dy; //~ g[2 * i + 1] -= f * dx; //~ g[2 * i + 1] = -f * dy; //~ g[2 * i + 1] -= STIFF * dy;
        g[2 * i + 2] += f * dx; //~ g[2 * i + 2] -= f * dx; //~ g[2 * i + 2] += f * q[2 * i + 2];
        g[2 * i + 3] += f * dy; //~ g[2 * i + 3] += f; //~ g[2 * i + 3] += f * dy / len;
    }
    for i in 1..n - 1 {
        for c in 0..2 {
            let k = 2 * i + c;
            let curv = q[k - 2] - 2.0 * q[k] + q[k + 2];
            e += BEND * curv * curv;
            g[k - 2] += 2.0 * BEND * curv; //~ g[k - 2] += BEND * curv; //~ g[k - 2] -= 2.0 * BEND * curv; //~ g[k - 2] = 2.0 * BEND * curv;
            g[k] -= 4.0 * BEND * curv; //~ g[k] -= 2.0 * BEND * curv; //~ g[k] += 4.0 * BEND * curv; //~ g[k] -= 4.0 * curv;
            g[k + 2] += 2.0 * BEND * curv; //~ g[k + 1] += 2.0 * BEND * curv; //~ g[k + 2] += 2.0 * BEND * curv * curv; //~ g[k + 2] += 2.0 * STIFF * curv;
        }
    }
    (e, g)
}
