//! Look-ups from memory: nearest, reverse, within, search.

use axum::{extract::State, response::Response};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{
    App,
    access::Reader,
    body::JsonBody,
    extract::{self, Params},
    refusal::{Answer, Refusal},
    render,
};
use crate::{
    domain::{Audience, Kind, region, shared},
    exchange::feature_json,
    geo::{Bounds, Geometry, geojson, validity, wkt},
    index::{Hit, SearchQuery},
    registry::View,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nearest {
    lon: f64,
    lat: f64,
    kinds: Option<String>,
    k: Option<usize>,
    max_m: Option<f64>,
}

const NEAREST_KINDS: [Kind; 3] = [Kind::Doorplate, Kind::Road, Kind::Place];
const NEAREST_MAX_M: f64 = 5_000.0;

/// `GET /api/v1/nearest`
pub(super) async fn nearest(
    State(app): State<App>,
    Reader(audience): Reader,
    Params(query): Params<Nearest>,
) -> Answer<Response> {
    let at = extract::at(query.lon, query.lat)?;
    let kinds = extract::kinds(query.kinds.as_deref(), &NEAREST_KINDS)?;
    if kinds.contains(&Kind::BoundaryMarker) {
        return Err(Refusal::parameter("kinds", "boundary_marker", "any kind but boundary_marker"));
    }
    let k = query.k.unwrap_or(1);
    if !(1..=100).contains(&k) {
        return Err(Refusal::parameter("k", &k.to_string(), "1…100"));
    }
    let max_m = query.max_m.unwrap_or(NEAREST_MAX_M);
    if !(max_m > 0.0 && max_m <= 100_000.0) {
        return Err(Refusal::parameter("max_m", &max_m.to_string(), "0…100000"));
    }
    let view = app.registry().view()?;
    let hits = view.index.nearest(&view.snapshot, at, &kinds, k, max_m);
    let mut out = b"{\"results\":[".to_vec();
    for (nth, hit) in hits.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        write_hit(hit, audience, &mut out);
    }
    end(&view, &mut out);
    Ok(render::json(out))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reverse {
    lon: f64,
    lat: f64,
}

/// `GET /api/v1/reverse`
pub(super) async fn reverse(
    State(app): State<App>,
    Reader(audience): Reader,
    Params(query): Params<Reverse>,
) -> Answer<Response> {
    let at = extract::at(query.lon, query.lat)?;
    let view = app.registry().view()?;
    let found = view.index.reverse(&view.snapshot, at);
    let regions: Vec<Json> = found
        .regions
        .iter()
        .map(|row| {
            json!({
                "code": row.text(shared::CODE_AT),
                "name": row.name(),
                "level": row.text(region::LEVEL_AT),
            })
        })
        .collect();
    let mut out = Vec::with_capacity(2048);
    out.extend_from_slice(b"{\"address\":");
    out.extend_from_slice(json!(found.address).to_string().as_bytes());
    out.extend_from_slice(b",\"regions\":");
    out.extend_from_slice(json!(regions).to_string().as_bytes());
    for (name, hit) in [("doorplate", &found.doorplate), ("road", &found.road)] {
        out.extend_from_slice(format!(",\"{name}\":").as_bytes());
        match hit {
            Some(hit) => write_hit(hit, audience, &mut out),
            None => out.extend_from_slice(b"null"),
        }
    }
    out.extend_from_slice(format!(",\"position\":{}}}", view.snapshot.position().0).as_bytes());
    Ok(render::json(out))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Within {
    bbox: Option<String>,
    polygon: Option<String>,
    kinds: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// `GET /api/v1/within`
pub(super) async fn within(
    State(app): State<App>,
    Reader(audience): Reader,
    Params(query): Params<Within>,
) -> Answer<Response> {
    let area = match (&query.bbox, &query.polygon) {
        (Some(bbox), None) => rectangle(extract::bbox(bbox)?),
        (None, Some(text)) => wkt::from_wkt(text)
            .map_err(|error| Refusal::parameter("polygon", text, error.to_string()))?,
        _ => return Err(Refusal::unreadable("give bbox or polygon")),
    };
    answer_within(&app, audience, &area, &query)
}

/// `POST /api/v1/within`
pub(super) async fn within_geometry(
    State(app): State<App>,
    Reader(audience): Reader,
    Params(query): Params<Within>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let body: Json = extract::json(&body)?;
    let area = geojson::parse(&body).map_err(|error| Refusal::unreadable(error.to_string()))?;
    answer_within(&app, audience, &area, &query)
}

fn answer_within(app: &App, audience: Audience, area: &Geometry, query: &Within) -> Answer<Response> {
    validity::check(area).map_err(|error| Refusal::unreadable(error.to_string()))?;
    let kinds = extract::kinds(query.kinds.as_deref(), &Kind::ALL)?;
    let limit = extract::limit(query.limit, 1_000, 10_000)?;
    let after = match &query.cursor {
        None => None,
        Some(text) => {
            Some(parse_cursor(text).ok_or_else(|| Refusal::parameter("cursor", text, "next"))?)
        }
    };
    let view = app.registry().view()?;
    let page = view.index.within(&view.snapshot, area, &kinds, audience, limit, after);
    let next = page.next.map(|(kind, fid)| format!("{kind}:{fid:x}"));
    let mut out = Vec::with_capacity(page.rows.len() * 700 + 256);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":");
    let count = render::array(page.rows, audience, &mut out);
    let tail = json!({
        "numberReturned": count, "next": next, "position": view.snapshot.position().0,
    })
    .to_string();
    out.push(b',');
    out.extend_from_slice(&tail.as_bytes()[1..]);
    Ok(render::geojson(out))
}

fn parse_cursor(text: &str) -> Option<(Kind, i64)> {
    let (kind, fid) = text.split_once(':')?;
    Some((kind.parse().ok()?, i64::from_str_radix(fid, 16).ok()?))
}

fn rectangle(bounds: Bounds) -> Geometry {
    Geometry::Polygon(
        geo_types::Rect::new((bounds.west, bounds.south), (bounds.east, bounds.north)).to_polygon(),
    )
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    q: String,
    kinds: Option<String>,
    region: Option<String>,
    near: Option<String>,
    limit: Option<usize>,
}

/// `GET /api/v1/search`
pub(super) async fn search(
    State(app): State<App>,
    Reader(audience): Reader,
    Params(query): Params<Search>,
) -> Answer<Response> {
    if query.q.chars().count() > 100 {
        return Err(Refusal::parameter("q", &query.q, "≤ 100"));
    }
    let kinds = extract::kinds(query.kinds.as_deref(), &Kind::ALL)?;
    let limit = extract::limit(query.limit, 10, 50)?;
    let near = query.near.as_deref().map(|text| extract::lon_lat("near", text)).transpose()?;
    let view = app.registry().view()?;
    let hits = view.index.search(
        &view.snapshot,
        &SearchQuery {
            text: &query.q,
            kinds: &kinds,
            region: query.region.as_deref(),
            near,
            limit,
            audience,
        },
    );
    let mut out = b"{\"results\":[".to_vec();
    for (nth, hit) in hits.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        let head = json!({
            "score": hit.score,
            "matched": hit.matched.as_str(),
            "label": hit.label,
            "detail": hit.detail,
            "distance_m": hit.distance_m,
        })
        .to_string();
        out.extend_from_slice(&head.as_bytes()[..head.len() - 1]);
        out.extend_from_slice(b",\"feature\":");
        feature_json(&hit.row.to_feature(), audience, &mut out);
        out.push(b'}');
    }
    end(&view, &mut out);
    Ok(render::json(out))
}

fn write_hit(hit: &Hit<'_>, audience: Audience, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{{\"distance_m\":{:.2},\"feature\":", hit.distance_m).as_bytes());
    feature_json(&hit.row.to_feature(), audience, out);
    out.push(b'}');
}

fn end(view: &View, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("],\"position\":{}}}", view.snapshot.position().0).as_bytes());
}
