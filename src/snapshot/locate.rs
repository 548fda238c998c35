//! From a key to where the row is: four or five bytes a feature, pages shared between snapshots.

use std::sync::Arc;

/// Where a row is: 16 bits of slot, 16 bits of row.
pub(super) type Packed = u32;

const EMPTY: Packed = u32::MAX;
const GONE: Packed = u32::MAX - 1;

/// Rows by the hash of a key that is not kept here: whoever asks compares the row itself.
#[derive(Clone, Debug)]
pub(super) struct HashIndex {
    shards: Vec<Arc<Shard>>,
}

#[derive(Clone, Debug)]
struct Shard {
    cells: Box<[Packed]>,
    /// Cells that are not empty, those whose row is gone included.
    used: usize,
}

/// Rows in a shard when it is built; changing one row copies one shard.
const SHARD_ROWS: usize = 4096;

impl HashIndex {
    /// The index of as many pairs of hash and place.
    pub(super) fn build(pairs: &[(u64, Packed)]) -> Self {
        let count = pairs.len().div_ceil(SHARD_ROWS).max(1);
        let mut sizes = vec![0_usize; count];
        for (hash, _) in pairs {
            sizes[shard_of(*hash, count)] += 1;
        }
        let mut shards: Vec<Shard> = sizes.into_iter().map(Shard::with_room).collect();
        for (hash, place) in pairs {
            shards[shard_of(*hash, count)].insert(*hash, *place);
        }
        Self {
            shards: shards.into_iter().map(Arc::new).collect(),
        }
    }

    /// The places whose key may have this hash.
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = Packed> + '_ {
        let cells = &self.shards[shard_of(hash, self.shards.len())].cells;
        let first = cell_of(hash, cells.len());
        (0..cells.len())
            .map(move |step| cells[(first + step) % cells.len()])
            .take_while(|place| *place != EMPTY)
            .filter(|place| *place != GONE)
    }

    /// Forgets a place.
    pub(super) fn remove(&mut self, hash: u64, place: Packed) {
        let count = self.shards.len();
        let shard = Arc::make_mut(&mut self.shards[shard_of(hash, count)]);
        let first = cell_of(hash, shard.cells.len());
        for step in 0..shard.cells.len() {
            let at = (first + step) % shard.cells.len();
            match shard.cells[at] {
                EMPTY => return,
                found if found == place => {
                    shard.cells[at] = GONE;
                    return;
                }
                _ => {}
            }
        }
    }

    /// Adds a place; `hash_at` tells the hash of any place already there.
    pub(super) fn insert(&mut self, hash: u64, place: Packed, hash_at: impl Fn(Packed) -> u64) {
        let count = self.shards.len();
        let shard = Arc::make_mut(&mut self.shards[shard_of(hash, count)]);
        if (shard.used + 1) * 8 > shard.cells.len() * 7 {
            let kept: Vec<Packed> = shard
                .cells
                .iter()
                .copied()
                .filter(|place| !matches!(*place, EMPTY | GONE))
                .collect();
            *shard = Shard::with_room(kept.len() + kept.len() / 4 + 1);
            for place in kept {
                shard.insert(hash_at(place), place);
            }
        }
        shard.insert(hash, place);
    }

    pub(super) fn memory(&self) -> usize {
        self.shards.iter().map(|shard| shard.cells.len() * 4).sum()
    }
}

impl Shard {
    fn with_room(rows: usize) -> Self {
        Self {
            cells: vec![EMPTY; rows * 4 / 3 + 4].into(),
            used: 0,
        }
    }

    fn insert(&mut self, hash: u64, place: Packed) {
        let mut at = cell_of(hash, self.cells.len());
        while self.cells[at] != EMPTY {
            at = (at + 1) % self.cells.len();
        }
        self.cells[at] = place;
        self.used += 1;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "below the count of shards")]
fn shard_of(hash: u64, count: usize) -> usize {
    ((u128::from(hash) * count as u128) >> 64) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "below the count of cells")]
