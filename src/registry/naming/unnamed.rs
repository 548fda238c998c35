//! Roads without a name, and how far each town has come in naming its roads.

use std::{cmp::Reverse, collections::HashMap};

use serde::Serialize;
use uuid::Uuid;

use crate::{
    domain::{Audience, Kind, doorplate, region, road, shared},
    geo::LonLat,
    index::Hit,
    registry::View,
    snapshot::{RowRef, ValueRef},
};

/// A road without a name, with what is known of its weight.
#[derive(Clone, Debug, Serialize)]
pub struct UnnamedRoad {
    /// Its id.
    pub id: Uuid,
    /// Its small number.
    pub fid: i64,
    /// The identifier of its source.
    pub source_id: Option<String>,
    /// The smallest region that holds it.
    pub region_code: Option<String>,
    /// That region's name.
    pub region_name: Option<String>,
    /// Its class.
    pub class: Option<String>,
    /// Its length in metres.
    pub length_m: Option<f64>,
    /// Doorplates that stand on it.
    pub doorplates: usize,
    /// People that it serves, where somebody told.
    pub people: Option<i64>,
    /// Where its middle lies: longitude, latitude.
    pub middle: Option<[f64; 2]>,
    /// Named roads around it, the nearest first.
    pub neighbours: Vec<NearRoad>,
}

/// A named road nearby.
#[derive(Clone, Debug, Serialize)]
pub struct NearRoad {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Metres from the middle of the unnamed road.
    pub distance_m: f64,
}

/// How far a town has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TownCoverage {
    /// The town's code, or the next region above where no town is known.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Roads in it.
    pub roads: usize,
    /// Those with a name.
    pub named: usize,
    /// Those without.
    pub unnamed: usize,
    /// The length of those without, in metres.
    pub unnamed_length_m: f64,
    /// Doorplates on those without.
    pub unnamed_doorplates: usize,
    /// People that those without serve, as far as somebody told; none when nobody did.
    pub unnamed_people: Option<i64>,
    /// The share of roads with a name, 0 to 1.
    pub share: f64,
}

/// Named roads are looked for so far around.
const AROUND_M: f64 = 400.0;
/// At most so many neighbours are told.
const NEIGHBOURS: usize = 5;

/// Where an unnamed road stands in the list: more doorplates first, then longer, then small number.
pub type Rank = (Reverse<usize>, Reverse<u64>, i64);

impl View {
    /// Unnamed roads of a region, the weightiest first, strictly after a rank; with how many there
    /// are in all.
    #[must_use]
    pub fn unnamed_roads(
        &self,
        region: Option<&str>,
        class: Option<&str>,
        after: Option<Rank>,
        limit: usize,
    ) -> (Vec<(Rank, UnnamedRoad)>, usize) {
        let plates = self.plates_by_road();
        let mut roads: Vec<(Rank, RowRef<'_>)> = self
            .roads(region)
            .filter(|row| row.name().is_none())
            .filter(|row| class.is_none() || row.text(road::CLASS_AT) == class)
            .map(|row| (rank(row, &plates), row))
            .collect();
        roads.sort_unstable_by_key(|(rank, _)| *rank);
        let total = roads.len();
        let page = roads
            .into_iter()
            .filter(|(rank, _)| after.is_none_or(|after| *rank > after))
            .take(limit)
            .map(|(rank, row)| (rank, self.unnamed(row, rank.0.0)))
            .collect();
        (page, total)
    }

    /// How far each town of a region has come, by code.
    #[must_use]
    pub fn naming_coverage(&self, region: Option<&str>) -> Vec<TownCoverage> {
        let plates = self.plates_by_road();
        let mut town_of: HashMap<&str, String> = HashMap::new();
        let mut towns: HashMap<String, TownCoverage> = HashMap::new();
        for row in self.roads(region) {
            let code = row.text(shared::REGION_CODE_AT).unwrap_or_default();
            let town = town_of.entry(code).or_insert_with(|| self.town(code));
            let counts = towns.entry(town.clone()).or_default();
            counts.roads += 1;
            if row.name().is_some() {
                counts.named += 1;
            } else {
                counts.unnamed += 1;
                counts.unnamed_length_m += row.number(road::LENGTH_M_AT).unwrap_or_default();
                counts.unnamed_doorplates += rank(row, &plates).0.0;
                if let Some(people) = people(row) {
                    let sum = counts.unnamed_people.unwrap_or(0).saturating_add(people);
                    counts.unnamed_people = Some(sum);
                }
            }
        }
        let mut all: Vec<TownCoverage> = towns
            .into_iter()
            .map(|(code, mut counts)| {
                let name = self.snapshot.chain(&code).last().and_then(|row| row.name());
                name.unwrap_or_default().clone_into(&mut counts.name);
                counts.code = code;
                counts.unnamed_length_m = counts.unnamed_length_m.round();
                counts.share = share(counts.named, counts.roads);
                counts
            })
            .collect();
        all.sort_by(|a, b| a.code.cmp(&b.code));
        all
    }

    fn roads(&self, region: Option<&str>) -> impl Iterator<Item = RowRef<'_>> {
        self.snapshot
            .table(Kind::Road)
            .chunks()
            .iter()
            .flat_map(crate::snapshot::Slot::rows)
            .filter(move |row| {
                row.state().is_published()
                    && region.is_none_or(|code| self.snapshot.belongs_to(*row, code))
            })
    }

