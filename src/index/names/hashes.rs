//! Hashes in order, each with its key: found by guessing where an evenly mixed hash must stand.

use std::ops::Range;

/// Hashes in order, each with its key.
#[derive(Debug, Default)]
pub(super) struct Hashes(Box<[(u64, u32)]>);

impl Hashes {
    pub(super) fn new(of_keys: impl Iterator<Item = Vec<u64>>) -> Self {
        let mut all: Vec<(u64, u32)> = (0..)
            .zip(of_keys)
            .flat_map(|(key, hashes)| hashes.into_iter().map(move |hash| (hash, key)))
            .collect();
        all.sort_unstable();
        all.dedup();
        Self(all.into())
    }

    /// The keys that have this hash.
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = u32> + '_ {
        self.0[self.first(hash)..]
            .iter()
            .take_while(move |pair| pair.0 == hash)
            .map(|pair| pair.1)
    }

    pub(super) fn memory(&self) -> usize {
        self.0.len() * size_of::<(u64, u32)>()
    }

    /// Where the first that is no smaller stands. Hashes are spread evenly, so that it stands close
    /// to its share of the whole, and a few cache lines are read where halving would read twenty.
    fn first(&self, hash: u64) -> usize {
        let within = self.around(hash);
        let start = within.start;
        start + self.0[within].partition_point(|pair| pair.0 < hash)
    }

    /// A range around the guess that has the place in it, or ends there.
    fn around(&self, hash: u64) -> Range<usize> {
        let len = self.0.len();
        let guess = (u128::from(hash) * len as u128) >> 64;
        let guess = usize::try_from(guess).unwrap_or(len);
        let mut reach = 16;
        let (mut from, mut to) = (guess, guess);
        while from > 0 && self.0[from - 1].0 >= hash {
            from = from.saturating_sub(reach);
            reach *= 2;
        }
        reach = 16;
        while to < len && self.0[to].0 < hash {
            to = (to + reach).min(len);
            reach *= 2;
        }
        from..to
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_hash_is_found_wherever_it_stands(
            lists in prop::collection::vec(prop::collection::vec(any::<u64>(), 0..4), 0..60),
            clustered in prop::collection::vec(0..40_u64, 0..60),
            asked in any::<u64>(),
        ) {
            let mut lists = lists;
            lists.push(clustered);
            let hashes = Hashes::new(lists.iter().cloned());
            let wanted = lists.iter().flatten().copied().chain([asked, 0, 7, u64::MAX]);
            for hash in wanted {
                let found: Vec<u32> = hashes.find(hash).collect();
                let expected: Vec<u32> = (0..)
                    .zip(&lists)
                    .filter(|(_, list)| list.contains(&hash))
                    .map(|(key, _)| key)
                    .collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
