//! nalgebra's vectors, matrices, rotations and isometries: right gradients pass, mistakes are located,
//! and a rotation is moved through its exponential.

#![allow(clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref)]

use grad_check::{
    Flatten, Flattened, GradCheck, Params, Real, Report, Restore, Rng, Sample, Verdict, grad_check,
};
use nalgebra::{
    DMatrix, DVector, Isometry3, Matrix2, Matrix2x3, Matrix3, Point3, RealField, SVector,
    UnitQuaternion, Vector2, Vector3, Vector6,
};

#[grad_check(eps = 1e-6)]
fn vectors(x: Vector3<f64>, a: Matrix3<f64>) -> (f64, (Vector3<f64>, Matrix3<f64>)) {
    let y = a * x;
    (
        y.norm_squared() / 2.0,
        (a.transpose() * y, y * x.transpose()),
    )
}

#[grad_check(at(x = DVector::from_vec(vec![0.3, -1.2]), a = DMatrix::from_fn(3, 2, |i, j| (i + 2 * j) as f64)))]
fn dynamic(x: &DVector<f64>, a: &DMatrix<f64>) -> (f64, (DVector<f64>, DMatrix<f64>)) {
    let y = a * x;
    (
        y.norm_squared() / 2.0,
        (a.transpose() * &y, &y * x.transpose()),
    )
}

#[grad_check(jacobian)]
fn jacobians(x: Vector3<f64>) -> (Vector2<f64>, Matrix2x3<f64>) {
    let outputs = Vector2::new(x.x * x.y, x.z.exp());
    (outputs, Matrix2x3::new(x.y, x.x, 0.0, 0.0, 0.0, x.z.exp()))
}

#[grad_check(hessian)]
fn hessians(x: Vector2<f64>) -> (f64, Vector2<f64>, Matrix2<f64>) {
    let cost = x.x * x.x * x.y;
    let gradient = Vector2::new(2.0 * x.x * x.y, x.x * x.x);
    (
        cost,
        gradient,
        Matrix2::new(2.0 * x.y, 2.0 * x.x, 2.0 * x.x, 0.0),
    )
}

#[grad_check(pullback)]
fn pullbacks(x: Vector3<f64>) -> (Vector3<f64>, impl Fn(&Vector3<f64>) -> Vector3<f64>) {
    let y = x.map(f64::tanh);
    (y, move |u: &Vector3<f64>| {
        u.component_mul(&y.map(|y| 1.0 - y * y))
    })
}

/// The height of a turned vector: ∂(a · R v)/∂δ = v × Rᵀa.
#[grad_check(eps = 1e-6)]
fn a_rotation(r: UnitQuaternion<f64>) -> (f64, Vector3<f64>) {
    let (a, v) = (Vector3::new(1.0, 2.0, 3.0), Vector3::new(0.3, -0.5, 0.2));
    (a.dot(&(r * v)), v.cross(&(r.inverse() * a)))
}

#[test]
fn matrices_are_read_row_by_row_and_runs_of_vectors_are_one_block() {
    let flat = Flattened::of(&Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0));
    assert_eq!(flat.values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(flat.blocks()[0].shape().lengths(), [2, 3]);
    let flat = Flattened::of(&vec![Vector3::new(1.0, 2.0, 3.0); 2]);
    assert_eq!(flat.blocks()[0].shape().lengths(), [2, 3]);
    let flat = Flattened::of(&vec![Point3::new(1.0f32, 2.0, 3.0); 4]);
    assert_eq!(flat.blocks()[0].shape().lengths(), [4, 3]);
    let mut matrix = Matrix2x3::<f64>::zeros();
    matrix.restore(&mut Restore::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
    assert_eq!(matrix[(0, 2)], 3.0);
}

#[test]
fn a_mistake_in_a_matrix_is_located() {
    let report = GradCheck::new("f").arguments(["a"]).run(
        &Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0),
        |a| {
            let mut gradient = *a;
            gradient[(0, 1)] = 0.0;
            (a.norm_squared() / 2.0, gradient)
        },
    );
    let wrong: Vec<&str> = report.blocks()[0]
        .wrong()
        .map(grad_check::Component::path)
        .collect();
    assert_eq!(wrong, ["a[0, 1]"]);
}

/// Points that a rotation or an isometry moves, and where they are to be.
fn points<T: Real + RealField>(seed: u64) -> Vec<(Vector3<T>, Vector3<T>)> {
    let mut rng = Rng::new(seed).stream("points");
    let mut draw = || Vector3::new(rng.normal(), rng.normal(), rng.normal()).map(T::of);
    (0..4).map(|_| (draw(), draw())).collect()
}

fn numbers<T: Real + RealField, const N: usize>(vector: SVector<T, N>) -> [T; N] {
    std::array::from_fn(|i| vector[i])
}

/// Half the squared distance of turned points from their targets; each p pulls with p × Rᵀ(Rp − q).
fn turned<T: Real + RealField>(r: &UnitQuaternion<T>, seed: u64) -> (T, Vector3<T>) {
    let (mut cost, mut gradient) = (T::of(0.0), Vector3::zeros());
    for (p, q) in points::<T>(seed) {
        let apart = r * p - q;
        cost += apart.norm_squared() * T::of(0.5);
        gradient += p.cross(&(r.inverse() * apart));
    }
    (cost, gradient)
}

