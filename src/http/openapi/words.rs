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
    json!({ "type": "array", "items": reference(of) })
}

/// A list of texts.
pub(super) fn texts() -> Value {
    json!({ "type": "array", "items": text() })
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
