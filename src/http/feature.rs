//! One feature: as it is, as it was, and all it has been.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::{Value as JsonValue, json};
use uuid::Uuid;

use super::{
    App,
    access::Reader,
    extract::{self, NoParams, Params},
    refusal::{Answer, Refusal},
    render,
};
use crate::{
    domain::{Audience, Feature, Kind, Position, Sight, State as FeatureState, disclose_reason},
    exchange::feature_json,
    messages::Phrase,
    registry::{AsOf, View},
    snapshot::Eye as _,
};

/// The two times of a feature.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Times {
    valid_on: Option<NaiveDate>,
    as_of: Option<String>,
}

/// `GET /api/v1/{kind}/{id}`
#[utoipa::path(get, operation_id = "feature", path = "/api/v1/{kind}/{id}", tag = "features",
    params(("kind" = String, Path, description = "A kind, such as `road`"), ("id" = String, Path, description = "The uuid, or `fid:` and the small number"), ("valid_on" = Option<String>, Query, description = "A day: what was in force then by today's knowledge"), ("as_of" = Option<String>, Query, description = "A time or position: what the register said then")),
    security((), ("token" = [])),
    responses((status = 200, description = "The feature; its version is the ETag", content_type = "application/geo+json", body = ref("#/components/schemas/Feature"))))]
pub(super) async fn get(
    State(app): State<App>,
    Reader(sight): Reader,
    Path((kind, id)): Path<(String, String)>,
    Params(times): Params<Times>,
) -> Answer<Response> {
    let kind = extract::kind(&kind)?;
    let view = app.registry().view()?;
    let (id, audience) = resolve(&view, kind, &id, &sight)?;
    let registry = app.registry();
    let feature = match (times.as_of.as_deref(), times.valid_on) {
        (Some(_), Some(_)) => {
            return Err(Refusal::unreadable(Phrase::of("http.one_time")));
        }
        (Some(text), None) => registry.as_of(kind, id, moment(text)?).await?,
        (None, Some(day)) => registry.valid_on(kind, id, day).await?,
        (None, None) => view
            .snapshot
            .by_id(kind, id)
            .ok_or_else(Refusal::not_found)?
            .to_feature(),
    };
    if hidden(&feature, audience) {
        return Err(Refusal::not_found());
    }
    if feature.state() == FeatureState::Retired
        && let Some(successor) = registry.successor(id).await?
        && (audience == Audience::Internal
            || view
                .snapshot
                .by_id(kind, successor)
                .is_some_and(|row| row.state() != FeatureState::Draft))
    {
        return Ok(with_successor(&feature, audience, successor));
    }
    Ok(render::one(StatusCode::OK, &feature, audience))
}

/// `GET /api/v1/{kind}/{id}/history`
#[utoipa::path(get, path = "/api/v1/{kind}/{id}/history", tag = "features",
    params(("kind" = String, Path, description = "A kind, such as `road`"), ("id" = String, Path, description = "The uuid, or `fid:` and the small number")),
    security((), ("token" = [])),
    responses((status = 200, description = "Every version, newest first", body = ref("#/components/schemas/History"))))]
pub(super) async fn history(
    State(app): State<App>,
    Reader(sight): Reader,
    Path((kind, id)): Path<(String, String)>,
    _params: Params<NoParams>,
) -> Answer<Json<JsonValue>> {
    let kind = extract::kind(&kind)?;
    let view = app.registry().view()?;
    let (id, audience) = resolve(&view, kind, &id, &sight)?;
    let versions = app.registry().history(kind, id).await?;
    let versions: Vec<JsonValue> = versions
        .into_iter()
        .filter(|version| !hidden(&version.feature, audience))
        .map(|version| {
            let mut told = json!({
                "version": version.feature.version,
                "position": version.position.0,
                "at": version.at,
                "op": version.operation.as_str(),
                "reason": disclose_reason(version.reason.as_deref(), audience),
                "feature": value(&version.feature, audience),
            });
            if audience == Audience::Internal {
                told["by"] = json!({ "login": version.actor, "role": version.role });
            }
            told
        })
        .collect();
    Ok(Json(json!({ "versions": versions })))
}

/// The feature that a path names, by uuid or as `fid:<number>`, and as what the reader sees it.
pub(super) fn resolve(
    view: &View,
    kind: Kind,
    id: &str,
    sight: &Sight,
) -> Answer<(Uuid, Audience)> {
    let row = match id.strip_prefix("fid:") {
        Some(fid) => fid
            .parse()
            .ok()
            .and_then(|fid| view.snapshot.table(kind).by_fid(fid)),
        None => id.parse().ok().and_then(|id| view.snapshot.by_id(kind, id)),
    };
    let row = row.ok_or_else(Refusal::not_found)?;
    let audience = view.snapshot.seen_by(sight).of_row(row);
    if audience == Audience::Public && row.state() == FeatureState::Draft {
        return Err(Refusal::not_found());
    }
    Ok((row.id(), audience))
}

/// A feature as a JSON value.
pub(super) fn value(feature: &Feature, audience: Audience) -> JsonValue {
    let mut bytes = Vec::with_capacity(1024);
    feature_json(feature, audience, &mut bytes);
    serde_json::from_slice(&bytes).unwrap_or(JsonValue::Null)
}

fn hidden(feature: &Feature, audience: Audience) -> bool {
    audience == Audience::Public && feature.state() == FeatureState::Draft
}

fn with_successor(feature: &Feature, audience: Audience, successor: Uuid) -> Response {
    let mut value = value(feature, audience);
    value["properties"]["successor"] = json!(successor);
    let response = render::geojson(value.to_string().into_bytes());
    render::tagged(response, feature.version)
}

/// A position or a time, as `as_of` has it.
fn moment(text: &str) -> Answer<AsOf> {
    if let Ok(position) = text.parse() {
        return Ok(AsOf::Position(Position(position)));
    }
    if let Ok(time) = text.parse::<DateTime<Utc>>() {
        return Ok(AsOf::Time(time));
    }
    Err(Refusal::parameter(
        "as_of",
        text,
        Phrase::of("http.word.moment"),
    ))
}
