//! A word of the office as it is handed in, and what is wrong with it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::told::{LINE, PARAGRAPH, bounded};
use crate::{
    domain::{Bank, BankWord, FindingCategory, Problem, ProblemCode, WordPlace},
    snapshot::RegionTree,
    text::{Category, control_character, normalise},
};

/// A word as it is handed in and handed out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordDraft {
    /// What it is kept for.
    pub bank: Bank,
    /// The word.
    pub word: String,
    /// What a name with it is found to be; for a forbidden or restricted one.
    #[serde(default)]
    pub finding_category: Option<FindingCategory>,
    /// The naming categories that it concerns; none: all.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Where in a name it has to stand.
    #[serde(default)]
    pub place: WordPlace,
    /// What it means.
    #[serde(default)]
    pub meaning: Option<String>,
    /// The instrument and article that forbids it.
    #[serde(default)]
    pub article: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// The region that it holds for; none: everywhere.
    #[serde(default)]
    pub region_code: Option<String>,
    /// Since when; today by default.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// Until when.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
}

impl From<&BankWord> for WordDraft {
    fn from(word: &BankWord) -> Self {
        Self {
            bank: word.bank,
            word: word.word.clone(),
            finding_category: word.finding_category,
            categories: word
                .categories
                .iter()
                .map(|c| c.as_str().to_owned())
                .collect(),
            place: word.place,
            meaning: word.meaning.clone(),
            article: word.article.clone(),
            source: word.source.clone(),
            region_code: word.region_code.clone(),
            valid_from: Some(word.valid_from),
            valid_to: word.valid_to,
        }
    }
}

/// The longest word.
const LONGEST: usize = 30;
/// The longest source.
const LONGEST_SOURCE: usize = 200;

impl WordDraft {
    /// The word, or everything that is wrong with it.
    pub(super) fn judged(
        self,
        (id, version): (Uuid, i32),
        regions: &RegionTree,
        today: NaiveDate,
    ) -> Result<BankWord, Vec<Problem>> {
        let mut problems = Vec::new();
        let word = normalise(&self.word);
        let source = normalise(&self.source);
        for (field, text, longest) in [
            ("word", &word, LONGEST),
            ("source", &source, LONGEST_SOURCE),
        ] {
            if text.is_empty() {
                problems.push(Problem::new(ProblemCode::MissingField, field, ""));
            } else if text.chars().count() > longest {
                let long = Problem::new(ProblemCode::TooLong, field, text);
                let length = text.chars().count().to_string();
                problems.push(
                    long.with("length", length)
                        .with("limit", longest.to_string()),
                );
            } else if control_character(text).is_some() {
                problems.push(Problem::new(ProblemCode::ControlCharacter, field, text));
            }
        }
        match (self.bank, self.finding_category) {
            (Bank::Candidate, Some(category)) => {
                let told = category.as_str();
                let wrong = Problem::new(ProblemCode::WrongValue, "finding_category", told);
                problems.push(wrong.with("allowed", "null"));
            }
            (Bank::Forbidden | Bank::Restricted, None) => {
                problems.push(Problem::new(
                    ProblemCode::MissingField,
                    "finding_category",
                    "",
                ));
            }
            _ => {}
        }
        let mut categories = Vec::new();
        for word in &self.categories {
            if let Ok(category) = word.parse::<Category>() {
                categories.push(category);
            } else {
                let allowed = Category::ALL.map(Category::as_str).join(", ");
                let wrong = Problem::new(ProblemCode::WrongValue, "categories", word);
                problems.push(wrong.with("allowed", allowed));
            }
        }
        let region_code = self.region_code.filter(|code| !code.is_empty());
        if let Some(code) = region_code
            .as_deref()
            .filter(|code| !regions.contains(code))
        {
            problems.push(Problem::new(
                ProblemCode::UnknownRegion,
                "region_code",
                code,
            ));
        }
        let valid_from = self.valid_from.unwrap_or(today);
        if let Some(last) = self.valid_to.filter(|last| *last < valid_from) {
            let wrong = Problem::new(ProblemCode::WrongValue, "valid_to", &last.to_string());
            problems.push(wrong.with("allowed", format!("≥ {valid_from}")));
        }
        let meaning = bounded("meaning", self.meaning, PARAGRAPH, &mut problems);
        let article = bounded("article", self.article, LINE, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(BankWord {
            id,
            version,
            bank: self.bank,
            word,
            finding_category: self.finding_category,
            categories,
            place: self.place,
            meaning,
            article,
            source,
            region_code,
            valid_from,
            valid_to: self.valid_to,
        })
    }
}
