//! The schemas of the naming desk: reservations, words, suggestions, unnamed roads, campaigns.

use serde_json::{Map, Value, json};

use super::{
    features::reference,
    words::{each, integer, list, nullable, number, object, text, texts, uuid},
};

/// Every schema by its name.
pub(super) fn schemas() -> Map<String, Value> {
    let mut named = reservations();
    named.extend(words());
    named.extend(overrulings());
    named.extend(found());
    named.extend(standing());
    named
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

type Named = Vec<(&'static str, Value)>;

fn reservations() -> Named {
    let fresh = json!({
        "name": text(), "category": nullable("string"), "region_code": text(), "until": nullable("string"),
        "holder": nullable("string"), "reference": nullable("string"),
    });
    let mut kept = fresh.clone();
    kept["id"] = uuid();
    kept["from"] = text();
    kept["state"] = json!({ "type": "string", "enum": ["held", "expired", "released"] });
    kept["released_on"] = nullable("string");
    kept["check"] = reference("NameChecked");
    vec![
        ("NewReservation", object(&["name", "region_code"], fresh)),
        (
            "Reservation",
            object(
                &["id", "name", "region_code", "from", "until", "state"],
                kept,
            ),
        ),
        (
            "Reservations",
            object(
                &["reservations"],
                json!({ "reservations": list("Reservation") }),
            ),
        ),
    ]
}

fn overrulings() -> Named {
    let mut fresh = super::names::to_check();
    fresh["required"] = json!(["rule", "reason"]);
    fresh["properties"]["name"] = nullable("string");
    fresh["properties"]["rule"] = text();
    fresh["properties"]["fingerprint"] = nullable("string");
    fresh["properties"]["reason"] = text();
    let mut feature = object(&["kind", "id"], json!({ "kind": text(), "id": uuid() }));
    feature["type"] = json!(["object", "null"]);
    fresh["properties"]["feature"] = feature;
    let mut withdrawn = object(
        &["reason", "by_role", "at"],
        json!({ "reason": text(), "by_role": text(), "by": nullable("string"), "at": text() }),
    );
    withdrawn["type"] = json!(["object", "null"]);
    let kept = json!({
        "id": uuid(), "name": text(), "category": nullable("string"), "region_code": text(), "rule": text(),
        "fingerprint": text(), "reason": text(), "by_role": text(), "by": nullable("string"), "at": text(),
        "withdrawn": withdrawn, "check": reference("NameChecked"),
    });
    vec![
        ("Reason", object(&["reason"], json!({ "reason": text() }))),
        ("NewOverruling", fresh),
        (
            "Overruling",
            object(
                &[
                    "id",
                    "name",
                    "region_code",
                    "rule",
                    "fingerprint",
                    "reason",
                    "by_role",
                    "at",
                ],
                kept,
            ),
        ),
        (
            "Overrulings",
            object(
                &["overrulings", "total", "next"],
                json!({
                    "overrulings": list("Overruling"), "total": integer(), "next": nullable("string"),
                }),
            ),
        ),
    ]
}

fn words() -> Named {
    let fresh = json!({
        "bank": { "type": "string", "enum": ["candidate", "forbidden", "restricted"] },
        "word": text(),
        "finding_category": nullable("string"),
        "categories": texts(),
        "place": { "type": "string", "enum": ["any", "start", "end", "specific", "name"] },
        "meaning": nullable("string"),
        "article": nullable("string"),
        "source": text(),
        "region_code": nullable("string"),
        "valid_from": nullable("string"),
        "valid_to": nullable("string"),
    });
    let mut kept = fresh.clone();
    kept["id"] = uuid();
    kept["version"] = integer();
    let needed = ["bank", "word", "source"];
    let several = |of: &str| object(&["words"], json!({ "words": list(of) }));
    vec![
        ("NewWord", object(&needed, fresh)),
        (
            "NewWords",
            json!({ "oneOf": [reference("NewWord"), several("NewWord")] }),
        ),
        (
            "Word",
            object(&["id", "version", "bank", "word", "source"], kept),
        ),
        (
            "WordsAdded",
            json!({ "oneOf": [reference("Word"), several("Word")] }),
        ),
        (
            "Words",
            object(
                &["words", "total", "next"],
                json!({ "words": list("Word"), "total": integer(), "next": nullable("string") }),
            ),
        ),
    ]
}

fn found() -> Named {
    let mut wanted = super::names::to_check();
    wanted["required"] = json!([]);
    wanted["properties"]["name"] = nullable("string");
    wanted["properties"]["road"] = nullable("string");
    wanted["properties"]["limit"] = nullable("integer");
    let source = object(
        &["origin", "text"],
        json!({
            "origin": { "type": "string", "enum": ["variant", "sequence", "branch", "former", "bank", "place"] },
            "text": text(), "kind": nullable("string"), "id": nullable("string"), "distance_m": nullable("number"),
        }),
    );
    let suggestion = object(
        &["name", "pinyin", "source", "check"],
        json!({
            "name": text(), "pinyin": text(), "plain": text(), "source": source, "check": reference("NameChecked"),
        }),
    );
    let near = object(
        &["id", "name", "distance_m"],
        json!({ "id": uuid(), "name": text(), "distance_m": number() }),
    );
    let road = object(
        &["id", "fid", "doorplates", "neighbours"],
        json!({
            "id": uuid(), "fid": integer(), "source_id": nullable("string"), "region_code": nullable("string"),
            "region_name": nullable("string"), "class": nullable("string"), "length_m": nullable("number"),
            "doorplates": integer(), "people": nullable("integer"), "middle": { "type": ["array", "null"], "items": number() },
            "neighbours": each(near),
        }),
    );
    let town = object(
        &["code", "name", "roads", "named", "unnamed", "share"],
        json!({
            "code": text(), "name": text(), "roads": integer(), "named": integer(), "unnamed": integer(),
            "unnamed_length_m": number(), "unnamed_doorplates": integer(), "unnamed_people": nullable("integer"),
            "share": number(),
        }),
    );
    vec![
        ("NameWanted", wanted),
        (
            "Suggestions",
            object(&["suggestions"], json!({ "suggestions": each(suggestion) })),
        ),
        (
            "UnnamedRoads",
            object(
                &["roads", "total", "next"],
                json!({ "roads": each(road), "total": integer(), "next": nullable("string") }),
            ),
        ),
        (
            "Coverage",
            object(
                &["roads", "named", "unnamed", "towns"],
                json!({
                    "roads": integer(), "named": integer(), "unnamed": integer(), "towns": each(town),
                }),
            ),
        ),
        (
            "Campaign",
            object(
                &["names", "counts", "total", "results", "next", "position"],
                json!({
                    "names": integer(), "counts": object(&[], json!({})), "by_rule": object(&[], json!({})),
                    "total": integer(), "results": list("NameChecked"), "next": nullable("integer"),
                    "position": integer(),
                }),
            ),
        ),
    ]
}

fn standing() -> Named {
    let record = object(
        &["name", "role", "locked"],
        json!({
            "name": text(), "role": text(), "pinyin": nullable("string"), "readings": { "type": ["array", "null"], "items": text() },
            "locked": { "type": "boolean" }, "valid_from": nullable("string"), "valid_to": nullable("string"),
            "legal_basis": nullable("string"),
        }),
    );
    let look_alike = object(
        &["kind", "id", "name", "relation"],
        json!({
            "kind": text(), "id": uuid(), "name": text(), "relation": text(), "distance_m": nullable("number"),
            "region_code": nullable("string"),
        }),
    );
    let searched = json!({
        "type": ["object", "null"],
        "properties": { "level": text(), "code": text(), "name": text() },
    });
    let rule = object(
        &["rule", "title"],
        json!({ "rule": text(), "title": text(), "category": nullable("string") }),
    );
    vec![
        (
            "StandingName",
            object(
                &["records", "look_alikes", "acts"],
                json!({
                    "records": each(record), "check": reference("NameChecked"),
                    "searched": searched, "look_alikes": each(look_alike), "acts": texts(),
                }),
            ),
        ),
        (
            "NamingRules",
            object(&["rules"], json!({ "rules": each(rule) })),
        ),
    ]
}
