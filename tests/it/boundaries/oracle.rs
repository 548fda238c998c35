//! The gaps and overlaps of borders drawn twice, beside those that PostGIS finds pair by pair.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use sqlx::Row as _;

use super::{collection, region};
use crate::{cli::program::Program, support::TestDatabase};

const REGIONS: usize = 6;
const WIDE: f64 = 0.03;

/// Numbers that look random and are always the same.
fn shake(number: usize) -> f64 {
    let mixed = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((mixed >> 40) as f64 / (1_u64 << 24) as f64) - 0.5
}

/// A border from south to north as one of its sides draws it: the ends are shared, all between is not.
fn border(at: usize, drawn_by: usize) -> Vec<[f64; 2]> {
    let west = 120.0 + at as f64 * WIDE;
    let is_outer = at == 0 || at == REGIONS;
    let steps = 12 + drawn_by % 5;
    (0..=steps)
        .map(|step| {
            let is_end = step == 0 || step == steps;
            let off = if is_end || is_outer {
                0.0
            } else {
                shake(at * 1_000 + drawn_by * 37 + step) * 0.0008
            };
            [west + off, 29.5 + 0.04 * step as f64 / steps as f64]
        })
        .collect()
}

fn regions() -> Vec<Json> {
    (0..REGIONS)
        .map(|at| {
            let mut ring = border(at + 1, at);
            let mut west = border(at, at);
            west.reverse();
            ring.extend(west);
            region(&format!("3306{:02}", at + 1), &ring)
        })
        .collect()
}

#[tokio::test]
async fn gaps_and_overlaps_are_those_that_postgis_finds() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    program.file("regions.geojson", &collection(&regions()).to_string());
    let told = program
        .run(&["boundary", "check", "regions.geojson"])
        .with_code(0)
        .text();
    let found: Vec<Json> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();

    let mut connection = database.connect().await;
    sqlx::query("create temporary table area (code text, geom geometry(polygon, 4326))")
        .execute(&mut connection)
        .await
        .unwrap();
    for region in regions() {
        sqlx::query("insert into area values ($1, st_setsrid(st_geomfromgeojson($2), 4326))")
            .bind(region["properties"]["code"].as_str().unwrap().to_owned())
            .bind(region["geometry"].to_string())
            .execute(&mut connection)
            .await
            .unwrap();
    }
    let overlaps = sqlx::query(
        "select a.code || ' ' || b.code, st_area(st_intersection(a.geom, b.geom)::geography)
           from area a join area b on a.code < b.code and st_overlaps(a.geom, b.geom)
          order by 1",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let gaps: f64 = sqlx::query(
        "select st_area(st_difference(st_buildarea(st_exteriorring(whole)), whole)::geography)
           from (select st_union(geom) as whole from area) as one",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap()
    .get(0);

    // A sliver is a thin gap or overlap: PostGIS tells which.
    let mut ours: BTreeMap<String, f64> = BTreeMap::new();
    let mut gaps_of_ours = 0.0;
    for one in &found {
        let area = one["area_m2"].as_f64().unwrap();
        let codes: Vec<&str> = one["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|code| code.as_str().unwrap())
            .collect();
        let is_covered: bool = sqlx::query(
            "select count(*) > 1 from area
              where st_covers(geom, st_setsrid(st_makepoint($1, $2), 4326))",
        )
        .bind(one["lon"].as_f64().unwrap())
        .bind(one["lat"].as_f64().unwrap())
        .fetch_one(&mut connection)
        .await
        .unwrap()
        .get(0);
        if is_covered {
            *ours.entry(codes.join(" ")).or_default() += area;
        } else {
            gaps_of_ours += area;
        }
        let rule = one["rule"].as_str().unwrap();
        assert!(
            rule == "sliver" || (rule == "overlap") == is_covered,
            "{one}"
        );
    }
    assert_eq!(overlaps.len(), REGIONS - 1);
    for row in &overlaps {
        let (pair, area): (String, f64) = (row.get(0), row.get(1));
        assert!(
            (ours[&pair] - area).abs() < area * 1e-4 + 1.0,
            "{pair}: {ours:?} {area}"
        );
    }
    assert!(
        (gaps_of_ours - gaps).abs() < gaps * 1e-4 + 1.0,
        "{gaps_of_ours} {gaps}"
    );
}
