//! Roads without a name, and how far each town has come.

use std::cmp::Reverse;

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    domain::Sight,
    http::{
        App,
        desk::on_a_thread,
        extract::{self, Params},
        refusal::{Answer, Refusal},
    },
    messages::Phrase,
    registry::UnnamedRank,
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Unnamed {
    /// This region and below.
    region: Option<String>,
    /// Roads of this class.
    class: Option<String>,
    /// 1 to 1000; default 100.
    limit: Option<usize>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// `GET /api/v1/roads/unnamed`
#[utoipa::path(get, path = "/api/v1/roads/unnamed", tag = "names", operation_id = "unnamed_roads",
    params(Unnamed),
    responses((status = 200, description = "Roads without a name: the most doorplates first, then the longest", body = ref("#/components/schemas/UnnamedRoads"))))]
pub(in crate::http) async fn unnamed_roads(
    State(app): State<App>,
    Params(query): Params<Unnamed>,
) -> Answer<Json<Value>> {
    let limit = extract::limit(query.limit, 100, 1_000)?;
    let after = query.cursor.as_deref().map(read_rank).transpose()?;
    let view = app.registry().view()?;
    extract::region(&view, &Sight::PUBLIC, query.region.as_deref())?;
    // It looks at every road and doorplate of the register.
    let looking = move || {
        let (region, class) = (query.region.as_deref(), query.class.as_deref());
        view.unnamed_roads(region, class, after, limit)
    };
    let (page, total) = on_a_thread(looking).await?;
    let next = (page.len() == limit)
        .then(|| page.last().map(|(rank, _)| write_rank(*rank)))
        .flatten();
    let roads: Vec<_> = page.iter().map(|(_, road)| road).collect();
    Ok(Json(
        json!({ "roads": roads, "total": total, "next": next }),
    ))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Coverage {
    /// This region and below.
    region: Option<String>,
}

/// `GET /api/v1/roads/coverage`
#[utoipa::path(get, path = "/api/v1/roads/coverage", tag = "names", operation_id = "naming_coverage",
    params(Coverage),
    responses((status = 200, description = "How many roads of each town have a name", body = ref("#/components/schemas/Coverage"))))]
pub(in crate::http) async fn naming_coverage(
    State(app): State<App>,
    Params(query): Params<Coverage>,
) -> Answer<Json<Value>> {
    let view = app.registry().view()?;
    extract::region(&view, &Sight::PUBLIC, query.region.as_deref())?;
    let counting = move || view.naming_coverage(query.region.as_deref());
    let towns = on_a_thread(counting).await?;
    let sum = |count: fn(&crate::registry::TownCoverage) -> usize| -> usize {
        towns.iter().map(count).sum()
    };
    let (roads, named) = (sum(|town| town.roads), sum(|town| town.named));
    Ok(Json(
        json!({ "roads": roads, "named": named, "unnamed": roads - named, "towns": towns }),
    ))
}

fn write_rank((plates, decimetres, fid): UnnamedRank) -> String {
    format!("{}.{}.{fid}", plates.0, decimetres.0)
}

fn read_rank(cursor: &str) -> Result<UnnamedRank, Refusal> {
    let mut parts = cursor.split('.');
    let rank = (|| {
        let plates = parts.next()?.parse().ok()?;
        let decimetres = parts.next()?.parse().ok()?;
        let fid = parts.next()?.parse().ok()?;
        parts
            .next()
            .is_none()
            .then_some((Reverse(plates), Reverse(decimetres), fid))
    })();
    rank.ok_or_else(|| Refusal::parameter("cursor", cursor, Phrase::of("http.word.next")))
}
