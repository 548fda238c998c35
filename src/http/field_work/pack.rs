//! `GET /api/v1/inspections/{id}/pack`: what a phone takes along. The pack itself is small; the tiles
//! are fetched where `tiles/internal` has them, each only when its tag is another than the phone has.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use super::{inspections::parse, written};
use crate::{
    domain::Act,
    geo::LonLat,
    http::{
        App,
        access::Asker,
        courtesy::language,
        extract::{NoParams, Params},
        negotiate,
        refusal::Answer,
    },
    registry::field_work::Pack,
};

/// `GET /api/v1/inspections/{id}/pack`
#[utoipa::path(get, path = "/api/v1/inspections/{id}/pack", tag = "field", operation_id = "field_pack",
    params(("id" = String, Path, description = "The inspection")),
    security(("session" = [])),
    responses((status = 200, description = "Tasks, cards, the line, and the tiles around it with sizes and tags", body = ref("#/components/schemas/FieldPack")),
              (status = 304, description = "The same as `If-None-Match` says")))]
pub(in crate::http) async fn pack(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<String>,
    _params: Params<NoParams>,
) -> Answer<Response> {
    asker.acting(Act::WorkOnTasks)?;
    asker.acting(Act::ReadExact)?;
    let view = app.registry().view()?;
    let today = app.registry().clock().today();
    let pack = app.registry().pack(&asker.caller, parse(&id)?).await?;
    let sheet = written::whole(&pack.sheet, &view, language(&headers), today);
    let body = written_pack(&pack, &sheet).to_string();
    let tag = format!(
        "\"{}\"",
        crate::registry::field_work::tag_of(body.as_bytes())
    );
    let tag = HeaderValue::from_str(&tag).ok();
    let is_known = tag
        .as_ref()
        .is_some_and(|tag| negotiate::has(&headers, tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        // Exact positions leave the house: who took them is on record.
        app.registry().tell_of_pack(&asker.caller, &pack).await?;
        Body::from(body).into_response()
    };
    let answered = response.headers_mut();
    answered.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    if let Some(tag) = tag {
        answered.insert(header::ETAG, tag);
    }
    Ok(response)
}

fn written_pack(pack: &Pack, sheet: &Value) -> Value {
    let line: Vec<Vec<[f64; 2]>> = pack
        .line
        .iter()
        .map(|part| part.iter().map(pair).collect())
        .collect();
    let markers: Vec<Value> = pack
        .markers
        .iter()
        .map(|marker| json!({ "id": marker.id, "at": marker.at.as_ref().map(pair), "card": marker.card }))
        .collect();
    let tiles: Vec<Value> = pack
        .tiles
        .iter()
        .map(|tile| json!([tile.address.to_string(), tile.bytes, tile.tag]))
        .collect();
    json!({
        "inspection": sheet,
        "line": line,
        "markers": markers,
        "tiles": tiles,
        "tile_bytes": pack.tile_bytes(),
        "max_zoom": pack.max_zoom,
    })
}

fn pair(at: &LonLat) -> [f64; 2] {
    [at.lon, at.lat]
}
