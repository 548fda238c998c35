//! Bodies of requests: the right type, not too large, readable.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::{App, refusal::Refusal};
use crate::messages::Phrase;

/// A JSON body's bytes, read within the configured bound.
#[derive(Debug)]
pub(super) struct JsonBody(pub(super) Bytes);

impl FromRequest<App> for JsonBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        let essence = content_type.split(';').next().unwrap_or("").trim();
        if !(essence == "application/json" || essence.ends_with("+json")) {
            return Err(
                Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_type").naming(
                    "expected",
                    "application/json, application/geo+json, application/merge-patch+json",
                ),
            );
        }
        read(request, app).await.map(Self)
    }
}

/// A body that may be empty.
#[derive(Debug)]
pub(super) struct AnyBody(pub(super) Bytes);

impl FromRequest<App> for AnyBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        read(request, app).await.map(Self)
    }
}

/// A body that ended before its end.
pub(super) fn broken(said: &str) -> Phrase {
    Phrase::of("http.cannot_read_body").with("error", said)
}

async fn read(request: Request, app: &App) -> Result<Bytes, Refusal> {
    let most = app.registry().config().max_body_bytes;
    match Limited::new(request.into_body(), most).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large")
                .naming("limit", most.to_string()))
        }
        Err(error) => Err(Refusal::unreadable(broken(&error.to_string()))),
    }
}
