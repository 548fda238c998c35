//! Namesakes against looking at every name, and the scopes they are sought in.

use proptest::prelude::*;

use crate::{
    domain::{
        Answer, Asked, Feature, Kind, Namesakes, Position, Relation, ScopeLevel, Standing,
        Surroundings,
    },
    geo::{Geometry, LonLat},
    index::{ExtraName, Index, NameRole},
    snapshot::{
        Builder,
        testing::{feature, with},
    },
    text::{Category, sounds},
};

fn index(features: impl IntoIterator<Item = Feature>) -> Index {
    let mut builder = Builder::new();
    for feature in features {
        builder.push(feature);
    }
    Index::build(&builder.finish(Position(1)))
}

fn region(number: u32, code: &str, name: &str, level: &str, parent: &str) -> Feature {
    let region = with(
        with(feature(Kind::Region, number), "code", code),
        "name",
        name,
    );
    with(with(region, "level", level), "parent_code", parent)
}

fn square(feature: Feature, west: f64, south: f64, side: f64) -> Feature {
    let ring = vec![
        (west, south),
        (west + side, south),
        (west + side, south + side),
        (west, south + side),
    ];
    Feature {
        geometry: Some(geo_types::Polygon::new(ring.into(), Vec::new()).into()),
        ..feature
    }
}

fn regions() -> Vec<Feature> {
    vec![
        region(1, "33", "浙江省", "province", ""),
        region(2, "3306", "绍兴市", "city", "33"),
        region(3, "330683", "嵊州市", "county", "3306"),
        region(4, "330624", "新昌县", "county", "3306"),
        square(
            region(5, "330683001", "剡湖街道", "town", "330683"),
            120.0,
            29.0,
            0.5,
        ),
        region(6, "330683002", "三江街道", "town", "330683"),
        square(
            region(7, "330683-J01", "嵊州城区", "built_up_area", "330683"),
            120.1,
            29.1,
            0.2,
        ),
    ]
}

fn road(number: u32, name: &str, code: &str, (lon, lat): (f64, f64)) -> Feature {
    let road = with(
        with(feature(Kind::Road, number), "name", name),
        "region_code",
        code,
    );
    Feature {
        geometry: Some(Geometry::LineString(
            vec![(lon, lat), (lon + 0.01, lat)].into(),
        )),
        ..road
    }
}

const fn asked<'a>(name: &'a str, scope: ScopeLevel, code: Option<&'a str>) -> Asked<'a> {
    Asked {
        name,
        category: Some(Category::Road),
        scope,
        region_code: code,
        position: None,
    }
}

