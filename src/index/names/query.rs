//! A search while somebody types: names by text, sound and first letters, addresses by road and
//! number, codes. Each way of matching is asked only while the ones before it left room.

use super::{
    block::{NameBlock, deletions},
    extra::NameRole,
    found::{Candidate, Class, Found, Matched, SearchHit, rank},
    plates::{Plates, number_key},
    whole::{NAMED, Names, middle},
};
use crate::{
    domain::{Kind, State, doorplate, shared},
    geo::LonLat,
    index::frame::Frame,
    snapshot::{Filter, PreparedFilter, RowRef, Slot, Snapshot},
    text::{fold_pinyin, search_key},
};

/// What is sought.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// What was typed.
    pub text: String,
    /// Only these kinds; empty: every kind that has names, and doorplates.
    pub kinds: Vec<Kind>,
    /// Only in this region and below.
    pub region: Option<String>,
    /// The nearer to this the better.
    pub near: Option<LonLat>,
    /// How many at most.
    pub limit: usize,
}

/// A search under way.
struct Query<'a, 's> {
    snapshot: &'a Snapshot,
    names: &'a Names,
    search: &'s Search,
    frame: Option<Frame>,
    filter: Filter,
    found: Found<'a>,
}

/// A walk through the keys of a block.
type Keys<'k> = Box<dyn Iterator<Item = u32> + 'k>;

pub(in crate::index) fn search<'a>(
    snapshot: &'a Snapshot,
    names: &'a Names,
    search: &Search,
) -> Vec<SearchHit<'a>> {
    let mut query = Query {
        snapshot,
        names,
        search,
        frame: search.near.map(Frame::at),
        filter: Filter {
            region: search.region.clone(),
            ..Filter::default()
        },
        found: Found::new(search.limit),
    };
    if search.limit > 0 {
        query.run();
    }
    query.found.into_hits(snapshot, query.frame.as_ref())
}

