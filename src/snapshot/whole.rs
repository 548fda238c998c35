//! The whole register at one position.

use std::sync::Arc;

use uuid::Uuid;

use super::{region_tree::RegionTree, row::RowRef, table::KindTable};
use crate::domain::{Kind, Position};

/// The register at one position: cloning it copies pointers.
#[derive(Clone, Debug)]
pub struct Snapshot {
    position: Position,
    tables: [Arc<KindTable>; Kind::ALL.len()],
    regions: Arc<RegionTree>,
}

impl Snapshot {
    pub(super) const fn new(
        position: Position,
        tables: [Arc<KindTable>; Kind::ALL.len()],
        regions: Arc<RegionTree>,
    ) -> Self {
        Self {
            position,
            tables,
            regions,
        }
    }

    pub(super) fn tables(&self) -> [Arc<KindTable>; Kind::ALL.len()] {
        self.tables.clone()
    }

    /// The last position whose changes are in it.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }

    /// The features of a kind.
    #[must_use]
    pub fn table(&self, kind: Kind) -> &KindTable {
        &self.tables[kind as usize]
    }

    /// The tree of regions.
    #[must_use]
    pub fn regions(&self) -> &RegionTree {
        &self.regions
    }

    /// The same, to be kept: it is another one as soon as a region changed.
    #[must_use]
    pub fn shared_regions(&self) -> Arc<RegionTree> {
        Arc::clone(&self.regions)
    }

    /// A feature by kind and id, whatever its state.
    #[must_use]
    pub fn by_id(&self, kind: Kind, id: Uuid) -> Option<RowRef<'_>> {
        self.table(kind).by_id(id)
    }

    /// The region of a code and those above it, the province first; empty for an unknown code.
    #[must_use]
    pub fn chain(&self, code: &str) -> Vec<RowRef<'_>> {
        let table = self.table(Kind::Region);
        let mut chain: Vec<_> = self
            .regions
            .upwards(code)
            .filter_map(|fid| table.by_fid(fid))
            .collect();
        chain.reverse();
        chain
    }

    /// Whether a region is the given one or below it, by parents.
    #[must_use]
    pub fn is_below(&self, code: &str, ancestor: &str) -> bool {
        self.regions.is_below(code, ancestor)
    }

    /// Bytes held on the heap, kind by kind.
    #[must_use]
    pub fn memory(&self) -> Vec<(Kind, usize)> {
        Kind::ALL
            .into_iter()
            .map(|kind| (kind, self.table(kind).memory()))
            .collect()
    }
}
