use grad_check::grad_check;

struct Model;

// The block has no attribute of its own.
impl Model {
    #[grad_check(at = 0.5)]
    fn receiver(&self, x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[grad_check(at = 0.5)]
    fn own_type(model: Self, x: f64) -> (f64, f64) {
        let _ = model;
        (x * x, 2.0 * x)
    }
}

fn main() {}
