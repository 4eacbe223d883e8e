use grad_check::grad_check;
use std::f64::consts::TAU;

const SIZE: usize = 5;

fn turn(k: usize, t: usize) -> (f64, f64) {
    let angle = TAU * ((k * t) % SIZE) as f64 / SIZE as f64;
    (angle.cos(), -angle.sin())
}

fn product(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// A complex signal as two arrays, beside the squares of its spectrum behind a mask; complex numbers are pairs.
#[grad_check(at(re = [0.6, -0.2, 0.4, 0.1, -0.5], im = [0.1, 0.3, -0.6, 0.2, 0.4]), given(mask = [(0.8, 0.6), (1.0, 0.0), (0.0, 1.0), (-0.6, 0.8), (0.6, -0.8)], seen = [0.9, 0.4, 1.8, 0.3, 1.1]))]
fn retrieved(re: [f64; SIZE], im: [f64; SIZE], mask: [(f64, f64); SIZE], seen: [f64; SIZE]) -> (f64, ([f64; SIZE], [f64; SIZE])) {
    let waves: Vec<(f64, f64)> = (0..SIZE)
        .map(|k| {
            (0..SIZE).fold((0.0, 0.0), |sum, t| {
                let term = product(product((re[t], im[t]), mask[t]), turn(k, t));
                (sum.0 + term.0, sum.1 + term.1)
            })
        })
        .collect();
    let power: Vec<f64> = waves.iter().map(|w| w.0 * w.0 + w.1 * w.1).collect();
    let misfit: f64 = power.iter().zip(&seen).map(|(p, s)| 0.25 * (p - s).powi(2)).sum();
    let rough: f64 = re.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum();
    let cost = misfit + 0.05 * rough;

    let mut d_re = [0.0; SIZE];
    let mut d_im = [0.0; SIZE];
    for k in 0..SIZE {
        let gap = power[k] - seen[k]; //~ let gap = power[k]; //~ let gap = seen[k] - power[k]; //~ let gap = 0.5 * (power[k] - seen[k]); //~ let gap = power[k].sqrt() - seen[k];
        let bar = (gap * waves[k].0, gap * waves[k].1); //~ let bar = (gap * waves[k].1, gap * waves[k].0); //~ let bar = (gap * waves[k].0, -gap * waves[k].1); //~ let bar = waves[k]; //~ let bar = (gap, gap);
        for t in 0..SIZE {
            let (c, s) = turn(k, t); //~ let (c, s) = turn(t, t); //~ let (s, c) = turn(k, t);
            let turned = product(bar, (c, -s)); //~ let turned = product(bar, (c, s)); //~ let turned = product(bar, (-c, s)); //~ let turned = bar;
            let unmasked = product(turned, (mask[t].0, -mask[t].1)); //~ let unmasked = product(turned, mask[t]); //~ let unmasked = turned; //~ let unmasked = product(turned, (mask[k].0, -mask[k].1));
            d_re[t] += unmasked.0; //~ d_re[t] += unmasked.1; //~ d_re[t] = unmasked.0; //~ d_re[t] -= unmasked.0; //~ d_re[t] += turned.0;
            d_im[t] += unmasked.1; //~ d_im[t] += unmasked.0; //~ d_im[t] -= unmasked.1; //~ d_im[t] = unmasked.1; //~ d_im[t] += 2.0 * unmasked.1;
        }
    }
    for t in 1..SIZE { //~ for t in 2..SIZE {
        let step = 0.1 * (re[t] - re[t - 1]); //~ let step = 0.05 * (re[t] - re[t - 1]); //~ let step = 0.1 * (im[t] - im[t - 1]); //~ let step = 0.1 * re[t]; //~ let step = 0.1 * (re[t - 1] - re[t]);
        d_re[t] += step; //~ d_re[t] -= step; //~ d_re[t] = step; //~ d_im[t] += step;
        d_re[t - 1] -= step; //~ d_re[t - 1] += step; //~ d_re[t] -= step; //~ d_re[t - 1] -= 2.0 * step;
    }
    (cost, (d_re, d_im)) //~ (cost, (d_im, d_re)) //~ (cost, (d_re, d_im.map(|d| -d)))
}
