//! The names of the register by which addresses are read: made anew only when regions, places or
//! roads have changed, not with every doorplate.

use std::{collections::HashMap, sync::Arc};

use crate::{
    address::{self, Lexicon, Sort},
    domain::{Kind, ParsedAddress, place, region, shared},
    snapshot::{RowRef, Snapshot},
    text::search_key,
};

/// Names, and what bears them.
#[derive(Debug)]
pub(in crate::registry) struct AddressBook {
    /// What it was made of; kept, so that it can be compared.
    snapshot: Arc<Snapshot>,
    lexicon: Lexicon,
    regions: HashMap<String, Vec<i64>>,
    roads: HashMap<String, Vec<i64>>,
    places: HashMap<String, Vec<i64>>,
}

/// The kinds whose names are in it.
const NAMED: [Kind; 3] = [Kind::Region, Kind::Place, Kind::Road];
/// Settlements (居民点) among places.
const SETTLEMENT: &str = "22";

impl AddressBook {
    /// The book of a register.
    pub(in crate::registry) fn of(snapshot: &Arc<Snapshot>) -> Self {
        let mut book = Self {
            lexicon: Lexicon::default(),
            regions: HashMap::new(),
            roads: HashMap::new(),
            places: HashMap::new(),
            snapshot: Arc::clone(snapshot),
        };
        for kind in NAMED {
            for row in snapshot.table(kind).iter() {
                if row.state().is_published()
                    && let Some(name) = row.name()
                {
                    book.learn(kind, row, name);
                }
            }
        }
        book
    }

    fn learn(&mut self, kind: Kind, row: RowRef<'_>, name: &str) {
        let (names, sort) = match kind {
            Kind::Region => {
                let sort = match row.text(region::LEVEL_AT) {
                    Some("province") => Sort::Province,
                    Some("city") => Sort::City,
                    Some("county") => Sort::County,
                    Some("town") => Sort::Town,
                    Some("village") => Sort::Village,
                    _ => return,
                };
                if let Some(short) = short(name) {
                    add(&mut self.regions, short, row.fid());
                }
                (&mut self.regions, sort)
            }
            Kind::Road => {
                let is_lane = name.ends_with(['巷', '弄', '里']) || name.ends_with("胡同");
                (
                    &mut self.roads,
                    if is_lane { Sort::Lane } else { Sort::Road },
                )
            }
            _ => {
                let class = row.text(place::CLASS_CODE_AT).unwrap_or_default();
                if !class.starts_with(SETTLEMENT) {
                    return;
                }
                (&mut self.places, Sort::Settlement)
            }
        };
        add(names, name, row.fid());
        self.lexicon.learn(name, sort);
    }

    /// Takes an address apart with these names.
    pub(in crate::registry) fn parse(&self, text: &str) -> ParsedAddress {
        address::parse(text, Some(&self.lexicon))
    }

    /// Whether it is still the book of a register.
    pub(in crate::registry) fn is_of(&self, snapshot: &Snapshot) -> bool {
        NAMED
            .into_iter()
            .all(|kind| std::ptr::eq(self.snapshot.table(kind), snapshot.table(kind)))
    }

    /// The regions of a name, full or short.
    pub(super) fn regions<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        name: &str,
    ) -> impl Iterator<Item = RowRef<'a>> {
        find(&self.regions, snapshot, Kind::Region, name)
    }

    /// The roads of a name.
    pub(super) fn roads<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        name: &str,
    ) -> impl Iterator<Item = RowRef<'a>> {
        find(&self.roads, snapshot, Kind::Road, name)
    }

    /// The settlements of a name.
    pub(super) fn places<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        name: &str,
    ) -> impl Iterator<Item = RowRef<'a>> {
        find(&self.places, snapshot, Kind::Place, name)
    }
}

fn add(names: &mut HashMap<String, Vec<i64>>, name: &str, fid: i64) {
    names.entry(search_key(name)).or_default().push(fid);
}

fn find<'a>(
    names: &'a HashMap<String, Vec<i64>>,
    snapshot: &'a Snapshot,
    kind: Kind,
    name: &str,
) -> impl Iterator<Item = RowRef<'a>> {
    names
        .get(&search_key(name))
        .into_iter()
        .flatten()
        .filter_map(move |fid| snapshot.table(kind).by_fid(*fid))
        .filter(|row| row.state().is_published())
}

/// 嵊州 for 嵊州市, 强口 for 强口村.
fn short(name: &str) -> Option<&str> {
    [
        "自治区",
        "街道",
        "社区",
        "省",
        "市",
        "县",
        "区",
        "镇",
        "乡",
        "村",
    ]
    .iter()
    .find_map(|unit| name.strip_suffix(unit))
    .filter(|short| short.chars().count() >= 2)
}

/// Whether a region is at, above or below another.
pub(super) fn is_related(snapshot: &Snapshot, one: &str, other: &str) -> bool {
    snapshot.is_below(one, other) || snapshot.is_below(other, one)
}

/// The region that a row lies in.
pub(super) fn region_of(row: RowRef<'_>) -> Option<&str> {
    row.text(shared::REGION_CODE_AT)
}
