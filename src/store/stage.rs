//! Rows on their way into the staging table, in the binary form of COPY. The encoder runs beside
//! the reader of the file, not on the database's connection.

use uuid::Uuid;

use super::{feature::stored_geometry, row::encode_date, statement};
use crate::{
    domain::{FieldType, Kind, Value},
    geo::Geometry,
};

/// The staging table of a kind: the row's number, its line (which rows may share), the id for a new row, whether the file named the row by an
/// identifier of its own, which fields the row brings and which were computed for it (one bit a
/// position of [`Kind::fields`]), then the fields and the geometry.
pub(super) fn create_stage(kind: Kind) -> String {
    let columns = kind
        .fields()
        .iter()
        .fold(String::new(), |mut columns, field| {
            columns.push_str(&statement::quoted(field.name));
            columns.push(' ');
            columns.push_str(statement::column_type(field.field_type));
            columns.push_str(", ");
            columns
        });
    format!(
        "create temporary table stage (nth bigint, line bigint, id uuid, given boolean, present bigint, \
         computed bigint, {columns}geom geometry({}, 4490)) on commit drop",
        statement::geometry_type(kind)
    )
}

/// A row on its way into the stage.
#[derive(Clone, Copy, Debug)]
pub struct StagedRow<'a> {
    /// Which row of the file it is; no two have one number.
    pub nth: u64,
    /// The line that it stands on; a whole file may be one line.
    pub line: u64,
    /// Its id, if it is new.
    pub id: Uuid,
    /// Whether the file named it by an identifier of its own.
    pub given: bool,
    /// The fields that the row brings, null or not.
    pub present: u64,
    /// The fields that were computed because the row leaves them out or empty.
    pub computed: u64,
    /// One value a field of [`Kind::fields`].
    pub values: &'a [Value],
    /// Where it is.
    pub geometry: Option<&'a Geometry>,
}

/// Writes rows in COPY's binary form.
#[derive(Clone, Copy, Debug)]
pub struct StageEncoder(
    /// The kind of every row.
    pub Kind,
);

impl StageEncoder {
    /// What the stream begins with.
    pub fn begin(out: &mut Vec<u8>) {
        out.extend_from_slice(b"PGCOPY\n\xff\r\n\0");
        out.extend_from_slice(&[0; 8]);
    }

    /// What the stream ends with.
    pub fn end(out: &mut Vec<u8>) {
        out.extend_from_slice(&(-1_i16).to_be_bytes());
    }

    /// One row.
    pub fn row(self, out: &mut Vec<u8>, row: StagedRow<'_>) {
        let fields = self.0.fields();
        let count = i16::try_from(fields.len() + 7).unwrap_or(i16::MAX);
        out.extend_from_slice(&count.to_be_bytes());
        for number in [row.nth, row.line] {
            bytes(
                out,
                &i64::try_from(number).unwrap_or(i64::MAX).to_be_bytes(),
            );
        }
        bytes(out, row.id.as_bytes());
        bytes(out, &[u8::from(row.given)]);
        bytes(out, &row.present.to_be_bytes());
        bytes(out, &row.computed.to_be_bytes());
        for (at, field) in fields.iter().enumerate() {
            match (row.values.get(at).unwrap_or(&Value::Null), field.field_type) {
                (Value::Text(text), _) => bytes(out, text.as_bytes()),
                (Value::Integer(number), FieldType::Integer) => bytes(out, &number.to_be_bytes()),
                (Value::Date(date), _) => bytes(out, &encode_date(*date).to_be_bytes()),
                (value, FieldType::Number) => match value.as_number() {
                    Some(number) => bytes(out, &number.to_be_bytes()),
                    None => null(out),
                },
                _ => null(out),
            }
        }
        match stored_geometry(self.0, row.geometry) {
            Some(ewkb) => bytes(out, &ewkb),
            None => null(out),
        }
    }
}

fn bytes(out: &mut Vec<u8>, value: &[u8]) {
    out.extend_from_slice(&i32::try_from(value.len()).unwrap_or(i32::MAX).to_be_bytes());
    out.extend_from_slice(value);
}

fn null(out: &mut Vec<u8>) {
    out.extend_from_slice(&(-1_i32).to_be_bytes());
}
