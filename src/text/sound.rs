//! What a name sounds like: keys for finding homophones, and for searching by pinyin and initials.

use super::{Category, ReadingSource, Syllable, all_readings, numeral, romanize};

/// The most combinations of readings that are tried for one name.
const CAP: usize = 64;

/// How a name can sound. Names of the same sound share a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sounds {
    /// Keys with tones (`chang2 le4 lu4`), the likeliest first.
    pub toned: Vec<String>,
    /// Keys without tones (`chang le lu`), the likeliest first.
    pub toneless: Vec<String>,
}

/// Every way in which a name can sound: all combinations of the modern readings of characters that
/// no word or place name settles, at most 64. Figures sound like numerals.
#[must_use]
pub fn sounds(name: &str, category: Option<Category>) -> Sounds {
    let spoken = with_numerals(name);
    let toned = combine(
        &choices(&spoken, category),
        |syllable| format!("{}{}", syllable.base(), syllable.tone()),
        " ",
    );
    let mut toneless: Vec<String> = Vec::new();
    for key in &toned {
        let bare: String = key.chars().filter(|c| !c.is_ascii_digit()).collect();
        if !toneless.contains(&bare) {
            toneless.push(bare);
        }
    }
    Sounds { toned, toneless }
}

/// The ways to type a name in pinyin: no tones, no spaces, ü as v, the likeliest first.
#[must_use]
pub fn pinyin_keys(name: &str) -> Vec<String> {
    combine(
        &choices(name, None),
        |syllable| syllable.base().replace('ü', "v"),
        "",
    )
}

/// The likeliest of [`pinyin_keys`].
#[must_use]
pub fn pinyin_key(name: &str) -> String {
    pinyin_keys(name).into_iter().next().unwrap_or_default()
}

/// The ways to type a name by the first letters of its syllables, the likeliest first.
#[must_use]
pub fn initials(name: &str) -> Vec<String> {
    combine(
        &choices(name, None),
        |syllable| syllable.initial().to_string(),
        "",
    )
}

/// What somebody typed as pinyin, in the form of [`pinyin_key`]: lower case, without tones, spaces
/// and apostrophes, ü as v.
#[must_use]
pub fn fold_pinyin(typed: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    typed
        .to_lowercase()
        .replace("u:", "ü")
        .nfd()
        .filter(|c| !matches!(c, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30C}'))
        .nfc()
        .filter(|c| c.is_alphanumeric())
        .map(|c| if c == 'ü' { 'v' } else { c })
        .collect()
}

/// What one character can sound like; a character without sound stands for itself.
enum Choice {
    Spoken(Vec<Syllable>),
    Kept(char),
}

fn choices(name: &str, category: Option<Category>) -> Vec<Choice> {
    let reads = romanize(name, category).syllables;
    reads
        .into_iter()
        .filter_map(|read| match read.syllable {
            Some(syllable) if read.source == ReadingSource::Commonest => {
                let mut spoken = vec![syllable];
                let others = all_readings(read.character).iter();
                spoken.extend(others.filter(|&&other| other != syllable));
                Some(Choice::Spoken(spoken))
            }
            Some(syllable) => Some(Choice::Spoken(vec![syllable])),
            None => read
                .character
                .is_alphanumeric()
                .then_some(Choice::Kept(read.character)),
        })
        .collect()
}

/// Every combination of the choices, without repetitions, the first choices first.
fn combine(choices: &[Choice], write: impl Fn(&Syllable) -> String, between: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    for choice in choices {
        let mut parts: Vec<String> = Vec::new();
        match choice {
            Choice::Kept(c) => parts.push(c.to_lowercase().collect()),
            Choice::Spoken(syllables) => {
                for part in syllables.iter().map(&write) {
                    if !parts.contains(&part) {
                        parts.push(part);
                    }
                }
            }
        }
        if keys.len() * parts.len() > CAP {
            parts.truncate(1);
        }
        keys = parts
            .iter()
            .flat_map(|part| {
                keys.iter().map(move |key| {
                    let gap = if key.is_empty() { "" } else { between };
                    format!("{key}{gap}{part}")
                })
            })
            .collect();
    }
    keys
}

/// The name with figures written as Chinese numerals, so that both sound the same.
fn with_numerals(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, figures) = rest.split_at(start);
        let end = figures
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(figures.len());
        let (figures, after) = figures.split_at(end);
        out.push_str(before);
        match figures.parse().ok().and_then(numeral::to_chinese) {
            Some(numeral) if !figures.starts_with('0') => out.push_str(&numeral),
            _ => out.push_str(figures),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share_sound(a: &str, b: &str) -> bool {
        let (a, b) = (sounds(a, None), sounds(b, None));
        a.toned.iter().any(|key| b.toned.contains(key))
    }

    #[test]
    fn names_of_one_sound_share_a_key() {
        assert!(share_sound("嵊州路", "胜州路"));
        assert!(share_sound("建设1路", "建设一路"));
        assert!(share_sound("长乐路", "常勒路"));
        assert!(!share_sound("东风路", "东峰村"));
        assert!(
            !share_sound("台州路", "抬州路"),
            "the place name settles it"
        );
        let near = (sounds("乐安路", None), sounds("勒案路", None));
        assert_eq!(near.0.toneless[0], near.1.toneless[0]);
        assert_ne!(near.0.toned[0], near.1.toned[0]);
    }

    #[test]
    fn syllables_do_not_run_together() {
        assert!(!share_sound("西安路", "先路"));
        assert_eq!(sounds("西安", None).toneless, ["xi an"]);
    }

    #[test]
    fn combinations_are_bounded() {
        let heteronyms = "长乐重单朝曾行参差和着数".repeat(3);
        assert!(sounds(&heteronyms, None).toned.len() <= CAP);
        assert_eq!(sounds("", None).toned, [""]);
    }

    #[test]
    fn pinyin_is_typed_in_many_ways() {
        assert_eq!(pinyin_key("绿城路"), "lvchenglu");
        assert_eq!(fold_pinyin("Lǜ chéng lù"), "lvchenglu");
        assert_eq!(fold_pinyin("LU:cheng'lu"), "lvchenglu");
        assert!(pinyin_keys("长乐路").contains(&"changlelu".to_owned()));
        assert_eq!(initials("长乐路")[0], "cll");
        assert!(initials("长元路").contains(&"zyl".to_owned()));
        assert_eq!(initials("A座"), ["az"]);
    }
}
