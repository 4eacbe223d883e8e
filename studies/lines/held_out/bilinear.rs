use grad_check::grad_check;
use ndarray::{Array1, Array2};

fn texture() -> Array2<f64> {
    Array2::from_shape_fn((5, 5), |(r, c)| (0.9 * r as f64).sin() + (1.3 * c as f64 + 0.6 * r as f64).cos())
}

/// Registration of patches: an affine map takes points into the texture, which is interpolated between its pixels.
#[grad_check(
    at(affine = ndarray::array![[0.9, 0.15], [-0.1, 1.05]], shift = ndarray::array![0.37, 0.81], brightness = 0.1, texture = texture()),
    given(points = vec![(0.3, 0.8), (1.4, 0.6), (2.2, 1.9), (0.7, 2.5)], values = vec![0.9, -0.4, 0.3, 1.2])
)]
fn register(
    affine: &Array2<f64>,
    shift: &Array1<f64>,
    brightness: f64,
    texture: &Array2<f64>,
    points: &[(f64, f64)],
    values: &[f64],
) -> (f64, (Array2<f64>, Array1<f64>, f64, Array2<f64>)) {
    let mut loss = 0.0;
    let mut g_affine = Array2::zeros((2, 2));
    let mut g_shift = Array1::zeros(2);
    let mut g_bright = 0.0;
    let mut g_tex = Array2::zeros(texture.dim());
    for (&(x, y), &v) in points.iter().zip(values) {
        let tx = affine[[0, 0]] * x + affine[[0, 1]] * y + shift[0];
        let ty = affine[[1, 0]] * x + affine[[1, 1]] * y + shift[1];
        let (c, r) = (tx.floor() as usize, ty.floor() as usize);
        let (fx, fy) = (tx - tx.floor(), ty - ty.floor());
        let [t00, t01, t10, t11] = [[r, c], [r, c + 1], [r + 1, c], [r + 1, c + 1]].map(|at| texture[at]);
        let top = t00 * (1.0 - fx) + t01 * fx;
        let bottom = t10 * (1.0 - fx) + t11 * fx;
        let sample = top * (1.0 - fy) + bottom * fy + brightness;
        loss += (sample - v).powi(2);

        let g = 2.0 * (sample - v); //~ let g = sample - v; //~ let g = 2.0 * (v - sample); //~ let g = 2.0 * (sample - v - brightness);
        g_bright += g; //~ g_bright = g; //~ g_bright += g * sample; //~ g_bright += g * (1.0 - fy);
        let g_top = g * (1.0 - fy); //~ let g_top = g * fy; //~ let g_top = g; //~ let g_top = g * (1.0 - fx);
        let g_bottom = g * fy; //~ let g_bottom = g * (1.0 - fy); //~ let g_bottom = g * fx;
        g_tex[[r, c]] += g_top * (1.0 - fx); //~ g_tex[[r, c]] += g_top * fx; //~ g_tex[[c, r]] += g_top * (1.0 - fx); //~ g_tex[[r, c]] -= g_top * (1.0 - fx);
        g_tex[[r, c + 1]] += g_top * fx; //~ g_tex[[r, c]] += g_top * fx; //~ g_tex[[r, c + 1]] = g_top * fx; //~ g_tex[[r, c + 1]] += g_bottom * fx;
        g_tex[[r + 1, c]] += g_bottom * (1.0 - fx); //~ g_tex[[r + 1, c]] += g_bottom * (1.0 - fy); //~ g_tex[[r, c + 1]] += g_bottom * (1.0 - fx);
        g_tex[[r + 1, c + 1]] += g_bottom * fx; //~ g_tex[[r + 1, c + 1]] += g * fx; //~ g_tex[[r + 1, c + 1]] += g_bottom * t11;
        let g_tx = g_top * (t01 - t00) + g_bottom * (t11 - t10); //~ let g_tx = g_top * (t00 - t01) + g_bottom * (t10 - t11); //~ let g_tx = g_top * (t01 - t00); //~ let g_tx = g * (t01 - t00 + t11 - t10); //~ let g_tx = g_top * t01 + g_bottom * t11;
        let g_ty = g * (bottom - top); //~ let g_ty = g * (top - bottom); //~ let g_ty = g * (t10 - t00); //~ let g_ty = g_bottom * bottom - g_top * top; //~ let g_ty = bottom - top;
        for (k, g_t) in [g_tx, g_ty].into_iter().enumerate() { //~ for (k, g_t) in [g_ty, g_tx].into_iter().enumerate() { //~ for (k, g_t) in [g_tx * fx, g_ty * fy].into_iter().enumerate() {
            g_affine[[k, 0]] += g_t * x; //~ g_affine[[k, 0]] += g_t * tx; //~ g_affine[[0, k]] += g_t * x; //~ g_affine[[k, 0]] = g_t * x;
            g_affine[[k, 1]] += g_t * y; //~ g_affine[[k, 1]] += g_t * x; //~ g_affine[[k, 1]] += g_t * fy;
            g_shift[k] += g_t; //~ g_shift[k] += g; //~ g_shift[k] -= g_t; //~ g_shift[k] = g_t;
        }
    }
    (loss, (g_affine, g_shift, g_bright, g_tex))
}
