//! The schemas of the naming rules: what is asked of a name and what is found.

use serde_json::{Map, Value, json};

use super::{
    features::reference,
    words::{each, list, nullable, object, or_null, text, texts, uuid},
};
use crate::text::Category;

/// Every schema by its name.
pub(super) fn schemas() -> Map<String, Value> {
    let named = [
        (
            "Spelling",
            object(
                &["name", "pinyin", "plain"],
                json!({
                    "name": text(),
                    "pinyin": text(),
                    "plain": text(),
                    "sign": text(),
                    "source": text(),
                    "syllables": each(object(
                        &["character", "source", "readings"],
                        json!({
                            "character": text(),
                            "reading": nullable("string"),
                            "source": text(),
                            "readings": texts(),
                        }),
                    )),
                    "specific": text(),
                    "generic": text(),
                    "minority_spelling": nullable("string"),
                    "minority_language": nullable("string"),
                }),
            ),
        ),
        ("NameToCheck", to_check()),
        (
            "NamesToCheck",
            json!({ "oneOf": [
                reference("NameToCheck"),
                object(&["names"], json!({ "names": list("NameToCheck") })),
            ] }),
        ),
        (
            "NameChecked",
            object(
                &["name", "category", "verdict", "findings"],
                json!({
                    "name": text(),
                    "category": nullable("string"),
                    "verdict": { "type": "string", "enum": ["prohibited", "attention", "pass"] },
                    "findings": list("Finding"),
                    "skipped": texts(),
                    "pack": text(),
                }),
            ),
        ),
        (
            "NamesChecked",
            json!({ "oneOf": [
                reference("NameChecked"),
                object(&["results"], json!({ "results": list("NameChecked") })),
            ] }),
        ),
        (
            "Finding",
            object(
                &["rule", "category", "severity", "message", "evidence"],
                json!({
                    "rule": text(),
                    "category": text(),
                    "severity": { "type": "string", "enum": ["stop", "judge", "note"] },
                    "article": text(),
                    "message": text(),
                    "evidence": each(object(&[], json!({}))),
                    "fingerprint": nullable("string"),
                    "overruled": overruled(),
                }),
            ),
        ),
    ];
    named
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

/// That somebody judged that the finding does not hold.
fn overruled() -> Value {
    let mut schema = object(
        &["id", "reason", "by_role", "at"],
        json!({ "id": uuid(), "reason": text(), "by_role": text(), "at": text() }),
    );
    schema["type"] = json!(["object", "null"]);
    schema
}

pub(super) fn to_check() -> Value {
    let categories: Vec<Value> = Category::ALL
        .into_iter()
        .map(|category| category.as_str().into())
        .chain([Value::Null])
        .collect();
    let mut schema = object(
        &["name"],
        json!({
            "name": text(),
            "category": { "type": ["string", "null"], "enum": categories },
            "region_code": nullable("string"),
            "length_m": nullable("number"),
            "width_m": nullable("number"),
            "geometry": or_null(reference("Geometry")),
            "on": { "type": ["string", "null"], "format": "date" },
        }),
    );
    for more in [
        "area_m2",
        "floor_area_m2",
        "storeys",
        "green_percent",
        "open_space_m2",
    ] {
        schema["properties"][more] = nullable("number");
    }
    for more in [
        "applicant",
        "reference",
        "road_class",
        "replaces",
        "derived_from",
    ] {
        schema["properties"][more] = nullable("string");
    }
    let mut file = object(
        &[],
        json!({
            "meaning": text(),
            "origin": text(),
            "attachments": { "type": "array", "items": text() },
        }),
    );
    file["type"] = json!(["object", "null"]);
    schema["properties"]["file"] = file;
    schema
}
