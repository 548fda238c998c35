//! The demo county is sound, alive, and has the faults that it is meant to have.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::{super::checks, demo_county};
use crate::domain::Kind;

static MADE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    demo_county(folder.path()).expect("written");
    folder
});

#[test]
fn it_is_the_same_every_time() {
    let again = tempfile::tempdir().expect("a folder");
    demo_county(again.path()).expect("written");
    assert_eq!(checks::digest(MADE.path()), checks::digest(again.path()));
}

#[test]
fn doorplates_and_roads_are_where_they_say() {
    checks::every_doorplate_is_beside_its_road_on_its_side_and_in_its_village(MADE.path());
    checks::every_road_lies_in_its_region(MADE.path());
    checks::every_value_fits_its_field(MADE.path());
}

#[test]
fn areas_lines_and_plots_are_sound() {
    checks::units_tile_their_parents_exactly_on_shared_vertices(MADE.path());
    checks::every_plot_is_in_its_cemetery_and_as_large_as_drawn(MADE.path());
    for row in checks::rows(MADE.path(), Kind::Place) {
        assert!(geo::Validation::is_valid(&checks::shape(&row)), "{row:?}");
    }
}

#[test]
fn both_lines_have_the_county_on_their_inner_side_and_their_markers_on_them() {
    let regions = checks::rows(MADE.path(), Kind::Region);
    let county = regions.iter().find(|row| row["code"] == "330683");
    let county = checks::polygon(county.expect("it is there"));
    let lines = checks::rows(MADE.path(), Kind::BoundaryLine);
    assert_eq!(lines.len(), 2);
    for row in &lines {
        let (left, right) = checks::sides(&checks::line(row));
        let ours = ["330683", "3306"].contains(&row["left_code"].as_str());
        assert_eq!(
            geo::Contains::contains(&county, &left),
            ours,
            "{}",
            row["name"]
        );
        assert_eq!(
            geo::Contains::contains(&county, &right),
            !ours,
            "{}",
            row["name"]
        );
    }
    checks::markers_lie_on_their_lines_in_order(MADE.path());
    assert_eq!(checks::rows(MADE.path(), Kind::BoundaryMarker).len(), 82);
}

#[test]
fn it_is_big_enough_to_look_alive() {
    let count = |kind| checks::rows(MADE.path(), kind).len();
    assert!((600..760).contains(&count(Kind::Road)));
    assert!((25_000..45_000).contains(&count(Kind::Doorplate)));
    assert!((2400..2700).contains(&count(Kind::Plot)));
    assert_eq!(count(Kind::Cemetery), 3);
    let regions = checks::rows(MADE.path(), Kind::Region);
    let of = |level: &str| regions.iter().filter(|row| row["level"] == level).count();
    assert_eq!(
        (of("town"), of("village"), of("built_up_area")),
        (15, 304, 12)
    );
}

#[test]
fn faults_are_those_made_on_purpose_and_48_roads_wait_for_a_name() {
    let roads = checks::rows(MADE.path(), Kind::Road);
    let mut seen: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in &roads {
        let town = row["region_code"].get(..9).unwrap_or_default();
        seen.entry(&row["name"]).or_default().push(town);
    }
    assert_eq!(seen.remove("").map(|unnamed| unnamed.len()), Some(48));
    for fault in ["富民街", "艇湖路", "亭湖路", "第一路", "剑桥路", "石璜"] {
        assert!(seen.contains_key(fault), "{fault}");
    }
    let twice: HashSet<&str> = seen
        .iter()
        .filter(|(_, towns)| towns.len() > 1)
        .map(|(name, _)| *name)
        .collect();
    // 镇西路 stands in two townships, each with its own built-up area, which the rules allow.
    assert_eq!(twice, HashSet::from(["富民街", "镇西路"]));
    assert!(seen["富民街"].iter().all(|town| *town == seen["富民街"][0]));
}

#[test]
fn homophones_of_one_town_are_those_made_on_purpose() {
    let mut heard: HashMap<(String, String), HashSet<String>> = HashMap::new();
    for row in checks::rows(MADE.path(), Kind::Road) {
        let name = row["name"].clone();
        let town = row["region_code"].get(..9).unwrap_or("seat").to_owned();
        // The county seat's street offices are one built-up area.
        let town = if town.starts_with("33068300") {
            "seat".to_owned()
        } else {
            town
        };
        for sound in crate::text::pinyin_keys(&name) {
            heard
                .entry((town.clone(), sound))
                .or_default()
                .insert(name.clone());
        }
    }
    let mut pairs: Vec<Vec<String>> = heard
        .into_values()
        .filter(|names| names.len() > 1)
        .map(|names| {
            let mut names: Vec<String> = names.into_iter().collect();
            names.sort();
            names
        })
        .collect();
    pairs.sort();
    pairs.dedup();
    assert_eq!(pairs, [["亭湖路", "艇湖路"]]);
}
