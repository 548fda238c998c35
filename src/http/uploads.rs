//! Files on their way in over bad networks: announced, brought piece by piece, gone on with after
//! any break. What is answered for is kept, and saying it again changes nothing.

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use http_body_util::BodyExt as _;
use serde::Deserialize;
use serde_json::{Value as Json_, json};
use uuid::Uuid;

use super::{
    App, attachments,
    body::{JsonBody, broken},
    extract::{self, NoParams, Params},
    refusal::{Answer, Refusal},
    sender::Sender,
};
use crate::{
    domain::{Actor, Role, Upload},
    registry::Announced,
};

pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
/// Pieces are kept as soon as they have this size: what dies with a server is less than that.
const PIECE: usize = 256 << 10;
/// However slowly it comes: a request ends, the upload goes on with the next.
const LONGEST: Duration = Duration::from_mins(10);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewUpload {
    name: String,
    size: u64,
    sha256: Option<String>,
}

/// Counts what the public begins; whoever is known begins as much as is needed.
pub(super) fn count(app: &App, actor: &Actor, address: IpAddr) -> Answer<()> {
    if actor.role != Role::Public {
        return Ok(());
    }
    app.upload_quota()
        .take(address, Instant::now())
        .map_err(|seconds| {
            Refusal::about_files(StatusCode::TOO_MANY_REQUESTS, "too_many_uploads")
                .again_after(seconds)
        })
}

/// A SHA-256 in hexadecimal, if one is given.
pub(super) fn checksum(text: Option<String>) -> Answer<Option<String>> {
    match text {
        Some(text) if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) => {
            Ok(Some(text))
        }
        None => Ok(None),
        Some(text) => Err(Refusal::parameter("sha256", &text, "0-9a-f × 64")),
    }
}

/// `POST /api/v1/uploads`
#[utoipa::path(post, operation_id = "begin_upload", path = "/api/v1/uploads", tag = "files",
    request_body(content = ref("#/components/schemas/NewUpload"), content_type = "application/json"),
    security((), ("token" = [])),
    responses((status = 201, description = "Ready for the first piece", body = ref("#/components/schemas/Upload"))))]
pub(super) async fn begin(
    State(app): State<App>,
    sender: Sender,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let asked: NewUpload = extract::json(&body)?;
    let announced = Announced {
        name: asked.name,
        size: asked.size,
        sha256: checksum(asked.sha256)?,
    };
    let actor = sender.bringing()?;
    count(&app, &actor, sender.address)?;
    let upload = app.registry().begin_upload(&actor, announced).await?;
    let mut response = told(StatusCode::CREATED, &upload);
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/uploads/{}", upload.id)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// `GET /api/v1/uploads/{id}`; `HEAD` has the same headers.
#[utoipa::path(get, operation_id = "upload", path = "/api/v1/uploads/{id}", tag = "files",
    params(("id" = String, Path, description = "The upload")),
    security((), ("token" = [])),
    responses((status = 200, description = "How far it is; `Upload-Offset` says where it goes on", body = ref("#/components/schemas/Upload"))))]
pub(super) async fn status(
    State(app): State<App>,
    sender: Sender,
    Path(id): Path<String>,
    _params: Params<NoParams>,
) -> Answer<Response> {
    let upload = app
        .registry()
        .upload(&sender.bringing()?, parse(&id)?)
        .await?;
    Ok(told(StatusCode::OK, &upload))
}

/// `DELETE /api/v1/uploads/{id}`
#[utoipa::path(delete, operation_id = "give_up_upload", path = "/api/v1/uploads/{id}", tag = "files",
    params(("id" = String, Path, description = "The upload")),
    security((), ("token" = [])),
    responses((status = 204, description = "What had come is thrown away")))]
