//! Measures the rule book against names whose verdict is known.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::Book;
use crate::{
    domain::{Checked, Finding, FindingCategory, NameDraft, Severity, Surroundings, Verdict},
    messages::{Lang, Phrase},
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
#[error("line {line}: {}", .reason.say(Lang::En))]
pub struct UnreadableLabel {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: Phrase,
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
        let headers = reader
            .headers()
            .map_err(|error| unreadable(1, said(&error)))?
            .clone();
        for needed in ["name", "expected"] {
            if !headers.iter().any(|header| header.trim() == needed) {
                return Err(unreadable(
                    1,
                    Phrase::of("pack.missing_column").with("column", needed),
                ));
            }
        }
        let mut labelled = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(0, csv::Position::line);
                unreadable(line, said(&error))
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |name: &str| {
                let at = headers.iter().position(|header| header.trim() == name)?;
                record
                    .get(at)
                    .map(str::trim)
                    .filter(|text| !text.is_empty())
            };
            labelled.push(Self::read(cell).map_err(|reason| unreadable(line, reason))?);
        }
        Ok(labelled)
    }

    fn read<'a>(cell: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Phrase> {
        let mut draft = NameDraft::new(cell("name").unwrap_or_default());
        draft.region_code = cell("region_code").map(str::to_owned);
        draft.category = cell("category")
            .or_else(|| cell("kind"))
            .map(|word| {
                let wrong = || Phrase::of("pack.no_category").with("value", word);
                word.parse::<Category>().map_err(|_| wrong())
            })
            .transpose()?;
        let finding_category = cell("finding_category")
            .map(|word| {
                let wrong = || Phrase::of("pack.no_finding_category").with("value", word);
                FindingCategory::from_word(word).ok_or_else(wrong)
            })
            .transpose()?;
        let is_irregular = match cell("expected").unwrap_or_default() {
            "prohibited" | "attention" | "irregular" => true,
            "pass" | "approved" => false,
            other => {
                return Err(Phrase::of("pack.no_verdict").with("value", other));
            }
        };
        Ok(Self {
            draft,
            is_irregular,
            finding_category,
        })
    }
}

fn unreadable(line: u64, reason: impl Into<Phrase>) -> UnreadableLabel {
    UnreadableLabel {
        line,
        reason: reason.into(),
    }
}

/// What the reader of CSV says.
fn said(error: &csv::Error) -> Phrase {
    Phrase::of("exchange.said").with("error", error.to_string())
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

/// Counts on the way to an [`Evaluation`].
#[derive(Default)]
struct Tally {
    found: usize,
    labelled: usize,
    in_category: usize,
    first: usize,
    prohibited: usize,
    attention: usize,
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
    let mut tally = Tally::default();
    for label in names {
        let checked = book.check(&label.draft, today, around);
        if label.is_irregular {
            count_irregular(label, &checked, &mut tally, &mut result);
        } else {
            count_regular(&checked, &mut tally, &mut result);
        }
    }
    result.recall = share(tally.found, result.irregular);
    result.category_agreement = share(tally.in_category, tally.labelled);
    result.first_category_agreement = share(tally.first, tally.labelled);
    result.false_prohibited = share(tally.prohibited, result.regular);
    result.false_attention = share(tally.attention, result.regular);
    result
}

fn count_regular(checked: &Checked, tally: &mut Tally, result: &mut Evaluation) {
    result.regular += 1;
    match checked.verdict {
        Verdict::Prohibited => {
            tally.prohibited += 1;
            let rule = checked.findings.first().map_or("", |finding| finding.rule);
            result.false_alarms.push((checked.name.clone(), rule));
        }
        Verdict::Attention => tally.attention += 1,
        Verdict::Pass => {}
    }
}

fn count_irregular(
    label: &Labelled,
    checked: &Checked,
    tally: &mut Tally,
    result: &mut Evaluation,
) {
    let is_grave = |finding: &&Finding| finding.severity >= Severity::Judge;
    let grave: Vec<&Finding> = checked.findings.iter().filter(is_grave).collect();
    result.irregular += 1;
    tally.found += usize::from(!grave.is_empty());
    if grave.is_empty() {
        result.missed.push(checked.name.clone());
    }
    let Some(category) = label.finding_category else {
        return;
    };
    let agrees = grave.iter().any(|finding| finding.category == category);
    tally.labelled += 1;
    tally.in_category += usize::from(agrees);
    tally.first += usize::from(grave.first().is_some_and(|f| f.category == category));
    let counts = result.by_category.entry(category.as_str()).or_default();
    counts.names += 1;
    counts.found += usize::from(!grave.is_empty());
    counts.agreed += usize::from(agrees);
}

/// A share of four decimals; 0 of nothing is 0.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    let as_f64 = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (as_f64(part) / as_f64(whole) * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::NoRegister,
        rules::{OwnFiles, catalogue},
    };

    #[test]
    fn recall_agreement_and_false_alarms_are_counted() {
        let text = "name,expected,category,finding_category\n\
                    加州阳光花园,prohibited,residential,洋\n\
                    国际花园,prohibited,residential,洋\n\
                    长乐花园,prohibited,residential,怪\n\
                    长乐路,pass,road,\n\
                    英伦大道,pass,road,\n\
                    二路,approved,road,\n";
        let labelled = Labelled::read_csv(text).unwrap();
        let book = catalogue::open(&OwnFiles::default()).unwrap();
        let today = "2026-01-01".parse().unwrap();
        let result = evaluate(&book, &labelled, today, &NoRegister);
        assert_eq!((result.names, result.irregular, result.regular), (6, 3, 3));
        let shares = [
            result.recall,
            result.category_agreement,
            result.false_prohibited,
        ];
        assert_eq!(
            shares.map(|share| format!("{share}")),
            ["0.6667", "0.3333", "0.3333"]
        );
        assert_eq!(result.missed, ["长乐花园"]);
        assert_eq!(result.false_alarms, [("英伦大道".to_owned(), "N5-foreign")]);
    }

    #[test]
    fn a_line_that_cannot_be_used_is_named() {
        let problem = |text: &str| Labelled::read_csv(text).unwrap_err().to_string();
        assert_eq!(
            problem("name\n长乐路\n"),
            "line 1: the column expected is missing"
        );
        assert!(problem("name,expected\n长乐路,maybe\n").starts_with("line 2: `maybe`"));
        assert!(problem("name,expected,category\n路,pass,street\n").contains("street"));
    }
}
