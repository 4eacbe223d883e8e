use grad_check::grad_check;

type Q = [f64; 4];

fn pairs() -> Vec<([f64; 3], [f64; 3])> {
    vec![
        ([1.0, 0.2, -0.3], [0.8, 0.5, -0.1]),
        ([0.1, 1.1, 0.4], [-0.2, 0.9, 0.7]),
        ([-0.5, 0.3, 0.9], [-0.6, 0.1, 0.8]),
        ([0.7, -0.8, 0.2], [0.9, -0.6, 0.3]),
    ]
}

fn matrix([w, x, y, z]: Q) -> [[f64; 3]; 3] {
    [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - w * z), 2.0 * (x * z + w * y)],
        [2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - w * x)],
        [2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)],
    ]
}

/// A rotation by a quaternion that is normalised first, and a scale, from points to others.
#[grad_check(at(q = [0.9, 0.1, -0.3, 0.2], scale = 1.1, shift = [0.1, -0.2, 0.05]), given(pairs = pairs()))]
fn aligned(q: Q, scale: f64, shift: [f64; 3], pairs: &[([f64; 3], [f64; 3])]) -> (f64, (Q, f64, [f64; 3])) {
    let norm = q.iter().map(|c| c * c).sum::<f64>().sqrt();
    let unit = q.map(|c| c / norm);
    let r = matrix(unit);
    let mut cost = 0.0;
    let mut of_r = [[0.0; 3]; 3];
    let mut of_scale = 0.0;
    let mut of_shift = [0.0; 3];
    for (from, to) in pairs {
        for i in 0..3 {
            let turned = r[i][0] * from[0] + r[i][1] * from[1] + r[i][2] * from[2];
            let miss = scale * turned + shift[i] - to[i];
            cost += miss.cosh().ln();
            let pull = miss.tanh(); //~ let pull = miss; //~ let pull = miss.sinh(); //~ let pull = -miss.tanh(); //~ let pull = 2.0 * miss.tanh();
            of_scale += pull * turned; //~ of_scale += pull; //~ of_scale += pull * scale * turned; //~ of_scale = pull * turned; //~ of_scale -= pull * turned;
            of_shift[i] += pull; //~ of_shift[i] = pull; //~ of_shift[0] += pull; //~ of_shift[i] += pull * scale;
            for (cell, x) in of_r[i].iter_mut().zip(from) { //~ for (cell, x) in of_r[i].iter_mut().zip(to) {
                *cell += scale * pull * x; //~ *cell += pull * x; //~ *cell = scale * pull * x; //~ *cell += scale * pull; //~ *cell -= scale * pull * x;
            }
        }
    }
    let [w, x, y, z] = unit; //~ let [w, x, y, z] = q; //~ let [x, w, y, z] = unit;
    let by_w = z * (of_r[1][0] - of_r[0][1]) + y * (of_r[0][2] - of_r[2][0]) + x * (of_r[2][1] - of_r[1][2]); //~ let by_w = z * (of_r[0][1] - of_r[1][0]) + y * (of_r[0][2] - of_r[2][0]) + x * (of_r[2][1] - of_r[1][2]); //~ let by_w = z * (of_r[1][0] - of_r[0][1]) + y * (of_r[0][2] - of_r[2][0]);
    let by_x = y * (of_r[0][1] + of_r[1][0]) + z * (of_r[0][2] + of_r[2][0]) + w * (of_r[2][1] - of_r[1][2]) - 2.0 * x * (of_r[1][1] + of_r[2][2]); //~ let by_x = y * (of_r[0][1] + of_r[1][0]) + z * (of_r[0][2] + of_r[2][0]) + w * (of_r[2][1] - of_r[1][2]) - x * (of_r[1][1] + of_r[2][2]); //~ let by_x = y * (of_r[0][1] - of_r[1][0]) + z * (of_r[0][2] + of_r[2][0]) + w * (of_r[2][1] - of_r[1][2]) - 2.0 * x * (of_r[1][1] + of_r[2][2]);
    let by_y = x * (of_r[0][1] + of_r[1][0]) + z * (of_r[1][2] + of_r[2][1]) + w * (of_r[0][2] - of_r[2][0]) - 2.0 * y * (of_r[0][0] + of_r[2][2]); //~ let by_y = x * (of_r[0][1] + of_r[1][0]) + z * (of_r[1][2] + of_r[2][1]) + w * (of_r[0][2] - of_r[2][0]) - 2.0 * y * (of_r[0][0] + of_r[1][1]);
    let by_z = x * (of_r[0][2] + of_r[2][0]) + y * (of_r[1][2] + of_r[2][1]) + w * (of_r[1][0] - of_r[0][1]) - 2.0 * z * (of_r[0][0] + of_r[1][1]); //~ let by_z = x * (of_r[0][2] + of_r[2][0]) + y * (of_r[1][2] + of_r[2][1]) - 2.0 * z * (of_r[0][0] + of_r[1][1]);
    let of_unit = [2.0 * by_w, 2.0 * by_x, 2.0 * by_y, 2.0 * by_z]; //~ let of_unit = [by_w, by_x, by_y, by_z]; //~ let of_unit = [2.0 * by_w, 2.0 * by_x, 2.0 * by_z, 2.0 * by_y];
    let along: f64 = of_unit.iter().zip(&unit).map(|(g, u)| g * u).sum(); //~ let along: f64 = of_unit.iter().zip(&q).map(|(g, u)| g * u).sum(); //~ let along: f64 = of_unit.iter().sum(); //~ let along = 0.0;
    let of_q = std::array::from_fn(|k| (of_unit[k] - along * unit[k]) / norm); //~ let of_q = std::array::from_fn(|k| of_unit[k] - along * unit[k]); //~ let of_q = std::array::from_fn(|k| (of_unit[k] + along * unit[k]) / norm); //~ let of_q = std::array::from_fn(|k| (of_unit[k] - along * q[k]) / norm);
    (cost, (of_q, of_scale, of_shift)) //~ (cost, (of_q, of_scale / 4.0, of_shift))
}
