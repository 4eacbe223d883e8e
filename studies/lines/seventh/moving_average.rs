use grad_check::grad_check;
use std::collections::VecDeque;

const SERIES: [f64; 9] = [0.3, -0.1, 0.6, 0.9, 0.2, -0.4, 0.1, 0.7, 0.5];

/// Autoregressive moving averages, with the tangents of the states carried forward in queues.
#[grad_check(at(auto = [0.5, -0.2], moving = [0.4, 0.3], level = 0.2))]
fn forecast(auto: [f64; 2], moving: [f64; 2], level: f64) -> (f64, ([f64; 2], [f64; 2], f64)) {
    let mut past: VecDeque<f64> = VecDeque::from(vec![0.0; 2]);
    let mut shocks: VecDeque<f64> = VecDeque::from(vec![0.0; 2]);
    let mut tangents: VecDeque<[f64; 5]> = VecDeque::from(vec![[0.0; 5]; 2]);
    let mut cost = 0.0;
    let mut grad = [0.0; 5];
    for y in SERIES {
        let guess = level + auto[0] * past[0] + auto[1] * past[1] + moving[0] * shocks[0] + moving[1] * shocks[1];
        let shock = y - guess;
        cost += 0.5 * shock * shock;

        let direct = [past[0], past[1], shocks[0], shocks[1], 1.0]; //~ let direct = [past[1], past[0], shocks[0], shocks[1], 1.0]; //~ let direct = [past[0], past[1], shocks[0], shocks[1], 0.0]; //~ let direct = [past[0], past[1], past[0], past[1], 1.0]; //~ let direct = [past[0], past[1], -shocks[0], -shocks[1], 1.0];
        let mut turn = [0.0; 5];
        for (k, t) in turn.iter_mut().enumerate() {
            let carried = moving[0] * tangents[0][k] + moving[1] * tangents[1][k]; //~ let carried = moving[0] * tangents[0][k]; //~ let carried = moving[1] * tangents[0][k] + moving[0] * tangents[1][k]; //~ let carried = moving[0] * tangents[0][k] - moving[1] * tangents[1][k]; //~ let carried = tangents[0][k] + tangents[1][k];
            *t = -direct[k] - carried; //~ *t = direct[k] - carried; //~ *t = -direct[k] + carried; //~ *t = -direct[k]; //~ *t = -carried;
            grad[k] += shock * *t; //~ grad[k] -= shock * *t; //~ grad[k] += *t; //~ grad[k] = shock * *t; //~ grad[k] += 2.0 * shock * *t; //~ grad[k] += guess * *t;
        }
        past.rotate_right(1);
        past[0] = y;
        shocks.rotate_right(1);
        shocks[0] = shock;
        tangents.pop_back(); //~ tangents.pop_front();
        tangents.push_front(turn); //~ tangents.push_front(direct); //~ tangents.push_front(turn.map(|t| -t)); //~ tangents.push_back(turn);
    }
    let [a, b, c, d, e] = grad; //~ let [b, a, c, d, e] = grad; //~ let [c, d, a, b, e] = grad; //~ let [a, b, d, c, e] = grad;
    (cost, ([a, b], [c, d], e)) //~ (cost, ([a, b], [c, d], -e)) //~ (cost, ([a, b], [c, d], level * e))
}
