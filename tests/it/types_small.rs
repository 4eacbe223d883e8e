//! glam's and mint's vectors and matrices: right gradients pass, and a wrong entry is located by row and column.

use glam::{DMat3, DVec3, Mat2, Vec2};
use grad_check::{Flattened, grad_check};
use mint::{ColumnMatrix2, RowMatrix2, Vector2, Vector3};

#[grad_check]
fn turned(a: DMat3, x: DVec3) -> (f64, (DMat3, DVec3)) {
    let y = a * x;
    let of_a = DMat3::from_cols(y * x.x, y * x.y, y * x.z);
    (y.length_squared() / 2.0, (of_a, a.transpose() * y))
}

#[should_panic(expected = "a[0, 2]")]
#[grad_check]
fn an_entry(a: DMat3, x: DVec3) -> (f64, (DMat3, DVec3)) {
    let (cost, (mut of_a, of_x)) = turned(a, x);
    of_a.z_axis.x *= 1.01;
    (cost, (of_a, of_x))
}

#[grad_check(jacobian)]
fn single(a: &Mat2, x: Vec2) -> (Vec2, ([[f32; 4]; 2], Mat2)) {
    let of_a = [[x.x, x.y, 0.0, 0.0], [0.0, 0.0, x.x, x.y]];
    (*a * x, (of_a, *a))
}

#[grad_check(at = vec![DVec3::new(0.5, -1.0, 2.0), DVec3::Y])]
fn several(points: &[DVec3]) -> (f64, Vec<DVec3>) {
    let cost = points.iter().map(|p| p.length_squared()).sum::<f64>() / 2.0;
    (cost, points.to_vec())
}

#[grad_check]
fn of_mint(x: Vector3<f64>, m: RowMatrix2<f64>) -> (f64, (Vector3<f64>, RowMatrix2<f64>)) {
    let of_x = Vector3 {
        x: 2.0 * x.x,
        y: x.z,
        z: x.y,
    };
    let of_m = [[m.y.x, 0.0], [m.x.x, 1.0]];
    (
        x.x * x.x + x.y * x.z + m.x.x * m.y.x + m.y.y,
        (of_x, of_m.into()),
    )
}

#[test]
fn a_matrix_is_read_by_rows_however_it_is_stored() {
    let columns = ColumnMatrix2 {
        x: Vector2 { x: 1.0, y: 3.0 },
        y: Vector2 { x: 2.0, y: 4.0 },
    };
    let of_glam = Mat2::from_cols(Vec2::new(1.0, 3.0), Vec2::new(2.0, 4.0));
    for flat in [Flattened::of(&columns), Flattened::of(&of_glam)] {
        assert_eq!(flat.values(), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(flat.blocks()[0].shape().to_string(), "2×2");
    }
}
