use grad_check::grad_check;

const SIDE: usize = 5;
const TAP: usize = 3;
const OUT: usize = SIDE - TAP + 1;

fn image(seed: f64) -> Vec<f64> {
    (0..SIDE * SIDE).map(|p| (seed + 0.9 * p as f64).sin()).collect()
}

/// A convolution of pictures in flat buffers, rectified smoothly, summed with weights, all by index.
#[grad_check(at(kernel = vec![0.2, -0.5, 0.3, 0.7, 0.1, -0.4, -0.2, 0.6, 0.5], bias = 0.1, head = vec![0.3, -0.6, 0.2, 0.8, -0.1, 0.5, -0.7, 0.4, 0.9]), given(images = vec![image(0.3), image(1.9), image(-2.2)], labels = vec![1.0, 0.0, 1.0]))]
fn conv2d(kernel: &[f64], bias: f64, head: &[f64], images: &[Vec<f64>], labels: &[f64]) -> (f64, (Vec<f64>, f64, Vec<f64>)) {
    let mut loss = 0.0;
    let mut d_kernel = vec![0.0; TAP * TAP];
    let mut d_bias = 0.0;
    let mut d_head = vec![0.0; OUT * OUT];
    for (image, &label) in images.iter().zip(labels) {
        let mut map = vec![bias; OUT * OUT];
        for r in 0..OUT {
            for c in 0..OUT {
                for i in 0..TAP {
                    for j in 0..TAP {
                        map[r * OUT + c] += kernel[i * TAP + j] * image[(r + i) * SIDE + c + j];
                    }
                }
            }
        }
        let act: Vec<f64> = map.iter().map(|&v| (1.0 + v.exp()).ln()).collect();
        let logit: f64 = act.iter().zip(head).map(|(a, h)| a * h).sum();
        let p = 1.0 / (1.0 + (-logit).exp());
        loss -= label * p.ln() + (1.0 - label) * (1.0 - p).ln();

        let d_logit = p - label; //~ let d_logit = label - p; //~ let d_logit = p; //~ let d_logit = (p - label) * p * (1.0 - p);
        for r in 0..OUT {
            for c in 0..OUT {
                let at = r * OUT + c; //~ let at = c * OUT + r;
                d_head[at] += d_logit * act[at]; //~ d_head[at] += d_logit * map[at]; //~ d_head[at] = d_logit * act[at]; //~ d_head[at] -= d_logit * act[at]; //~ d_head[at] += act[at];
                let d_act = d_logit * head[at]; //~ let d_act = d_logit; //~ let d_act = d_logit * act[at]; //~ let d_act = -d_logit * head[at];
                let d_map = d_act / (1.0 + (-map[at]).exp()); //~ let d_map = d_act; //~ let d_map = d_act / (1.0 + map[at].exp()); //~ let d_map = d_act * act[at]; //~ let d_map = d_act / (1.0 + (-act[at]).exp());
                d_bias += d_map; //~ d_bias = d_map; //~ d_bias += d_act; //~ d_bias -= d_map; //~ d_bias += d_map * bias;
                for i in 0..TAP {
                    for j in 0..TAP {
                        d_kernel[i * TAP + j] += d_map * image[(r + i) * SIDE + c + j]; //~ d_kernel[i * TAP + j] += d_map * image[(r + j) * SIDE + c + i]; //~ d_kernel[i * TAP + j] += d_map * image[r * SIDE + c]; //~ d_kernel[i * TAP + j] = d_map * image[(r + i) * SIDE + c + j]; //~ d_kernel[j * TAP + i] += d_map * image[(r + i) * SIDE + c + j]; //~ d_kernel[i * TAP + j] += d_act * image[(r + i) * SIDE + c + j];
                    }
                }
            }
        }
    }
    (loss, (d_kernel, d_bias, d_head))
}
