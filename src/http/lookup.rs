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
    domain::{Kind, Sight, doorplate, region, shared},
    exchange::row_json,
    geo::{Bounds, Geometry, geojson, validity, wkt},
    index::{Area, Hit, Reverse as Found},
    messages::Phrase,
    registry::View,
    snapshot::Eye,
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Nearest {
    /// Degrees, CGCS2000.
    lon: f64,
    /// Degrees, CGCS2000.
    lat: f64,
    /// Parted by commas; default doorplate,road,place.
    kinds: Option<String>,
    /// How many, 1 to 100; default 1.
    k: Option<usize>,
    /// How far at most, in metres; default 5000.
    max_m: Option<f64>,
}

const NEAREST_KINDS: [Kind; 3] = [Kind::Doorplate, Kind::Road, Kind::Place];
const NEAREST_MAX_M: f64 = 5_000.0;
/// What most answers fit in.
const ANSWER_BYTES: usize = 4_096;

/// `GET /api/v1/nearest`
#[utoipa::path(get, path = "/api/v1/nearest", tag = "look-up",
    params(Nearest),
    security((), ("token" = [])),
    responses((status = 200, description = "The nearest, by geodesic distance", body = ref("#/components/schemas/Nearest"))))]
pub(super) async fn nearest(
    State(app): State<App>,
    Reader(sight): Reader,
    Params(query): Params<Nearest>,
) -> Answer<Response> {
    let at = extract::at(query.lon, query.lat)?;
    let kinds = extract::kinds(query.kinds.as_deref(), &NEAREST_KINDS)?;
    if kinds.contains(&Kind::BoundaryMarker) {
        return Err(Refusal::parameter(
            "kinds",
            "boundary_marker",
            Phrase::of("http.word.any_but_markers"),
        ));
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
    let eye = view.snapshot.seen_by(&sight);
    let hits = view.index.nearest(at, &kinds, k, max_m, eye);
    let mut out = Vec::with_capacity(ANSWER_BYTES);
    out.extend_from_slice(b"{\"results\":[");
    for (nth, hit) in hits.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        write_hit(hit, eye, &mut out);
    }
    end(&view, &mut out);
    Ok(render::json(out))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Reverse {
    /// Degrees, CGCS2000.
    lon: f64,
    /// Degrees, CGCS2000.
    lat: f64,
}

/// `GET /api/v1/reverse`
#[utoipa::path(get, path = "/api/v1/reverse", tag = "look-up",
    params(Reverse),
    security((), ("token" = [])),
    responses((status = 200, description = "Where it is", body = ref("#/components/schemas/Reverse"))))]
pub(super) async fn reverse(
    State(app): State<App>,
    Reader(sight): Reader,
    Params(query): Params<Reverse>,
) -> Answer<Response> {
    let at = extract::at(query.lon, query.lat)?;
    let view = app.registry().view()?;
    let eye = view.snapshot.seen_by(&sight);
    let found = view.index.reverse(at, NEAREST_MAX_M);
    let mut out = Vec::with_capacity(ANSWER_BYTES);
    let mut comma = "{\"address\":";
    write_text(address(&found).as_deref(), comma, &mut out);
    out.extend_from_slice(b",\"regions\":[");
    comma = "{\"code\":";
    for row in &found.regions {
        write_text(row.text(shared::CODE_AT), comma, &mut out);
        write_text(row.name(), ",\"name\":", &mut out);
        write_text(row.text(region::LEVEL_AT), ",\"level\":", &mut out);
        out.push(b'}');
        comma = ",{\"code\":";
    }
    for (name, hit) in [
        (&b"],\"doorplate\":"[..], &found.doorplate),
        (b",\"road\":", &found.road),
    ] {
        out.extend_from_slice(name);
        match hit {
            Some(hit) => write_hit(hit, eye, &mut out),
            None => out.extend_from_slice(b"null"),
        }
    }
    out.extend_from_slice(format!(",\"position\":{}}}", view.snapshot.position().0).as_bytes());
    Ok(render::json(out))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Within {
    /// west,south,east,north in degrees; or `polygon`.
    bbox: Option<String>,
    /// Well-known text; or `bbox`.
    polygon: Option<String>,
    /// Parted by commas; default all.
    kinds: Option<String>,
    /// 1 to 10 000; default 1000.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// `GET /api/v1/within`
#[utoipa::path(get, path = "/api/v1/within", tag = "look-up",
    params(Within),
    security((), ("token" = [])),
    responses((status = 200, description = "What meets the area, edges included", content_type = "application/geo+json", body = ref("#/components/schemas/FeatureCollection"))))]
