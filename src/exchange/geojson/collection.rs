//! Reads a `FeatureCollection` Feature by Feature, wherever its `features` and `crs` stand.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    declared::declared_crs,
    feature,
    scan::{Skip, space},
};
use crate::{
    domain::Draft,
    exchange::{
        encoding::{Encoding, SAMPLE},
        intake::{Intake, Row},
        record::Window,
        word::{ExchangeError, Header, Progress, RECORD_LIMIT, ReadOptions, Rejected},
    },
    geo::Crs,
    messages::Phrase,
};

const FORMAT: &str = "GeoJSON";

/// The rows of a `FeatureCollection`.
#[derive(Debug)]
pub(in crate::exchange) struct Rows {
    document: Document,
    intake: Intake,
    is_done: bool,
}

/// A JSON document walked member by member.
#[derive(Debug)]
struct Document {
    window: Window,
    encoding: Encoding,
}

/// What comes next in a list or an object.
#[derive(Debug, PartialEq)]
enum Next {
    /// A value of that many bytes.
    Value(usize),
    /// The closing bracket; it has been passed.
    Close,
    /// Nothing: the file ends too early.
    End,
    /// A value longer than is read.
    TooLong,
}

impl Rows {
    /// # Errors
    /// [`ExchangeError`] when there is no `features` list, or the options do not fit the file.
    pub(in crate::exchange) fn open(
        path: &Path,
        options: &ReadOptions,
    ) -> Result<Self, ExchangeError> {
        let (mut document, declared) = Document::open(path, options.encoding)?;
        let mut intake = Intake::new(options, false)?;
        let declared = match declared {
            Some(crs) => Some(crs),
            None => Document::crs_after_features(path, options.encoding)?,
        };
        if let Some(crs) = declared {
            intake.declare(crs)?;
        }
        document
            .window
            .fill_to(SAMPLE)
            .map_err(|error| ExchangeError::corrupt(FORMAT, &error))?;
        meet_columns(&mut intake, &document);
        intake.columns.check_map()?;
        Ok(Self {
            document,
            intake,
            is_done: false,
        })
    }

    /// The next row; `None` after the last.
    pub(in crate::exchange) fn next_row(&mut self) -> Option<Result<Draft, Rejected>> {
        if self.is_done {
            return None;
        }
        let next = self.document.next_item();
        let line = self.document.window.line();
        let error = match next {
            Ok(Next::Value(length)) => {
                let bytes = &self.document.window.bytes()[..length];
                let row = if length > RECORD_LIMIT {
                    Err(Row::unreadable(line, Phrase::of("exchange.too_long")))
                } else {
                    feature::read(&mut self.intake, self.document.encoding, line, bytes)
                };
                self.document.window.advance(length);
                return Some(row);
            }
            Ok(Next::Close) => {
                self.is_done = true;
                return None;
            }
            Ok(Next::End) => Phrase::of("exchange.ends_within"),
            Ok(Next::TooLong) => Phrase::of("exchange.too_long"),
            Err(error) => Phrase::from(&error),
        };
        self.is_done = true;
        Some(Err(Row::unreadable(line, error)))
    }

    pub(in crate::exchange) fn header(&self) -> Header {
        self.intake.header()
    }

    pub(in crate::exchange) fn progress(&self) -> Progress {
        self.document.window.progress()
    }
}

/// Takes note of the properties of the Features at the beginning.
fn meet_columns(intake: &mut Intake, document: &Document) {
    let bytes = document.window.bytes();
    let mut at = 0;
    for _ in 0..1_000 {
        at += bytes[at..]
            .iter()
            .position(|byte| !byte.is_ascii_whitespace() && *byte != b',')
            .unwrap_or(bytes.len() - at);
        if bytes.get(at) != Some(&b'{') {
            return;
        }
        let Some(length) = Skip::new(document.encoding).run(&bytes[at..]) else {
            return;
        };
        feature::meet_columns(intake, document.encoding, &bytes[at..at + length]);
        at += length;
    }
}