fn cell_of(hash: u64, count: usize) -> usize {
    ((u128::from(hash.rotate_left(32)) * count as u128) >> 64) as usize
}

/// Rows by their small number, which is dense: pages of places.
#[derive(Clone, Debug, Default)]
pub(super) struct FidIndex {
    /// Sorted by page number.
    pages: Vec<(i64, Arc<[Packed]>)>,
}

const PAGE_BITS: u32 = 12;
const PAGE: usize = 1 << PAGE_BITS;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the low bits of the number are its place on the page"
)]
const fn on_page(fid: i64) -> usize {
    fid as usize & (PAGE - 1)
}

impl FidIndex {
    pub(super) fn get(&self, fid: i64) -> Option<Packed> {
        let page = self.page(fid >> PAGE_BITS).ok()?;
        Some(self.pages[page].1[on_page(fid)]).filter(|place| *place != EMPTY)
    }

    pub(super) fn set(&mut self, fid: i64, place: Option<Packed>) {
        let number = fid >> PAGE_BITS;
        let page = match self.page(number) {
            Ok(page) => page,
            Err(page) => {
                self.pages.insert(page, (number, Arc::new([EMPTY; PAGE])));
                page
            }
        };
        Arc::make_mut(&mut self.pages[page].1)[on_page(fid)] = place.unwrap_or(EMPTY);
    }

    /// The places of all numbers above the given one, in order.
    pub(super) fn after(&self, fid: i64) -> impl Iterator<Item = Packed> + '_ {
        let next = fid.saturating_add(1);
        let first = next >> PAGE_BITS;
        let from = match self.page(first) {
            Ok(page) | Err(page) => page,
        };
        self.pages[from..].iter().flat_map(move |(number, page)| {
            let skip = if *number == first { on_page(next) } else { 0 };
            page[skip..].iter().copied().filter(|place| *place != EMPTY)
        })
    }

    pub(super) fn memory(&self) -> usize {
        self.pages.len() * (PAGE * 4 + 24)
    }

    fn page(&self, number: i64) -> Result<usize, usize> {
        // Most often the numbers begin at 1 and have no gaps.
        if let Ok(guess) = usize::try_from(number)
            && self.pages.get(guess).is_some_and(|page| page.0 == number)
        {
            return Ok(guess);
        }
        self.pages.binary_search_by_key(&number, |page| page.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{FidIndex, HashIndex};

    proptest! {
        #[test]
        fn the_number_index_answers_as_a_sorted_map(
            acts in prop::collection::vec((-9000_i64..20_000, prop::option::of(0_u32..1000)), 1..200),
            after in -9000_i64..20_000,
        ) {
            let (mut index, mut map) = (FidIndex::default(), BTreeMap::new());
            for (fid, place) in acts {
                index.set(fid, place);
                match place {
                    Some(place) => map.insert(fid, place),
                    None => map.remove(&fid),
                };
                prop_assert_eq!(index.get(fid), place);
            }
            let expected: Vec<u32> = map.range(after + 1..).map(|(_, place)| *place).collect();
            prop_assert_eq!(index.after(after).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn the_hash_index_finds_what_is_there_and_not_what_is_gone(
            first in prop::collection::hash_set(0_u32..5000, 0..300),
            acts in prop::collection::vec((any::<bool>(), 0_u32..5000), 0..600),
        ) {
            let hash = |place: u32| u64::from(place / 3).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut there = first.clone();
            let pairs: Vec<_> = first.iter().map(|place| (hash(*place), *place)).collect();
            let mut index = HashIndex::build(&pairs);
            for (add, place) in acts {
                if add && there.insert(place) {
                    index.insert(hash(place), place, hash);
                } else if !add && there.remove(&place) {
                    index.remove(hash(place), place);
                }
            }
            for place in 0..5000 {
                let found = index.find(hash(place)).any(|other| other == place);
                prop_assert_eq!(found, there.contains(&place));
            }
        }
    }
}
