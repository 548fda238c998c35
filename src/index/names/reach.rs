//! Which rows lie within a region and below it, found out once for each region that is asked about
//! and kept for as long as the regions are what they were: most names that sound alike stand in other
//! counties, and their chunks need not be opened at all.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use crate::{
    domain::{Kind, Position, shared},
    snapshot::{Chunk, RegionTree, Snapshot},
};

/// The kinds whose names are held against a scope.
const SCOPED: [Kind; 4] = [Kind::Region, Kind::Place, Kind::Road, Kind::Cemetery];
/// Regions whose rows are kept; beyond, all are forgotten.
const MOST_KNOWN: usize = 512;

/// The rows of each chunk that lie within a region, as set bits; nothing for a chunk without any.
#[derive(Debug, Default)]
pub(super) struct Within {
    at: Option<Position>,
    by_chunk: HashMap<u64, Option<Box<[u64]>>>,
}

impl Within {
    /// The rows of a chunk, unless there are none.
    pub(super) fn rows(&self, chunk: &Chunk) -> Option<&[u64]> {
        self.by_chunk.get(&chunk.id())?.as_deref()
    }
}

/// Whether a row is among them.
pub(super) fn holds(rows: &[u64], row: usize) -> bool {
    rows.get(row / 64)
        .is_some_and(|bits| bits >> (row % 64) & 1 == 1)
}

/// What is known of the regions that were asked about. Clones share it.
#[derive(Clone, Debug, Default)]
pub(in crate::index) struct Reaches {
    regions: Option<Arc<RegionTree>>,
    known: Arc<RwLock<HashMap<Box<str>, Arc<Within>>>>,
}

impl Reaches {
    /// For a later snapshot: the same while no region changed.
    pub(in crate::index) fn over(snapshot: &Snapshot, before: &Self) -> Self {
        let regions = snapshot.shared_regions();
        let is_same = before
            .regions
            .as_ref()
            .is_some_and(|own| Arc::ptr_eq(own, &regions));
        if is_same {
            return before.clone();
        }
        Self {
            regions: Some(regions),
            known: Arc::default(),
        }
    }

    /// The rows of a snapshot within a region.
    pub(super) fn within(&self, snapshot: &Snapshot, code: &str) -> Arc<Within> {
        let at = Some(snapshot.position());
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let before = known.get(code).cloned();
        drop(known);
        if let Some(within) = before.as_ref().filter(|within| within.at == at) {
            return Arc::clone(within);
        }
        let chunks = SCOPED
            .into_iter()
            .flat_map(|kind| snapshot.table(kind).chunks());
        let by_chunk = chunks
            .map(|slot| {
                let chunk = slot.chunk();
                let same = before.as_ref().and_then(|b| b.by_chunk.get(&chunk.id()));
                let rows = same
                    .cloned()
                    .unwrap_or_else(|| rows_within(chunk, snapshot.regions(), code));
                (chunk.id(), rows)
            })
            .collect();
        let within = Arc::new(Within { at, by_chunk });
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(code.into(), Arc::clone(&within));
        within
    }
}

/// A region is judged by its own code, everything else by that of the region it belongs to.
fn rows_within(chunk: &Chunk, regions: &RegionTree, code: &str) -> Option<Box<[u64]>> {
    let column = chunk.texts(if chunk.kind() == Kind::Region {
        shared::CODE_AT
    } else {
        shared::REGION_CODE_AT
    })?;
    let is_in = |own: Option<&str>| own.is_some_and(|own| regions.is_below(own, code));
    // Each code of the dictionary is asked about once.
    let by_code: Option<Vec<bool>> = column.code_count().map(|count| {
        let codes = (0..count).map(|code| u32::try_from(code).ok());
        codes
            .map(|code| is_in(code.and_then(|code| column.text_of(code))))
            .collect()
    });
    let mut rows = vec![0_u64; chunk.len().div_ceil(64)];
    let mut any = false;
    for row in 0..chunk.len() {
        let is_in = match (&by_code, column.code(row)) {
            (Some(by_code), Some(code)) => by_code.get(code as usize).is_some_and(|is_in| *is_in),
            _ => is_in(column.get(row)),
        };
        if is_in {
            rows[row / 64] |= 1 << (row % 64);
            any = true;
        }
    }
    any.then(|| rows.into())
}
