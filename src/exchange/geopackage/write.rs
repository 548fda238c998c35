//! A package that this program makes and keeps in step: a layer a kind with a spatial index, and
//! notes of its own. Whatever changes it is one transaction.

use std::path::Path;

use rusqlite::{
    Connection, OptionalExtension as _, ToSql, Transaction,
    functions::FunctionFlags,
    params,
    types::{Null, ToSqlOutput, ValueRef},
};

use super::{envelope, schema};
use crate::{
    domain::{Audience, Feature, Kind, Value},
    exchange::word::ExchangeError,
    geo::{Bounds, Geometry},
};

/// EPSG:4490, longitude first as in every GeoPackage.
pub(super) const SRS: i32 = 4490;
const FORMAT: &str = "GeoPackage";

/// A GeoPackage of ours.
#[derive(Debug)]
pub struct Package {
    file: Connection,
    audience: Audience,
    /// One a kind.
    puts: Vec<String>,
}

/// What is being changed in a package; dropped, nothing is.
#[derive(Debug)]
pub struct PackageChanges<'a> {
    file: Transaction<'a>,
    audience: Audience,
    puts: &'a [String],
    /// The box of what was put into each layer.
    reach: [Option<Bounds>; Kind::ALL.len()],
}

/// A feature as a package holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct PackagedRow {
    /// The small number, unique in the kind.
    pub fid: i64,
    /// The identifier.
    pub id: String,
    /// The version.
    pub version: i64,
    /// Who owns the data that `source_id` belongs to.
    pub source: String,
    /// One value a field of the kind; what the audience may not see is null.
    pub values: Vec<Value>,
    /// Whether a plot is free, for the public.
    pub free: Option<bool>,
    /// Longitude, latitude, CGCS2000.
    pub geometry: Option<Geometry>,
}

impl From<&Feature> for PackagedRow {
    /// Everything, exact.
    fn from(feature: &Feature) -> Self {
        Self {
            fid: feature.fid,
            id: feature.id.to_string(),
            version: feature.version.into(),
            source: feature.source.to_string(),
            values: feature.values.clone(),
            free: None,
            geometry: feature.geometry.clone(),
        }
    }
}

impl Package {
    /// Opens a package of ours, or makes one with a layer for each of the kinds.
    ///
    /// # Errors
    /// [`ExchangeError::Corrupt`] when it cannot be written or is somebody else's file.
    pub fn open(path: &Path, kinds: &[Kind], audience: Audience) -> Result<Self, ExchangeError> {
        let mut file = Connection::open(path).map_err(failed)?;
        file.pragma_update(None, "foreign_keys", false)
            .map_err(failed)?;
        let tables: i64 = file
            .query_row("select count(*) from sqlite_schema", [], |row| row.get(0))
            .map_err(failed)?;
        measure_boxes(&file).map_err(failed)?;
        if tables == 0 {
            let making = file.transaction().map_err(failed)?;
            schema::begin(&making).map_err(failed)?;
            for kind in kinds {
                schema::add_layer(&making, *kind, audience).map_err(failed)?;
            }
            making.commit().map_err(failed)?;
        } else if !schema::is_ours(&file, kinds).map_err(failed)? {
            return Err(ExchangeError::corrupt(
                FORMAT,
                "it was made by another program, or for other kinds; name a new file",
            ));
        }
        let puts = Kind::ALL.map(|kind| schema::put(kind, audience)).to_vec();
        Ok(Self {
            file,
            audience,
            puts,
        })
    }

    /// A note, if there is one.
    ///
    /// # Errors
    /// [`ExchangeError::Corrupt`]
    pub fn note(&self, name: &str) -> Result<Option<String>, ExchangeError> {
        self.file
            .query_row(schema::NOTE, [name], |row| row.get(0))
            .optional()
            .map_err(failed)
    }

    /// Begins a change.
    ///
    /// # Errors
    /// [`ExchangeError::Corrupt`] when somebody else is writing.
    pub fn change(&mut self) -> Result<PackageChanges<'_>, ExchangeError> {
        Ok(PackageChanges {
            file: self.file.transaction().map_err(failed)?,
            audience: self.audience,
            puts: &self.puts,
            reach: [None; Kind::ALL.len()],
        })
    }
}

