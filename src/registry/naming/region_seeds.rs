//! What suggestions are made of where nobody says where the place lies: the families and places of its
//! region, or of the whole register when that is not told either.

use std::collections::BTreeMap;

use super::{
    seeds::{Seed, members, with_generics},
    suggest::Origin,
};
use crate::{
    domain::{Kind, NameDraft},
    registry::View,
    snapshot::RowRef,
    text::split,
};

/// No more families are tried: the largest of the region.
const FAMILIES: usize = 5;
/// No more places are tried.
const PLACES: usize = 60;

/// The named features of a kind in the region, published.
fn named<'a>(
    view: &'a View,
    draft: &'a NameDraft,
    kind: Kind,
) -> impl Iterator<Item = (RowRef<'a>, &'a str)> {
    view.snapshot
        .table(kind)
        .iter()
        .filter(|row| row.state().is_published())
        .filter(|row| {
            let code = draft.region_code.as_deref();
            code.is_none_or(|code| view.snapshot.belongs_to(*row, code))
        })
        .filter_map(|row| Some((row, row.name()?)))
}

/// The next members of the region's largest numbered families.
pub(super) fn families(view: &View, draft: &NameDraft) -> Vec<Seed> {
    if draft.category != Some(crate::text::Category::Road) {
        return Vec::new();
    }
    let mut all: BTreeMap<String, (usize, Seed)> = BTreeMap::new();
    for (row, name) in named(view, draft, Kind::Road) {
        let Some((family, names)) = members(name) else {
            continue;
        };
        let seed = Seed {
            origin: Origin::Sequence,
            from: name.to_owned(),
            feature: Some((row.kind(), row.id())),
            distance_m: None,
            names,
        };
        match all.get_mut(&family) {
            None => {
                all.insert(family, (1, seed));
            }
            Some((count, last)) => {
                *count += 1;
                if (seed.names.len(), &seed.from) > (last.names.len(), &last.from) {
                    *last = seed;
                }
            }
        }
    }
    let mut all: Vec<(usize, Seed)> = all.into_values().collect();
    // Stable: families of one size by name.
    all.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    all.truncate(FAMILIES);
    all.into_iter().map(|(_, seed)| seed).collect()
}

/// The region itself, those directly below it, and its places.
pub(super) fn places(view: &View, draft: &NameDraft, generics: &[String]) -> Vec<Seed> {
    let code = draft.region_code.as_deref();
    let table = view.snapshot.table(Kind::Region);
    let own = code.into_iter().flat_map(|code| {
        let below = view.snapshot.regions().children(code);
        std::iter::once(code).chain(below)
    });
    let regions = own.filter_map(|code| {
        let row = table.by_code(code)?;
        Some((row, row.name()?))
    });
    let mut all: Vec<(RowRef<'_>, &str)> = regions
        .filter(|(row, _)| row.state().is_published())
        .collect();
    let mut inside: Vec<(RowRef<'_>, &str)> = named(view, draft, Kind::Place).collect();
    inside.sort_by_key(|(row, _)| row.fid());
    all.extend(inside);
    all.into_iter()
        .filter_map(|(row, name)| {
            let specific = split(name, None).specific;
            (specific.chars().count() >= 2).then(|| Seed {
                origin: Origin::Place,
                from: name.to_owned(),
                feature: Some((row.kind(), row.id())),
                distance_m: None,
                names: with_generics(specific, generics),
            })
        })
        .take(PLACES)
        .collect()
}
