//! Which regions hold a position.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use super::strips::Strips;
use crate::{
    domain::{Kind, region, shared},
    geo::LonLat,
    snapshot::{Chunk, RowRef, Shape, Snapshot},
};

/// The areas of one chunk, prepared; nothing for rows that are no area.
#[derive(Debug)]
pub(super) struct ChunkAreas {
    strips: Box<[Option<Strips>]>,
}

impl ChunkAreas {
    fn over(chunk: &Chunk) -> Self {
        let shapes = chunk.shapes();
        let strips = (0..chunk.len())
            .map(|row| {
                matches!(shapes.shape(row), Shape::Polygon | Shape::MultiPolygon).then(|| {
                    let rings: Vec<_> = shapes.rings(row).map(|(range, _)| range).collect();
                    Strips::over(&rings.into_iter(), |at| shapes.coordinate(at))
                })
            })
            .collect();
        Self { strips }
    }

    fn cover(&self, row: RowRef<'_>, at: LonLat) -> bool {
        self.strips[row.row()]
            .as_ref()
            .is_some_and(|strips| strips.covers([at.lon, at.lat], |i| row.shapes().coordinate(i)))
    }
}

/// The prepared areas of all regions, by chunk.
#[derive(Clone, Debug, Default)]
pub(super) struct Areas {
    by_chunk: HashMap<u64, Arc<ChunkAreas>>,
}

impl Areas {
    /// The areas of a snapshot, taking over those of chunks that are still there.
    pub(super) fn over(snapshot: &Snapshot, before: &Self) -> Self {
        let by_chunk = snapshot
            .table(Kind::Region)
            .chunks()
            .iter()
            .map(|slot| {
                let chunk = slot.chunk();
                let known = before.by_chunk.get(&chunk.id()).cloned();
                (
                    chunk.id(),
                    known.unwrap_or_else(|| Arc::new(ChunkAreas::over(chunk))),
                )
            })
            .collect();
        Self { by_chunk }
    }

    /// The published regions whose area covers a position, edges included.
    pub(super) fn covering<'a>(&self, snapshot: &'a Snapshot, at: LonLat) -> Vec<RowRef<'a>> {
        let mut found = Vec::new();
        for slot in snapshot.table(Kind::Region).chunks() {
            let Some(areas) = self.by_chunk.get(&slot.chunk().id()) else {
                continue;
            };
            slot.visit(&[at.lon, at.lat, at.lon, at.lat], |row| {
                if row.state().is_published() && areas.cover(row, at) {
                    found.push(row);
                }
            });
        }
        found
    }

    /// The lowest published administrative region that covers a position, by the tree of parents;
    /// on an edge the one with the lower number. The lowest are tried first: where one covers the
    /// position, the large outlines above it are not walked.
    pub(super) fn lowest<'a>(&self, snapshot: &'a Snapshot, at: LonLat) -> Option<RowRef<'a>> {
        let mut near = Vec::new();
        for slot in snapshot.table(Kind::Region).chunks() {
            slot.visit(&[at.lon, at.lat, at.lon, at.lat], |row| {
                if row.state().is_published() && !is_built_up(row) {
                    let code = row.text(shared::CODE_AT);
                    let depth = code.map_or(0, |code| snapshot.regions().depth(code));
                    near.push((Reverse(depth), row.fid(), row));
                }
            });
        }
        near.sort_unstable_by_key(|(depth, fid, _)| (*depth, *fid));
        near.into_iter()
            .map(|(_, _, row)| row)
            .find(|row| self.cover(*row, at))
    }

    /// Whether the area of a region covers a position, edges included.
    pub(super) fn cover(&self, region: RowRef<'_>, at: LonLat) -> bool {
        let areas = self.by_chunk.get(&region.chunk().id());
        areas.is_some_and(|areas| areas.cover(region, at))
    }

    pub(super) fn memory(&self) -> usize {
        self.by_chunk
            .values()
            .flat_map(|areas| &areas.strips)
            .map(|strips| strips.as_ref().map_or(8, Strips::memory))
            .sum()
    }
}

/// Whether a region is a built-up area (建成区), which scopes names but governs nothing.
pub(super) fn is_built_up(row: RowRef<'_>) -> bool {
    row.text(region::LEVEL_AT) == Some("built_up_area")
}
