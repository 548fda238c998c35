//! Rows on their way into the staging table.

use uuid::Uuid;

use super::{copy, feature::stored_geometry, statement};
use crate::{
    domain::{Kind, Value},
    geo::Geometry,
};

/// The staging table of a kind: the row's number, its line (which rows may share), the id for a new
/// row, whether the file named the row by an identifier of its own, which fields the row brings and
/// which were computed for it (one bit a position of [`Kind::fields`]), then the fields and the
/// geometry.
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
        copy::begin(out);
    }

    /// What the stream ends with.
    pub fn end(out: &mut Vec<u8>) {
        copy::end(out);
    }

    /// One row.
    pub fn row(self, out: &mut Vec<u8>, row: StagedRow<'_>) {
        let fields = self.0.fields();
        copy::row(out, fields.len() + 7);
        for number in [row.nth, row.line] {
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            copy::bytes(out, &number.to_be_bytes());
        }
        copy::bytes(out, row.id.as_bytes());
        copy::bytes(out, &[u8::from(row.given)]);
        copy::bytes(out, &row.present.to_be_bytes());
        copy::bytes(out, &row.computed.to_be_bytes());
        for (at, field) in fields.iter().enumerate() {
            let value = row.values.get(at).unwrap_or(&Value::Null);
            copy::field(out, field.field_type, value);
        }
        match stored_geometry(self.0, row.geometry) {
            Some(ewkb) => copy::bytes(out, &ewkb),
            None => copy::null(out),
        }
    }
}
