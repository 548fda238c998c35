//! The kinds of cases and their words, so that pages need no list of their own.

use axum::{Json, extract::State, http::HeaderMap};
use serde_json::{Map, Value, json};

use super::sheet;
use crate::{
    domain::lifecycle::catalogue,
    http::{
        App,
        courtesy::language,
        extract::{NoParams, Params},
        refusal::Answer,
    },
};

/// `GET /api/v1/case-kinds`
#[utoipa::path(get, path = "/api/v1/case-kinds", tag = "cases", operation_id = "case_kinds",
    responses((status = 200, description = "Every kind of case: its states, its fields, and the form that opens one", body = ref("#/components/schemas/CaseKinds"))))]
pub(in crate::http) async fn kinds(
    State(_app): State<App>,
    headers: HeaderMap,
    _params: Params<NoParams>,
) -> Answer<Json<Value>> {
    let lang = language(&headers);
    let kinds: Vec<Value> = catalogue::ALL
        .into_iter()
        .map(|kind| {
            let states: Vec<Value> = kind
                .states
                .iter()
                .map(|state| {
                    json!({
                        "state": state.name,
                        "label": sheet::state(kind, state.name, lang),
                        "stage": state.stage.as_str(),
                    })
                })
                .collect();
            let subjects: Vec<&str> = kind.subjects.iter().map(|kind| kind.as_str()).collect();
            json!({
                "kind": kind.name,
                "label": kind.say(lang, "kind"),
                "prefix": kind.prefix,
                "states": states,
                "subjects": subjects,
                "opening": sheet::step(kind, &kind.opening, None, &Map::new(), lang),
            })
        })
        .collect();
    Ok(Json(json!({ "kinds": kinds })))
}
