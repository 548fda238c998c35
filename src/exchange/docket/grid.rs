//! The cells of a file, text files and spreadsheets alike.

use std::borrow::Cow;

use super::{read::NotADocket, sheet};
use crate::exchange::encoding::{Encoding, SAMPLE};
use crate::messages::Phrase;

/// Columns that are looked at; no list of names has more, and a sheet may claim sixteen thousand.
pub(super) const MOST_COLUMNS: usize = 200;

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cell {
    /// What stands in it.
    pub text: String,
    /// The row, from 1, of the merged cell that reaches down to it.
    pub merged_from: Option<u64>,
}

/// A row of cells and its number in the file, from 1.
pub(super) type Row = (u64, Vec<Cell>);

/// The rows that say something; those beyond `most` are not read.
pub(super) fn rows(bytes: &[u8], most: usize) -> Result<Vec<Row>, NotADocket> {
    // A spreadsheet of today is a zip archive, an older one a compound file.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return sheet::rows(bytes, most);
    }
    let text = decoded(bytes)?;
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: char| first.chars().filter(|c| *c == mark).count();
    let delimiter = ['\t', ';', '，']
        .into_iter()
        .filter(|mark| count(*mark) > count(','))
        .max_by_key(|mark| count(*mark));
    let text = match delimiter {
        // A full-width comma is no byte that the reader can part by.
        Some('，') => Cow::Owned(text.replace('，', ",")),
        _ => text,
    };
    let delimiter = match delimiter {
        Some('\t') => b'\t',
        Some(';') => b';',
        _ => b',',
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    // The reader tells where a record's line break was before it, not the empty lines between.
    let is_empty: Vec<bool> = text.lines().map(|line| line.trim().is_empty()).collect();
    let mut rows = Vec::new();
    for record in reader.records().take(most) {
        let record = record.map_err(|error| {
            NotADocket::Unreadable(Phrase::of("exchange.said").with("error", error.to_string()))
        })?;
        let told = record.position().map_or(1, csv::Position::line);
        let at = usize::try_from(told)
            .unwrap_or(usize::MAX)
            .saturating_sub(1);
        let rest = is_empty.get(at..).unwrap_or_default();
        let skipped = rest.iter().take_while(|empty| **empty).count();
        let line = told + u64::try_from(skipped).unwrap_or_default();
        let cells: Vec<Cell> = record
            .iter()
            .take(MOST_COLUMNS)
            .map(|text| Cell {
                text: text.trim().to_owned(),
                merged_from: None,
            })
            .collect();
        if cells.iter().any(|cell| !cell.text.is_empty()) {
            rows.push((line, cells));
        }
    }
    Ok(rows)
}

fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, NotADocket> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (encoding, mark) =
        Encoding::sniff(sample).map_err(|error| NotADocket::Unreadable((&error).into()))?;
    let other = match encoding {
        Encoding::Utf8 => Encoding::Gb18030,
        Encoding::Gb18030 => Encoding::Utf8,
    };
    encoding
        .decode(&bytes[mark..])
        .or_else(|| other.decode(bytes))
        .ok_or(NotADocket::Encoding)
}
