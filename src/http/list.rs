//! Lists of a kind: filtered, paged by key.

use std::collections::HashMap;

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use serde_json::json;

use super::{
    App,
    access::Reader,
    extract,
    refusal::{Answer, Refusal},
    render,
};
use crate::{
    domain::{
        Audience, Field, FieldType, Kind, State as FeatureState, Value, Visibility, disclosure,
    },
    geo::Bounds,
    registry::View,
    snapshot::{Filter, Page, RowRef},
};

const DEFAULT_LIMIT: usize = 100;
const MOST: usize = 10_000;

/// What a list is asked for.
#[derive(Debug)]
pub(super) struct ListQuery {
    pub(super) filter: Filter,
    pub(super) limit: usize,
    pub(super) after: i64,
}

/// `GET /api/v1/{kind}`
pub(super) async fn list(
    State(app): State<App>,
    Reader(audience): Reader,
    Path(kind): Path<String>,
    Query(params): Query<HashMap<String, String>>,
) -> Answer<Response> {
    let kind = extract::kind(&kind)?;
    let query = parse(kind, audience, &params)?;
    let view = app.registry().view()?;
    let page = page(&view, kind, audience, &query);
    let mut out = Vec::with_capacity(page.rows.len() * 700 + 256);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":");
    let count = render::array(page.rows, audience, &mut out);
    let next = page.next.map(|fid| cursor(fid));
    let mut links = vec![link("self", &address(kind, &params, None))];
    if let Some(next) = &next {
        links.push(link("next", &address(kind, &params, Some(next))));
    }
    let tail = json!({ "numberReturned": count, "links": links, "next": next }).to_string();
    out.push(b',');
    out.extend_from_slice(&tail.as_bytes()[1..]);
    Ok(render::geojson(out))
}

/// A page of what the audience may see. Markers are found by the place that the audience sees, so
/// that a box does not narrow down the exact one.
pub(super) fn page<'a>(
    view: &'a View,
    kind: Kind,
    audience: Audience,
    query: &'a ListQuery,
) -> Page<'a> {
    let table = view.snapshot.table(kind);
    if kind == Kind::BoundaryMarker && audience == Audience::Public && query.filter.bbox.is_some() {
        let open = Filter {
            bbox: None,
            ..query.filter.clone()
        };
        let prepared = open.prepare(&view.snapshot, kind);
        let seen = |row: &RowRef<'_>| match (query.filter.bbox, row.point()) {
            (Some(bounds), Some(at)) => {
                let at = disclosure::shown_marker(at);
                bounds.intersects(&Bounds {
                    west: at.lon,
                    south: at.lat,
                    east: at.lon,
                    north: at.lat,
                })
            }
            _ => false,
        };
        let mut rows: Vec<RowRef<'a>> = table
            .after(query.after)
            .filter(|row| prepared.matches(*row))
            .filter(seen)
            .take(query.limit + 1)
            .collect();
        let next = (rows.len() > query.limit).then(|| {
            rows.truncate(query.limit);
            rows[query.limit - 1].fid()
        });
        return Page { rows, next };
    }
    table.page(
        &query.filter.prepare(&view.snapshot, kind),
        query.after,
        query.limit,
    )
}

/// Parameters of a list: the fixed ones, and any field of the kind that the audience may see.
pub(super) fn parse(
    kind: Kind,
    audience: Audience,
    params: &HashMap<String, String>,
) -> Answer<ListQuery> {
    let mut filter = Filter::default();
    let mut limit = DEFAULT_LIMIT;
    let mut after = 0;
    for (name, value) in params {
        match name.as_str() {
            "limit" => {
                let asked = value
                    .parse()
                    .map_err(|_| Refusal::parameter("limit", value, "1…10000"))?;
                limit = extract::limit(Some(asked), DEFAULT_LIMIT, MOST)?;
            }
            "cursor" => {
                after = parse_cursor(value)
                    .ok_or_else(|| Refusal::parameter("cursor", value, "next"))?;
            }
            "bbox" => filter.bbox = Some(extract::bbox(value)?),
            "region" => filter.region = Some(value.clone()),
            "state" => filter.states = states(value, audience)?,
            _ => filter
                .equals
                .push(field_condition(kind, audience, name, value)?),
        }
    }
    if filter.states.is_empty() {
        filter.states = vec![FeatureState::Planned, FeatureState::Current];
    }
    Ok(ListQuery {
        filter,
        limit,
        after,
    })
}

fn states(text: &str, audience: Audience) -> Answer<Vec<FeatureState>> {
    text.split(',')
        .map(|word| match FeatureState::from_stored(word) {
            Some(FeatureState::Draft) if audience == Audience::Public => Err(Refusal::parameter(
                "state",
                word,
                "planned, current, retired",
            )),
            Some(state) => Ok(state),
            None => Err(Refusal::parameter(
                "state",
                word,
                "planned, current, retired",
            )),
        })
        .collect()
}

fn field_condition(
    kind: Kind,
    audience: Audience,
    name: &str,
    text: &str,
) -> Answer<(usize, Value)> {
    let unknown = || Refusal::unreadable(format!("unknown parameter `{name}`"));
    let (at, field) = kind.field(name).ok_or_else(unknown)?;
    if audience == Audience::Public && field.visibility == Visibility::Restricted {
        return Err(unknown());
    }
    let value = typed(field, text)
        .ok_or_else(|| Refusal::parameter(field.name, text, format!("{:?}", field.field_type)))?;
    Ok((at, value))
}

fn typed(field: &Field, text: &str) -> Option<Value> {
    Some(match field.field_type {
        FieldType::Text | FieldType::Code | FieldType::Choice(_) => Value::from(text),
        FieldType::Integer => Value::Integer(text.parse().ok()?),
        FieldType::Number => Value::Number(text.parse().ok().filter(|n: &f64| n.is_finite())?),
        FieldType::Date => Value::Date(text.parse().ok()?),
    })
}

/// An opaque cursor: what it holds is nobody's business but this file's.
fn cursor(fid: i64) -> String {
    format!("k{fid:x}")
}

fn parse_cursor(text: &str) -> Option<i64> {
    i64::from_str_radix(text.strip_prefix('k')?, 16)
        .ok()
        .filter(|fid| *fid >= 0)
}

fn address(kind: Kind, params: &HashMap<String, String>, next: Option<&str>) -> String {
    let mut pairs: Vec<(&str, &str)> = params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| next.is_none() || *name != "cursor")
        .collect();
    pairs.sort_unstable();
    pairs.extend(next.map(|next| ("cursor", next)));
    let query = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&");
    if query.is_empty() {
        format!("/api/v1/{kind}")
    } else {
        format!("/api/v1/{kind}?{query}")
    }
}

/// Percent-encodes all but unreserved characters and commas.
pub(super) fn encode(text: &str) -> String {
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~,".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
            out
        })
}

fn link(rel: &str, href: &str) -> serde_json::Value {
    json!({ "rel": rel, "href": href, "type": "application/geo+json" })
}
