//! Names that pass already.

use axum::{Json, extract::State, http::HeaderMap};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    domain::{NameDraft, Problem},
    http::{
        App,
        body::JsonBody,
        courtesy::language,
        extract::{self, NoParams, Params},
        names::too_long,
        refusal::{Answer, Refusal},
    },
    registry::{Suggestion, SuggestionOrder},
    text,
};

/// At most so many suggestions.
const MOST: usize = 50;

/// `POST /api/v1/names/suggest`
#[utoipa::path(post, path = "/api/v1/names/suggest", tag = "names", operation_id = "suggest_names",
    request_body(content = ref("#/components/schemas/NameWanted"), content_type = "application/json"),
    responses((status = 200, description = "Names that pass, each with where it comes from", body = ref("#/components/schemas/Suggestions"))))]
pub(in crate::http) async fn suggest_names(
    State(app): State<App>,
    headers: HeaderMap,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Json<Value>> {
    let mut wanted: Map<String, Value> = extract::json(&body)?;
    let limit = match wanted.remove("limit") {
        None | Some(Value::Null) => 10,
        Some(value) => {
            let asked = value.as_u64().and_then(|limit| usize::try_from(limit).ok());
            let wrong = || Refusal::parameter("limit", &value.to_string(), format!("1…{MOST}"));
            extract::limit(Some(asked.ok_or_else(wrong)?), 10, MOST)?
        }
    };
    let road = match wanted.remove("road") {
        None | Some(Value::Null) => None,
        Some(value) => {
            let id = value.as_str().and_then(|text| text.parse::<Uuid>().ok());
            let wrong = || Refusal::parameter("road", &value.to_string(), "uuid");
            Some(id.ok_or_else(wrong)?)
        }
    };
    if wanted.get("name").is_none_or(Value::is_null) {
        wanted.insert("name".to_owned(), json!(""));
    }
    let draft: NameDraft = serde_json::from_value(Value::Object(wanted))
        .map_err(|error| Refusal::unreadable(error.to_string()))?;
    let long: Vec<Problem> = too_long(&draft).collect();
    if !long.is_empty() {
        return Err(Refusal::refused(long));
    }
    let order = SuggestionOrder { draft, road, limit };
    let found = app.registry().suggest_names(order).await?;
    let lang = language(&headers);
    let written = |one: &Suggestion| {
        let checked = &one.checked;
        let spelled = text::romanize(&checked.name, checked.category);
        json!({
            "name": checked.name,
            "pinyin": spelled.pinyin,
            "plain": spelled.plain,
            "source": {
                "origin": one.origin,
                "text": one.from,
                "kind": one.feature.map(|(kind, _)| kind.as_str()),
                "id": one.feature.map(|(_, id)| id),
                "distance_m": one.distance_m.map(|metres| (metres * 10.0).round() / 10.0),
            },
            "check": checked.in_lang(lang),
        })
    };
    let suggestions: Vec<Value> = found.iter().map(written).collect();
    Ok(Json(json!({ "suggestions": suggestions })))
}