impl<'a> Query<'a, '_> {
    fn run(&mut self) {
        self.codes();
        let key = search_key(&self.search.text);
        if key.is_empty() {
            return;
        }
        let typed = fold_pinyin(&self.search.text);
        let is_typed = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_alphanumeric());
        self.keys(Class::Exact, |block| {
            Box::new(block.exact(&key).into_iter())
        });
        if self.wants(Kind::Doorplate) {
            self.addresses(&key);
        }
        for class in [
            Class::Prefix,
            Class::Contains,
            Class::Pinyin,
            Class::Initials,
            Class::Fuzzy,
        ] {
            if self.found.is_full() {
                return;
            }
            match class {
                Class::Pinyin if is_typed => {
                    self.keys(class, |block| sorted(block.spelled(&typed)));
                }
                Class::Initials if is_typed => {
                    self.keys(class, |block| sorted(block.lettered(&typed)));
                }
                Class::Prefix => self.keys(class, |block| Box::new(block.prefixed(&key))),
                Class::Contains => self.keys(class, |block| Box::new(block.containing(&key))),
                Class::Fuzzy if key.chars().count() > 2 => {
                    let hashes = deletions(&key);
                    self.keys(class, |block| {
                        Box::new(block.one_character(&key, &hashes).into_iter())
                    });
                }
                _ => {}
            }
        }
    }

    fn wants(&self, kind: Kind) -> bool {
        self.search.kinds.is_empty() || self.search.kinds.contains(&kind)
    }

    fn codes(&mut self) {
        let code = self.search.text.trim();
        let kinds = NAMED.iter().chain(&[Kind::Doorplate, Kind::Plot]);
        for kind in kinds {
            if !self.wants(*kind) {
                continue;
            }
            let found = self.snapshot.table(*kind).by_code(code);
            if let Some(row) = found.filter(|row| self.in_region(*row)) {
                self.offer(Class::Exact, Matched::Code, row, middle(row), 0);
            }
        }
    }

    fn in_region(&self, row: RowRef<'_>) -> bool {
        self.filter.prepare(self.snapshot, row.kind()).matches(row)
    }

    /// Offers whoever bears the keys that are found in any block.
    fn keys<'k>(&mut self, class: Class, find: impl Fn(&'k NameBlock) -> Keys<'k>)
    where
        'a: 'k,
    {
        let (snapshot, names) = (self.snapshot, self.names);
        let filter = self.filter.clone();
        for kind in NAMED {
            if !self.wants(kind) {
                continue;
            }
            let prepared = filter.prepare(snapshot, kind);
            for slot in snapshot.table(kind).chunks() {
                if let Some(block) = names.block(slot.chunk()) {
                    self.in_block(class, slot, block, &prepared, find(block));
                }
            }
        }
        for key in find(&names.extra().block) {
            self.extra(class, key);
        }
    }

    fn in_block(
        &mut self,
        class: Class,
        slot: &'a Slot,
        block: &NameBlock,
        prepared: &PreparedFilter<'_>,
        keys: Keys<'_>,
    ) {
        let mut keys = keys.peekable();
        if keys.peek().is_none() {
            return;
        }
        let on_chunk = prepared.on(slot.chunk());
        // Shorter names come first and are shown first, so that the longer may stay unseen: not
        // where nearness or the level of a region counts more.
        let may_stop = self.frame.is_none() && slot.chunk().kind() != Kind::Region;
        let (mut enough, mut length) = (0, 0);
        for key in keys {
            let characters = block.length(key);
            if may_stop && enough >= self.search.limit && characters > length {
                break;
            }
            length = characters;
            for entry in block.entries(key) {
                let row = slot.chunk().row(entry.row as usize);
                if slot.is_alive(row.row()) && on_chunk.matches(row.row()) {
                    enough += usize::from(row.state().is_published());
                    let matched = matched(class, entry.role);
                    self.offer(class, matched, row, entry.at, characters);
                }
            }
        }
    }

    fn extra(&mut self, class: Class, key: u32) {
        let (names, snapshot) = (self.names, self.snapshot);
        let extra = names.extra();
        for entry in extra.block.entries(key) {
            let owner = extra
                .names
                .get(entry.row as usize)
                .and_then(|name| name.owner);
            let Some((kind, id)) = owner.filter(|_| entry.role != NameRole::Reserved) else {
                continue;
            };
            let row = snapshot.by_id(kind, id);
            if let Some(row) = row.filter(|row| self.wants(kind) && self.in_region(*row)) {
                let length = extra.block.length(key);
                self.offer(class, matched(class, entry.role), row, middle(row), length);
            }
        }
    }

    fn offer(
        &mut self,
        class: Class,
        matched: Matched,
        row: RowRef<'a>,
        at: [f32; 2],
        length: u32,
    ) {
        let state = row.state();
        if state == State::Draft {
            return;
        }
        let metres = self.frame.as_ref().map_or(0.0, |frame| {
            let metres = frame.on_plane_m(at.map(f64::from));
            if metres.is_nan() { f64::MAX } else { metres }
        });
        self.found.push(Candidate {
            class,
            matched,
            retired: state == State::Retired,
            metres,
            rank: rank(row),
            length,
            row,
        });
    }

    /// Doorplates by road and number: the figures at the end may belong to the road, and before
    /// the road may stand the regions of a whole address.
    fn addresses(&mut self, key: &str) {
        let splits: Vec<(&str, &str)> = figures(key).map(|at| key.split_at(at)).collect();
        let before = self.found.seen();
        for (road, number) in splits.iter().rev() {
            if road.is_empty() {
                self.numbers(number);
            } else {
                self.on_road(Class::Exact, number, |plates| plates.on_road(road));
            }
        }
        if self.found.seen() > before {
            return;
        }
        for (address, number) in splits.iter().rev() {
            for (at, _) in address.char_indices().skip(1) {
                let road = &address[at..];
                self.on_road(Class::Exact, number, |plates| plates.on_road(road));
                if self.found.seen() > before {
                    return;
                }
            }
        }
        for (road, number) in splits.iter().rev().filter(|(road, _)| !road.is_empty()) {
            self.on_road(Class::Prefix, number, |plates| plates.on_roads(road));
        }
    }

    fn on_road(&mut self, best: Class, number: &str, rows: impl Fn(&Plates) -> &[u16]) {
        self.plates(best, |query, plates, slot| {
            for row in rows(plates) {
                let row = slot.chunk().row(usize::from(*row));
                let class = match meets_number(row, number) {
                    Some(class) => class.max(best),
                    None => continue,
                };
                query.offer_plate(class, slot, row);
            }
        });
    }

    fn numbers(&mut self, number: &str) {
        let full = format!("{number}号");
        self.plates(Class::Exact, |query, plates, slot| {
            for row in plates.numbered(number).iter().chain(plates.numbered(&full)) {
                query.offer_plate(Class::Exact, slot, slot.chunk().row(usize::from(*row)));
            }
        });
        if self.found.is_full() {
            return;
        }
        // Whichever of a chunk come first must do: there are hundreds of thousands.
        let limit = self.search.limit;
        let all = self.frame.is_some();
        self.plates(Class::Prefix, |query, plates, slot| {
            let before = query.found.seen();
            for row in plates.numbered_from(number) {
                if !all && query.found.seen() >= before + limit {
                    break;
                }
                query.offer_plate(Class::Prefix, slot, slot.chunk().row(usize::from(*row)));
            }
        });
    }

    /// Goes through the doorplates' chunks, those near the position first, until no other can
    /// hold anything nearer of the best class there may be.
    fn plates(&mut self, best: Class, mut each: impl FnMut(&mut Self, &Plates, &'a Slot)) {
        let (snapshot, names) = (self.snapshot, self.names);
        let mut slots: Vec<(f64, &Slot)> = snapshot
            .table(Kind::Doorplate)
            .chunks()
            .iter()
            .map(|slot| {
                let frame = self.frame.as_ref();
                (
                    frame.map_or(0.0, |frame| frame.at_least_m(slot.bounds())),
                    slot,
                )
            })
            .collect();
        slots.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (metres, slot) in slots {
            if self.frame.is_some() && self.found.is_settled(best, metres) {
                return;
            }
            if let Some(plates) = names.plates(slot.chunk()) {
                each(self, plates, slot);
            }
        }
    }

    fn offer_plate(&mut self, class: Class, slot: &'a Slot, row: RowRef<'a>) {
        let in_region = self.search.region.as_deref().is_none_or(|region| {
            let own = row.text(shared::REGION_CODE_AT);
            own.is_some_and(|own| self.snapshot.is_below(own, region))
        });
        if in_region && slot.is_alive(row.row()) {
            self.offer(class, Matched::Name, row, middle(row), 0);
        }
    }
}

