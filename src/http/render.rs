//! Features on their way out, as the contract's GeoJSON.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{
    domain::{Audience, Feature},
    exchange::{feature_json, row_json},
    snapshot::{Eye, RowRef},
};

/// GeoJSON bytes as an answer.
pub(super) fn geojson(bytes: Vec<u8>) -> Response {
    let mut response = Body::from(bytes).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/geo+json"),
    );
    response
}

/// JSON bytes as an answer.
pub(super) fn json(bytes: Vec<u8>) -> Response {
    let mut response = Body::from(bytes).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// One feature, its version as the entity tag.
pub(super) fn one(status: StatusCode, feature: &Feature, audience: Audience) -> Response {
    let mut bytes = Vec::with_capacity(1024);
    feature_json(feature, audience, &mut bytes);
    let mut response = tagged(geojson(bytes), feature.version);
    *response.status_mut() = status;
    response
}

/// The answer with the version as its entity tag.
pub(super) fn tagged(mut response: Response, version: i32) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The features that the reader may know of between brackets, parted by commas; how many.
pub(super) fn array<'a>(
    rows: impl IntoIterator<Item = RowRef<'a>>,
    eye: impl Eye,
    out: &mut Vec<u8>,
) -> usize {
    out.push(b'[');
    let mut count = 0;
    for row in rows {
        let start = out.len();
        if count > 0 {
            out.push(b',');
        }
        if row_json(row, eye.of_row(row), out) {
            count += 1;
        } else {
            out.truncate(start);
        }
    }
    out.push(b']');
    count
}
