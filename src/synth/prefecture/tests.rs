//! What the files of a small prefecture must show.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
};

use geo::{Area as _, Contains as _, Distance as _, Geodesic, GeodesicArea as _};
use geo_types::{LineString, Point, Polygon};
use geozero::{ToGeo as _, wkt::Wkt};
use sha2::{Digest as _, Sha256};

use super::{
    super::{Format, prefecture},
    plan::Plan,
};
use crate::domain::Kind;

type Row = HashMap<String, String>;

fn rows(folder: &Path, kind: Kind) -> Vec<Row> {
    csv::Reader::from_path(folder.join(format!("{kind}.csv")))
        .expect("the file was written")
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("every row is readable")
}

fn shape(row: &Row) -> geo_types::Geometry<f64> {
    Wkt(&row["wkt"]).to_geo().expect("valid WKT")
}

fn polygon(row: &Row) -> Polygon<f64> {
    Polygon::try_from(shape(row)).expect("a polygon")
}

fn line(row: &Row) -> LineString<f64> {
    LineString::try_from(shape(row)).expect("a line")
}

fn point(row: &Row) -> Point<f64> {
    Point::new(
        row["lon"].parse().expect("a number"),
        row["lat"].parse().expect("a number"),
    )
}

fn metres_between(line: &LineString<f64>, at: Point<f64>) -> f64 {
    use geo::{Closest, ClosestPoint as _};
    match line.closest_point(&at) {
        Closest::Intersection(_) => 0.0,
        Closest::SinglePoint(near) => Geodesic.distance(near, at),
        Closest::Indeterminate => f64::MAX,
    }
}

fn small() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    prefecture(0.01, 7, folder.path(), &[Format::Csv]).expect("written");
    folder
}

