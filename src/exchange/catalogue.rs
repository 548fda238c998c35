//! Names the formats, and opens the reader or writer of each.

use std::{
    fmt,
    fs::File,
    io::{Read as _, Write},
    path::Path,
    str::FromStr,
};

use super::{
    csv, geojson, geopackage, shapefile,
    word::{ExchangeError, Header, Progress, ReadOptions, Rejected},
};
use crate::{
    domain::{Draft, Feature, Kind},
    geo::Crs,
};

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A GeoJSON `FeatureCollection`.
    GeoJson,
    /// A GeoJSON text sequence, or one Feature a line.
    GeoJsonSeq,
    /// Comma-separated values.
    Csv,
    /// A GeoPackage; written by [`crate::exchange::Package`], not as a stream.
    GeoPackage,
    /// An ESRI shapefile; only read.
    Shapefile,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [
        Self::GeoJson,
        Self::GeoJsonSeq,
        Self::Csv,
        Self::GeoPackage,
        Self::Shapefile,
    ];

    /// The word that commands name it by.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::GeoJsonSeq => "geojsonseq",
            Self::Csv => "csv",
            Self::GeoPackage => "gpkg",
            Self::Shapefile => "shp",
        }
    }

    /// The format of a file, by its content first and its name second.
    ///
    /// # Errors
    /// [`ExchangeError::File`], [`ExchangeError::UnknownFormat`].
    pub fn of(path: &Path) -> Result<Self, ExchangeError> {
        let failed = |source| ExchangeError::File {
            path: path.to_owned(),
            source,
        };
        let mut head = Vec::new();
        let file = File::open(path).map_err(failed)?;
        file.take(1 << 16).read_to_end(&mut head).map_err(failed)?;
        if head.starts_with(b"SQLite format 3\0") {
            return Ok(Self::GeoPackage);
        }
        if head.starts_with(&[0, 0, 0x27, 0x0A]) {
            return Ok(Self::Shapefile);
        }
        if let Some(shape) = geojson::shape(&head) {
            return Ok(match shape {
                geojson::Shape::Collection => Self::GeoJson,
                geojson::Shape::Sequence => Self::GeoJsonSeq,
            });
        }
        let extension = path
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("csv" | "tsv" | "txt") => Ok(Self::Csv),
            Some("geojson" | "json") => Ok(Self::GeoJson),
            Some("geojsonl" | "geojsons" | "geojsonseq" | "ndjson" | "jsonl") => {
                Ok(Self::GeoJsonSeq)
            }
            Some("gpkg") => Ok(Self::GeoPackage),
            Some("shp") => Ok(Self::Shapefile),
            _ => Err(ExchangeError::UnknownFormat(path.to_owned())),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no format")]
pub struct UnknownFormatWord(String);

impl FromStr for Format {
    type Err = UnknownFormatWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == word)
            .ok_or_else(|| UnknownFormatWord(word.to_owned()))
    }
}

/// A file being read row by row, in constant memory.
#[derive(Debug)]
pub struct Reader {
    format: Format,
    rows: Rows,
}

#[derive(Debug)]
enum Rows {
    Collection(Box<geojson::CollectionRows>),
    Sequence(Box<geojson::SequenceRows>),
    Csv(Box<csv::Rows>),
    GeoPackage(Box<geopackage::Rows>),
    Shapefile(Box<shapefile::Rows>),
}

