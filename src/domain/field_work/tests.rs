//! Records are a function of the set of operations: proved on scenes that proptest makes up.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{
    Chain, FieldOperation, FieldRule, LineSide, MeasuredPlace, PlannedTask, Taken, TaskKind,
    Tolerances, differences, fold, judge,
};
use crate::{
    domain::ProblemCode,
    geo::{Geometry, LonLat},
};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
}

fn taken(number: u128, record: u128, login: &str, minute: i64, set: &Json, base: &Json) -> Taken {
    let body = json!({
        "id": id(number), "kind": "record", "task": id(1), "record": id(record),
        "at": at(minute).to_rfc3339(), "set": set, "base": base,
    });
    Taken {
        operation: FieldOperation::read(&body).unwrap(),
        login: login.to_owned(),
        side: LineSide::Left,
        received_at: at(minute) + TimeDelta::minutes(1),
        facts: None,
    }
}

fn phone(lon: &str, lat: &str, accuracy_m: f64) -> Json {
    json!({ "system": "EPSG:4490", "method": "phone", "lon": lon, "lat": lat, "accuracy_m": accuracy_m })
}

/// What a phone does: each step sets a field of a record on top of what it set there before.
fn scenes() -> impl Strategy<Value = Vec<Taken>> {
    let step = (0_u128..3, 0_usize..3, 0_usize..4, 0_i64..40, any::<bool>());
    prop::collection::vec(step, 1..24).prop_map(|steps| {
        let mut last: BTreeMap<(u128, &str), Uuid> = BTreeMap::new();
        let mut scene = Vec::new();
        for (nth, (record, field, value, minute, knows)) in (100_u128..).zip(steps) {
            let name = ["condition", "surroundings", "inscription"][field];
            let words = [
                ["intact", "damaged", "lost", "shifted"],
                ["clear", "overgrown", "digging", "building"],
                ["clear", "faded", "illegible", "wrong"],
            ];
            let before = last.insert((record, name), id(nth));
            let base: Vec<Uuid> = before.into_iter().filter(|_| knows).collect();
            scene.push(taken(
                nth,
                record,
                "li",
                minute,
                &json!({ name: words[field][value] }),
                &json!({ name: base }),
            ));
        }
        scene
    })
}

proptest! {
    #[test]
    fn any_order_and_repetition_of_operations_makes_the_same_records(
        scene in scenes(),
        seed in prop::collection::vec(any::<prop::sample::Index>(), 64),
    ) {
        let whole = fold(&scene);
        let mut other = scene.clone();
        for (nth, index) in seed.iter().enumerate() {
            let (a, b) = (nth % other.len(), index.index(other.len()));
            other.swap(a, b);
        }
        let again: Vec<Taken> = seed.iter().map(|index| scene[index.index(scene.len())].clone()).collect();
        other.extend(again);
        prop_assert_eq!(fold(&other), whole);
    }

    #[test]
    fn a_value_that_nothing_has_replaced_is_never_lost(scene in scenes()) {
        let records = fold(&scene);
        for one in &scene {
            let super::FieldContent::Fields { set, .. } = &one.operation.content else { continue };
            for (name, value) in set {
                let is_replaced = scene.iter().any(|other| {
                    let super::FieldContent::Fields { base, .. } = &other.operation.content else { return false };
                    base.iter().any(|(field, ids)| field == name && ids.contains(&one.operation.id))
                });
                let record = records.iter().find(|record| record.id == one.operation.record).unwrap();
                let merged = &record.fields[name];
                let is_there = merged.value == *value || merged.others.iter().any(|other| other.value == *value);
                prop_assert!(is_replaced || is_there, "{name}: {value}");
            }
        }
    }
}

