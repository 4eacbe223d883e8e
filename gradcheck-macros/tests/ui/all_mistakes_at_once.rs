use grad_check::grad_check;
use std::collections::BTreeMap;

#[grad_check(esp = 1e-7, tol)]
async fn many(p: &BTreeMap<String, f64>) -> f64 {
    p["a"]
}

fn main() {}