impl Reader {
    /// Opens a file of any format that is read.
    ///
    /// # Errors
    /// [`ExchangeError`] when the file, or what the options say of it, makes no sense as a whole.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, ExchangeError> {
        let format = Format::of(path)?;
        let rows = match format {
            Format::GeoJson => {
                Rows::Collection(Box::new(geojson::CollectionRows::open(path, options)?))
            }
            Format::GeoJsonSeq => {
                Rows::Sequence(Box::new(geojson::SequenceRows::open(path, options)?))
            }
            Format::Csv => Rows::Csv(Box::new(csv::Rows::open(path, options)?)),
            Format::GeoPackage => {
                Rows::GeoPackage(Box::new(geopackage::Rows::open(path, options)?))
            }
            Format::Shapefile => Rows::Shapefile(Box::new(shapefile::Rows::open(path, options)?)),
        };
        Ok(Self { format, rows })
    }

    /// The file's format.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// What is known of the file so far; complete once every row is read.
    #[must_use]
    pub fn header(&self) -> Header {
        match &self.rows {
            Rows::Collection(rows) => rows.header(),
            Rows::Sequence(rows) => rows.header(),
            Rows::Csv(rows) => rows.header(),
            Rows::GeoPackage(rows) => rows.header(),
            Rows::Shapefile(rows) => rows.header(),
        }
    }

    /// How far the reading is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        match &self.rows {
            Rows::Collection(rows) => rows.progress(),
            Rows::Sequence(rows) => rows.progress(),
            Rows::Csv(rows) => rows.progress(),
            Rows::GeoPackage(rows) => rows.progress(),
            Rows::Shapefile(rows) => rows.progress(),
        }
    }
}

impl Iterator for Reader {
    type Item = Result<Draft, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.rows {
            Rows::Collection(rows) => rows.next_row(),
            Rows::Sequence(rows) => rows.next_row(),
            Rows::Csv(rows) => rows.next_row(),
            Rows::GeoPackage(rows) => rows.next_row(),
            Rows::Shapefile(rows) => rows.next_row(),
        }
    }
}

/// An operator's export being written feature by feature: everything, exact.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    format: Format,
    crs: Crs,
    sheet: csv::Sheet,
    buffer: Vec<u8>,
    count: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a file of features of one kind in `crs`.
    ///
    /// # Errors
    /// [`ExchangeError::NotWritten`] for a format that is only read.
    pub fn new(out: W, format: Format, kind: Kind, crs: Crs) -> Result<Self, ExchangeError> {
        let mut buffer = Vec::with_capacity(FLUSH_AT * 2);
        let sheet = csv::Sheet::new(kind, &crs);
        match format {
            Format::GeoJson => geojson::begin_collection(&crs, &mut buffer),
            Format::GeoJsonSeq => {}
            Format::Csv => sheet.header(&mut buffer),
            Format::GeoPackage | Format::Shapefile => {
                return Err(ExchangeError::NotWritten(format.as_str()));
            }
        }
        Ok(Self {
            out,
            format,
            crs,
            sheet,
            buffer,
            count: 0,
        })
    }

    /// Writes one feature.
    ///
    /// # Errors
    /// [`ExchangeError::Write`]; [`ExchangeError::OutsideCrs`] when the system cannot hold it.
    pub fn write(&mut self, feature: &Feature) -> Result<(), ExchangeError> {
        if self.crs.agrees_with(&Crs::Crs84) {
            self.put(feature);
        } else {
            let mut turned = feature.clone();
            if let Some(geometry) = &mut turned.geometry {
                self.crs.from_inside(geometry)?;
            }
            self.put(&turned);
        }
        self.count += 1;
        if self.buffer.len() >= FLUSH_AT {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    fn put(&mut self, feature: &Feature) {
        match self.format {
            Format::GeoJson => {
                if self.count > 0 {
                    self.buffer.extend_from_slice(b",\n");
                }
                geojson::exact_json(feature, &mut self.buffer);
            }
            Format::GeoJsonSeq => {
                geojson::feature_line(feature, &self.crs, &mut self.buffer);
            }
            Format::Csv => self.sheet.row(feature, &mut self.buffer),
            // `new` refuses them.
            Format::GeoPackage | Format::Shapefile => {}
        }
    }

    /// Ends the file and says how many features it has.
    ///
    /// # Errors
    /// [`ExchangeError::Write`].
    pub fn finish(mut self) -> Result<u64, ExchangeError> {
        if self.format == Format::GeoJson {
            geojson::end_collection(&mut self.buffer);
        }
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.count)
    }
}

const FLUSH_AT: usize = 1 << 16;
