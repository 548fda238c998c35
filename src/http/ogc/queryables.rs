//! What items of a collection may be filtered by: a JSON Schema of the public fields.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Map, Value, json};

use super::{
    collections::{label, named},
    link::SCHEMA,
};
use crate::{
    domain::{Audience, Field, FieldType, GeometryShape, Kind, State, Visibility, shared},
    http::{
        access::Reader,
        courtesy::language,
        extract::{NoParams, Params},
        refusal::Answer,
        tiles::base_url,
    },
    messages::Lang,
};

/// `GET /ogc/collections/{collection}/queryables`
#[utoipa::path(get, path = "/ogc/collections/{collection}/queryables", tag = "ogc",
    params(("collection" = String, Path, description = "A kind in the plural, such as `roads`")),
    responses((status = 200, description = "A JSON Schema; each property may be a parameter of `items`",
        content_type = "application/schema+json", body = serde_json::Value)))]
pub(in crate::http) async fn queryables(
    Reader(sight): Reader,
    headers: HeaderMap,
    Path(plural): Path<String>,
    Params(NoParams {}): Params<NoParams>,
) -> Answer<Response> {
    let kind = named(&plural)?;
    let lang = language(&headers);
    let id = format!("{}/ogc/collections/{plural}/queryables", base_url(&headers));
    let mut response = schema(kind, sight.widest(kind), lang, &id)
        .to_string()
        .into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(SCHEMA));
    Ok(response)
}

fn schema(kind: Kind, audience: Audience, lang: Lang, id: &str) -> Value {
    let mut properties = Map::new();
    properties.insert("geometry".to_owned(), geometry(kind));
    for (at, field) in kind.fields().iter().enumerate() {
        if audience == Audience::Internal || field.visibility == Visibility::Public {
            properties.insert(field.name.to_owned(), describe(field, at, lang));
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id,
        "type": "object",
        "title": label(kind, lang),
        "properties": properties,
        "additionalProperties": false,
    })
}

fn geometry(kind: Kind) -> Value {
    let format = match kind.shape() {
        GeometryShape::Point => "geometry-point",
        GeometryShape::Line => "geometry-linestring-or-multilinestring",
        GeometryShape::Area => "geometry-polygon-or-multipolygon",
        GeometryShape::Polygon => "geometry-polygon",
        GeometryShape::Any => "geometry-any",
    };
    json!({ "x-ogc-role": "primary-geometry", "format": format })
}

fn describe(field: &Field, at: usize, lang: Lang) -> Value {
    let mut schema = match field.field_type {
        FieldType::Text | FieldType::Code => json!({ "type": "string" }),
        FieldType::Integer => json!({ "type": "integer" }),
        FieldType::Number => json!({ "type": "number" }),
        FieldType::Date => json!({ "type": "string", "format": "date" }),
        // Items show what is published; the rest is history or still being prepared.
        FieldType::Choice(_) if at == shared::STATE_AT => json!({
            "type": "string", "enum": [State::Planned.as_str(), State::Current.as_str()],
        }),
        FieldType::Choice(choices) => {
            let values: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
            json!({ "type": "string", "enum": values })
        }
    };
    schema["title"] = match lang {
        Lang::ZhCn => field.zh,
        Lang::En => field.en,
    }
    .into();
    if let Some(unit) = field.unit {
        schema["x-ogc-unit"] = unit.into();
    }
    schema
}
