//! The vocabulary of the room: what a reader is asked, what it answers, and how it fails.

use std::{io, path::PathBuf};

use super::encoding::Encoding;
use crate::{
    domain::{Kind, Problem},
    geo::{Crs, CrsError},
    messages::{Lang, Phrase},
};

/// The most bytes that one record may have; a longer one is rejected unread.
pub const RECORD_LIMIT: usize = 64 << 20;

/// What a file is to be read as.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The kind of every row.
    pub kind: Kind,
    /// The coordinate system of a file that declares none.
    pub crs: Option<Crs>,
    /// Fields and the columns they come from.
    pub map: Vec<(String, String)>,
    /// Fields and the value that every row gets; it takes the place of any column.
    pub set: Vec<(String, String)>,
    /// The layer of a file that has several.
    pub layer: Option<String>,
    /// The encoding of a text file; sniffed when not given.
    pub encoding: Option<Encoding>,
}

impl ReadOptions {
    /// Options that leave everything to the file.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self {
            kind,
            crs: None,
            map: Vec::new(),
            set: Vec::new(),
            layer: None,
            encoding: None,
        }
    }
}

/// A row that cannot become a draft, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    /// The line its record starts on (text), or the record's number.
    pub line: u64,
    /// Its `source_id`, or the Feature's id, when it could be read.
    pub id: Option<String>,
    /// Everything wrong with it; never empty.
    pub problems: Vec<Problem>,
}

/// What is known of the file besides its rows. Columns of GeoJSON are met as it is read.
#[derive(Clone, Debug)]
pub struct Header {
    /// Columns and the field (or `wkt`, `lon`, `lat`, `x`, `y`, `crs`) each one fills.
    pub columns_used: Vec<(String, &'static str)>,
    /// Columns that fill nothing.
    pub columns_ignored: Vec<String>,
    /// What the file says its coordinates are in.
    pub crs_declared: Option<Crs>,
    /// What they are read as.
    pub crs_used: Crs,
}

/// How far the reading is, in bytes of a text file or records of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What was read.
    pub done: u64,
    /// What there is.
    pub total: u64,
}

/// Why a file as a whole cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The file cannot be opened or read.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The output cannot be written.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
    /// Neither name nor content tells a format that is read.
    #[error("{0}: no known format; GeoJSON, GeoJSON-Seq, CSV, GeoPackage and Shapefile are read")]
    UnknownFormat(PathBuf),
    /// A folder where a file is expected.
    #[error("{0} is a folder")]
    Folder(PathBuf),
    /// Nothing is in it.
    #[error("{0} is empty")]
    Empty(PathBuf),
    /// An archive, which is not unpacked.
    #[error("{0} is an archive: unpack it first")]
    Archive(PathBuf),
    /// A spreadsheet, which holds no typed columns.
    #[error("{0} is a spreadsheet: save it as CSV (UTF-8) first")]
    Spreadsheet(PathBuf),
    /// A part of a shapefile that is not its `.shp`.
    #[error("{0} is a part of a shapefile: name the .shp")]
    ShapefilePart(PathBuf),
    /// The format cannot be written.
    #[error("{0} cannot be written; geojson, geojsonseq, csv and gpkg can")]
    NotWritten(&'static str),
    /// A name that is no field of the kind.
    #[error("`{field}` is no field of {kind}{}", did_you_mean(like.as_deref()))]
    UnknownField {
        /// The kind.
        kind: Kind,
        /// The name as given.
        field: String,
        /// The field that looks most like it.
        like: Option<String>,
    },
    /// A name that is no column of the file.
    #[error("the file has no column `{column}`{}", did_you_mean(like.as_deref()))]
    UnknownColumn {
        /// The name as given.
        column: String,
        /// The column that looks most like it.
        like: Option<String>,
    },
    /// A value set for all rows that the field does not take.
    #[error("`{field}` does not take `{}` ({})", problem.value, problem.code.as_str())]
    WrongSetting {
        /// The field.
        field: String,
        /// What is wrong with the value.
        problem: Box<Problem>,
    },
    /// The coordinate system given is not the one that the file declares.
    #[error("the file declares {declared}, but {given} was given")]
    CrsContradicted {
        /// What the file declares.
        declared: String,
        /// What was given.
        given: String,
    },
    /// A feature lies where the coordinate system of the export cannot hold it.
    #[error(transparent)]
    OutsideCrs(#[from] CrsError),
    /// The file declares a coordinate system that is not known.
    #[error("the coordinate system that the file declares: {}", .0.say(Lang::En))]
    UnknownCrs(Phrase),
    /// Columns `x` and `y` without a projected coordinate system.
    #[error("columns x and y need a projected coordinate system, e.g. --crs EPSG:4549")]
    ProjectedCrsNeeded,
    /// Columns `lon` and `lat` with a projected coordinate system.
    #[error("columns lon and lat are degrees, but {0} is projected; name them x and y")]
    GeographicCrsNeeded(String),
    /// Several layers and none chosen, or no such layer.
    #[error("name one of the file's layers: {}", layers.join(", "))]
    Layer {
        /// The layers there are.
        layers: Vec<String>,
    },
    /// An encoding that is not read.
    #[error("`{0}` is no encoding that is read: UTF-8 or GB18030")]
    UnknownEncoding(String),
    /// The file is not what its format asks for.
    #[error("the file is not readable as {format}: {}", reason.say(Lang::En))]
    Corrupt {
        /// The format.
        format: &'static str,
        /// What is wrong.
        reason: Phrase,
    },
}

impl ExchangeError {
    pub(super) fn corrupt(format: &'static str, reason: impl Into<Phrase>) -> Self {
        Self::Corrupt {
            format,
            reason: reason.into(),
        }
    }
}

fn did_you_mean(like: Option<&str>) -> String {
    like.map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}
