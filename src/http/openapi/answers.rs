//! The schemas of answers and bodies that are no single feature.

use serde_json::{Map, Value, json};

use super::{
    features::reference,
    words::{
        constant, each, integer, list, nullable, number, object, or_null, text, texts, time, uuid,
    },
};

type Named = (&'static str, Value);

/// Every schema by its name.
pub(super) fn schemas() -> Map<String, Value> {
    common()
        .into_iter()
        .chain(lists())
        .chain(look_ups())
        .chain(versions())
        .chain(bodies())
        .chain(open_data())
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

fn common() -> [Named; 5] {
    let mut geometry = object(&["type"], json!({ "type": text() }));
    geometry["properties"]["coordinates"] = each(json!({}));
    let link = json!({ "rel": text(), "href": text(), "type": text(), "title": text() });
    let mut link = object(&["rel", "href"], link);
    link["properties"]["templated"] = json!({ "type": "boolean" });
    [
        ("Object", object(&[], json!({}))),
        ("Problem", problem()),
        ("Geometry", geometry),
        ("Link", link),
        (
            "Kinds",
            object(&["kinds"], json!({ "kinds": each(object(&[], json!({}))) })),
        ),
    ]
}

fn lists() -> [Named; 2] {
    let page = json!({
        "numberReturned": integer(),
        "links": list("Link"),
        "next": nullable("string"),
        "position": integer(),
    });
    let items = json!({
        "numberReturned": integer(),
        "numberMatched": integer(),
        "timeStamp": time(),
        "links": list("Link"),
    });
    [
        ("FeatureCollection", features(&["numberReturned"], page)),
        (
            "Items",
            features(&["numberReturned", "timeStamp", "links"], items),
        ),
    ]
}

fn look_ups() -> [Named; 4] {
    let hit = json!({ "distance_m": number(), "feature": reference("Feature") });
    let nearest = json!({ "results": list("Hit"), "position": integer() });
    [
        ("Hit", object(&["distance_m", "feature"], hit)),
        ("Nearest", object(&["results", "position"], nearest)),
        ("Reverse", reverse()),
        ("Search", search()),
    ]
}

fn versions() -> [Named; 3] {
    let version = json!({
        "version": integer(),
        "position": integer(),
        "at": time(),
        "op": operation(),
        "reason": nullable("string"),
        "by": object(&["login", "role"], json!({ "login": text(), "role": text() })),
        "feature": reference("Feature"),
    });
    let version = object(&["version", "position", "at", "op", "feature"], version);
    let change = json!({
        "position": integer(),
        "kind": text(),
        "id": uuid(),
        "version": integer(),
        "op": operation(),
        "at": time(),
        "feature": reference("Feature"),
    });
    let change = object(
        &["position", "kind", "id", "version", "op", "at", "feature"],
        change,
    );
    let changes = json!({ "changes": each(change), "next": integer(), "head": integer() });
    let imports = json!({ "imports": each(object(&[], json!({}))) });
    [
        (
            "History",
            object(&["versions"], json!({ "versions": each(version) })),
        ),
        ("Changes", object(&["changes", "next", "head"], changes)),
        ("Imports", object(&["imports"], imports)),
    ]
}

fn bodies() -> [Named; 6] {
    let properties = || object(&[], json!({}));
    let geometry = || or_null(reference("Geometry"));
    let feature = json!({
        "type": constant("Feature"),
        "properties": properties(),
        "geometry": geometry(),
        "reason": text(),
    });
    let features = json!({
        "type": constant("FeatureCollection"),
        "features": list("NewFeature"),
        "reason": text(),
    });
    let several = object(&["type", "features"], features);
    let change = json!({ "properties": properties(), "geometry": geometry(), "reason": text() });
    let back = json!({ "version": integer(), "reason": text() });
    let retirement = json!({ "reason": text(), "successor": uuid() });
    [
        (
            "NewFeature",
            object(&["type", "properties", "geometry"], feature),
        ),
        (
            "NewFeatures",
            json!({ "oneOf": [reference("NewFeature"), several] }),
        ),
        (
            "Written",
            json!({ "anyOf": [reference("Feature"), reference("FeatureCollection")] }),
        ),
        ("Change", object(&[], change)),
        ("Retirement", object(&[], retirement)),
        ("Revert", object(&["version"], back)),
    ]
}

/// What only the OGC door answers.
fn open_data() -> [Named; 5] {
    let linked = object(&["links"], json!({ "links": list("Link") }));
    let landing = json!({ "title": text(), "description": text(), "links": list("Link") });
    let collections = json!({ "links": list("Link"), "collections": list("Collection") });
    let collection = json!({
        "id": text(),
        "title": text(),
        "description": text(),
        "itemType": text(),
        "crs": texts(),
        "storageCrs": text(),
        "extent": object(&[], json!({})),
        "links": list("Link"),
    });
    [
        ("Item", json!({ "allOf": [reference("Feature"), linked] })),
        ("Landing", object(&["links"], landing)),
        (
            "Conformance",
            object(&["conformsTo"], json!({ "conformsTo": texts() })),
        ),
        (
            "Collections",
            object(&["links", "collections"], collections),
        ),
        ("Collection", object(&["id", "links"], collection)),
    ]
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
            "errors": each(detail),
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
        json!({ "results": each(hit), "position": integer() }),
    )
}

fn reverse() -> Value {
    let region = object(
        &["code", "name", "level"],
        json!({ "code": nullable("string"), "name": nullable("string"), "level": nullable("string") }),
    );
    let hit = or_null(reference("Hit"));
    object(
        &["address", "regions", "doorplate", "road", "position"],
        json!({
            "address": nullable("string"),
            "regions": each(region),
            "doorplate": hit, "road": hit, "position": integer(),
        }),
    )
}

fn features(required: &[&str], own: Value) -> Value {
    let mut schema = object(required, own);
    schema["properties"]["type"] = constant("FeatureCollection");
    schema["properties"]["features"] = list("Feature");
    schema
}

fn operation() -> Value {
    json!({ "type": "string", "enum": ["insert", "update", "retire", "restore"] })
}
