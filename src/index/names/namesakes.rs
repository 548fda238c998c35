//! What the naming rules ask: who else is called so, sounds so or nearly so within a scope.

use super::{
    block::{NameBlock, deletions, hashed},
    extra::NameRole,
    reach::{self, Within},
};
use std::sync::Arc;

use crate::{
    domain::{
        Answer, Asked, Bearer, Division, Kind, Namesake, Namesakes, Relation, Reservation,
        ScopeLevel, Searched, Surroundings, region, shared,
    },
    geo::LonLat,
    index::{Index, areas, frame::Frame, nearest::distance_to_row},
    snapshot::{Box4, RowRef, Slot, meets},
    text::{Category, search_key, sounds, split},
};

/// Where namesakes are sought.
pub(super) struct Scope<'a> {
    level: ScopeLevel,
    /// `None` for the whole country.
    pub(super) region: Option<RowRef<'a>>,
}

/// The levels of regions as scopes.
fn level_of(row: RowRef<'_>) -> Option<ScopeLevel> {
    match row.text(region::LEVEL_AT)? {
        "province" => Some(ScopeLevel::Province),
        "city" => Some(ScopeLevel::City),
        "county" => Some(ScopeLevel::County),
        "town" => Some(ScopeLevel::Township),
        "built_up_area" => Some(ScopeLevel::BuiltUpArea),
        _ => None,
    }
}

/// The kinds that names of a category are sought among. Villages and communities are regions
/// where they are administered and places where they are not.
pub(super) const fn kinds_of(category: Option<Category>) -> &'static [Kind] {
    match category {
        None => &[Kind::Region, Kind::Place, Kind::Road, Kind::Cemetery],
        Some(Category::Road) => &[Kind::Road],
        Some(Category::Division) => &[Kind::Region],
        Some(Category::Village | Category::Community) => &[Kind::Place, Kind::Region],
        Some(
            Category::Residential
            | Category::Building
            | Category::Natural
            | Category::Park
            | Category::Facility
            | Category::Other,
        ) => &[Kind::Place, Kind::Cemetery],
    }
}

/// What lies within a scope, chunk by chunk.
pub(super) enum Reach {
    /// Everything.
    Nation,
    /// What has a vertex in a built-up area, whose box this is.
    Area(Box4),
    /// What belongs to a region or one below it.
    Region(Arc<Within>),
}

/// What lies within a scope of one chunk.
pub(super) enum Rows<'a> {
    /// Whatever the scope says of each.
    Each,
    /// Those whose box meets this one may.
    Meeting(&'a Box4),
    /// These.
    These(&'a [u64]),
}

impl Reach {
    /// The rows of a chunk that may lie within; `None` when none does.
    pub(super) fn rows<'a>(&'a self, slot: &Slot) -> Option<Rows<'a>> {
        match self {
            Self::Nation => Some(Rows::Each),
            Self::Area(bounds) => meets(bounds, slot.bounds()).then_some(Rows::Meeting(bounds)),
            Self::Region(within) => within.rows(slot.chunk()).map(Rows::These),
        }
    }
}