pub(super) async fn within(
    State(app): State<App>,
    Reader(sight): Reader,
    Params(query): Params<Within>,
) -> Answer<Response> {
    let area = match (&query.bbox, &query.polygon) {
        (Some(bbox), None) => rectangle(extract::bbox(bbox)?),
        (None, Some(text)) => valid(
            wkt::from_wkt(text).map_err(|error| Refusal::parameter("polygon", text, &error))?,
        )?,
        _ => return Err(Refusal::unreadable(Phrase::of("http.one_area"))),
    };
    answer_within(&app, &sight, area, &query)
}

/// `POST /api/v1/within`
#[utoipa::path(post, path = "/api/v1/within", tag = "look-up",
    params(Within),
    request_body(content = ref("#/components/schemas/Geometry"), content_type = "application/geo+json"),
    security((), ("token" = [])),
    responses((status = 200, description = "What meets the geometry, edges included", content_type = "application/geo+json", body = ref("#/components/schemas/FeatureCollection"))))]
pub(super) async fn within_geometry(
    State(app): State<App>,
    Reader(sight): Reader,
    Params(query): Params<Within>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    if query.bbox.is_some() || query.polygon.is_some() {
        return Err(Refusal::unreadable(Phrase::of("http.area_in_body")));
    }
    let body: Json = extract::json(&body)?;
    let area = geojson::parse(&body).map_err(|error| Refusal::unreadable(&error))?;
    answer_within(&app, &sight, valid(area)?, &query)
}

/// The area, unless its border crosses itself and so does not say what is within.
fn valid(area: Geometry) -> Answer<Geometry> {
    match validity::check(&area) {
        Ok(()) => Ok(area),
        Err(error) => Err(Refusal::unreadable(&error)),
    }
}

fn answer_within(app: &App, sight: &Sight, area: Geometry, query: &Within) -> Answer<Response> {
    let kinds = extract::kinds(query.kinds.as_deref(), &Kind::ALL)?;
    let limit = extract::limit(query.limit, 1_000, 10_000)?;
    let after = match &query.cursor {
        None => None,
        Some(text) => Some(
            parse_cursor(text)
                .ok_or_else(|| Refusal::parameter("cursor", text, Phrase::of("http.word.next")))?,
        ),
    };
    let area = Area::of(area).ok_or_else(|| Refusal::unreadable(Phrase::of("http.empty_area")))?;
    let view = app.registry().view()?;
    let eye = view.snapshot.seen_by(sight);
    let page = view.index.within(&area, &kinds, limit, after, eye);
    let next = page.next.map(|(kind, fid)| format!("{kind}:{fid:x}"));
    let mut out = Vec::with_capacity(page.rows.len() * 700 + 256);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":");
    let count = render::array(page.rows, eye, &mut out);
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

/// Nearer than this, a place is said to be at the plate.
const AT_THE_PLATE_M: f64 = 50.0;
/// Nearer than this, it is said to be on the road.
const ON_THE_ROAD_M: f64 = 200.0;

/// The address of a place, as exact as what stands near it: the plate's, the road's, the village's.
fn address(found: &Found<'_>) -> Option<String> {
    if let Some(hit) = found
        .doorplate
        .as_ref()
        .filter(|hit| hit.distance_m <= AT_THE_PLATE_M)
        && let Some(address) = hit.row.text(doorplate::ADDRESS_AT)
    {
        return Some(address.to_owned());
    }
    let mut address: String = found.regions.iter().filter_map(|row| row.name()).collect();
    if let Some(name) = found
        .road
        .as_ref()
        .filter(|hit| hit.distance_m <= ON_THE_ROAD_M)
        .and_then(|hit| hit.row.name())
    {
        address.push_str(name);
    }
    (!address.is_empty()).then_some(address)
}

fn write_hit(hit: &Hit<'_>, eye: impl Eye, out: &mut Vec<u8>) {
    hit.row.fetch();
    out.extend_from_slice(
        format!("{{\"distance_m\":{:.2},\"feature\":", hit.distance_m).as_bytes(),
    );
    row_json(hit.row, eye.of_row(hit.row), out);
    out.push(b'}');
}

/// A name as it stands in the answer, and its text or null.
fn write_text(text: Option<&str>, name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(name.as_bytes());
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(out, &text);
}

fn end(view: &View, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("],\"position\":{}}}", view.snapshot.position().0).as_bytes());
}
