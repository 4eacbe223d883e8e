use grad_check::grad_check;

#[derive(Clone, Copy)]
enum Op {
    Leaf(usize),
    Add(usize, usize),
    Mul(usize, usize),
    Div(usize, usize),
    Sin(usize),
    Exp(usize),
}

fn program() -> Vec<Op> {
    use Op::{Add, Div, Exp, Leaf, Mul, Sin};
    vec![Leaf(0), Leaf(1), Leaf(2), Mul(0, 1), Sin(3), Exp(2), Add(4, 5), Div(6, 1), Mul(7, 7), Mul(8, 5), Add(9, 3)]
}

/// A program on a tape: each operation adds to the adjoints of its operands.
#[grad_check(at = [0.7, 1.4, -0.3], given(program = program()))]
fn tape(x: [f64; 3], program: &[Op]) -> (f64, [f64; 3]) {
    let mut v: Vec<f64> = Vec::with_capacity(program.len());
    for op in program {
        let value = match *op {
            Op::Leaf(i) => x[i],
            Op::Add(a, b) => v[a] + v[b],
            Op::Mul(a, b) => v[a] * v[b],
            Op::Div(a, b) => v[a] / v[b],
            Op::Sin(a) => v[a].sin(),
            Op::Exp(a) => v[a].exp(),
        };
        v.push(value);
    }
    let last = v.len() - 1;
    let mut bar = vec![0.0; v.len()];
    bar[last] = 1.0; //~ bar[last] = 2.0; //~ bar[last] = v[last]; //~ bar[last] = -1.0;
    let mut grad = [0.0; 3];
    for (k, op) in program.iter().enumerate().rev() {
        let out = bar[k]; //~ let out = v[k];
        match *op {
            Op::Leaf(i) => grad[i] += out, //~ Op::Leaf(i) => grad[i] = out * out, //~ Op::Leaf(i) => grad[i] -= out,
            Op::Add(a, b) => {
                bar[a] += out; //~ bar[a] = out * v[a]; //~ bar[a] -= out;
                bar[b] += out; //~ bar[b] = out; //~ bar[b] += 0.5 * out;
            }
            Op::Mul(a, b) => {
                bar[a] += out * v[b]; //~ bar[a] += out * v[a]; //~ bar[a] += out;
                bar[b] += out * v[a]; //~ bar[b] += out * v[b]; //~ bar[b] += out * v[k];
            }
            Op::Div(a, b) => {
                bar[a] += out / v[b]; //~ bar[a] += out * v[b]; //~ bar[a] += out / (v[b] * v[b]);
                bar[b] -= out * v[k] / v[b]; //~ bar[b] += out * v[k] / v[b]; //~ bar[b] -= out * v[a] / v[b]; //~ bar[b] -= out * v[k];
            }
            Op::Sin(a) => bar[a] += out * v[a].cos(), //~ Op::Sin(a) => bar[a] -= out * v[a].cos(), //~ Op::Sin(a) => bar[a] += out * v[a].sin(), //~ Op::Sin(a) => bar[a] += out * v[k].cos(),
            Op::Exp(a) => bar[a] += out * v[k], //~ Op::Exp(a) => bar[a] += out * v[a], //~ Op::Exp(a) => bar[a] += out, //~ Op::Exp(a) => bar[a] += out * v[k].exp(),
        }
    }
    (v[last], grad)
}
