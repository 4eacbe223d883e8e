use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

fn squared(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + (a - b).powi(2))
}

fn accumulate(into: &mut Array2<f64>, row: usize, by: &Array1<f64>) {
    let mut row = into.row_mut(row);
    row += by;
}

const TRIPLETS: [[usize; 3]; 4] = [[0, 1, 2], [1, 0, 4], [3, 2, 0], [4, 3, 1]];

// Rows are embedded linearly and put on a sphere; anchors are to be nearer to positives than to negatives.
#[grad_check(at(w = randn((3, 4)), temperature = 0.7), given(rows = randn((5, 4)), margin = 0.3))]
fn triplet_loss(w: &Array2<f64>, temperature: f64, rows: &Array2<f64>, margin: f64) -> (f64, (Array2<f64>, f64)) {
    let raw = rows.dot(&w.t());
    let norms = raw.map_axis(Axis(1), |row| row.dot(&row).sqrt());
    let unit = &raw / &norms.view().insert_axis(Axis(1));
    let mut loss = 0.0;
    let mut g_temperature = 0.0;
    let mut g_unit = Array2::<f64>::zeros(unit.raw_dim());
    for &[a, p, n] in &TRIPLETS {
        let [ua, up, un] = [a, p, n].map(|k| unit.row(k).to_owned());
        let gap = squared(&ua, &up) - squared(&ua, &un) + margin;
        let soft = (gap / temperature).exp().ln_1p();
        loss += temperature * soft;

        let share = 1.0 / (1.0 + (-gap / temperature).exp()); //~ let share = 1.0 / (1.0 + (gap / temperature).exp()); //~ let share = 1.0 / (1.0 + (-gap).exp()); //~ let share = soft;
        g_temperature += soft - share * gap / temperature; //~ g_temperature += soft; //~ g_temperature += soft + share * gap / temperature; //~ g_temperature += soft - share * gap; //~ g_temperature = soft - share * gap / temperature;
        accumulate(&mut g_unit, a, &((&un - &up) * (2.0 * share))); //~ accumulate(&mut g_unit, a, &((&up - &un) * (2.0 * share))); //~ accumulate(&mut g_unit, a, &((&un - &up) * share)); //~ accumulate(&mut g_unit, p, &((&un - &up) * (2.0 * share)));
        accumulate(&mut g_unit, p, &((&up - &ua) * (2.0 * share))); //~ accumulate(&mut g_unit, p, &((&ua - &up) * (2.0 * share))); //~ accumulate(&mut g_unit, p, &(&up * (2.0 * share)));
        accumulate(&mut g_unit, n, &((&ua - &un) * (2.0 * share))); //~ accumulate(&mut g_unit, n, &((&un - &ua) * (2.0 * share))); //~ accumulate(&mut g_unit, n, &((&ua - &un) * 2.0));
    }
    let along = (&g_unit * &unit).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let along = (&g_unit * &raw).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let along = g_unit.sum_axis(Axis(1)).insert_axis(Axis(1));
    let tangent = &g_unit - &(&unit * &along); //~ let tangent = g_unit.clone(); //~ let tangent = &g_unit + &(&unit * &along); //~ let tangent = &g_unit - &(&raw * &along);
    let g_raw = tangent / &norms.insert_axis(Axis(1)); //~ let g_raw = tangent; //~ let g_raw = tangent * &norms.insert_axis(Axis(1)); //~ let g_raw = tangent / &norms.mapv(|n| n * n).insert_axis(Axis(1));
    let g_w = g_raw.t().dot(rows); //~ let g_w = g_unit.t().dot(rows); //~ let g_w = -g_raw.t().dot(rows); //~ let g_w = g_raw.t().dot(rows) / rows.nrows() as f64;
    (loss, (g_w, g_temperature))
}
