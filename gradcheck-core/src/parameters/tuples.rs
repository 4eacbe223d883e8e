//! Tuples: several parameters, each under its position.

use super::{Flatten, Flattened, Params, Restore};

macro_rules! tuple {
    ($($part:ident $position:tt),+) => {
        impl<$($part: Flatten),+> Flatten for ($($part,)+) {
            fn flatten(&self, into: &mut Flattened) {
                $(into.part(stringify!($position), &self.$position);)+
            }
        }
        impl<$($part: Params),+> Params for ($($part,)+) {
            fn restore(&mut self, from: &mut Restore<'_>) {
                $(from.stored(&mut self.$position);)+
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
