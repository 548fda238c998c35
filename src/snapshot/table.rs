//! The features of one kind: chunks, who of them is alive, and the ways to one feature.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    chunk::Chunk,
    hash::{hash_bytes, hash_two},
    locate::{FidIndex, HashIndex, Packed},
    packed_tree::{Box4, meets},
    row::RowRef,
};
use crate::domain::{Kind, shared};

/// A chunk and who of it is still alive.
#[derive(Clone, Debug)]
pub struct Slot {
    pub(super) chunk: Arc<Chunk>,
    /// The box around the chunk, here so that passing it over touches nothing else.
    bounds: Box4,
    /// A set bit is a row that has been replaced or is gone.
    pub(super) dead: Option<Arc<[u64]>>,
    pub(super) dead_count: usize,
}

impl Slot {
    pub(super) fn new(chunk: Arc<Chunk>) -> Self {
        Self {
            bounds: chunk.tree().root(),
            chunk,
            dead: None,
            dead_count: 0,
        }
    }

    /// The chunk.
    #[must_use]
    pub const fn chunk(&self) -> &Arc<Chunk> {
        &self.chunk
    }

    /// The box around the whole chunk.
    #[must_use]
    pub const fn bounds(&self) -> &Box4 {
        &self.bounds
    }

    /// Whether a row is what the register holds now.
    #[must_use]
    pub fn is_alive(&self, row: usize) -> bool {
        self.dead
            .as_ref()
            .is_none_or(|bits| bits[row / 64] >> (row % 64) & 1 == 0)
    }

    /// How many rows are alive.
    #[must_use]
    pub fn alive(&self) -> usize {
        self.chunk.len() - self.dead_count
    }

    /// The rows that are alive, along the Hilbert curve.
    pub fn rows(&self) -> impl Iterator<Item = RowRef<'_>> {
        self.chunk.rows().filter(|row| self.is_alive(row.row()))
    }

    /// Calls with every row that is alive and whose box meets the given one, along the curve.
    pub fn visit<'a>(&'a self, bounds: &Box4, mut found: impl FnMut(RowRef<'a>)) {
        if !meets(&self.bounds, bounds) {
            return;
        }
        let chunk = &self.chunk;
        chunk.tree().visit(bounds, |first| {
            let last = (first + super::NODE_ROWS).min(chunk.len());
            for row in first..last {
                if self.is_alive(row) && meets(&chunk.shapes().box4(row), bounds) {
                    found(RowRef::new(chunk, row));
                }
            }
        });
    }

    pub(super) fn kill(&mut self, row: usize) {
        let words = self.chunk.len().div_ceil(64);
        let bits = self.dead.get_or_insert_with(|| vec![0; words].into());
        Arc::make_mut(bits)[row / 64] |= 1 << (row % 64);
        self.dead_count += 1;
    }
}

/// Where a row stands in a table: slot and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locator {
    /// Which of [`KindTable::chunks`].
    pub slot: usize,
    /// Which row of it.
    pub row: usize,
}

impl Locator {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "fewer than 65 534 slots, at most 65 536 rows"
    )]
    pub(super) const fn pack(self) -> Packed {
        (self.slot as u32) << 16 | self.row as u32
    }

    pub(super) const fn unpack(packed: Packed) -> Self {
        Self {
            slot: (packed >> 16) as usize,
            row: (packed & 0xffff) as usize,
        }
    }
}

/// The features of one kind at one position.
#[derive(Clone, Debug)]
pub struct KindTable {
    pub(super) kind: Kind,
    pub(super) slots: Vec<Slot>,
    /// From here on the slots hold what changed since the chunks before were made.
    pub(super) overlay_from: usize,
    pub(super) by_fid: FidIndex,
    pub(super) by_id: HashIndex,
    pub(super) by_source: HashIndex,
    pub(super) by_code: HashIndex,
    pub(super) alive: usize,
    pub(super) published: usize,
}

impl KindTable {
    pub(super) fn from_chunks(kind: Kind, chunks: Vec<Chunk>) -> Self {
        let slots: Vec<Slot> = chunks
            .into_iter()
            .map(|chunk| Slot::new(Arc::new(chunk)))
            .collect();
        let rows = || {
            slots.iter().enumerate().flat_map(|(slot, part)| {
                part.chunk.rows().map(move |row| {
                    let row_number = row.row();
                    let place = Locator {
                        slot,
                        row: row_number,
                    };
                    (place.pack(), row)
                })
            })
        };
        let mut by_fid = FidIndex::default();
        let (mut alive, mut published) = (0, 0);
        for (place, row) in rows() {
            by_fid.set(row.fid(), Some(place));
            alive += 1;
            published += usize::from(row.state().is_published());
        }
        let index = |hash: fn(RowRef<'_>) -> Option<u64>| {
            let pairs: Vec<_> = rows()
                .filter_map(|(place, row)| Some((hash(row)?, place)))
                .collect();
            HashIndex::build(&pairs)
        };
        Self {
            kind,
            by_id: index(id_hash),
            by_source: index(source_hash),
            by_code: index(code_hash),
            overlay_from: slots.len(),
            slots,
            by_fid,
            alive,
            published,
        }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// How many features, whatever their state.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.alive
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.alive == 0
    }

