//! A Feature of an answer, read back by a program that keeps a copy.

use serde_json::Value as Json;

use crate::{
    domain::{FieldType, Kind, State, Value},
    exchange::PackagedRow,
    geo::geojson,
};

/// The feature, and the state it is in.
///
/// # CRS
/// Longitude, latitude, CGCS2000.
///
/// # Errors
/// The member that is not as the contract has it.
pub fn answered(kind: Kind, feature: &Json) -> Result<(PackagedRow, State), String> {
    let properties = &feature["properties"];
    let whole = |name: &str| {
        properties[name]
            .as_i64()
            .ok_or_else(|| format!("properties.{name}"))
    };
    let text = |value: &Json, name: &str| {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| name.to_owned())
    };
    let values = kind
        .fields()
        .iter()
        .map(|field| {
            value(field.field_type, &properties[field.name])
                .ok_or_else(|| format!("properties.{}", field.name))
        })
        .collect::<Result<_, _>>()?;
    let geometry = match &feature["geometry"] {
        Json::Null => None,
        geometry => Some(geojson::parse(geometry).map_err(|error| format!("geometry: {error}"))?),
    };
    let state = properties["state"]
        .as_str()
        .and_then(State::from_stored)
        .ok_or("properties.state")?;
    let row = PackagedRow {
        fid: whole("fid")?,
        id: text(&feature["id"], "id")?,
        version: whole("version")?,
        source: text(&properties["source"], "properties.source")?,
        values,
        free: properties["free"].as_bool(),
        geometry,
    };
    Ok((row, state))
}

fn value(stored: FieldType, given: &Json) -> Option<Value> {
    if given.is_null() {
        return Some(Value::Null);
    }
    match stored {
        FieldType::Text | FieldType::Code | FieldType::Choice(_) => {
            given.as_str().map(|text| Value::Text(text.into()))
        }
        FieldType::Integer => given.as_i64().map(Value::Integer),
        FieldType::Number => given.as_f64().map(Value::Number),
        FieldType::Date => given.as_str()?.parse().ok().map(Value::Date),
    }
}
