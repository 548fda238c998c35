//! The office's own words (词库): words it offers for new names (采词库), and words that it restricts
//! or forbids, each with its source and its dates. They hold at once, beside the packs.

use std::{collections::HashMap, ops::Range};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Evidence, Finding, FindingCategory, Severity};
use crate::text::{Category, split};

/// What a word is kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bank {
    /// Offered for new names.
    Candidate,
    /// No name may have it.
    Forbidden,
    /// Somebody has to judge a name that has it.
    Restricted,
}

/// Where in a name a word has to stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordPlace {
    /// Anywhere.
    #[default]
    Any,
    /// At the start.
    Start,
    /// At the end of the name or of its specific term.
    End,
    /// It is the whole specific term.
    Specific,
    /// It is the whole name.
    Name,
}

impl Bank {
    /// The word in answers and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Forbidden => "forbidden",
            Self::Restricted => "restricted",
        }
    }

    /// The bank of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Candidate, Self::Forbidden, Self::Restricted]
            .into_iter()
            .find(|bank| bank.as_str() == word)
    }
}

impl WordPlace {
    /// The word in answers and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Start => "start",
            Self::End => "end",
            Self::Specific => "specific",
            Self::Name => "name",
        }
    }

    /// The place of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Any,
            Self::Start,
            Self::End,
            Self::Specific,
            Self::Name,
        ]
        .into_iter()
        .find(|place| place.as_str() == word)
    }
}

/// A word of the office.
#[derive(Clone, Debug, PartialEq)]
pub struct BankWord {
    /// Its id.
    pub id: Uuid,
    /// Its version, from 1.
    pub version: i32,
    /// What it is kept for.
    pub bank: Bank,
    /// The word.
    pub word: String,
    /// What a name with it is found to be; none for a candidate.
    pub finding_category: Option<FindingCategory>,
    /// The naming categories that it concerns; none: all.
    pub categories: Vec<Category>,
    /// Where in a name it has to stand.
    pub place: WordPlace,
    /// What it means, for a candidate: what a name from it would tell.
    pub meaning: Option<String>,
    /// The instrument and article that forbids it.
    pub article: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// The region that it holds for; none: everywhere.
    pub region_code: Option<String>,
    /// Since when.
    pub valid_from: NaiveDate,
    /// Until when, this day included.
    pub valid_to: Option<NaiveDate>,
}

impl BankWord {
    /// Whether it holds on a day for a name of that category.
    ///
    /// # Boundary
    /// It holds on its first and on its last day.
    #[must_use]
    pub fn holds(&self, category: Option<Category>, on: NaiveDate) -> bool {
        self.valid_from <= on
            && self.valid_to.is_none_or(|last| on <= last)
            && (self.categories.is_empty()
                || category.is_none_or(|category| self.categories.contains(&category)))
    }

    /// Whether it stands in a name where it has to.
    #[must_use]
    pub fn stands_in(&self, name: &str, specific: &str) -> bool {
        match self.place {
            WordPlace::Any => name.contains(&self.word),
            WordPlace::Start => name.starts_with(&self.word),
            WordPlace::End => name.ends_with(&self.word) || specific.ends_with(&self.word),
            WordPlace::Specific => specific == self.word,
            WordPlace::Name => name == self.word,
        }
    }
}

/// The words in force, as the view holds them.
#[derive(Clone, Debug, Default)]
pub struct WordBank {
    /// By word, then id.
    words: Vec<BankWord>,
    /// Where the words with that first character stand, candidates left out.
    judging: HashMap<char, Range<usize>>,
}

impl WordBank {
    /// The bank of these words.
    #[must_use]
    pub fn new(mut words: Vec<BankWord>) -> Self {
        words.sort_by(|a, b| (&a.word, a.id).cmp(&(&b.word, b.id)));
        let mut judging: HashMap<char, Range<usize>> = HashMap::new();
        for (at, word) in words.iter().enumerate() {
            if let (true, Some(first)) = (word.bank != Bank::Candidate, word.word.chars().next()) {
                judging.entry(first).or_insert(at..at).end = at + 1;
            }
        }
        Self { words, judging }
    }

    /// Every word, by word, then id.
    #[must_use]
    pub fn words(&self) -> &[BankWord] {
        &self.words
    }