fn found(answer: Answer<Namesakes>) -> Namesakes {
    match answer {
        Answer::Found(namesakes) => namesakes,
        Answer::NotAsked => panic!("not asked"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn nobody_of_the_scope_is_missed_and_nobody_else_found(
        names in prop::collection::vec(("[长乐朝阳重庆东洋胜嵊]{1,4}[路街]", any::<bool>()), 0..80),
        name in "[长乐朝阳重庆东洋胜嵊]{1,4}[路街]",
    ) {
        let roads = (1..).zip(&names).map(|(number, (name, here))| {
            road(number, name, if *here { "330683001" } else { "330624" }, (120.0, 29.0))
        });
        let index = index(regions().into_iter().chain(roads));
        let asked = asked(&name, ScopeLevel::County, Some("330683001"));
        let own = sounds(&name, None);
        let shares = |a: &[String], b: &[String]| a.iter().any(|key| b.contains(key));
        let mut expected = Vec::new();
        for (other, here) in &names {
            let sounds = sounds(other, None);
            if !here {
                continue;
            }
            if *other == name {
                expected.push((Relation::Same, other.clone()));
            } else if shares(&own.toned, &sounds.toned) {
                expected.push((Relation::SameSound, other.clone()));
            } else if shares(&own.toneless, &sounds.toneless) {
                expected.push((Relation::SameSoundNoTone, other.clone()));
            }
        }
        let mut got: Vec<_> = [index.same_text(&asked), index.same_sound(&asked)]
            .into_iter()
            .flat_map(|answer| found(answer).places)
            .map(|place| (place.relation, place.name))
            .collect();
        got.sort();
        expected.sort();
        prop_assert_eq!(got, expected);

        let characters = |text: &str| text.chars().collect::<Vec<_>>();
        let one_replaced = |a: &[char], b: &[char]| {
            a.len() == b.len() && a.iter().zip(b).filter(|(x, y)| x != y).count() == 1
        };
        let one_removed = |a: &[char], b: &[char]| {
            a.len() == b.len() + 1 && (0..a.len()).any(|at| [&a[..at], &a[at + 1..]].concat() == b)
        };
        let mut near: Vec<String> = found(index.neighbours(&asked)).places.into_iter().map(|place| place.name).collect();
        near.sort();
        let mut expected: Vec<String> = names
            .iter()
            .filter(|(other, here)| {
                let (a, b) = (characters(&name), characters(other));
                *here && (one_replaced(&a, &b) || one_removed(&a, &b) || one_removed(&b, &a))
            })
            .map(|(other, _)| other.clone())
            .collect();
        expected.sort();
        prop_assert_eq!(near, expected);
    }
}

#[test]
fn the_scope_is_the_built_up_area_or_else_the_county() {
    let index = index(regions().into_iter().chain([
        road(1, "长乐路", "330683001", (120.15, 29.15)),
        road(2, "长乐路", "330683002", (121.0, 29.9)),
        road(3, "长乐路", "330624", (122.0, 29.9)),
        with(
            road(4, "长乐路", "330683001", (120.15, 29.15)),
            "state",
            "retired",
        ),
    ]));
    let question = asked("长乐路", ScopeLevel::BuiltUpArea, Some("330683"));
    let here = Asked {
        position: Some(LonLat {
            lon: 120.2,
            lat: 29.15,
        }),
        ..question
    };
    let within = found(index.same_text(&here));
    assert_eq!(within.searched.code, "330683-J01");
    assert_eq!(within.searched.level, ScopeLevel::BuiltUpArea);
    assert_eq!(within.places.len(), 1);
    let metres = within.places[0].distance_m.unwrap();
    assert!((metres - 3890.0).abs() < 10.0, "{metres}");

    let county = found(index.same_text(&question));
    assert_eq!(
        (county.searched.code.as_str(), county.searched.level),
        ("330683", ScopeLevel::County)
    );
    assert_eq!(county.places.len(), 2);
    assert_eq!(county.places[0].distance_m, None);

    let count = |scope| {
        found(index.same_text(&asked("长乐路", scope, Some("330683001"))))
            .places
            .len()
    };
    assert_eq!(count(ScopeLevel::City), 3);
    assert_eq!(count(ScopeLevel::Nation), 3);
    assert_eq!(
        index.same_text(&asked("长乐路", ScopeLevel::County, Some("440000"))),
        Answer::NotAsked
    );
}

#[test]
fn divisions_in_a_name_are_told_by_name_or_specific_term() {
    let index = index(regions());
    let named = |name| match index.divisions_named_in(&asked(name, ScopeLevel::County, None)) {
        Answer::Found(divisions) => divisions.into_iter().map(|d| d.code).collect::<Vec<_>>(),
        Answer::NotAsked => panic!("not asked"),
    };
    assert_eq!(named("嵊州大道"), ["330683"]);
    assert_eq!(named("绍兴新昌路"), ["3306", "330624"]);
    assert_eq!(named("长乐路"), Vec::<String>::new());
}

#[test]
fn a_reservation_counts_where_its_region_and_the_scope_meet() {
    let reserved = |code: &str| ExtraName {
        owner: None,
        text: "长乐路".to_owned(),
        role: NameRole::Reserved,
        until: None,
        region_code: Some(code.to_owned()),
        holder: None,
        reference: None,
    };
    let index = index(regions()).with_extra_names(vec![reserved("330683002"), reserved("330624")]);
    let question = asked("长乐路", ScopeLevel::County, Some("330683001"));
    let Answer::Found(found) = index.reserved(&question) else {
        panic!("not asked");
    };
    let codes: Vec<_> = found
        .iter()
        .filter_map(|r| r.region_code.as_deref())
        .collect();
    assert_eq!(codes, ["330683002"]);
}

fn bearers(index: &Index, question: &Asked<'_>, names: &[&str]) -> Vec<(String, Standing)> {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    match index.bearers(question, &names) {
        Answer::Found(bearers) => bearers.into_iter().map(|b| (b.name, b.standing)).collect(),
        Answer::NotAsked => panic!("not asked"),
    }
}

#[test]
fn bearers_are_told_by_what_the_name_is_to_them() {
    let retired = with(
        road(3, "长乐路", "330683001", (120.1, 29.1)),
        "state",
        "retired",
    );
    let draft = with(
        road(4, "长乐路", "330683001", (120.1, 29.1)),
        "state",
        "draft",
    );
    let elsewhere = road(5, "长乐路", "330624", (122.0, 29.9));
    let renamed = road(6, "人民路", "330683001", (120.1, 29.1));
    let extra = |owner, text: &str, role| ExtraName {
        owner,
        text: text.to_owned(),
        role,
        until: None,
        region_code: Some("330683".to_owned()),
        holder: None,
        reference: None,
    };
    let names = vec![
        extra(Some((Kind::Road, renamed.id)), "永乐路", NameRole::Former),
        extra(Some((Kind::Road, retired.id)), "永乐路", NameRole::Former),
        extra(None, "鼓楼前", NameRole::Protected),
        extra(None, "长乐路", NameRole::Reserved),
    ];
    let here = road(2, "长乐路", "330683002", (120.2, 29.2));
    let all = [here, retired, draft, elsewhere, renamed];
    let index = index(regions().into_iter().chain(all)).with_extra_names(names);
    let question = asked("新路", ScopeLevel::County, Some("330683001"));
    let told = |names: &[&str]| bearers(&index, &question, names);
    let named = |name: &str, standing| (name.to_owned(), standing);
    assert_eq!(
        told(&["长乐路"]),
        [
            named("长乐路", Standing::Current),
            named("长乐路", Standing::Cancelled)
        ]
    );
    assert_eq!(
        told(&["永乐路", "鼓楼前"]),
        [
            named("永乐路", Standing::Former),
            named("永乐路", Standing::Cancelled),
            named("鼓楼前", Standing::Protected),
        ]
    );
    assert_eq!(told(&["未央路"]), []);
    let wide = asked("新路", ScopeLevel::City, Some("330683001"));
    assert_eq!(bearers(&index, &wide, &["长乐路"]).len(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn bearers_and_whoever_is_spoken_so_are_those_that_looking_at_every_name_gives(
        names in prop::collection::vec("[长乐朝阳重黄王]{1,3}[路街]", 0..60),
        wanted in "[长乐朝阳重黄王]{1,3}[路街]",
        spoken in "[长乐朝阳重黄王]{1,3}[路街]",
    ) {
        let roads = (1..).zip(&names).map(|(number, name)| road(number, name, "330683001", (120.0, 29.0)));
        let index = index(regions().into_iter().chain(roads));
        let asked = asked("新路", ScopeLevel::County, Some("330683001"));
        let got = bearers(&index, &asked, &[&wanted]).len();
        prop_assert_eq!(got, names.iter().filter(|name| **name == wanted).count());
        // What the rule on reversed names asks: whose specific term is this one's, read backwards.
        let turned = |name: &str| -> String {
            let mut characters: Vec<char> = name.chars().collect();
            let specific = characters.len() - 1;
            characters[..specific].reverse();
            characters.into_iter().collect()
        };
        let got = bearers(&index, &asked, &[&turned(&wanted)]).len();
        prop_assert_eq!(got, names.iter().filter(|name| turned(name) == wanted).count());
        let keys = sounds(&spoken, None).toned;
        let mut got: Vec<String> =
            found(index.spoken_like(&asked, &keys)).places.into_iter().map(|p| p.name).collect();
        let shares = |name: &&String| sounds(name, None).toned.iter().any(|key| keys.contains(key));
        let mut expected: Vec<String> = names.iter().filter(shares).cloned().collect();
        got.sort();
        expected.sort();
        prop_assert_eq!(got, expected);
    }
}
