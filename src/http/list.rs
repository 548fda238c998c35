//! Lists of a kind: filtered, paged by key.

use std::collections::HashMap;

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde_json::json;

use super::{
    App,
    access::Reader,
    extract::{self, Params},
    page::{address, cursor, page, parse},
    refusal::Answer,
    render,
};

/// `GET /api/v1/{kind}`
#[utoipa::path(get, path = "/api/v1/{kind}", tag = "features",
    params(("kind" = String, Path, description = "A kind, such as `road`"), ("limit" = Option<usize>, Query, minimum = 1, maximum = 10000, description = "Default 100"), ("cursor" = Option<String>, Query, description = "`next` of the page before"), ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees"), ("region" = Option<String>, Query, description = "A region's code: it and everything below"), ("state" = Option<String>, Query, description = "Default planned,current")),
    security((), ("token" = [])),
    responses((status = 200, description = "A page; any public field of the kind may be a parameter, too", content_type = "application/geo+json", body = ref("#/components/schemas/FeatureCollection"))))]
pub(super) async fn list(
    State(app): State<App>,
    Reader(sight): Reader,
    Path(kind): Path<String>,
    Params(params): Params<HashMap<String, String>>,
) -> Answer<Response> {
    let kind = extract::kind(&kind)?;
    let query = parse(kind, sight.widest(kind), &params)?;
    let view = app.registry().view()?;
    extract::region(&view, &sight, query.filter.region.as_deref())?;
    let eye = view.snapshot.seen_by(&sight);
    let page = page(&view, kind, eye, &query);
    let mut out = Vec::with_capacity(page.rows.len() * 700 + 256);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":");
    let count = render::array(page.rows, eye, &mut out);
    let next = page.next.map(cursor);
    let path = format!("/api/v1/{kind}");
    let mut links = vec![link("self", &address(&path, &params, None))];
    if let Some(next) = &next {
        links.push(link("next", &address(&path, &params, Some(next))));
    }
    let tail = json!({ "numberReturned": count, "links": links, "next": next }).to_string();
    out.push(b',');
    out.extend_from_slice(&tail.as_bytes()[1..]);
    Ok(render::geojson(out))
}

fn link(rel: &str, href: &str) -> serde_json::Value {
    json!({ "rel": rel, "href": href, "type": "application/geo+json" })
}
