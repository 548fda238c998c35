//! The tiles of the register at one position.

use std::{cell::RefCell, sync::Arc};

use super::{
    brush::Brush,
    frame::Frame,
    layers::{LayerSet, Layers},
    record::Record,
    spec::{AUDIENCES, audience_at},
};
use crate::{
    domain::{Audience, Position},
    geo::{Bounds, TileAddress},
    snapshot::{Eye, NOWHERE, Snapshot, widen},
};

thread_local! {
    static BRUSH: RefCell<Brush> = RefCell::default();
}

/// Everything that tiles of one position are painted from; cloning it copies pointers.
#[derive(Clone, Debug)]
pub struct Painted {
    layers: Arc<Layers>,
    snapshot: Snapshot,
    /// By layer, then by the slots of its kind's table.
    records: Arc<[Box<[Arc<Record>]>]>,
    /// Above every value's number.
    numbers: usize,
}

impl Painted {
    pub(super) fn new(
        layers: Arc<Layers>,
        snapshot: Snapshot,
        records: Arc<[Box<[Arc<Record>]>]>,
        numbers: usize,
    ) -> Self {
        Self {
            layers,
            snapshot,
            records,
            numbers,
        }
    }

    /// The last position whose changes are in the tiles.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.snapshot.position()
    }

    /// The layers.
    #[must_use]
    pub const fn layers(&self) -> &Arc<Layers> {
        &self.layers
    }

    /// A tile as protobuf; `None` when nothing is in it. A layer that the reader does not see
    /// is left out, whoever asks for it; of one that it sees whole in some regions only, each feature
    /// is as the reader sees it.
    #[must_use]
    pub fn tile(&self, eye: impl Eye, layers: LayerSet, address: TileAddress) -> Option<Vec<u8>> {
        BRUSH.with_borrow_mut(|brush| {
            let frame = Frame::of(address);
            let mut out = Vec::new();
            for (at, layer) in self.layers.of(layers) {
                let one = eye
                    .over(layer.source)
                    .or(layer.is_alike().then_some(Audience::Public));
                brush.begin(
                    layer,
                    one.unwrap_or(Audience::Internal),
                    address.z,
                    self.numbers,
                );
                // Each audience's part of a mixed layer is what that audience sees of its features.
                for audience in AUDIENCES
                    .into_iter()
                    .filter(|audience| one.is_none_or(|one| one == *audience))
                {
                    let shown = layer
                        .view(audience)
                        .is_some_and(|view| (view.min_zoom..=view.max_zoom).contains(&address.z));
                    if !shown {
                        continue;
                    }
                    let slots = self.snapshot.table(layer.source).chunks();
                    let records = &self.records[at];
                    brush.look_as(audience);
                    for (slot, record) in slots.iter().zip(records) {
                        brush.gather(&frame, slot, record, audience_at(audience), |row| {
                            one.is_some() || eye.of_row(slot.chunk().row(row)) == audience
                        });
                    }
                    brush.paint(&frame, records, audience_at(audience));
                }
                brush.finish(&mut out);
            }
            (!out.is_empty()).then_some(out)
        })
    }

    /// The box around everything that some layers show; `None` when they show nothing.
    #[must_use]
    pub fn bounds(&self, layers: LayerSet) -> Option<Bounds> {
        let mut bounds = NOWHERE;
        for (_, layer) in self.layers.of(layers) {
            for slot in self.snapshot.table(layer.source).chunks() {
                widen(&mut bounds, &slot.chunk().tree().root());
            }
        }
        let [west, south, east, north] = bounds;
        (bounds != NOWHERE).then_some(Bounds {
            west,
            south,
            east,
            north,
        })
    }

    /// Bytes that the records of each layer hold beside the snapshot.
    pub fn memory(&self) -> impl Iterator<Item = (&str, usize)> {
        let layers = self.layers.iter().zip(self.records.iter());
        layers.map(|(layer, records)| {
            let bytes = records.iter().map(|record| record.memory()).sum();
            (&*layer.name, bytes)
        })
    }
}
