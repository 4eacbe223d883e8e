use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2};

/// Ten steps of gradient descent with momentum on an inner problem, and the gradient of the outer one through them.
#[grad_check(at(log_rate = -1.4, momentum = 0.6, start = randn(3)), given(root = randn((4, 3)), target = randn(4), valid = randn((5, 3)), answers = randn(5)))]
fn hypergradient(
    log_rate: f64,
    momentum: f64,
    start: &Array1<f64>,
    root: &Array2<f64>,
    target: &Array1<f64>,
    valid: &Array2<f64>,
    answers: &Array1<f64>,
) -> Result<(f64, (f64, f64, Array1<f64>)), String> {
    let steps = 10;
    let rate = log_rate.exp() / root.nrows() as f64;
    let hessian = root.t().dot(root);
    let inner_gradient = |w: &Array1<f64>| root.t().dot(&(root.dot(w) - target));

    let (mut w, mut v) = (start.clone(), Array1::<f64>::zeros(start.len()));
    let mut trail = Vec::with_capacity(steps);
    for _ in 0..steps {
        let g = inner_gradient(&w);
        trail.push((v.clone(), g.clone()));
        v = momentum * &v - rate * &g;
        w = &w + &v;
    }
    if w.iter().any(|w| !w.is_finite()) {
        return Err("diverged".into());
    }
    let miss = valid.dot(&w) - answers;
    let outer = miss.dot(&miss) / answers.len() as f64;

    let mut w_bar = valid.t().dot(&miss) * (2.0 / answers.len() as f64); //~ let mut w_bar = valid.t().dot(&miss) / answers.len() as f64; //~ let mut w_bar = valid.t().dot(answers) * (2.0 / answers.len() as f64); //~ let mut w_bar = valid.t().dot(&miss) * 2.0; //~ let mut w_bar = -valid.t().dot(&miss) * (2.0 / answers.len() as f64);
    let mut v_bar = Array1::<f64>::zeros(w.len());
    let (mut rate_bar, mut momentum_bar) = (0.0, 0.0);
    while let Some((v_before, g)) = trail.pop() {
        v_bar += &w_bar; //~ v_bar = w_bar.clone(); //~ v_bar -= &w_bar; //~ v_bar += &(&w_bar * momentum);
        momentum_bar += v_bar.dot(&v_before); //~ momentum_bar += w_bar.dot(&v_before); //~ momentum_bar += v_bar.dot(&g); //~ momentum_bar = v_bar.dot(&v_before); //~ momentum_bar -= v_bar.dot(&v_before);
        rate_bar -= v_bar.dot(&g); //~ rate_bar += v_bar.dot(&g); //~ rate_bar -= w_bar.dot(&g); //~ rate_bar -= v_bar.dot(&v_before); //~ rate_bar -= rate * v_bar.dot(&g);
        let g_bar = &v_bar * -rate; //~ let g_bar = &v_bar * rate; //~ let g_bar = &w_bar * -rate; //~ let g_bar = -&v_bar; //~ let g_bar = &v_bar * -log_rate.exp();
        w_bar = &w_bar + &hessian.dot(&g_bar); //~ w_bar = hessian.dot(&g_bar); //~ w_bar = &w_bar - &hessian.dot(&g_bar); //~ w_bar = &w_bar + &g_bar; //~ w_bar = &w_bar + &(hessian.dot(&g_bar) / 4.0);
        v_bar *= momentum; //~ v_bar *= rate; //~ v_bar /= momentum; //~ v_bar *= momentum * momentum; //~ v_bar *= 1.0 - momentum;
    }
    Ok((outer, (rate_bar * rate, momentum_bar, w_bar))) //~ Ok((outer, (rate_bar, momentum_bar, w_bar))) //~ Ok((outer, (rate_bar * log_rate.exp(), momentum_bar, w_bar))) //~ Ok((outer, (rate_bar * rate, momentum_bar, w_bar + v_bar)))
}
