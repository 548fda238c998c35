//! A list of names that are checked together: who in it is called so, sounds so or nearly so.

use std::collections::HashMap;

use crate::{
    domain::{Asked, Bearer, Kind, NameDraft, Namesake, Relation, ScopeLevel, Standing},
    geo::{LonLat, measure::distance_m},
    text::{Category, normalise, search_key, sounds, split},
};

/// One name of the list.
struct Entry {
    name: String,
    key: String,
    category: Option<Category>,
    region: Option<String>,
    position: Option<LonLat>,
}

/// The names of a list, ready to be asked about.
pub(in crate::registry) struct Docket {
    entries: Vec<Entry>,
    by_key: HashMap<String, Vec<usize>>,
    by_sound: HashMap<String, Vec<usize>>,
    by_toneless: HashMap<String, Vec<usize>>,
    /// Every key with one character taken out.
    by_gap: HashMap<String, Vec<usize>>,
}

/// Others of one list that a finding names at most: ten thousand equal names say no more than twenty.
const MOST_TOLD: usize = 20;

impl Docket {
    /// Prepares a list.
    pub(in crate::registry) fn of(drafts: &[NameDraft]) -> Self {
        let mut docket = Self {
            entries: Vec::with_capacity(drafts.len()),
            by_key: HashMap::with_capacity(drafts.len()),
            by_sound: HashMap::with_capacity(drafts.len()),
            by_toneless: HashMap::with_capacity(drafts.len()),
            by_gap: HashMap::with_capacity(drafts.len() * 4),
        };
        for draft in drafts {
            docket.add(draft);
        }
        docket
    }

    fn add(&mut self, draft: &NameDraft) {
        let name = normalise(&draft.name);
        let at = self.entries.len();
        let category = draft.category.or_else(|| split(&name, None).category);
        let spoken = sounds(&name, category);
        let key = search_key(&name);
        for toned in spoken.toned {
            self.by_sound.entry(toned).or_default().push(at);
        }
        for toneless in spoken.toneless {
            self.by_toneless.entry(toneless).or_default().push(at);
        }
        for gap in gaps(&key) {
            self.by_gap.entry(gap).or_default().push(at);
        }
        self.by_key.entry(key.clone()).or_default().push(at);
        self.entries.push(Entry {
            name,
            key,
            category,
            region: draft.region_code.clone(),
            position: draft.position(),
        });
    }

    /// Others of exactly this name.
    pub(super) fn same(&self, own: usize, asked: &Asked<'_>) -> Vec<Namesake> {
        let key = &self.entries[own].key;
        self.namesakes(own, asked, self.by_key.get(key), Relation::Same)
    }

    /// Others of the same sound and another text.
    pub(super) fn sounding(&self, own: usize, asked: &Asked<'_>) -> Vec<Namesake> {
        let entry = &self.entries[own];
        let spoken = sounds(&entry.name, entry.category);
        let mut found: Vec<(usize, Relation)> = Vec::new();
        let toned = spoken.toned.iter().map(|key| (&self.by_sound, key));
        let toneless = spoken.toneless.iter().map(|key| (&self.by_toneless, key));
        for (relation, (index, key)) in toned
            .map(|pair| (Relation::SameSound, pair))
            .chain(toneless.map(|pair| (Relation::SameSoundNoTone, pair)))
        {
            for &at in index.get(key).into_iter().flatten() {
                let is_new = || !found.iter().any(|(known, _)| *known == at);
                if found.len() < MOST_TOLD && self.entries[at].key != entry.key && is_new() {
                    found.push((at, relation));
                }
            }
        }
        found
            .into_iter()
            .filter_map(|(at, relation)| self.namesake(own, at, asked, relation))
            .collect()
    }

    /// Others that one inserted, deleted or replaced character parts from it.
    pub(super) fn near(&self, own: usize, asked: &Asked<'_>) -> Vec<Namesake> {
        let key = &self.entries[own].key;
        let gaps = gaps(key);
        let replaced = gaps.iter().filter_map(|gap| self.by_gap.get(gap));
        let shorter = gaps
            .iter()
            .filter_map(|gap| self.by_key.get(gap.trim_start_matches(MARK)));
        let longer = self.by_gap.get(&format!("{MARK}{key}"));
        let mut found: Vec<usize> = replaced
            .chain(shorter)
            .chain(longer)
            .flatten()
            .copied()
            .filter(|at| is_one_apart(&self.entries[*at].key, key))
            .collect();
        found.sort_unstable();
        found.dedup();
        self.namesakes(own, asked, Some(&found), Relation::Near)
    }

