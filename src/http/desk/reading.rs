//! How a registered name is read, settled by a reviewer.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;

use crate::{
    domain::{Act, Audience},
    http::{
        App,
        access::Asker,
        body::JsonBody,
        courtesy::POSITION,
        extract::{self, NoParams, Params},
        feature::resolve,
        refusal::{Answer, Refusal},
        render,
        write::if_match,
    },
    registry::Revision,
};

/// What a reviewer says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settled {
    /// A reading a character; `null` frees them all.
    readings: Option<Vec<Option<String>>>,
    /// Why.
    reason: Option<String>,
}

/// `PUT /api/v1/{kind}/{id}/reading`
#[utoipa::path(put, path = "/api/v1/{kind}/{id}/reading", tag = "names", operation_id = "settle_reading",
    params(("kind" = String, Path, description = "`road` or `place`"), ("id" = String, Path, description = "The uuid, or `fid:` and the small number"), ("If-Match" = String, Header, description = "The version read, in double quotes")),
    request_body(content = ref("#/components/schemas/Object"), content_type = "application/json"),
    security(("token" = [])),
    responses((status = 200, description = "Settled: the spelling follows, and stays while the name stays", content_type = "application/geo+json", body = ref("#/components/schemas/Feature"))))]
pub(in crate::http) async fn settle_reading(
    State(app): State<App>,
    asker: Asker,
    Path((kind, id)): Path<(String, String)>,
    _params: Params<NoParams>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let kind = extract::kind(&kind)?;
    let (id, actor) = {
        let view = app.registry().view()?;
        let act = Act::editing(kind);
        asker.acting(act)?;
        let (id, _) = resolve(&view, kind, &id, &asker.sight)?;
        let row = view
            .snapshot
            .by_id(kind, id)
            .ok_or_else(Refusal::not_found)?;
        (id, asker.acting_on(act, &view, row)?)
    };
    let version = if_match(&headers)?;
    let settled: Settled = extract::json(&body)?;
    let revision = Revision {
        kind,
        id,
        version,
        reason: settled.reason,
    };
    let written = app
        .registry()
        .settle_reading(&actor, &revision, settled.readings)
        .await?;
    let feature = written.features.first().ok_or_else(Refusal::not_found)?;
    let mut response = render::one(StatusCode::OK, feature, Audience::Internal);
    response
        .headers_mut()
        .insert(POSITION, written.position.0.into());
    Ok(response)
}
