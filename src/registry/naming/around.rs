//! What stands around a name beside the register: the other names of its list, and not itself.

use uuid::Uuid;

use super::Docket;
use crate::domain::{
    Answer, Asked, Bearer, Division, Kind, Namesake, Namesakes, Reservation, Searched, Surroundings,
};

/// The surroundings of a name that stands in a list, or is registered already.
pub(in crate::registry) struct Beside<'a> {
    /// The register, or nobody.
    pub inner: &'a dyn Surroundings,
    /// The registered feature whose name it is: no namesake of its own.
    pub itself: Option<(Kind, Uuid)>,
    /// The list, and the name's place in it.
    pub docket: Option<(&'a Docket, usize)>,
}

impl Beside<'_> {
    fn joined(
        &self,
        asked: &Asked<'_>,
        answer: Answer<Namesakes>,
        from: impl FnOnce(&Docket, usize, &Asked<'_>) -> Vec<Namesake>,
    ) -> Answer<Namesakes> {
        let more = self
            .docket
            .map(|(docket, own)| from(docket, own, asked))
            .unwrap_or_default();
        match answer {
            Answer::Found(mut found) => {
                found
                    .places
                    .retain(|place| Some((place.kind, place.id)) != self.itself);
                found.places.extend(more);
                let metres = |place: &Namesake| place.distance_m.unwrap_or(f64::MAX);
                found.places.sort_by(|a, b| {
                    let nearer = || metres(a).total_cmp(&metres(b));
                    a.relation.cmp(&b.relation).then_with(nearer)
                });
                Answer::Found(found)
            }
            Answer::NotAsked if more.is_empty() => Answer::NotAsked,
            // The list is its own scope where no register can be asked.
            Answer::NotAsked => Answer::Found(Namesakes {
                searched: Searched {
                    level: asked.scope,
                    code: String::new(),
                    name: "本批名称".to_owned(),
                },
                places: more,
            }),
        }
    }
}

impl Surroundings for Beside<'_> {
    fn same_text(&self, asked: &Asked<'_>) -> Answer<Namesakes> {
        self.joined(asked, self.inner.same_text(asked), Docket::same)
    }

    fn same_sound(&self, asked: &Asked<'_>) -> Answer<Namesakes> {
        self.joined(asked, self.inner.same_sound(asked), Docket::sounding)
    }

    fn neighbours(&self, asked: &Asked<'_>) -> Answer<Namesakes> {
        self.joined(asked, self.inner.neighbours(asked), Docket::near)
    }

    fn bearers(&self, asked: &Asked<'_>, names: &[String]) -> Answer<Vec<Bearer>> {
        let more = self
            .docket
            .map(|(docket, own)| docket.bearing(own, asked, names))
            .unwrap_or_default();
        match self.inner.bearers(asked, names) {
            Answer::Found(mut found) => {
                found.retain(|bearer| {
                    let place = bearer.place.as_ref();
                    self.itself.is_none()
                        || place.map(|place| (place.kind, place.id)) != self.itself
                });
                found.extend(more);
                // Stable: those in force first, the register's before the list's.
                found.sort_by_key(|bearer| bearer.standing);
                Answer::Found(found)
            }
            Answer::NotAsked if more.is_empty() => Answer::NotAsked,
            Answer::NotAsked => Answer::Found(more),
        }
    }

    fn spoken_like(&self, asked: &Asked<'_>, toned: &[String]) -> Answer<Namesakes> {
        let from =
            |docket: &Docket, own: usize, asked: &Asked<'_>| docket.spoken(own, asked, toned);
        self.joined(asked, self.inner.spoken_like(asked, toned), from)
    }

    fn containing(&self, asked: &Asked<'_>) -> Answer<Vec<Division>> {
        self.inner.containing(asked)
    }

    fn divisions_named_in(&self, asked: &Asked<'_>) -> Answer<Vec<Division>> {
        self.inner.divisions_named_in(asked)
    }

    fn reserved(&self, asked: &Asked<'_>) -> Answer<Vec<Reservation>> {
        self.inner.reserved(asked)
    }
}
