//! Writes rows as they come: CSV with WKT or lon/lat columns, and one GeoJSON Feature a line.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use super::{SynthError, partition::Rings, plane::Nano};
use crate::domain::{GeometryShape, Kind};

/// A format of the files made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CSV: points as `lon` and `lat`, everything else as `wkt`.
    Csv,
    /// GeoJSON text sequence without record separators: one Feature a line.
    GeoJsonSeq,
}

impl Format {
    /// The format of that name: `csv` or `geojsonseq`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "geojsonseq" => Some(Self::GeoJsonSeq),
            _ => None,
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::GeoJsonSeq => "geojsonl",
        }
    }
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What its rows are.
    pub kind: Kind,
    /// Where it is.
    pub path: PathBuf,
    /// How many rows it has.
    pub rows: u64,
}

/// A value of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'a> {
    /// Null.
    Empty,
    /// Text; the generator's texts hold no control characters.
    Text(&'a str),
    /// A whole number.
    Whole(i64),
    /// A number with its decimals.
    Number(f64, usize),
}

/// The geometry of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape<'a> {
    /// Not known.
    Nowhere,
    /// A point.
    Point(Nano),
    /// A line.
    Line(&'a [Nano]),
    /// A polygon.
    Area(&'a Rings),
}

/// One kind's files.
pub(super) struct Table {
    kind: Kind,
    columns: &'static [&'static str],
    outputs: Vec<(Format, PathBuf, BufWriter<File>)>,
    line: Vec<u8>,
    rows: u64,
}

