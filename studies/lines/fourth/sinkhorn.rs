use grad_check::{grad_check, uniform};
use ndarray::{Array1, Array2, Axis};

// Entropic transport in the scaling form, three rounds unrolled, differentiated through the rounds; the costs are learnt.
#[grad_check(
    at(costs = uniform((3, 4))),
    given(a = ndarray::array![0.3, 0.5, 0.2], b = ndarray::array![0.1, 0.4, 0.2, 0.3], wanted = uniform((3, 4)) / 12.0)
)]
fn transport(costs: &Array2<f64>, a: &Array1<f64>, b: &Array1<f64>, wanted: &Array2<f64>) -> (f64, Array2<f64>) {
    const EPS: f64 = 0.4;
    const ROUNDS: usize = 3;
    let kernel = costs.mapv(|c| (-c / EPS).exp());
    let mut v = Array1::<f64>::ones(b.len());
    let (mut us, mut vs) = (Vec::new(), vec![v.clone()]);
    let mut u = Array1::<f64>::ones(a.len());
    for _ in 0..ROUNDS {
        u = a / &kernel.dot(&v);
        v = b / &kernel.t().dot(&u);
        us.push(u.clone());
        vs.push(v.clone());
    }
    let plan = &kernel * &u.view().insert_axis(Axis(1)) * &v;
    let miss = &plan - wanted;
    let cost = 0.5 * miss.iter().map(|m| m * m).sum::<f64>();

    let scaled = &miss * &kernel; //~ let scaled = &plan * &kernel; //~ let scaled = &miss * &plan; //~ let scaled = miss.clone();
    let mut d_kernel = &miss * &u.view().insert_axis(Axis(1)) * &v; //~ let mut d_kernel = &miss * &v; //~ let mut d_kernel = &miss * &plan; //~ let mut d_kernel = 2.0 * &miss * &u.view().insert_axis(Axis(1)) * &v;
    let mut d_u = scaled.dot(&v); //~ let mut d_u = miss.dot(&v); //~ let mut d_u = scaled.sum_axis(Axis(1)); //~ let mut d_u = -scaled.dot(&v);
    let mut d_v = scaled.t().dot(&u); //~ let mut d_v = miss.t().dot(&u); //~ let mut d_v = scaled.sum_axis(Axis(0)); //~ let mut d_v = scaled.t().dot(a);
    for round in (0..ROUNDS).rev() {
        let (u, v, v_before) = (&us[round], &vs[round + 1], &vs[round]); //~ let (u, v, v_before) = (&us[round], &vs[round], &vs[round]); //~ let (u, v, v_before) = (&us[0], &vs[round + 1], &vs[round]); //~ let (u, v, v_before) = (&us[round], &vs[round + 1], &vs[round + 1]);
        let d_below = -&d_v * v * v / b; //~ let d_below = &d_v * v * v / b; //~ let d_below = -&d_v * v / b; //~ let d_below = -&d_v * v * v;
        d_kernel += &(&u.view().insert_axis(Axis(1)) * &d_below); //~ d_kernel -= &(&u.view().insert_axis(Axis(1)) * &d_below); //~ d_kernel += &d_below; //~ d_kernel = &u.view().insert_axis(Axis(1)) * &d_below;
        d_u += &kernel.dot(&d_below); //~ d_u = kernel.dot(&d_below); //~ d_u -= &kernel.dot(&d_below); //~ d_u += &costs.dot(&d_below);
        let d_left = -&d_u * u * u / a; //~ let d_left = -&d_u * u / a; //~ let d_left = -&d_u * u * u; //~ let d_left = -&d_u / a;
        d_kernel += &(&d_left.view().insert_axis(Axis(1)) * v_before); //~ d_kernel += &(&d_left.view().insert_axis(Axis(1)) * v); //~ d_kernel += &d_left.view().insert_axis(Axis(1)); //~ d_kernel += &(&d_left.view().insert_axis(Axis(1)) * b);
        d_v = kernel.t().dot(&d_left); //~ d_v += &kernel.t().dot(&d_left); //~ d_v = kernel.t().dot(&d_u); //~ d_v = kernel.t().dot(&(&d_left * a));
        d_u.fill(0.0); //~ d_u.fill(1.0);
    }
    let d_costs = -(&d_kernel * &kernel) / EPS; //~ let d_costs = &d_kernel * &kernel / EPS; //~ let d_costs = -(&d_kernel * &kernel); //~ let d_costs = -d_kernel / EPS; //~ let d_costs = -(&d_kernel * &kernel) * EPS;
    (cost, d_costs)
}
