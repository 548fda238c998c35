//! One item of a collection.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    collections::named,
    crs,
    items::in_system,
    link::{GEOJSON, JSON, link},
};
use crate::{
    domain::State as FeatureState,
    exchange::feature_json_in,
    http::{
        App,
        access::Reader,
        extract::Params,
        feature::resolve,
        refusal::{Answer, Refusal},
        render,
        tiles::base_url,
    },
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Item {
    crs: Option<String>,
}

/// `GET /ogc/collections/{collection}/items/{id}`
#[utoipa::path(get, path = "/ogc/collections/{collection}/items/{id}", tag = "ogc",
    params(
        ("collection" = String, Path, description = "A kind in the plural, such as `roads`"),
        ("id" = String, Path, description = "The uuid, or `fid:` and the small number"),
        ("crs" = Option<String>, Query, description = "URI; default CRS84"),
    ),
    responses(
        (status = 200, description = "The feature and its links", content_type = "application/geo+json",
            body = ref("#/components/schemas/Item")),
        (status = 410, description = "The feature is retired", content_type = "application/problem+json",
            body = ref("#/components/schemas/Problem")),
    ))]
pub(in crate::http) async fn item(
    State(app): State<App>,
    Reader(sight): Reader,
    headers: HeaderMap,
    Path((plural, id)): Path<(String, String)>,
    Params(query): Params<Item>,
) -> Answer<Response> {
    let kind = named(&plural)?;
    let crs = crs::parse("crs", query.crs.as_deref())?;
    let view = app.registry().view()?;
    let (id, audience) = resolve(&view, kind, &id, &sight)?;
    let feature = view
        .snapshot
        .by_id(kind, id)
        .ok_or_else(Refusal::not_found)?
        .to_feature();
    if feature.state() == FeatureState::Retired {
        return Err(Refusal::new(StatusCode::GONE, "gone"));
    }
    let mut out = Vec::with_capacity(2048);
    let shown = feature_json_in(&feature, audience, &crs, &mut out)
        .map_err(|error| Refusal::parameter("crs", &crs.to_string(), &error))?;
    if !shown {
        return Err(Refusal::not_found());
    }
    let collection = format!("{}/ogc/collections/{plural}", base_url(&headers));
    let links = json!([
        link("self", GEOJSON, &format!("{collection}/items/{id}")),
        link("collection", JSON, &collection),
    ]);
    // The links go in before the feature's last brace.
    out.pop();
    out.extend_from_slice(format!(",\"links\":{links}}}").as_bytes());
    let response = render::tagged(render::geojson(out), feature.version);
    Ok(in_system(response, &crs))
}
