//! The examples of each rule, `fixtures/rules/<code>.csv`: they test it and explain it.
//!
//! Columns: `name`, `expected` (what this rule finds: `pass`, `note`, `judge` or `stop`), then any of
//! `category`, `region_code`, `on`, `length_m`, `width_m`, `area_m2`, `floor_area_m2`, `storeys`,
//! `green_percent`, `open_space_m2`, `road_class`, `applicant`, `reference`, `replaces`, `derived_from`, `meaning`,
//! `origin` and `attachments` (parted by spaces; with any of the three there is a file), and
//! `around` (what stands around, for the rules that ask).

use super::PackError;
use crate::{assets::RuleExamples, domain::NameDraft, messages::Phrase};

/// One example of a rule.
#[derive(Clone, Debug)]
pub(super) struct Example {
    /// The name with what is known of it.
    pub draft: NameDraft,
    /// What stands around, in the words of the file; empty when nothing is asked.
    pub around: String,
    /// What the rule finds.
    pub expected: String,
}

/// The examples of a rule.
pub(super) fn of(code: &str) -> Result<Vec<Example>, PackError> {
    let file = format!("{code}.csv");
    let data = RuleExamples::get(&file)
        .ok_or_else(|| PackError::new(&file, "file", Phrase::of("pack.missing_file")))?
        .data;
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(&*data);
    let wrong = |error: csv::Error| PackError::new(&file, "row", error.to_string());
    let headers = reader.headers().map_err(wrong)?.clone();
    let mut examples = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let mut fields = serde_json::Map::new();
        let mut application = serde_json::Map::new();
        let (mut around, mut expected) = (String::new(), String::new());
        for (header, value) in headers.iter().zip(&record) {
            match header {
                "around" => value.clone_into(&mut around),
                "expected" => value.clone_into(&mut expected),
                _ if value.is_empty() && header != "name" => {}
                "meaning" | "origin" => {
                    application.insert(header.to_owned(), value.into());
                }
                "attachments" => {
                    let attached: Vec<&str> = value.split_whitespace().collect();
                    application.insert(header.to_owned(), attached.into());
                }
                "length_m" | "width_m" | "area_m2" | "floor_area_m2" | "storeys"
                | "green_percent" | "open_space_m2" => {
                    let number: f64 = value
                        .parse()
                        .map_err(|_| PackError::new(&file, header, format!("`{value}`")))?;
                    fields.insert(header.to_owned(), number.into());
                }
                _ => {
                    fields.insert(header.to_owned(), value.into());
                }
            }
        }
        if !application.is_empty() {
            fields.insert("file".to_owned(), application.into());
        }
        let mut draft: NameDraft = serde_json::from_value(fields.into())
            .map_err(|error| PackError::new(&file, "row", error.to_string()))?;
        // As the office sees it: to others some of it is not told.
        draft.is_of_office = true;
        examples.push(Example {
            draft,
            around,
            expected,
        });
    }
    Ok(examples)
}
