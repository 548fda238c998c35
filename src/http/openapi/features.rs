//! The schemas of features, a kind each, from the fields of the kinds.

use serde_json::{Map, Value, json};

use super::words::{constant, or_null, uuid};
use crate::domain::{Field, FieldType, GeometryShape, Kind, Visibility, shared};

/// `RoadFeature` and the rest, and `Feature` for any of them.
pub(super) fn schemas() -> Map<String, Value> {
    let mut schemas: Map<String, Value> = Kind::ALL
        .into_iter()
        .map(|kind| (name(kind), feature(kind)))
        .collect();
    let any: Vec<Value> = Kind::ALL
        .into_iter()
        .map(|kind| reference(&name(kind)))
        .collect();
    schemas.insert("Feature".to_owned(), json!({ "anyOf": any }));
    schemas
}

/// A reference to a schema of the document.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn name(kind: Kind) -> String {
    let words = kind.as_str().split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect::<String>() + "Feature"
}

fn feature(kind: Kind) -> Value {
    let (zh, en) = kind.labels();
    let mut properties = Map::new();
    for (name, schema) in [
        ("kind", constant(kind.as_str())),
        ("fid", json!({ "type": "integer", "format": "int64" })),
        ("version", json!({ "type": "integer", "format": "int32" })),
        ("source", json!({ "type": "string" })),
    ] {
        properties.insert(name.to_owned(), schema);
    }
    let required: Vec<Value> = properties
        .keys()
        .cloned()
        .chain([kind.fields()[shared::STATE_AT].name.to_owned()])
        .map(Value::from)
        .collect();
    for field in kind.fields() {
        properties.insert(field.name.to_owned(), describe(field));
    }
    for (name, schema) in own(kind) {
        properties.insert(name.to_owned(), schema);
    }
    properties.insert("successor".to_owned(), uuid());
    json!({
        "title": format!("{zh} {en}"),
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": constant("Feature"),
            "id": uuid(),
            "geometry": geometry(kind),
            "properties": { "type": "object", "required": required, "properties": properties },
        },
    })
}

/// What the public is told in place of what it is not.
fn own(kind: Kind) -> Vec<(&'static str, Value)> {
    match kind {
        Kind::BoundaryMarker => vec![(
            "position_generalised",
            json!({ "type": "boolean", "description": "The point is the centre of its 0.01° cell" }),
        )],
        Kind::Plot => vec![("free", json!({ "type": "boolean" }))],
        Kind::Region
        | Kind::Place
        | Kind::Road
        | Kind::Doorplate
        | Kind::BoundaryLine
        | Kind::Cemetery => Vec::new(),
    }
}

fn describe(field: &Field) -> Value {
    let mut schema = match field.field_type {
        FieldType::Text | FieldType::Code => json!({ "type": ["string", "null"] }),
        FieldType::Integer => json!({ "type": ["integer", "null"] }),
        FieldType::Number => json!({ "type": ["number", "null"] }),
        FieldType::Date => json!({ "type": ["string", "null"], "format": "date" }),
        FieldType::Choice(choices) => {
            let values: Vec<Value> = choices
                .iter()
                .map(|choice| choice.value.into())
                .chain([Value::Null])
                .collect();
            json!({ "type": ["string", "null"], "enum": values })
        }
    };
    schema["title"] = format!("{} {}", field.zh, field.en).into();
    let mut notes = Vec::new();
    if let Some(unit) = field.unit {
        notes.push(format!("In {unit}."));
    }
    if field.visibility == Visibility::Restricted {
        notes.push("Not shown in public.".to_owned());
    }
    if field.required {
        notes.push("Needed to register a feature.".to_owned());
    }
    if !notes.is_empty() {
        schema["description"] = notes.join(" ").into();
    }
    schema
}

fn geometry(kind: Kind) -> Value {
    let types: &[&str] = match kind.shape() {
        GeometryShape::Point => &["Point"],
        GeometryShape::Line => &["LineString", "MultiLineString"],
        GeometryShape::Area => &["Polygon", "MultiPolygon"],
        GeometryShape::Polygon => &["Polygon"],
        GeometryShape::Any => &[
            "Point",
            "MultiPoint",
            "LineString",
            "MultiLineString",
            "Polygon",
            "MultiPolygon",
        ],
    };
    let some = json!({
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {
            "type": { "type": "string", "enum": types },
            "coordinates": { "type": "array", "items": {} },
        },
    });
    if kind.may_lack_geometry() {
        or_null(some)
    } else {
        some
    }
}
