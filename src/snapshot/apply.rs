//! The next snapshot: what a commit changed, over the chunks that stay as they are.
//!
//! Changed rows go into a small chunk of their own; small chunks are gathered into larger ones as
//! they come, so that there are never more than a handful and a row is copied a few times in all.
//! When a fifth of a kind has changed, all of its chunks are made anew along the curve.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use uuid::Uuid;

use super::{
    region_tree::RegionTree,
    staging::Staging,
    table::{KindTable, Locator, Slot, code_hash, id_hash, source_hash},
    whole::Snapshot,
};
use crate::domain::{Change, Feature, Kind, Position};

/// A small chunk is taken up into the next one when that is at least a third of its size.
const GATHER_FACTOR: usize = 3;
/// Chunks of this many rows are not gathered further.
const GATHERED_ROWS: usize = 16_384;
/// One part in this many of a kind may have changed before its chunks are made anew.
const REBUILD_PART: usize = 5;
/// Fewer changes than this never make them anew.
const REBUILD_ROWS: usize = 1024;

impl Snapshot {
    /// The register after the given changes, the later of two of one feature counting.
    /// A change without a feature takes it away.
    #[must_use]
    pub fn apply(&self, position: Position, changes: &[Change]) -> Self {
        let mut seen = HashSet::with_capacity(changes.len());
        let mut latest: HashMap<Kind, Vec<(Uuid, Option<&Feature>)>> = HashMap::new();
        for change in changes.iter().rev() {
            if seen.insert((change.kind, change.id)) {
                let list = latest.entry(change.kind).or_default();
                list.push((change.id, change.feature.as_ref()));
            }
        }
        let mut tables = self.tables();
        for (kind, changes) in &latest {
            let table = &mut tables[*kind as usize];
            *table = Arc::new(table.after_changes(changes));
        }
        let regions = if latest.contains_key(&Kind::Region) {
            Arc::new(RegionTree::over(&tables[Kind::Region as usize]))
        } else {
            self.shared_regions()
        };
        Self::new(position, tables, regions)
    }
}

impl KindTable {
    fn after_changes(&self, changes: &[(Uuid, Option<&Feature>)]) -> Self {
        let over: usize = self.overlay().iter().map(Slot::alive).sum();
        let moved = over + changes.len();
        if moved > REBUILD_ROWS && moved * REBUILD_PART > self.alive + changes.len() {
            return self.rebuilt(changes);
        }
        let mut next = self.clone();
        let mut staging = Staging::new(self.kind);
        for (id, feature) in changes {
            if let Some(at) = self.locate_id(*id) {
                next.forget(at);
            }
            if let Some(feature) = feature {
                staging.push(feature);
            }
        }
        next.gather(&mut staging);
        if staging.len() > 0 {
            next.add(staging);
        }
        next
    }

    fn rebuilt(&self, changes: &[(Uuid, Option<&Feature>)]) -> Self {
        let touched: HashSet<Uuid> = changes.iter().map(|(id, _)| *id).collect();
        let mut staging = Staging::new(self.kind);
        for row in self.slots.iter().flat_map(Slot::rows) {
            if !touched.contains(&row.id()) {
                staging.push_row(row);
            }
        }
        for feature in changes.iter().filter_map(|(_, feature)| *feature) {
            staging.push(feature);
        }
        Self::from_chunks(self.kind, staging.finish())
    }

    /// Takes a row out of all indexes and marks it dead.
    fn forget(&mut self, at: Locator) {
        let chunk = Arc::clone(&self.slots[at.slot].chunk);
        let row = chunk.row(at.row);
        let place = at.pack();
        self.by_fid.set(row.fid(), None);
        for (index, hash) in [
            (&mut self.by_id, id_hash(row)),
            (&mut self.by_source, source_hash(row)),
            (&mut self.by_code, code_hash(row)),
        ] {
            if let Some(hash) = hash {
                index.remove(hash, place);
            }
        }
        self.alive -= 1;
        self.published -= usize::from(row.state().is_published());
        self.slots[at.slot].kill(at.row);
    }

    /// Moves the living rows of the last small chunks into the staging, as far as that pays.
    fn gather(&mut self, staging: &mut Staging) {
        while self.slots.len() > self.overlay_from
            && let Some(last) = self.slots.last()
        {
            let alive = last.alive();
            if alive > 0
                && (last.chunk.len() > GATHERED_ROWS || alive > staging.len() * GATHER_FACTOR)
            {
                return;
            }
            let (slot, part) = (self.slots.len() - 1, last.clone());
            for row in part.rows() {
                staging.push_row(row);
                let row = row.row();
                self.forget(Locator { slot, row });
            }
            self.slots.pop();
        }
    }

    /// Adds the staged rows as chunks of their own.
    fn add(&mut self, staging: Staging) {
        for chunk in staging.finish() {
            let slot = self.slots.len();
            let chunk = Arc::new(chunk);
            self.slots.push(Slot::new(Arc::clone(&chunk)));
            for row in chunk.rows() {
                let at = Locator {
                    slot,
                    row: row.row(),
                };
                self.enter(row, at);
            }
        }
    }

    fn enter(&mut self, row: super::RowRef<'_>, at: Locator) {
        let (place, slots) = (at.pack(), &self.slots);
        self.by_fid.set(row.fid(), Some(place));
        self.alive += 1;
        self.published += usize::from(row.state().is_published());
        for (index, hash) in [
            (
                &mut self.by_id,
                id_hash as fn(super::RowRef<'_>) -> Option<u64>,
            ),
            (&mut self.by_source, source_hash),
            (&mut self.by_code, code_hash),
        ] {
            let hash_at = |place| {
                let at = Locator::unpack(place);
                hash(slots[at.slot].chunk.row(at.row)).unwrap_or_default()
            };
            if let Some(own) = hash(row) {
                index.insert(own, place, hash_at);
            }
        }
    }
}
