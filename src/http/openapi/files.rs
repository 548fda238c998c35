//! The schemas of files: on their way in, and kept.

use serde_json::{Map, Value, json};

use super::words::{integer, list, nullable, object, text, time, uuid};

/// Every schema by its name.
pub(super) fn schemas() -> Map<String, Value> {
    let or_none = |mut schema: Value| {
        schema["type"] = json!([schema["type"], "null"]);
        schema
    };
    let upload = json!({
        "id": uuid(), "name": text(), "size": integer(), "received": integer(),
        "expires_at": time(), "attachment_id": or_none(uuid()),
    });
    let new = json!({
        "name": text(), "size": integer(),
        "sha256": { "type": "string", "pattern": "^[0-9A-Fa-f]{64}$" },
    });
    let subject = object(&["kind", "id"], json!({ "kind": text(), "id": uuid() }));
    let position = json!({
        "type": ["array", "null"], "items": { "type": "number" }, "minItems": 2, "maxItems": 2,
        "description": "Where a photo was taken, as its camera says: longitude, latitude",
    });
    let attachment = json!({
        "id": uuid(), "name": text(), "mime": text(), "bytes": integer(), "sha256": text(),
        "width": nullable("integer"), "height": nullable("integer"), "taken_at": or_none(time()),
        "position": position, "direction_deg": nullable("number"), "camera": nullable("string"),
        "uploaded_by": text(), "region_code": nullable("string"), "subject": or_none(subject),
        "public": { "type": "boolean" }, "created_at": time(), "claim_by": or_none(time()),
    });
    let named = [
        ("Bytes", json!({ "type": "string", "format": "binary" })),
        ("NewUpload", object(&["name", "size"], new)),
        (
            "Upload",
            object(&["id", "name", "size", "received", "expires_at"], upload),
        ),
        (
            "Attachment",
            object(
                &[
                    "id",
                    "name",
                    "mime",
                    "bytes",
                    "sha256",
                    "public",
                    "created_at",
                ],
                attachment,
            ),
        ),
        (
            "Attachments",
            object(
                &["attachments"],
                json!({ "attachments": list("Attachment") }),
            ),
        ),
    ];
    named
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}
