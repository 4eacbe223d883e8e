use grad_check::grad_check;

struct Model {
    w: f64,
}

#[grad_check]
impl Model {
    #[grad_check(at = 0.5)]
    fn of_which(&self, x: f64) -> (f64, f64) {
        (self.w * x, self.w)
    }

    #[grad_check(on = Model { w: 1.0 }, at = 0.5)]
    fn of_none(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[grad_check(on, at = 0.5)]
    fn without_a_value(&self, x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[grad_check(on = Model { w: 1.0 })]
    fn of_nothing(&self) -> (f64, f64) {
        (self.w, 1.0)
    }

    #[grad_check(at(self.w))]
    fn field_of_none(x: f64) -> (f64, (f64, f64)) {
        (x * x, (2.0 * x, 0.0))
    }

    #[grad_check(at(self = Model { w: 1.0 }, self.w))]
    fn whole_and_part(&self) -> (f64, f64) {
        (self.w, 1.0)
    }

    #[grad_check(on = Model { w: 1.0 }, at(self = Model { w: 2.0 }))]
    fn bound_twice(&self) -> (f64, f64) {
        (self.w, 1.0)
    }

    #[grad_check(on = Model { w: 1.0 }, at(self.w, y = 1.0))]
    fn unknown_argument(&self, x: f64) -> (f64, (f64, f64)) {
        (x * self.w, (self.w, x))
    }
}

#[grad_check(on = 3.0)]
fn free(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

fn main() {}
