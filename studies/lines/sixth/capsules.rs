use grad_check::grad_check;

type Vector = [f64; 3];

fn dot(a: &Vector, b: &Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Capsules that vote: sums are squashed to lengths below one, and a margin asks for long or short ones.
#[grad_check(
    at(votes = vec![[[0.5, -0.2, 0.8], [0.1, 0.9, -0.4]], [[-0.3, 0.7, 0.2], [0.6, 0.5, 0.3]], [[0.9, 0.1, -0.6], [-0.8, 0.2, 0.4]]], couplings = vec![0.7, 1.2, -0.4]),
    given(present = [true, false])
)]
fn capsules(votes: &[[Vector; 2]], couplings: &[f64], present: [bool; 2]) -> (f64, (Vec<[Vector; 2]>, Vec<f64>)) {
    let mut cost = 0.0;
    let mut by_votes = vec![[[0.0; 3]; 2]; votes.len()];
    let mut by_couplings = vec![0.0; couplings.len()];
    for (k, is_present) in present.into_iter().enumerate() {
        let sum: Vector = std::array::from_fn(|c| votes.iter().zip(couplings).map(|(vote, w)| w * vote[k][c]).sum());
        let square = dot(&sum, &sum);
        let length = square.sqrt();
        let squashed = square / (1.0 + square);
        cost += if is_present { (0.95 - squashed).powi(2) } else { 0.5 * (squashed - 0.05).powi(2) };

        let d_squashed = if is_present { -2.0 * (0.95 - squashed) } else { squashed - 0.05 }; //~ let d_squashed = if is_present { 2.0 * (0.95 - squashed) } else { squashed - 0.05 }; //~ let d_squashed = if is_present { -2.0 * (0.95 - squashed) } else { 0.5 * (squashed - 0.05) }; //~ let d_squashed = squashed - 0.05; //~ let d_squashed = if is_present { -2.0 * (0.95 - squashed) } else { 2.0 * (squashed - 0.05) }; //~ let d_squashed = if !is_present { -2.0 * (0.95 - squashed) } else { squashed - 0.05 };
        let d_length = d_squashed * 2.0 * length / (1.0 + square).powi(2); //~ let d_length = d_squashed * 2.0 * length / (1.0 + square); //~ let d_length = d_squashed * 2.0 / (1.0 + square).powi(2); //~ let d_length = d_squashed * length / (1.0 + square).powi(2); //~ let d_length = d_squashed * 2.0 * square / (1.0 + square).powi(2);
        let direction = sum.map(|s| s / length); //~ let direction = sum; //~ let direction = sum.map(|s| s / square); //~ let direction = sum.map(|s| -s / length); //~ let direction = sum.map(|s| s * length);
        let d_sum = direction.map(|d| d * d_length); //~ let d_sum = direction.map(|d| d * d_squashed); //~ let d_sum = direction.map(|d| d + d_length); //~ let d_sum = direction.map(|d| d * d * d_length);
        for (m, vote) in votes.iter().enumerate() {
            by_couplings[m] += dot(&d_sum, &vote[k]); //~ by_couplings[m] += dot(&d_sum, &d_sum); //~ by_couplings[m] += couplings[m] * dot(&d_sum, &vote[k]); //~ by_couplings[m] = dot(&d_sum, &vote[k]); //~ by_couplings[m] += dot(&direction, &vote[k]); //~ by_couplings[m] += dot(&sum, &vote[k]);
            by_votes[m][k] = d_sum.map(|d| couplings[m] * d); //~ by_votes[m][k] = d_sum; //~ by_votes[m][k] = d_sum.map(|d| couplings[k] * d); //~ by_votes[m][k] = direction.map(|d| couplings[m] * d); //~ by_votes[m][1 - k] = d_sum.map(|d| couplings[m] * d); //~ by_votes[m][k] = d_sum.map(|d| -couplings[m] * d);
        }
    }
    (cost, (by_votes, by_couplings)) //~ (cost, (by_votes, by_couplings.iter().map(|d| 2.0 * d).collect()))
}
