//! mint's vectors, points and matrices, which mathematical crates convert theirs to. A matrix has the shape r × c, read row
//! by row, whichever way it is stored.

use super::turned;
use crate::parameters::{Element, Flatten, Flattened, Params, Real, Restore};
use crate::points::{Rng, Sample};
use mint::{ColumnMatrix2, ColumnMatrix3, ColumnMatrix4, RowMatrix2, RowMatrix3, RowMatrix4};
use mint::{Point2, Point3, Vector2, Vector3, Vector4};

macro_rules! vectors {
    ($($type:ident: $n:literal),*) => {
        $(as_array!([T: Real + Params + Sample] $type<T>, [T; $n], Into::into, Self::from);)*
    };
}
vectors!(Vector2: 2, Vector3: 3, Vector4: 4, Point2: 2, Point3: 3);

macro_rules! matrices {
    ($($rows:ident, $columns:ident: $n:literal),*) => {$(
        as_array!([T: Real + Params + Sample] $rows<T>, [[T; $n]; $n], Into::into, Self::from);
        as_array!([T: Real + Params + Sample] $columns<T>, [[T; $n]; $n],
            |m: Self| turned(m.into()), |rows| Self::from(turned(rows)));
    )*};
}
matrices!(RowMatrix2, ColumnMatrix2: 2, RowMatrix3, ColumnMatrix3: 3, RowMatrix4, ColumnMatrix4: 4);
