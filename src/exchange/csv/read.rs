//! Reads CSV row by row. A quote left open costs its own line, not the rest of the file.

use std::{borrow::Cow, path::Path};

use super::split::{Span, Split, separator, split};
use crate::{
    domain::Draft,
    exchange::{
        columns::Target,
        encoding::{Encoding, SAMPLE},
        intake::{Intake, Row},
        record::Window,
        value::Cell,
        word::{ExchangeError, Header, Progress, RECORD_LIMIT, ReadOptions, Rejected},
    },
    geo::Crs,
    messages::Phrase,
};

const FORMAT: &str = "CSV";
const TOO_LONG: &str = "exchange.too_long";

/// The rows of a CSV file.
#[derive(Debug)]
pub(in crate::exchange) struct Rows {
    window: Window,
    intake: Intake,
    encoding: Encoding,
    separator: u8,
    spans: Vec<Span>,
    has_failed: bool,
}

impl Rows {
    /// # Errors
    /// [`ExchangeError`] for a file without a header, or options that do not fit it.
    pub(in crate::exchange) fn open(
        path: &Path,
        options: &ReadOptions,
    ) -> Result<Self, ExchangeError> {
        let mut window = Window::open(path)?;
        window
            .fill_to(SAMPLE)
            .map_err(|error| ExchangeError::corrupt(FORMAT, &error))?;
        let sample = &window.bytes()[..window.bytes().len().min(SAMPLE)];
        let (sniffed, mark) = Encoding::sniff(sample)?;
        window.advance(mark);
        let line = window.bytes().split(|byte| *byte == b'\n').next();
        let separator = separator(line.unwrap_or_default());
        let mut rows = Self {
            window,
            intake: Intake::new(options, true)?,
            encoding: options.encoding.unwrap_or(sniffed),
            separator,
            spans: Vec::new(),
            has_failed: false,
        };
        rows.read_header()?;
        Ok(rows)
    }

    fn read_header(&mut self) -> Result<(), ExchangeError> {
        let is_all = self.window.is_at_end();
        let split = split(self.window.bytes(), self.separator, is_all, &mut self.spans);
        let Split::Record(length) = split else {
            return Err(ExchangeError::corrupt(
                FORMAT,
                Phrase::of("exchange.no_head"),
            ));
        };
        for span in &self.spans {
            let bytes = &self.window.bytes()[span.start..span.end];
            let name = self.encoding.decode(bytes).ok_or_else(|| {
                ExchangeError::corrupt(
                    FORMAT,
                    Phrase::of("exchange.head_encoding").with("encoding", self.encoding.as_str()),
                )
            })?;
            self.intake.columns.add(name.trim());
        }
        if self.intake.columns.ignored().iter().all(String::is_empty)
            && self.intake.columns.used().is_empty()
        {
            return Err(ExchangeError::corrupt(
                FORMAT,
                Phrase::of("exchange.no_head"),
            ));
        }
        self.window.advance(length);
        self.intake.columns.check_map()?;
        if let Some(crs) = self.tagged_crs()? {
            self.intake.declare(crs)?;
        }
        self.intake.settle_coordinates()
    }

    /// The system in the `crs` column of the first row, as our exports tag it.
    fn tagged_crs(&mut self) -> Result<Option<Crs>, ExchangeError> {
        let columns = &self.intake.columns;
        let at = (0..columns.len()).find(|at| columns.targets(*at).contains(&Target::Crs));
        let bytes = self.window.bytes();
        let is_all = self.window.is_at_end();
        split(bytes, self.separator, is_all, &mut self.spans);
        let Some(span) = at.and_then(|at| self.spans.get(at)) else {
            return Ok(None);
        };
        let word = self.encoding.decode(&bytes[span.start..span.end]);
        match word.as_deref().map(str::trim) {
            None | Some("") => Ok(None),
            Some(word) => Crs::parse(word)
                .map(Some)
                .map_err(|error| ExchangeError::UnknownCrs((&error).into())),
        }
    }

    /// The next row; `None` after the last.
    pub(in crate::exchange) fn next_row(&mut self) -> Option<Result<Draft, Rejected>> {
        loop {
            if self.has_failed {
                return None;
            }
            let bytes = self.window.bytes();
            if bytes.is_empty() && self.window.is_at_end() {
                return None;
            }
            let is_all = self.window.is_at_end();
            let line = self.window.line();
            match split(bytes, self.separator, is_all, &mut self.spans) {
                Split::Record(length) if length > RECORD_LIMIT => {
                    self.window.advance(length);
                    return Some(Err(Row::unreadable(line, Phrase::of(TOO_LONG))));
                }
                Split::Record(length) => {
                    let is_blank = bytes[..length].iter().all(u8::is_ascii_whitespace);
                    let row = (!is_blank).then(|| self.row(line, length));
                    self.window.advance(length);
                    if row.is_some() {
                        return row;
                    }
                }
                Split::Malformed => return Some(self.pass_over("exchange.open_quote")),
                Split::More if self.window.is_over_limit() => {
                    return Some(self.pass_over(TOO_LONG));
                }
                Split::More => {
                    // Twice as much each time, so that a long record is not split again and again.
                    let wanted = bytes.len() * 2 + 1;
                    if let Err(error) = self.window.fill_to(wanted) {
                        self.has_failed = true;
                        return Some(Err(Row::unreadable(line, &error)));
                    }
                }
            }
        }
    }

    fn pass_over(&mut self, key: &'static str) -> Result<Draft, Rejected> {
        let rejected = Row::unreadable(self.window.line(), Phrase::of(key));
        if self.window.skip_line().is_err() {
            self.has_failed = true;
        }
        Err(rejected)
    }

    fn row(&self, line: u64, length: usize) -> Result<Draft, Rejected> {
        let record = &self.window.bytes()[..length];
        let wanted = self.intake.columns.len();
        let is_longer = self
            .spans
            .get(wanted..)
            .is_some_and(|rest| rest.iter().any(|span| span.start < span.end));
        if self.spans.len() < wanted || is_longer {
            let error = Phrase::of("exchange.columns")
                .with("found", self.spans.len().to_string())
                .with("wanted", wanted.to_string());
            return Err(Row::unreadable(line, error));
        }
        let text = match self.encoding {
            Encoding::Utf8 => std::str::from_utf8(record).ok(),
            Encoding::Gb18030 => None,
        };
        let mut row = self.intake.begin(line);
        for (column, span) in self.spans.iter().take(wanted).enumerate() {
            if self.intake.columns.targets(column).is_empty() {
                continue;
            }
            let known = text.and_then(|text| text.get(span.start..span.end));
            let decoded = match known {
                Some(text) => Some(Cow::Borrowed(text)),
                None => self.encoding.decode(&record[span.start..span.end]),
            };
            let Some(cell) = decoded else {
                let broken = Cell::Broken(self.encoding.as_str());
                self.intake.put(&mut row, column, &broken);
                continue;
            };
            let cell = if span.has_quotes {
                Cow::Owned(cell.replace("\"\"", "\""))
            } else {
                cell
            };
            let cell = if cell.is_empty() {
                Cell::Empty
            } else {
                Cell::Text(cell)
            };
            self.intake.put(&mut row, column, &cell);
        }
        self.intake.finish(row)
    }

    pub(in crate::exchange) fn header(&self) -> Header {
        self.intake.header()
    }

    pub(in crate::exchange) fn progress(&self) -> Progress {
        self.window.progress()
    }
}
