//! Searches as people type them.

use crate::{
    domain::{Change, Feature, Kind, Operation, Position},
    geo::{Geometry, LonLat},
    index::{ExtraName, Index, Matched, NameRole, Search},
    snapshot::{
        Builder, Snapshot,
        testing::{feature, with},
    },
};

fn placed(feature: Feature, lon: f64, lat: f64) -> Feature {
    let geometry = Some(Geometry::Point((lon, lat).into()));
    Feature {
        geometry,
        ..feature
    }
}

fn road(number: u32, name: &str, region: &str) -> Feature {
    let road = with(feature(Kind::Road, number), "name", name);
    placed(
        with(road, "region_code", region),
        120.0 + f64::from(number) / 100.0,
        29.0,
    )
}

fn plate(number: u32, road: &str, text: &str) -> Feature {
    let plate = with(feature(Kind::Doorplate, number), "road_name", road);
    let plate = with(with(plate, "number", text), "region_code", "330683001");
    placed(plate, 120.0 + f64::from(number) / 1000.0, 29.0)
}

fn region(number: u32, code: &str, name: &str, level: &str, parent: &str) -> Feature {
    let region = with(
        with(feature(Kind::Region, number), "code", code),
        "name",
        name,
    );
    with(with(region, "level", level), "parent_code", parent)
}

fn register() -> Vec<Feature> {
    let mut all = vec![
        region(1, "330683", "嵊州市", "county", "3306"),
        region(2, "330683001", "剡湖街道", "town", "330683"),
        region(3, "330683002", "三江街道", "town", "330683"),
        road(1, "剡湖路", "330683001"),
        road(2, "剡湖东路", "330683001"),
        road(3, "东剡湖路", "330683002"),
        road(4, "长乐路", "330683002"),
        with(road(5, "剡湖路", "330683002"), "state", "retired"),
        with(road(6, "剡湖西路", "330683002"), "state", "draft"),
        road(7, "建设一路", "330683002"),
        with(
            with(feature(Kind::Place, 1), "name", "剡湖公园"),
            "aliases",
            "湖滨公园|剡园",
        ),
    ];
    for (number, text) in (1..).zip(["1号", "12号", "12-1号", "120号", "128号", "13号"]) {
        all.push(plate(number, "剡湖路", text));
    }
    all.push(plate(20, "建设一路", "12号"));
    all
}

fn index(features: Vec<Feature>) -> Index {
    let mut builder = Builder::new();
    for feature in features {
        builder.push(feature);
    }
    Index::build(&builder.finish(Position(1)))
}

fn search(text: &str) -> Search {
    Search {
        text: text.to_owned(),
        limit: 10,
        ..Search::default()
    }
}

fn labels(index: &Index, search: &Search) -> Vec<String> {
    index
        .search(search)
        .into_iter()
        .map(|hit| hit.label)
        .collect()
}

#[test]
fn exactly_this_comes_before_beginning_so_and_holding_it() {
    let index = index(register());
    let hits = index.search(&search("剡湖路"));
    let told: Vec<_> = hits
        .iter()
        .map(|hit| (hit.label.as_str(), hit.row.state().as_str(), hit.score))
        .collect();
    assert_eq!(
        told,
        [
            ("剡湖路", "current", 1.0),
            ("剡湖路", "retired", 0.95),
            ("东剡湖路", "current", 0.8),
            ("剡湖东路", "current", 0.5),
        ]
    );
    assert_eq!(hits[0].detail, "嵊州市剡湖街道");
    let all = labels(&index, &search("剡湖"));
    assert_eq!(
        all,
        [
            "剡湖街道",
            "剡湖公园",
            "剡湖路",
            "剡湖东路",
            "剡湖路",
            "东剡湖路"
        ]
    );
}

#[test]
fn a_draft_is_not_found() {
    let index = index(register());
    assert!(!labels(&index, &search("剡湖西路")).contains(&"剡湖西路".to_owned()));
}

#[test]
fn pinyin_initials_and_aliases_find_the_name() {
    let index = index(register());
    for (text, label, matched) in [
        ("changlelu", "长乐路", Matched::Pinyin),
        ("Cháng lè", "长乐路", Matched::Pinyin),
        ("cll", "长乐路", Matched::Initials),
        ("长落路", "长乐路", Matched::Fuzzy),
        ("湖滨公园", "剡湖公园", Matched::Alias),
        ("330683002", "三江街道", Matched::Code),
    ] {
        let hits = index.search(&search(text));
        assert_eq!(hits[0].label, label, "{text}");
        assert_eq!(hits[0].matched, matched, "{text}");
    }
}

#[test]
fn an_address_finds_its_doorplate_and_then_those_that_begin_so() {
    let index = index(register());
    assert_eq!(labels(&index, &search("剡湖路12号")), ["剡湖路12号"]);
    assert_eq!(
        labels(&index, &search("剡湖路12")),
        ["剡湖路12号", "剡湖路12-1号", "剡湖路120号", "剡湖路128号"]
    );
    assert_eq!(
        labels(&index, &search("浙江省嵊州市剡湖街道剡湖路１２８号")),
        ["剡湖路128号"]
    );
    assert_eq!(labels(&index, &search("剡湖路12-1号")), ["剡湖路12-1号"]);
    assert_eq!(labels(&index, &search("128号")), ["剡湖路128号"]);
    assert_eq!(labels(&index, &search("建设一路12号")), ["建设一路12号"]);
    assert_eq!(
        labels(&index, &search("12号")),
        ["剡湖路12号", "建设一路12号"]
    );
}

#[test]
fn a_region_and_a_position_narrow_and_order() {
    let index = index(register());
    let in_region = Search {
        region: Some("330683002".to_owned()),
        kinds: vec![Kind::Road],
        ..search("剡湖")
    };
    assert_eq!(labels(&index, &in_region), ["剡湖路", "东剡湖路"]);
    let near = Search {
        near: Some(LonLat {
            lon: 120.005,
            lat: 29.0,
        }),
        ..search("1")
    };
    let hits = index.search(&near);
    assert_eq!(hits[0].label, "剡湖路1号");
    assert!(
        hits[0]
            .distance_m
            .is_some_and(|metres| (metres - 389.5).abs() < 1.0)
    );
}

#[test]
fn extra_names_lead_to_their_owner() {
    let features = register();
    let owner = features[6].id;
    let extra = |owner, role| ExtraName {
        owner,
        text: "解放路".to_owned(),
        role,
        until: None,
        region_code: None,
        holder: None,
        reference: None,
    };
    let index = index(features).with_extra_names(vec![
        extra(Some((Kind::Road, owner)), NameRole::Former),
        extra(None, NameRole::Reserved),
    ]);
    let hits = index.search(&search("解放路"));
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].label, "长乐路");
    assert_eq!(hits[0].matched, Matched::FormerName);
}

#[test]
fn a_commit_is_followed() {
    let before = index(register());
    let renamed = road(4, "长春路", "330683002");
    let change = Change {
        position: Position(2),
        kind: Kind::Road,
        id: renamed.id,
        version: 2,
        operation: Operation::Update,
        at: chrono::DateTime::UNIX_EPOCH,
        bounds_before: None,
        bounds_after: None,
        feature: Some(renamed),
    };
    let snapshot: Snapshot = before.snapshot().apply(Position(2), &[change]);
    let after = before.follow(&snapshot);
    assert!(
        labels(&after, &search("长乐路"))
            .iter()
            .all(|label| label != "长乐路")
    );
    assert_eq!(labels(&after, &search("长春路")), ["长春路"]);
    assert_eq!(labels(&before, &search("长乐路"))[0], "长乐路");
}
