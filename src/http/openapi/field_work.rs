//! The schemas of field work.

use serde_json::{Map, Value, json};

use super::words::{each, integer, list, nullable, number, object, text, texts, time, uuid};

/// Every schema by its name.
pub(super) fn schemas() -> Map<String, Value> {
    [
        ("SyncOrder", order()),
        ("SyncReceipts", receipts()),
        ("KeptOperation", kept()),
        ("Arrivals", arrivals()),
        (
            "Settling",
            object(
                &["decision", "reason"],
                json!({ "decision": { "type": "string", "enum": ["let_in", "set_aside"] }, "reason": text() }),
            ),
        ),
        ("NewInspection", new_inspection()),
        ("Inspection", inspection()),
        (
            "Inspections",
            object(
                &["inspections", "may_open"],
                json!({ "inspections": list("Inspection"), "may_open": flag() }),
            ),
        ),
        (
            "InspectionChange",
            object(&["closed"], json!({ "closed": flag() })),
        ),
        (
            "FieldAssignment",
            object(
                &["tasks"],
                json!({ "tasks": each(uuid()), "person": nullable("string") }),
            ),
        ),
        ("FieldTask", task()),
        ("FieldRecord", record()),
        (
            "MarkerRecords",
            object(&["visits"], json!({ "visits": each(any()) })),
        ),
        ("FieldPack", pack()),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}

fn any() -> Value {
    object(&[], json!({}))
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn side() -> Value {
    json!({ "type": "string", "enum": ["left", "right", "both"] })
}

fn order() -> Value {
    let device = object(
        &[
            "id",
            "name",
            "pending_operations",
            "pending_photos",
            "pending_bytes",
        ],
        json!({
            "id": uuid(), "name": text(), "pending_operations": integer(),
            "pending_photos": integer(), "pending_bytes": integer(),
        }),
    );
    let operation = object(
        &["id", "kind", "task", "record", "at"],
        json!({
            "id": uuid(), "kind": { "type": "string", "enum": ["record", "photo", "photo_file"] },
            "task": uuid(), "record": uuid(), "by": nullable("string"), "at": time(),
            "set": any(), "base": any(), "photo": uuid(), "sha256": text(), "bytes": integer(),
            "attachment": uuid(),
        }),
    );
    object(
        &["operations"],
        json!({ "device": device, "operations": each(operation) }),
    )
}

fn receipts() -> Value {
    let receipt = object(
        &["id", "kept_as", "status", "repeated", "reasons"],
        json!({
            "id": {}, "kept_as": uuid(),
            "status": { "type": "string", "enum": ["applied", "quarantined", "set_aside", "send_file", "send_again"] },
            "repeated": flag(), "reasons": each(any()),
        }),
    );
    object(
        &["receipts", "received_at"],
        json!({ "receipts": each(receipt), "received_at": time() }),
    )
}

fn kept() -> Value {
    object(
        &["id", "login", "body", "status", "reasons", "received_at"],
        json!({
            "id": uuid(), "inspection": nullable("string"), "task": nullable("string"),
            "record": nullable("string"), "login": text(), "side": nullable("string"),
            "device": nullable("string"), "body": any(), "status": text(), "reasons": each(any()),
            "received_at": time(), "settled_by": nullable("string"), "settled_at": nullable("string"),
            "settled_why": nullable("string"),
        }),
    )
}

fn arrivals() -> Value {
    object(
        &["quarantine", "devices", "may_settle"],
        json!({ "quarantine": list("KeptOperation"), "devices": each(any()), "may_settle": flag() }),
    )
}

fn new_inspection() -> Value {
    object(
        &["line_code", "round", "lead_side", "starts_on", "ends_on"],
        json!({
            "line_code": text(), "round": integer(), "lead_side": side(),
            "starts_on": { "type": "string", "format": "date" },
            "ends_on": { "type": "string", "format": "date" }, "plan": nullable("string"),
        }),
    )
}

fn inspection() -> Value {
    object(
        &[
            "id",
            "line",
            "round",
            "left",
            "right",
            "lead_side",
            "state",
            "version",
            "own_side",
            "progress",
        ],
        json!({
            "id": uuid(), "line": any(), "round": integer(), "left": any(), "right": any(),
            "lead_side": side(), "starts_on": text(), "ends_on": text(), "plan": nullable("string"),
            "state": { "type": "string", "enum": ["field", "closed"] },
            "closed_at": nullable("string"), "opened_by": text(), "opened_at": time(),
            "version": integer(), "own_side": side(), "progress": any(), "overdue": flag(),
            "tasks": list("FieldTask"), "may_assign": flag(), "may_close": flag(),
        }),
    )
}

fn task() -> Value {
    object(
        &["id", "ordinal", "kind", "label", "side", "done", "records"],
        json!({
            "id": uuid(), "ordinal": integer(), "kind": { "type": "string", "enum": ["marker", "segment"] },
            "marker": nullable("string"), "label": text(), "side": side(), "person": nullable("string"),
            "from_m": number(), "to_m": number(), "at": nullable("array"), "done": flag(),
            "contested": flag(), "differing": texts(), "apart_m": nullable("number"),
            "records": list("FieldRecord"),
        }),
    )
}

fn record() -> Value {
    object(
        &["id", "login", "side", "fields", "photos", "findings"],
        json!({
            "id": uuid(), "login": text(), "side": side(), "fields": any(), "photos": each(any()),
            "began_at": time(), "ended_at": time(), "received_at": time(), "operations": integer(),
            "withdrawn": flag(), "finished": flag(), "at": nullable("array"),
            "offset_m": nullable("number"), "line_difference_m": nullable("number"),
            "reached": flag(), "findings": each(any()),
        }),
    )
}

fn pack() -> Value {
    object(
        &[
            "inspection",
            "line",
            "markers",
            "tiles",
            "tile_bytes",
            "max_zoom",
        ],
        json!({
            "inspection": { "$ref": "#/components/schemas/Inspection" }, "line": each(each(each(number()))),
            "markers": each(any()),
            "tiles": { "type": "array", "items": { "type": "array" }, "description": "z/x/y, bytes, entity tag" },
            "tile_bytes": integer(), "max_zoom": integer(),
        }),
    )
}
