use grad_check::grad_check;

/// Each point's distance along a curve by Newton's method; the gradient by the implicit function theorem.
#[grad_check(at(bend = [0.4, -0.3, 0.2], lift = 0.3), given(points = vec![[0.3, 0.8], [1.1, 0.2], [-0.6, 0.5], [0.8, -0.4]]))]
fn projected(bend: [f64; 3], lift: f64, points: &[[f64; 2]]) -> (f64, ([f64; 3], f64)) {
    let height = |u: f64| lift + bend[0] * u + bend[1] * u * u + bend[2] * u * u * u;
    let rise = |u: f64| bend[0] + 2.0 * bend[1] * u + 3.0 * bend[2] * u * u;
    let curve = |u: f64| 2.0 * bend[1] + 6.0 * bend[2] * u;
    let goal = 0.4;
    let mut cost = 0.0;
    let mut of_bend = [0.0; 3];
    let mut of_lift = 0.0;
    for point in points {
        let mut foot = point[0];
        for _ in 0..60 {
            let residual = foot - point[0] + rise(foot) * (height(foot) - point[1]);
            foot -= 0.5 * residual / (1.0 + rise(foot) * rise(foot));
        }
        let (dx, dy) = (foot - point[0], height(foot) - point[1]);
        cost += (dx * dx + dy * dy - goal).powi(2) + 0.3 * foot * foot;

        let weight = 2.0 * (dx * dx + dy * dy - goal); //~ let weight = dx * dx + dy * dy - goal; //~ let weight = 2.0 * (dx * dx + dy * dy); //~ let weight = 2.0 * goal;
        let slope = rise(foot); //~ let slope = height(foot); //~ let slope = rise(point[0]); //~ let slope = curve(foot);
        let by_foot = 0.6 * foot + weight * 2.0 * (dx + dy * slope); //~ let by_foot = 0.3 * foot + weight * 2.0 * (dx + dy * slope); //~ let by_foot = weight * 2.0 * (dx + dy * slope); //~ let by_foot = 0.6 * point[0] + weight * 2.0 * (dx + dy * slope);
        let stiff = 1.0 + slope * slope + dy * curve(foot); //~ let stiff = 1.0 + slope * slope; //~ let stiff = 1.0 + slope + dy * curve(foot); //~ let stiff = slope * slope + dy * curve(foot); //~ let stiff = 1.0 + slope * slope - dy * curve(foot);
        let multiplier = -by_foot / stiff; //~ let multiplier = by_foot / stiff; //~ let multiplier = -by_foot; //~ let multiplier = -by_foot / (stiff * stiff);
        let of_height = weight * 2.0 * dy + multiplier * slope; //~ let of_height = weight * dy + multiplier * slope; //~ let of_height = weight * 2.0 * dy; //~ let of_height = weight * 2.0 * dy + multiplier; //~ let of_height = weight * 2.0 * dx + multiplier * slope;
        let of_rise = multiplier * dy; //~ let of_rise = multiplier * dx; //~ let of_rise = multiplier; //~ let of_rise = -multiplier * dy; //~ let of_rise = by_foot * dy;
        of_lift += of_height; //~ of_lift += of_height * slope; //~ of_lift = of_height; //~ of_lift += weight;
        let mut power = 1.0; //~ let mut power = foot; //~ let mut power = 0.0;
        for (k, grad) in of_bend.iter_mut().enumerate() {
            *grad += of_rise * (k + 1) as f64 * power; //~ *grad += of_rise * power; //~ *grad += of_rise * k as f64 * power; //~ *grad = of_rise * (k + 1) as f64 * power;
            power *= foot; //~ power = foot; //~ power *= point[0];
            *grad += of_height * power; //~ *grad += of_height; //~ *grad -= of_height * power; //~ *grad += multiplier * power; //~ *grad = of_height * power;
        }
    }
    (cost, (of_bend, of_lift)) //~ (cost, (of_bend, -of_lift))
}
