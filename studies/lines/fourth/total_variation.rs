use grad_check::grad_check;

const W: usize = 4;
const H: usize = 3;

fn picture() -> Vec<f64> {
    (0..W * H).map(|k| (0.9 * k as f64).sin() + 0.3 * (k % 3) as f64).collect()
}

fn observed() -> Vec<f64> {
    (0..W * H).map(|k| (0.7 * k as f64 + 0.4).cos()).collect()
}

/// Smoothed total variation and a blurred data term over a flat picture.
#[grad_check(at = picture(), given(data = observed()))]
fn denoised(image: &[f64], data: &[f64]) -> (f64, Vec<f64>) {
    let (lambda, eps) = (0.3, 1e-2);
    let at = |i: usize, j: usize| i * W + j;
    let right = |i: usize, j: usize| if j + 1 < W { image[at(i, j + 1)] - image[at(i, j)] } else { 0.0 };
    let down = |i: usize, j: usize| if i + 1 < H { image[at(i + 1, j)] - image[at(i, j)] } else { 0.0 };
    let blur = |i: usize, j: usize| {
        let left = if j > 0 { image[at(i, j - 1)] } else { image[at(i, j)] };
        0.75 * image[at(i, j)] + 0.25 * left
    };
    let mut cost = 0.0;
    let mut grad = vec![0.0; W * H];
    for i in 0..H {
        for j in 0..W {
            let miss = blur(i, j) - data[at(i, j)];
            let (gx, gy) = (right(i, j), down(i, j));
            let length = (gx * gx + gy * gy + eps).sqrt();
            cost += 0.5 * miss * miss + lambda * length;

            grad[at(i, j)] += 0.75 * miss; //~ grad[at(i, j)] += miss; //~ grad[at(i, j)] += 0.25 * miss; //~ grad[at(i, j)] -= 0.75 * miss;
            let to_left = if j > 0 { at(i, j - 1) } else { at(i, j) }; //~ let to_left = if j > 0 { at(i, j - 1) } else { at(i, W - 1) }; //~ let to_left = if i > 0 { at(i - 1, j) } else { at(i, j) }; //~ let to_left = at(i, j);
            grad[to_left] += 0.25 * miss; //~ grad[to_left] += 0.75 * miss; //~ grad[to_left] -= 0.25 * miss; //~ grad[to_left] += 0.25; //~ grad[to_left] = 0.25 * miss;
            let across = lambda * gx / length; //~ let across = gx / length; //~ let across = lambda * gx; //~ let across = lambda * gy / length; //~ let across = lambda * gx / (length * length);
            let along = lambda * gy / length; //~ let along = lambda * gy / (length + eps); //~ let along = -lambda * gy / length; //~ let along = 2.0 * lambda * gy / length;
            grad[at(i, j)] -= across + along; //~ grad[at(i, j)] += across + along; //~ grad[at(i, j)] -= across; //~ grad[at(i, j)] -= across - along;
            if j + 1 < W {
                grad[at(i, j + 1)] += across; //~ grad[at(i, j + 1)] += along; //~ grad[at(i, j + 1)] -= across; //~ grad[at(i, j)] += across;
            }
            if i + 1 < H {
                grad[at(i + 1, j)] += along; //~ grad[at(i + 1, j)] += across; //~ grad[at(i + 1, j)] += 2.0 * along;
            }
        }
    }
    (cost, grad)
}
