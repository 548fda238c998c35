//! Boundary lines as the public sees them, generalised once a chunk: a distance or a meeting told
//! of the exact line would tell where it runs.

use std::{collections::HashMap, sync::Arc};

use crate::{
    domain::{Audience, Kind, disclosure},
    geo::Geometry,
    snapshot::{Chunk, RowRef, Snapshot},
};

/// The public's lines of all boundary lines, by chunk.
#[derive(Clone, Debug, Default)]
pub(super) struct ShownLines {
    by_chunk: HashMap<u64, Arc<[Option<Geometry>]>>,
}

impl ShownLines {
    /// The lines of a snapshot, taking over those of chunks that are still there.
    pub(super) fn over(snapshot: &Snapshot, before: &Self) -> Self {
        let slots = snapshot.table(Kind::BoundaryLine).chunks().iter();
        let by_chunk = slots
            .map(|slot| {
                let chunk = slot.chunk();
                let known = before.by_chunk.get(&chunk.id()).cloned();
                (chunk.id(), known.unwrap_or_else(|| shown(chunk)))
            })
            .collect();
        Self { by_chunk }
    }

    /// What the public sees of a boundary line; `None` for a row of another kind.
    pub(super) fn get(&self, row: RowRef<'_>) -> Option<&Geometry> {
        if row.kind() != Kind::BoundaryLine {
            return None;
        }
        self.by_chunk
            .get(&row.chunk().id())
            .and_then(|lines| lines.get(row.row()))
            .and_then(Option::as_ref)
    }
}

fn shown(chunk: &Chunk) -> Arc<[Option<Geometry>]> {
    let show = |exact: Geometry| {
        disclosure::shown_geometry(Kind::BoundaryLine, Audience::Public, &exact).into_owned()
    };
    chunk.rows().map(|row| row.geometry().map(show)).collect()
}
