//! The small words that schemas are made of.

use serde_json::{Value, json};

use super::features::reference;

/// An object that may have the properties and must have some.
#[expect(
    clippy::needless_pass_by_value,
    reason = "every caller makes it for this call"
)]
pub(super) fn object(required: &[&str], properties: Value) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// A list of what a schema of the document describes.
pub(super) fn list(of: &str) -> Value {
    each(reference(of))
}

/// A list of texts.
pub(super) fn texts() -> Value {
    each(text())
}

/// Text.
pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

/// A whole number.
pub(super) fn integer() -> Value {
    json!({ "type": "integer", "format": "int64" })
}

/// A number.
pub(super) fn number() -> Value {
    json!({ "type": "number" })
}

/// A plain type, or null.
pub(super) fn nullable(of: &str) -> Value {
    json!({ "type": [of, "null"] })
}

/// A list of what the schema describes.
#[expect(
    clippy::needless_pass_by_value,
    reason = "every caller makes it for this call"
)]
pub(super) fn each(schema: Value) -> Value {
    json!({ "type": "array", "items": schema })
}

/// What the schema describes, or null.
#[expect(
    clippy::needless_pass_by_value,
    reason = "every caller makes it for this call"
)]
pub(super) fn or_null(schema: Value) -> Value {
    json!({ "oneOf": [schema, { "type": "null" }] })
}

/// This text and no other.
pub(super) fn constant(value: &str) -> Value {
    json!({ "type": "string", "const": value })
}

/// A time with its zone.
pub(super) fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

/// A uuid.
pub(super) fn uuid() -> Value {
    json!({ "type": "string", "format": "uuid" })
}
