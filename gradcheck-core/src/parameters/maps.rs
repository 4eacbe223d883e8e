//! Maps from a name or a number to a block, sorted by key so that the order of θ never depends on a hash.

use super::{Flatten, Flattened, MapKey, Params, Restore};
use crate::order::sort_by;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

impl<K: MapKey, T: Flatten> Flatten for BTreeMap<K, T> {
    fn flatten(&self, into: &mut Flattened) {
        into.parts(self.len(), self.iter(), |into, (key, part)| {
            key.append(part, into);
        });
    }
}

impl<K: MapKey + Clone, T: Params> Params for BTreeMap<K, T> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        from.stored_all(self.values_mut());
    }
}

impl<K: MapKey + Hash, T: Flatten, S: BuildHasher> Flatten for HashMap<K, T, S> {
    fn flatten(&self, into: &mut Flattened) {
        let mut parts: Vec<_> = self.iter().collect();
        sort_by(&mut parts, |(a, _), (b, _)| a.cmp(b));
        into.parts(parts.len(), parts.into_iter(), |into, (key, part)| {
            key.append(part, into);
        });
    }
}

impl<K, T, S> Params for HashMap<K, T, S>
where
    K: MapKey + Hash + Clone,
    T: Params,
    S: BuildHasher + Clone,
{
    fn restore(&mut self, from: &mut Restore<'_>) {
        let mut parts: Vec<_> = self.iter_mut().collect();
        sort_by(&mut parts, |(a, _), (b, _)| a.cmp(b));
        from.stored_all(parts.into_iter().map(|(_, part)| part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(flat: &Flattened) -> Vec<String> {
        let paths = flat.blocks().iter().map(|block| block.path().to_string());
        paths.collect()
    }

    #[test]
    fn a_hash_map_is_read_and_written_in_the_order_of_its_keys() {
        let mut map: HashMap<String, [f64; 1]> = [("b", 2.0), ("c", 3.0), ("a", 1.0)]
            .map(|(k, x)| (k.to_owned(), [x]))
            .into();
        assert_eq!(Flattened::of(&map).values(), [1.0, 2.0, 3.0]);
        map.restore(&mut Restore::new(&[4.0, 5.0, 6.0]));
        assert_eq!(map["b"], [5.0]);
    }

    #[test]
    fn integers_are_positions_and_sorted_as_numbers() {
        let mut map = HashMap::from([(10u32, 3.0), (2, 2.0), (0, 1.0)]);
        assert_eq!(paths(&Flattened::of(&map)), ["[0]", "[2]", "[10]"]);
        map.restore(&mut Restore::new(&[4.0, 5.0, 6.0]));
        assert_eq!((map[&0], map[&2], map[&10]), (4.0, 5.0, 6.0));
        let signed = BTreeMap::from([(1i64, 1.0), (-2, 2.0)]);
        assert_eq!(paths(&Flattened::of(&signed)), ["-2", "[1]"]);
    }
}