    /// What the forbidden and restricted words have to say about a (normalised) name;
    /// `is_there` tells whether the name lies in a region.
    #[must_use]
    pub fn findings(
        &self,
        name: &str,
        category: Option<Category>,
        on: NaiveDate,
        is_there: impl Fn(&str) -> bool,
    ) -> Vec<Finding> {
        if self.judging.is_empty() {
            return Vec::new();
        }
        let mut begun: Vec<char> = name.chars().collect();
        begun.sort_unstable();
        begun.dedup();
        let parts = split(name, category);
        let category = category.or(parts.category);
        // Words are sorted, so that those of one first character stand together.
        begun
            .iter()
            .filter_map(|first| self.judging.get(first))
            .flat_map(|range| &self.words[range.clone()])
            .filter(|word| {
                word.stands_in(name, parts.specific)
                    && word.holds(category, on)
                    && word.region_code.as_deref().is_none_or(&is_there)
            })
            .filter_map(found)
            .collect()
    }
}

fn found(word: &BankWord) -> Option<Finding> {
    let (rule, severity, message) = match word.bank {
        Bank::Candidate => return None,
        Bank::Forbidden => ("W-forbidden", Severity::Stop, "desk.forbidden"),
        Bank::Restricted => ("W-restricted", Severity::Judge, "desk.restricted"),
    };
    Some(Finding {
        rule,
        category: word.finding_category?,
        severity,
        article: word.article.clone().unwrap_or_else(|| word.source.clone()),
        message,
        values: vec![("word", word.word.clone()), ("source", word.source.clone())],
        evidence: vec![Evidence::Text(word.word.clone())],
        overruled: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(bank: Bank, text: &str) -> BankWord {
        BankWord {
            id: Uuid::nil(),
            version: 1,
            bank,
            word: text.to_owned(),
            finding_category: (bank != Bank::Candidate).then_some(FindingCategory::Odd),
            categories: Vec::new(),
            place: WordPlace::Any,
            meaning: None,
            article: None,
            source: "市民政局清单".to_owned(),
            region_code: None,
            valid_from: NaiveDate::MIN,
            valid_to: None,
        }
    }

    #[test]
    fn words_weigh_by_their_bank_and_hold_where_and_while_they_do() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut local = word(Bank::Restricted, "祥瑞");
        local.region_code = Some("330683".to_owned());
        local.valid_to = Some(day("2026-06-30"));
        local.categories = vec![Category::Residential];
        let bank = WordBank::new(vec![
            word(Bank::Forbidden, "豪庭"),
            word(Bank::Candidate, "书声"),
            local,
        ]);
        let found = |name: &str, category, on: &str, region: &str| -> Vec<_> {
            let is_there = |code: &str| region.starts_with(code);
            let findings = bank.findings(name, category, day(on), is_there);
            findings.iter().map(|f| (f.rule, f.severity)).collect()
        };
        let judged = [("W-restricted", Severity::Judge)];
        let estate = Some(Category::Residential);
        assert_eq!(
            found("天润豪庭", None, "2026-01-01", ""),
            [("W-forbidden", Severity::Stop)]
        );
        assert_eq!(found("书声路", None, "2026-01-01", ""), []);
        assert_eq!(found("祥瑞园", estate, "2026-06-30", "330683001"), judged);
        assert_eq!(found("祥瑞园", estate, "2026-07-01", "330683001"), []);
        assert_eq!(found("祥瑞园", estate, "2026-06-30", "330602"), []);
        assert_eq!(
            found("祥瑞路", Some(Category::Road), "2026-06-30", "330683"),
            []
        );
    }

    #[test]
    fn a_word_stands_only_where_it_has_to() {
        let stands = |place, name: &str| {
            let mut word = word(Bank::Forbidden, "龙");
            word.place = place;
            word.stands_in(name, split(name, None).specific)
        };
        assert!(stands(WordPlace::Start, "龙山路") && !stands(WordPlace::Start, "飞龙路"));
        assert!(stands(WordPlace::End, "飞龙路") && !stands(WordPlace::End, "龙山路"));
        assert!(stands(WordPlace::Specific, "龙路") && !stands(WordPlace::Specific, "飞龙路"));
        assert!(stands(WordPlace::Name, "龙") && !stands(WordPlace::Name, "龙路"));
    }
}
