use grad_check::grad_check;

struct Model;

// The block has no attribute of its own, and nothing in the functions tells that they are in one.
impl Model {
    #[grad_check]
    pub fn cost(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[cfg_attr(all(), grad_check(at = vec![0.5]))]
    pub fn flat(x: &[f64]) -> (f64, Vec<f64>) {
        (x[0] * x[0], vec![2.0 * x[0]])
    }
}

#[grad_check]
trait Likelihood {
    #[grad_check(at = 0.5)]
    fn total(&self, x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }
}

trait Energy {
    #[grad_check]
    fn with_receiver(&self, x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[grad_check]
    fn energy(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }
}

// A free function that is indented as well is none of these.
mod free {
    use grad_check::grad_check;

    #[grad_check(tolerance = 1e-3)]
    pub fn free(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }
}

fn main() {}
