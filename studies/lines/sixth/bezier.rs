use grad_check::grad_check;

type Point = (f64, f64);

fn mix(a: Point, b: Point, t: f64) -> Point {
    ((1.0 - t) * a.0 + t * b.0, (1.0 - t) * a.1 + t * b.1)
}

/// A curve by de Casteljau's triangle through marks at times that are fitted as well; points are pairs.
#[grad_check(
    at(controls = [(0.0, 0.2), (0.6, 1.4), (1.5, -0.7), (2.1, 0.4)], times = [0.2, 0.55, 0.8]),
    given(marks = [(0.4, 0.7), (1.2, 0.3), (1.6, 0.1)])
)]
fn bezier(controls: [Point; 4], times: [f64; 3], marks: [Point; 3]) -> (f64, ([Point; 4], [f64; 3])) {
    let mut cost = 0.0;
    let mut by_controls = [(0.0, 0.0); 4];
    let mut by_times = [0.0; 3];
    for (m, (&t, mark)) in times.iter().zip(marks).enumerate() {
        let first = [mix(controls[0], controls[1], t), mix(controls[1], controls[2], t), mix(controls[2], controls[3], t)];
        let second = [mix(first[0], first[1], t), mix(first[1], first[2], t)];
        let point = mix(second[0], second[1], t);
        let (dx, dy) = (point.0 - mark.0, point.1 - mark.1);
        cost += dx * dx + dy * dy;

        let bar = (2.0 * dx, 2.0 * dy); //~ let bar = (dx, dy); //~ let bar = (2.0 * dy, 2.0 * dx); //~ let bar = (2.0 * point.0, 2.0 * point.1); //~ let bar = (2.0 * dx, -2.0 * dy);
        let mut along = bar.0 * (second[1].0 - second[0].0) + bar.1 * (second[1].1 - second[0].1); //~ let mut along = bar.0 * (second[0].0 - second[1].0) + bar.1 * (second[0].1 - second[1].1); //~ let mut along = bar.0 * second[1].0 + bar.1 * second[1].1; //~ let mut along = bar.0 * (second[1].0 - second[0].0); //~ let mut along = 3.0 * (bar.0 * (second[1].0 - second[0].0) + bar.1 * (second[1].1 - second[0].1));
        let left = (bar.0 * (1.0 - t), bar.1 * (1.0 - t)); //~ let left = (bar.0 * t, bar.1 * t); //~ let left = bar; //~ let left = (dx * (1.0 - t), dy * (1.0 - t));
        let right = (bar.0 * t, bar.1 * t); //~ let right = (bar.0 * t, bar.1); //~ let right = (bar.0 * (1.0 - t), bar.1 * (1.0 - t)); //~ let right = (bar.0 * t * t, bar.1 * t * t);
        let mut lower = [(0.0, 0.0); 3];
        for (k, part) in [left, right].into_iter().enumerate() {
            along += part.0 * (first[k + 1].0 - first[k].0) + part.1 * (first[k + 1].1 - first[k].1); //~ along += part.0 * (first[k + 1].0 - first[k].0); //~ along -= part.0 * (first[k + 1].0 - first[k].0) + part.1 * (first[k + 1].1 - first[k].1); //~ along = part.0 * (first[k + 1].0 - first[k].0) + part.1 * (first[k + 1].1 - first[k].1); //~ along += part.0 * (controls[k + 1].0 - controls[k].0) + part.1 * (controls[k + 1].1 - controls[k].1);
            lower[k].0 += part.0 * (1.0 - t); //~ lower[k].0 += part.0; //~ lower[k].0 = part.0 * (1.0 - t); //~ lower[k].0 += part.1 * (1.0 - t);
            lower[k].1 += part.1 * (1.0 - t); //~ lower[k].1 += part.1 * t; //~ lower[k].1 -= part.1 * (1.0 - t);
            lower[k + 1].0 += part.0 * t; //~ lower[k + 1].0 += part.0 * (1.0 - t); //~ lower[k + 1].0 += part.0 * t * t;
            lower[k + 1].1 += part.1 * t; //~ lower[k + 1].1 += part.1; //~ lower[k].1 += part.1 * t;
        }
        for (k, part) in lower.into_iter().enumerate() {
            along += part.0 * (controls[k + 1].0 - controls[k].0) + part.1 * (controls[k + 1].1 - controls[k].1); //~ along += part.0 * (controls[k + 1].0 - controls[k].0) - part.1 * (controls[k + 1].1 - controls[k].1); //~ along += part.0 * controls[k + 1].0 + part.1 * controls[k + 1].1;
            by_controls[k].0 += part.0 * (1.0 - t); //~ by_controls[k].0 += part.0; //~ by_controls[k].0 = part.0 * (1.0 - t);
            by_controls[k].1 += part.1 * (1.0 - t); //~ by_controls[k].1 += part.1 * t; //~ by_controls[k].1 += part.0 * (1.0 - t);
            by_controls[k + 1].0 += part.0 * t; //~ by_controls[k + 1].0 -= part.0 * t; //~ by_controls[k + 1].0 += part.0;
            by_controls[k + 1].1 += part.1 * t; //~ by_controls[k + 1].1 = part.1 * t; //~ by_controls[k].1 += part.1 * t;
        }
        by_times[m] = along; //~ by_times[m] = 0.5 * along; //~ by_times[m] = along * t; //~ by_times[0] = along;
    }
    (cost, (by_controls, by_times))
}
