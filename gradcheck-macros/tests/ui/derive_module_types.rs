use grad_check::Params;

mod angle {
    use grad_check::{Flattened, Restore};

    pub fn flatten(value: &f32, into: &mut Flattened) {
        into.block(&[], [*value]);
    }
    pub fn restore(value: &mut f32, from: &mut Restore<'_>) {
        from.number(value);
    }
}

#[derive(Clone, Params)]
struct Arm {
    #[params(with = angle)]
    shoulder: f64,
}

fn main() {}