/// The same of an isometry: the translation pulls with Rᵀ(Tp − q).
fn moved<T: Real + RealField>(t: &Isometry3<T>, seed: u64) -> (T, Vector6<T>) {
    let (mut cost, mut gradient) = (T::of(0.0), Vector6::zeros());
    for (p, q) in points::<T>(seed) {
        let apart = t.rotation * p + t.translation.vector - q;
        let back = t.rotation.inverse() * apart;
        let turn = p.cross(&back);
        cost += apart.norm_squared() * T::of(0.5);
        gradient += Vector6::new(back.x, back.y, back.z, turn.x, turn.y, turn.z);
    }
    (cost, gradient)
}

#[test]
fn a_gradient_on_the_other_side_is_wrong() {
    // Global where the local one is due: R times the right one.
    let point = UnitQuaternion::from_euler_angles(0.3, -0.7, 1.1);
    let report = GradCheck::new("so3")
        .arguments(["attitude"])
        .run(&point, |r| {
            let (cost, gradient) = turned(r, 0);
            (cost, r * gradient)
        });
    assert_eq!(report.verdict(), Verdict::Fail);
    assert_eq!(report.blocks()[0].path(), "attitude");
    // Rotation first where translation is due.
    let point = Isometry3::from_parts(Vector3::new(0.3, 0.2, -0.5).into(), point);
    let report = GradCheck::new("se3").run(&point, |t| {
        let (cost, g) = moved(t, 0);
        (cost, [g[3], g[4], g[5], g[0], g[1], g[2]])
    });
    assert_eq!(report.verdict(), Verdict::Fail);
}

#[test]
fn a_single_wrong_component_of_a_tangent_vector_is_located() {
    let point = Isometry3::from_parts(
        Vector3::new(0.3, 0.2, -0.5).into(),
        UnitQuaternion::from_euler_angles(0.3, -0.7, 1.1),
    );
    let report = GradCheck::new("se3").arguments(["pose"]).run(&point, |t| {
        let (cost, mut gradient) = moved(t, 0);
        gradient[4] = -gradient[4];
        (cost, gradient)
    });
    let wrong: Vec<&str> = report.blocks()[0]
        .wrong()
        .map(grad_check::Component::path)
        .collect();
    assert_eq!(wrong, ["pose[4]"]);
}

/// A rotation beside a number that sits on a kink, so that the check looks beside the point: there too,
/// the gradient that the function returns is the one in the tangent space of where it stands.
#[test]
fn beside_a_kink_the_tangent_space_moves_along() {
    for seed in 0..50 {
        let r = UnitQuaternion::<f64>::sample(&mut Rng::new(seed));
        let with = |factor: f64| {
            GradCheck::new("kink").arguments(["r", "x"]).run(
                &(r, 0.0),
                |(r, x): &(UnitQuaternion<f64>, f64)| {
                    let (cost, gradient) = turned(r, seed);
                    let slope = if *x > 0.0 { cost } else { 0.0 };
                    (
                        cost * (1.0 + x.max(0.0)),
                        (factor * gradient * (1.0 + x.max(0.0)), slope),
                    )
                },
            )
        };
        with(1.0).assert();
        assert_eq!(with(1.001).blocks()[0].verdict(), Verdict::Fail);
    }
    // The kink is in a component of the rotation itself.
    let tilt = |r: &UnitQuaternion<f64>| {
        let z = (r * Vector3::z()).x;
        let slope = Vector3::z().cross(&(r.inverse() * Vector3::x()));
        (z.max(0.0), if z > 0.0 { slope } else { Vector3::zeros() })
    };
    GradCheck::new("tilt")
        .run(&UnitQuaternion::identity(), tilt)
        .assert();
}

#[derive(Clone, Params)]
struct Camera {
    #[params(with = grad_check::nalgebra::left)]
    attitude: UnitQuaternion<f64>,
    position: Vector3<f64>,
}

#[derive(Flatten)]
struct CameraGradient {
    attitude: [f64; 3],
    position: Vector3<f64>,
}

/// A field perturbed on the left: ∂(a · (R v + p))/∂δ = R v × a.
#[test]
fn a_field_may_be_perturbed_on_the_left() {
    let (a, v) = (Vector3::new(1.0, 2.0, 3.0), Vector3::new(0.3, -0.5, 0.2));
    let camera = Camera {
        attitude: UnitQuaternion::from_euler_angles(0.3, -0.7, 1.1),
        position: Vector3::new(0.5, 0.6, 0.7),
    };
    let check = |gradient: fn(&Camera, Vector3<f64>, Vector3<f64>) -> Vector3<f64>| -> Report {
        GradCheck::new("camera").run(&camera, |c: &Camera| {
            let attitude = numbers(gradient(c, a, v));
            let cost = a.dot(&(c.attitude * v + c.position));
            (
                cost,
                CameraGradient {
                    attitude,
                    position: a,
                },
            )
        })
    };
    check(|c, a, v| (c.attitude * v).cross(&a)).assert();
    let report = check(|c, a, v| v.cross(&(c.attitude.inverse() * a)));
    assert_eq!(report.blocks()[0].path(), "attitude");
    assert_eq!(report.blocks()[0].verdict(), Verdict::Fail);
    assert_eq!(report.blocks()[1].verdict(), Verdict::Pass);
}
