use grad_check::grad_check;
use nalgebra::{DMatrix, DVector};

const H: f64 = 0.15;
const STEPS: usize = 10;

fn coupling() -> DMatrix<f64> {
    DMatrix::from_row_slice(3, 3, &[2.0, -0.7, 0.0, -0.7, 1.6, -0.4, 0.0, -0.4, 1.1])
}

// Anharmonic oscillators, x'' = -K x - c x^3, by kick, drift, kick; how far from a target do they end?
#[grad_check(
    at(x0 = DVector::from_vec(vec![0.8, -0.5, 0.3]), v0 = DVector::from_vec(vec![0.1, 0.9, -0.6]), c = 0.4),
    given(k = coupling(), goal = DVector::from_vec(vec![0.2, 0.4, -0.7]))
)]
fn final_distance(x0: &DVector<f64>, v0: &DVector<f64>, c: f64, k: &DMatrix<f64>, goal: &DVector<f64>) -> (f64, (DVector<f64>, DVector<f64>, f64)) {
    let force = |x: &DVector<f64>| -(k * x) - x.map(|v| c * v.powi(3));
    let mut path = vec![x0.clone()];
    let mut x = x0.clone();
    let mut v = v0.clone();
    for _ in 0..STEPS {
        v += force(&x) * (0.5 * H);
        x += &v * H;
        v += force(&x) * (0.5 * H);
        path.push(x.clone());
    }
    let miss = &x - goal;
    let cost = miss.norm_squared() + 0.5 * v.norm_squared();

    let mut ax = &miss * 2.0; //~ let mut ax = miss.clone(); //~ let mut ax = &miss * -2.0; //~ let mut ax = &x * 2.0;
    let mut av = v.clone(); //~ let mut av = &v * 2.0; //~ let mut av = v0.clone(); //~ let mut av = -&v; //~ let mut av = &v * 0.0;
    let mut ac = 0.0;
    let pull_back = |x: &DVector<f64>, a: &DVector<f64>| -k.tr_mul(a) - a.zip_map(x, |a, x| 3.0 * c * x * x * a); //~ let pull_back = |x: &DVector<f64>, a: &DVector<f64>| -k.tr_mul(a) - a.zip_map(x, |a, x| c * x * x * a); //~ let pull_back = |x: &DVector<f64>, a: &DVector<f64>| -k.tr_mul(a); //~ let pull_back = |x: &DVector<f64>, a: &DVector<f64>| -k.tr_mul(a) + a.zip_map(x, |a, x| 3.0 * c * x * x * a); //~ let pull_back = |x: &DVector<f64>, a: &DVector<f64>| -k.tr_mul(a) - a.zip_map(x, |a, x| 3.0 * c * x * a);
    for n in (0..STEPS).rev() {
        let (before, after) = (&path[n], &path[n + 1]); //~ let (before, after) = (&path[n + 1], &path[n]); //~ let (before, after) = (&path[n], &path[n]);
        ac -= 0.5 * H * av.zip_map(after, |a, x| a * x.powi(3)).sum(); //~ ac -= 0.5 * H * av.zip_map(before, |a, x| a * x.powi(3)).sum(); //~ ac += 0.5 * H * av.zip_map(after, |a, x| a * x.powi(3)).sum(); //~ ac -= H * av.zip_map(after, |a, x| a * x.powi(3)).sum();
        ax += pull_back(after, &av) * (0.5 * H); //~ ax += pull_back(after, &av) * H; //~ ax -= pull_back(after, &av) * (0.5 * H); //~ ax = pull_back(after, &av) * (0.5 * H); //~ ax += pull_back(after, &ax) * (0.5 * H);
        av += &ax * H; //~ av += &ax * (0.5 * H); //~ av -= &ax * H; //~ av = &ax * H;
        ac -= 0.5 * H * av.zip_map(before, |a, x| a * x.powi(3)).sum(); //~ ac = -0.5 * H * av.zip_map(before, |a, x| a * x.powi(3)).sum(); //~ ac -= 0.5 * H * av.zip_map(before, |a, x| a * x.powi(2)).sum(); //~ ac -= 0.5 * H * ax.zip_map(before, |a, x| a * x.powi(3)).sum();
        ax += pull_back(before, &av) * (0.5 * H); //~ ax += pull_back(x0, &av) * (0.5 * H); //~ ax += pull_back(before, &av) * 0.5; //~ av += pull_back(before, &av) * (0.5 * H);
    }
    (cost, (ax, av, ac)) //~ (cost, (av, ax, ac)) //~ (cost, (ax, av, -ac)) //~ (cost, (ax, av, ac / STEPS as f64))
}
