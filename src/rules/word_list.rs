//! Word lists: what a rule looks for, one word a line, with where it has to stand.
//!
//! A line is `word[,at[,plain]]`; `#` opens a comment. `at` is `any` (default), `start`, `end`
//! (the end of the name or of its specific term), `specific` (the whole specific term) or `name`
//! (the whole name). `plain` says how the word weighs in names of roads, villages, communities,
//! divisions and natural features, where old usage is common: `same` (default), `note` or `pass`.

use super::PackError;
use crate::messages::Phrase;

/// What a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum List {
    /// Exaggerating words (大).
    Grand,
    /// Great words before what the place is for (名实).
    Function,
    /// Foreign words (洋).
    Foreign,
    /// Odd, vulgar and feudal words (怪).
    Odd,
    /// Companies and brands.
    Brand,
    /// Persons; kept by the bureau.
    Person,
    /// Leaders of party and State; kept by the bureau.
    Leader,
    /// Words and names in which none of the others counts.
    Exempt,
    /// Numerals with a meaning (三八, 五一).
    Commemorative,
    /// Places whose names come from minority languages.
    Minority,
}

impl List {
    /// Every list.
    pub(super) const ALL: [Self; 10] = [
        Self::Grand,
        Self::Function,
        Self::Foreign,
        Self::Odd,
        Self::Brand,
        Self::Person,
        Self::Leader,
        Self::Exempt,
        Self::Commemorative,
        Self::Minority,
    ];

    /// The name of the list in packs; its file is `<name>.csv`.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Grand => "grand",
            Self::Function => "function",
            Self::Foreign => "foreign",
            Self::Odd => "odd",
            Self::Brand => "brand",
            Self::Person => "person",
            Self::Leader => "leader",
            Self::Exempt => "exempt",
            Self::Commemorative => "commemorative",
            Self::Minority => "minority",
        }
    }

    /// Whether the product ships none: the bureau keeps the list itself.
    pub(super) const fn is_own(self) -> bool {
        matches!(self, Self::Person | Self::Leader)
    }
}

/// Where a word has to stand to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// Anywhere.
    Any,
    /// At the start of the name.
    Start,
    /// At the end of the name or of its specific term.
    End,
    /// As the whole specific term.
    Specific,
    /// As the whole name.
    Name,
}

/// How a word weighs in plain names: of roads, villages, divisions and natural features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    /// As in any other name.
    Same,
    /// As a note.
    Note,
    /// Not at all.
    Pass,
}

/// One word of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// The word, in standard characters.
    pub text: String,
    /// Its list.
    pub list: List,
    /// Where it has to stand.
    pub at: At,
    /// How it weighs in plain names.
    pub plain: Plain,
}

/// Reads a list; one without a word is an error.
pub(super) fn parse(list: List, file: &str, text: &str) -> Result<Vec<Word>, PackError> {
    let mut words = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let word = parse_word(list, line)
            .map_err(|reason| PackError::new(file, format!("line {}", at + 1), reason))?;
        words.push(word);
    }
    if words.is_empty() {
        return Err(PackError::new(file, "word", Phrase::of("pack.empty_list")));
    }
    Ok(words)
}

/// Reads one line of a list, or one entry of a pack.
pub(super) fn parse_word(list: List, line: &str) -> Result<Word, Phrase> {
    let mut columns = line.split(',').map(str::trim);
    let text = columns.next().unwrap_or_default();
    if text.is_empty() {
        return Err(Phrase::of("pack.no_word"));
    }
    let at = match columns.next().unwrap_or_default() {
        "" | "any" => At::Any,
        "start" => At::Start,
        "end" => At::End,
        "specific" => At::Specific,
        "name" => At::Name,
        other => {
            return Err(Phrase::of("pack.no_place").with("value", other));
        }
    };
    let plain = match columns.next().unwrap_or_default() {
        "" | "same" => Plain::Same,
        "note" => Plain::Note,
        "pass" => Plain::Pass,
        other => {
            return Err(Phrase::of("pack.no_weight").with("value", other));
        }
    };
    if let Some(extra) = columns.next() {
        return Err(Phrase::of("pack.extra_column").with("value", extra));
    }
    Ok(Word {
        text: text.to_owned(),
        list,
        at,
        plain,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_with_places_and_weights() {
        let words = parse(List::Grand, "grand.csv", "# why\n世界,,note\n天下,end\n").unwrap();
        assert_eq!(words[0].plain, Plain::Note);
        assert_eq!((words[1].at, words[1].plain), (At::End, Plain::Same));
    }

    #[test]
    fn a_broken_or_empty_list_is_an_error_with_its_line() {
        let say = |text| parse(List::Odd, "odd.csv", text).unwrap_err().to_string();
        assert_eq!(
            say("# nothing\n"),
            "odd.csv: word: the list is empty: write a line or take the file away"
        );
        assert!(say("帝豪\n御府,middle\n").starts_with("odd.csv: line 2: `middle`"));
        assert!(say(",any\n").contains("missing"));
        assert!(say("甲,any,same,x\n").contains("too many"));
    }
}
