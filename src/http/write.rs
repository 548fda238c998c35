//! Writes: one route a verb, each one call of the registry.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    App,
    access::Asker,
    body::{AnyBody, JsonBody},
    courtesy::POSITION,
    extract::{self, NoParams, Params},
    feature::resolve,
    reason,
    refusal::{Answer, Refusal},
    render,
};
use crate::{
    domain::{Act, Actor, Audience, Draft, Kind, Problem, ProblemCode},
    exchange::draft_from_json,
    messages::Phrase,
    registry::{Revision, Written},
};

/// A collection of more features than this is an import.
const MOST: usize = 10_000;

/// `POST /api/v1/{kind}`
#[utoipa::path(post, path = "/api/v1/{kind}", tag = "features",
    params(("kind" = String, Path, description = "A kind, such as `road`")),
    request_body(content = ref("#/components/schemas/NewFeatures"), content_type = "application/geo+json"),
    security(("token" = [])),
    responses((status = 201, description = "Registered; all of them or none", content_type = "application/geo+json", body = ref("#/components/schemas/Written"))))]
pub(super) async fn create(
    State(app): State<App>,
    asker: Asker,
    Path(kind): Path<String>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let kind = extract::kind(&kind)?;
    let actor = asker.acting(Act::editing(kind))?;
    let body: Json = extract::json(&body)?;
    let actor = actor.because(why(&body)?);
    let drafts = drafts(kind, &body)?;
    let single = body["type"] == "Feature";
    let written = app.registry().create(&actor, drafts).await?;
    let mut response = match written.features.as_slice() {
        [feature] if single => {
            let mut response = render::one(StatusCode::CREATED, feature, Audience::Internal);
            if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/{kind}/{}", feature.id)) {
                response.headers_mut().insert(header::LOCATION, location);
            }
            response
        }
        features => collection(features),
    };
    response
        .headers_mut()
        .insert(POSITION, written.position.0.into());
    Ok(response)
}

/// `PATCH /api/v1/{kind}/{id}`
#[utoipa::path(patch, path = "/api/v1/{kind}/{id}", tag = "features",
    params(("kind" = String, Path, description = "A kind, such as `road`"), ("id" = String, Path, description = "The uuid, or `fid:` and the small number"), ("If-Match" = String, Header, description = "The version read, in double quotes")),
    request_body(content = ref("#/components/schemas/Change"), content_type = "application/merge-patch+json"),
    security(("token" = [])),
    responses((status = 200, description = "Changed", content_type = "application/geo+json", body = ref("#/components/schemas/Feature"))))]
pub(super) async fn change(
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
    let body: Json = extract::json(&body)?;
    only_changes(&body)?;
    let actor = actor.because(why(&body)?);
    let draft = draft_from_json(kind, &body).map_err(Refusal::refused)?;
    let revision = Revision {
        kind,
        id,
        version,
        reason: None,
    };
    let written = app.registry().revise(&actor, &revision, draft).await?;
    Ok(answer(StatusCode::OK, &written))
}

/// What may come with a retirement.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Retirement {
    reason: Option<String>,
    successor: Option<Uuid>,
}

/// `DELETE /api/v1/{kind}/{id}`
#[utoipa::path(delete, path = "/api/v1/{kind}/{id}", tag = "features",
    params(("kind" = String, Path, description = "A kind, such as `road`"), ("id" = String, Path, description = "The uuid, or `fid:` and the small number"), ("If-Match" = String, Header, description = "The version read, in double quotes")),
    request_body(content = ref("#/components/schemas/Retirement"), content_type = "application/json"),
    security(("token" = [])),
    responses((status = 204, description = "Retired; nothing is erased")))]
pub(super) async fn retire(
    State(app): State<App>,
    asker: Asker,
    Path((kind, id)): Path<(String, String)>,
    _params: Params<NoParams>,
    headers: HeaderMap,
    AnyBody(body): AnyBody,
) -> Answer<Response> {
    let kind = extract::kind(&kind)?;
    let (id, actor) = writing(&app, &asker, kind, &id)?;
    let version = if_match(&headers)?;
    let retirement: Retirement = if body.is_empty() {
        Retirement::default()
    } else {
        extract::json(&body)?
    };
    let revision = Revision {
        kind,
        id,
        version,
        reason: reason::given(retirement.reason)?,
    };
    let written = app
        .registry()
        .retire(&actor, &revision, retirement.successor)
        .await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response
        .headers_mut()
        .insert(POSITION, written.position.0.into());
    Ok(response)
}

