//! What arrived from the field, as the office sees it: quarantine, and what is still on phones.

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::written;
use crate::{
    domain::Act,
    http::{
        App,
        access::Asker,
        body::JsonBody,
        courtesy::language,
        extract::{self, NoParams, Params},
        refusal::{Answer, Refusal},
    },
    registry::field_work::Decision,
};

/// `GET /api/v1/sync/arrivals`
#[utoipa::path(get, path = "/api/v1/sync/arrivals", tag = "field", operation_id = "arrivals",
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "What is in quarantine, and what phones say is still on them", body = ref("#/components/schemas/Arrivals"))))]
pub(in crate::http) async fn arrivals(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    _params: Params<NoParams>,
) -> Answer<Json<Value>> {
    asker.acting(Act::ReadExact)?;
    let found = app.registry().arrivals(&asker.caller).await?;
    let lang = language(&headers);
    let quarantine: Vec<Value> = found
        .quarantine
        .iter()
        .map(|kept| written::kept(kept, lang))
        .collect();
    let devices: Vec<Value> = found
        .devices
        .iter()
        .map(|device| {
            json!({
                "id": device.id, "login": device.login, "name": device.name,
                "pending_operations": device.pending_operations,
                "pending_photos": device.pending_photos,
                "pending_bytes": device.pending_bytes,
                "seen_at": device.seen_at,
            })
        })
        .collect();
    let may_settle = asker.caller.may(Act::EditBoundaries);
    Ok(Json(json!({
        "quarantine": quarantine, "devices": devices, "may_settle": may_settle,
    })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settling {
    decision: Decision,
    reason: String,
}

/// `POST /api/v1/sync/quarantine/{id}`
#[utoipa::path(post, path = "/api/v1/sync/quarantine/{id}", tag = "field", operation_id = "settle_operation",
    params(("id" = String, Path, description = "The operation, as it is kept")),
    request_body(content = ref("#/components/schemas/Settling"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 200, description = "The operation as it stands now", body = ref("#/components/schemas/KeptOperation"))))]
pub(in crate::http) async fn settle(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<String>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Json<Value>> {
    asker.acting(Act::EditBoundaries)?;
    let id: Uuid = id.parse().map_err(|_| Refusal::not_found())?;
    let how: Settling = extract::json(&body)?;
    let settled = app
        .registry()
        .settle_operation(&asker.caller, id, how.decision, &how.reason)
        .await?;
    Ok(Json(written::kept(&settled, language(&headers))))
}
