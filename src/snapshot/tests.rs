//! A snapshot against its brute-force twin: a sorted map of features.

use std::collections::BTreeMap;

use chrono::DateTime;
use proptest::prelude::*;

use super::{
    Builder, Filter, Snapshot,
    testing::{any_feature, feature, with},
};
use crate::{
    domain::{Change, Feature, Kind, Operation, Position, State, Value, shared},
    geo::Bounds,
};

fn build(features: impl IntoIterator<Item = Feature>) -> Snapshot {
    let mut builder = Builder::new();
    for feature in features {
        builder.push(feature);
    }
    builder.finish(Position(1))
}

fn change(kind: Kind, number: u32, feature: Option<Feature>) -> Change {
    Change {
        position: Position(2),
        kind,
        id: super::testing::feature(kind, number).id,
        version: 1,
        operation: Operation::Update,
        at: DateTime::UNIX_EPOCH,
        bounds_before: None,
        bounds_after: None,
        feature,
    }
}

fn a_kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::ALL.to_vec())
}

fn agrees(snapshot: &Snapshot, kind: Kind, expected: &BTreeMap<u32, Feature>) {
    let table = snapshot.table(kind);
    let all: Vec<Feature> = table.iter().map(super::RowRef::to_feature).collect();
    assert_eq!(all, expected.values().cloned().collect::<Vec<_>>());
    assert_eq!(table.len(), expected.len());
    let published = expected.values().filter(|f| f.state().is_published());
    assert_eq!(table.published(), published.count());
    let alive: usize = table.chunks().iter().map(|slot| slot.rows().count()).sum();
    assert_eq!(alive, expected.len());
    for feature in expected.values() {
        let row = table.by_id(feature.id).expect("found by id");
        assert_eq!(row.fid(), feature.fid);
        assert_eq!(row.state(), feature.state());
        assert_eq!(row.bounds(), feature.bounds());
        assert_eq!(
            table.by_fid(feature.fid).map(super::RowRef::id),
            Some(feature.id)
        );
        if let Some(source_id) = feature.text("source_id") {
            let row = table.by_source(&feature.source, source_id).expect("found");
            assert_eq!(row.text(shared::SOURCE_ID_AT), Some(source_id));
        }
        if let Some(code) = feature.text("code") {
            let row = table.by_code(code).expect("found by code");
            assert_eq!(row.text(shared::CODE_AT), Some(code));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_went_in_comes_out_and_changes_are_as_in_a_map(
        (kind, first, commits) in a_kind().prop_flat_map(|kind| {
            let some = move |number: u32| any_feature(kind, number);
            (
                Just(kind),
                prop::collection::vec(Just(()), 0..40).prop_flat_map(move |list| {
                    (1..).zip(list).map(|(number, ())| some(number)).collect::<Vec<_>>()
                }),
                prop::collection::vec(
                    prop::collection::vec(
                        (1_u32..60).prop_flat_map(move |number| {
                            (Just(number), prop::option::weighted(0.8, any_feature(kind, number)))
                        }),
                        0..8,
                    ),
                    0..12,
                ),
            )
        })
    ) {
        let mut expected: BTreeMap<u32, Feature> =
            (1..).zip(first.iter().cloned()).collect();
        let mut snapshot = build(first);
        agrees(&snapshot, kind, &expected);
        for commit in commits {
            let before = snapshot.clone();
            let kept = expected.clone();
            let changes: Vec<Change> = commit
                .iter()
                .map(|(number, feature)| change(kind, *number, feature.clone()))
                .collect();
            for (number, feature) in commit {
                match feature {
                    Some(feature) => expected.insert(number, feature),
                    None => expected.remove(&number),
                };
            }
            snapshot = snapshot.apply(Position(2), &changes);
            agrees(&snapshot, kind, &expected);
            agrees(&before, kind, &kept);
        }
    }

    #[test]
    fn a_filtered_list_is_what_looking_at_every_feature_gives(
        features in (1_u32..50).prop_flat_map(|count| {
            (1..=count).map(|number| any_feature(Kind::Road, number)).collect::<Vec<_>>()
        }),
        bbox in prop::option::of((73.0..120.0, 18.0..40.0, 0.0..20.0, 0.0..20.0)),
        state in prop::option::of(prop::sample::select(vec![State::Draft, State::Current])),
        class in prop::option::of(prop::sample::select(vec!["lane", "local"])),
        width in any::<bool>(),
        limit in 1_usize..20,
    ) {
        let filter = Filter {
            bbox: bbox.map(|(west, south, width, height)| Bounds {
                west, south, east: west + width, north: south + height,
            }),
            region: None,
            states: state.into_iter().collect(),
            equals: class
                .map(|class| (crate::domain::road::CLASS_AT, Value::from(class)))
                .into_iter()
                .chain(width.then(|| (crate::domain::road::WIDTH_M_AT, features[0].value("width_m").clone())))
                .collect(),
        };
        let snapshot = build(features.clone());
        let expected: Vec<i64> = features
            .iter()
            .filter(|f| filter.bbox.is_none_or(|b| f.bounds().is_some_and(|own| own.intersects(&b))))
            .filter(|f| state.is_none_or(|state| f.state() == state))
            .filter(|f| filter.equals.iter().all(|(at, value)| f.values[*at] == *value))
            .map(|f| f.fid)
            .collect();
        let prepared = filter.prepare(&snapshot, Kind::Road);
        let table = snapshot.table(Kind::Road);
        prop_assert_eq!(table.count(&prepared), expected.len());
        let (mut got, mut after) = (Vec::new(), i64::MIN);
        loop {
            let page = table.page(&prepared, after, limit);
            prop_assert!(page.rows.len() <= limit);
            got.extend(page.rows.iter().map(|row| row.fid()));
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
        prop_assert_eq!(got, expected);
    }
}

fn region(number: u32, code: &str, parent: Option<&str>) -> Feature {
    let region = with(feature(Kind::Region, number), "code", code);
    match parent {
        Some(parent) => with(region, "parent_code", parent),
        None => region,
    }
}

#[test]
fn below_goes_by_parents_and_never_by_the_look_of_a_code() {
    let snapshot = build([
        region(1, "33", None),
        region(2, "3306", Some("33")),
        region(3, "330683", Some("3306")),
        // A village that moved to another county and kept its code.
        region(4, "330683001200", Some("330604")),
        region(5, "330604", Some("3306")),
    ]);
    assert!(snapshot.is_below("330683001200", "330604"));
    assert!(!snapshot.is_below("330683001200", "330683"));
    assert!(snapshot.is_below("330683", "33"));
    assert!(snapshot.is_below("33", "33"));
    assert!(!snapshot.is_below("33", "3306"));
    let codes: Vec<_> = snapshot
        .chain("330683001200")
        .iter()
        .filter_map(|row| row.text(shared::CODE_AT))
        .collect();
    assert_eq!(codes, ["33", "3306", "330604", "330683001200"]);
    let moved = snapshot.apply(
        Position(2),
        &[change(
            Kind::Region,
            4,
            Some(region(4, "330683001200", Some("330683"))),
        )],
    );
    assert!(moved.is_below("330683001200", "330683"));
    assert!(!snapshot.is_below("330683001200", "330683"));
}

#[test]
fn parents_in_a_circle_end_nowhere_and_hang_nothing() {
    let snapshot = build([region(1, "33", Some("3306")), region(2, "3306", Some("33"))]);
    assert!(!snapshot.is_below("33", "3306"));
    assert!(snapshot.chain("33").len() <= 16);
}

#[test]
fn a_region_filter_reaches_lines_and_markers_from_either_side() {
    let line = with(
        with(
            with(feature(Kind::BoundaryLine, 1), "code", "3306-3302"),
            "left_code",
            "330683",
        ),
        "right_code",
        "330212",
    );
    let marker = with(
        feature(Kind::BoundaryMarker, 1),
        "line_code",
        "9999|3306-3302",
    );
    let road = with(feature(Kind::Road, 1), "region_code", "330683");
    let snapshot = build([
        region(1, "3306", None),
        region(2, "330683", Some("3306")),
        region(3, "3302", None),
        region(4, "330212", Some("3302")),
        region(5, "3301", None),
        line,
        marker,
        road,
    ]);
    let count = |kind, code: &str| {
        let filter = Filter {
            region: Some(code.to_owned()),
            ..Filter::default()
        };
        snapshot.table(kind).count(&filter.prepare(&snapshot, kind))
    };
    for (kind, code, expected) in [
        (Kind::BoundaryLine, "3306", 1),
        (Kind::BoundaryLine, "3302", 1),
        (Kind::BoundaryMarker, "330212", 1),
        (Kind::BoundaryMarker, "3301", 0),
        (Kind::Road, "3306", 1),
        (Kind::Road, "3302", 0),
        (Kind::Region, "3306", 2),
    ] {
        assert_eq!(count(kind, code), expected, "{kind} {code}");
    }
}

#[test]
fn many_commits_leave_a_handful_of_chunks() {
    let plates = |numbers: std::ops::Range<u32>| numbers.map(|n| feature(Kind::Doorplate, n));
    let mut snapshot = build(plates(0..10_000));
    let ids: Vec<u64> = snapshot
        .table(Kind::Doorplate)
        .chunks()
        .iter()
        .map(|s| s.chunk().id())
        .collect();
    for number in 0..1500 {
        let plate = with(
            feature(Kind::Doorplate, number),
            "number",
            format!("{number}号"),
        );
        snapshot = snapshot.apply(
            Position(i64::from(number)),
            &[change(Kind::Doorplate, number, Some(plate))],
        );
    }
    let table = snapshot.table(Kind::Doorplate);
    assert!(
        table.overlay().len() < 8,
        "{} small chunks",
        table.overlay().len()
    );
    assert_eq!(table.len(), 10_000);
    assert_eq!(
        table.chunks()[0].chunk().id(),
        ids[0],
        "the large chunk stays"
    );
    let bulk: Vec<Change> = plates(0..5000)
        .map(|plate| {
            change(
                Kind::Doorplate,
                u32::try_from(plate.fid).unwrap(),
                Some(plate),
            )
        })
        .collect();
    let rebuilt = snapshot.apply(Position(9999), &bulk);
    assert!(rebuilt.table(Kind::Doorplate).overlay().is_empty());
    assert_eq!(rebuilt.table(Kind::Doorplate).len(), 10_000);
}
