//! `mingjie boundary check`

use serde_json::Value as Json;

use super::{JOINT, collection, line, marker, region, rules, small_land};
use crate::{cli::program::Program, support::TestDatabase};

fn lines(text: &str) -> Vec<Json> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

const FILES: [&str; 3] = ["regions.geojson", "lines.geojson", "markers.geojson"];

fn with_land(program: &Program, land: &[Vec<Json>; 3]) {
    for (name, features) in FILES.iter().zip(land) {
        program.file(name, &collection(features).to_string());
    }
}

fn check(program: &Program) -> Vec<Json> {
    let asked = ["boundary", "check", FILES[0], FILES[1], FILES[2]];
    lines(&program.run(&asked).with_code(0).text())
}

#[test]
fn clean_files_have_no_findings_and_need_no_database() {
    let program = Program::over("postgres://nobody@127.0.0.1:1/none".to_owned());
    with_land(&program, &small_land());
    assert_eq!(check(&program), Vec::<Json>::new());
    // One file may hold all three, and CSV with well-known text is as good.
    let all: Vec<Json> = small_land().into_iter().flatten().collect();
    program.file("all.geojson", &collection(&all).to_string());
    let told = program
        .run(&["boundary", "check", "all.geojson"])
        .with_code(0);
    assert_eq!(told.text(), "");
    program.file(
        "lines.csv",
        "code,left_code,right_code,wkt\n\
         0102,330601,330602,\"LINESTRING(120.6 29.42,120.62 29.42)\"\n",
    );
    program
        .run(&["boundary", "check", "regions.geojson", "lines.csv"])
        .with_code(0);
}

#[test]
fn a_finding_says_rule_place_size_features_and_mend() {
    let program = Program::over("postgres://nobody@127.0.0.1:1/none".to_owned());
    let [mut regions, lines_there, mut markers] = small_land();
    // The second region leaves a strip of 0.0001 degrees along the third.
    regions[1] = region(
        "330602",
        &[
            [120.6, 29.4],
            [120.6199, 29.4],
            [120.6199, 29.42],
            [120.6, 29.42],
        ],
    );
    markers[1] = marker("0102", "002", "Q", [120.612, 29.4205]);
    with_land(&program, &[regions, lines_there, markers]);
    let found = check(&program);
    assert_eq!(rules(&found), ["gap", "marker_off_line"]);
    let gap = found.iter().find(|one| one["rule"] == "gap").unwrap();
    let keys: Vec<&String> = gap.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "rule", "severity", "lon", "lat", "size_m", "area_m2", "features", "message", "mend"
        ]
    );
    assert_eq!(gap["features"], serde_json::json!(["330602", "330604"]));
    assert_eq!(gap["severity"], "judge");
    assert!((gap["lon"].as_f64().unwrap() - 120.61995).abs() < 1e-4);
    assert!((gap["size_m"].as_f64().unwrap() - 9.6).abs() < 0.3, "{gap}");
    assert!(
        (gap["area_m2"].as_f64().unwrap() - 21_500.0).abs() < 400.0,
        "{gap}"
    );
    assert!(gap["mend"].as_str().unwrap().contains("Give the ground"));
    let off = found
        .iter()
        .find(|one| one["rule"] == "marker_off_line")
        .unwrap();
    assert!(
        (off["size_m"].as_f64().unwrap() - 55.4).abs() < 0.2,
        "{off}"
    );
    assert_eq!(off["area_m2"], Json::Null);
    // With a tolerance wider than both, neither is wrong; the strip is a sliver.
    let asked = [
        "--lang",
        "zh-CN",
        "boundary",
        "check",
        FILES[0],
        FILES[1],
        FILES[2],
        "--tolerance-m",
        "60",
    ];
    let wide = lines(&program.run(&asked).with_code(0).text());
    assert_eq!(rules(&wide), ["sliver"]);
    assert!(wide[0]["message"].as_str().unwrap().contains("碎屑面"));
}

#[test]
fn lists_of_neighbours_name_sides_without_an_order() {
    let program = Program::over("postgres://nobody@127.0.0.1:1/none".to_owned());
    let [regions, lines_there, _] = small_land();
    let unordered: Vec<Json> = lines_there
        .into_iter()
        .map(|mut line| {
            let sides = [
                &line["properties"]["left_code"],
                &line["properties"]["right_code"],
            ];
            let mut sides: Vec<String> = sides.map(|side| side.as_str().unwrap().to_owned()).into();
            sides.sort();
            line["properties"] = serde_json::json!({ "code_a": sides[0], "code_b": sides[1] });
            line
        })
        .collect();
    program.file(FILES[0], &collection(&regions).to_string());
    program.file(FILES[1], &collection(&unordered).to_string());
    let asked = ["boundary", "check", FILES[0], FILES[1]];
    assert_eq!(program.run(&asked).with_code(0).text(), "");
    // Without one of them the border it was on is bare, though nobody knows left from right.
    program.file(FILES[1], &collection(&unordered[..2]).to_string());
    let found = lines(&program.run(&asked).with_code(0).text());
    assert_eq!(rules(&found), ["neighbour"]);
}

#[test]
fn what_cannot_be_read_or_makes_no_sense_is_said() {
    let program = Program::over("postgres://nobody@127.0.0.1:1/none".to_owned());
    let mut regions = small_land()[0].clone();
    regions.push(region(
        "330699",
        &[
            [120.7, 29.4],
            [120.72, 29.42],
            [120.72, 29.4],
            [120.7, 29.42],
        ],
    ));
    program.file("crossed.geojson", &collection(&regions).to_string());
    program
        .run(&["boundary", "check", "crossed.geojson"])
        .with_code(2);
    program.file(
        "broken.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[",
    );
    for (asked, code) in [
        (&["boundary", "check", "none.geojson"][..], 1),
        (
            &["boundary", "check", "crossed.geojson", "--tolerance-m", "0"],
            64,
        ),
        (
            &["boundary", "check", "crossed.geojson", "--crs", "EPSG:1"],
            64,
        ),
        (&["boundary", "check", "--crs", "CRS84"], 64),
        (&["boundary"], 64),
    ] {
        program.run(asked).with_code(code);
    }
    let ended = program.run(&["boundary", "check", "broken.geojson"]);
    assert_ne!(ended.0.status.code(), Some(0));
}

#[tokio::test]
async fn without_files_the_register_is_proved() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    program.run(&["migrate"]).with_code(0);
    let mut land = small_land();
    land[1][2] = line("0204", "330602", "330604", &[JOINT, [120.62, 29.4]]);
    with_land(&program, &land);
    for (kind, file) in ["region", "boundary_line", "boundary_marker"]
        .iter()
        .zip(FILES)
    {
        program.run(&["import", kind, file]).with_code(0);
    }
    let found = lines(&program.run(&["boundary", "check"]).with_code(0).text());
    assert_eq!(rules(&found), ["sides"]);
    assert_eq!(found[0]["features"][0], "0204");
    assert!(found[0]["mend"].as_str().unwrap().starts_with("Swap"));
}

#[test]
fn the_made_prefecture_is_clean() {
    let program = Program::over("postgres://nobody@127.0.0.1:1/none".to_owned());
    program
        .run(&["synth", "--scale", "0.02", "--out", "made"])
        .with_code(0);
    let asked = [
        "boundary",
        "check",
        "made/region.csv",
        "made/boundary_line.csv",
        "made/boundary_marker.csv",
    ];
    assert_eq!(program.run(&asked).with_code(0).text(), "");
}