    /// How many doorplates stand on each road without a name.
    fn plates_by_road(&self) -> HashMap<&str, usize> {
        let mut plates: HashMap<&str, usize> = self
            .roads(None)
            .filter(|row| row.name().is_none())
            .filter_map(|row| Some((row.text(shared::SOURCE_ID_AT)?, 0)))
            .collect();
        if plates.is_empty() {
            return plates;
        }
        let all = self.snapshot.table(Kind::Doorplate).chunks();
        for row in all.iter().flat_map(crate::snapshot::Slot::rows) {
            let on = row.text(doorplate::ROAD_SOURCE_ID_AT);
            if let Some(count) = on.and_then(|road| plates.get_mut(road)) {
                *count += usize::from(row.state().is_published());
            }
        }
        plates
    }

    /// The town of a region below one, or the region itself.
    fn town(&self, code: &str) -> String {
        let chain = self.snapshot.chain(code);
        let town = chain
            .iter()
            .find(|row| row.text(region::LEVEL_AT) == Some("town"));
        town.and_then(|row| row.text(shared::CODE_AT))
            .unwrap_or(code)
            .to_owned()
    }

    fn unnamed(&self, row: RowRef<'_>, doorplates: usize) -> UnnamedRoad {
        let text = |at| row.text(at).map(str::to_owned);
        let code = row.text(shared::REGION_CODE_AT);
        let chain = code
            .map(|code| self.snapshot.chain(code))
            .unwrap_or_default();
        let middle = middle(row);
        UnnamedRoad {
            id: row.id(),
            fid: row.fid(),
            source_id: text(shared::SOURCE_ID_AT),
            region_code: text(shared::REGION_CODE_AT),
            region_name: chain.last().and_then(|row| row.name()).map(str::to_owned),
            class: text(road::CLASS_AT),
            length_m: row.number(road::LENGTH_M_AT),
            doorplates,
            people: people(row),
            middle: middle.map(|at| [at.lon, at.lat]),
            neighbours: middle.map(|at| self.near_roads(at)).unwrap_or_default(),
        }
    }

    fn near_roads(&self, at: LonLat) -> Vec<NearRoad> {
        let hits = self
            .index
            .nearest(at, &[Kind::Road], 20, AROUND_M, Audience::Public);
        let mut near: Vec<NearRoad> = Vec::new();
        for Hit { row, distance_m } in hits {
            let Some(name) = row.name() else { continue };
            if near.len() < NEIGHBOURS && !near.iter().any(|known| known.name == name) {
                near.push(NearRoad {
                    id: row.id(),
                    name: name.to_owned(),
                    distance_m: (distance_m * 10.0).round() / 10.0,
                });
            }
        }
        near
    }
}

fn rank(row: RowRef<'_>, plates: &HashMap<&str, usize>) -> Rank {
    let on = row
        .text(shared::SOURCE_ID_AT)
        .and_then(|road| plates.get(road));
    let length = row.number(road::LENGTH_M_AT).unwrap_or_default();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole decimetres are fine enough to rank by"
    )]
    let decimetres = (length * 10.0).max(0.0) as u64;
    (
        Reverse(on.copied().unwrap_or(0)),
        Reverse(decimetres),
        row.fid(),
    )
}

/// How many a road serves, where somebody told.
fn people(row: RowRef<'_>) -> Option<i64> {
    match row.value_ref(road::PEOPLE_AT) {
        ValueRef::Integer(people) => Some(people),
        _ => None,
    }
}

/// The middle vertex of a road.
pub(super) fn middle(row: RowRef<'_>) -> Option<LonLat> {
    let draft = crate::domain::NameDraft {
        geometry: Some(row.geometry()?),
        ..crate::domain::NameDraft::default()
    };
    draft.position()
}

/// A share of four decimals; 1 of nothing.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 1.0;
    }
    let as_f64 = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (as_f64(part) / as_f64(whole) * 10_000.0).round() / 10_000.0
}
