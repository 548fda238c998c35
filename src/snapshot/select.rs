//! Lists in the order of their keys: a page after a key, however the filter narrows it down.

use super::{
    filter::PreparedFilter,
    packed_tree::{Box4, NOWHERE, widen},
    row::RowRef,
    table::{KindTable, Locator, Slot},
};

/// Some features and whether there are more.
#[derive(Debug)]
pub struct Page<'a> {
    /// By rising small number.
    pub rows: Vec<RowRef<'a>>,
    /// The number to go on after; `None` when this was the last page.
    pub next: Option<i64>,
    /// How many features pass on all pages together, when finding these told that, too.
    pub matched: Option<usize>,
}

impl KindTable {
    /// The first `limit` features after a small number that pass a filter, by rising number.
    #[must_use]
    pub fn page(&self, filter: &PreparedFilter<'_>, after: i64, limit: usize) -> Page<'_> {
        self.page_where(filter, after, limit, |_| true)
    }

    /// The same, of those that pass another test as well.
    #[must_use]
    pub fn page_where<'a>(
        &'a self,
        filter: &PreparedFilter<'_>,
        after: i64,
        limit: usize,
        also: impl Fn(RowRef<'a>) -> bool,
    ) -> Page<'a> {
        if limit == 0 {
            return Page {
                rows: Vec::new(),
                next: None,
                matched: None,
            };
        }
        let (mut rows, matched) = if filter.is_loose(&self.extent()) {
            (self.walk(filter, after, limit + 1, also), None)
        } else {
            let (rows, matched) = self.lowest(filter, after, limit + 1, also);
            (rows, Some(matched))
        };
        let next = (rows.len() > limit).then(|| {
            rows.truncate(limit);
            rows[limit - 1].fid()
        });
        Page {
            rows,
            next,
            matched,
        }
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

    /// The box around everything that is or was in the chunks; [`NOWHERE`] when nothing has a place.
    #[must_use]
    pub fn extent(&self) -> Box4 {
        let mut extent = NOWHERE;
        for slot in &self.slots {
            widen(&mut extent, &slot.chunk.tree().root());
        }
        extent
    }

    /// Takes rows by rising number until there are enough: right where most pass.
    fn walk<'a>(
        &'a self,
        filter: &PreparedFilter<'_>,
        after: i64,
        wanted: usize,
        also: impl Fn(RowRef<'a>) -> bool,
    ) -> Vec<RowRef<'a>> {
        let mut on_chunks: Vec<_> = self.slots.iter().map(|_| None).collect();
        self.by_fid
            .after(after)
            .map(Locator::unpack)
            .filter(|at| {
                let chunk = &self.slots[at.slot].chunk;
                on_chunks[at.slot]
                    .get_or_insert_with(|| filter.on(chunk))
                    .matches(at.row)
            })
            .map(|at| self.row(at))
            .filter(|row| also(*row))
            .take(wanted)
            .collect()
    }

    /// The passing rows with the lowest numbers above `after`, and how many pass in all.
    fn lowest<'a>(
        &'a self,
        filter: &PreparedFilter<'_>,
        after: i64,
        wanted: usize,
        also: impl Fn(RowRef<'a>) -> bool,
    ) -> (Vec<RowRef<'a>>, usize) {
        let mut lowest = Lowest {
            wanted,
            bound: i64::MAX,
            kept: Vec::with_capacity(2 * wanted),
        };
        let mut matched = 0;
        for (slot, part) in self.slots.iter().enumerate() {
            passing(part, filter, |row| {
                let feature = part.chunk.row(row);
                if !also(feature) {
                    return;
                }
                matched += 1;
                let fid = feature.fid();
                if fid > after {
                    lowest.offer(fid, Locator { slot, row });
                }
            });
        }
        let rows = lowest.finish().map(|at| self.row(at)).collect();
        (rows, matched)
    }
}

/// The rows with the lowest numbers seen so far. What is offered is gathered and cut down when
/// there is twice too much: a few steps a row, where a heap takes many.
struct Lowest {
    wanted: usize,
    /// Nothing above this can be among the lowest any more.
    bound: i64,
    kept: Vec<(i64, Locator)>,
}

impl Lowest {
    fn offer(&mut self, fid: i64, at: Locator) {
        if fid > self.bound {
            return;
        }
        self.kept.push((fid, at));
        if self.kept.len() >= 2 * self.wanted {
            let (_, last, _) = self
                .kept
                .select_nth_unstable_by_key(self.wanted - 1, |(fid, _)| *fid);
            self.bound = last.0;
            self.kept.truncate(self.wanted);
        }
    }

    fn finish(mut self) -> impl Iterator<Item = Locator> {
        self.kept.sort_unstable_by_key(|(fid, _)| *fid);
        self.kept.truncate(self.wanted);
        self.kept.into_iter().map(|(_, at)| at)
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
