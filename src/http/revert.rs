//! Going back to an earlier version of a feature: a new change, made and judged as any other.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;

use super::{
    App,
    access::Asker,
    body::JsonBody,
    extract::{self, NoParams, Params},
    reason,
    refusal::Answer,
    write::{answer, if_match, writing},
};
use crate::registry::Revision;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Back {
    version: i32,
    reason: Option<String>,
}

/// `POST /api/v1/{kind}/{id}/revert`
#[utoipa::path(post, operation_id = "revert", path = "/api/v1/{kind}/{id}/revert", tag = "features",
    params(("kind" = String, Path, description = "A kind, such as `road`"), ("id" = String, Path, description = "The uuid, or `fid:` and the small number"), ("If-Match" = String, Header, description = "The version read, in double quotes")),
    request_body(content = ref("#/components/schemas/Revert"), content_type = "application/json"),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "As it was at that version, as a new version", content_type = "application/geo+json", body = ref("#/components/schemas/Feature"))))]
pub(super) async fn revert(
    State(app): State<App>,
    asker: Asker,
    Path((kind, id)): Path<(String, String)>,
    _params: Params<NoParams>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let kind = extract::kind(&kind)?;
    let (id, actor) = writing(&app, &asker, kind, &id)?;
    let version = if_match(&headers)?;
    let back: Back = extract::json(&body)?;
    let revision = Revision {
        kind,
        id,
        version,
        reason: reason::given(back.reason)?,
    };
    let written = app
        .registry()
        .revert(&actor, &revision, back.version)
        .await?;
    Ok(answer(StatusCode::OK, &written))
}
