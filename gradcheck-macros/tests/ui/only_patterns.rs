use grad_check::grad_check;

#[grad_check(only = ["layers[1", "", "a..b", "w]", "layers[x]", "[0]w"])]
fn cost(w: f64) -> (f64, f64) { (w * w, 2.0 * w) }

#[grad_check(only = ["a. .b", "w[+1]", "w[01]", "w[1", "w"])]
fn another(w: f64) -> (f64, f64) { (w * w, 2.0 * w) }

fn main() {}
