use grad_check::grad_check;

const SIDE: usize = 3;

fn around(i: usize, j: usize) -> impl Iterator<Item = (usize, usize)> {
    [(0i32, 1i32), (1, 0), (0, -1), (-1, 0)].into_iter().filter_map(move |(a, b)| {
        let (r, c) = (i as i32 + a, j as i32 + b);
        ((0..SIDE as i32).contains(&r) && (0..SIDE as i32).contains(&c)).then_some((r as usize, c as usize))
    })
}

/// The free energy of spins in two dimensions by their means, which are squashed fields.
#[grad_check(at(field = [[0.3, -0.2, 0.5], [0.1, 0.9, -0.7], [-0.4, 0.6, 0.2]], coupling = 0.4, heat = 1.3))]
fn free_energy(field: &[[f64; SIDE]; SIDE], coupling: f64, heat: f64) -> (f64, ([[f64; SIDE]; SIDE], f64, f64)) {
    let mean = field.map(|row| row.map(f64::tanh));
    let mut bonds = 0.0;
    let mut entropy = 0.0;
    for i in 0..SIDE {
        for j in 0..SIDE {
            bonds += 0.5 * mean[i][j] * around(i, j).map(|(r, c)| mean[r][c]).sum::<f64>();
            let (up, down) = (0.5 * (1.0 + mean[i][j]), 0.5 * (1.0 - mean[i][j]));
            entropy -= up * up.ln() + down * down.ln();
        }
    }
    let energy = -coupling * bonds - heat * entropy;

    let by_coupling = -bonds; //~ let by_coupling = bonds; //~ let by_coupling = -2.0 * bonds; //~ let by_coupling = -coupling * bonds;
    let by_heat = -entropy; //~ let by_heat = entropy; //~ let by_heat = -heat * entropy; //~ let by_heat = -bonds;
    let mut by_field = [[0.0; SIDE]; SIDE];
    for (i, row) in by_field.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            let m = mean[i][j]; //~ let m = field[i][j]; //~ let m = mean[j][i];
            let near: f64 = around(i, j).map(|(r, c)| mean[r][c]).sum(); //~ let near: f64 = around(i, j).map(|(r, c)| field[r][c]).sum(); //~ let near: f64 = around(j, i).map(|(r, c)| mean[r][c]).sum(); //~ let near: f64 = around(i, j).map(|(r, c)| mean[r][c]).sum::<f64>() * 0.5; //~ let near: f64 = m;
            let odds = ((1.0 + m) / (1.0 - m)).ln(); //~ let odds = (1.0 + m).ln(); //~ let odds = ((1.0 - m) / (1.0 + m)).ln(); //~ let odds = (1.0 + m) / (1.0 - m);
            let by_mean = -coupling * near + 0.5 * heat * odds; //~ let by_mean = -coupling * near + heat * odds; //~ let by_mean = -coupling * near - 0.5 * heat * odds; //~ let by_mean = coupling * near + 0.5 * heat * odds; //~ let by_mean = -near + 0.5 * heat * odds; //~ let by_mean = -coupling * near + 0.5 * odds; //~ let by_mean = -coupling * near;
            let slope = 1.0 - m * m; //~ let slope = 1.0 - m; //~ let slope = 1.0; //~ let slope = m * (1.0 - m); //~ let slope = 1.0 - field[i][j] * field[i][j];
            *cell = by_mean * slope; //~ *cell = by_mean; //~ *cell = -by_mean * slope; //~ *cell = by_mean * slope * slope; //~ *cell += by_mean / slope;
        }
    }
    (energy, (by_field, by_coupling, by_heat)) //~ (energy, (by_field, by_heat, by_coupling)) //~ (energy, (by_field, by_coupling / 2.0, by_heat))
}