    /// How many features are planned or current.
    #[must_use]
    pub const fn published(&self) -> usize {
        self.published
    }

    /// All chunks with their living rows; those of [`KindTable::overlay`] come last.
    #[must_use]
    pub fn chunks(&self) -> &[Slot] {
        &self.slots
    }

    /// The small chunks of what changed since the others were made.
    #[must_use]
    pub fn overlay(&self) -> &[Slot] {
        &self.slots[self.overlay_from..]
    }

    /// The row at a place, alive or not.
    #[must_use]
    pub fn row(&self, at: Locator) -> RowRef<'_> {
        RowRef::new(&self.slots[at.slot].chunk, at.row)
    }

    /// Whether the row at a place is what the register holds now.
    #[must_use]
    pub fn is_alive(&self, at: Locator) -> bool {
        self.slots[at.slot].is_alive(at.row)
    }

    /// Where a feature is, by its small number.
    #[must_use]
    pub fn locate(&self, fid: i64) -> Option<Locator> {
        self.by_fid.get(fid).map(Locator::unpack)
    }

    /// Where a feature is, by its id.
    #[must_use]
    pub fn locate_id(&self, id: Uuid) -> Option<Locator> {
        self.by_id
            .find(hash_bytes(id.as_bytes()))
            .map(Locator::unpack)
            .find(|at| self.slots[at.slot].chunk.ids()[at.row] == id)
    }

    /// A feature by its small number.
    #[must_use]
    pub fn by_fid(&self, fid: i64) -> Option<RowRef<'_>> {
        self.locate(fid).map(|at| self.row(at))
    }

    /// A feature by its id.
    #[must_use]
    pub fn by_id(&self, id: Uuid) -> Option<RowRef<'_>> {
        self.locate_id(id).map(|at| self.row(at))
    }

    /// A feature by its owner's identifier.
    #[must_use]
    pub fn by_source(&self, source: &str, source_id: &str) -> Option<RowRef<'_>> {
        self.by_source
            .find(hash_two(source, source_id))
            .map(|place| self.row(Locator::unpack(place)))
            .find(|row| row.text(shared::SOURCE_ID_AT) == Some(source_id) && row.source() == source)
    }

    /// A feature by its official code; a published one before others, then the oldest.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<RowRef<'_>> {
        self.by_code
            .find(hash_bytes(code.as_bytes()))
            .map(|place| self.row(Locator::unpack(place)))
            .filter(|row| row.text(shared::CODE_AT) == Some(code))
            .min_by_key(|row| (!row.state().is_published(), row.fid()))
    }

    /// All features by rising small number.
    pub fn iter(&self) -> impl Iterator<Item = RowRef<'_>> {
        self.after(i64::MIN)
    }

    /// The features whose small number is above the given one, by rising number: page by page,
    /// nothing is passed over or told twice, whatever changes between two pages.
    pub fn after(&self, fid: i64) -> impl Iterator<Item = RowRef<'_>> {
        self.by_fid
            .after(fid)
            .map(|place| self.row(Locator::unpack(place)))
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        let chunks: usize = self
            .slots
            .iter()
            .map(|slot| slot.chunk.memory() + slot.dead.as_ref().map_or(0, |bits| bits.len() * 8))
            .sum();
        chunks
            + self.by_fid.memory()
            + self.by_id.memory()
            + self.by_source.memory()
            + self.by_code.memory()
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "one of three hashes told in the same way"
)]
pub(super) fn id_hash(row: RowRef<'_>) -> Option<u64> {
    Some(hash_bytes(row.id().as_bytes()))
}

pub(super) fn source_hash(row: RowRef<'_>) -> Option<u64> {
    row.text(shared::SOURCE_ID_AT)
        .map(|source_id| hash_two(row.source(), source_id))
}

pub(super) fn code_hash(row: RowRef<'_>) -> Option<u64> {
    row.text(shared::CODE_AT)
        .map(|code| hash_bytes(code.as_bytes()))
}