impl PackageChanges<'_> {
    /// Adds a feature, or writes it over what its layer had of it.
    ///
    /// # Errors
    /// [`ExchangeError::Corrupt`]
    pub fn put(&mut self, kind: Kind, row: &PackagedRow) -> Result<(), ExchangeError> {
        let bounds = row.geometry.as_ref().and_then(Bounds::around);
        let place = row
            .geometry
            .as_ref()
            .zip(bounds.as_ref())
            .map(|(geometry, bounds)| envelope::packed(geometry, bounds, SRS));
        let columns = schema::columns(kind, self.audience);
        let values: Vec<Cell<'_>> = columns.iter().map(|at| Cell(&row.values[*at])).collect();
        let mut given: Vec<&dyn ToSql> = vec![&row.fid, &place, &row.id, &row.version, &row.source];
        given.extend(values.iter().map(|value| -> &dyn ToSql { value }));
        if schema::tells_free(kind, self.audience) {
            given.push(&row.free);
        }
        self.file
            .prepare_cached(&self.puts[kind as usize])
            .and_then(|mut statement| statement.execute(given.as_slice()))
            .map_err(failed)?;
        if let Some(bounds) = bounds {
            let reach = &mut self.reach[kind as usize];
            *reach = Some(reach.map_or(bounds, |before| before.union(&bounds)));
        }
        Ok(())
    }

    /// Takes a feature out; one that is not there is no error.
    ///
    /// # Errors
    /// [`ExchangeError::Corrupt`]
    pub fn take(&mut self, kind: Kind, fid: i64) -> Result<(), ExchangeError> {
        self.file
            .prepare_cached(&schema::take(kind))
            .and_then(|mut statement| statement.execute([fid]))
            .map_err(failed)?;
        Ok(())
    }

    /// Writes a note.
    ///
    /// # Errors
    /// [`ExchangeError::Corrupt`]
    pub fn note(&mut self, name: &str, value: &str) -> Result<(), ExchangeError> {
        self.file
            .execute(schema::SET_NOTE, [name, value])
            .map_err(failed)?;
        Ok(())
    }

    /// Makes it so.
    ///
    /// # Errors
    /// [`ExchangeError::Corrupt`]; nothing is changed then.
    pub fn commit(self) -> Result<(), ExchangeError> {
        for (kind, reach) in Kind::ALL.into_iter().zip(self.reach) {
            if let Some(reach) = reach {
                self.file
                    .execute(
                        schema::WIDEN,
                        params![
                            kind.plural(),
                            reach.west,
                            reach.south,
                            reach.east,
                            reach.north
                        ],
                    )
                    .map_err(failed)?;
            }
        }
        self.file.commit().map_err(failed)
    }
}

/// A value as the file's database takes it.
struct Cell<'a>(&'a Value);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Null => Null.into(),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Integer(number) => (*number).into(),
            Value::Number(number) => (*number).into(),
            Value::Date(date) => date.to_string().into(),
        })
    }
}

/// The functions that the spatial index of every GeoPackage asks for.
fn measure_boxes(file: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    for (nth, name) in ["ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"]
        .iter()
        .enumerate()
    {
        file.create_scalar_function(*name, 1, flags, move |given| {
            let sides = given.get_raw(0).as_blob().ok().and_then(envelope::sides);
            Ok(sides.map(|sides| sides[nth]))
        })?;
    }
    file.create_scalar_function("ST_IsEmpty", 1, flags, |given| {
        let sides = given.get_raw(0).as_blob().ok().and_then(envelope::sides);
        Ok(sides.is_none())
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "handed to `map_err` as it stands"
)]
fn failed(error: rusqlite::Error) -> ExchangeError {
    ExchangeError::corrupt(
        FORMAT,
        crate::messages::Phrase::of("exchange.said").with("error", error.to_string()),
    )
}
