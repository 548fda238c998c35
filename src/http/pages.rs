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
use crate::assets::{PAGE_CATALOGUE, Pages};

/// Files under `/assets` carry their content's hash in their name and never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Where the field app is.
const FIELD_APP: &str = "/field";

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
    if uri.path() == FIELD_APP {
        // An app of its own, which starts without a network once it has been here.
        let file = built("field.html").ok_or(Refusal::new(StatusCode::NOT_FOUND, "no_pages"))?;
        return Ok(answer("field.html", &file, "no-cache", &headers));
    }
    let is_there = is_page(uri.path());
    if !is_there && !takes_html(&headers) {
        return Err(Refusal::not_found());
    }
    let Some(file) = built("index.html") else {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "no_pages"));
    };
    if is_there {
        return Ok(answer("index.html", &file, "no-cache", &headers));
    }
    // The page says itself that there is nothing; whoever knows it already gets it whole, too.
    let mut response = answer("index.html", &file, "no-store", &HeaderMap::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    Ok(response)
}

/// Whether the pages have one at that path: the catalogue of the pages is the only list of them. A
/// path there that ends in a slash leads to the pages of single things below it.
fn is_page(path: &str) -> bool {
    static PATHS: LazyLock<Vec<&str>> = LazyLock::new(|| page_paths(PAGE_CATALOGUE));
    PATHS.iter().any(|page| {
        *page == path || page.len() > 1 && page.ends_with('/') && path.starts_with(page)
    })
}

/// The paths that a catalogue of pages names, as in `path: '/names'`.
fn page_paths(catalogue: &'static str) -> Vec<&'static str> {
    catalogue
        .split("path: '")
        .skip(1)
        .filter_map(|rest| rest.split('\'').next())
        .filter(|path| path.starts_with('/'))
        .collect()
}

fn takes_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"))
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
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_those_of_their_catalogue() {
        let paths = page_paths(PAGE_CATALOGUE);
        for path in ["/", "/names", "/cases/", "/report/", "/sign-in"] {
            assert!(paths.contains(&path), "{path}: {paths:?}");
        }
        assert!(is_page("/") && is_page("/cases") && is_page("/cases/A-1"));
        for path in ["/nowhere", "/tasks/x", "/wp-admin", "/casesx"] {
            assert!(!is_page(path), "{path}");
        }
    }
}
