//! The kinds and their fields, as forms and cards need them.

use axum::Json;
use serde_json::{Value, json};

use super::{
    access::Reader,
    extract::{NoParams, Params},
};
use crate::domain::{Act, Audience, Field, FieldType, Kind, Visibility};

/// `GET /api/v1/kinds`
#[utoipa::path(get, path = "/api/v1/kinds", tag = "features",
    responses((status = 200, description = "The kinds and their fields", body = ref("#/components/schemas/Kinds"))))]
pub(super) async fn kinds(Reader(sight): Reader, _params: Params<NoParams>) -> Json<Value> {
    let kinds: Vec<Value> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let (zh, en) = kind.labels();
            let fields: Vec<Value> = kind
                .fields()
                .iter()
                .filter(|field| {
                    sight.widest(kind) == Audience::Internal
                        || field.visibility == Visibility::Public
                })
                .map(describe)
                .collect();
            json!({
                "kind": kind.as_str(),
                "plural": kind.plural(),
                "label": { "zh-CN": zh, "en": en },
                "edit_act": Act::editing(kind).as_str(),
                "fields": fields,
            })
        })
        .collect();
    Json(json!({ "kinds": kinds }))
}

fn describe(field: &Field) -> Value {
    let (field_type, choices) = match field.field_type {
        FieldType::Text => ("text", None),
        FieldType::Code => ("code", None),
        FieldType::Integer => ("integer", None),
        FieldType::Number => ("number", None),
        FieldType::Date => ("date", None),
        FieldType::Choice(choices) => (
            "choice",
            Some(
                choices
                    .iter()
                    .map(|choice| {
                        json!({ "value": choice.value, "label": { "zh-CN": choice.zh, "en": choice.en } })
                    })
                    .collect::<Vec<_>>(),
            ),
        ),
    };
    json!({
        "name": field.name,
        "label": { "zh-CN": field.zh, "en": field.en },
        "type": field_type,
        "unit": field.unit,
        "required": field.required,
        "visibility": if field.visibility == Visibility::Public { "public" } else { "restricted" },
        "changed_by": field.changed_by.as_str(),
        "since": field.since,
        "choices": choices,
    })
}
