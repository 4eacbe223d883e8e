use grad_check::grad_check;

#[grad_check]
fn no_argument() -> (f64, f64) {
    (0.0, 0.0)
}

#[grad_check(given(x = 1.0))]
fn all_held_fixed(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check]
#[rustfmt::skip]
fn thirteen(a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, g: f64, h: f64, i: f64, j: f64, k: f64, l: f64, m: f64) -> (f64, [f64; 13]) {
    (a + b + c + d + e + f + g + h + i + j + k + l + m, [1.0; 13])
}

fn main() {}
