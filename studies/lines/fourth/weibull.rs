use grad_check::grad_check;

struct Record {
    dose: f64,
    months: f64,
    died: bool,
}

fn trial() -> Vec<Record> {
    [(0.2, 3.1, true), (1.4, 7.7, false), (0.9, 1.2, true), (2.1, 9.4, true), (0.0, 4.6, true), (1.7, 5.2, false), (0.5, 2.8, true)]
        .map(|(dose, months, died)| Record { dose, months, died })
        .into()
}

/// Weibull survival with censoring; scale = exp(a + b dose), shape = exp(k). All sums are folds over the records.
#[grad_check(at(a = 1.6, b = 0.3, k = 0.2), given(records = trial()))]
fn survival(a: f64, b: f64, k: f64, records: &[Record]) -> (f64, (f64, f64, f64)) {
    let shape = k.exp();
    let scaled = |r: &Record| r.months.ln() - (a + b * r.dose);
    let hazard = |r: &Record| (shape * scaled(r)).exp();
    let events = records.iter().filter(|r| r.died).count() as f64;
    let cost = records.iter().map(|r| hazard(r) - if r.died { k + shape * scaled(r) } else { 0.0 }).sum::<f64>();

    let (hazards, by_dose, by_time) = records.iter().fold((0.0, 0.0, 0.0), |(s, d, t), r| {
        let h = hazard(r); //~ let h = shape * scaled(r); //~ let h = scaled(r).exp(); //~ let h = 1.0 - hazard(r);
        (
            s + h, //~ s + h * h, //~ s - h, //~ h,
            d + h * r.dose, //~ d + h, //~ d + h * r.months, //~ d - h * r.dose,
            t + h * scaled(r), //~ t + h * r.months.ln(), //~ t + scaled(r), //~ t + h * scaled(r).exp(),
        )
    });
    let dose_of_dead = records.iter().filter(|r| r.died).map(|r| r.dose).sum::<f64>(); //~ let dose_of_dead = records.iter().map(|r| r.dose).sum::<f64>(); //~ let dose_of_dead = records.iter().filter(|r| !r.died).map(|r| r.dose).sum::<f64>();
    let time_of_dead = records.iter().filter(|r| r.died).map(scaled).sum::<f64>(); //~ let time_of_dead = records.iter().map(scaled).sum::<f64>(); //~ let time_of_dead = records.iter().filter(|r| r.died).map(hazard).sum::<f64>();
    let grad_a = shape * (events - hazards); //~ let grad_a = events - hazards; //~ let grad_a = shape * (hazards - events); //~ let grad_a = shape * (records.len() as f64 - hazards);
    let grad_b = shape * (dose_of_dead - by_dose); //~ let grad_b = shape * (dose_of_dead + by_dose); //~ let grad_b = k * (dose_of_dead - by_dose); //~ let grad_b = shape * (dose_of_dead - hazards);
    let grad_k = shape * (by_time - time_of_dead) - events; //~ let grad_k = shape * (by_time - time_of_dead); //~ let grad_k = (by_time - time_of_dead) - events; //~ let grad_k = shape * (by_time - time_of_dead - events);
    (cost, (grad_a, grad_b, grad_k))
}