/// The feature that a writer names, and the writer in a role held where it lies.
pub(super) fn writing(app: &App, asker: &Asker, kind: Kind, id: &str) -> Answer<(Uuid, Actor)> {
    let view = app.registry().view()?;
    let act = Act::editing(kind);
    // Who may not write at all learns nothing of what is there.
    asker.acting(act)?;
    let (id, _) = resolve(&view, kind, id, &asker.sight)?;
    let row = view
        .snapshot
        .by_id(kind, id)
        .ok_or_else(Refusal::not_found)?;
    Ok((id, asker.acting_on(act, &view, row)?))
}

/// Why, as a body says beside what it changes.
fn why(body: &Json) -> Answer<Option<String>> {
    match &body["reason"] {
        Json::Null => Ok(None),
        Json::String(said) => reason::given(Some(said.clone())),
        other => Err(Refusal::refused(vec![
            Problem::new(ProblemCode::WrongType, "reason", &other.to_string())
                .with("expected", "text"),
        ])),
    }
}

pub(super) fn answer(status: StatusCode, written: &Written) -> Response {
    let mut response = match written.features.as_slice() {
        [feature] => render::one(status, feature, Audience::Internal),
        features => collection(features),
    };
    response
        .headers_mut()
        .insert(POSITION, written.position.0.into());
    response
}

fn collection(features: &[crate::domain::Feature]) -> Response {
    let features: Vec<Json> = features
        .iter()
        .map(|feature| super::feature::value(feature, Audience::Internal))
        .collect();
    let body = serde_json::json!({
        "type": "FeatureCollection", "numberReturned": features.len(), "features": features,
    });
    let mut response = render::geojson(body.to_string().into_bytes());
    *response.status_mut() = StatusCode::CREATED;
    response
}

fn drafts(kind: Kind, body: &Json) -> Answer<Vec<Draft>> {
    let features = match body["type"].as_str() {
        Some("Feature") => std::slice::from_ref(body),
        Some("FeatureCollection") => body["features"]
            .as_array()
            .map(Vec::as_slice)
            .filter(|features| (1..=MOST).contains(&features.len()))
            .ok_or_else(|| {
                let most = MOST.to_string();
                Refusal::unreadable(Phrase::of("http.feature_count").with("most", most))
            })?,
        _ => {
            return Err(Refusal::unreadable(Phrase::of("http.feature_type")));
        }
    };
    let mut problems = Vec::new();
    let mut drafts = Vec::with_capacity(features.len());
    for (nth, feature) in features.iter().enumerate() {
        match draft_from_json(kind, feature) {
            Ok(draft) => drafts.push(draft),
            Err(found) => problems.extend(found.into_iter().map(|mut problem| {
                if features.len() > 1 {
                    problem.field = format!("features[{nth}].{}", problem.field).into();
                }
                problem
            })),
        }
    }
    if problems.is_empty() {
        Ok(drafts)
    } else {
        Err(Refusal::refused(problems))
    }
}

/// Refuses members that no change has: a misspelt one would change nothing and say nothing.
fn only_changes(body: &Json) -> Answer<()> {
    let known = ["type", "id", "properties", "geometry", "bbox", "reason"];
    let problems: Vec<Problem> = body
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !known.contains(&name.as_str()))
        .map(|(name, _)| Problem::new(ProblemCode::UnknownField, name.clone(), ""))
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refusal::refused(problems))
    }
}

/// The version that the writer read: `If-Match: "3"`.
pub(super) fn if_match(headers: &HeaderMap) -> Answer<i32> {
    let value = headers
        .get(header::IF_MATCH)
        .ok_or_else(|| Refusal::new(StatusCode::PRECONDITION_REQUIRED, "if_match_required"))?;
    value
        .to_str()
        .ok()
        .and_then(|text| {
            text.trim()
                .strip_prefix('"')?
                .strip_suffix('"')?
                .parse()
                .ok()
        })
        .ok_or_else(|| {
            let given = String::from_utf8_lossy(value.as_bytes());
            Refusal::parameter("If-Match", &given, Phrase::of("http.word.version"))
        })
}
