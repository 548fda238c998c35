//! Reads GeoJSON text sequences: Features after record separators (RFC 8142), or one a line.

use std::path::Path;

use super::{declared, feature};
use crate::{
    domain::Draft,
    exchange::{
        encoding::{Encoding, SAMPLE},
        intake::{Intake, Row},
        record::Window,
        word::{ExchangeError, Header, Progress, RECORD_LIMIT, ReadOptions, Rejected},
    },
    messages::Phrase,
};

const FORMAT: &str = "GeoJSON-Seq";
const TOO_LONG: &str = "exchange.too_long";
const RECORD_SEPARATOR: u8 = 0x1E;

/// The rows of a GeoJSON text sequence.
#[derive(Debug)]
pub(in crate::exchange) struct Rows {
    window: Window,
    intake: Intake,
    encoding: Encoding,
    /// Before each record, or after it.
    separator: u8,
    has_failed: bool,
}

impl Rows {
    /// # Errors
    /// [`ExchangeError`] for options that do not fit the file.
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
        let encoding = options.encoding.unwrap_or(sniffed);
        window.advance(mark);
        let first = window.bytes().trim_ascii_start().first();
        let separator = if first == Some(&RECORD_SEPARATOR) {
            RECORD_SEPARATOR
        } else {
            b'\n'
        };
        let mut intake = Intake::new(options, false)?;
        let sample = &window.bytes()[..window.bytes().len().min(SAMPLE)];
        let first = sample
            .split(|byte| *byte == separator)
            .map(<[u8]>::trim_ascii)
            .find(|record| !record.is_empty());
        if let Some(first) = first.and_then(|record| encoding.decode(record))
            && let Some(crs) = declared::crs_of_feature(&first)?
        {
            intake.declare(crs)?;
        }
        for record in sample.split(|byte| *byte == separator).take(1_000) {
            let record = record.trim_ascii();
            if !record.is_empty() {
                feature::meet_columns(&mut intake, encoding, record);
            }
        }
        intake.columns.check_map()?;
        Ok(Self {
            window,
            intake,
            encoding,
            separator,
            has_failed: false,
        })
    }

    /// The next row; `None` after the last.
    pub(in crate::exchange) fn next_row(&mut self) -> Option<Result<Draft, Rejected>> {
        loop {
            if self.has_failed {
                return None;
            }
            let bytes = self.window.bytes();
            let end = memchr::memchr(self.separator, bytes);
            let is_last = end.is_none() && self.window.is_at_end();
            if is_last && bytes.is_empty() {
                return None;
            }
            let line = self.window.line();
            let Some(end) = end.or(is_last.then_some(bytes.len())) else {
                if let Some(rejected) = self.read_on() {
                    return Some(Err(rejected));
                }
                continue;
            };
            let record = &bytes[..end];
            let space = super::scan::space(record);
            let before = memchr::memchr_iter(b'\n', &record[..space]).count() as u64;
            let record = record.trim_ascii();
            let row = match record.len() {
                0 => None,
                1..=RECORD_LIMIT => Some(feature::read(
                    &mut self.intake,
                    self.encoding,
                    line + before,
                    record,
                )),
                _ => Some(Err(Row::unreadable(line + before, Phrase::of(TOO_LONG)))),
            };
            self.window.advance(end + usize::from(!is_last));
            if row.is_some() {
                return row;
            }
        }
    }

    /// Reads more of a record that goes on; the record is passed over when it is too long.
    fn read_on(&mut self) -> Option<Rejected> {
        let line = self.window.line();
        if self.window.is_over_limit() {
            self.has_failed = self.separator != b'\n' || self.window.skip_line().is_err();
            return Some(Row::unreadable(line, Phrase::of(TOO_LONG)));
        }
        let wanted = self.window.bytes().len() * 2 + 1;
        if let Err(error) = self.window.fill_to(wanted) {
            self.has_failed = true;
            return Some(Row::unreadable(line, &error));
        }
        None
    }

    pub(in crate::exchange) fn header(&self) -> Header {
        self.intake.header()
    }

    pub(in crate::exchange) fn progress(&self) -> Progress {
        self.window.progress()
    }
}
