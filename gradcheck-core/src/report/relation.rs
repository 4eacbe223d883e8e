//! What a wrong cost is to the right one, in words.

use crate::precision::Precision;

/// Two costs whose ratio is this near to a whole number are multiples.
const WHOLE_WITHIN: f64 = 1e-9;
/// Two costs this near to each other may differ by the precision of one of them.
const PRECISION_WITHIN: f64 = 1e-6;

/// What a wrong cost is to the right one.
pub(super) fn relation(function: f64, cost: f64) -> String {
    let ratio = cost / function;
    let is_whole = |x: f64| (x - x.round()).abs() <= WHOLE_WITHIN * x.abs() && x.abs() >= 0.5;
    if Precision::F32.round(function) == cost {
        "it is the same rounded to f32; compute it in f64".to_owned()
    } else if (ratio - 1.0).abs() <= PRECISION_WITHIN {
        format!(
            "they agree to six digits, and differ by {:.1e}; one of them may be computed in f32",
            cost - function
        )
    } else if is_whole(ratio) {
        format!("it is {} times that", ratio.round())
    } else if is_whole(1.0 / ratio) {
        format!("it is 1/{} of that", (1.0 / ratio).round())
    } else {
        let (less, term) = if cost < function {
            ("less", function - cost)
        } else {
            ("more", cost - function)
        };
        format!(
            "it is {term:?} {less}, as it is where a term such as a regularisation is in one of them only"
        )
    }
}
