use grad_check::grad_check;

/// Neighbour embedding (t-SNE): pairs attract as the data say and repel as the map does.
#[grad_check(
    at(map = vec![[0.1, 0.4], [0.9, -0.2], [-0.5, 0.7], [-0.3, -0.8], [1.1, 0.6]]),
    given(wanted = vec![0.0, 0.15, 0.05, 0.02, 0.12, 0.15, 0.0, 0.03, 0.06, 0.09, 0.05, 0.03, 0.0, 0.14, 0.01, 0.02, 0.06, 0.14, 0.0, 0.03, 0.12, 0.09, 0.01, 0.03, 0.0], weight = 0.01)
)]
fn neighbours(map: &[[f64; 2]], wanted: &[f64], weight: f64) -> (f64, Vec<[f64; 2]>) {
    let n = map.len();
    let total: f64 = wanted.iter().sum();
    let kernel = |i: usize, j: usize| {
        let (dx, dy) = (map[i][0] - map[j][0], map[i][1] - map[j][1]);
        1.0 / (1.0 + dx * dx + dy * dy)
    };
    let pairs = || (0..n).flat_map(|i| (0..n).filter(move |&j| j != i).map(move |j| (i, j)));
    let z: f64 = pairs().map(|(i, j)| kernel(i, j)).sum();
    let mut cost = pairs()
        .map(|(i, j)| {
            let p = wanted[i * n + j] / total;
            p * (p / (kernel(i, j) / z)).ln()
        })
        .sum::<f64>();
    cost += weight * map.iter().flatten().map(|x| x * x).sum::<f64>();

    let mut forces = vec![[0.0; 2]; n];
    for i in 0..n {
        let mut pull = [0.0; 2];
        for j in (0..n).filter(|&j| j != i) {
            let near = kernel(i, j); //~ let near = kernel(j, j); //~ let near = kernel(i, j) * kernel(i, j); //~ let near = kernel(i, j).sqrt();
            let p = wanted[i * n + j] / total; //~ let p = wanted[i * n + j]; //~ let p = wanted[i * n + i] / total; //~ let p = 2.0 * wanted[i * n + j] / total;
            let q = near / z; //~ let q = near; //~ let q = near * z; //~ let q = near * near / z; //~ let q = 1.0 / z;
            let strength = 4.0 * (p - q) * near; //~ let strength = 2.0 * (p - q) * near; //~ let strength = 4.0 * (p - q); //~ let strength = 4.0 * (q - p) * near; //~ let strength = 4.0 * (p + q) * near; //~ let strength = 4.0 * p * near;
            for c in 0..2 {
                pull[c] += strength * (map[i][c] - map[j][c]); //~ pull[c] += strength * (map[j][c] - map[i][c]); //~ pull[c] += strength * map[i][c]; //~ pull[c] = strength * (map[i][c] - map[j][c]); //~ pull[c] += strength * (map[i][c] - map[j][1 - c]); //~ pull[c] += strength * (map[i][c] + map[j][c]);
            }
        }
        forces[i] = pull; //~ forces[i] = [pull[1], pull[0]]; //~ forces[i] = pull.map(|x| -x); //~ forces[n - 1 - i] = pull;
    }
    for (force, place) in forces.iter_mut().zip(map) {
        force[0] += 2.0 * weight * place[0]; //~ force[0] += weight * place[0]; //~ force[0] -= 2.0 * weight * place[0]; //~ force[0] = 2.0 * weight * place[0];
        force[1] += 2.0 * weight * place[1]; //~ force[1] += 2.0 * weight * place[0]; //~ force[1] += 2.0 * place[1];
    }
    (cost, forces)
}
