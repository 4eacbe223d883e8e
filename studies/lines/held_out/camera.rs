use grad_check::{Params, grad_check};

type V3 = [f64; 3];
type M3 = [[f64; 3]; 3];

#[derive(Clone, Copy, Params)]
struct Camera {
    /// Axis times angle.
    rotation: V3,
    translation: V3,
    focal: f64,
    k1: f64,
}

fn cross(a: V3, b: V3) -> V3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn dot(a: V3, b: V3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn add(a: V3, b: V3) -> V3 {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

fn scale(a: V3, s: f64) -> V3 {
    a.map(|v| v * s)
}

fn camera() -> Camera {
    Camera { rotation: [0.3, -0.5, 0.2], translation: [0.1, -0.2, 4.0], focal: 1.4, k1: -0.12 }
}

fn scene() -> Vec<(V3, [f64; 2])> {
    vec![
        ([0.5, -0.7, 0.2], [0.3, -0.1]),
        ([-1.1, 0.4, 0.6], [-0.2, 0.35]),
        ([0.9, 1.2, -0.3], [0.5, 0.2]),
        ([-0.4, -0.9, -0.8], [-0.3, -0.5]),
    ]
}

/// The reprojection error of points seen by a camera with one coefficient of radial distortion.
#[grad_check(at(cam = camera(), points = scene().iter().map(|s| s.0).collect::<Vec<_>>()), given(seen = scene().iter().map(|s| s.1).collect::<Vec<_>>()))]
fn reprojection(cam: &Camera, points: &[V3], seen: &[[f64; 2]]) -> (f64, (Camera, Vec<V3>)) {
    let w = cam.rotation;
    let angle = dot(w, w).sqrt();
    let (sin, cos) = angle.sin_cos();
    // Rodrigues: R x = a x + b w × x + c (w·x) w
    let (a, b, c) = (cos, sin / angle, (1.0 - cos) / (angle * angle));

    let mut cost = 0.0;
    let mut g = Camera { rotation: [0.0; 3], translation: [0.0; 3], focal: 0.0, k1: 0.0 };
    let mut g_points = Vec::new();
    for (&x, px) in points.iter().zip(seen) {
        let p = add(add(scale(x, a), scale(cross(w, x), b)), add(scale(w, c * dot(w, x)), cam.translation));
        let u = [p[0] / p[2], p[1] / p[2]];
        let r2 = u[0] * u[0] + u[1] * u[1];
        let d = 1.0 + cam.k1 * r2;
        let e = [cam.focal * d * u[0] - px[0], cam.focal * d * u[1] - px[1]];
        cost += 0.5 * (e[0] * e[0] + e[1] * e[1]);

        let eu = e[0] * u[0] + e[1] * u[1]; //~ let eu = e[0] * u[0]; //~ let eu = e[0] * u[0] - e[1] * u[1]; //~ let eu = e[0] * u[1] + e[1] * u[0]; //~ let eu = e[0] * p[0] + e[1] * p[1];
        g.focal += d * eu; //~ g.focal += eu; //~ g.focal = d * eu; //~ g.focal += d * eu / cam.focal; //~ g.focal -= d * eu;
        g.k1 += cam.focal * r2 * eu; //~ g.k1 += r2 * eu; //~ g.k1 += cam.focal * r2 * r2 * eu; //~ g.k1 += cam.focal * r2.sqrt() * eu;
        let radial = 2.0 * cam.focal * cam.k1 * eu; //~ let radial = cam.focal * cam.k1 * eu; //~ let radial = 2.0 * cam.focal * eu; //~ let radial = 0.0; //~ let radial = 2.0 * cam.k1 * eu;
        let gu = [cam.focal * d * e[0] + radial * u[0], cam.focal * d * e[1] + radial * u[1]]; //~ let gu = [cam.focal * d * e[0] + radial * u[0], cam.focal * d * e[1] + radial * u[0]]; //~ let gu = [cam.focal * d * e[0] - radial * u[0], cam.focal * d * e[1] - radial * u[1]]; //~ let gu = [cam.focal * e[0] + radial * u[0], cam.focal * e[1] + radial * u[1]];
        let gp = [gu[0] / p[2], gu[1] / p[2], -(gu[0] * u[0] + gu[1] * u[1]) / p[2]]; //~ let gp = [gu[0] / p[2], gu[1] / p[2], (gu[0] * u[0] + gu[1] * u[1]) / p[2]]; //~ let gp = [gu[0] / p[2], gu[1] / p[2], 0.0]; //~ let gp = [gu[0] / p[2], gu[1] / p[2], -(gu[0] * p[0] + gu[1] * p[1]) / p[2]]; //~ let gp = [gu[0], gu[1], -(gu[0] * u[0] + gu[1] * u[1])];
        g.translation = add(g.translation, gp); //~ g.translation = gp; //~ g.translation = add(g.translation, scale(gp, -1.0)); //~ g.translation = add(g.translation, x);
        let (ga, gb, gc) = (dot(gp, x), dot(gp, cross(w, x)), dot(gp, w) * dot(w, x)); //~ let (ga, gb, gc) = (dot(gp, p), dot(gp, cross(w, x)), dot(gp, w) * dot(w, x)); //~ let (ga, gb, gc) = (dot(gp, x), dot(gp, cross(x, w)), dot(gp, w) * dot(w, x)); //~ let (ga, gb, gc) = (dot(gp, x), dot(gp, cross(w, x)), dot(gp, w)); //~ let (ga, gb, gc) = (0.0, dot(gp, cross(w, x)), dot(gp, w) * dot(w, x));
        let g_angle = -ga * sin + gb * (cos - b) / angle + gc * (b - 2.0 * c) / angle; //~ let g_angle = ga * sin + gb * (cos - b) / angle + gc * (b - 2.0 * c) / angle; //~ let g_angle = -ga * sin + gb * cos / angle + gc * (b - 2.0 * c) / angle; //~ let g_angle = -ga * sin + gb * (cos - b) / angle + gc * (b - c) / angle; //~ let g_angle = -ga * sin + gb * (cos - b) / angle + gc * (b - 2.0 * c);
        let mut gw = scale(w, g_angle / angle); //~ let mut gw = scale(w, g_angle); //~ let mut gw = scale(w, 2.0 * g_angle / angle); //~ let mut gw = [0.0; 3];
        gw = add(gw, scale(cross(x, gp), b)); //~ gw = add(gw, scale(cross(gp, x), b)); //~ gw = add(gw, cross(x, gp)); //~ gw = scale(cross(x, gp), b); //~ gw = add(gw, scale(cross(w, gp), b));
        gw = add(gw, scale(add(scale(gp, dot(w, x)), scale(x, dot(w, gp))), c)); //~ gw = add(gw, scale(gp, dot(w, x) * c)); //~ gw = add(gw, scale(add(scale(gp, dot(w, x)), scale(w, dot(w, gp))), c)); //~ gw = add(gw, scale(add(scale(gp, dot(w, x)), scale(x, dot(w, gp))), 0.5 * c));
        g.rotation = add(g.rotation, gw); //~ g.rotation = gw; //~ g.rotation = add(g.rotation, scale(gw, 0.5));
        g_points.push(add(add(scale(gp, a), scale(cross(gp, w), b)), scale(w, c * dot(w, gp)))); //~ g_points.push(add(add(scale(gp, a), scale(cross(w, gp), b)), scale(w, c * dot(w, gp)))); //~ g_points.push(gp); //~ g_points.push(add(scale(gp, a), scale(cross(gp, w), b))); //~ g_points.push(add(add(scale(gp, a), scale(cross(gp, w), b)), scale(w, c * dot(w, x))));
    }
    (cost, (g, g_points))
}