impl Index {
    /// The regions around what is asked about, the province first.
    fn chain_of(&self, asked: &Asked<'_>) -> Vec<RowRef<'_>> {
        let around = asked.position.map(|at| self.containing(at));
        match (around, asked.region_code) {
            (Some(chain), _) if !chain.is_empty() => chain,
            (_, Some(code)) => self.snapshot().chain(code),
            _ => Vec::new(),
        }
    }

    /// The scope that the law sets, or the next wider one that is known: the county for a built-up
    /// area or a township that cannot be told.
    pub(super) fn scope(&self, asked: &Asked<'_>) -> Option<Scope<'_>> {
        let chain = self.chain_of(asked);
        if chain.is_empty() {
            return None;
        }
        if asked.scope == ScopeLevel::Nation {
            return Some(Scope {
                level: ScopeLevel::Nation,
                region: None,
            });
        }
        let mut wanted = asked.scope;
        if wanted == ScopeLevel::BuiltUpArea {
            let given = chain.iter().copied().find(|row| areas::is_built_up(*row));
            let area = asked.position.and_then(|at| self.built_up_area(at));
            if let Some(region) = area.or(given) {
                return Some(Scope {
                    level: wanted,
                    region: Some(region),
                });
            }
            wanted = ScopeLevel::County;
        }
        if wanted == ScopeLevel::Township && asked.position.is_none() {
            wanted = ScopeLevel::County;
        }
        let levels = chain.iter().filter_map(|row| Some((level_of(*row)?, *row)));
        let known = levels
            .filter(|(level, _)| *level >= wanted)
            .min_by_key(|(level, _)| *level);
        known.map(|(level, row)| Scope {
            level,
            region: Some(row),
        })
    }

    pub(super) fn is_in_scope(&self, row: RowRef<'_>, scope: &Scope<'_>) -> bool {
        let Some(region) = scope.region else {
            return true;
        };
        if scope.level == ScopeLevel::BuiltUpArea {
            let shapes = row.shapes();
            return shapes
                .rings(row.row())
                .flat_map(|(range, _)| range)
                .map(|at| shapes.coordinate(at))
                .any(|[lon, lat]| self.area_covers(region, LonLat { lon, lat }));
        }
        let at = if row.kind() == Kind::Region {
            shared::CODE_AT
        } else {
            shared::REGION_CODE_AT
        };
        match (row.text(at), region.text(shared::CODE_AT)) {
            (Some(own), Some(code)) => self.snapshot().is_below(own, code),
            _ => false,
        }
    }

    /// What lies within a scope.
    pub(super) fn reach(&self, scope: &Scope<'_>) -> Reach {
        let Some(region) = scope.region else {
            return Reach::Nation;
        };
        if scope.level == ScopeLevel::BuiltUpArea {
            return Reach::Area(region.box4());
        }
        let code = region.text(shared::CODE_AT).unwrap_or_default();
        Reach::Region(self.reaches().within(self.snapshot(), code))
    }

    /// Whether a row, of which this much is known, lies within a scope.
    pub(super) fn is_within(&self, rows: &Rows<'_>, row: RowRef<'_>, scope: &Scope<'_>) -> bool {
        match rows {
            Rows::Each => true,
            Rows::Meeting(bounds) => meets(bounds, &row.box4()) && self.is_in_scope(row, scope),
            Rows::These(rows) => reach::holds(rows, row.row()),
        }
    }

    pub(super) fn namesakes(
        &self,
        asked: &Asked<'_>,
        find: impl Fn(&NameBlock) -> Vec<(u32, Relation)>,
    ) -> Answer<Namesakes> {
        let Some(scope) = self.scope(asked) else {
            return Answer::NotAsked;
        };
        let frame = asked.position.map(Frame::at);
        let reach = self.reach(&scope);
        let mut places = Vec::new();
        for kind in kinds_of(asked.category) {
            for slot in self.snapshot().table(*kind).chunks() {
                let Some(rows) = reach.rows(slot) else {
                    continue;
                };
                let Some(block) = self.names().block(slot.chunk()) else {
                    continue;
                };
                for (key, relation) in find(block) {
                    let standard = block
                        .entries(key)
                        .iter()
                        .filter(|entry| entry.role == NameRole::Standard)
                        .map(|entry| slot.chunk().row(entry.row as usize));
                    for row in standard {
                        if self.is_within(&rows, row, &scope)
                            && row.state().is_published()
                            && slot.is_alive(row.row())
                        {
                            places.push(namesake(row, relation, frame.as_ref()));
                        }
                    }
                }
            }
        }
        places.sort_by(|a: &Namesake, b| {
            let metres = |place: &Namesake| place.distance_m.unwrap_or(f64::MAX);
            a.relation
                .cmp(&b.relation)
                .then_with(|| metres(a).total_cmp(&metres(b)))
                .then_with(|| (a.kind, a.id).cmp(&(b.kind, b.id)))
        });
        let of_region = |at| {
            scope
                .region
                .and_then(|row| row.text(at))
                .unwrap_or_default()
        };
        Answer::Found(Namesakes {
            searched: Searched {
                level: scope.level,
                code: of_region(shared::CODE_AT).to_owned(),
                name: of_region(shared::NAME_AT).to_owned(),
            },
            places,
        })
    }
}

pub(super) fn namesake(row: RowRef<'_>, relation: Relation, frame: Option<&Frame>) -> Namesake {
    Namesake {
        kind: row.kind(),
        id: row.id(),
        name: row.name().unwrap_or_default().to_owned(),
        relation,
        distance_m: frame.and_then(|frame| distance_to_row(frame, row)),
        region_code: row.text(shared::REGION_CODE_AT).map(str::to_owned),
    }
}

fn division(row: RowRef<'_>) -> Option<Division> {
    Some(Division {
        code: row.text(shared::CODE_AT)?.to_owned(),
        name: row.name()?.to_owned(),
        id: Some(row.id()),
    })
}

impl Surroundings for Index {
    fn same_text(&self, asked: &Asked<'_>) -> Answer<Namesakes> {
        let key = search_key(asked.name);
        self.namesakes(asked, |block| {
            let found = block.exact(&key).into_iter();
            found.map(|key| (key, Relation::Same)).collect()
        })
    }

    fn same_sound(&self, asked: &Asked<'_>) -> Answer<Namesakes> {
        let key = search_key(asked.name);
        // The category may settle a reading that is open without it.
        let mut own = sounds(asked.name, None);
        if asked.category.is_some() {
            let more = sounds(asked.name, asked.category);
            own.toned.extend(more.toned);
            own.toneless.extend(more.toneless);
        }
        // Mostly the two are one and the same, and every chunk is asked for each.
        let distinct = |keys: &[String]| {
            let mut hashes = hashed(keys);
            hashes.sort_unstable();
            hashes.dedup();
            hashes
        };
        let (toned, toneless) = (distinct(&own.toned), distinct(&own.toneless));
        self.namesakes(asked, |block| {
            let toned = block
                .same_toned(&toned)
                .map(|key| (key, Relation::SameSound));
            let toneless = block
                .same_toneless(&toneless)
                .map(|key| (key, Relation::SameSoundNoTone));
            let mut found: Vec<(u32, Relation)> = toned.chain(toneless).collect();
            found.sort_unstable();
            found.dedup_by_key(|(key, _)| *key);
            found.retain(|(found, _)| block.key(*found) != key);
            found
        })
    }

    fn neighbours(&self, asked: &Asked<'_>) -> Answer<Namesakes> {
        let key = search_key(asked.name);
        let hashes = deletions(&key);
        self.namesakes(asked, |block| {
            let found = block.one_character(&key, &hashes).into_iter();
            found.map(|key| (key, Relation::Near)).collect()
        })
    }

    fn containing(&self, asked: &Asked<'_>) -> Answer<Vec<Division>> {
        let chain = self.chain_of(asked);
        if chain.is_empty() {
            return Answer::NotAsked;
        }
        Answer::Found(chain.into_iter().filter_map(division).collect())
    }

    fn divisions_named_in(&self, asked: &Asked<'_>) -> Answer<Vec<Division>> {
        let table = self.snapshot().table(Kind::Region);
        if table.is_empty() {
            return Answer::NotAsked;
        }
        let name = search_key(asked.name);
        let mut found: Vec<RowRef<'_>> = Vec::new();
        for slot in table.chunks() {
            let Some(block) = self.names().block(slot.chunk()) else {
                continue;
            };
            for part in parts(&name) {
                let is_so =
                    |key: &u32| split(block.key(*key), Some(Category::Division)).specific == part;
                let by_specific = block.of_specific(part).filter(is_so);
                let keys = block.exact(part).into_iter().chain(by_specific);
                for entry in keys.flat_map(|key| block.entries(key)) {
                    let row = slot.chunk().row(entry.row as usize);
                    let level = level_of(row);
                    if row.state().is_published()
                        && slot.is_alive(row.row())
                        && entry.role == NameRole::Standard
                        && level.is_some_and(|level| level != ScopeLevel::BuiltUpArea)
                    {
                        found.push(row);
                    }
                }
            }
        }
        found.sort_by_key(|row| row.fid());
        found.dedup_by_key(|row| row.fid());
        Answer::Found(found.into_iter().filter_map(division).collect())
    }

    fn reserved(&self, asked: &Asked<'_>) -> Answer<Vec<Reservation>> {
        let Some(scope) = self.scope(asked) else {
            return Answer::NotAsked;
        };
        let code = scope.region.and_then(|row| row.text(shared::CODE_AT));
        let extra = self.names().extra();
        let key = extra.block.exact(&search_key(asked.name));
        let entries = key.map(|key| extra.block.entries(key)).unwrap_or_default();
        let snapshot = self.snapshot();
        let found = entries
            .iter()
            .filter(|entry| entry.role == NameRole::Reserved)
            .filter_map(|entry| extra.names.get(entry.row as usize))
            .filter(|name| match (&name.region_code, code) {
                (Some(own), Some(code)) => {
                    snapshot.is_below(own, code) || snapshot.is_below(code, own)
                }
                _ => true,
            })
            .map(|name| Reservation {
                name: name.text.clone(),
                until: name.until,
                region_code: name.region_code.clone(),
                holder: name.holder.clone(),
                reference: name.reference.clone(),
            })
            .collect();
        Answer::Found(found)
    }

    fn bearers(&self, asked: &Asked<'_>, names: &[String]) -> Answer<Vec<Bearer>> {
        self.find_bearers(asked, names)
    }

    fn spoken_like(&self, asked: &Asked<'_>, toned: &[String]) -> Answer<Namesakes> {
        self.find_spoken_like(asked, toned)
    }
}

/// Every part of a name of two characters or more.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.char_indices().flat_map(move |(from, _)| {
        name[from..]
            .char_indices()
            .skip(1)
            .map(move |(at, c)| &name[from..from + at + c.len_utf8()])
    })
}
