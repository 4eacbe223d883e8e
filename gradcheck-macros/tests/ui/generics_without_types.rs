use grad_check::grad_check;

#[grad_check(at = [1.0, 2.0])]
fn forgotten<F: Copy, const N: usize>(x: [F; N]) -> (F, [F; N]) {
    (x[0], x)
}

#[grad_check(at = [1.0, 2.0], types(F = f64))]
fn incomplete<F: Copy, const N: usize>(x: [F; N]) -> (F, [F; N]) {
    (x[0], x)
}

#[grad_check(at = 1.0, types(G = f64))]
fn misnamed<F: Copy>(x: F) -> (F, F) {
    (x, x)
}

#[grad_check(at = 1.0, types(F = f64))]
fn not_generic(x: f64) -> (f64, f64) {
    (x, 1.0)
}

trait Rng {}

#[grad_check(at = 1.0, given(f = |x| x, rng = ()))]
fn not_numbers<T: Copy, F: Fn(T, &f64) -> T, R: Rng>(x: T, f: F, rng: &mut R) -> (T, T) {
    let _ = rng;
    (f(x, &0.0), x)
}

fn main() {}
