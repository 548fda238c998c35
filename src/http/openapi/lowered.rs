//! OpenAPI 3.1 in the words of 3.0, for the readers that know no other.
//!
//! # Source
//! OpenAPI 3.0.3 and 3.1.0; the differences are those of JSON Schema 2020-12 from draft 5.

use serde_json::{Map, Value, json};

/// The document in 3.0: what 3.0 cannot say is left out.
pub(super) fn lower(mut document: Value) -> Value {
    document["openapi"] = "3.0.3".into();
    if let Some(members) = document.as_object_mut() {
        members.remove("jsonSchemaDialect");
        members.remove("webhooks");
    }
    if let Some(license) = document["info"]["license"].as_object_mut() {
        license.remove("identifier");
    }
    if let Some(info) = document["info"].as_object_mut() {
        info.remove("summary");
    }
    lower_below(&mut document);
    document
}

fn lower_below(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(lower_below),
        Value::Object(members) => {
            lower_schema(members);
            members.values_mut().for_each(lower_below);
        }
        _ => {}
    }
}

/// Rewrites the words that mean something else in 3.0. A property may bear their names, but its
/// schema is an object, which none of them is.
fn lower_schema(members: &mut Map<String, Value>) {
    let types = members.get("type").and_then(Value::as_array).cloned();
    if let Some(types) = types {
        let nullable = types.iter().any(|one| one == "null");
        let mut named = types.into_iter().filter(|one| one != "null");
        let first = named.next();
        let single = named.next().is_none();
        match first.filter(|_| single) {
            Some(one) => members.insert("type".to_owned(), one),
            None => members.remove("type"),
        };
        if nullable {
            members.insert("nullable".to_owned(), true.into());
        }
    }
    if members.get("const").is_some_and(|value| !value.is_object())
        && let Some(value) = members.remove("const")
    {
        members.insert("enum".to_owned(), json!([value]));
    }
    for word in ["oneOf", "anyOf"] {
        let nothing = json!({ "type": "null" });
        let Some(choices) = members.get_mut(word).and_then(Value::as_array_mut) else {
            continue;
        };
        let before = choices.len();
        choices.retain(|choice| *choice != nothing);
        if choices.len() < before {
            members.insert("nullable".to_owned(), true.into());
        }
    }
    for (bound, word) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if let Some(limit) = members.get(word).filter(|limit| limit.is_number()).cloned() {
            members.insert(bound.to_owned(), limit);
            members.insert(word.to_owned(), true.into());
        }
    }
    if members.get("prefixItems").is_some_and(Value::is_array) {
        members.remove("prefixItems");
        members.entry("items").or_insert_with(|| json!({}));
    }
    if let Some(example) = members
        .get("examples")
        .and_then(Value::as_array)
        .and_then(|examples| examples.first())
        .cloned()
    {
        members.remove("examples");
        members.insert("example".to_owned(), example);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_3_1_can_say_is_said_in_the_words_of_3_0() {
        let lowered = lower(json!({
            "openapi": "3.1.0",
            "info": { "license": { "name": "A", "identifier": "A" } },
            "components": { "schemas": { "S": { "properties": {
                "text": { "type": ["string", "null"] },
                "either": { "type": ["string", "integer"] },
                "kind": { "const": "road" },
                "shape": { "oneOf": [{ "type": "object" }, { "type": "null" }] },
                "more": { "exclusiveMinimum": 0 },
                "pair": { "type": "array", "prefixItems": [{}, {}] },
                "type": { "type": "string", "examples": ["Q"] },
            } } } },
        }));
        assert_eq!(
            lowered,
            json!({
                "openapi": "3.0.3",
                "info": { "license": { "name": "A" } },
                "components": { "schemas": { "S": { "properties": {
                    "text": { "type": "string", "nullable": true },
                    "either": {},
                    "kind": { "enum": ["road"] },
                    "shape": { "oneOf": [{ "type": "object" }], "nullable": true },
                    "more": { "minimum": 0, "exclusiveMinimum": true },
                    "pair": { "type": "array", "items": {} },
                    "type": { "type": "string", "example": "Q" },
                } } } },
            })
        );
    }
}
