//! The collections: one a kind, under its plural.

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use serde_json::{Value, json};

use super::{
    crs,
    link::{GEOJSON, JSON, SCHEMA, link, ogc_link},
};
use crate::{
    domain::Kind,
    geo::Crs,
    http::{
        App,
        courtesy::language,
        extract::{NoParams, Params},
        refusal::{Answer, Refusal},
        tiles::base_url,
    },
    messages::{Lang, say},
    registry::View,
    snapshot::{Box4, NOWHERE},
};

/// `GET /ogc/collections`
#[utoipa::path(get, operation_id = "collections", path = "/ogc/collections", tag = "ogc",
    responses((status = 200, description = "Every collection", body = ref("#/components/schemas/Collections"))))]
pub(in crate::http) async fn all(
    State(app): State<App>,
    headers: HeaderMap,
    Params(NoParams {}): Params<NoParams>,
) -> Answer<Json<Value>> {
    let view = app.registry().view()?;
    let base = base_url(&headers);
    let lang = language(&headers);
    let collections: Vec<Value> = Kind::ALL
        .into_iter()
        .map(|kind| describe(&view, kind, &base, lang))
        .collect();
    Ok(Json(json!({
        "links": [link("self", JSON, &format!("{base}/ogc/collections"))],
        "collections": collections,
    })))
}

/// `GET /ogc/collections/{collection}`
#[utoipa::path(get, operation_id = "collection", path = "/ogc/collections/{collection}", tag = "ogc",
    params(("collection" = String, Path, description = "A kind in the plural, such as `roads`")),
    responses((status = 200, description = "The collection", body = ref("#/components/schemas/Collection"))))]
pub(in crate::http) async fn one(
    State(app): State<App>,
    headers: HeaderMap,
    Path(plural): Path<String>,
    Params(NoParams {}): Params<NoParams>,
) -> Answer<Json<Value>> {
    let kind = named(&plural)?;
    let view = app.registry().view()?;
    Ok(Json(describe(
        &view,
        kind,
        &base_url(&headers),
        language(&headers),
    )))
}

/// The kind whose collection a path names.
pub(super) fn named(plural: &str) -> Answer<Kind> {
    Kind::from_plural(plural).ok_or_else(Refusal::not_found)
}

/// The name of a kind in a language.
pub(super) fn label(kind: Kind, lang: Lang) -> &'static str {
    let (zh, en) = kind.labels();
    match lang {
        Lang::ZhCn => zh,
        Lang::En => en,
    }
}

fn describe(view: &View, kind: Kind, base: &str, lang: Lang) -> Value {
    let plural = kind.plural();
    let here = format!("{base}/ogc/collections/{plural}");
    let extent = public_extent(view.snapshot.table(kind).extent());
    let mut answer = json!({
        "id": plural,
        "title": label(kind, lang),
        "description": say(lang, &format!("ogc.collection.{kind}"), &[]),
        "itemType": "feature",
        "crs": crs::offered(&extent),
        "storageCrs": Crs::Cgcs2000.uri(),
        "links": [
            link("self", JSON, &here),
            link("items", GEOJSON, &format!("{here}/items")),
            ogc_link("queryables", SCHEMA, &format!("{here}/queryables")),
        ],
    });
    if extent != NOWHERE {
        answer["extent"] = json!({
            "spatial": { "bbox": [extent], "crs": Crs::Crs84.uri() },
            "temporal": { "interval": [[null, null]] },
        });
    }
    answer
}

/// The box in whole hundredths of a degree, outwards: the exact one would tell the place of the
/// outermost marker.
fn public_extent(exact: Box4) -> Box4 {
    const CELLS_PER_DEGREE: f64 = 100.0;
    let [west, south, east, north] = exact.map(|degrees| degrees * CELLS_PER_DEGREE);
    [west.floor(), south.floor(), east.ceil(), north.ceil()].map(|cells| cells / CELLS_PER_DEGREE)
}
