//! Reads a layer of a GeoPackage (OGC 12-128), in pages by row number.

use std::{borrow::Cow, collections::VecDeque, path::Path};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Row as Record, types::ValueRef};

use super::super::{
    intake::{Intake, Row},
    placing,
    value::Cell,
    word::{ExchangeError, Header, Progress, RECORD_LIMIT, ReadOptions, Rejected},
};
use crate::{
    domain::Draft,
    geo::{Crs, wkb},
};

const FORMAT: &str = "GeoPackage";
const PAGE: usize = 64;

/// The rows of a GeoPackage layer.
#[derive(Debug)]
pub(in crate::exchange) struct Rows {
    file: Connection,
    intake: Intake,
    /// Row number, geometry, then the columns.
    query: String,
    has_geometry: bool,
    columns: usize,
    page: VecDeque<Result<Draft, Rejected>>,
    last: i64,
    done: u64,
    total: u64,
    is_at_end: bool,
}

/// A layer and its geometry column and system.
struct Layer {
    table: String,
    geometry: Option<(String, i64)>,
}

impl Rows {
    /// # Errors
    /// [`ExchangeError`] when it is no GeoPackage, the layer is not clear, or the options do not
    /// fit it.
    pub(in crate::exchange) fn open(
        path: &Path,
        options: &ReadOptions,
    ) -> Result<Self, ExchangeError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let file = Connection::open_with_flags(path, flags).map_err(corrupt)?;
        // A file from outside may carry views and functions of its own.
        file.pragma_update(None, "trusted_schema", false)
            .map_err(corrupt)?;
        let layer = choose(layers(&file).map_err(corrupt)?, options)?;
        let mut intake = Intake::new(options, false)?;
        if let Some((_, srs)) = &layer.geometry
            && let Some(crs) = declared_crs(&file, *srs)?
        {
            intake.declare(crs)?;
        }
        let table = quoted(&layer.table);
        let names = column_names(&file, &layer).map_err(corrupt)?;
        for name in &names {
            intake.columns.add(name);
        }
        intake.columns.check_map()?;
        let geometry = layer.geometry.as_ref().map(|(name, _)| quoted(name));
        let geometry = geometry.map_or_else(
            || "null".to_owned(),
            |name| format!("case when length({name}) > {RECORD_LIMIT} then x'00' else {name} end"),
        );
        let list: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        let list = list.join(", ");
        let query = format!(
            "select rowid, {geometry}, {list} from {table} where rowid > ?1 order by rowid limit {PAGE}"
        );
        let total: i64 = file
            .query_row(&format!("select count(*) from {table}"), [], |row| {
                row.get(0)
            })
            .map_err(corrupt)?;
        file.prepare(&query).map_err(corrupt)?;
        Ok(Self {
            has_geometry: layer.geometry.is_some(),
            columns: names.len(),
            file,
            intake,
            query,
            page: VecDeque::with_capacity(PAGE),
            last: i64::MIN,
            done: 0,
            total: total.unsigned_abs(),
            is_at_end: false,
        })
    }

    /// The next row; `None` after the last.
    pub(in crate::exchange) fn next_row(&mut self) -> Option<Result<Draft, Rejected>> {
        if self.page.is_empty() && !self.is_at_end {
            if let Err(error) = self.turn_page() {
                self.is_at_end = true;
                let line = self.last.max(0).unsigned_abs() + 1;
                self.page.push_back(Err(Row::unreadable(line, &error)));
            }
            self.is_at_end |= self.page.len() < PAGE;
        }
        let row = self.page.pop_front();
        self.done += u64::from(row.is_some());
        row
    }

    fn turn_page(&mut self) -> rusqlite::Result<()> {
        let mut statement = self.file.prepare_cached(&self.query)?;
        let mut records = statement.query([self.last])?;
        while let Some(record) = records.next()? {
            self.last = record.get(0)?;
            let row = read(
                &self.intake,
                record,
                self.last,
                self.columns,
                self.has_geometry,
            );
            self.page.push_back(row);
        }
        Ok(())
    }

    pub(in crate::exchange) fn header(&self) -> Header {
        self.intake.header()
    }

    pub(in crate::exchange) const fn progress(&self) -> Progress {
        Progress {
            done: self.done,
            total: self.total,
        }
    }
}

fn read(
    intake: &Intake,
    record: &Record,
    number: i64,
    columns: usize,
    has_geometry: bool,
) -> Result<Draft, Rejected> {
    let line = number.max(0).unsigned_abs();
    let mut row = intake.begin(line);
    for column in 0..columns {
        if intake.columns.targets(column).is_empty() {
            continue;
        }
        let value = record
            .get_ref(column + 2)
            .map_err(|error| Row::unreadable(line, &error))?;
        intake.put(&mut row, column, &cell(value));
    }
    if has_geometry {
        match record.get_ref(1) {
            Ok(ValueRef::Blob(bytes)) => put_geometry(intake, &mut row, bytes),
            _ => intake.put_no_geometry(&mut row),
        }
    }
    intake.finish(row)
}

