//! Links between answers, whole addresses all.

use serde_json::{Value, json};

pub(super) const JSON: &str = "application/json";
pub(super) const GEOJSON: &str = "application/geo+json";
pub(super) const SCHEMA: &str = "application/schema+json";
pub(super) const HTML: &str = "text/html";
pub(super) const MVT: &str = "application/vnd.mapbox-vector-tile";

/// Begins the relation types that OGC defines itself.
const OGC_RELATION: &str = "http://www.opengis.net/def/rel/ogc/1.0/";

/// A link.
pub(super) fn link(rel: &str, media_type: &str, href: &str) -> Value {
    json!({ "rel": rel, "type": media_type, "href": href })
}

/// A link by one of OGC's own relation types.
pub(super) fn ogc_link(rel: &str, media_type: &str, href: &str) -> Value {
    link(&format!("{OGC_RELATION}{rel}"), media_type, href)
}
