//! glam's vectors and matrices. A matrix has the shape r × c, read row by row.

use super::turned;
use crate::parameters::{Element, Flatten, Flattened, Params, Restore};
use crate::points::{Rng, Sample};
use glam::{DMat2, DMat3, DMat4, DVec2, DVec3, DVec4, Mat2, Mat3, Mat4, Vec2, Vec3, Vec3A, Vec4};

macro_rules! vectors {
    ($($type:ident: [$real:ident; $n:literal]),*) => {
        $(as_array!([] $type, [$real; $n], |v: Self| v.to_array(), Self::from_array);)*
    };
}
vectors!(Vec2: [f32; 2], Vec3: [f32; 3], Vec3A: [f32; 3], Vec4: [f32; 4]);
vectors!(DVec2: [f64; 2], DVec3: [f64; 3], DVec4: [f64; 4]);

macro_rules! matrices {
    ($($type:ident: [$real:ident; $n:literal]),*) => {$(
        as_array!([] $type, [[$real; $n]; $n],
            |m: Self| turned(m.to_cols_array_2d()), |rows| Self::from_cols_array_2d(&turned(rows)));
    )*};
}
matrices!(Mat2: [f32; 2], Mat3: [f32; 3], Mat4: [f32; 4]);
matrices!(DMat2: [f64; 2], DMat3: [f64; 3], DMat4: [f64; 4]);
