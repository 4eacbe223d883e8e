use grad_check::grad_check;

/// What the filter keeps of an observation.
#[derive(Clone, Copy)]
struct Seen {
    mean: f64,
    var: f64,
    innovation: f64,
    spread: f64,
    gain: f64,
}

/// The likelihood of a series under an autoregressive state that is seen with noise: a filter forwards, its adjoint backwards.
#[grad_check(at(phi = 0.8, log_q = -0.6, log_r = -0.9, start = 0.3), given(y = vec![0.4, -0.2, 0.9, 1.3, 0.1, -0.7]))]
fn level(phi: f64, log_q: f64, log_r: f64, start: f64, y: &[f64]) -> (f64, (f64, f64, f64, f64)) {
    let q = log_q.exp();
    let r = log_r.exp();
    let (mut m, mut p) = (start, 1.0);
    let mut seen = Vec::with_capacity(y.len());
    let mut nll = 0.0;
    for obs in y {
        let mean = phi * m;
        let var = phi * phi * p + q;
        let innovation = obs - mean;
        let spread = var + r;
        let gain = var / spread;
        nll += 0.5 * (spread.ln() + innovation * innovation / spread);
        seen.push((Seen { mean, var, innovation, spread, gain }, m, p));
        m = mean + gain * innovation;
        p = (1.0 - gain) * var;
    }

    let (mut phi_bar, mut q_bar, mut r_bar) = (0.0, 0.0, 0.0);
    let (mut m_bar, mut p_bar) = (0.0, 0.0);
    while let Some((s, m_old, p_old)) = seen.pop() {
        let mut mean_bar = m_bar; //~ let mut mean_bar = m_bar * s.gain; //~ let mut mean_bar = -m_bar; //~ let mut mean_bar = 0.0 * m_bar;
        let gain_bar = m_bar * s.innovation - p_bar * s.var; //~ let gain_bar = m_bar * s.innovation + p_bar * s.var; //~ let gain_bar = m_bar * s.innovation; //~ let gain_bar = m_bar * s.innovation - p_bar * s.spread; //~ let gain_bar = m_bar * s.mean - p_bar * s.var;
        let innovation_bar = m_bar * s.gain + s.innovation / s.spread; //~ let innovation_bar = m_bar * s.gain; //~ let innovation_bar = m_bar * s.gain - s.innovation / s.spread; //~ let innovation_bar = m_bar + s.innovation / s.spread; //~ let innovation_bar = m_bar * s.gain + 0.5 * s.innovation / s.spread;
        let spread_bar = 0.5 * (1.0 / s.spread - (s.innovation / s.spread).powi(2)) - gain_bar * s.gain / s.spread; //~ let spread_bar = 0.5 * (1.0 / s.spread + (s.innovation / s.spread).powi(2)) - gain_bar * s.gain / s.spread; //~ let spread_bar = 0.5 * (1.0 / s.spread - (s.innovation / s.spread).powi(2)); //~ let spread_bar = 0.5 / s.spread - (s.innovation / s.spread).powi(2) - gain_bar * s.gain / s.spread; //~ let spread_bar = 0.5 * (1.0 / s.spread - (s.innovation / s.spread).powi(2)) + gain_bar * s.gain / s.spread;
        let var_bar = p_bar * (1.0 - s.gain) + gain_bar / s.spread + spread_bar; //~ let var_bar = p_bar * (1.0 - s.gain) + gain_bar / s.spread; //~ let var_bar = p_bar * s.gain + gain_bar / s.spread + spread_bar; //~ let var_bar = gain_bar / s.spread + spread_bar; //~ let var_bar = p_bar * (1.0 - s.gain) + gain_bar * s.spread + spread_bar;
        r_bar += spread_bar; //~ r_bar += var_bar; //~ r_bar = spread_bar; //~ r_bar -= spread_bar;
        q_bar += var_bar; //~ q_bar += spread_bar; //~ q_bar = var_bar; //~ q_bar += var_bar * phi;
        mean_bar -= innovation_bar; //~ mean_bar += innovation_bar; //~ mean_bar -= 2.0 * innovation_bar; //~ mean_bar = -innovation_bar;
        phi_bar += mean_bar * m_old + 2.0 * phi * p_old * var_bar; //~ phi_bar += mean_bar * m_old + phi * p_old * var_bar; //~ phi_bar += mean_bar * m_old; //~ phi_bar += mean_bar * s.mean + 2.0 * phi * p_old * var_bar; //~ phi_bar += mean_bar * m_old + 2.0 * p_old * var_bar; //~ phi_bar += 2.0 * phi * p_old * var_bar;
        m_bar = phi * mean_bar; //~ m_bar = mean_bar; //~ m_bar = mean_bar / phi;
        p_bar = phi * phi * var_bar; //~ p_bar = phi * var_bar; //~ p_bar = 2.0 * phi * var_bar; //~ p_bar = phi * phi * spread_bar;
    }
    (nll, (phi_bar, q * q_bar, r * r_bar, m_bar)) //~ (nll, (phi_bar, q_bar, r * r_bar, m_bar)) //~ (nll, (phi_bar, q * q_bar, q * r_bar, m_bar)) //~ (nll, (phi_bar, q * q_bar, r * r_bar, phi * m_bar))
}
