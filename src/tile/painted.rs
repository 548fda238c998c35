//! The tiles of the register at one position.

use std::{cell::RefCell, sync::Arc};

use super::{
    brush::Brush,
    frame::Frame,
    layers::{LayerSet, Layers},
    record::Record,
    spec::audience_at,
};
use crate::{
    domain::{Audience, Position},
    geo::{Bounds, TileAddress},
    snapshot::{NOWHERE, Snapshot, widen},
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

    /// A tile as protobuf; `None` when nothing is in it. A layer that the audience does not see
    /// is left out, whoever asks for it.
    #[must_use]
    pub fn tile(
        &self,
        audience: Audience,
        layers: LayerSet,
        address: TileAddress,
    ) -> Option<Vec<u8>> {
        BRUSH.with_borrow_mut(|brush| {
            let frame = Frame::of(address);
            let mut out = Vec::new();
            for (at, layer) in self.layers.of(layers) {
                let Some(view) = layer.view(audience) else {
                    continue;
                };
                if (view.min_zoom..=view.max_zoom).contains(&address.z) {
                    let slots = self.snapshot.table(layer.source).chunks();
                    brush.begin(layer, audience, address.z, self.numbers);
                    for (slot, record) in slots.iter().zip(&self.records[at]) {
                        brush.gather(&frame, slot, record, audience_at(audience));
                    }
                    brush.paint(&frame, &self.records[at], audience_at(audience), &mut out);
                }
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
