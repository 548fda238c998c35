//! Who bears a name, or bore it: places in force and cancelled ones, former names and aliases,
//! protected names.

use super::{
    block::{Entry, NameBlock, hashed},
    extra::NameRole,
    namesakes::{Reach, Scope, kinds_of, namesake},
};
use crate::{
    domain::{Answer, Asked, Bearer, Kind, Namesakes, Relation, Standing, shared},
    index::{Index, frame::Frame},
    snapshot::RowRef,
    text::search_key,
};

/// The kinds whose names may lead or be borrowed by another name.
const NAMED: [Kind; 4] = [Kind::Region, Kind::Place, Kind::Road, Kind::Cemetery];

impl Index {
    pub(super) fn find_bearers(&self, asked: &Asked<'_>, names: &[String]) -> Answer<Vec<Bearer>> {
        let Some(scope) = self.scope(asked) else {
            return Answer::NotAsked;
        };
        let frame = asked.position.map(Frame::at);
        let reach = self.reach(&scope);
        let mut found = Vec::new();
        for name in names {
            let key = search_key(name);
            for kind in NAMED {
                self.bearers_of_kind(
                    kind,
                    &key,
                    asked,
                    (&scope, &reach),
                    frame.as_ref(),
                    &mut found,
                );
            }
            self.extra_bearers(&key, asked, &scope, frame.as_ref(), &mut found);
        }
        found.sort_by(|a, b| {
            let metres = |bearer: &Bearer| {
                let place = bearer.place.as_ref();
                place.and_then(|p| p.distance_m).unwrap_or(f64::MAX)
            };
            let id = |bearer: &Bearer| bearer.place.as_ref().map(|place| (place.kind, place.id));
            a.standing
                .cmp(&b.standing)
                .then_with(|| metres(a).total_cmp(&metres(b)))
                .then_with(|| id(a).cmp(&id(b)))
        });
        Answer::Found(found)
    }

    fn bearers_of_kind(
        &self,
        kind: Kind,
        key: &str,
        asked: &Asked<'_>,
        (scope, reach): (&Scope<'_>, &Reach),
        frame: Option<&Frame>,
        found: &mut Vec<Bearer>,
    ) {
        for slot in self.snapshot().table(kind).chunks() {
            let Some(rows) = reach.rows(slot) else {
                continue;
            };
            let Some(block) = self.names().block(slot.chunk()) else {
                continue;
            };
            for entry in entries(block, key) {
                let row = slot.chunk().row(entry.row as usize);
                if !slot.is_alive(row.row()) || !self.is_within(&rows, row, scope) {
                    continue;
                }
                let standing = match entry.role {
                    NameRole::Standard => Standing::Current,
                    NameRole::Alias => Standing::Alias,
                    NameRole::Former => Standing::Former,
                    NameRole::Reserved | NameRole::Protected => continue,
                };
                if let Some(standing) = of_state(row, standing) {
                    found.push(bearer(row, key, standing, asked, frame));
                }
            }
        }
    }

    fn extra_bearers(
        &self,
        key: &str,
        asked: &Asked<'_>,
        scope: &Scope<'_>,
        frame: Option<&Frame>,
        found: &mut Vec<Bearer>,
    ) {
        let extra = self.names().extra();
        for entry in entries(&extra.block, key) {
            let Some(name) = extra.names.get(entry.row as usize) else {
                continue;
            };
            let standing = match name.role {
                NameRole::Former => Standing::Former,
                NameRole::Protected => Standing::Protected,
                // In force and aliases stand in columns; reservations are asked for by themselves.
                NameRole::Standard | NameRole::Alias | NameRole::Reserved => continue,
            };
            let owner = name
                .owner
                .and_then(|(kind, id)| self.snapshot().by_id(kind, id));
            let Some(row) = owner else {
                let region = scope.region.and_then(|row| row.text(shared::CODE_AT));
                let meets = match (&name.region_code, region) {
                    (Some(own), Some(code)) => {
                        self.snapshot().is_below(own, code) || self.snapshot().is_below(code, own)
                    }
                    _ => true,
                };
                if standing == Standing::Protected && meets {
                    found.push(Bearer {
                        name: name.text.clone(),
                        standing,
                        place: None,
                        is_same_type: true,
                    });
                }
                continue;
            };
            if self.is_in_scope(row, scope)
                && let Some(standing) = of_state(row, standing)
            {
                found.push(bearer(row, &name.text, standing, asked, frame));
            }
        }
    }

    pub(super) fn find_spoken_like(&self, asked: &Asked<'_>, keys: &[String]) -> Answer<Namesakes> {
        let own = search_key(asked.name);
        let hashes = hashed(keys);
        self.namesakes(asked, |block| {
            let mut found: Vec<u32> = block.same_toned(&hashes).collect();
            found.sort_unstable();
            found.dedup();
            found.retain(|key| block.key(*key) != own);
            let relation = Relation::SameSound;
            found.into_iter().map(|key| (key, relation)).collect()
        })
    }
}

fn entries<'a>(block: &'a NameBlock, key: &str) -> &'a [Entry] {
    block
        .exact(key)
        .map(|key| block.entries(key))
        .unwrap_or_default()
}

/// What the name is, given the state of the place: a draft bears nothing yet, and of a place that is
/// out of use every name is cancelled, protected ones apart.
fn of_state(row: RowRef<'_>, standing: Standing) -> Option<Standing> {
    use crate::domain::State;
    match (row.state(), standing) {
        (State::Draft, _) => None,
        (State::Retired, Standing::Current | Standing::Alias | Standing::Former) => {
            Some(Standing::Cancelled)
        }
        (_, standing) => Some(standing),
    }
}

fn bearer(
    row: RowRef<'_>,
    name: &str,
    standing: Standing,
    asked: &Asked<'_>,
    frame: Option<&Frame>,
) -> Bearer {
    let place = namesake(row, Relation::Same, frame);
    Bearer {
        name: if standing == Standing::Current {
            place.name.clone()
        } else {
            name.to_owned()
        },
        standing,
        is_same_type: kinds_of(asked.category).contains(&row.kind()),
        place: Some(place),
    }
}
