//! The schemas of cases, tasks and reports.

use serde_json::{Map, Value, json};

use super::words::{each, integer, list, nullable, object, or_null, text, time, uuid};

/// Every schema by its name.
pub(super) fn schemas() -> Map<String, Value> {
    [
        ("CaseKinds", kinds()),
        ("CaseStep", step()),
        ("CaseSummary", summary()),
        ("Cases", page("cases", "CaseSummary")),
        ("CaseCounts", counts()),
        ("CaseSheet", sheet()),
        ("CaseTask", task()),
        ("CasePeople", people()),
        ("Tasks", page("tasks", "CaseTask")),
        ("NewCase", new_case()),
        ("CaseAct", act()),
        (
            "CaseComment",
            object(&["comment"], json!({ "comment": text() })),
        ),
        (
            "Notices",
            object(&["notices"], json!({ "notices": list("Notice") })),
        ),
        ("Notice", notice()),
        ("NoticeComment", notice_comment()),
        (
            "NoticeComments",
            object(&["comments"], json!({ "comments": list("NoticeComment") })),
        ),
        (
            "NewNoticeComment",
            object(
                &["stance", "body"],
                json!({ "stance": stance(), "body": text() }),
            ),
        ),
        (
            "TakenNoticeComment",
            object(
                &["receipt", "follow_code"],
                json!({ "receipt": text(), "follow_code": text() }),
            ),
        ),
        (
            "NoticeAnswer",
            object(&["reply"], json!({ "reply": text(), "shown": flag() })),
        ),
        ("NewFaultReport", new_report()),
        ("FaultReport", report()),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}

fn any() -> Value {
    object(&[], json!({}))
}

fn date() -> Value {
    json!({ "type": ["string", "null"], "format": "date" })
}

fn perhaps_time() -> Value {
    json!({ "type": ["string", "null"], "format": "date-time" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn position() -> Value {
    or_null(json!({
        "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2,
        "description": "Longitude, latitude, degrees, CGCS2000",
    }))
}

fn page(member: &str, of: &str) -> Value {
    object(
        &[member, "next"],
        json!({ member: list(of), "next": nullable("string") }),
    )
}

fn kinds() -> Value {
    let kind = object(
        &["kind", "label", "prefix", "states", "opening"],
        json!({
            "kind": text(), "label": text(), "prefix": text(), "states": each(any()),
            "subjects": each(text()), "opening": { "$ref": "#/components/schemas/CaseStep" },
        }),
    );
    object(&["kinds"], json!({ "kinds": each(kind) }))
}

fn step() -> Value {
    object(
        &["act", "label", "fields"],
        json!({
            "act": text(), "label": text(), "to": nullable("string"), "to_label": nullable("string"),
            "ends": flag(), "role": nullable("string"), "fields": each(any()),
        }),
    )
}

fn summary() -> Value {
    object(
        &[
            "id",
            "number",
            "kind",
            "state",
            "version",
            "title",
            "region_code",
        ],
        json!({
            "id": uuid(), "number": text(), "kind": text(), "kind_label": text(), "state": text(),
            "state_label": text(), "stage": text(), "version": integer(), "title": text(),
            "region_code": text(), "region_name": nullable("string"), "position": position(),
            "opened_at": time(), "opened_by": nullable("string"), "closed_at": perhaps_time(), "due_on": date(),
            "due_provisional": flag(), "overdue": flag(),
        }),
    )
}

fn sheet() -> Value {
    let rest = object(
        &["form", "subjects", "timeline", "tasks", "deadlines", "acts"],
        json!({
            "form": each(any()), "subjects": each(any()), "timeline": each(any()),
            "tasks": each(any()), "deadlines": each(any()), "acts": list("CaseStep"),
            "checks": each(any()), "papers": each(paper()), "may_comment": flag(), "opened_by_name": nullable("string"),
        }),
    );
    json!({ "allOf": [{ "$ref": "#/components/schemas/CaseSummary" }, rest] })
}

fn paper() -> Value {
    object(
        &["paper", "label", "href"],
        json!({ "paper": text(), "label": text(), "href": text() }),
    )
}

fn stance() -> Value {
    json!({ "type": "string", "enum": ["support", "object", "other"] })
}

fn notice() -> Value {
    object(
        &["number", "title", "state", "from", "until", "open", "form"],
        json!({
            "number": text(), "title": text(), "state": text(), "state_label": text(),
            "region_code": text(), "region_name": text(), "from": time(), "until": date(),
            "open": flag(), "pinyin": text(), "form": each(any()), "facts": each(any()),
            "position": position(), "geometry": or_null(any()), "comments": list("NoticeComment"),
            "received": integer(),
        }),
    )
}

fn notice_comment() -> Value {
    object(
        &["receipt", "stance", "body", "at"],
        json!({
            "receipt": text(), "stance": stance(), "stance_label": text(), "body": text(), "at": time(),
            "reply": nullable("string"), "replied_at": perhaps_time(),
            "shown": { "type": ["boolean", "null"] },
        }),
    )
}

fn counts() -> Value {
    let count = object(
        &["kind", "state", "count", "overdue"],
        json!({
            "kind": text(), "kind_label": text(), "state": text(), "state_label": text(),
            "stage": nullable("string"), "count": integer(), "overdue": integer(),
        }),
    );
    object(&["counts"], json!({ "counts": each(count) }))
}

fn task() -> Value {
    object(
        &["id", "task", "role", "case"],
        json!({
            "id": uuid(), "task": text(), "label": text(), "role": text(), "role_label": text(),
            "person": nullable("string"), "person_name": nullable("string"), "given_at": time(), "due_on": date(),
            "due_provisional": flag(), "overdue": flag(), "done_at": perhaps_time(),
            "done_by": nullable("string"), "done_by_name": nullable("string"), "case": { "$ref": "#/components/schemas/CaseSummary" },
        }),
    )
}

fn people() -> Value {
    let person = object(
        &["login", "name"],
        json!({ "login": text(), "name": text() }),
    );
    object(&["people"], json!({ "people": each(person) }))
}

fn new_case() -> Value {
    object(
        &["kind"],
        json!({ "kind": text(), "form": any(), "region_code": nullable("string") }),
    )
}

fn act() -> Value {
    object(
        &[],
        json!({ "form": any(), "comment": nullable("string"), "version": { "type": ["integer", "null"] } }),
    )
}

fn new_report() -> Value {
    object(
        &["target", "fault"],
        json!({
            "target": text(), "fault": text(), "position": position(),
            "lon": { "type": "number" }, "lat": { "type": "number" },
            "description": nullable("string"), "photos": each(uuid()), "attachments": each(uuid()),
            "subjects": each(object(&["kind", "id"], json!({ "kind": text(), "id": uuid() }))),
        }),
    )
}

fn report() -> Value {
    object(
        &["receipt", "state", "state_label", "events"],
        json!({
            "receipt": text(), "follow_code": nullable("string"), "kind": text(), "kind_label": text(),
            "state": text(), "state_label": text(), "stage": text(), "version": integer(),
            "opened_at": time(), "closed_at": perhaps_time(), "due_on": date(),
            "due_provisional": flag(), "events": each(any()), "form": each(any()),
            "position": position(), "acts": list("CaseStep"), "own_photos": each(uuid()),
        }),
    )
}
