//! A registered name by itself: what it was called before, what the rules say of it, what resembles it.

use std::collections::HashSet;

use uuid::Uuid;

use super::{Beside, campaign::draft_of};
use crate::{
    domain::{
        Answer, Asked, Checked, Kind, NameRecord, Namesake, ScopeLevel, Searched, Surroundings as _,
    },
    registry::{Registry, RegistryError, View},
    text::Syllable,
};

/// A registered name, looked at.
#[derive(Clone, Debug)]
pub struct StandingName {
    /// The names that the feature bears and bore.
    pub records: Vec<NameRecord>,
    /// What the rules say; none for a feature without a name.
    pub checked: Option<Checked>,
    /// Where names like it were sought.
    pub searched: Option<Searched>,
    /// Names of the county that are the same, sound the same or differ by a character, the closest
    /// first; at most forty.
    pub look_alikes: Vec<Namesake>,
}

/// At most so many names like it are told.
const MOST: usize = 40;

impl Registry {
    /// Looks at the name of a road, a place or a region.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is no such feature; [`RegistryError::NotReady`] until
    /// the register is loaded.
    pub async fn standing_name(&self, kind: Kind, id: Uuid) -> Result<StandingName, RegistryError> {
        if !matches!(kind, Kind::Road | Kind::Place | Kind::Region) {
            return Err(RegistryError::NotFound);
        }
        let mut records = self.store.names_of(id).await?;
        for record in &mut records {
            record.readings = record
                .readings
                .take()
                .map(|all| all.iter().map(|one| toned(one)).collect());
        }
        let view = self.view()?;
        let registry = self.clone();
        let looking = move || registry.looked_at(&view, (kind, id), records);
        tokio::task::spawn_blocking(looking)
            .await
            .map_err(RegistryError::thread)?
    }

    fn looked_at(
        &self,
        view: &View,
        (kind, id): (Kind, Uuid),
        records: Vec<NameRecord>,
    ) -> Result<StandingName, RegistryError> {
        let row = view.snapshot.by_id(kind, id);
        let row = row.ok_or(RegistryError::NotFound)?;
        let mut standing = StandingName {
            records,
            checked: None,
            searched: None,
            look_alikes: Vec::new(),
        };
        if row.name().is_none() {
            return Ok(standing);
        }
        let draft = draft_of(row, self.clock.today());
        let around = Beside {
            inner: &*view.index,
            itself: Some((kind, id)),
            docket: None,
        };
        let asked = Asked {
            name: &draft.name,
            category: draft.category,
            scope: ScopeLevel::County,
            region_code: draft.region_code.as_deref(),
            position: draft.position(),
        };
        let mut seen = HashSet::new();
        for answer in [
            around.same_text(&asked),
            around.same_sound(&asked),
            around.neighbours(&asked),
        ] {
            let Answer::Found(found) = answer else {
                continue;
            };
            let fresh = found.places.into_iter();
            let fresh = fresh.filter(|place| seen.insert((place.kind, place.id)));
            standing.look_alikes.extend(fresh);
            standing.searched = Some(found.searched);
        }
        standing.look_alikes.truncate(MOST);
        standing.checked = Some(self.judge_one(view, &draft, &around));
        Ok(standing)
    }
}

/// `yue4`, as it is kept, to `yuè`; what is no syllable stays as it is.
fn toned(numbered: &str) -> String {
    const MARKS: [char; 4] = ['\u{304}', '\u{301}', '\u{30c}', '\u{300}'];
    let base = numbered.trim_end_matches(|c: char| c.is_ascii_digit());
    let tone = numbered[base.len()..].parse::<usize>().unwrap_or(0);
    let mark = tone.checked_sub(1).and_then(|at| MARKS.get(at));
    let spelled: String = base.chars().chain(mark.copied()).collect();
    match spelled.parse::<Syllable>() {
        Ok(syllable) => syllable.toned(),
        Err(_) => numbered.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_tones_are_shown_as_marks() {
        for (kept, shown) in [("yue4", "yuè"), ("lü3", "lǚ"), ("zi5", "zi"), ("", "")] {
            assert_eq!(toned(kept), shown);
        }
    }
}