const fn matched(class: Class, role: NameRole) -> Matched {
    match class {
        Class::Exact | Class::Prefix | Class::Contains => Matched::of_role(role),
        Class::Pinyin => Matched::Pinyin,
        Class::Initials => Matched::Initials,
        Class::Fuzzy => Matched::Fuzzy,
    }
}

/// Keys in their own order, which is by length.
fn sorted(keys: &[u32]) -> Keys<'static> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    Box::new(keys.into_iter())
}

/// Where figures begin.
fn figures(key: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = key.as_bytes();
    (0..bytes.len()).filter(move |at| {
        bytes[*at].is_ascii_digit() && (*at == 0 || !bytes[at - 1].is_ascii_digit())
    })
}

/// How a plate's number meets what was typed.
fn meets_number(row: RowRef<'_>, number: &str) -> Option<Class> {
    let meets = |own: &str| {
        let rest = own.strip_prefix(number)?;
        Some(if matches!(rest, "" | "号") {
            Class::Exact
        } else {
            Class::Prefix
        })
    };
    let own = row.text(doorplate::NUMBER_AT)?;
    let figures = own.strip_suffix('号').unwrap_or(own);
    if figures.bytes().all(|b| b.is_ascii_digit()) && row.text(doorplate::SUFFIX_AT).is_none() {
        return meets(own);
    }
    meets(&number_key(row))
}
