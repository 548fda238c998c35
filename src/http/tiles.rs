//! Vector tiles and what a map client needs to know of them.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use super::{
    App,
    access::Asker,
    courtesy::language,
    negotiate,
    refusal::{Answer, Refusal},
};
use crate::{
    assets::Tiles,
    domain::Audience,
    geo::TileAddress,
    tile::{Encoding, LayerSet, SentTile, TileKey, tilejson},
};

const PUBLIC: HeaderValue = HeaderValue::from_static("public, no-cache");
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");
const TILE_TYPE: HeaderValue = HeaderValue::from_static("application/vnd.mapbox-vector-tile");

/// `GET /tiles/{z}/{x}/{y}.mvt`
#[utoipa::path(get, operation_id = "tile", path = "/tiles/{z}/{x}/{y}", tag = "tiles",
    params(("z" = String, Path, description = "Zoom, 0 to 22"), ("x" = String, Path, description = "Column"), ("y" = String, Path, description = "Row, with `.mvt`")),
    responses((status = 200, description = "The tile", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"), (status = 204, description = "Nothing there"), (status = 304, description = "As before")))]
pub(super) async fn all(
    State(app): State<App>,
    Path((z, x, y)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    let layers = app.registry().painter().layers().all(Audience::Public);
    public_tile(&app, &headers, layers, (&z, &x, &y))
}

/// `GET /tiles/{layer}/{z}/{x}/{y}.mvt`
#[utoipa::path(get, operation_id = "layer_tile", path = "/tiles/{layer}/{z}/{x}/{y}", tag = "tiles",
    params(("layer" = String, Path, description = "A layer, such as `roads`"), ("z" = String, Path, description = "Zoom, 0 to 22"), ("x" = String, Path, description = "Column"), ("y" = String, Path, description = "Row, with `.mvt`")),
    responses((status = 200, description = "The tile", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"), (status = 204, description = "Nothing there"), (status = 304, description = "As before")))]
pub(super) async fn one(
    State(app): State<App>,
    Path((layer, z, x, y)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    let layers = layer_set(&app, Audience::Public, &layer)?;
    public_tile(&app, &headers, layers, (&z, &x, &y))
}

/// `GET /tiles/internal/{z}/{x}/{y}.mvt`
#[utoipa::path(get, operation_id = "internal_tile", path = "/tiles/internal/{z}/{x}/{y}", tag = "tiles",
    params(("z" = String, Path, description = "Zoom, 0 to 22"), ("x" = String, Path, description = "Column"), ("y" = String, Path, description = "Row, with `.mvt`")),
    security(("token" = [])),
    responses((status = 200, description = "The tile", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"), (status = 204, description = "Nothing there"), (status = 304, description = "As before")))]
pub(super) async fn all_internal(
    State(app): State<App>,
    asker: Asker,
    Path((z, x, y)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    asker.signed_in()?;
    let layers = app.registry().painter().layers().all(Audience::Internal);
    internal_tile(&app, &headers, &asker, layers, (&z, &x, &y))
}

/// `GET /tiles/internal/{layer}/{z}/{x}/{y}.mvt`
#[utoipa::path(get, operation_id = "internal_layer_tile", path = "/tiles/internal/{layer}/{z}/{x}/{y}", tag = "tiles",
    params(("layer" = String, Path, description = "A layer, such as `roads`"), ("z" = String, Path, description = "Zoom, 0 to 22"), ("x" = String, Path, description = "Column"), ("y" = String, Path, description = "Row, with `.mvt`")),
    security(("token" = [])),
    responses((status = 200, description = "The tile", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"), (status = 204, description = "Nothing there"), (status = 304, description = "As before")))]
pub(super) async fn one_internal(
    State(app): State<App>,
    asker: Asker,
    Path((layer, z, x, y)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Answer<Response> {
    asker.signed_in()?;
    let layers = layer_set(&app, Audience::Internal, &layer)?;
    internal_tile(&app, &headers, &asker, layers, (&z, &x, &y))
}

/// `GET /tiles.json`
#[utoipa::path(get, operation_id = "tile_description", path = "/tiles.json", tag = "tiles",
    security((), ("token" = [])),
    responses((status = 200, description = "TileJSON of all layers", body = ref("#/components/schemas/Object"))))]
pub(super) async fn description(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
) -> Answer<Json<Value>> {
    let audience = asker.audience();
    let layers = app.registry().painter().layers().all(audience);
    describe(&app, &headers, audience, layers, None)
}

/// `GET /tiles/{layer}.json`
#[utoipa::path(get, operation_id = "layer_description", path = "/tiles/{file}", tag = "tiles",
    params(("file" = String, Path, description = "A layer, with `.json`")),
    security((), ("token" = [])),
    responses((status = 200, description = "TileJSON of a layer", body = ref("#/components/schemas/Object"))))]
pub(super) async fn layer_description(
    State(app): State<App>,
    asker: Asker,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Answer<Json<Value>> {
    let audience = asker.audience();
    let layer = file.strip_suffix(".json").ok_or_else(Refusal::not_found)?;
    let layers = layer_set(&app, audience, layer)?;
    describe(&app, &headers, audience, layers, Some(layer))
}

/// `GET /style.json`: the map's style, its addresses made whole.
#[utoipa::path(get, path = "/style.json", tag = "tiles",
    responses((status = 200, description = "The style of the map", body = ref("#/components/schemas/Object"))))]
pub(super) async fn style(headers: HeaderMap, State(app): State<App>) -> Answer<Json<Value>> {
    let file = Tiles::get("style.json").ok_or_else(Refusal::not_found)?;
    let mut style: Value = serde_json::from_slice(&file.data).map_err(|error| {
        tracing::error!(%error, "tiles/style.json is no JSON");
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    })?;
    let base = base_url(&headers);
    if let Some(sources) = style["sources"].as_object_mut() {
        for source in sources.values_mut() {
            let tiles = source.get_mut("tiles").and_then(Value::as_array_mut);
            for address in tiles.into_iter().flatten() {
                if let Some(path) = address.as_str().filter(|text| text.starts_with('/')) {
                    *address = format!("{base}{path}").into();
                }
            }
        }
    }
    if let Some(base_map) = &app.registry().config().base_map {
        style["metadata"]["mingjie:base_map"] =
            json!({ "tiles": base_map.tiles, "review_number": base_map.review_number });
    }
    Ok(Json(style))
}

fn public_tile(
    app: &App,
    headers: &HeaderMap,
    layers: LayerSet,
    at: (&str, &str, &str),
) -> Answer<Response> {
    let sent = kept_tile(app, headers, Audience::Public, layers, address(at)?)?;
    Ok(answer(&sent, encoding(headers), &PUBLIC, headers))
}

/// What the reader sees: kept with others' tiles where all of it is seen as they see it, else painted
/// for this reader alone.
fn internal_tile(
    app: &App,
    headers: &HeaderMap,
    asker: &Asker,
    layers: LayerSet,
    at: (&str, &str, &str),
) -> Answer<Response> {
    let address = address(at)?;
    let view = app.registry().view()?;
    let eye = view.snapshot.seen_by(&asker.sight);
    let encoding = encoding(headers);
    let sent = match app.registry().painter().layers().uniform(layers, eye) {
        Some(audience) => kept_tile(app, headers, audience, layers, address)?,
        None => Arc::new(pack(view.painted.tile(eye, layers, address), encoding)?),
    };
    Ok(answer(&sent, encoding, &PRIVATE, headers))
}

fn kept_tile(
    app: &App,
    headers: &HeaderMap,
    audience: Audience,
    layers: LayerSet,
    address: TileAddress,
) -> Answer<Arc<SentTile>> {
    let encoding = encoding(headers);
    let key = TileKey {
        audience,
        layers,
        address,
        encoding,
    };
    let cache = app.registry().tile_cache();
    if let Some(sent) = cache.get(&key) {
        return Ok(sent);
    }
    let view = app.registry().view()?;
    let sent = Arc::new(pack(
        view.painted.tile(audience, layers, address),
        encoding,
    )?);
    cache.put_if_current(key, view.painted.position(), Arc::clone(&sent));
    Ok(sent)
}

fn pack(painted: Option<Vec<u8>>, encoding: Encoding) -> Answer<SentTile> {
    SentTile::pack(painted, encoding).map_err(|error| {
        tracing::error!(%error, "a tile cannot be packed");
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    })
}

fn answer(
    sent: &SentTile,
    encoding: Encoding,
    keeping: &HeaderValue,
    asked: &HeaderMap,
) -> Response {
    let tag = HeaderValue::from_maybe_shared(sent.etag().clone())
        .ok()
        .filter(|_| !sent.is_empty());
    let known = tag.as_ref().is_some_and(|tag| negotiate::has(asked, tag));
    let mut response = if sent.is_empty() {
        StatusCode::NO_CONTENT.into_response()
    } else if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(sent.body().clone()));
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, TILE_TYPE);
        if encoding == Encoding::Gzip {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    };
    let headers = response.headers_mut();
    if let Some(tag) = tag {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, keeping.clone());
    response
}

fn address((z, x, y): (&str, &str, &str)) -> Answer<TileAddress> {
    let y = y.strip_suffix(".mvt").unwrap_or(y);
    (|| TileAddress::new(z.parse().ok()?, x.parse().ok()?, y.parse().ok()?).ok())()
        .ok_or_else(Refusal::not_found)
}

fn layer_set(app: &App, audience: Audience, layer: &str) -> Answer<LayerSet> {
    app.registry()
        .painter()
        .layers()
        .one(audience, layer)
        .ok_or_else(Refusal::not_found)
}

/// Gzip when the client takes it.
fn encoding(headers: &HeaderMap) -> Encoding {
    if negotiate::takes_gzip(headers) {
        Encoding::Gzip
    } else {
        Encoding::Identity
    }
}

fn describe(
    app: &App,
    headers: &HeaderMap,
    audience: Audience,
    layers: LayerSet,
    layer: Option<&str>,
) -> Answer<Json<Value>> {
    let view = app.registry().view()?;
    let inside = if audience == Audience::Internal {
        "/internal"
    } else {
        ""
    };
    let layer = layer.map(|layer| format!("/{layer}")).unwrap_or_default();
    let template = format!(
        "{}/tiles{inside}{layer}/{{z}}/{{x}}/{{y}}.mvt",
        base_url(headers)
    );
    let bounds = view.painted.bounds(layers);
    Ok(Json(tilejson(
        app.registry().painter().layers(),
        audience,
        layers,
        &template,
        bounds,
        language(headers),
    )))
}

/// The address under which the client knows us, a proxy's word counting.
pub(super) fn base_url(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = text("x-forwarded-proto")
        .filter(|s| matches!(*s, "http" | "https"))
        .unwrap_or("http");
    let host = text("x-forwarded-host")
        .or_else(|| text("host"))
        .unwrap_or("localhost");
    format!("{scheme}://{host}")
}
