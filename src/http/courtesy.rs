//! What every answer has: a request id, the position it shows, and refusals in the reader's language.

use std::time::{Duration, Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::{App, access, refusal::Refusal};
use crate::{domain::Position, messages::Lang, registry::request_id};

pub(super) const POSITION: HeaderName = HeaderName::from_static("mingjie-position");
const MIN_POSITION: HeaderName = HeaderName::from_static("mingjie-min-position");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// How long a reader is kept waiting for the position it asks for.
const WAIT: Duration = Duration::from_secs(5);

/// The reader's language.
pub(super) fn language(headers: &HeaderMap) -> Lang {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map_or_else(Lang::default, Lang::from_accept_language)
}

/// Wraps every request: id, log line, metrics, position, and the words of a refusal.
pub(super) async fn receive(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    if !app.registry().config().behind_proxy {
        // Without a proxy of our own these are the client's words, and they go into links.
        for claimed in ["x-forwarded-host", "x-forwarded-proto"] {
            request.headers_mut().remove(claimed);
        }
    }
    let request_id = request_id();
    let lang = language(request.headers());
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let route = path.as_ref().map_or("-", MatchedPath::as_str);
    let is_personal = access::is_told(request.headers());
    let waited = wait_for_position(&app, request.headers()).await;
    // Taken before the handler looks: what it shows is this position or a later one, never less.
    let position = app.registry().view().map_or(0, |v| v.snapshot.position().0);
    let mut response = match waited {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.render(lang, &request_id),
    };
    let refusal = response.extensions_mut().remove::<Refusal>();
    if let Some(refusal) = refusal.or_else(|| Refusal::wordless(&response)) {
        let allow = response.headers_mut().remove(header::ALLOW);
        response = refusal.render(lang, &request_id);
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    let headers = response.headers_mut();
    headers.entry(POSITION).or_insert_with(|| position.into());
    headers
        .entry(header::X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    if is_personal {
        // What one reader sees is kept for no other.
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("private, no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        headers.insert(REQUEST_ID, id);
    }
    let status = response.status();
    let seconds = started.elapsed().as_secs_f64();
    app.meter().count(&method, route, status, seconds);
    if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
        tracing::error!(%request_id, %method, route, status = status.as_u16(), seconds, "request");
    } else {
        tracing::debug!(%request_id, %method, route, status = status.as_u16(), seconds, "request");
    }
    response
}

async fn wait_for_position(app: &App, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(value) = headers.get(MIN_POSITION) else {
        return Ok(());
    };
    let position = value
        .to_str()
        .ok()
        .and_then(|text| text.parse().ok())
        .map(Position)
        .ok_or_else(|| {
            let given = String::from_utf8_lossy(value.as_bytes());
            Refusal::parameter("Mingjie-Min-Position", &given, "0, 1, 2, …")
        })?;
    app.registry().view_at(position, WAIT).await?;
    Ok(())
}
