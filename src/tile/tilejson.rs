//! What a map client needs to know of the tiles.
//!
//! # Source
//! `TileJSON` 3.0.0.

use serde_json::{Map, Value, json};

use super::layers::{LayerSet, Layers};
use crate::{domain::Audience, geo::Bounds, messages::Lang};

/// The deepest zoom that tiles are announced for; deeper ones are answered, too.
pub const DEEPEST_SERVED: u8 = 18;

/// The description of some layers' tiles. `tiles` is the address template with `{z}`, `{x}`, `{y}`.
#[must_use]
pub fn tilejson(
    layers: &Layers,
    audience: Audience,
    set: LayerSet,
    tiles: &str,
    bounds: Option<Bounds>,
    lang: Lang,
) -> Value {
    let says = |zh: &str, en: &str| match lang {
        Lang::ZhCn => zh.to_owned(),
        Lang::En => en.to_owned(),
    };
    let mut vector_layers = Vec::new();
    let (mut min_zoom, mut max_zoom) = (DEEPEST_SERVED, 0);
    for (_, layer) in layers.of(set) {
        let Some(view) = layer.view(audience) else {
            continue;
        };
        let last = view.max_zoom.min(DEEPEST_SERVED);
        min_zoom = min_zoom.min(view.min_zoom);
        max_zoom = max_zoom.max(last);
        let fields: Map<String, Value> = layer
            .attributes_for(audience)
            .map(|(_, a)| (a.name.to_string(), says(&a.zh, &a.en).into()))
            .collect();
        vector_layers.push(json!({
            "id": layer.name,
            "description": says(&layer.zh, &layer.en),
            "minzoom": view.min_zoom,
            "maxzoom": last,
            "fields": fields,
        }));
    }
    let mut answer = json!({
        "tilejson": "3.0.0",
        "name": "名界 Mingjie",
        "scheme": "xyz",
        "tiles": [tiles],
        "minzoom": min_zoom.min(max_zoom),
        "maxzoom": max_zoom,
        "vector_layers": vector_layers,
    });
    if let Some(bounds) = bounds {
        answer["bounds"] = json!([bounds.west, bounds.south, bounds.east, bounds.north]);
    }
    answer
}
