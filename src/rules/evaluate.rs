//! Measures the rule book against names whose verdict is known.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::Book;
use crate::{
    domain::{FindingCategory, NameDraft, Severity, Surroundings, Verdict},
    text::Category,
};

/// A name whose verdict is known.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// The name.
    pub draft: NameDraft,
    /// Whether it is irregular: prohibited or worth attention.
    pub is_irregular: bool,
    /// What is wrong with it, when that is known.
    pub finding_category: Option<FindingCategory>,
}

/// A line of a labelled file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct UnreadableLabel {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

impl Labelled {
    /// Reads CSV with the columns `name`, `expected` (`prohibited`, `attention`, `pass`; `irregular`
    /// and `approved` are understood), `category` and, when known, `finding_category` and
    /// `region_code`.
    ///
    /// # Errors
    /// [`UnreadableLabel`] with the line.
    pub fn read_csv(text: &str) -> Result<Vec<Self>, UnreadableLabel> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        let unreadable = |line: u64, reason: String| UnreadableLabel { line, reason };
        let headers = reader
            .headers()
            .map_err(|error| unreadable(1, error.to_string()))?
            .clone();
        let column = |name: &str| headers.iter().position(|header| header.trim() == name);
        let (Some(name_at), Some(expected_at)) = (column("name"), column("expected")) else {
            return Err(unreadable(
                1,
                "the columns name and expected are needed".to_owned(),
            ));
        };
        let mut labelled = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(0, csv::Position::line);
                unreadable(line, error.to_string())
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |at: Option<usize>| {
                let text = at.and_then(|at| record.get(at)).map(str::trim);
                text.filter(|text| !text.is_empty())
            };
            let mut draft = NameDraft::new(record.get(name_at).unwrap_or_default());
            draft.region_code = cell(column("region_code")).map(str::to_owned);
            draft.category = cell(column("category").or(column("kind")))
                .map(str::parse::<Category>)
                .transpose()
                .map_err(|error| unreadable(line, error.to_string()))?;
            let finding_category = cell(column("finding_category"))
                .map(|word| {
                    finding_category(word)
                        .ok_or_else(|| unreadable(line, format!("`{word}` is no finding category")))
                })
                .transpose()?;
            let is_irregular = match record.get(expected_at).map(str::trim) {
                Some("prohibited" | "attention" | "irregular") => true,
                Some("pass" | "approved") => false,
                other => {
                    let word = other.unwrap_or_default();
                    let reason = format!("`{word}` is no verdict: prohibited, attention, pass");
                    return Err(unreadable(line, reason));
                }
            };
            labelled.push(Self {
                draft,
                is_irregular,
                finding_category,
            });
        }
        Ok(labelled)
    }
}

fn finding_category(word: &str) -> Option<FindingCategory> {
    use FindingCategory as C;
    [
        C::Grand,
        C::Foreign,
        C::Odd,
        C::Duplicate,
        C::GenericTerm,
        C::Truth,
        C::Form,
        C::File,
    ]
    .into_iter()
    .find(|category| category.as_str() == word)
}

/// Found and agreed in one finding category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct InCategory {
    /// Irregular names of that category.
    pub names: usize,
    /// Those with a finding at stop or judge.
    pub found: usize,
    /// Those with such a finding in that very category.
    pub agreed: usize,
}

/// How the rule book did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evaluation {
    /// Names judged.
    pub names: usize,
    /// Irregular names among them.
    pub irregular: usize,
    /// The share of irregular names with a finding at stop or judge.
    pub recall: f64,
    /// The share of irregular names of known category with such a finding in that category.
    pub category_agreement: f64,
    /// The same, where the first finding alone counts.
    pub first_category_agreement: f64,
    /// Regular names.
    pub regular: usize,
    /// The share of regular names called prohibited.
    pub false_prohibited: f64,
    /// The share of regular names given attention.
    pub false_attention: f64,
    /// By finding category.
    pub by_category: BTreeMap<&'static str, InCategory>,
    /// Irregular names that nothing was found in.
    pub missed: Vec<String>,
    /// Regular names called prohibited, with the rule that did.
    pub false_alarms: Vec<(String, &'static str)>,
}

/// Judges the names and counts.
#[must_use]
pub fn evaluate(
    book: &Book,
    names: &[Labelled],
    today: NaiveDate,
    around: &dyn Surroundings,
) -> Evaluation {
    let mut result = Evaluation {
        names: names.len(),
        ..Evaluation::default()
    };
    let (mut found, mut of_category, mut agreed, mut agreed_first) = (0, 0, 0, 0);
    let (mut prohibited, mut attention) = (0, 0);
    for label in names {
        let checked = book.check(&label.draft, today, around);
        let grave: Vec<_> = checked
            .findings
            .iter()
            .filter(|finding| finding.severity >= Severity::Judge)
            .collect();
        if !label.is_irregular {
            result.regular += 1;
            match checked.verdict {
                Verdict::Prohibited => {
                    prohibited += 1;
                    let rule = checked.findings.first().map_or("", |finding| finding.rule);
                    result.false_alarms.push((checked.name.clone(), rule));
                }
                Verdict::Attention => attention += 1,
                Verdict::Pass => {}
            }
            continue;
        }
        result.irregular += 1;
        found += usize::from(!grave.is_empty());
        if grave.is_empty() {
            result.missed.push(checked.name.clone());
        }
        if let Some(category) = label.finding_category {
            let agrees = grave.iter().any(|finding| finding.category == category);
            of_category += 1;
            agreed += usize::from(agrees);
            agreed_first += usize::from(grave.first().is_some_and(|f| f.category == category));
            let counts = result.by_category.entry(category.as_str()).or_default();
            counts.names += 1;
            counts.found += usize::from(!grave.is_empty());
            counts.agreed += usize::from(agrees);
        }
    }
    result.recall = share(found, result.irregular);
    result.category_agreement = share(agreed, of_category);
    result.first_category_agreement = share(agreed_first, of_category);
    result.false_prohibited = share(prohibited, result.regular);
    result.false_attention = share(attention, result.regular);
    result
}

/// A share of four decimals; 0 of nothing is 0.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    let as_f64 = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (as_f64(part) / as_f64(whole) * 10_000.0).round() / 10_000.0
}
