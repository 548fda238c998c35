//! Search while typing.

use axum::{extract::State, response::Response};
use serde::Deserialize;
use serde_json::json;

use super::{
    App,
    access::Reader,
    extract::{self, Params},
    refusal::{Answer, Refusal},
    render,
};
use crate::{
    domain::Kind,
    exchange::row_json,
    geo::LonLat,
    index::{self, SearchHit},
    registry::View,
    snapshot::Eye,
};

const MOST_CHARACTERS: usize = 100;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    /// Part of a name, a spelling, its initials or a code.
    q: String,
    /// Parted by commas; default all.
    kinds: Option<String>,
    /// A region's code: it and everything below.
    region: Option<String>,
    /// lon,lat in degrees: what is nearer counts more.
    near: Option<String>,
    /// 1 to 50; default 10.
    limit: Option<usize>,
}

/// `GET /api/v1/search`
#[utoipa::path(get, path = "/api/v1/search", tag = "look-up",
    params(Search),
    security((), ("token" = [])),
    responses((status = 200, description = "The best first", body = ref("#/components/schemas/Search"))))]
pub(super) async fn search(
    State(app): State<App>,
    Reader(sight): Reader,
    Params(query): Params<Search>,
) -> Answer<Response> {
    if query.q.chars().count() > MOST_CHARACTERS {
        return Err(Refusal::parameter(
            "q",
            &query.q,
            format!("≤ {MOST_CHARACTERS}"),
        ));
    }
    let near = query
        .near
        .as_deref()
        .map(|text| extract::lon_lat("near", text))
        .transpose()?;
    let asked = index::Search {
        text: query.q,
        kinds: extract::kinds(query.kinds.as_deref(), &Kind::ALL)?,
        region: query.region,
        near,
        limit: extract::limit(query.limit, 10, 50)?,
    };
    let view = app.registry().view()?;
    extract::region(&view, &sight, asked.region.as_deref())?;
    let eye = view.snapshot.seen_by(&sight);
    let hits = find(&view, &asked, eye);
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
        row_json(hit.row, eye.of_row(hit.row), &mut out);
        out.push(b'}');
    }
    out.extend_from_slice(format!("],\"position\":{}}}", view.snapshot.position().0).as_bytes());
    Ok(render::json(out))
}

/// Whoever does not see every marker whole learns neither a distance to an exact marker nor an order that tells one: markers are
/// sought as if no place were given.
fn find<'a>(view: &'a View, asked: &index::Search, eye: impl Eye) -> Vec<SearchHit<'a>> {
    let guarded = eye.may_hide(Kind::BoundaryMarker)
        && asked
            .near
            .is_some_and(|_: LonLat| asked.kinds.contains(&Kind::BoundaryMarker));
    if !guarded {
        return view.index.search(asked);
    }
    let others = asked
        .kinds
        .iter()
        .copied()
        .filter(|kind| *kind != Kind::BoundaryMarker)
        .collect();
    let mut hits = view.index.search(&index::Search {
        kinds: others,
        ..asked.clone()
    });
    let markers = index::Search {
        kinds: vec![Kind::BoundaryMarker],
        near: None,
        ..asked.clone()
    };
    hits.extend(view.index.search(&markers));
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    hits.truncate(asked.limit);
    hits
}
