//! What was dropped lately, so that nothing older comes back in.

use std::{collections::VecDeque, sync::Arc};

use super::{sent::TileKey, touched::Touched};
use crate::domain::Position;

/// How many drops are remembered one by one.
const REMEMBERED: usize = 128;

/// A drop of more boxes than this is remembered as one of everything.
const MOST_BOXES: usize = 2048;

/// The latest drops.
#[derive(Debug, Default)]
pub(super) struct DropLog {
    latest: VecDeque<(Position, Arc<Touched>)>,
    /// Tiles older than this are refused, whatever they show.
    refused_before: Position,
}

impl DropLog {
    /// Notes a drop.
    pub(super) fn note(&mut self, touched: &Arc<Touched>, position: Position) {
        if touched.len() > MOST_BOXES {
            self.note_everything(position);
            return;
        }
        self.latest.push_back((position, Arc::clone(touched)));
        if self.latest.len() > REMEMBERED
            && let Some((oldest, _)) = self.latest.pop_front()
        {
            self.refused_before = self.refused_before.max(oldest);
        }
    }

    /// Notes that everything was dropped.
    pub(super) fn note_everything(&mut self, position: Position) {
        self.refused_before = self.refused_before.max(position);
        self.latest.retain(|(at, _)| *at > position);
    }

    /// Whether a tile painted at a position still shows what the register holds.
    pub(super) fn admits(&self, key: &TileKey, position: Position) -> bool {
        let newer = self.latest.iter().rev();
        position >= self.refused_before
            && !newer
                .take_while(|(at, _)| *at > position)
                .any(|(_, touched)| touched.covers(key))
    }
}
