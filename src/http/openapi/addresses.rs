//! The schemas of addresses: taken apart, and found.

use serde_json::{Map, Value, json};

use super::{
    features::reference,
    words::{list, nullable, number, object, text, texts},
};

const PARTS: [&str; 14] = [
    "province", "city", "county", "town", "village", "road", "lane", "number", "building", "unit",
    "floor", "room", "estate", "poi",
];

/// Every schema by its name.
pub(super) fn schemas() -> Map<String, Value> {
    let parts: Map<String, Value> = PARTS
        .into_iter()
        .map(|part| (part.to_owned(), nullable("string")))
        .collect();
    let parsed = json!({
        "text": text(), "components": reference("AddressParts"), "confidence": number(),
    });
    let mut located = parsed.clone();
    for (name, schema) in [
        ("lon", nullable("number")),
        ("lat", nullable("number")),
        (
            "match",
            json!({ "type": "string", "enum": ["exact", "interpolated", "road", "village", "town", "none"] }),
        ),
        (
            "id",
            json!({ "type": ["string", "null"], "format": "uuid" }),
        ),
    ] {
        located[name] = schema;
    }
    let many = |of: &str| {
        let results = object(&["results"], json!({ "results": list(of) }));
        json!({ "oneOf": [reference(of), results] })
    };
    let named = [
        ("AddressParts", object(&PARTS, parts.into())),
        (
            "ParsedAddress",
            object(&["text", "components", "confidence"], parsed),
        ),
        (
            "LocatedAddress",
            object(
                &[
                    "text",
                    "components",
                    "confidence",
                    "lon",
                    "lat",
                    "match",
                    "id",
                ],
                located,
            ),
        ),
        ("ParsedAddresses", many("ParsedAddress")),
        ("LocatedAddresses", many("LocatedAddress")),
        (
            "Addresses",
            json!({ "oneOf": [
                object(&["text"], json!({ "text": text() })),
                object(&["texts"], json!({ "texts": texts() })),
            ] }),
        ),
    ];
    named
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}
