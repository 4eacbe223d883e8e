//! black_scholes 0.11.1: prices of options and their Greeks.

use black_scholes as bs;
use grad_check::grad_check;

const STRIKE: f64 = 4.5;

// Theta is the derivative by the time that passes: that of the maturity, negated.
#[grad_check(draws = 20, at(s = 3.0..7.0, rate = 0.0..0.1, sigma = 0.1..1.0, maturity = 0.2..2.0))]
fn call(s: f64, rate: f64, sigma: f64, maturity: f64) -> (f64, (f64, f64, f64, f64)) {
    let greek = |f: fn(f64, f64, f64, f64, f64) -> f64| f(s, STRIKE, rate, sigma, maturity);
    (
        greek(bs::call),
        (
            greek(bs::call_delta),
            greek(bs::call_rho),
            greek(bs::call_vega),
            -greek(bs::call_theta),
        ),
    )
}

#[grad_check(draws = 20, at(s = 3.0..7.0, rate = 0.0..0.1, sigma = 0.1..1.0, maturity = 0.2..2.0))]
fn put(s: f64, rate: f64, sigma: f64, maturity: f64) -> (f64, (f64, f64, f64, f64)) {
    let greek = |f: fn(f64, f64, f64, f64, f64) -> f64| f(s, STRIKE, rate, sigma, maturity);
    (
        greek(bs::put),
        (
            greek(bs::put_delta),
            greek(bs::put_rho),
            greek(bs::put_vega),
            -greek(bs::put_theta),
        ),
    )
}

// Gamma, vanna and charm are the derivatives of delta.
#[grad_check(draws = 20, at(s = 3.0..7.0, sigma = 0.1..1.0, maturity = 0.2..2.0))]
fn call_delta(s: f64, sigma: f64, maturity: f64) -> (f64, (f64, f64, f64)) {
    let greek = |f: fn(f64, f64, f64, f64, f64) -> f64| f(s, STRIKE, 0.05, sigma, maturity);
    (
        greek(bs::call_delta),
        (
            greek(bs::call_gamma),
            greek(bs::call_vanna),
            -greek(bs::call_charm),
        ),
    )
}

#[grad_check(draws = 20, at(s = 3.0..7.0, sigma = 0.1..1.0, maturity = 0.2..2.0))]
fn put_delta(s: f64, sigma: f64, maturity: f64) -> (f64, (f64, f64, f64)) {
    let greek = |f: fn(f64, f64, f64, f64, f64) -> f64| f(s, STRIKE, 0.05, sigma, maturity);
    (
        greek(bs::put_delta),
        (
            greek(bs::put_gamma),
            greek(bs::put_vanna),
            -greek(bs::put_charm),
        ),
    )
}

// Vomma is the derivative of vega.
#[grad_check(draws = 20, at = 0.1..1.0)]
fn call_vega(sigma: f64) -> (f64, f64) {
    (
        bs::call_vega(5.0, STRIKE, 0.05, sigma, 1.5),
        bs::call_vomma(5.0, STRIKE, 0.05, sigma, 1.5),
    )
}

// With a dividend yield q: since S e^(−qT) φ(d₁) = K e^(−rT) φ(d₂), vega is S e^(−qT) φ(d₁) √T. Returned is S φ(d₁) √T,
// and a vanna made of it.
#[should_panic(expected = "sigma is wrong")]
#[grad_check(draws = 20, at(s = 3.0..7.0, sigma = 0.1..1.0, rate = 0.0..0.1, maturity = 0.2..2.0), given(dividend = 0.04))]
fn merton_call(
    s: f64,
    sigma: f64,
    rate: f64,
    maturity: f64,
    dividend: f64,
) -> (f64, (f64, f64, f64, f64)) {
    let all = bs::bsm_compute_all(s, STRIKE, sigma, rate, dividend, maturity);
    (
        all.call_price,
        (all.call_delta, all.call_vega, all.call_rho, -all.call_theta),
    )
}

#[should_panic(expected = "sigma is wrong")]
#[grad_check(draws = 20, at(s = 3.0..7.0, sigma = 0.1..1.0, maturity = 0.2..2.0), given(dividend = 0.04))]
fn merton_delta(s: f64, sigma: f64, maturity: f64, dividend: f64) -> (f64, (f64, f64, f64)) {
    let all = bs::bsm_compute_all(s, STRIKE, sigma, 0.05, dividend, maturity);
    (
        all.put_delta,
        (all.put_gamma, all.put_vanna, -all.put_charm),
    )
}

// Options on futures.
#[grad_check(draws = 20, at(s = 3.0..7.0, sigma = 0.1..1.0, rate = 0.0..0.1, maturity = 0.2..2.0))]
fn black_76(s: f64, sigma: f64, rate: f64, maturity: f64) -> (f64, (f64, f64, f64, f64)) {
    let all = bs::black76(s, STRIKE, rate, sigma, maturity);
    (
        all.put_price,
        (all.put_delta, all.put_vega, all.put_rho, -all.put_theta),
    )
}

// Charm is the derivative by the time that passes, as theta is; this one is that by the maturity:
// e^(−rT) (−r N(d₁) + φ(d₁) (σ/(4√T) − ln(F/K)/(2σ T^1.5))).
#[should_panic(expected = "maturity is wrong (analytic = −numeric)")]
#[grad_check(draws = 20, at(s = 3.0..7.0, sigma = 0.1..1.0, maturity = 0.2..2.0))]
fn black_76_delta(s: f64, sigma: f64, maturity: f64) -> (f64, (f64, f64, f64)) {
    let all = bs::black76(s, STRIKE, 0.05, sigma, maturity);
    (
        all.call_delta,
        (all.call_gamma, all.call_vanna, -all.call_charm),
    )
}