impl Table {
    /// Opens the files of a kind in a folder that exists.
    pub(super) fn create(
        folder: &Path,
        kind: Kind,
        columns: &'static [&'static str],
        formats: &[Format],
    ) -> Result<Self, SynthError> {
        if let Some(column) = columns.iter().find(|name| kind.field(name).is_none()) {
            return Err(SynthError::UnknownColumn { kind, column });
        }
        let mut outputs = Vec::new();
        for &format in formats {
            let path = folder.join(format!("{kind}.{}", format.extension()));
            let file = File::create(&path).map_err(|source| SynthError::at(&path, source))?;
            let mut writer = BufWriter::with_capacity(1 << 18, file);
            if format == Format::Csv {
                let place = if kind.shape() == GeometryShape::Point {
                    "lon,lat"
                } else {
                    "wkt"
                };
                writeln!(writer, "{},{place}", columns.join(","))
                    .map_err(|source| SynthError::at(&path, source))?;
            }
            outputs.push((format, path, writer));
        }
        Ok(Self {
            kind,
            columns,
            outputs,
            line: Vec::new(),
            rows: 0,
        })
    }

    /// Writes one row; one cell a column.
    pub(super) fn row(&mut self, cells: &[Cell<'_>], shape: Shape<'_>) -> Result<(), SynthError> {
        debug_assert_eq!(cells.len(), self.columns.len());
        for (format, path, writer) in &mut self.outputs {
            self.line.clear();
            match format {
                Format::Csv => csv_row(&mut self.line, cells, shape, self.kind.shape()),
                Format::GeoJsonSeq => feature(&mut self.line, self.columns, cells, shape),
            }
            self.line.push(b'\n');
            writer
                .write_all(&self.line)
                .map_err(|source| SynthError::at(path, source))?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Flushes the files and says what was written.
    pub(super) fn finish(self) -> Result<Vec<Written>, SynthError> {
        let (kind, rows) = (self.kind, self.rows);
        self.outputs
            .into_iter()
            .map(|(_, path, mut writer)| {
                writer
                    .flush()
                    .map_err(|source| SynthError::at(&path, source))?;
                Ok(Written { kind, path, rows })
            })
            .collect()
    }
}

fn csv_row(line: &mut Vec<u8>, cells: &[Cell<'_>], shape: Shape<'_>, kind: GeometryShape) {
    for cell in cells {
        match cell {
            Cell::Text(text) if text.contains([',', '"', '\n']) => {
                line.push(b'"');
                line.extend(text.replace('"', "\"\"").bytes());
                line.push(b'"');
            }
            Cell::Text(text) => line.extend(text.bytes()),
            Cell::Empty => {}
            number => push_number(line, *number),
        }
        line.push(b',');
    }
    if let (GeometryShape::Point, Shape::Point(at)) = (kind, shape) {
        push_position(line, at, b',');
        return;
    }
    match shape {
        Shape::Nowhere => {}
        Shape::Point(at) => {
            line.extend(b"POINT(");
            push_position(line, at, b' ');
            line.push(b')');
        }
        Shape::Line(line_) => {
            line.extend(b"\"LINESTRING");
            push_wkt(line, line_, false);
            line.push(b'"');
        }
        Shape::Area(rings) => {
            line.extend(b"\"POLYGON(");
            for (at, ring) in rings.iter().enumerate() {
                if at > 0 {
                    line.push(b',');
                }
                push_wkt(line, ring, true);
            }
            line.extend(b")\"");
        }
    }
}

fn push_wkt(line: &mut Vec<u8>, positions: &[Nano], close: bool) {
    line.push(b'(');
    for (at, &position) in positions
        .iter()
        .chain(positions.first().filter(|_| close))
        .enumerate()
    {
        if at > 0 {
            line.push(b',');
        }
        push_position(line, position, b' ');
    }
    line.push(b')');
}

fn feature(line: &mut Vec<u8>, columns: &[&str], cells: &[Cell<'_>], shape: Shape<'_>) {
    line.extend(br#"{"type":"Feature","properties":{"#);
    for (at, (column, cell)) in columns.iter().zip(cells).enumerate() {
        if at > 0 {
            line.push(b',');
        }
        line.push(b'"');
        line.extend(column.bytes());
        line.extend(b"\":");
        match cell {
            Cell::Text(text) => {
                line.push(b'"');
                line.extend(text.replace('\\', "\\\\").replace('"', "\\\"").bytes());
                line.push(b'"');
            }
            Cell::Empty => line.extend(b"null"),
            number => push_number(line, *number),
        }
    }
    line.extend(br#"},"geometry":"#);
    match shape {
        Shape::Nowhere => line.extend(b"null"),
        Shape::Point(at) => {
            line.extend(br#"{"type":"Point","coordinates":["#);
            push_position(line, at, b',');
            line.extend(b"]}");
        }
        Shape::Line(positions) => {
            line.extend(br#"{"type":"LineString","coordinates":"#);
            push_json(line, positions, false);
            line.push(b'}');
        }
        Shape::Area(rings) => {
            line.extend(br#"{"type":"Polygon","coordinates":["#);
            for (at, ring) in rings.iter().enumerate() {
                if at > 0 {
                    line.push(b',');
                }
                push_json(line, ring, true);
            }
            line.extend(b"]}");
        }
    }
    line.push(b'}');
}

fn push_json(line: &mut Vec<u8>, positions: &[Nano], close: bool) {
    line.push(b'[');
    for (at, &position) in positions
        .iter()
        .chain(positions.first().filter(|_| close))
        .enumerate()
    {
        line.extend(if at > 0 { &b",["[..] } else { b"[" });
        push_position(line, position, b',');
        line.push(b']');
    }
    line.push(b']');
}

fn push_number(line: &mut Vec<u8>, cell: Cell<'_>) {
    match cell {
        Cell::Whole(number) => line.extend(number.to_string().bytes()),
        Cell::Number(number, decimals) => {
            line.extend(format!("{number:.decimals$}").bytes());
        }
        Cell::Empty | Cell::Text(_) => {}
    }
}

fn push_position(line: &mut Vec<u8>, at: Nano, between: u8) {
    // Plots have nine decimals, everything else is a whole number of 1e-7 degrees.
    let drop = if at.lon % 100 == 0 && at.lat % 100 == 0 {
        2
    } else {
        0
    };
    push_degrees(line, at.lon, drop);
    line.push(between);
    push_degrees(line, at.lat, drop);
}

fn push_degrees(line: &mut Vec<u8>, nano: i64, drop: usize) {
    if nano < 0 {
        line.push(b'-');
    }
    let mut rest = nano.unsigned_abs();
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    let mut count = 0;
    while rest > 0 || count < 10 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        count += 1;
    }
    let point = digits.len() - 9;
    line.extend(&digits[at..point]);
    line.push(b'.');
    line.extend(&digits[point..digits.len() - drop]);
}

#[cfg(test)]
mod tests {
    use super::{Nano, push_position};

    #[test]
    fn positions_are_written_digit_by_digit() {
        for (lon, lat, text) in [
            (120_831_000_000, 29_561_000_100, "120.8310000 29.5610001"),
            (
                120_831_000_001,
                29_561_000_000,
                "120.831000001 29.561000000",
            ),
            (-500_000_000, 0, "-0.5000000 0.0000000"),
        ] {
            let mut line = Vec::new();
            push_position(&mut line, Nano { lon, lat }, b' ');
            assert_eq!(String::from_utf8(line).expect("digits"), text);
        }
    }
}
