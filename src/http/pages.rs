//! The pages: built files, embedded in the binary.

use axum::{
    body::Body,
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};

use super::refusal::{Answer, Refusal};
use crate::assets::Pages;

/// Files under `/assets` carry their content's hash in their name and never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Any path that no route has: a built file, or the page that routes itself.
pub(super) async fn page(method: Method, uri: Uri) -> Answer<Response> {
    if !matches!(method, Method::GET | Method::HEAD) {
        return Err(Refusal::not_found());
    }
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with("tiles/") || path.starts_with("ogc") {
        return Err(Refusal::not_found());
    }
    if let Some(file) = Pages::get(path).filter(|_| !path.is_empty()) {
        let cache = if path.starts_with("assets/") {
            FOR_EVER
        } else {
            "no-cache"
        };
        return Ok(answer(path, file.data.into_owned(), cache));
    }
    // A file that is not there is not a page.
    if path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
    {
        return Err(Refusal::not_found());
    }
    match Pages::get("index.html") {
        Some(file) => Ok(answer("index.html", file.data.into_owned(), "no-cache")),
        None => Err(Refusal::new(StatusCode::NOT_FOUND, "no_pages")),
    }
}

fn answer(path: &str, bytes: Vec<u8>, cache: &'static str) -> Response {
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(content_type(path)),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if content_type(path).starts_with("text/html") {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'self'; img-src 'self' data: blob: https:; style-src 'self' 'unsafe-inline'; \
                 worker-src 'self' blob:; connect-src 'self' https:; frame-ancestors 'none'; base-uri 'self'",
            ),
        );
    }
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map" | "webmanifest") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
