//! Reads shapes and table side by side.

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

use super::{dbf::Table, shp::Shapes};
use crate::{
    domain::Draft,
    exchange::{
        encoding::{Encoding, SAMPLE},
        intake::{Intake, Row},
        placing,
        word::{ExchangeError, Header, Progress, ReadOptions, Rejected},
    },
    geo::Crs,
    messages::Phrase,
};

const FORMAT: &str = "Shapefile";

/// The rows of a shapefile.
#[derive(Debug)]
pub(in crate::exchange) struct Rows {
    shapes: Shapes,
    table: Table,
    intake: Intake,
    encoding: Encoding,
    done: u64,
    shapes_ended: bool,
    is_at_end: bool,
}

impl Rows {
    /// # Errors
    /// [`ExchangeError`] when a file is missing or unreadable, or the options do not fit.
    pub(in crate::exchange) fn open(
        path: &Path,
        options: &ReadOptions,
    ) -> Result<Self, ExchangeError> {
        let shapes = Shapes::open(path)?;
        let Some(dbf) = sibling(path, "dbf") else {
            return Err(ExchangeError::corrupt(
                FORMAT,
                Phrase::of("exchange.no_dbf"),
            ));
        };
        let table = Table::open(&dbf)?;
        let encoding = match options.encoding {
            Some(encoding) => encoding,
            None => encoding_of(path, &dbf, &table)?,
        };
        let mut intake = Intake::new(options, false)?;
        intake.columns = intake.columns.with_cut_names();
        if let Some(crs) = declared_crs(path)? {
            intake.declare(crs)?;
        }
        for name in table.names() {
            let name = encoding.decode(name).ok_or_else(|| {
                ExchangeError::corrupt(
                    FORMAT,
                    Phrase::of("exchange.head_encoding").with("encoding", encoding.as_str()),
                )
            })?;
            intake.columns.add(&name);
        }
        intake.columns.check_map()?;
        Ok(Self {
            shapes,
            table,
            intake,
            encoding,
            done: 0,
            shapes_ended: false,
            is_at_end: false,
        })
    }

    /// The next row; `None` after the last.
    pub(in crate::exchange) fn next_row(&mut self) -> Option<Result<Draft, Rejected>> {
        loop {
            if self.is_at_end || self.done >= u64::from(self.table.count()) {
                return None;
            }
            self.done += 1;
            let line = self.done;
            let is_kept = match self.table.advance() {
                Ok(is_kept) => is_kept,
                Err(error) => {
                    self.is_at_end = true;
                    return Some(Err(Row::unreadable(
                        line,
                        Phrase::of("exchange.dbf").with("error", &error),
                    )));
                }
            };
            self.shapes_ended |= self.shapes.advance().is_err();
            if is_kept {
                return Some(self.row(line));
            }
        }
    }

    fn row(&self, line: u64) -> Result<Draft, Rejected> {
        if self.shapes_ended {
            return Err(Row::unreadable(line, Phrase::of("exchange.shp_ends")));
        }
        let mut row = self.intake.begin(line);
        for column in 0..self.intake.columns.len() {
            if !self.intake.columns.targets(column).is_empty() {
                let cell = self.table.cell(column, self.encoding);
                self.intake.put(&mut row, column, &cell);
            }
        }
        match self.shapes.geometry() {
            Ok(Some(geometry)) => self.intake.put_geometry(&mut row, geometry),
            Ok(None) => self.intake.put_no_geometry(&mut row),
            Err(error) => row.object(placing::invalid("", error.phrase())),
        }
        self.intake.finish(row)
    }

    pub(in crate::exchange) fn header(&self) -> Header {
        self.intake.header()
    }

    pub(in crate::exchange) fn progress(&self) -> Progress {
        Progress {
            done: self.done,
            total: u64::from(self.table.count()),
        }
    }
}

/// The file beside `path` with another extension, in either case.
fn sibling(path: &Path, extension: &str) -> Option<PathBuf> {
    [extension.to_owned(), extension.to_uppercase()]
        .into_iter()
        .map(|extension| path.with_extension(extension))
        .find(|path| path.is_file())
}

fn text_of(path: &Path) -> Result<String, ExchangeError> {
    fs::read_to_string(path).map_err(|source| ExchangeError::File {
        path: path.to_owned(),
        source,
    })
}

fn declared_crs(path: &Path) -> Result<Option<Crs>, ExchangeError> {
    let Some(prj) = sibling(path, "prj") else {
        return Ok(None);
    };
    Crs::from_wkt(&text_of(&prj)?)
        .map(Some)
        .map_err(|error| ExchangeError::UnknownCrs((&error).into()))
}

/// The encoding by the `.cpg`, the table's header, or its bytes.
fn encoding_of(path: &Path, dbf: &Path, table: &Table) -> Result<Encoding, ExchangeError> {
    if let Some(cpg) = sibling(path, "cpg") {
        return text_of(&cpg)?.parse();
    }
    if let Some(encoding) = table.encoding() {
        return Ok(encoding);
    }
    let mut sample = Vec::new();
    let failed = |source| ExchangeError::File {
        path: dbf.to_owned(),
        source,
    };
    let file = File::open(dbf).map_err(failed)?;
    file.take(SAMPLE as u64)
        .read_to_end(&mut sample)
        .map_err(failed)?;
    // The fixed header is binary; names and records are text.
    Encoding::sniff(sample.get(32..).unwrap_or_default()).map(|(encoding, _)| encoding)
}
