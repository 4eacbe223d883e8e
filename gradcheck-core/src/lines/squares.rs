//! Least squares, where the columns may depend on each other.

use super::runs::dot;

/// A column of which the others leave no more than this share depends on them.
const INDEPENDENT: f64 = 1e-8;

/// The combination of columns that is nearest to a vector, by the modified method of Gram (1883) and Schmidt (1907), and
/// how many of the columns are independent.
pub(super) fn least_squares(columns: &[Vec<f64>], wanted: &[f64]) -> Option<(Vec<f64>, usize)> {
    let count = columns.len();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    // Each basis vector as a combination of the columns.
    let mut combinations: Vec<Vec<f64>> = Vec::new();
    for (k, column) in columns.iter().enumerate() {
        let before = dot(column, column).sqrt();
        let mut rest = column.clone();
        let mut combination = vec![0.0; count];
        combination[k] = 1.0;
        for _ in 0..2 {
            for (vector, of) in basis.iter().zip(&combinations) {
                let along = dot(vector, &rest);
                rest.iter_mut()
                    .zip(vector)
                    .for_each(|(r, v)| *r -= along * v);
                combination
                    .iter_mut()
                    .zip(of)
                    .for_each(|(c, o)| *c -= along * o);
            }
        }
        let size = dot(&rest, &rest).sqrt();
        if size.is_nan() {
            return None;
        }
        if size > INDEPENDENT * before {
            rest.iter_mut().for_each(|r| *r /= size);
            combination.iter_mut().for_each(|c| *c /= size);
            basis.push(rest);
            combinations.push(combination);
        }
    }
    let mut solution = vec![0.0; count];
    for (vector, of) in basis.iter().zip(&combinations) {
        let along = dot(vector, wanted);
        solution
            .iter_mut()
            .zip(of)
            .for_each(|(s, o)| *s += along * o);
    }
    Some((solution, basis.len()))
}

#[cfg(test)]
mod tests {
    use super::least_squares;

    #[test]
    fn a_combination_is_found() {
        let columns = [
            vec![1.0, 2.0, 0.0],
            vec![0.0, 1.0, 1.0],
            vec![1.0, 3.0, 1.0],
        ];
        let (solution, rank) = least_squares(&columns, &[2.0, 3.0, -1.0]).expect("numbers");
        assert_eq!(rank, 2);
        for (i, wanted) in [2.0, 3.0, -1.0].into_iter().enumerate() {
            let sum: f64 = columns.iter().zip(&solution).map(|(c, s)| c[i] * s).sum();
            assert!((sum - wanted).abs() < 1e-12);
        }
    }

    #[test]
    fn what_is_no_combination_is_approached() {
        let (solution, rank) = least_squares(&[vec![1.0, 1.0]], &[1.0, 0.0]).expect("numbers");
        assert_eq!(rank, 1);
        assert!((solution[0] - 0.5).abs() < 1e-15);
    }
}
