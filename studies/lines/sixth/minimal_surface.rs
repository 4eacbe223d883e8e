use grad_check::grad_check;

const SIDE: usize = 4;

/// The area of a sheet over a square of triangles; the gradient is written to the buffer that is handed in.
#[grad_check(
    out(grad),
    at(heights = (0..16).map(|k| 0.4 * (1.7 * k as f64).sin()).collect::<Vec<f64>>()),
    given(width = 0.5, load = 0.3)
)]
fn minimal_surface(heights: &[f64], grad: &mut [f64], width: f64, load: f64) -> f64 {
    grad.fill(0.0);
    let mut area = 0.0;
    for row in 0..SIDE - 1 {
        for column in 0..SIDE - 1 {
            let corner = row * SIDE + column;
            for (a, b, c) in [(corner, corner + 1, corner + SIDE), (corner + SIDE + 1, corner + SIDE, corner + 1)] {
                let along = (heights[b] - heights[a]) / width;
                let across = (heights[c] - heights[a]) / width;
                let stretch = (1.0 + along * along + across * across).sqrt();
                let sheet = 0.5 * width * width;
                area += sheet * stretch;
                let d_along = sheet * along / stretch; //~ let d_along = sheet * along; //~ let d_along = sheet * across / stretch; //~ let d_along = along / stretch; //~ let d_along = 2.0 * sheet * along / stretch;
                let d_across = sheet * across / stretch; //~ let d_across = sheet * across * stretch; //~ let d_across = -sheet * across / stretch; //~ let d_across = sheet * across / (stretch * stretch);
                grad[b] += d_along / width; //~ grad[b] += d_along; //~ grad[b] -= d_along / width; //~ grad[b] = d_along / width; //~ grad[c] += d_along / width; //~ grad[b] += d_across / width;
                grad[c] += d_across / width; //~ grad[c] += d_along / width; //~ grad[c] += d_across * width; //~ grad[c] = d_across / width; //~ grad[a] += d_across / width;
                grad[a] -= (d_along + d_across) / width; //~ grad[a] -= d_along / width; //~ grad[a] += (d_along + d_across) / width; //~ grad[a] -= (d_along - d_across) / width; //~ grad[a] -= d_along + d_across; //~ grad[a] = -(d_along + d_across) / width;
            }
        }
    }
    let mut work = 0.0;
    for (k, h) in heights.iter().enumerate() {
        let pressure = load * (1.0 + k as f64).recip();
        work += pressure * h * h;
        grad[k] += 2.0 * pressure * h; //~ grad[k] += pressure * h; //~ grad[k] += 2.0 * pressure; //~ grad[k] -= 2.0 * pressure * h; //~ grad[k] = 2.0 * pressure * h; //~ grad[k] += 2.0 * load * h;
    }
    area + work
}
