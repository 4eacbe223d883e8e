use grad_check::grad_check;

const DOSES: [(f64, f64); 3] = [(0.0, 10.0), (4.0, 6.0), (9.0, 8.0)];
const SEEN: [(f64, f64); 6] = [(1.0, 3.1), (3.0, 3.9), (5.0, 4.4), (8.0, 3.0), (10.0, 4.9), (14.0, 2.1)];

/// Doses that are absorbed and cleared; the gradient is written to a buffer, with logarithms as parameters.
#[grad_check(out(grad), at(theta = [0.1, -1.6, 0.8, -0.7]))]
fn fitted(theta: &[f64; 4], grad: &mut [f64; 4]) -> f64 {
    let [absorb, clear, volume, noise] = theta.map(f64::exp);
    let mut nll = 0.0;
    grad.fill(0.0);
    for &(time, level) in &SEEN {
        let mut amount = 0.0;
        let (mut by_absorb, mut by_clear) = (0.0, 0.0);
        for &(start, dose) in DOSES.iter().filter(|(start, _)| *start < time) {
            let t = time - start;
            let (fast, slow) = ((-absorb * t).exp(), (-clear * t).exp());
            let gap = absorb - clear;
            let curve = absorb / gap * (slow - fast);
            amount += dose * curve;

            let of_ratio = dose * (slow - fast); //~ let of_ratio = dose * (fast - slow); //~ let of_ratio = slow - fast; //~ let of_ratio = dose * slow;
            let of_fast = -dose * absorb / gap; //~ let of_fast = dose * absorb / gap; //~ let of_fast = -dose / gap; //~ let of_fast = -absorb / gap;
            by_absorb -= of_ratio * clear / (gap * gap); //~ by_absorb += of_ratio * clear / (gap * gap); //~ by_absorb -= of_ratio / (gap * gap); //~ by_absorb -= of_ratio * clear / gap; //~ by_absorb -= of_ratio * absorb / (gap * gap);
            by_absorb -= of_fast * t * fast; //~ by_absorb += of_fast * t * fast; //~ by_absorb -= of_fast * fast; //~ by_absorb -= of_fast * t; //~ by_absorb -= of_fast * t * slow;
            by_clear += of_ratio * absorb / (gap * gap) + of_fast * t * slow; //~ by_clear += of_ratio * absorb / (gap * gap) - of_fast * t * slow; //~ by_clear += of_ratio * absorb / (gap * gap); //~ by_clear += of_fast * t * slow; //~ by_clear += of_ratio * clear / (gap * gap) + of_fast * t * slow; //~ by_clear = of_ratio * absorb / (gap * gap) + of_fast * t * slow;
        }
        let expected = amount / volume;
        let residual = (level - expected) / noise;
        nll += 0.5 * residual * residual + theta[3];

        let pull = -residual / noise; //~ let pull = residual / noise; //~ let pull = -residual; //~ let pull = -residual / (noise * noise); //~ let pull = -(level - expected) / noise;
        grad[0] += pull * by_absorb / volume * absorb; //~ grad[0] += pull * by_absorb / volume; //~ grad[0] += pull * by_absorb * absorb; //~ grad[0] = pull * by_absorb / volume * absorb; //~ grad[0] += by_absorb / volume * absorb;
        grad[1] += pull * by_clear / volume * clear; //~ grad[1] += pull * by_clear / volume; //~ grad[1] += pull * by_absorb / volume * clear; //~ grad[1] += pull * by_clear / volume * absorb; //~ grad[1] -= pull * by_clear / volume * clear;
        grad[2] -= pull * expected; //~ grad[2] += pull * expected; //~ grad[2] -= pull * amount; //~ grad[2] -= pull * expected / volume;
        grad[3] += 1.0 - residual * residual; //~ grad[3] -= residual * residual; //~ grad[3] += 1.0 + residual * residual; //~ grad[3] += 1.0 - residual; //~ grad[3] += noise - residual * residual;
    }
    nll
}