#[test]
fn each_field_is_merged_by_itself_and_what_two_wrote_unknowing_is_kept_twice() {
    let scene = [
        taken(
            10,
            2,
            "li",
            0,
            &json!({ "condition": "intact", "note": "a" }),
            &json!({}),
        ),
        taken(
            11,
            2,
            "li",
            5,
            &json!({ "condition": "damaged" }),
            &json!({ "condition": [id(10)] }),
        ),
        taken(
            12,
            2,
            "wang",
            7,
            &json!({ "condition": "lost" }),
            &json!({ "condition": [id(10)] }),
        ),
    ];
    let records = fold(&scene);
    assert_eq!(records.len(), 1);
    let condition = &records[0].fields["condition"];
    assert_eq!(condition.value, json!("lost"));
    assert_eq!(condition.others.len(), 1);
    assert_eq!(condition.others[0].value, json!("damaged"));
    assert_eq!(records[0].contested().collect::<Vec<_>>(), ["condition"]);
    assert_eq!(records[0].text("note"), Some("a"));
    // Whoever has seen both settles it.
    let mut settled = scene.to_vec();
    settled.push(taken(
        13,
        2,
        "zhang",
        9,
        &json!({ "condition": "damaged" }),
        &json!({ "condition": [id(11), id(12)] }),
    ));
    assert_eq!(fold(&settled)[0].contested().count(), 0);
    assert_eq!(fold(&settled)[0].text("condition"), Some("damaged"));
}

#[test]
fn two_records_of_one_marker_stay_two_and_their_differences_are_told() {
    let records = fold(&[
        taken(
            10,
            2,
            "li",
            0,
            &json!({ "condition": "intact", "position": phone("120.0", "29.5", 4.0) }),
            &json!({}),
        ),
        taken(
            11,
            3,
            "wang",
            5,
            &json!({ "condition": "damaged", "position": phone("120.0", "29.5001", 4.0) }),
            &json!({}),
        ),
    ]);
    let (fields, apart_m) = differences(&records.iter().collect::<Vec<_>>());
    assert_eq!(fields, ["condition"]);
    assert!((apart_m.unwrap() - 11.08).abs() < 0.02, "{apart_m:?}");
}

#[test]
fn figures_are_read_by_their_names_and_old_systems_are_kept_unturned() {
    let place = |value: Json| MeasuredPlace::read(&value);
    let grid = place(json!({
        "system": "EPSG:4549", "method": "rtk", "north": "3271738.927", "east": "580532.107",
        "height": "45.20", "height_system": "1985",
    }))
    .unwrap();
    let at = grid.at.unwrap();
    assert!(
        (at.lon - 120.831).abs() < 1e-7 && (at.lat - 29.561).abs() < 1e-7,
        "{at}"
    );
    assert!(grid.is_surveyed);
    let old = place(
        json!({ "system": "EPSG:2382", "method": "typed", "north": "3271738.9", "east": "580532.1" }),
    );
    assert_eq!(old.unwrap().at, None);
    for (wrong, member) in [
        (
            json!({ "system": "EPSG:4490", "method": "phone", "lon": 120.0, "lat": "29.5" }),
            "lon",
        ),
        (
            json!({ "system": "EPSG:4490", "method": "phone", "lon": "29.5", "lat": "120.0" }),
            "system",
        ),
        (
            json!({ "system": "EPSG:4549", "method": "typed", "north": "580532.1", "east": "3271738.9" }),
            "system",
        ),
        (
            json!({ "system": "EPSG:4490", "method": "guessed", "lon": "120", "lat": "29" }),
            "method",
        ),
        (
            json!({ "system": "EPSG:4490", "method": "phone", "lon": "1e2", "lat": "29" }),
            "lon",
        ),
        (
            json!({ "system": "EPSG:4490", "method": "phone", "lon": "120", "lat": "29", "colour": 1 }),
            "position",
        ),
    ] {
        assert_eq!(place(wrong.clone()).unwrap_err().member, member, "{wrong}");
    }
}

#[test]
fn everything_wrong_with_an_operation_is_told_at_once() {
    let problems = FieldOperation::read(&json!({
        "id": "x", "kind": "record", "task": id(1), "record": id(2), "at": "yesterday",
        "set": { "condition": "fine", "colour": "red" },
    }))
    .unwrap_err();
    let told: Vec<(ProblemCode, &str)> = problems
        .iter()
        .map(|problem| (problem.code, problem.field.as_ref()))
        .collect();
    assert_eq!(
        told,
        [
            (ProblemCode::WrongType, "id"),
            (ProblemCode::WrongType, "at"),
            (ProblemCode::WrongValue, "condition"),
            (ProblemCode::UnknownField, "colour"),
        ]
    );
    assert!(FieldOperation::read(&json!([1])).is_err());
}

