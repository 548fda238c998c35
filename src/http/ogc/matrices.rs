//! The tile matrix set: the square of Web Mercator, halved level by level.
//!
//! # Source
//! OGC 17-083r4, annex D.1 (`WebMercatorQuad`).

use axum::{Json, extract::Path, http::HeaderMap};
use serde_json::{Value, json};

use super::link::{JSON, link};
use crate::{
    geo::{Crs, TileAddress},
    http::{
        extract::{NoParams, Params},
        refusal::{Answer, Refusal},
        tiles::base_url,
    },
};

/// The only tile matrix set.
pub(super) const NAME: &str = "WebMercatorQuad";
pub(super) const URI: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
const TITLE: &str = "Google Maps Compatible for the World";
/// Half the side of the square, in metres.
const HALF_M: f64 = 20_037_508.342_789_244;
const TILE_PIXELS: u32 = 256;
/// The side of the standard's pixel, in metres.
const PIXEL_M: f64 = 0.000_28;

/// `GET /ogc/tileMatrixSets`
#[utoipa::path(get, path = "/ogc/tileMatrixSets", tag = "ogc",
    responses((status = 200, description = "The tile matrix sets", body = serde_json::Value)))]
pub(in crate::http) async fn matrices(
    headers: HeaderMap,
    Params(NoParams {}): Params<NoParams>,
) -> Json<Value> {
    let here = format!("{}/ogc/tileMatrixSets", base_url(&headers));
    Json(json!({
        "links": [link("self", JSON, &here)],
        "tileMatrixSets": [{
            "id": NAME,
            "title": TITLE,
            "uri": URI,
            "crs": Crs::WebMercator.uri(),
            "links": [link("self", JSON, &format!("{here}/{NAME}"))],
        }],
    }))
}

/// `GET /ogc/tileMatrixSets/{set}`
#[utoipa::path(get, path = "/ogc/tileMatrixSets/{set}", tag = "ogc",
    params(("set" = String, Path, description = "`WebMercatorQuad`")),
    responses((status = 200, description = "The tile matrix set", body = serde_json::Value)))]
pub(in crate::http) async fn matrix_set(
    Path(set): Path<String>,
    Params(NoParams {}): Params<NoParams>,
) -> Answer<Json<Value>> {
    named(&set)?;
    let matrices: Vec<Value> = (0..=TileAddress::DEEPEST).map(matrix).collect();
    Ok(Json(json!({
        "id": NAME,
        "title": TITLE,
        "uri": URI,
        "crs": Crs::WebMercator.uri(),
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": matrices,
    })))
}

/// Refuses every other set.
pub(super) fn named(set: &str) -> Answer<()> {
    if set == NAME {
        Ok(())
    } else {
        Err(Refusal::not_found())
    }
}

fn matrix(level: u8) -> Value {
    let tiles = 1_u32 << level;
    let cell_m = 2.0 * HALF_M / f64::from(TILE_PIXELS) / f64::from(tiles);
    json!({
        "id": level.to_string(),
        "scaleDenominator": cell_m / PIXEL_M,
        "cellSize": cell_m,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_M, HALF_M],
        "tileWidth": TILE_PIXELS,
        "tileHeight": TILE_PIXELS,
        "matrixWidth": tiles,
        "matrixHeight": tiles,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scales_are_those_of_the_standard() {
        let close = |found: &Value, expected: f64| {
            let found = found.as_f64().unwrap();
            assert!((found / expected - 1.0).abs() < 1e-12, "{found} {expected}");
        };
        close(&matrix(0)["scaleDenominator"], 559_082_264.028_717_8);
        close(&matrix(0)["cellSize"], 156_543.033_928_041);
        close(&matrix(18)["scaleDenominator"], 2_132.729_583_849_784);
        assert_eq!(matrix(18)["matrixWidth"], 262_144);
    }
}