impl Document {
    /// The document, its window within the `features` list, and the system declared before it.
    fn open(path: &Path, encoding: Option<Encoding>) -> Result<(Self, Option<Crs>), ExchangeError> {
        let failed = |error: io::Error| ExchangeError::File {
            path: PathBuf::from(path),
            source: error,
        };
        let mut window = Window::open(path)?;
        window.fill_to(SAMPLE).map_err(failed)?;
        let sample = &window.bytes()[..window.bytes().len().min(SAMPLE)];
        let (sniffed, mark) = Encoding::sniff(sample)?;
        window.advance(mark);
        let mut document = Self {
            window,
            encoding: encoding.unwrap_or(sniffed),
        };
        document.pass_space().map_err(failed)?;
        if document.window.bytes().first() != Some(&b'{') {
            return Err(ExchangeError::corrupt(
                FORMAT,
                Phrase::of("exchange.no_object"),
            ));
        }
        document.window.advance(1);
        let mut crs = None;
        while let Some(key) = document.next_key().map_err(failed)? {
            if key == "features" {
                if document.window.bytes().first() != Some(&b'[') {
                    return Err(ExchangeError::corrupt(
                        FORMAT,
                        Phrase::of("exchange.no_list"),
                    ));
                }
                document.window.advance(1);
                return Ok((document, crs));
            }
            let Next::Value(length) = document.value().map_err(failed)? else {
                break;
            };
            if key == "crs" {
                crs = declared_crs(&document.window.bytes()[..length])?;
            }
            document.window.advance(length);
        }
        Err(ExchangeError::corrupt(
            FORMAT,
            Phrase::of("exchange.no_features"),
        ))
    }

    /// The system declared behind the `features` list.
    fn crs_after_features(
        path: &Path,
        encoding: Option<Encoding>,
    ) -> Result<Option<Crs>, ExchangeError> {
        let failed = |error: io::Error| ExchangeError::File {
            path: PathBuf::from(path),
            source: error,
        };
        let (mut document, _) = Self::open(path, encoding)?;
        loop {
            match document.next_item().map_err(failed)? {
                Next::Value(length) => document.window.advance(length),
                Next::Close => break,
                // Reading the rows says where the file breaks off.
                Next::End | Next::TooLong => return Ok(None),
            }
        }
        while let Some(key) = document.next_key().map_err(failed)? {
            let Next::Value(length) = document.value().map_err(failed)? else {
                return Ok(None);
            };
            if key == "crs" {
                return declared_crs(&document.window.bytes()[..length]);
            }
            document.window.advance(length);
        }
        Ok(None)
    }

    /// Moves to the value of the next member and returns its key; `None` after the last.
    fn next_key(&mut self) -> io::Result<Option<String>> {
        let Next::Value(length) = self.next_item()? else {
            return Ok(None);
        };
        let key = serde_json::from_slice(&self.window.bytes()[..length]).ok();
        self.window.advance(length);
        self.pass_space()?;
        if key.is_none() || self.window.bytes().first() != Some(&b':') {
            return Ok(None);
        }
        self.window.advance(1);
        self.pass_space()?;
        Ok(key)
    }

    /// Moves to the next value of a list, past the comma before it.
    fn next_item(&mut self) -> io::Result<Next> {
        loop {
            self.pass_space()?;
            match self.window.bytes().first() {
                None => return Ok(Next::End),
                Some(b',') => self.window.advance(1),
                Some(b']' | b'}') => {
                    self.window.advance(1);
                    return Ok(Next::Close);
                }
                Some(_) => return self.value(),
            }
        }
    }

    /// The value that begins the window, brought into it whole.
    fn value(&mut self) -> io::Result<Next> {
        let mut skip = Skip::new(self.encoding);
        loop {
            match skip.run(self.window.bytes()) {
                // A stray character is a value of its own, or reading would stand still.
                Some(length) => return Ok(Next::Value(length.max(1))),
                None if self.window.is_over_limit() => return Ok(Next::TooLong),
                None => {
                    if !self.window.fill()? {
                        return Ok(Next::End);
                    }
                }
            }
        }
    }

    fn pass_space(&mut self) -> io::Result<()> {
        loop {
            let bytes = self.window.bytes();
            let space = space(bytes);
            let is_all = space == bytes.len();
            self.window.advance(space);
            if !is_all || !self.window.fill()? {
                return Ok(());
            }
        }
    }
}
