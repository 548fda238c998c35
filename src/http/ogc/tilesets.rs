//! The vector tilesets of everything: where the tiles are and what they hold.

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use serde_json::{Value, json};

use super::{
    link::{JSON, MVT, link, ogc_link},
    matrices::{NAME, URI, named},
};
use crate::{
    domain::Audience,
    geo::Crs,
    http::{
        App,
        courtesy::language,
        extract::{NoParams, Params},
        refusal::Answer,
        tiles::base_url,
    },
    messages::{Lang, say},
    tile::DEEPEST_SERVED,
};

/// `GET /ogc/tiles`
#[utoipa::path(get, path = "/ogc/tiles", tag = "ogc",
    responses((status = 200, description = "The tilesets", body = serde_json::Value)))]
pub(in crate::http) async fn tilesets(
    headers: HeaderMap,
    Params(NoParams {}): Params<NoParams>,
) -> Json<Value> {
    let base = base_url(&headers);
    let mut summary = summary(&base, language(&headers));
    summary["links"] = json!([
        link("self", JSON, &format!("{base}/ogc/tiles/{NAME}")),
        matrices(&base),
    ]);
    Json(json!({
        "links": [link("self", JSON, &format!("{base}/ogc/tiles"))],
        "tilesets": [summary],
    }))
}

/// `GET /ogc/tiles/{set}`
#[utoipa::path(get, path = "/ogc/tiles/{set}", tag = "ogc",
    params(("set" = String, Path, description = "`WebMercatorQuad`")),
    responses((status = 200, description = "The tileset", body = serde_json::Value)))]
pub(in crate::http) async fn tileset(
    State(app): State<App>,
    headers: HeaderMap,
    Path(set): Path<String>,
    Params(NoParams {}): Params<NoParams>,
) -> Answer<Json<Value>> {
    named(&set)?;
    let lang = language(&headers);
    let base = base_url(&headers);
    let layers = app.registry().painter().layers();
    let described: Vec<Value> = layers
        .iter()
        .filter_map(|layer| Some((layer, layer.view(Audience::Public)?)))
        .map(|(layer, view)| {
            let title = match lang {
                Lang::ZhCn => &layer.zh,
                Lang::En => &layer.en,
            };
            json!({
                "id": layer.name,
                "title": title,
                "dataType": "vector",
                "minTileMatrix": view.min_zoom.to_string(),
                "maxTileMatrix": view.max_zoom.min(DEEPEST_SERVED).to_string(),
            })
        })
        .collect();
    let mut answer = summary(&base, lang);
    answer["layers"] = described.into();
    let mut tile = link(
        "item",
        MVT,
        &format!("{base}/tiles/{{tileMatrix}}/{{tileCol}}/{{tileRow}}.mvt"),
    );
    tile["templated"] = true.into();
    answer["links"] = json!([
        link("self", JSON, &format!("{base}/ogc/tiles/{NAME}")),
        tile,
        matrices(&base),
        link("describedby", JSON, &format!("{base}/tiles.json")),
    ]);
    if let Some(bounds) = app
        .registry()
        .view()?
        .painted
        .bounds(layers.all(Audience::Public))
    {
        answer["boundingBox"] = json!({
            "lowerLeft": [bounds.west, bounds.south],
            "upperRight": [bounds.east, bounds.north],
            "crs": Crs::Crs84.uri(),
        });
    }
    Ok(Json(answer))
}

fn summary(base: &str, lang: Lang) -> Value {
    json!({
        "title": say(lang, "ogc.tiles", &[]),
        "dataType": "vector",
        "crs": Crs::WebMercator.uri(),
        "tileMatrixSetURI": URI,
        "links": [matrices(base)],
    })
}

fn matrices(base: &str) -> Value {
    ogc_link(
        "tiling-scheme",
        JSON,
        &format!("{base}/ogc/tileMatrixSets/{NAME}"),
    )
}
