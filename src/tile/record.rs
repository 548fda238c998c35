//! What is prepared of a chunk for a layer: from which zoom each row appears, its outlines, its
//! attributes. Kept for as long as the chunk is in use.

use std::sync::Arc;

use super::{
    columns::{Column, is_named},
    intern::Interner,
    outlines::Outlines,
    spec::{AUDIENCES, Appears, Layer, Order},
};
use crate::{
    domain::disclosure::{PUBLIC_CELL_DEG, is_generalised},
    snapshot::{Chunk, RowRef},
};

/// The zoom of what never appears.
const NEVER: u8 = u8::MAX;

/// A chunk as a layer shows it.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) chunk: Arc<Chunk>,
    /// From which zoom each row appears.
    appears: Box<[u8]>,
    /// The drawing order, low first; absent when the layer has none.
    ranks: Option<Box<[u8]>>,
    /// By the layer's attributes.
    pub(super) columns: Box<[Column]>,
    /// By audience.
    outlines: [Option<Shown>; 2],
}

/// The outlines for an audience.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) outlines: Arc<Outlines>,
    /// How far a feature may be shown from where it is, in degrees.
    pub(super) reach_deg: f64,
}

impl Record {
    pub(super) fn prepare(layer: &Layer, chunk: &Arc<Chunk>, interner: &Interner) -> Self {
        let appears: Box<[u8]> = chunk
            .rows()
            .map(|row| first_zoom(&layer.appears, row))
            .collect();
        let ranks = layer
            .order
            .as_ref()
            .map(|order| chunk.rows().map(|row| rank(order, row)).collect());
        let columns = layer
            .attributes
            .iter()
            .map(|attribute| Column::prepare(chunk, attribute.source, interner))
            .collect();
        Self {
            appears,
            ranks,
            columns,
            outlines: outlines(layer, chunk),
            chunk: Arc::clone(chunk),
        }
    }

    /// Whether a row is shown at a zoom.
    pub(super) fn appears(&self, row: usize, zoom: u8) -> bool {
        self.appears[row] <= zoom
    }

    /// A row's place in the drawing order.
    pub(super) fn rank(&self, row: usize) -> u8 {
        self.ranks.as_ref().map_or(0, |ranks| ranks[row])
    }

    /// The outlines that an audience sees.
    pub(super) const fn shown(&self, audience_at: usize) -> Option<&Shown> {
        self.outlines[audience_at].as_ref()
    }

    /// Bytes held beside the chunk.
    pub(super) fn memory(&self) -> usize {
        let columns: usize = self.columns.iter().map(Column::memory).sum();
        let mut outlines = 0;
        for (at, shown) in self.outlines.iter().enumerate() {
            let shared = at == 1
                && matches!(
                    (&self.outlines[0], shown),
                    (Some(a), Some(b)) if Arc::ptr_eq(&a.outlines, &b.outlines)
                );
            if let Some(shown) = shown
                && !shared
            {
                outlines += shown.outlines.memory();
            }
        }
        self.appears.len() + self.ranks.as_ref().map_or(0, |r| r.len()) + columns + outlines
    }
}

/// The outlines by audience: one and the same unless the kind is generalised.
fn outlines(layer: &Layer, chunk: &Chunk) -> [Option<Shown>; 2] {
    let mut exact: Option<Shown> = None;
    let mut of = |at: usize| {
        layer.views[at]?;
        let audience = AUDIENCES[at];
        let generalised = is_generalised(layer.source, audience);
        if !generalised && exact.is_some() {
            return exact.clone();
        }
        let shown = Shown {
            outlines: Arc::new(Outlines::prepare(chunk, audience, &layer.simplify)),
            reach_deg: if generalised { PUBLIC_CELL_DEG } else { 0.0 },
        };
        if !generalised {
            exact = Some(shown.clone());
        }
        Some(shown)
    };
    [of(0), of(1)]
}

fn first_zoom(appears: &Appears, row: RowRef<'_>) -> u8 {
    if !row.state().is_published() || row.box4() == crate::snapshot::NOWHERE {
        return NEVER;
    }
    let by_word = appears.by.as_ref().and_then(|by| {
        let word = row.text(by.field)?;
        by.zooms.iter().find(|(known, _)| **known == *word)
    });
    let zoom = by_word.map_or(appears.otherwise, |(_, zoom)| *zoom);
    if is_named(row) || appears.unnamed == 0 {
        zoom
    } else {
        appears.unnamed
    }
}

fn rank(order: &Order, row: RowRef<'_>) -> u8 {
    let word = row.text(order.field);
    let place = order.words.iter().position(|known| Some(&**known) == word);
    place.map_or(0, |place| u8::try_from(place + 1).unwrap_or(u8::MAX))
}
