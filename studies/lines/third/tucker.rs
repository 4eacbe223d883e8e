use grad_check::{grad_check, randn};
use ndarray::{Array2, Array3};

fn mask() -> Array3<f64> {
    Array3::from_shape_fn((3, 4, 2), |(i, j, k)| if (i + 2 * j + 3 * k) % 4 == 1 { 0.0 } else { 1.0 })
}

/// A tensor of three factors and a core, where some entries are known: contractions as loops.
#[grad_check(
    at(core = randn((2, 2, 2)), a = randn((3, 2)), b = randn((4, 2)), c = randn((2, 2))),
    given(known = randn((3, 4, 2)), mask = mask(), ridge = 0.1)
)]
#[allow(clippy::too_many_arguments)]
fn tucker(
    core: &Array3<f64>,
    a: &Array2<f64>,
    b: &Array2<f64>,
    c: &Array2<f64>,
    known: &Array3<f64>,
    mask: &Array3<f64>,
    ridge: f64,
) -> (f64, (Array3<f64>, Array2<f64>, Array2<f64>, Array2<f64>)) {
    let (ni, nj, nk) = known.dim();
    let (np, nq, nr) = core.dim();
    // y[p, q, k] and then x[p, j, k]: the core contracted from behind.
    let mut y = Array3::<f64>::zeros((np, nq, nk));
    for p in 0..np {
        for q in 0..nq {
            for k in 0..nk {
                for r in 0..nr {
                    y[[p, q, k]] += core[[p, q, r]] * c[[k, r]];
                }
            }
        }
    }
    let mut x = Array3::<f64>::zeros((np, nj, nk));
    for p in 0..np {
        for j in 0..nj {
            for k in 0..nk {
                x[[p, j, k]] = (0..nq).map(|q| y[[p, q, k]] * b[[j, q]]).sum();
            }
        }
    }
    let full = Array3::from_shape_fn((ni, nj, nk), |(i, j, k)| (0..np).map(|p| a[[i, p]] * x[[p, j, k]]).sum::<f64>());
    let error = (&full - known) * mask;
    let mut cost = 0.5 * error.iter().map(|e| e * e).sum::<f64>();
    for factor in [a, b, c] {
        cost += 0.5 * ridge * factor.iter().map(|v| v * v).sum::<f64>();
    }

    let dfull = &error * mask; //~ let dfull = &full - known; //~ let dfull = &full * mask; //~ let dfull = &error * 2.0;
    let mut da = a * ridge; //~ let mut da = a * (2.0 * ridge); //~ let mut da = Array2::zeros(a.dim()); //~ let mut da = a.clone();
    let mut dx = Array3::<f64>::zeros(x.dim());
    for i in 0..ni {
        for p in 0..np {
            for j in 0..nj {
                for k in 0..nk {
                    da[[i, p]] += dfull[[i, j, k]] * x[[p, j, k]]; //~ da[[i, p]] -= dfull[[i, j, k]] * x[[p, j, k]]; //~ da[[i, p]] += full[[i, j, k]] * x[[p, j, k]]; //~ da[[i, p]] += dfull[[i, j, k]] * x[[1 - p, j, k]];
                    dx[[p, j, k]] += dfull[[i, j, k]] * a[[i, p]]; //~ dx[[p, j, k]] = dfull[[i, j, k]] * a[[i, p]]; //~ dx[[p, j, k]] += dfull[[i, j, k]] * da[[i, p]]; //~ dx[[p, j, k]] += full[[i, j, k]] * a[[i, p]]; //~ dx[[p, j, k]] += dfull[[i, j, 0]] * a[[i, p]];
                }
            }
        }
    }
    let mut db = b * ridge; //~ let mut db = Array2::zeros(b.dim()); //~ let mut db = b * -ridge;
    let mut dy = Array3::<f64>::zeros(y.dim());
    for ((p, j, k), &d) in dx.indexed_iter() {
        for q in 0..nq {
            db[[j, q]] += d * y[[p, q, k]]; //~ db[[j, q]] += d * y[[q, p, k]]; //~ db[[j, q]] += x[[p, j, k]] * y[[p, q, k]]; //~ db[[j, q]] = d * y[[p, q, k]];
            dy[[p, q, k]] += d * b[[j, q]]; //~ dy[[q, p, k]] += d * b[[j, q]]; //~ dy[[p, q, k]] += d * db[[j, q]]; //~ dy[[p, q, k]] -= d * b[[j, q]]; //~ dy[[p, q, k]] += b[[j, q]];
        }
    }
    let mut dc = c * ridge; //~ let mut dc = c * (ridge / 2.0); //~ let mut dc = Array2::zeros(c.dim());
    let mut dcore = Array3::<f64>::zeros(core.dim());
    for ((p, q, r), g) in core.indexed_iter() {
        for k in 0..nk {
            dc[[k, r]] += dy[[p, q, k]] * g; //~ dc[[k, r]] += y[[p, q, k]] * g; //~ dc[[k, r]] += dy[[q, p, k]] * g; //~ dc[[r, k]] += dy[[p, q, k]] * g;
            dcore[[p, q, r]] += dy[[p, q, k]] * c[[k, r]]; //~ dcore[[p, q, r]] += dy[[p, q, k]] * c[[r, k]]; //~ dcore[[p, q, r]] = dy[[p, q, k]] * c[[k, r]]; //~ dcore[[q, p, r]] += dy[[p, q, k]] * c[[k, r]]; //~ dcore[[p, q, r]] += dy[[p, q, k]] * dc[[k, r]];
        }
    }
    (cost, (dcore, da, db, dc))
}
