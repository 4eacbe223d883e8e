use grad_check::grad_check;

struct Model {
    w: f64,
}

// An attribute that checks nothing.
#[grad_check]
impl Model {
    fn cost(&self, x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }
}

// Options of one function on the block.
#[grad_check(on = Model { w: 1.0 }, at = 0.5)]
impl Model {
    #[grad_check]
    fn at_the_block(&self, x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }
}

#[grad_check]
#[grad_check]
impl Model {
    #[grad_check(at = 0.5)]
    fn twice_above(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }
}

#[grad_check]
impl Model {
    // On something that is no function.
    #[grad_check]
    const SCALE: f64 = 2.0;

    // Written in no form that is read.
    #[grad_check = "at = 0.5"]
    fn assigned(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[cfg_attr(test, grad_check(at = 0.5), grad_check = 3)]
    fn behind_cfg_attr(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[cfg_attr(test, grad_check(at = 0.5) grad_check(at = 3.0))]
    fn without_a_comma(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[grad_check(at = 0.5)]
    #[cfg_attr(test, grad_check(at = 3.0))]
    fn twice(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[grad_check(types(F = f64))]
    #[grad_check(types(F = f64))]
    fn twice_with_a_type<F: Copy>(x: F) -> (F, F) {
        (x, x)
    }

    #[grad_check(epz = 1e-7)]
    fn misspelt(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[grad_check]
    async fn asynchronous(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }
}

fn main() {}
