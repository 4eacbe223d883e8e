use grad_check::grad_check;
use ndarray::{Array1, Array2};

const N: usize = 6;

/// Solves a symmetric band of width one by elimination, without pivots.
fn solve(k: &Array2<f64>, f: &Array1<f64>) -> Array1<f64> {
    let (mut a, mut x) = (k.clone(), f.clone());
    for i in 0..N {
        for j in i + 1..N {
            let ratio = a[[j, i]] / a[[i, i]];
            for c in i..N {
                a[[j, c]] -= ratio * a[[i, c]];
            }
            x[j] -= ratio * x[i];
        }
    }
    for i in (0..N).rev() {
        for c in i + 1..N {
            x[i] -= a[[i, c]] * x[c];
        }
        x[i] /= a[[i, i]];
    }
    x
}

/// A chain of bars with areas to choose: the work of a load, a measured shift and the volume, by the adjoint.
#[grad_check(at(area = ndarray::array![1.2, 0.9, 1.4, 0.7, 1.1, 0.8], load = ndarray::array![0.1, -0.2, 0.3, 0.5, -0.1, 0.6]), given(wish = ndarray::array![0.2, 0.1, 0.5, 0.9, 0.8, 1.2]))]
fn bars(area: &Array1<f64>, load: &Array1<f64>, wish: &Array1<f64>) -> (f64, (Array1<f64>, Array1<f64>)) {
    let stiff = area.mapv(|a| a.powi(3) + 0.5 * a);
    let mut k = Array2::zeros((N, N));
    for e in 0..N {
        k[[e, e]] += stiff[e];
        if e > 0 {
            k[[e - 1, e - 1]] += stiff[e];
            k[[e, e - 1]] -= stiff[e];
            k[[e - 1, e]] -= stiff[e];
        }
    }
    let u = solve(&k, load);
    let miss = &u - wish;
    let cost = 0.5 * miss.dot(&miss) + 0.3 * load.dot(&u) + 0.1 * area.sum();

    let rhs = &miss + &(load * 0.3); //~ let rhs = miss.clone(); //~ let rhs = &miss - &(load * 0.3); //~ let rhs = &u + &(load * 0.3); //~ let rhs = &miss + load; //~ let rhs = load * 0.3;
    let lambda = solve(&k, &rhs); //~ let lambda = solve(&k, &u); //~ let lambda = rhs.clone(); //~ let lambda = -solve(&k, &rhs); //~ let lambda = solve(&k, &miss);
    let d_load = &lambda + &(&u * 0.3); //~ let d_load = lambda.clone(); //~ let d_load = &lambda + &u; //~ let d_load = &rhs + &(&u * 0.3); //~ let d_load = &u * 0.3; //~ let d_load = &lambda - &(&u * 0.3);
    let mut d_stiff = Array1::zeros(N);
    for e in 0..N {
        let (stretch, pull) = if e > 0 {
            (u[e] - u[e - 1], lambda[e] - lambda[e - 1]) //~ (u[e] - u[e - 1], lambda[e]) //~ (u[e] + u[e - 1], lambda[e] - lambda[e - 1]) //~ (u[e], lambda[e] - lambda[e - 1]) //~ (u[e] - u[e - 1], u[e] - u[e - 1])
        } else {
            (u[0], lambda[0]) //~ (u[0], lambda[1]) //~ (u[1], lambda[0]) //~ (u[0], 2.0 * lambda[0])
        };
        d_stiff[e] = -stretch * pull; //~ d_stiff[e] = stretch * pull; //~ d_stiff[e] = -stretch * stretch; //~ d_stiff[e] = -2.0 * stretch * pull; //~ d_stiff[e] = -stretch;
    }
    let slope = area.mapv(|a| 3.0 * a * a + 0.5); //~ let slope = area.mapv(|a| 3.0 * a * a); //~ let slope = area.mapv(|a| 3.0 * a + 0.5); //~ let slope = area.mapv(|a| 3.0 * a * a + 0.5 * a); //~ let slope = area.mapv(|a| a * a + 0.5);
    let d_area = &d_stiff * &slope + 0.1; //~ let d_area = &d_stiff * &slope; //~ let d_area = &d_stiff * &slope + 1.0; //~ let d_area = &d_stiff + 0.1; //~ let d_area = &d_stiff * &stiff + 0.1; //~ let d_area = &d_stiff * &slope - 0.1;
    (cost, (d_area, d_load)) //~ (cost, (d_load, d_area))
}
