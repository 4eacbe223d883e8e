use grad_check::grad_check;

struct Net {
    w: f64,
}

// Nothing says which net.
#[grad_check(at(net.w))]
fn unbound(net: &Net) -> (f64, f64) {
    (net.w, 1.0)
}

// A field of what is no argument.
#[grad_check(at(mlp.w), given(net = Net { w: 1.0 }))]
fn misspelt(net: &Net) -> (f64, f64) {
    (net.w, 1.0)
}

// Fields of two arguments.
#[grad_check(at(a.w, b.w), given(a = Net { w: 1.0 }, b = Net { w: 1.0 }))]
fn two(a: &Net, b: &Net) -> (f64, (f64, f64)) {
    (a.w + b.w, (1.0, 1.0))
}

fn main() {}
