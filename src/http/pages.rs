//! The pages: built files, embedded in the binary, packed the first time they are asked for.

use std::{
    borrow::Cow,
    collections::HashMap,
    io::Write as _,
    sync::{Arc, LazyLock, RwLock},
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};

use super::{
    negotiate,
    refusal::{Answer, Refusal},
};
use crate::assets::Pages;

/// Files under `/assets` carry their content's hash in their name and never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A built file in both the forms in which it is sent.
struct Built {
    plain: Bytes,
    /// Absent where packing gains nothing.
    gzip: Option<Bytes>,
    tag: HeaderValue,
}

/// Any path that no route has: a built file, or the page that routes itself.
pub(super) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Answer<Response> {
    if !matches!(method, Method::GET | Method::HEAD) {
        return Err(Refusal::not_found());
    }
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with("tiles/") || path.starts_with("ogc") {
        return Err(Refusal::not_found());
    }
    if let Some(file) = built(path).filter(|_| !path.is_empty()) {
        let cache = if path.starts_with("assets/") {
            FOR_EVER
        } else {
            "no-cache"
        };
        return Ok(answer(path, &file, cache, &headers));
    }
    // A file that is not there is not a page.
    if path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
    {
        return Err(Refusal::not_found());
    }
    match built("index.html") {
        Some(file) => Ok(answer("index.html", &file, "no-cache", &headers)),
        None => Err(Refusal::new(StatusCode::NOT_FOUND, "no_pages")),
    }
}

/// The file of that name, packed once.
fn built(path: &str) -> Option<Arc<Built>> {
    static KNOWN: LazyLock<RwLock<HashMap<String, Arc<Built>>>> = LazyLock::new(RwLock::default);
    let known = KNOWN.read().ok().and_then(|known| known.get(path).cloned());
    if known.is_some() {
        return known;
    }
    let file = Pages::get(path)?;
    let plain = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    let tag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..12]));
    let file = Arc::new(Built {
        gzip: packed(&plain),
        plain,
        tag: HeaderValue::from_str(&tag).ok()?,
    });
    // A poisoned lock costs packing it again.
    if let Ok(mut known) = KNOWN.write() {
        known.insert(path.to_owned(), Arc::clone(&file));
    }
    Some(file)
}

fn packed(plain: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < plain.len() - plain.len() / 10).then(|| packed.into())
}

fn answer(path: &str, file: &Built, cache: &'static str, asked: &HeaderMap) -> Response {
    let gzip = file.gzip.as_ref().filter(|_| negotiate::takes_gzip(asked));
    let mut response = if negotiate::has(asked, &file.tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(gzip.unwrap_or(&file.plain).clone()))
    };
    let headers = response.headers_mut();
    if gzip.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, file.tag.clone());
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
