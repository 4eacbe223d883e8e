//! noise 0.9.0: simplex noise that returns its gradient with it.

// With t = 1 − 2|x|² at each corner, the value is Σ (2t² + t⁴)(g·x), so that the gradient is
// Σ (2t² + t⁴) g − 16 (t + t³)(g·x) x. Returned is Σ t⁴ g − 8 t³ (g·x) x, that of another falloff; and in two dimensions
// the first corner adds its x to a number where it should be multiplied by it.

use grad_check::grad_check;
use noise::core::simplex;
use noise::permutationtable::PermutationTable;

#[should_panic(expected = "p is wrong")]
#[grad_check(draws = 10)]
fn simplex_2d(p: [f64; 2]) -> (f64, [f64; 2]) {
    simplex::simplex_2d(p.into(), &PermutationTable::new(0))
}

#[should_panic(expected = "p is wrong")]
#[grad_check(draws = 10)]
fn simplex_3d(p: [f64; 3]) -> (f64, [f64; 3]) {
    simplex::simplex_3d(p.into(), &PermutationTable::new(0))
}

#[should_panic(expected = "p is wrong")]
#[grad_check(draws = 10)]
fn simplex_4d(p: [f64; 4]) -> (f64, [f64; 4]) {
    simplex::simplex_4d(p.into(), &PermutationTable::new(0))
}
