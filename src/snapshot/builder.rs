//! Making a snapshot from everything that the register holds.

use std::sync::Arc;

use super::{region_tree::RegionTree, staging::Staging, table::KindTable, whole::Snapshot};
use crate::domain::{Feature, Kind, Position};

/// Gathers features in any order; each is turned into columns at once.
#[derive(Debug)]
pub struct Builder {
    staging: [Staging; Kind::ALL.len()],
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// A builder with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self {
            staging: Kind::ALL.map(Staging::new),
        }
    }

    /// Takes a feature in; its id must not have come before.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the feature is used up: whoever loads a million must not keep them"
    )]
    pub fn push(&mut self, feature: Feature) {
        self.staging[feature.kind as usize].push(&feature);
    }

    /// How many features were taken in.
    #[must_use]
    pub fn len(&self) -> usize {
        self.staging.iter().map(Staging::len).sum()
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The snapshot at the position that everything pushed was read at.
    #[must_use]
    pub fn finish(self, position: Position) -> Snapshot {
        let mut kinds = Kind::ALL.into_iter();
        let tables = self.staging.map(|staging| {
            let kind = kinds.next().unwrap_or(Kind::Region);
            Arc::new(KindTable::from_chunks(kind, staging.finish()))
        });
        let regions = Arc::new(RegionTree::over(&tables[Kind::Region as usize]));
        Snapshot::new(position, tables, regions)
    }
}
