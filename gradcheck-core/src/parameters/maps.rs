//! Maps from a name to a block, sorted by name so that the order of θ never depends on a hash.

use super::{Flatten, Flattened, Params, Restore};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

impl<K: AsRef<str> + Ord, T: Flatten> Flatten for BTreeMap<K, T> {
    fn flatten(&self, into: &mut Flattened) {
        self.iter()
            .for_each(|(name, part)| into.part(name.as_ref(), part));
    }
}

impl<K: AsRef<str> + Ord + Clone, T: Params> Params for BTreeMap<K, T> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        self.values_mut().for_each(|part| part.restore(from));
    }
}

impl<K: AsRef<str> + Ord + Hash, T: Flatten, S: BuildHasher> Flatten for HashMap<K, T, S> {
    fn flatten(&self, into: &mut Flattened) {
        let mut parts: Vec<_> = self.iter().collect();
        parts.sort_by_key(|&(name, _)| name);
        for (name, part) in parts {
            into.part(name.as_ref(), part);
        }
    }
}

impl<K, T, S> Params for HashMap<K, T, S>
where
    K: AsRef<str> + Ord + Hash + Clone,
    T: Params,
    S: BuildHasher + Clone,
{
    fn restore(&mut self, from: &mut Restore<'_>) {
        let mut parts: Vec<_> = self.iter_mut().collect();
        parts.sort_by_key(|(name, _)| *name);
        parts.into_iter().for_each(|(_, part)| part.restore(from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_map_is_read_and_written_in_the_order_of_its_keys() {
        let mut map: HashMap<String, [f64; 1]> = [("b", 2.0), ("c", 3.0), ("a", 1.0)]
            .map(|(k, x)| (k.to_owned(), [x]))
            .into();
        assert_eq!(Flattened::of(&map).values(), [1.0, 2.0, 3.0]);
        map.restore(&mut Restore::new(&[4.0, 5.0, 6.0]));
        assert_eq!(map["b"], [5.0]);
    }
}
