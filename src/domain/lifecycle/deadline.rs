//! How long deadlines run: dated entries by region (`fixtures/deadlines/<kind>.toml`), each with what
//! it rests on. Tables name deadlines, this book measures them.

use std::{cmp::Reverse, collections::HashMap};

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    assets::DeadlineFiles,
    domain::calendar::{Count, date},
};

/// Every deadline of every kind of case.
#[derive(Clone, Debug, Default)]
pub struct DeadlineBook {
    by_kind: HashMap<String, Vec<DeadlineRule>>,
}

/// How long a deadline runs somewhere, from a day on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineRule {
    /// The deadline's name in the table.
    pub name: String,
    /// How many days.
    pub days: u16,
    /// Of which sort.
    pub count: Count,
    /// The region in which and below which it holds; everywhere when absent.
    pub region: Option<String>,
    /// The first day on which it holds; always when absent.
    since: Option<toml::value::Datetime>,
    /// The instrument and article that it rests on.
    pub basis: String,
}

/// A file of deadlines that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct DeadlineError {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    deadline: Vec<DeadlineRule>,
}

impl DeadlineBook {
    /// The book that travels inside the binary.
    ///
    /// # Errors
    /// When a file is broken; the start ends there.
    pub fn built_in() -> Result<Self, DeadlineError> {
        let mut book = Self::default();
        for path in DeadlineFiles::iter() {
            let Some(content) = DeadlineFiles::get(&path) else {
                continue;
            };
            let failed = |reason: String| DeadlineError {
                file: path.to_string(),
                reason,
            };
            let file: File = toml::from_str(&String::from_utf8_lossy(&content.data))
                .map_err(|error| failed(error.to_string()))?;
            if let Some(rule) = file.deadline.iter().find(|rule| !rule.is_whole()) {
                return Err(failed(format!(
                    "`{}` needs a basis, and a date as `since`",
                    rule.name
                )));
            }
            let kind = path.strip_suffix(".toml").unwrap_or(&path);
            book.by_kind.insert(kind.to_owned(), file.deadline);
        }
        Ok(book)
    }

    /// The rule for a deadline that begins to run on a day, `regions` being the case's region and
    /// those above it, the lowest first.
    #[must_use]
    pub fn rule(
        &self,
        kind: &str,
        name: &str,
        regions: &[&str],
        on: NaiveDate,
    ) -> Option<&DeadlineRule> {
        // How far up the chain it holds: the lower, the more special.
        let height = |rule: &DeadlineRule| match &rule.region {
            None => Some(regions.len()),
            Some(region) => regions.iter().position(|code| code == region),
        };
        self.by_kind
            .get(kind)?
            .iter()
            .filter(|rule| rule.name == name && rule.begins() <= on)
            .filter_map(|rule| Some((height(rule)?, rule)))
            .min_by_key(|(height, rule)| (*height, Reverse(rule.begins())))
            .map(|(_, rule)| rule)
    }
}

impl DeadlineRule {
    fn is_whole(&self) -> bool {
        !self.basis.is_empty() && self.since.as_ref().is_none_or(|at| date(at).is_some())
    }

    fn begins(&self) -> NaiveDate {
        self.since.as_ref().and_then(date).unwrap_or(NaiveDate::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(text: &str) -> DeadlineBook {
        let file: File = toml::from_str(text).unwrap();
        DeadlineBook {
            by_kind: HashMap::from([("x".to_owned(), file.deadline)]),
        }
    }

    #[test]
    fn the_most_special_region_counts_and_in_it_the_latest_rule_that_has_begun() {
        let book = book(
            r#"
            deadline = [
                { name = "mend", days = 30, count = "calendar", basis = "a" },
                { name = "mend", days = 20, count = "calendar", basis = "b", region = "33" },
                { name = "mend", days = 10, count = "working", basis = "c", region = "3302", since = 2026-01-01 },
                { name = "mend", days = 5, count = "working", basis = "d", region = "3302", since = 2027-01-01 },
            ]"#,
        );
        let days = |regions: &[&str], on: &str| {
            let rule = book.rule("x", "mend", regions, on.parse().unwrap());
            rule.map(|rule| rule.days)
        };
        assert_eq!(days(&["330203", "3302", "33"], "2026-05-01"), Some(10));
        assert_eq!(days(&["330203", "3302", "33"], "2027-05-01"), Some(5));
        assert_eq!(days(&["330203", "3302", "33"], "2025-05-01"), Some(20));
        assert_eq!(days(&["3701", "37"], "2026-05-01"), Some(30));
        let on = "2026-05-01".parse().unwrap();
        assert!(book.rule("x", "check", &[], on).is_none());
    }
}
