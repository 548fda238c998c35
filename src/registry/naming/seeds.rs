//! What suggestions are made of: the refused name itself, families and roads nearby, old names, the
//! office's words, places.

use std::collections::HashSet;

use uuid::Uuid;

use super::{suggest::Origin, unnamed::middle};
use crate::{
    domain::{Audience, Bank, Checked, Evidence, Kind, NameDraft, shared},
    geo::{Geometry, LonLat, measure::distance_m},
    registry::View,
    text::{Category, Member, normalise, sequence_family, split, to_chinese, to_standard},
};

/// Something to make names of.
pub(super) struct Seed {
    pub(super) origin: Origin,
    pub(super) from: String,
    pub(super) feature: Option<(Kind, Uuid)>,
    pub(super) distance_m: Option<f64>,
    /// The names to try, the first that passes is taken.
    pub(super) names: Vec<String>,
}

/// How far around families and branches are sought.
const FAMILY_M: f64 = 800.0;
/// How far around places lend their names.
const PLACE_M: f64 = 2_000.0;
/// A lane leaves a road that is so near.
const BRANCH_M: f64 = 80.0;
/// No more numbers of a family are tried.
const NUMBERS: u16 = 30;

/// The county in which old names are looked for.
pub(super) fn county_of(view: &View, draft: &NameDraft) -> Option<String> {
    let chain = match draft.position() {
        Some(at) => view.index.containing(at),
        None => view.snapshot.chain(draft.region_code.as_deref()?),
    };
    let county = chain.iter().find(|row| {
        let level = row.text(crate::domain::region::LEVEL_AT);
        level == Some("county")
    });
    county
        .or(chain.last())?
        .text(shared::CODE_AT)
        .map(str::to_owned)
}

/// Generic terms to try, the likeliest first.
pub(super) fn generics(draft: &NameDraft, class: Option<&str>) -> Vec<String> {
    let own = split(&draft.name, draft.category).generic;
    let usual: &[&str] = match draft.category {
        Some(Category::Road) => match class {
            Some("lane") => &["巷", "弄", "路"],
            Some("arterial" | "expressway") => &["路", "大道"],
            Some("secondary") => &["路", "街"],
            _ => &["路", "街", "巷"],
        },
        Some(Category::Residential) => &["苑", "园", "小区", "家园"],
        Some(Category::Village) => &["村"],
        Some(Category::Community) => &["社区"],
        Some(Category::Building) => &["大厦", "楼"],
        Some(Category::Park) => &["公园"],
        _ => &[],
    };
    let mut all: Vec<String> = Vec::new();
    for generic in std::iter::once(own).chain(usual.iter().copied()) {
        if !generic.is_empty() && !all.iter().any(|known| known == generic) {
            all.push(generic.to_owned());
        }
    }
    all
}

pub(super) fn is_lane(generic: &str) -> bool {
    matches!(generic, "巷" | "弄")
}

pub(super) fn with_generics(specific: &str, generics: &[String]) -> Vec<String> {
    generics
        .iter()
        .map(|generic| format!("{specific}{generic}"))
        .collect()
}

/// The refused name in standard characters, without what was found fault with, under another generic
/// term, or with the town before it.
pub(super) fn variants(
    view: &View,
    draft: &NameDraft,
    checked: &Checked,
    generics: &[String],
) -> Vec<Seed> {
    let name = normalise(&draft.name);
    let standard = to_standard(&name).into_owned();
    let specific = split(&standard, draft.category).specific.to_owned();
    let mut specifics = vec![specific.clone()];
    for finding in &checked.findings {
        for evidence in &finding.evidence {
            if let Evidence::Text(text) = evidence {
                let kept = specific.replace(text.as_str(), "");
                if kept.chars().count() >= 2 && !specifics.contains(&kept) {
                    specifics.push(kept);
                }
            }
        }
    }
    let town = draft
        .region_code
        .as_deref()
        .and_then(|code| view.snapshot.chain(code).last().and_then(|row| row.name()))
        .map(|town| split(town, Some(Category::Division)).specific.to_owned());
    if let Some(town) = town.filter(|town| !specific.starts_with(town.as_str())) {
        specifics.push(format!("{town}{specific}"));
    }
    specifics
        .into_iter()
        .map(|specific| Seed {
            origin: Origin::Variant,
            from: name.clone(),
            feature: None,
            distance_m: None,
            names: with_generics(&specific, generics),
        })
        .collect()
}

/// The next members of numbered families nearby.
pub(super) fn families(view: &View, draft: &NameDraft) -> Vec<Seed> {
    let mut seen: HashSet<String> = HashSet::new();
    named_roads(view, draft, FAMILY_M)
        .into_iter()
        .filter_map(|(name, feature, distance_m)| {
            let (family, names) = members(&name)?;
            seen.insert(family).then_some(Seed {
                origin: Origin::Sequence,
                from: name,
                feature: Some(feature),
                distance_m: Some(distance_m),
                names,
            })
        })
        .collect()
}

