//! A row's columns in PostgreSQL's binary form, decoded into a feature. One decoder serves single
//! rows and the bulk load alike.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde_json::Value as Json;
use sqlx::{Row as _, ValueRef as _, postgres::PgRow};
use uuid::Uuid;

use super::StoreError;
use crate::{
    domain::{Feature, FieldType, Kind, Value},
    geo::{parts::unwrap_single, wkb::from_ewkb},
};

/// How many columns [`super::statement::selected`] puts before the fields.
pub(super) const LEADING: usize = 7;

const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Decodes a row of [`super::statement::selected`]; `column` gives a column's bytes, `None` for null.
pub(super) fn decode<'a>(
    kind: Kind,
    column: impl Fn(usize) -> Option<&'a [u8]>,
) -> Result<Feature, StoreError> {
    let corrupt = |detail: String| StoreError::Corrupt { kind, detail };
    let geometry = column(6)
        .map(|bytes| from_ewkb(bytes).map(unwrap_single))
        .transpose()
        .map_err(|error| corrupt(format!("geometry: {error}")))?;
    let mut values = Vec::with_capacity(kind.fields().len());
    for (at, field) in kind.fields().iter().enumerate() {
        let value = match column(LEADING + at) {
            None => Some(Value::Null),
            Some(bytes) => decode_value(field.field_type, bytes),
        };
        values.push(value.ok_or_else(|| corrupt(format!("{} has the wrong type", field.name)))?);
    }
    (|| {
        Some(Feature {
            id: Uuid::from_slice(column(0)?).ok()?,
            fid: i64::from_be_bytes(column(1)?.try_into().ok()?),
            kind,
            version: i32::from_be_bytes(column(2)?.try_into().ok()?),
            source: std::str::from_utf8(column(3)?).ok()?.into(),
            values,
            geometry,
            created_at: decode_time(column(4)?)?,
            updated_at: decode_time(column(5)?)?,
        })
    })()
    .ok_or_else(|| corrupt("a leading column has the wrong type".to_owned()))
}

/// Decodes a fetched row.
pub(super) fn decode_fetched(kind: Kind, row: &PgRow) -> Result<Feature, StoreError> {
    let mut columns = Vec::with_capacity(row.len());
    for at in 0..row.len() {
        let raw = row.try_get_raw(at)?;
        columns.push(if raw.is_null() {
            None
        } else {
            Some(raw.as_bytes().map_err(sqlx::Error::Decode)?)
        });
    }
    decode(kind, |at| columns.get(at).copied().flatten())
}

/// Decodes a row that the log kept before a change.
pub(super) fn decode_before(kind: Kind, row: &Json) -> Result<Feature, StoreError> {
    let corrupt = |detail: &str| StoreError::Corrupt {
        kind,
        detail: format!("log: {detail}"),
    };
    let text = |name: &str| row.get(name).and_then(Json::as_str);
    let time = |name: &str| text(name).and_then(|t| t.parse::<DateTime<Utc>>().ok());
    let mut values = Vec::with_capacity(kind.fields().len());
    for field in kind.fields() {
        let value = match (row.get(field.name), field.field_type) {
            (None | Some(Json::Null), _) => Value::Null,
            (Some(Json::Number(n)), FieldType::Number) => {
                Value::Number(n.as_f64().ok_or_else(|| corrupt(field.name))?)
            }
            (Some(Json::Number(n)), FieldType::Integer) => {
                Value::Integer(n.as_i64().ok_or_else(|| corrupt(field.name))?)
            }
            (Some(Json::String(s)), FieldType::Date) => {
                Value::Date(s.parse().map_err(|_| corrupt(field.name))?)
            }
            (Some(Json::String(s)), _) => Value::from(s.as_str()),
            _ => return Err(corrupt(field.name)),
        };
        values.push(value);
    }
    let geometry = match text("geom") {
        None => None,
        Some(hex) => {
            let bytes = hex::decode(hex).map_err(|_| corrupt("geom"))?;
            Some(unwrap_single(
                from_ewkb(&bytes).map_err(|_| corrupt("geom"))?,
            ))
        }
    };
    (|| {
        Some(Feature {
            id: text("id")?.parse().ok()?,
            fid: row.get("fid")?.as_i64()?,
            kind,
            version: row.get("version")?.as_i64()?.try_into().ok()?,
            source: text("source")?.into(),
            values,
            geometry,
            created_at: time("created_at")?,
            updated_at: time("updated_at")?,
        })
    })()
    .ok_or_else(|| corrupt("leading columns"))
}

fn decode_value(field_type: FieldType, bytes: &[u8]) -> Option<Value> {
    Some(match field_type {
        FieldType::Text | FieldType::Code | FieldType::Choice(_) => {
            Value::Text(std::str::from_utf8(bytes).ok()?.into())
        }
        FieldType::Integer => Value::Integer(i64::from_be_bytes(bytes.try_into().ok()?)),
        FieldType::Number => Value::Number(f64::from_be_bytes(bytes.try_into().ok()?)),
        FieldType::Date => Value::Date(decode_date(bytes)?),
    })
}

fn decode_date(bytes: &[u8]) -> Option<NaiveDate> {
    let days = i64::from(i32::from_be_bytes(bytes.try_into().ok()?));
    let distance = Days::new(days.unsigned_abs());
    if days < 0 {
        EPOCH.checked_sub_days(distance)
    } else {
        EPOCH.checked_add_days(distance)
    }
}

/// Days since 2000-01-01, PostgreSQL's binary form of a date.
pub(super) fn encode_date(date: NaiveDate) -> i32 {
    i32::try_from(date.signed_duration_since(EPOCH).num_days()).unwrap_or(i32::MAX)
}

fn decode_time(bytes: &[u8]) -> Option<DateTime<Utc>> {
    let micros = i64::from_be_bytes(bytes.try_into().ok()?);
    EPOCH
        .and_hms_opt(0, 0, 0)?
        .and_utc()
        .checked_add_signed(TimeDelta::microseconds(micros))
}

/// Microseconds since 2000-01-01, PostgreSQL's binary form of a time.
pub(super) fn encode_time(at: DateTime<Utc>) -> i64 {
    let epoch = EPOCH.and_time(chrono::NaiveTime::MIN).and_utc();
    at.signed_duration_since(epoch)
        .num_microseconds()
        .unwrap_or(i64::MAX)
}
