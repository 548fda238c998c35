//! What is exported comes back as it was, in every format that is written.

use serde_json::json;

use super::program::Program;
use crate::support::{
    TestDatabase,
    county::{area, collection, feature, line, place, point, regions},
};

#[tokio::test]
async fn an_export_imported_again_changes_nothing() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    let mut draft = place("P2", "拟名,\"引号\"", 120.65, 29.45);
    draft["properties"]["state"] = json!("draft");
    draft["properties"]["history"] = json!("第一行\n第二行");
    let files = [
        ("region", regions()),
        (
            "place",
            collection(vec![
                place("P1", "大王庙", 120.612_345_6, 29.412_345_6),
                draft,
            ]),
        ),
        (
            "road",
            collection(vec![feature(
                line(&[
                    [120.61, 29.41],
                    [120.62, 29.415_000_001_234],
                    [120.63, 29.41],
                ]),
                json!({ "source_id": "R1", "name": "剡湖路", "width_m": 24.5, "valid_from": "2001-07-01", "class": "支路" }),
            )]),
        ),
        (
            "doorplate",
            collection(vec![feature(
                point(120.62, 29.4151),
                json!({ "source_id": "D1", "number": "12", "suffix": "1", "road_source_id": "R1" }),
            )]),
        ),
        (
            "boundary_line",
            collection(vec![feature(
                line(&[[120.8, 29.4], [120.8, 29.6]]),
                json!({ "code": "L1", "name": "嵊新线", "left_code": "330683001", "right_code": "330683002" }),
            )]),
        ),
        (
            "boundary_marker",
            collection(vec![feature(
                point(120.800_012_345_678_9, 29.500_000_000_01),
                json!({ "line_code": "L1", "serial": "001", "type": "Q", "height_m": 321.125, "landmarks": "老槐树" }),
            )]),
        ),
        (
            "cemetery",
            collection(vec![feature(
                // Finer than answers show, and clockwise, as shapefiles turn.
                json!({ "type": "Polygon", "coordinates": [[
                    [120.9, 29.6], [120.9, 29.61], [120.910_000_000_07, 29.61], [120.91, 29.6], [120.9, 29.6]
                ]] }),
                json!({ "source_id": "C1", "name": "西山公墓", "cemetery_type": "eco", "capacity": 100 }),
            )]),
        ),
        (
            "plot",
            collection(vec![feature(
                area([120.9001, 29.6001, 120.9002, 29.6002]),
                json!({ "cemetery_source_id": "C1", "number": "7", "occupancy": "已售" }),
            )]),
        ),
    ];
    for (kind, content) in &files {
        let name = format!("{kind}.geojson");
        program.file(&name, &content.to_string());
        program.run(&["import", kind, &name, "--json"]).with_code(0);
    }
    for (kind, content) in &files {
        let count = content["features"].as_array().unwrap().len();
        for (format, ending) in [
            ("geojson", "geojson"),
            ("geojsonseq", "geojsonl"),
            ("csv", "csv"),
            ("gpkg", "gpkg"),
        ] {
            let name = format!("again-{kind}.{ending}");
            program
                .run(&["export", kind, "--format", format, "--out", &name])
                .with_code(0);
            let report = program
                .run(&["import", kind, &name, "--json"])
                .with_code(0)
                .json();
            assert_eq!(report["unchanged"], count, "{kind} as {format}: {report:#}");
            assert!(report["position"].is_null(), "{kind} as {format}");
        }
    }
    let text = program
        .run(&["export", "boundary_marker", "--format", "csv"])
        .with_code(0)
        .text();
    assert!(
        text.contains("老槐树") && text.contains("321.125"),
        "an operator's export is exact"
    );
    let west = program
        .run(&[
            "export",
            "place",
            "--region",
            "330683001",
            "--format",
            "geojsonseq",
        ])
        .with_code(0);
    assert_eq!(west.text().lines().count(), 2);
    let east = program
        .run(&[
            "export",
            "place",
            "--region",
            "330683002",
            "--format",
            "geojsonseq",
        ])
        .with_code(0);
    assert_eq!(east.text(), "");
}

#[tokio::test]
async fn a_projected_export_comes_back_within_a_centimetre() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    program.file(
        "p.geojson",
        &collection(vec![place("P1", "大王庙", 120.612_345_6, 29.412_345_6)]).to_string(),
    );
    program.run(&["import", "place", "p.geojson"]).with_code(0);
    program
        .run(&[
            "export",
            "place",
            "--crs",
            "EPSG:4549",
            "--format",
            "csv",
            "--out",
            "p.csv",
        ])
        .with_code(0);
    let sheet = std::fs::read_to_string(program.path("p.csv")).unwrap();
    assert!(sheet.contains("EPSG:4549"), "{sheet}");
    program
        .run(&["import", "place", "p.csv", "--crs", "EPSG:4549", "--json"])
        .with_code(0);
    let back = program.run(&["export", "place"]).with_code(0).json();
    let at = &back["features"][0]["geometry"]["coordinates"];
    for (axis, degrees) in [(0, 120.612_345_6), (1, 29.412_345_6)] {
        assert!((at[axis].as_f64().unwrap() - degrees).abs() < 1e-7, "{at}");
    }
}