pub(super) async fn give_up(
    State(app): State<App>,
    sender: Sender,
    Path(id): Path<String>,
    _params: Params<NoParams>,
) -> Answer<StatusCode> {
    let id = parse(&id)?;
    app.registry()
        .give_up_upload(&sender.bringing()?, id)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PATCH /api/v1/uploads/{id}`
#[utoipa::path(patch, operation_id = "append_to_upload", path = "/api/v1/uploads/{id}", tag = "files",
    params(("id" = String, Path, description = "The upload"), ("Upload-Offset" = u64, Header, description = "Where the piece begins")),
    request_body(content = ref("#/components/schemas/Bytes"), content_type = "application/offset+octet-stream"),
    security((), ("token" = [])),
    responses((status = 204, description = "Kept; `Upload-Offset` says where it goes on"),
        (status = 200, description = "The last piece: the attachment", body = ref("#/components/schemas/Attachment"))))]
pub(super) async fn append(
    State(app): State<App>,
    sender: Sender,
    Path(id): Path<String>,
    _params: Params<NoParams>,
    headers: HeaderMap,
    body: Body,
) -> Answer<Response> {
    let id = parse(&id)?;
    let from = offset(&headers)?;
    let actor = sender.bringing()?;
    let place = sender.place(&app)?;
    let upload = app.registry().upload(&actor, id).await?;
    if from != upload.received {
        return Err(Refusal::wrong_offset(upload.received));
    }
    // Whoever goes away ends the request; what has come is kept and, if it is all, made use of.
    let reached = tokio::spawn(async move {
        let _place = place;
        take(app, actor, upload, body).await
    })
    .await;
    reached.map_err(|error| {
        tracing::error!(%error, "taking a file ended badly");
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    })?
}

/// Keeps what comes, piece by piece; ends with the body, a silence or the upload's announced size.
async fn take(app: App, actor: Actor, upload: Upload, mut body: Body) -> Answer<Response> {
    let mut pace = Pace::begin(&app);
    let mut at = upload.received;
    let mut waiting: Vec<u8> = Vec::new();
    let broken = loop {
        let frame = match tokio::time::timeout(pace.patience(), body.frame()).await {
            Err(_) => break Some(too_slow()),
            Ok(_) if pace.is_too_slow() => break Some(too_slow()),
            Ok(None) => break None,
            Ok(Some(Err(error))) => break Some(Refusal::unreadable(broken(&error.to_string()))),
            Ok(Some(Ok(frame))) => frame,
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        pace.received += data.len() as u64;
        waiting.extend_from_slice(&data);
        if waiting.len() >= PIECE || at + waiting.len() as u64 > upload.size {
            at = app
                .registry()
                .receive(&actor, &upload, at, &waiting)
                .await?;
            waiting.clear();
        }
    };
    if !waiting.is_empty() {
        at = app
            .registry()
            .receive(&actor, &upload, at, &waiting)
            .await?;
    }
    if at == upload.size {
        let attachment = app.registry().finish_upload(&actor, upload.id).await?;
        let mut response = Json(attachments::json_of(&attachment)).into_response();
        response.headers_mut().insert(OFFSET, at.into());
        return Ok(response);
    }
    if let Some(refusal) = broken {
        return Err(refusal);
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(OFFSET, at.into());
    Ok(response)
}

/// Reads a body whole, within a bound and without waiting for ever.
pub(super) async fn whole(app: &App, mut body: Body, most: u64) -> Answer<Vec<u8>> {
    let mut pace = Pace::begin(app);
    let mut bytes = Vec::new();
    loop {
        let frame = match tokio::time::timeout(pace.patience(), body.frame()).await {
            Err(_) => return Err(too_slow()),
            Ok(_) if pace.is_too_slow() => return Err(too_slow()),
            Ok(None) => return Ok(bytes),
            Ok(Some(frame)) => {
                frame.map_err(|error| Refusal::unreadable(broken(&error.to_string())))?
            }
        };
        if let Ok(data) = frame.into_data() {
            if (bytes.len() + data.len()) as u64 > most {
                return Err(Refusal::unfit(&crate::files::Unfit::TooLarge {
                    limit: most,
                }));
            }
            pace.received += data.len() as u64;
            bytes.extend_from_slice(&data);
        }
    }
}

/// How a sender goes on: silence, a crawl and a request without an end all end it.
struct Pace {
    idle: Duration,
    least_per_s: u64,
    begun: Instant,
    received: u64,
}

impl Pace {
    fn begin(app: &App) -> Self {
        let bounds = app.registry().config().uploads;
        Self {
            idle: Duration::from_secs(bounds.idle_s),
            least_per_s: bounds.min_bytes_per_s,
            begun: Instant::now(),
            received: 0,
        }
    }

    /// How long to wait for more.
    fn patience(&self) -> Duration {
        self.idle.min(LONGEST.saturating_sub(self.begun.elapsed()))
    }

    fn is_too_slow(&self) -> bool {
        let passed = self.begun.elapsed();
        passed > self.idle && self.received < self.least_per_s * passed.as_secs()
    }
}

fn too_slow() -> Refusal {
    Refusal::about_files(StatusCode::REQUEST_TIMEOUT, "upload_slow")
}

fn parse(id: &str) -> Answer<Uuid> {
    id.parse().map_err(|_| Refusal::not_found())
}

fn offset(headers: &HeaderMap) -> Answer<u64> {
    let given = headers.get(OFFSET).map(HeaderValue::as_bytes);
    given
        .and_then(|bytes| std::str::from_utf8(bytes).ok()?.parse().ok())
        .ok_or_else(|| {
            let given = String::from_utf8_lossy(given.unwrap_or_default());
            Refusal::parameter("Upload-Offset", &given, "0, 1, 2, …")
        })
}

fn told(status: StatusCode, upload: &Upload) -> Response {
    let body: Json_ = json!({
        "id": upload.id,
        "name": upload.name,
        "size": upload.size,
        "received": upload.received,
        "expires_at": upload.expires_at,
        "attachment_id": upload.attachment_id,
    });
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(OFFSET, upload.received.into());
    headers.insert(LENGTH, upload.size.into());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