/// The numbered family of a road, and the names of its members up to two beyond this one.
pub(super) fn members(name: &str) -> Option<(String, Vec<String>)> {
    let (family, Member::Ordinal(last)) = sequence_family(name)? else {
        return None;
    };
    if family.starts_with('◇') {
        return None;
    }
    let is_figure = name.contains(|c: char| c.is_ascii_digit());
    let last = u16::try_from(last).ok()?;
    let numbers = (1..last.saturating_add(3)).take(usize::from(NUMBERS));
    let names = numbers
        .filter_map(|number| {
            let written = if is_figure {
                number.to_string()
            } else {
                to_chinese(number)?
            };
            Some(family.replace('◇', &written))
        })
        .collect();
    Some((family, names))
}

/// A lane of the road that it leaves: 人民路一巷.
pub(super) fn branches(view: &View, draft: &NameDraft, generics: &[String]) -> Vec<Seed> {
    let lane = generics.iter().find(|generic| is_lane(generic));
    let Some(lane) = lane else {
        return Vec::new();
    };
    named_roads(view, draft, BRANCH_M)
        .into_iter()
        .filter(|(name, ..)| !is_lane(split(name, Some(Category::Road)).generic))
        .take(2)
        .map(|(name, feature, distance_m)| Seed {
            origin: Origin::Branch,
            names: (1..=NUMBERS)
                .filter_map(to_chinese)
                .map(|number| format!("{name}{number}{lane}"))
                .collect(),
            from: name,
            feature: Some(feature),
            distance_m: Some(distance_m),
        })
        .collect()
}

type Named = (String, (Kind, Uuid), f64);

/// Named roads around the place, the nearest first.
fn named_roads(view: &View, draft: &NameDraft, within_m: f64) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for at in vantages(draft) {
        let hits = view
            .index
            .nearest(at, &[Kind::Road], 40, within_m, Audience::Public);
        for hit in hits {
            let Some(name) = hit.row.name() else { continue };
            let feature = (Kind::Road, hit.row.id());
            match found.iter_mut().find(|(_, known, _)| *known == feature) {
                Some((.., metres)) => *metres = metres.min(hit.distance_m),
                None => found.push((name.to_owned(), feature, hit.distance_m)),
            }
        }
    }
    found.sort_by(|a, b| a.2.total_cmp(&b.2).then_with(|| a.0.cmp(&b.0)));
    found
}

/// Where to look around from: the ends of a line, too, for there it leaves another.
fn vantages(draft: &NameDraft) -> Vec<LonLat> {
    let mut all: Vec<LonLat> = draft.position().into_iter().collect();
    if let Some(Geometry::LineString(line)) = &draft.geometry {
        let ends = [line.0.first(), line.0.last()].into_iter().flatten();
        all.extend(ends.filter_map(|end| LonLat::new(end.x, end.y).ok()));
    }
    all
}

/// Names that features of the county bore before.
pub(super) fn formers(
    view: &View,
    draft: &NameDraft,
    former: Vec<(Kind, Uuid, String)>,
    generics: &[String],
) -> Vec<Seed> {
    let at = draft.position();
    former
        .into_iter()
        .filter_map(|(kind, id, text)| {
            let specific = split(&text, None).specific.to_owned();
            let owner = view.snapshot.by_id(kind, id).and_then(middle);
            let distance_m = at.zip(owner).map(|(at, owner)| distance_m(at, owner));
            (specific.chars().count() >= 2).then(|| Seed {
                origin: Origin::Former,
                from: text,
                feature: Some((kind, id)),
                distance_m,
                names: with_generics(&specific, generics),
            })
        })
        .collect()
}

/// The words that the office offers for such a place.
pub(super) fn offered(
    view: &View,
    draft: &NameDraft,
    today: chrono::NaiveDate,
    generics: &[String],
) -> Vec<Seed> {
    let on = draft.on.unwrap_or(today);
    let region = draft.region_code.clone().or_else(|| county_of(view, draft));
    let is_there = |code: &str| {
        let region = region.as_deref();
        region.is_some_and(|region| view.snapshot.is_below(region, code))
    };
    view.bank
        .words()
        .iter()
        .filter(|word| {
            word.bank == Bank::Candidate
                && word.holds(draft.category, on)
                && word.region_code.as_deref().is_none_or(is_there)
        })
        .map(|word| Seed {
            origin: Origin::Bank,
            from: word.word.clone(),
            feature: None,
            distance_m: None,
            names: with_generics(&word.word, generics),
        })
        .collect()
}

/// Places nearby, and the regions that hold the place.
pub(super) fn places(view: &View, draft: &NameDraft, generics: &[String]) -> Vec<Seed> {
    let Some(at) = draft.position() else {
        return Vec::new();
    };
    let hits = view
        .index
        .nearest(at, &[Kind::Place], 40, PLACE_M, Audience::Public);
    let near = hits.into_iter().map(|hit| (hit.row, hit.distance_m));
    let regions = view.index.containing(at).into_iter().rev().take(2);
    regions
        .map(|row| (row, 0.0))
        .chain(near)
        .filter_map(|(row, distance_m)| {
            let name = row.name()?;
            let specific = split(name, None).specific;
            (specific.chars().count() >= 2).then(|| Seed {
                origin: Origin::Place,
                from: name.to_owned(),
                feature: Some((row.kind(), row.id())),
                distance_m: Some(distance_m),
                names: with_generics(specific, generics),
            })
        })
        .collect()
}
