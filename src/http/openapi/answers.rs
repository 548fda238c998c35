//! The schemas of answers and bodies that are no single feature.

use serde_json::{Map, Value, json};

use super::{
    features::reference,
    words::{integer, list, nullable, number, object, text, texts},
};

/// Every schema by its name.
pub(super) fn schemas() -> Map<String, Value> {
    let named = [
        ("Object", json!({ "type": "object" })),
        ("Problem", problem()),
        (
            "Geometry",
            json!({
                "type": "object", "required": ["type"],
                "properties": { "type": { "type": "string" }, "coordinates": { "type": "array", "items": {} } },
            }),
        ),
        (
            "Link",
            object(
                &["rel", "href"],
                json!({
                    "rel": text(), "href": text(), "type": text(), "title": text(), "templated": { "type": "boolean" },
                }),
            ),
        ),
        (
            "FeatureCollection",
            features(
                &["numberReturned"],
                json!({
                    "numberReturned": integer(), "links": list("Link"), "next": nullable("string"), "position": integer(),
                }),
            ),
        ),
        (
            "Items",
            features(
                &["numberReturned", "timeStamp", "links"],
                json!({
                    "numberReturned": integer(), "numberMatched": integer(), "links": list("Link"),
                    "timeStamp": { "type": "string", "format": "date-time" },
                }),
            ),
        ),
        (
            "Item",
            json!({ "allOf": [
            reference("Feature"),
            object(&["links"], json!({ "links": list("Link") })),
        ] }),
        ),
        (
            "Landing",
            object(
                &["links"],
                json!({
                    "title": text(), "description": text(), "links": list("Link"),
                }),
            ),
        ),
        (
            "Conformance",
            object(&["conformsTo"], json!({ "conformsTo": texts() })),
        ),
        (
            "Collections",
            object(
                &["links", "collections"],
                json!({
                    "links": list("Link"), "collections": list("Collection"),
                }),
            ),
        ),
        (
            "Collection",
            object(
                &["id", "links"],
                json!({
                    "id": text(), "title": text(), "description": text(), "itemType": text(), "crs": texts(),
                    "storageCrs": text(), "extent": { "type": "object" }, "links": list("Link"),
                }),
            ),
        ),
        (
            "Kinds",
            object(
                &["kinds"],
                json!({ "kinds": { "type": "array", "items": { "type": "object" } } }),
            ),
        ),
        (
            "Hit",
            object(
                &["distance_m", "feature"],
                json!({
                    "distance_m": number(), "feature": reference("Feature"),
                }),
            ),
        ),
        (
            "Nearest",
            object(
                &["results", "position"],
                json!({
                    "results": list("Hit"), "position": integer(),
                }),
            ),
        ),
        ("Reverse", reverse()),
        ("Search", search()),
        (
            "History",
            object(
                &["versions"],
                json!({ "versions": { "type": "array", "items": object(
            &["version", "position", "at", "op", "feature"],
            json!({
                "version": integer(), "position": integer(), "at": { "type": "string", "format": "date-time" },
                "op": operation(), "reason": nullable("string"), "feature": reference("Feature"),
            }),
        ) } }),
            ),
        ),
        (
            "Changes",
            object(
                &["changes", "next", "head"],
                json!({
                    "changes": { "type": "array", "items": object(
                        &["position", "kind", "id", "version", "op", "at", "feature"],
                        json!({
                            "position": integer(), "kind": text(), "id": { "type": "string", "format": "uuid" },
                            "version": integer(), "op": operation(), "at": { "type": "string", "format": "date-time" },
                            "feature": reference("Feature"),
                        }),
                    ) },
                    "next": integer(), "head": integer(),
                }),
            ),
        ),
        (
            "Imports",
            object(
                &["imports"],
                json!({ "imports": { "type": "array", "items": { "type": "object" } } }),
            ),
        ),
        (
            "NewFeature",
            object(
                &["type", "properties", "geometry"],
                json!({
                    "type": { "type": "string", "const": "Feature" },
                    "properties": { "type": "object" },
                    "geometry": { "oneOf": [reference("Geometry"), { "type": "null" }] },
                }),
            ),
        ),
        (
            "NewFeatures",
            json!({ "oneOf": [
            reference("NewFeature"),
            object(&["type", "features"], json!({
                "type": { "type": "string", "const": "FeatureCollection" }, "features": list("NewFeature"),
            })),
        ] }),
        ),
        (
            "Written",
            json!({ "anyOf": [reference("Feature"), reference("FeatureCollection")] }),
        ),
        (
            "Change",
            object(
                &[],
                json!({
                    "properties": { "type": "object" },
                    "geometry": { "oneOf": [reference("Geometry"), { "type": "null" }] },
                }),
            ),
        ),
        (
            "Retirement",
            object(
                &[],
                json!({
                    "reason": text(), "successor": { "type": "string", "format": "uuid" },
                }),
            ),
        ),
    ];
    named
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

fn problem() -> Value {
    let detail = object(
        &["field", "code", "reason"],
        json!({ "field": text(), "value": {}, "code": text(), "reason": text(), "mend": text() }),
    );
    object(
        &["type", "status", "code", "title", "detail", "instance"],
        json!({
            "type": text(), "status": integer(), "code": text(), "title": text(), "detail": text(),
            "instance": { "type": "string", "description": "The request's id" },
            "errors": { "type": "array", "items": detail },
        }),
    )
}

fn search() -> Value {
    let hit = object(
        &["score", "matched", "label", "feature"],
        json!({
            "score": number(),
            "matched": {
                "type": "string",
                "enum": ["name", "former_name", "alias", "pinyin", "initials", "fuzzy", "code"],
            },
            "label": text(),
            "detail": nullable("string"),
            "distance_m": nullable("number"),
            "feature": reference("Feature"),
        }),
    );
    object(
        &["results", "position"],
        json!({ "results": { "type": "array", "items": hit }, "position": integer() }),
    )
}

fn reverse() -> Value {
    let region = object(
        &["code", "name", "level"],
        json!({ "code": nullable("string"), "name": nullable("string"), "level": nullable("string") }),
    );
    let hit = json!({ "oneOf": [reference("Hit"), { "type": "null" }] });
    object(
        &["address", "regions", "doorplate", "road", "position"],
        json!({
            "address": nullable("string"),
            "regions": { "type": "array", "items": region, "description": "The province first" },
            "doorplate": hit, "road": hit, "position": integer(),
        }),
    )
}

fn features(required: &[&str], own: Value) -> Value {
    let mut schema = object(required, own);
    schema["properties"]["type"] = json!({ "type": "string", "const": "FeatureCollection" });
    schema["properties"]["features"] = list("Feature");
    schema
}

fn operation() -> Value {
    json!({ "type": "string", "enum": ["insert", "update", "retire", "restore"] })
}
