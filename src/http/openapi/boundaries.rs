//! The schemas of boundaries proved.

use serde_json::{Map, Value, json};

use super::words::{each, integer, nullable, number, object, text, texts};
use crate::domain::BoundaryRule;

/// Every schema by its name.
pub(super) fn schemas() -> Map<String, Value> {
    let rules = BoundaryRule::ALL.map(BoundaryRule::as_str);
    let finding = object(
        &[
            "rule", "severity", "lon", "lat", "size_m", "area_m2", "features", "message", "mend",
        ],
        json!({
            "rule": { "type": "string", "enum": rules },
            "severity": { "type": "string", "enum": ["judge", "note"] },
            "lon": number(), "lat": number(), "size_m": number(), "area_m2": nullable("number"),
            "features": texts(), "message": text(), "mend": text(),
        }),
    );
    let check = object(
        &[
            "regions",
            "lines",
            "markers",
            "tolerance_m",
            "counts",
            "total",
            "findings",
            "position",
        ],
        json!({
            "regions": integer(), "lines": integer(), "markers": integer(),
            "tolerance_m": number(), "counts": object(&[], json!({})), "total": integer(),
            "findings": each(finding), "position": nullable("integer"),
        }),
    );
    let collection = object(
        &["features"],
        json!({ "type": text(), "features": each(object(&["geometry", "properties"], json!({}))) }),
    );
    [("BoundaryCheck", check), ("BoundaryCollection", collection)]
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}