fn digest(folder: &Path) -> Vec<u8> {
    let mut names: Vec<_> = [folder.to_owned(), folder.join("inputs")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("a folder"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    names.sort();
    let mut hasher = Sha256::new();
    for name in names {
        hasher.update(fs::read(name).expect("a file"));
    }
    hasher.finalize().to_vec()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let made = |seed| {
        let folder = tempfile::tempdir().expect("a folder");
        prefecture(
            0.005,
            seed,
            folder.path(),
            &[Format::Csv, Format::GeoJsonSeq],
        )
        .expect("written");
        digest(folder.path())
    };
    assert_eq!(made(1), made(1));
    assert_ne!(made(1), made(2));
}

#[test]
fn the_counts_are_those_of_the_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let summary = prefecture(0.01, 7, folder.path(), &[Format::GeoJsonSeq]).expect("written");
    let plan = Plan::of(0.01, 7).expect("in range");
    assert_eq!(summary.rows(Kind::Doorplate), 10_500);
    assert_eq!(summary.rows(Kind::Road), 200);
    assert_eq!(summary.rows(Kind::Plot), 1500);
    assert_eq!(summary.rows(Kind::BoundaryLine), plan.lines as u64);
    assert_eq!(summary.rows(Kind::BoundaryMarker), (plan.lines * 15) as u64);
    let regions = 2 + plan.counties * 2 + plan.towns + plan.villages;
    assert_eq!(summary.rows(Kind::Region), regions as u64);
    let order: Vec<Kind> = summary.files.iter().map(|written| written.kind).collect();
    assert_eq!(order, Kind::ALL);
    for written in &summary.files {
        let text = fs::read_to_string(&written.path).expect("a file");
        assert_eq!(text.lines().count() as u64, written.rows);
        for line in text.lines().step_by(97) {
            line.parse::<geojson::Feature>().expect("a feature");
        }
    }
}

#[test]
fn scale_one_is_the_size_of_wenzhou() {
    let plan = Plan::of(1.0, 7).expect("in range");
    assert_eq!(
        (plan.doorplates, plan.roads, plan.unnamed),
        (1_050_000, 20_000, 1542)
    );
    assert_eq!((1 + plan.counties + plan.towns, plan.villages), (110, 4032));
    assert_eq!((plan.lines, plan.lines * plan.markers_a_line), (400, 6000));
    assert_eq!(plan.cemeteries * 750, 150_000);
    assert!(Plan::of(f64::NAN, 7).is_err());
}

#[test]
fn every_doorplate_is_beside_its_road_on_its_side_and_in_its_village() {
    let folder = small();
    let regions: HashMap<String, Polygon<f64>> = rows(folder.path(), Kind::Region)
        .iter()
        .filter(|row| row["level"] == "village")
        .map(|row| (row["code"].clone(), polygon(row)))
        .collect();
    let roads: HashMap<String, (String, LineString<f64>)> = rows(folder.path(), Kind::Road)
        .iter()
        .map(|row| (row["source_id"].clone(), (row["name"].clone(), line(row))))
        .collect();
    let mut numbers = HashSet::new();
    for row in rows(folder.path(), Kind::Doorplate) {
        let at = point(&row);
        let (name, road) = &roads[&row["road_source_id"]];
        assert_eq!(&row["road_name"], name);
        assert!(metres_between(road, at) <= 30.0, "{row:?}");
        assert!(regions[&row["region_code"]].contains(&at), "{row:?}");
        let number: u32 = row["number"].parse().expect("a number");
        assert_eq!(row["side"], if number % 2 == 1 { "left" } else { "right" });
        let key = (row["road_source_id"].clone(), number, row["suffix"].clone());
        assert!(numbers.insert(key), "{row:?}");
    }
}

#[test]
fn units_tile_their_parents_exactly_on_shared_vertices() {
    let folder = small();
    let rows = rows(folder.path(), Kind::Region);
    let mut edges: HashMap<String, HashMap<[u64; 4], i32>> = HashMap::new();
    let key = |a: geo_types::Coord<f64>, b: geo_types::Coord<f64>| {
        [a.x.to_bits(), a.y.to_bits(), b.x.to_bits(), b.y.to_bits()]
    };
    let areas: HashMap<&str, Polygon<f64>> = rows
        .iter()
        .filter(|row| !row["wkt"].is_empty())
        .map(|row| (row["code"].as_str(), polygon(row)))
        .collect();
    for level in ["county", "town", "village"] {
        let mut sums: HashMap<&str, f64> = HashMap::new();
        for row in rows.iter().filter(|row| row["level"] == level) {
            let area = &areas[row["code"].as_str()];
            assert!(geo::Validation::is_valid(area), "{row:?}");
            *sums.entry(row["parent_code"].as_str()).or_default() += area.unsigned_area();
            let edges = edges.entry(level.to_owned()).or_default();
            for ring in std::iter::once(area.exterior()).chain(area.interiors()) {
                for pair in ring.0.windows(2) {
                    *edges.entry(key(pair[0], pair[1])).or_default() += 1;
                }
            }
        }
        for (parent, sum) in sums {
            let whole = areas[parent].unsigned_area();
            assert!((sum / whole - 1.0).abs() < 1e-9, "{level} of {parent}");
        }
        // Each directed edge occurs once: nothing overlaps, and neighbours share vertices.
        assert!(edges[level].values().all(|&count| count == 1));
    }
}

#[test]
fn a_line_has_its_left_region_on_the_left_and_its_markers_on_it() {
    let folder = small();
    let areas: HashMap<String, Polygon<f64>> = rows(folder.path(), Kind::Region)
        .iter()
        .filter(|row| !row["wkt"].is_empty())
        .map(|row| (row["code"].clone(), polygon(row)))
        .collect();
    let mut lines = HashMap::new();
    for row in rows(folder.path(), Kind::BoundaryLine) {
        let course = line(&row);
        let middle = course.0.len() / 2;
        let (a, b) = (course.0[middle - 1], course.0[middle]);
        let (dx, dy) = ((b.x - a.x) * 0.02, (b.y - a.y) * 0.02);
        let centre = (a + b) / 2.0;
        let left = Point::new(centre.x - dy, centre.y + dx);
        let right = Point::new(centre.x + dy, centre.y - dx);
        assert!(areas[&row["left_code"]].contains(&left), "{row:?}");
        assert!(areas[&row["right_code"]].contains(&right), "{row:?}");
        lines.insert(row["code"].clone(), course);
    }
    let mut seen = HashSet::new();
    for row in rows(folder.path(), Kind::BoundaryMarker) {
        for code in row["line_code"].split('|') {
            let off = metres_between(&lines[code], point(&row));
            let pair = matches!(row["type"].as_str(), "A" | "B");
            assert!(off < if pair { 12.0 } else { 0.05 }, "{off} {row:?}");
        }
        seen.insert(row["type"].clone());
        assert_eq!(row["line_code"].contains('|'), row["type"] == "S");
    }
    assert_eq!(seen, HashSet::from(["Q", "A", "B", "S"].map(str::to_owned)));
}

#[test]
fn every_plot_is_in_its_cemetery_and_as_large_as_drawn() {
    let folder = small();
    let cemeteries: HashMap<String, Polygon<f64>> = rows(folder.path(), Kind::Cemetery)
        .iter()
        .map(|row| (row["source_id"].clone(), polygon(row)))
        .collect();
    for row in rows(folder.path(), Kind::Plot) {
        let plot = polygon(&row);
        assert!(
            cemeteries[&row["cemetery_source_id"]].contains(&plot),
            "{row:?}"
        );
        let drawn = if row["burial_kind"] == "body" {
            2.88
        } else {
            0.64
        };
        let area = plot.geodesic_area_unsigned();
        assert!((area - drawn).abs() < 0.005, "{area} {row:?}");
    }
}

#[test]
fn every_road_lies_in_its_region() {
    let folder = small();
    let areas: HashMap<String, Polygon<f64>> = rows(folder.path(), Kind::Region)
        .iter()
        .filter(|row| !row["wkt"].is_empty())
        .map(|row| (row["code"].clone(), polygon(row)))
        .collect();
    let roads = rows(folder.path(), Kind::Road);
    for row in &roads {
        assert!(areas[&row["region_code"]].contains(&line(row)), "{row:?}");
    }
    assert_eq!(
        roads.iter().filter(|row| row["name"].is_empty()).count(),
        15
    );
}
