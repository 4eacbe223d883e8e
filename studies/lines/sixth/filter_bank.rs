use grad_check::grad_check;

struct Bank {
    length: usize,
    weights: Vec<f64>,
}

impl Bank {
    fn example() -> Self {
        Self { length: 6, weights: vec![1.0, 0.6, 0.8, 0.3] }
    }

    fn wave(&self, k: usize, t: usize) -> (f64, f64) {
        (std::f64::consts::TAU * (k * t) as f64 / self.length as f64).sin_cos()
    }
}

#[grad_check]
impl Bank {
    /// Energies of a signal's frequencies, through a logarithm, against a reference.
    #[grad_check(on = Self::example(), at(signal = vec![0.3, -0.8, 1.1, 0.4, -0.2, 0.7], floor = 0.2), given(reference = [0.4, 0.9, -0.2, 0.1]))]
    fn filter_bank(&self, signal: &[f64], floor: f64, reference: [f64; 4]) -> (f64, (Vec<f64>, f64)) {
        let spectrum: Vec<(f64, f64)> = (0..self.weights.len())
            .map(|k| {
                signal.iter().enumerate().fold((0.0, 0.0), |(re, im), (t, s)| {
                    let (sin, cos) = self.wave(k, t);
                    (re + s * cos, im - s * sin)
                })
            })
            .collect();
        let energies: Vec<f64> = spectrum.iter().map(|(re, im)| re * re + im * im).collect();
        let logs: Vec<f64> = energies.iter().map(|e| (e + floor * floor).ln()).collect();
        let mut cost = 0.0;
        for ((l, r), w) in logs.iter().zip(reference).zip(&self.weights) {
            cost += 0.5 * w * (l - r) * (l - r);
        }

        let mut of_signal = vec![0.0; signal.len()];
        let mut of_floor = 0.0;
        for k in 0..self.weights.len() {
            let (re, im) = spectrum[k]; //~ let (im, re) = spectrum[k]; //~ let (re, im) = spectrum[0];
            let of_log = self.weights[k] * (logs[k] - reference[k]); //~ let of_log = logs[k] - reference[k]; //~ let of_log = self.weights[k] * (reference[k] - logs[k]); //~ let of_log = self.weights[k] * logs[k]; //~ let of_log = 2.0 * self.weights[k] * (logs[k] - reference[k]);
            let inner = energies[k] + floor * floor; //~ let inner = energies[k]; //~ let inner = energies[k] + floor; //~ let inner = logs[k].exp() + floor * floor;
            let of_energy = of_log / inner; //~ let of_energy = of_log; //~ let of_energy = of_log * inner; //~ let of_energy = of_log / (inner * inner); //~ let of_energy = 1.0 / inner;
            of_floor += 2.0 * floor * of_energy; //~ of_floor += floor * of_energy; //~ of_floor += 2.0 * of_energy; //~ of_floor -= 2.0 * floor * of_energy; //~ of_floor = 2.0 * floor * of_energy; //~ of_floor += 2.0 * floor * of_log;
            let (of_re, of_im) = (2.0 * re * of_energy, 2.0 * im * of_energy); //~ let (of_re, of_im) = (re * of_energy, im * of_energy); //~ let (of_re, of_im) = (2.0 * im * of_energy, 2.0 * re * of_energy); //~ let (of_re, of_im) = (2.0 * of_energy, 2.0 * of_energy); //~ let (of_re, of_im) = (2.0 * re * of_energy, -2.0 * im * of_energy);
            for (t, of) in of_signal.iter_mut().enumerate() {
                let (sin, cos) = self.wave(k, t); //~ let (cos, sin) = self.wave(k, t); //~ let (sin, cos) = self.wave(k, t + 1); //~ let (sin, cos) = self.wave(k + 1, t);
                *of += of_re * cos - of_im * sin; //~ *of += of_re * cos + of_im * sin; //~ *of += of_re * cos; //~ *of = of_re * cos - of_im * sin; //~ *of += of_re * sin - of_im * cos; //~ *of -= of_re * cos - of_im * sin;
            }
        }
        (cost, (of_signal, of_floor)) //~ (cost, (of_signal.into_iter().rev().collect(), of_floor)) //~ (cost, (of_signal, floor * of_floor))
    }
}
