use grad_check::grad_check;

/// Energies of pairs and of bends in a ring of points, and the forces on them.
#[grad_check(forces, at(x = vec![[0.9, 0.1], [0.4, 1.2], [-0.8, 0.7], [-0.9, -0.6], [0.2, -1.1]]), given(rest = 1.1, stiff = 0.6))]
fn ring(x: &[[f64; 2]], rest: f64, stiff: f64) -> (f64, Vec<[f64; 2]>) {
    let n = x.len();
    let mut energy = 0.0;
    let mut force = vec![[0.0; 2]; n];
    for i in 0..n {
        let next = (i + 1) % n;
        let d = [x[next][0] - x[i][0], x[next][1] - x[i][1]];
        let length = d[0].hypot(d[1]);
        let stretch = length - rest;
        energy += 0.5 * stretch * stretch;
        let pull = stretch / length; //~ let pull = stretch; //~ let pull = -stretch / length; //~ let pull = 2.0 * stretch / length; //~ let pull = stretch * length; //~ let pull = length / stretch;
        for c in 0..2 {
            force[i][c] += pull * d[c]; //~ force[i][c] -= pull * d[c]; //~ force[i][c] += pull * d[1 - c]; //~ force[i][c] += 0.5 * pull * d[c]; //~ force[i][c] = pull * d[c];
            force[next][c] -= pull * d[c]; //~ force[next][c] += pull * d[c]; //~ force[next][c] -= 2.0 * pull * d[c]; //~ force[i][c] -= pull * d[c];
        }
    }
    for i in 0..n {
        let (before, after) = ((i + n - 1) % n, (i + 1) % n);
        let bend: [f64; 2] = std::array::from_fn(|c| x[before][c] - 2.0 * x[i][c] + x[after][c]);
        let square = bend[0] * bend[0] + bend[1] * bend[1];
        energy += stiff * square.ln_1p();
        let share = 2.0 * stiff / (1.0 + square); //~ let share = 2.0 * stiff; //~ let share = stiff / (1.0 + square); //~ let share = 2.0 / (1.0 + square); //~ let share = 2.0 * stiff / square; //~ let share = -2.0 * stiff / (1.0 + square);
        for c in 0..2 {
            let f = share * bend[c]; //~ let f = share * bend[0]; //~ let f = share; //~ let f = 2.0 * share * bend[c]; //~ let f = -share * bend[c];
            force[before][c] -= f; //~ force[before][c] += f; //~ force[before][c] -= 2.0 * f; //~ force[after][c] -= f;
            force[i][c] += 2.0 * f; //~ force[i][c] += f; //~ force[i][c] -= 2.0 * f; //~ force[i][c] = 2.0 * f; //~ force[i][c] += share * bend[c];
            force[after][c] -= f; //~ force[after][c] += f; //~ force[after][c] = -f; //~ force[before][c] -= f;
        }
    }
    (energy, force)
}
