use grad_check::grad_check;

fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// The logistic curve that is nearest to the normal one.
fn below(x: f64) -> f64 {
    1.0 / (1.0 + (-1.702 * x).exp())
}

/// Prices of calls beside quotes: one chain of scalars, the greeks by their names.
#[grad_check(at(spot = 1.05, vol = 0.35, rate = 0.04), given(quotes = vec![(0.9, 0.5, 0.21), (1.0, 1.0, 0.2), (1.2, 2.0, 0.17)]))]
fn quoted(spot: f64, vol: f64, rate: f64, quotes: &[(f64, f64, f64)]) -> (f64, (f64, f64, f64)) {
    let mut loss = 0.0;
    let (mut delta, mut vega, mut rho) = (0.0, 0.0, 0.0);
    for &(strike, time, quote) in quotes {
        let root = time.sqrt();
        let width = vol * root;
        let d1 = ((spot / strike).ln() + (rate + 0.5 * vol * vol) * time) / width;
        let d2 = d1 - width;
        let discount = (-rate * time).exp();
        let price = spot * below(d1) - strike * discount * below(d2);
        let miss = price - quote;
        loss += 0.5 * miss * miss + 1e-3 * density(d1);

        let bend = |x: f64| 1.702 * below(x) * (1.0 - below(x));
        let by_d1 = miss * spot * bend(d1) - 1e-3 * d1 * density(d1); //~ let by_d1 = miss * spot * bend(d1); //~ let by_d1 = miss * spot * bend(d2) - 1e-3 * d1 * density(d1); //~ let by_d1 = miss * bend(d1) - 1e-3 * d1 * density(d1); //~ let by_d1 = spot * bend(d1) - 1e-3 * d1 * density(d1);
        let by_d2 = -miss * strike * discount * bend(d2); //~ let by_d2 = miss * strike * discount * bend(d2); //~ let by_d2 = -miss * strike * bend(d2); //~ let by_d2 = -miss * strike * discount * bend(d1);
        let both = by_d1 + by_d2; //~ let both = by_d1 - by_d2; //~ let both = by_d1;
        delta += miss * below(d1) + both / (spot * width); //~ delta += miss * below(d1) + both / width; //~ delta += miss * below(d1) + both / (strike * width); //~ delta += both / (spot * width); //~ delta = miss * below(d1) + both / (spot * width);
        let by_width = -both * d1 / width - by_d2; //~ let by_width = -both * d1 / width + by_d2; //~ let by_width = -both * d1 / width; //~ let by_width = -both * d2 / width - by_d2;
        vega += by_width * root + both * vol * time / width; //~ vega += by_width + both * vol * time / width; //~ vega += by_width * root + both * time / width; //~ vega += by_width * root; //~ vega -= by_width * root + both * vol * time / width;
        let by_discount = -miss * strike * below(d2); //~ let by_discount = -miss * below(d2); //~ let by_discount = miss * strike * below(d2); //~ let by_discount = -miss * strike * below(d1);
        rho += both * time / width - by_discount * time * discount; //~ rho += both * time / width + by_discount * time * discount; //~ rho += both * time / width - by_discount * time; //~ rho += both / width - by_discount * time * discount; //~ rho += both * time / width;
    }
    (loss, (delta, vega, rho)) //~ (loss, (delta, vega, rho * rate)) //~ (loss, (delta, rho, vega))
}
