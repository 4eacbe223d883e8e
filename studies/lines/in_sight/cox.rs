use grad_check::grad_check;

const P: usize = 5;

struct Patient {
    time: f64,
    died: bool,
    x: [f64; P],
}

fn cohort() -> Vec<Patient> {
    let patient = |i: usize| Patient {
        time: 1.0 + i as f64,
        died: i % 3 != 1,
        x: std::array::from_fn(|j| ((3 * i + 2 * j) as f64 * 1.1).sin() + 0.1 * i as f64),
    };
    (0..8).map(patient).collect()
}

/// Negative log partial likelihood of the proportional hazards model, with an elastic penalty; writes the gradient
/// to `grad` if it is asked for.
#[grad_check(out(grad), at(beta = vec![0.4, -0.3, 0.7, 0.2, -0.5]), given(patients = cohort(), ridge = 0.25))]
fn cox_loss(beta: &[f64], patients: &[Patient], ridge: f64, grad: Option<&mut [f64]>) -> f64 {
    let hazard: Vec<f64> = patients.iter().map(|p| beta.iter().zip(&p.x).map(|(b, x)| b * x).sum::<f64>().exp()).collect();
    let at_risk = |t: f64| patients.iter().enumerate().filter(move |(_, p)| p.time >= t).map(|(i, _)| i);
    let deaths = patients.iter().filter(|p| p.died).count() as f64;

    let mut loss = 0.0;
    for (i, p) in patients.iter().enumerate().filter(|(_, p)| p.died) {
        let risk: f64 = at_risk(p.time).map(|k| hazard[k]).sum();
        loss += (risk.ln() - hazard[i].ln()) / deaths;
    }
    loss += 0.5 * ridge * beta.iter().map(|b| b * b).sum::<f64>();
    let Some(grad) = grad else { return loss };

    for (g, b) in grad.iter_mut().zip(beta) {
        *g = ridge * b; //~ *g = 0.0; //~ *g = 2.0 * ridge * b; //~ *g = -ridge * b; //~ *g = ridge;
    }
    for p in patients.iter().filter(|p| p.died) { //~ for p in patients.iter() { //~ for p in patients.iter().filter(|p| !p.died) {
        let risk: f64 = at_risk(p.time).map(|k| hazard[k]).sum(); //~ let risk: f64 = hazard.iter().sum(); //~ let risk: f64 = at_risk(p.time + 1.0).map(|k| hazard[k]).sum(); //~ let risk: f64 = at_risk(p.time).map(|k| hazard[k].ln()).sum();
        for j in 0..P {
            let mean = at_risk(p.time).map(|k| hazard[k] * patients[k].x[j]).sum::<f64>() / risk; //~ let mean = at_risk(p.time).map(|k| hazard[k] * patients[k].x[j]).sum::<f64>(); //~ let mean = at_risk(p.time).map(|k| patients[k].x[j]).sum::<f64>() / risk; //~ let mean = at_risk(0.0).map(|k| hazard[k] * patients[k].x[j]).sum::<f64>() / risk; //~ let mean = at_risk(p.time).map(|k| hazard[k] * p.x[j]).sum::<f64>() / risk;
            grad[j] += (mean - p.x[j]) / deaths; //~ grad[j] += mean - p.x[j]; //~ grad[j] += (p.x[j] - mean) / deaths; //~ grad[j] = (mean - p.x[j]) / deaths; //~ grad[j] += mean / deaths; //~ grad[j] += (mean - p.x[j]) / patients.len() as f64;
        }
    }
    loss
}