    /// Others that bear one of these names, whatever they name.
    pub(super) fn bearing(&self, own: usize, asked: &Asked<'_>, names: &[String]) -> Vec<Bearer> {
        let found = names
            .iter()
            .filter_map(|name| self.by_key.get(&search_key(name)))
            .flatten();
        found
            .filter_map(|&at| {
                let place = self.place(own, at, asked, Relation::Same)?;
                Some(Bearer {
                    name: place.name.clone(),
                    standing: Standing::Current,
                    is_same_type: self.is_alike(own, at, asked),
                    place: Some(place),
                })
            })
            .take(MOST_TOLD)
            .collect()
    }

    /// Others of another text that can be spoken like one of these keys with tones.
    pub(super) fn spoken(&self, own: usize, asked: &Asked<'_>, toned: &[String]) -> Vec<Namesake> {
        let key = &self.entries[own].key;
        let spoken = toned.iter().filter_map(|key| self.by_sound.get(key));
        let mut found: Vec<usize> = spoken
            .flatten()
            .copied()
            .filter(|at| self.entries[*at].key != *key)
            .collect();
        found.sort_unstable();
        found.dedup();
        self.namesakes(own, asked, Some(&found), Relation::SameSound)
    }

    fn namesakes(
        &self,
        own: usize,
        asked: &Asked<'_>,
        found: Option<&Vec<usize>>,
        relation: Relation,
    ) -> Vec<Namesake> {
        let found = found.into_iter().flatten();
        found
            .filter_map(|&at| self.namesake(own, at, asked, relation))
            .take(MOST_TOLD)
            .collect()
    }

    /// The other as a namesake, when it is of the same type and lies within the scope asked for.
    fn namesake(
        &self,
        own: usize,
        at: usize,
        asked: &Asked<'_>,
        relation: Relation,
    ) -> Option<Namesake> {
        self.is_alike(own, at, asked)
            .then(|| self.place(own, at, asked, relation))
            .flatten()
    }

    /// Whether the two are of one category, as far as is told.
    fn is_alike(&self, own: usize, at: usize, asked: &Asked<'_>) -> bool {
        let category = asked.category.or(self.entries[own].category);
        let other = self.entries[at].category;
        category.is_none() || other.is_none() || category == other
    }

    /// The other, when it lies within the scope asked for.
    fn place(
        &self,
        own: usize,
        at: usize,
        asked: &Asked<'_>,
        relation: Relation,
    ) -> Option<Namesake> {
        let (entry, other) = (&self.entries[own], &self.entries[at]);
        if own == at || !share_scope(entry, other, asked.scope) {
            return None;
        }
        Some(Namesake {
            kind: match other.category {
                Some(Category::Road) => Kind::Road,
                Some(Category::Division) => Kind::Region,
                _ => Kind::Place,
            },
            id: uuid::Uuid::nil(),
            name: other.name.clone(),
            relation,
            distance_m: entry
                .position
                .zip(other.position)
                .map(|(from, to)| distance_m(from, to)),
            region_code: other.region.clone(),
        })
    }
}

/// Whether two names of a list lie in one scope as far as their region codes tell; names that tell
/// none are taken to lie together.
fn share_scope(a: &Entry, b: &Entry, scope: ScopeLevel) -> bool {
    let digits = match scope {
        ScopeLevel::Township => 9,
        ScopeLevel::BuiltUpArea | ScopeLevel::County => 6,
        ScopeLevel::City => 4,
        ScopeLevel::Province => 2,
        ScopeLevel::Nation => 0,
    };
    match (&a.region, &b.region) {
        (Some(a), Some(b)) => {
            let digits = digits.min(a.len()).min(b.len());
            a.get(..digits) == b.get(..digits)
        }
        _ => true,
    }
}

/// Stands for the character taken out, so that a gap is no name.
const MARK: char = '\u{1}';

/// A key with each of its characters taken out in turn.
fn gaps(key: &str) -> Vec<String> {
    let characters: Vec<char> = key.chars().collect();
    (0..characters.len())
        .map(|out| {
            let kept = characters.iter().enumerate().filter(|(at, _)| *at != out);
            std::iter::once(MARK).chain(kept.map(|(_, c)| *c)).collect()
        })
        .collect()
}

