use grad_check::grad_check;

/// A self-exciting process: the likelihood of event times by the recursion of its kernel, differentiated along with it.
#[grad_check(at(base = 0.4, kernel = [0.7, 1.3]), given(times = vec![0.3, 0.9, 1.1, 2.4, 2.6, 3.7], horizon = 4.5))]
fn hawkes(base: f64, kernel: [f64; 2], times: &[f64], horizon: f64) -> Option<(f64, (f64, [f64; 2]))> {
    let [jump, decay] = kernel;
    let last = *times.last()?;
    if last > horizon {
        return None;
    }
    let mut memory = 0.0;
    let mut slope = 0.0; //~ let mut slope = 1.0; //~ let mut slope = memory - decay;
    let mut before: Option<f64> = None;
    let mut nll = base * horizon;
    let mut by_base = horizon; //~ let mut by_base = 0.0; //~ let mut by_base = last; //~ let mut by_base = 1.0; //~ let mut by_base = -horizon;
    let (mut by_jump, mut by_decay) = (0.0, 0.0);
    for &time in times {
        if let Some(before) = before {
            let gap: f64 = time - before;
            let fade = (-decay * gap).exp();
            slope = fade * (slope - gap * (1.0 + memory)); //~ slope = fade * (slope - gap * memory); //~ slope = fade * slope; //~ slope = fade * (slope + gap * (1.0 + memory)); //~ slope = slope - gap * (1.0 + memory); //~ slope = fade * (slope - (1.0 + memory));
            memory = fade * (1.0 + memory);
        }
        before = Some(time);
        let rate = base + jump * decay * memory;
        nll -= rate.ln();
        let left = horizon - time;
        nll += jump * (1.0 - (-decay * left).exp());
        by_base -= 1.0 / rate; //~ by_base += 1.0 / rate; //~ by_base -= base / rate; //~ by_base -= rate; //~ by_base = -1.0 / rate;
        by_jump -= decay * memory / rate; //~ by_jump -= memory / rate; //~ by_jump += decay * memory / rate; //~ by_jump -= decay * memory; //~ by_jump -= decay * slope / rate;
        by_jump += 1.0 - (-decay * left).exp(); //~ by_jump += (-decay * left).exp(); //~ by_jump += 1.0; //~ by_jump -= 1.0 - (-decay * left).exp(); //~ by_jump = 1.0 - (-decay * left).exp();
        by_decay -= jump * (memory + decay * slope) / rate; //~ by_decay -= jump * memory / rate; //~ by_decay -= jump * decay * slope / rate; //~ by_decay -= (memory + decay * slope) / rate; //~ by_decay -= jump * (memory - decay * slope) / rate; //~ by_decay += jump * (memory + decay * slope) / rate;
        by_decay += jump * left * (-decay * left).exp(); //~ by_decay += jump * left; //~ by_decay += jump * (-decay * left).exp(); //~ by_decay -= jump * left * (-decay * left).exp(); //~ by_decay += jump * left * (-left).exp();
    }
    Some((nll, (by_base, [by_jump, by_decay]))) //~ Some((nll, (by_base, [by_decay, by_jump]))) //~ Some((nll, (by_jump, [by_base, by_decay]))) //~ Some((nll, (by_base, [by_jump, -by_decay])))
}
