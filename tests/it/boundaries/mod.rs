//! Boundaries proved, through both doors and beside PostGIS.

mod command;
mod oracle;
mod pages;

use serde_json::{Value as Json, json};

/// A region with a ring of corners.
pub(crate) fn region(code: &str, ring: &[[f64; 2]]) -> Json {
    let mut ring = ring.to_vec();
    ring.push(ring[0]);
    json!({
        "type": "Feature",
        "properties": { "code": code, "name": format!("{code}县"), "level": "county" },
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    })
}

/// A line with the regions on its left and right.
pub(crate) fn line(code: &str, left: &str, right: &str, course: &[[f64; 2]]) -> Json {
    json!({
        "type": "Feature",
        "properties": {
            "code": code, "name": format!("{code}线"), "level": "county",
            "left_code": left, "right_code": right,
        },
        "geometry": { "type": "LineString", "coordinates": course },
    })
}

/// A marker of a line.
pub(crate) fn marker(line: &str, serial: &str, type_code: &str, at: [f64; 2]) -> Json {
    json!({
        "type": "Feature",
        "properties": { "line_code": line, "serial": serial, "type": type_code },
        "geometry": { "type": "Point", "coordinates": at },
    })
}

pub(crate) fn collection(features: &[Json]) -> Json {
    json!({ "type": "FeatureCollection", "features": features })
}

/// Where the three regions of the small land meet.
pub(crate) const JOINT: [f64; 2] = [120.62, 29.42];

/// Three regions that meet in one point, the three lines between them, and markers: two to the west
/// and one at the tri-point, shared by all.
pub(crate) fn small_land() -> [Vec<Json>; 3] {
    let regions = vec![
        region(
            "330601",
            &[
                [120.6, 29.42],
                JOINT,
                [120.64, 29.42],
                [120.64, 29.44],
                [120.6, 29.44],
            ],
        ),
        region(
            "330602",
            &[[120.6, 29.4], [120.62, 29.4], JOINT, [120.6, 29.42]],
        ),
        region(
            "330604",
            &[[120.62, 29.4], [120.64, 29.4], [120.64, 29.42], JOINT],
        ),
    ];
    let lines = vec![
        line("0102", "330601", "330602", &[[120.6, 29.42], JOINT]),
        line("0104", "330601", "330604", &[JOINT, [120.64, 29.42]]),
        line("0204", "330604", "330602", &[JOINT, [120.62, 29.4]]),
    ];
    let markers = vec![
        marker("0102", "001", "Q", [120.605, 29.42]),
        marker("0102", "002", "Q", [120.612, 29.42]),
        marker("0104|0102|0204", "001", "S", JOINT),
    ];
    [regions, lines, markers]
}

/// The rules of findings, in their order.
pub(crate) fn rules(findings: &[Json]) -> Vec<&str> {
    findings
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect()
}
