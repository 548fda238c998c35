//! Binding a feature's values to a statement, and reading single features.

use sqlx::{AssertSqlSafe, Postgres, postgres::PgArguments, query::Query};
use uuid::Uuid;

use super::{Store, StoreError, row, statement};
use crate::{
    domain::{Feature, FieldType, GeometryShape, Kind, Value},
    geo::{Geometry, parts::to_multi, wkb::to_ewkb},
};

/// The geometry as the kind's column wants it: lines and areas always as collections.
pub(super) fn stored_geometry(kind: Kind, geometry: Option<&Geometry>) -> Option<Vec<u8>> {
    let geometry = geometry?;
    Some(match kind.shape() {
        GeometryShape::Line | GeometryShape::Area => to_ewkb(&to_multi(geometry.clone())),
        _ => to_ewkb(geometry),
    })
}

/// Binds one value a field, each with its column's type.
pub(super) fn bind_values<'q>(
    mut query: Query<'q, Postgres, PgArguments>,
    kind: Kind,
    values: &[Value],
) -> Query<'q, Postgres, PgArguments> {
    for (at, field) in kind.fields().iter().enumerate() {
        let value = values.get(at).unwrap_or(&Value::Null);
        query = match field.field_type {
            FieldType::Text | FieldType::Code | FieldType::Choice(_) => {
                query.bind(value.as_text().map(str::to_owned))
            }
            FieldType::Integer => query.bind(match value {
                Value::Integer(number) => Some(*number),
                _ => None,
            }),
            FieldType::Number => query.bind(value.as_number()),
            FieldType::Date => query.bind(value.as_date()),
        };
    }
    query
}

impl Store {
    /// Features by id, in no particular order; unknown ids are left out.
    ///
    /// # Errors
    /// When the database does not answer or holds a row that cannot be read.
    pub async fn features(&self, kind: Kind, ids: &[Uuid]) -> Result<Vec<Feature>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(statement::select_by_ids(kind)))
            .bind(ids)
            .fetch_all(&self.reader)
            .await?;
        rows.iter()
            .map(|row| row::decode_fetched(kind, row))
            .collect()
    }

    /// What a retired feature lives on in.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn successor(&self, id: Uuid) -> Result<Option<Uuid>, StoreError> {
        Ok(sqlx::query_scalar(
            "select to_id from link where from_id = $1 and role = 'successor' order by created_at desc limit 1",
        )
        .bind(id)
        .fetch_optional(&self.reader)
        .await?)
    }
}