/// Whether one inserted, deleted or replaced character parts the two.
fn is_one_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = |(x, y): (&char, &char)| x == y;
    let head = short
        .iter()
        .zip(&long)
        .take_while(|&(x, y)| same((x, y)))
        .count();
    let tail = short
        .iter()
        .rev()
        .zip(long.iter().rev())
        .take_while(|&(x, y)| same((x, y)))
        .count();
    match long.len() - short.len() {
        0 => short != long && head + tail + 1 >= long.len(),
        1 => head + tail >= short.len(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str) -> Asked<'_> {
        Asked {
            name,
            category: Some(Category::Road),
            scope: ScopeLevel::County,
            region_code: None,
            position: None,
        }
    }

    fn docket(names: &[(&str, &str)]) -> Docket {
        let drafts: Vec<NameDraft> = names
            .iter()
            .map(|(name, region)| {
                let mut draft = NameDraft::new(name);
                draft.region_code = (!region.is_empty()).then(|| (*region).to_owned());
                draft
            })
            .collect();
        Docket::of(&drafts)
    }

    #[test]
    fn a_list_knows_who_in_it_is_alike() {
        let docket = docket(&[
            ("文兴路", ""),
            ("文兴路", ""),
            ("文星路", ""),
            ("闻兴路", ""),
            ("文新兴路", ""),
            ("长乐路", ""),
        ]);
        let names = |found: Vec<Namesake>| -> Vec<(String, Relation)> {
            found
                .into_iter()
                .map(|place| (place.name, place.relation))
                .collect()
        };
        let asked = asked("文兴路");
        assert_eq!(
            names(docket.same(0, &asked)),
            [("文兴路".to_owned(), Relation::Same)]
        );
        assert_eq!(
            names(docket.sounding(0, &asked)),
            [
                ("文星路".to_owned(), Relation::SameSound),
                ("闻兴路".to_owned(), Relation::SameSound)
            ]
        );
        let near: Vec<String> = names(docket.near(0, &asked))
            .into_iter()
            .map(|n| n.0)
            .collect();
        assert_eq!(near, ["文星路", "闻兴路", "文新兴路"]);
        assert_eq!(names(docket.same(5, &asked)), []);
    }

    #[test]
    fn a_list_knows_who_in_it_bears_a_name_and_who_is_spoken_so() {
        let docket = docket(&[
            ("山阳路", ""),
            ("阳山路", ""),
            ("阳山路", ""),
            ("胜州路", ""),
        ]);
        let asked = asked("山阳路");
        let bearers = docket.bearing(0, &asked, &["阳山路".to_owned()]);
        assert_eq!(bearers.len(), 2);
        assert!(
            bearers
                .iter()
                .all(|bearer| bearer.standing == Standing::Current && bearer.is_same_type)
        );
        assert_eq!(docket.bearing(1, &asked, &["山阳路".to_owned()]).len(), 1);
        let spoken = docket.spoken(0, &asked, &["sheng4 zhou1 lu4".to_owned()]);
        assert_eq!(spoken.len(), 1);
        assert_eq!(spoken[0].name, "胜州路");
        assert!(
            docket
                .spoken(3, &asked, &["sheng4 zhou1 lu4".to_owned()])
                .is_empty()
        );
    }

    #[test]
    fn names_of_different_counties_do_not_meet_in_a_countys_scope() {
        let docket = docket(&[
            ("文兴路", "330683001"),
            ("文兴路", "330624"),
            ("文兴路", "330683"),
        ]);
        let found = docket.same(0, &asked("文兴路"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].region_code.as_deref(), Some("330683"));
    }

    proptest::proptest! {
        #[test]
        fn near_names_are_those_a_plain_comparison_finds(names in proptest::collection::vec("[文兴星新路]{1,4}", 1..12)) {
            let drafts: Vec<NameDraft> = names.iter().map(|name| NameDraft::new(name)).collect();
            let docket = Docket::of(&drafts);
            let mut asked = asked("");
            asked.category = None;
            for (own, name) in names.iter().enumerate() {
                let mut found: Vec<String> = docket.near(own, &asked).into_iter().map(|p| p.name).collect();
                let category = |name: &str| split(name, None).category;
                let mut expected: Vec<String> = names
                    .iter()
                    .enumerate()
                    .filter(|(at, other)| *at != own && is_one_apart(&search_key(name), &search_key(other)))
                    .filter(|(_, other)| {
                        let (a, b) = (category(name), category(other));
                        a.is_none() || b.is_none() || a == b
                    })
                    .map(|(_, other)| other.clone())
                    .collect();
                found.sort();
                expected.sort();
                proptest::prop_assert_eq!(found, expected);
            }
        }
    }
}
