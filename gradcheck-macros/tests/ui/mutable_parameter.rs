use grad_check::grad_check;

#[grad_check(at = vec![1.0])]
fn in_place(x: &mut Vec<f64>) -> (f64, Vec<f64>) {
    (x[0], vec![1.0])
}

fn main() {}
