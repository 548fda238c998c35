//! What a dialect speaks alike (方言同音): syllables of the standard language that fall together.
//!
//! A pack asks for it in `[dialect]`; without one no name is compared so. Tones stay as they are: of
//! two names that fall together in the dialect, those with the same tones in the standard language
//! are the likeliest to be taken for each other.

use serde::Deserialize;

use crate::messages::Phrase;

/// The most spellings that are tried for one name.
const CAP: usize = 256;

/// The table as a pack states it: pairs parted by a space (`zh z`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dialect {
    /// The dialect's name.
    pub name: String,
    /// Beginnings of syllables that fall together.
    #[serde(default)]
    pub initials: Vec<String>,
    /// Endings of syllables that fall together.
    #[serde(default)]
    pub finals: Vec<String>,
    /// Whole syllables that fall together.
    #[serde(default)]
    pub syllables: Vec<String>,
}

impl Dialect {
    /// What is wrong with the table.
    pub(super) fn fault(&self) -> Option<Phrase> {
        let all = [&self.initials, &self.finals, &self.syllables];
        if self.name.is_empty() || all.iter().all(|list| list.is_empty()) {
            return Some(Phrase::of("pack.says_nothing"));
        }
        let is_pair = |pair: &&&String| {
            let parts: Vec<&str> = pair.split(' ').collect();
            let is_part = |part: &&str| !part.is_empty() && part.chars().all(char::is_alphabetic);
            parts.len() != 2 || !parts.iter().all(is_part)
        };
        let wrong = all.into_iter().flatten().find(|pair| is_pair(&pair))?;
        Some(Phrase::of("pack.no_pair").with("value", wrong))
    }

    /// The other ways in which a name that sounds so (`sheng1 zhou1 lu4`) sounds in the dialect.
    pub(super) fn others(&self, toned: &str) -> Vec<String> {
        let mut keys = vec![String::new()];
        for syllable in toned.split(' ') {
            let mut ways = self.ways(syllable);
            if keys.len() * ways.len() > CAP {
                ways.truncate(1);
            }
            keys = keys
                .iter()
                .flat_map(|key| {
                    ways.iter().map(move |way| {
                        let gap = if key.is_empty() { "" } else { " " };
                        format!("{key}{gap}{way}")
                    })
                })
                .collect();
        }
        keys.retain(|key| key != toned);
        keys
    }

    /// Everything that falls together with a syllable, itself first.
    fn ways(&self, syllable: &str) -> Vec<String> {
        let tone_at = syllable.find(|c: char| c.is_ascii_digit());
        let (base, tone) = syllable.split_at(tone_at.unwrap_or(syllable.len()));
        let mut ways = vec![base.to_owned()];
        let mut at = 0;
        while let Some(known) = ways.get(at).cloned() {
            for way in self.swaps(&known) {
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
            at += 1;
        }
        ways.into_iter().map(|way| way + tone).collect()
    }

    fn swaps(&self, base: &str) -> Vec<String> {
        let mut swaps = Vec::new();
        let both = |pair: &'_ String| -> Vec<(String, String)> {
            let (a, b) = pair.split_once(' ').unwrap_or_default();
            let owned = |text: &str| text.to_owned();
            vec![(owned(a), owned(b)), (owned(b), owned(a))]
        };
        for (from, to) in self.initials.iter().flat_map(both) {
            // z is no beginning of zha.
            let rest = base.strip_prefix(&*from);
            if let Some(rest) = rest.filter(|rest| rest.starts_with(is_vowel)) {
                swaps.push(format!("{to}{rest}"));
            }
        }
        for (from, to) in self.finals.iter().flat_map(both) {
            let rest = base.strip_suffix(&*from);
            if let Some(rest) = rest.filter(|rest| !rest.ends_with(is_vowel)) {
                swaps.push(format!("{rest}{to}"));
            }
        }
        for (from, to) in self.syllables.iter().flat_map(both) {
            if base == from {
                swaps.push(to);
            }
        }
        swaps
    }
}

fn is_vowel(c: char) -> bool {
    "aeiouü".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wu() -> Dialect {
        let list = |pairs: &[&str]| pairs.iter().map(|&pair| pair.to_owned()).collect();
        Dialect {
            name: "宁波话".to_owned(),
            initials: list(&["zh z", "sh s"]),
            finals: list(&["eng en", "ing in"]),
            syllables: list(&["huang wang"]),
        }
    }

    #[test]
    fn syllables_fall_together_by_beginning_ending_and_whole() {
        let mut ways = wu().ways("sheng1");
        ways.sort();
        assert_eq!(ways, ["sen1", "seng1", "shen1", "sheng1"]);
        assert_eq!(wu().ways("wang2"), ["wang2", "huang2"]);
        assert_eq!(wu().ways("lu4"), ["lu4"]);
        assert_eq!(wu().others("lu4"), [""; 0]);
        let others = wu().others("huang2 zhu2");
        assert_eq!(others, ["huang2 zu2", "wang2 zhu2", "wang2 zu2"]);
    }

    #[test]
    fn a_broken_table_says_what_is_wrong() {
        assert_eq!(wu().fault(), None);
        assert!(Dialect::default().fault().is_some());
        let mut broken = wu();
        broken.finals.push("eng".to_owned());
        assert!(
            broken
                .fault()
                .unwrap()
                .say(crate::messages::Lang::En)
                .starts_with("`eng`")
        );
    }
}
