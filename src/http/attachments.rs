//! Attachments: brought in one request, listed, shown. What goes out never acts in a browser: its
//! type is ours, it is not sniffed, and it opens in a sandbox.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    App,
    extract::{NoParams, Params},
    refusal::{Answer, Refusal},
    sender::Sender,
    uploads,
};
use crate::{
    domain::{Attachment, Subject},
    files::disposition,
    registry::{Announced, Content, Rendition},
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Bring {
    /// The file's name.
    name: String,
    /// SHA-256 in hexadecimal, to be held against what came.
    sha256: Option<String>,
}

/// `POST /api/v1/attachments`
#[utoipa::path(post, operation_id = "bring_attachment", path = "/api/v1/attachments", tag = "files",
    params(Bring),
    request_body(content = ref("#/components/schemas/Bytes"), content_type = "application/octet-stream"),
    security((), ("token" = [])),
    responses((status = 201, description = "Kept", body = ref("#/components/schemas/Attachment"))))]
pub(super) async fn bring(
    State(app): State<App>,
    sender: Sender,
    Params(query): Params<Bring>,
    body: Body,
) -> Answer<Response> {
    let sha256 = uploads::checksum(query.sha256)?;
    let actor = sender.bringing()?;
    let most = app.registry().most_bytes(&actor)?;
    // Whoever finds no place has brought nothing that counts.
    let _place = sender.place(&app)?;
    uploads::count(&app, &actor, sender.address)?;
    let bytes = uploads::whole(&app, body, most).await?;
    let announced = Announced {
        name: query.name,
        size: bytes.len() as u64,
        sha256,
    };
    let attachment = app.registry().attach(&actor, announced, bytes).await?;
    let mut response = (StatusCode::CREATED, Json(json_of(&attachment))).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/attachments/{}", attachment.id)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    /// What they belong to: `case`, `fault_report`, a kind of feature.
    subject_kind: String,
    /// Which one.
    subject_id: Uuid,
}

/// `GET /api/v1/attachments`
#[utoipa::path(get, operation_id = "attachments", path = "/api/v1/attachments", tag = "files",
    params(List),
    security((), ("token" = [])),
    responses((status = 200, description = "What belongs to something, oldest first", body = ref("#/components/schemas/Attachments"))))]
pub(super) async fn list(
    State(app): State<App>,
    sender: Sender,
    Params(query): Params<List>,
) -> Answer<Json<Value>> {
    let subject = Subject {
        kind: query.subject_kind,
        id: query.subject_id,
    };
    let found = app
        .registry()
        .attachments_of(&sender.looking(), &subject)
        .await?;
    let found: Vec<Value> = found.iter().map(json_of).collect();
    Ok(Json(json!({ "attachments": found })))
}

/// `GET /api/v1/attachments/{id}/about`
#[utoipa::path(get, operation_id = "about_attachment", path = "/api/v1/attachments/{id}/about", tag = "files",
    params(("id" = String, Path, description = "The attachment")),
    security((), ("token" = [])),
    responses((status = 200, description = "What is known of it", body = ref("#/components/schemas/Attachment"))))]
pub(super) async fn about(
    State(app): State<App>,
    sender: Sender,
    Path(id): Path<String>,
    _params: Params<NoParams>,
) -> Answer<Json<Value>> {
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    let attachment = app.registry().attachment(&sender.looking(), id).await?;
    Ok(Json(json_of(&attachment)))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Show {
    /// thumb (320 pixels) or view (1600 pixels); without it, as much as the reader may have.
    size: Option<String>,
}

/// `GET /api/v1/attachments/{id}`
#[utoipa::path(get, operation_id = "attachment", path = "/api/v1/attachments/{id}", tag = "files",
    params(("id" = String, Path, description = "The attachment"), Show),
    security((), ("token" = [])),
    responses((status = 200, description = "The file: as it came for those who may have that, without metadata for others",
        body = ref("#/components/schemas/Bytes"), content_type = "application/octet-stream")))]
pub(super) async fn show(
    State(app): State<App>,
    sender: Sender,
    Path(id): Path<String>,
    Params(query): Params<Show>,
    headers: HeaderMap,
) -> Answer<Response> {
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    let rendition = match query.size.as_deref() {
        None => Rendition::Whole,
        Some("view") => Rendition::View,
        Some("thumb") => Rendition::Thumb,
        Some(other) => return Err(Refusal::parameter("size", other, "thumb, view")),
    };
    let content = app
        .registry()
        .content(&sender.looking(), id, rendition)
        .await?;
    Ok(handed_out(content, rendition, &headers))
}

pub(super) fn handed_out(content: Content, rendition: Rendition, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", content.tag);
    let has_it = asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let sort = match rendition {
        Rendition::Whole => "attachment",
        Rendition::View | Rendition::Thumb => "inline",
    };
    let name = disposition(sort, &content.attachment.name, content.media);
    let mut response = if has_it {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(content.bytes).into_response()
    };
    let headers = response.headers_mut();
    for (header, value) in [
        (header::CONTENT_TYPE, content.media.mime()),
        (header::CONTENT_DISPOSITION, name.as_str()),
        (header::ETAG, tag.as_str()),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; frame-ancestors 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        // Every one of them is made of visible ASCII.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(header, value);
        }
    }
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    response
}

/// An attachment as answers have it.
pub(super) fn json_of(attachment: &Attachment) -> Value {
    let photo = &attachment.photo;
    json!({
        "id": attachment.id,
        "name": attachment.name,
        "mime": attachment.media.mime(),
        "bytes": attachment.bytes,
        "sha256": attachment.sha256,
        "width": attachment.width,
        "height": attachment.height,
        "taken_at": photo.taken_at,
        "position": photo.at.map(|at| [at.lon, at.lat]),
        "direction_deg": photo.direction_deg,
        "camera": photo.camera,
        "uploaded_by": attachment.uploaded_by,
        "region_code": attachment.region_code,
        "subject": attachment.subject.as_ref().map(|subject| json!({
            "kind": subject.kind, "id": subject.id,
        })),
        "public": attachment.public,
        "created_at": attachment.created_at,
        "claim_by": attachment.claim_by,
    })
}