fn cell(value: ValueRef<'_>) -> Cell<'_> {
    match value {
        ValueRef::Null => Cell::Empty,
        ValueRef::Integer(number) => Cell::Text(Cow::Owned(number.to_string())),
        ValueRef::Real(number) => Cell::Text(Cow::Owned(number.to_string())),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cell::Text(Cow::Borrowed(text)),
            Err(_) => Cell::Broken("UTF-8"),
        },
        ValueRef::Blob(_) => Cell::Nested("blob"),
    }
}

/// A GeoPackage geometry: `GP`, version, flags, system, envelope, then WKB.
fn put_geometry(intake: &Intake, row: &mut Row, bytes: &[u8]) {
    let body = match bytes {
        [b'G', b'P', _, flags, ..] => {
            if flags & 0b1_0000 != 0 {
                return intake.put_no_geometry(row);
            }
            let envelope = match (flags >> 1) & 0b111 {
                0 => Some(0),
                1 => Some(32),
                2 | 3 => Some(48),
                4 => Some(64),
                _ => None,
            };
            envelope.and_then(|length| bytes.get(8 + length..))
        }
        _ => None,
    };
    let Some(body) = body else {
        return row.object(placing::invalid("", "no GeoPackage geometry"));
    };
    match wkb::from_ewkb(body) {
        Ok(geometry) => intake.put_geometry(row, geometry),
        Err(error) => row.object(placing::invalid("", &error)),
    }
}

fn layers(file: &Connection) -> rusqlite::Result<Vec<Layer>> {
    file.prepare(
        "select c.table_name, g.column_name, g.srs_id from gpkg_contents c
         left join gpkg_geometry_columns g on g.table_name = c.table_name
         where c.data_type in ('features', 'attributes') order by c.table_name",
    )?
    .query_map([], |row| {
        let column: Option<String> = row.get(1)?;
        let srs: Option<i64> = row.get(2)?;
        Ok(Layer {
            table: row.get(0)?,
            geometry: column.zip(srs),
        })
    })?
    .collect()
}

/// The layer asked for, or the only one, or the one named after the kind.
fn choose(mut layers: Vec<Layer>, options: &ReadOptions) -> Result<Layer, ExchangeError> {
    let at = match &options.layer {
        Some(name) => layers.iter().position(|layer| layer.table == *name),
        None if layers.len() == 1 => Some(0),
        None => layers.iter().position(|layer| {
            [options.kind.as_str(), options.kind.plural()].contains(&layer.table.as_str())
        }),
    };
    match at {
        Some(at) => Ok(layers.swap_remove(at)),
        None => Err(ExchangeError::Layer {
            layers: layers.into_iter().map(|layer| layer.table).collect(),
        }),
    }
}

/// Read from the schema as values: the driver takes the names of a statement's columns for UTF-8
/// and panics when a damaged file holds others.
fn column_names(file: &Connection, layer: &Layer) -> rusqlite::Result<Vec<String>> {
    let geometry = layer.geometry.as_ref().map(|(name, _)| name.as_str());
    // 1 marks the hidden columns of a virtual table, which `select *` would not give.
    let mut statement =
        file.prepare("select name from pragma_table_xinfo(?1) where hidden <> 1 order by cid")?;
    let names = statement.query_map([&layer.table], |row| row.get::<_, String>(0))?;
    names
        .filter(|name| name.as_deref().ok() != geometry || geometry.is_none())
        .collect()
}

fn declared_crs(file: &Connection, srs: i64) -> Result<Option<Crs>, ExchangeError> {
    // -1 and 0 stand for undefined systems.
    if srs <= 0 {
        return Ok(None);
    }
    let found: Option<(String, i64, String)> = file
        .query_row(
            "select organization, organization_coordsys_id, definition
             from gpkg_spatial_ref_sys where srs_id = ?1",
            [srs],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()
        .map_err(corrupt)?;
    let Some((organization, number, definition)) = found else {
        return Err(ExchangeError::UnknownCrs(format!("srs_id {srs}")));
    };
    Crs::parse(&format!("{organization}:{number}"))
        .or_else(|_| Crs::from_wkt(&definition))
        .map(Some)
        .map_err(|error| ExchangeError::UnknownCrs(error.to_string()))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err takes"
)]
fn corrupt(error: rusqlite::Error) -> ExchangeError {
    ExchangeError::corrupt(FORMAT, &error)
}
