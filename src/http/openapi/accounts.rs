//! The schemas of accounts, sessions, keys and the audit log.

use serde_json::{Map, Value, json};

use super::{
    features::reference,
    words::{each, integer, list, nullable, object, text, texts, time, uuid},
};

/// Every schema by its name.
pub(super) fn schemas() -> Map<String, Value> {
    sessions()
        .into_iter()
        .chain(accounts())
        .chain(keys())
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

type Named = (&'static str, Value);

fn boolean() -> Value {
    json!({ "type": "boolean" })
}

fn maybe_time() -> Value {
    json!({ "type": ["string", "null"], "format": "date-time" })
}

fn sessions() -> [Named; 5] {
    let label = object(&["zh-CN", "en"], json!({ "zh-CN": text(), "en": text() }));
    let role = object(
        &["role", "label", "region", "region_name"],
        json!({
            "role": text(), "label": label, "region": text(), "region_name": nullable("string"),
        }),
    );
    let person = object(
        &["id", "login", "name"],
        json!({ "id": uuid(), "login": text(), "name": text() }),
    );
    let session = json!({
        "signed_in": boolean(),
        "via": text(),
        "person": { "oneOf": [person, { "type": "null" }] },
        "roles": each(role),
        "acts": texts(),
        "role_labels": object(&[], json!({})),
        "csrf": nullable("string"),
        "must_change_password": boolean(),
    });
    let one = object(
        &["id", "current", "created_at", "seen_at", "expires_at"],
        json!({
            "id": uuid(), "current": boolean(), "created_at": time(), "seen_at": time(),
            "expires_at": time(), "address": nullable("string"), "agent": nullable("string"),
        }),
    );
    [
        (
            "Session",
            object(
                &["signed_in", "via", "person", "roles", "acts", "csrf"],
                session,
            ),
        ),
        (
            "Credentials",
            object(
                &["login", "password"],
                json!({ "login": text(), "password": text() }),
            ),
        ),
        (
            "Sessions",
            object(&["sessions"], json!({ "sessions": each(one) })),
        ),
        (
            "NewPassword",
            object(&["old", "new"], json!({ "old": text(), "new": text() })),
        ),
        (
            "UsedLink",
            object(
                &["token", "password"],
                json!({ "token": text(), "password": text() }),
            ),
        ),
    ]
}

fn accounts() -> [Named; 9] {
    let account = json!({
        "id": uuid(),
        "login": text(),
        "name": text(),
        "locked": boolean(),
        "waits_until": maybe_time(),
        "failed": integer(),
        "has_password": boolean(),
        "must_change_password": boolean(),
        "created_at": time(),
        "password_at": maybe_time(),
        "signed_in_at": maybe_time(),
        "grants": list("Grant"),
        "link": reference("AccountLink"),
    });
    let new = json!({
        "login": text(), "name": text(), "password": text(), "grants": list("Grant"),
        "reason": text(),
    });
    [
        (
            "Grant",
            object(
                &["role", "region"],
                json!({ "role": text(), "region": text() }),
            ),
        ),
        (
            "NewGrant",
            object(
                &["role", "region"],
                json!({ "role": text(), "region": text(), "reason": text() }),
            ),
        ),
        ("Why", object(&[], json!({ "reason": text() }))),
        (
            "Account",
            object(
                &["id", "login", "name", "locked", "created_at", "grants"],
                account,
            ),
        ),
        (
            "Accounts",
            object(
                &["accounts", "roles"],
                json!({ "accounts": list("Account"), "roles": each(object(&["role"], json!({ "role": text() }))) }),
            ),
        ),
        ("NewAccount", object(&["login", "name"], new)),
        (
            "AccountChange",
            object(
                &[],
                json!({ "name": text(), "locked": boolean(), "reason": text() }),
            ),
        ),
        (
            "SetPassword",
            object(
                &["password"],
                json!({ "password": text(), "reason": text() }),
            ),
        ),
        (
            "AccountLink",
            object(
                &["path", "token", "expires_at"],
                json!({ "path": text(), "token": text(), "expires_at": time() }),
            ),
        ),
    ]
}

fn keys() -> [Named; 4] {
    let kinds = json!({ "type": ["array", "null"], "items": text() });
    let key = json!({
        "prefix": text(), "name": text(), "role": text(), "region": text(), "kinds": kinds,
        "rate": integer(), "created_at": time(), "created_by": text(), "expires_at": time(),
        "revoked_at": maybe_time(), "used_at": maybe_time(), "used_from": nullable("string"),
        "key": text(),
    });
    let new = json!({
        "name": text(), "role": text(), "region": text(), "kinds": kinds, "rate": integer(),
        "days": integer(), "reason": text(),
    });
    let event = json!({
        "commit": uuid(), "position": nullable("integer"), "act": text(), "at": time(),
        "person": { "type": ["string", "null"], "format": "uuid" }, "login": text(), "role": text(),
        "via": text(), "address": nullable("string"), "kinds": texts(),
        "subject": nullable("string"), "detail": object(&[], json!({})), "reason": nullable("string"),
    });
    let event = object(&["commit", "act", "at", "login", "role", "via"], event);
    [
        (
            "Key",
            object(&["prefix", "name", "role", "region", "rate"], key),
        ),
        ("Keys", object(&["keys"], json!({ "keys": list("Key") }))),
        ("NewKey", object(&["name", "region"], new)),
        (
            "Audit",
            object(
                &["events", "next"],
                json!({ "events": each(event), "next": nullable("string") }),
            ),
        ),
    ]
}
