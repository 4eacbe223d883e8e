use grad_check::grad_check;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

trait Real:
    Copy + Default + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self> + AddAssign + SubAssign
{
    fn of(x: f64) -> Self;
    fn sine(self) -> Self;
    fn cosine(self) -> Self;
    fn power(self) -> Self;
}

impl Real for f64 {
    fn of(x: f64) -> Self {
        x
    }
    fn sine(self) -> Self {
        self.sin()
    }
    fn cosine(self) -> Self {
        self.cos()
    }
    fn power(self) -> Self {
        self.exp()
    }
}

/// A sum of damped waves through samples, for any real type and any number of waves.
#[grad_check(
    types(F = f64, N = 2),
    at(amplitude = [0.8, -0.5], speed = [1.3, 2.9], damping = [0.2, 0.4], phase = [0.3, -0.7]),
    given(samples = [(0.1, 0.4), (0.7, -0.2), (1.2, 0.5), (1.9, 0.1), (2.6, -0.4)])
)]
fn generic_sine<F: Real, const N: usize>(
    amplitude: [F; N],
    speed: [F; N],
    damping: [F; N],
    phase: [F; N],
    samples: &[(F, F)],
) -> (F, ([F; N], [F; N], [F; N], [F; N])) {
    let two = F::of(2.0);
    let count = F::of(samples.len() as f64);
    let mut cost = F::default();
    let (mut da, mut ds, mut dd, mut dp) = ([F::default(); N], [F::default(); N], [F::default(); N], [F::default(); N]);
    for &(t, y) in samples {
        let mut error = -y;
        for n in 0..N {
            error += amplitude[n] * (-damping[n] * t).power() * (speed[n] * t + phase[n]).sine();
        }
        cost += error * error / count;

        let bar = two * error / count; //~ let bar = error / count; //~ let bar = two * error; //~ let bar = -two * error / count; //~ let bar = two * y / count;
        for n in 0..N {
            let fade = (-damping[n] * t).power(); //~ let fade = (damping[n] * t).power(); //~ let fade = (-t).power(); //~ let fade = -damping[n] * t; //~ let fade = F::of(1.0);
            let angle = speed[n] * t + phase[n]; //~ let angle = speed[n] * t; //~ let angle = speed[n] * t - phase[n]; //~ let angle = speed[n] + phase[n];
            let wave = fade * angle.sine(); //~ let wave = fade * angle.cosine(); //~ let wave = angle.sine(); //~ let wave = fade * fade * angle.sine();
            let turn = amplitude[n] * fade * angle.cosine(); //~ let turn = amplitude[n] * fade * angle.sine(); //~ let turn = fade * angle.cosine(); //~ let turn = amplitude[n] * angle.cosine(); //~ let turn = -amplitude[n] * fade * angle.cosine();
            da[n] += bar * wave; //~ da[n] += wave; //~ da[n] += bar * turn; //~ da[n] = bar * wave; //~ da[n] += bar * amplitude[n] * wave;
            ds[n] += bar * turn * t; //~ ds[n] += bar * turn; //~ ds[n] -= bar * turn * t; //~ ds[n] += bar * wave * t; //~ ds[n] = bar * turn * t; //~ ds[n] += bar * turn * t * t;
            dd[n] -= bar * amplitude[n] * wave * t; //~ dd[n] += bar * amplitude[n] * wave * t; //~ dd[n] -= bar * wave * t; //~ dd[n] -= bar * amplitude[n] * wave; //~ dd[n] -= bar * amplitude[n] * turn * t;
            dp[n] += bar * turn; //~ dp[n] += turn; //~ dp[n] += bar * turn * t; //~ dp[n] -= bar * turn; //~ dp[n] += bar * wave;
        }
    }
    (cost, (da, ds, dd, dp)) //~ (cost, (da, ds, dp, dd)) //~ (cost, (dp, ds, dd, da))
}