#[test]
fn a_phone_tells_what_is_reached_and_a_receiver_what_is_moved() {
    let marker = Geometry::Point(
        LonLat {
            lon: 120.0,
            lat: 29.5,
        }
        .into(),
    );
    let found = |position: Json| -> Vec<FieldRule> {
        let record = fold(&[taken(
            10,
            2,
            "li",
            0,
            &json!({ "position": position }),
            &json!({}),
        )]);
        judge(
            &record[0],
            Some(&marker),
            None,
            None,
            &Tolerances::default(),
        )
        .into_iter()
        .map(|finding| finding.rule)
        .collect()
    };
    let rtk = |lat: &str| json!({ "system": "EPSG:4490", "method": "rtk", "lon": "120", "lat": lat, "accuracy_m": 0.02 });
    // 11 m to the north.
    assert_eq!(found(phone("120", "29.5001", 4.0)), []);
    assert_eq!(found(rtk("29.5001")), [FieldRule::OffRegister]);
    assert_eq!(found(rtk("29.500005")), []);
    assert_eq!(found(phone("120", "29.503", 4.0)), [FieldRule::NotReached]);
    assert_eq!(
        found(phone("120", "29.5005", 25.0)),
        [FieldRule::Inaccurate]
    );
}

#[test]
fn nobody_is_at_two_ends_of_a_county_within_a_minute() {
    let records = fold(&[
        taken(
            10,
            2,
            "li",
            0,
            &json!({ "position": phone("120", "29.5", 4.0) }),
            &json!({}),
        ),
        taken(
            11,
            3,
            "li",
            1,
            &json!({ "position": phone("120.3", "29.5", 4.0) }),
            &json!({}),
        ),
    ]);
    let findings = judge(
        &records[1],
        None,
        Some(&records[0]),
        None,
        &Tolerances::default(),
    );
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].rule, FieldRule::TooFast);
    assert!((findings[0].amount - 485.0).abs() < 2.0, "{findings:?}");
}

#[test]
fn a_photo_from_elsewhere_or_another_day_is_found_by_what_it_says_of_itself() {
    let mut photo = taken(11, 2, "li", 2, &json!({ "note": "" }), &json!({}));
    photo.operation = FieldOperation::read(&json!({
        "id": id(11), "kind": "photo_file", "task": id(1), "record": id(2), "at": at(2).to_rfc3339(),
        "photo": id(20), "sha256": "a".repeat(64), "attachment": id(30),
    }))
    .unwrap();
    photo.facts = Some(super::FieldPhotoFacts {
        taken_at: Some(at(-600)),
        at: Some(LonLat {
            lon: 120.1,
            lat: 29.5,
        }),
    });
    let records = fold(&[
        taken(
            10,
            2,
            "li",
            0,
            &json!({ "position": phone("120", "29.5", 4.0) }),
            &json!({}),
        ),
        photo,
    ]);
    let rules: Vec<FieldRule> = judge(&records[0], None, None, None, &Tolerances::default())
        .into_iter()
        .map(|finding| finding.rule)
        .collect();
    assert_eq!(
        rules,
        [FieldRule::PhotoElsewhere, FieldRule::PhotoAtOtherTime]
    );
}

#[test]
fn a_line_is_parted_into_markers_and_the_segments_between_them() {
    let chain = |number: &str, at_m: f64, keeper| Chain {
        marker_id: id(7),
        number: number.to_owned(),
        keeper,
        at_m,
    };
    let tasks = PlannedTask::along(
        vec![
            chain("002Q", 6_000.0, None),
            chain("001Q", 10.0, Some(LineSide::Right)),
        ],
        10_000.0,
        LineSide::Left,
    );
    let told: Vec<(&str, TaskKind, LineSide)> = tasks
        .iter()
        .map(|task| (task.label.as_str(), task.kind, task.side))
        .collect();
    assert_eq!(
        told,
        [
            ("001Q", TaskKind::Marker, LineSide::Right),
            ("001Q—002Q", TaskKind::Segment, LineSide::Left),
            ("002Q", TaskKind::Marker, LineSide::Both),
            ("002Q—终点", TaskKind::Segment, LineSide::Right),
        ]
    );
}
