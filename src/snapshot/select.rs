//! Lists in the order of their keys: a page after a key, however the filter narrows it down.

use std::collections::BinaryHeap;

use super::{
    filter::PreparedFilter,
    row::RowRef,
    table::{KindTable, Slot},
};

/// Some features and whether there are more.
#[derive(Debug)]
pub struct Page<'a> {
    /// By rising small number.
    pub rows: Vec<RowRef<'a>>,
    /// The number to go on after; `None` when this was the last page.
    pub next: Option<i64>,
}

impl KindTable {
    /// The first `limit` features after a small number that pass a filter, by rising number.
    #[must_use]
    pub fn page(&self, filter: &PreparedFilter<'_>, after: i64, limit: usize) -> Page<'_> {
        if limit == 0 {
            return Page {
                rows: Vec::new(),
                next: None,
            };
        }
        let mut rows = if filter.is_open() {
            self.after(after).take(limit + 1).collect()
        } else {
            self.lowest(filter, after, limit + 1)
        };
        let next = (rows.len() > limit).then(|| {
            rows.truncate(limit);
            rows[limit - 1].fid()
        });
        Page { rows, next }
    }

    /// How many features pass a filter.
    #[must_use]
    pub fn count(&self, filter: &PreparedFilter<'_>) -> usize {
        let mut count = 0;
        for slot in &self.slots {
            passing(slot, filter, |_| count += 1);
        }
        count
    }

    /// The `limit` passing rows with the lowest numbers above `after`.
    fn lowest(&self, filter: &PreparedFilter<'_>, after: i64, limit: usize) -> Vec<RowRef<'_>> {
        // The worst of the best stands on top.
        let mut best: BinaryHeap<(i64, usize, usize)> = BinaryHeap::with_capacity(limit + 1);
        for (at, slot) in self.slots.iter().enumerate() {
            passing(slot, filter, |row| {
                let Some(fid) = slot.chunk.fids().get(row).filter(|fid| *fid > after) else {
                    return;
                };
                if best.len() == limit {
                    if best.peek().is_some_and(|worst| worst.0 < fid) {
                        return;
                    }
                    best.pop();
                }
                best.push((fid, at, row));
            });
        }
        best.into_sorted_vec()
            .into_iter()
            .map(|(_, slot, row)| self.row(super::Locator { slot, row }))
            .collect()
    }
}

/// Calls with every living row of a slot that passes.
fn passing(slot: &Slot, filter: &PreparedFilter<'_>, mut found: impl FnMut(usize)) {
    let on_chunk = filter.on(&slot.chunk);
    if on_chunk.is_hopeless() {
        return;
    }
    if let Some(bbox) = &filter.bbox {
        slot.visit(bbox, |row| {
            if on_chunk.matches(row.row()) {
                found(row.row());
            }
        });
        return;
    }
    for row in 0..slot.chunk.len() {
        if slot.is_alive(row) && on_chunk.matches(row) {
            found(row);
        }
    }
}
