//! One feature of a snapshot, read in place.

use std::fmt;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    chunk::{Chunk, FieldColumn},
    packed_tree::{Box4, NOWHERE},
    shape_column::ShapeColumn,
};
use crate::{
    domain::{Feature, Kind, State, Value, shared},
    geo::{Bounds, Geometry, LonLat},
};

/// A row of a chunk. Whether it is still alive is known by the table, not by the row.
#[derive(Clone, Copy)]
pub struct RowRef<'a> {
    chunk: &'a Chunk,
    row: u32,
}

/// A value read in place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueRef<'a> {
    /// Nothing known.
    Null,
    /// Text, a code or the stored word of a choice.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A calendar date.
    Date(NaiveDate),
}

impl<'a> From<&'a Value> for ValueRef<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Text(text) => Self::Text(text),
            Value::Integer(number) => Self::Integer(*number),
            Value::Number(number) => Self::Number(*number),
            Value::Date(date) => Self::Date(*date),
        }
    }
}

impl ValueRef<'_> {
    /// The value by itself.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => text.into(),
            Self::Integer(number) => Value::Integer(number),
            Self::Number(number) => Value::Number(number),
            Self::Date(date) => Value::Date(date),
        }
    }
}

impl<'a> RowRef<'a> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a chunk has at most 65 536 rows"
    )]
    pub(super) const fn new(chunk: &'a Chunk, row: usize) -> Self {
        Self {
            chunk,
            row: row as u32,
        }
    }

    /// The chunk that holds the row.
    #[must_use]
    pub const fn chunk(self) -> &'a Chunk {
        self.chunk
    }

    /// The row's place in its chunk.
    #[must_use]
    pub const fn row(self) -> usize {
        self.row as usize
    }

    /// What it is.
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.chunk.kind()
    }

    /// The feature's id.
    #[must_use]
    pub fn id(self) -> Uuid {
        self.chunk.ids()[self.row()]
    }

    /// The feature's small number.
    #[must_use]
    pub fn fid(self) -> i64 {
        self.chunk.fids().get(self.row()).unwrap_or_default()
    }

    /// The version.
    #[must_use]
    pub fn version(self) -> i32 {
        self.chunk
            .versions()
            .get(self.row())
            .and_then(|version| i32::try_from(version).ok())
            .unwrap_or_default()
    }

    /// The state.
    #[must_use]
    pub fn state(self) -> State {
        self.chunk.state(self.row())
    }

    /// Who owns the data.
    #[must_use]
    pub fn source(self) -> &'a str {
        self.chunk.sources().get(self.row()).unwrap_or_default()
    }

    /// The standard name.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        self.text(shared::NAME_AT)
    }

    /// The text at a position of [`Kind::fields`], when there is one.
    #[must_use]
    pub fn text(self, at: usize) -> Option<&'a str> {
        match self.chunk.field(at)? {
            FieldColumn::Text(column) => column.get(self.row()),
            _ => None,
        }
    }

    /// The number at a position, whole or not.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "register integers are far below 2^53"
    )]
    pub fn number(self, at: usize) -> Option<f64> {
        match self.chunk.field(at)? {
            FieldColumn::Number(column) => column.get(self.row()),
            FieldColumn::Integer(column) => column.get(self.row()).map(|number| number as f64),
            _ => None,
        }
    }

    /// The date at a position.
    #[must_use]
    pub fn date(self, at: usize) -> Option<NaiveDate> {
        match self.chunk.field(at)? {
            FieldColumn::Date(column) => column.get(self.row()).and_then(from_days),
            _ => None,
        }
    }

    /// The value at a position, read in place.
    #[must_use]
    pub fn value_ref(self, at: usize) -> ValueRef<'a> {
        let value = match self.chunk.field(at) {
            None => None,
            Some(FieldColumn::Text(column)) => column.get(self.row()).map(ValueRef::Text),
            Some(FieldColumn::Integer(column)) => column.get(self.row()).map(ValueRef::Integer),
            Some(FieldColumn::Number(column)) => column.get(self.row()).map(ValueRef::Number),
            Some(FieldColumn::Date(column)) => column
                .get(self.row())
                .and_then(from_days)
                .map(ValueRef::Date),
        };
        value.unwrap_or(ValueRef::Null)
    }

    /// The value at a position.
    #[must_use]
    pub fn value(self, at: usize) -> Value {
        self.value_ref(at).to_value()
    }

    /// Asks the memory for the row in every column at once. Whoever then reads the columns one after
    /// another waits for one of them, not for each in turn.
    pub fn fetch(self) {
        let row = self.row();
        let chunk = self.chunk;
        let mut met = chunk.ids()[row].as_bytes()[0];
        for column in [
            chunk.fids(),
            chunk.versions(),
            chunk.created(),
            chunk.updated(),
        ] {
            met ^= u8::from(column.get(row).is_some());
        }
        for column in chunk.fields() {
            met ^= match column {
                FieldColumn::Text(column) => column.get(row).map_or(0, first_byte),
                FieldColumn::Integer(column) | FieldColumn::Date(column) => {
                    u8::from(column.get(row).is_some())
                }
                FieldColumn::Number(column) => u8::from(column.get(row).is_some()),
            };
        }
        std::hint::black_box(met);
    }

    /// The position of a feature that is one point.
    #[must_use]
    pub fn point(self) -> Option<LonLat> {
        self.shapes()
            .point(self.row())
            .map(|[lon, lat]| LonLat { lon, lat })
    }

    /// The chunk's geometries, for reading this row's in place.
    #[must_use]
    pub fn shapes(self) -> &'a ShapeColumn {
        self.chunk.shapes()
    }

    /// The geometry.
    #[must_use]
    pub fn geometry(self) -> Option<Geometry> {
        self.shapes().geometry(self.row())
    }

    /// West, south, east, north.
    #[must_use]
    pub fn box4(self) -> Box4 {
        self.shapes().box4(self.row())
    }

    /// The box around the geometry.
    #[must_use]
    pub fn bounds(self) -> Option<Bounds> {
        let bounds @ [west, south, east, north] = self.box4();
        (bounds != NOWHERE).then_some(Bounds {
            west,
            south,
            east,
            north,
        })
    }

    /// When it was registered.
    #[must_use]
    pub fn created_at(self) -> DateTime<Utc> {
        from_micros(self.chunk.created().get(self.row()))
    }

    /// When it last changed.
    #[must_use]
    pub fn updated_at(self) -> DateTime<Utc> {
        from_micros(self.chunk.updated().get(self.row()))
    }

    /// The feature by itself.
    #[must_use]
    pub fn to_feature(self) -> Feature {
        Feature {
            id: self.id(),
            fid: self.fid(),
            kind: self.kind(),
            version: self.version(),
            source: self.source().into(),
            values: (0..self.kind().fields().len())
                .map(|at| self.value(at))
                .collect(),
            geometry: self.geometry(),
            created_at: self.created_at(),
            updated_at: self.updated_at(),
        }
    }
}

impl fmt::Debug for RowRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?}", self.kind(), self.fid(), self.name())
    }
}

fn first_byte(text: &str) -> u8 {
    text.as_bytes().first().copied().unwrap_or_default()
}

/// Days since the beginning of the year 1, as dates are kept.
pub(super) fn to_days(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

fn from_days(days: i64) -> Option<NaiveDate> {
    i32::try_from(days)
        .ok()
        .and_then(NaiveDate::from_num_days_from_ce_opt)
}

fn from_micros(micros: Option<i64>) -> DateTime<Utc> {
    micros
        .and_then(DateTime::from_timestamp_micros)
        .unwrap_or_default()
}
