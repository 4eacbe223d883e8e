use grad_check::grad_check;

const WIDE: usize = 4;

/// Values between the nodes of a grid, at places that move: both the nodes and a common shift are fitted.
#[grad_check(
    at(nodes = (0..12).map(|k| (0.9 * k as f64).cos()).collect::<Vec<f64>>(), shift = (0.13, -0.08)),
    given(probes = vec![(0.4, 0.3, 0.7), (1.6, 0.5, -0.2), (2.3, 1.4, 0.4), (0.8, 1.7, 0.1), (1.2, 1.1, -0.6)], smooth = 0.05)
)]
fn grid_lookup(nodes: &[f64], shift: (f64, f64), probes: &[(f64, f64, f64)], smooth: f64) -> (f64, (Vec<f64>, (f64, f64))) {
    let mut cost = 0.0;
    let mut of_nodes = vec![0.0; nodes.len()];
    let mut of_shift = (0.0, 0.0);
    for &(px, py, wanted) in probes {
        let (x, y) = (px + shift.0, py + shift.1);
        let (column, row) = (x.floor(), y.floor());
        let (u, v) = (x - column, y - row);
        let at = row as usize * WIDE + column as usize;
        let corners = [nodes[at], nodes[at + 1], nodes[at + WIDE], nodes[at + WIDE + 1]];
        let shares = [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v];
        let value: f64 = corners.iter().zip(&shares).map(|(c, s)| c * s).sum();
        let miss = value - wanted;
        cost += miss.cosh() - 1.0;

        let pull = miss.sinh(); //~ let pull = miss; //~ let pull = miss.cosh(); //~ let pull = -miss.sinh(); //~ let pull = value.sinh(); //~ let pull = miss.tanh();
        of_nodes[at] += pull * shares[0]; //~ of_nodes[at] += pull * shares[1]; //~ of_nodes[at] += pull; //~ of_nodes[at] = pull * shares[0]; //~ of_nodes[at] -= pull * shares[0];
        of_nodes[at + 1] += pull * shares[1]; //~ of_nodes[at] += pull * shares[1]; //~ of_nodes[at + 1] += pull * shares[2]; //~ of_nodes[at + 1] += shares[1];
        of_nodes[at + WIDE] += pull * shares[2]; //~ of_nodes[at + WIDE + 1] += pull * shares[2]; //~ of_nodes[at + WIDE] += miss * shares[2]; //~ of_nodes[at + WIDE] += 2.0 * pull * shares[2];
        of_nodes[at + WIDE + 1] += pull * shares[3]; //~ of_nodes[at + WIDE + 1] += pull * shares[0]; //~ of_nodes[at + WIDE + 1] = pull * shares[3]; //~ of_nodes[at + WIDE + 1] += pull * u;
        let along = (1.0 - v) * (corners[1] - corners[0]) + v * (corners[3] - corners[2]); //~ let along = v * (corners[1] - corners[0]) + (1.0 - v) * (corners[3] - corners[2]); //~ let along = (1.0 - v) * (corners[1] - corners[0]) - v * (corners[3] - corners[2]); //~ let along = corners[1] - corners[0] + corners[3] - corners[2]; //~ let along = (1.0 - u) * (corners[1] - corners[0]) + u * (corners[3] - corners[2]);
        let across = (1.0 - u) * (corners[2] - corners[0]) + u * (corners[3] - corners[1]); //~ let across = (1.0 - u) * (corners[0] - corners[2]) + u * (corners[3] - corners[1]); //~ let across = (1.0 - u) * (corners[2] - corners[0]); //~ let across = (1.0 - u) * (corners[2] - corners[1]) + u * (corners[3] - corners[0]);
        of_shift.0 += pull * along; //~ of_shift.0 += along; //~ of_shift.0 += pull * across; //~ of_shift.0 = pull * along; //~ of_shift.0 -= pull * along;
        of_shift.1 += pull * across; //~ of_shift.1 += miss * across; //~ of_shift.1 += pull * along; //~ of_shift.1 += pull * across * v; //~ of_shift.1 = pull * across;
    }
    for row in 0..3 {
        for column in 0..WIDE - 1 {
            let at = row * WIDE + column;
            let step = nodes[at + 1] - nodes[at];
            cost += smooth * step * step;
            of_nodes[at + 1] += 2.0 * smooth * step; //~ of_nodes[at + 1] += smooth * step; //~ of_nodes[at + 1] -= 2.0 * smooth * step; //~ of_nodes[at + 1] += 2.0 * step; //~ of_nodes[at + 1] = 2.0 * smooth * step;
            of_nodes[at] -= 2.0 * smooth * step; //~ of_nodes[at] += 2.0 * smooth * step; //~ of_nodes[at] -= 2.0 * smooth * step * step; //~ of_nodes[at + 1] -= 2.0 * smooth * step;
        }
    }
    (cost, (of_nodes, of_shift)) //~ (cost, (of_nodes, (of_shift.1, of_shift.0))) //~ (cost, (of_nodes, (of_shift.0, -of_shift.1)))
}
