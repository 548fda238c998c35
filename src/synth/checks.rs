//! What the files of any made land must show, read back as an importer reads them.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
};

use geo::{
    Area as _, Contains as _, Distance as _, Geodesic, GeodesicArea as _, LineLocatePoint as _,
};
use geo_types::{LineString, Point, Polygon};
use geozero::{ToGeo as _, wkt::Wkt};
use sha2::{Digest as _, Sha256};

use crate::domain::{FieldType, Kind};

/// A row by column.
pub(super) type Row = HashMap<String, String>;

/// The rows of a kind.
pub(super) fn rows(folder: &Path, kind: Kind) -> Vec<Row> {
    csv::Reader::from_path(folder.join(format!("{kind}.csv")))
        .expect("the file was written")
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("every row is readable")
}

/// Every value of every file is one that its field takes.
pub(super) fn every_value_fits_its_field(folder: &Path) {
    for kind in Kind::ALL {
        for row in rows(folder, kind) {
            for field in kind.fields() {
                let value = row.get(field.name).map_or("", String::as_str);
                assert!(
                    !field.required || !value.is_empty(),
                    "{} {row:?}",
                    field.name
                );
                let code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '|');
                let fits = value.is_empty()
                    || match field.field_type {
                        FieldType::Text => value.trim() == value && value.chars().count() <= 200,
                        FieldType::Code => value.chars().all(code),
                        FieldType::Integer => value.parse::<i64>().is_ok(),
                        FieldType::Number => value.parse::<f64>().is_ok_and(f64::is_finite),
                        FieldType::Date => value.parse::<chrono::NaiveDate>().is_ok(),
                        FieldType::Choice(choices) => choices.iter().any(|c| c.value == value),
                    };
                assert!(fits, "{} {row:?}", field.name);
            }
        }
    }
}

/// The geometry of a row.
pub(super) fn shape(row: &Row) -> geo_types::Geometry<f64> {
    Wkt(&row["wkt"]).to_geo().expect("valid WKT")
}

/// The polygon of a row.
pub(super) fn polygon(row: &Row) -> Polygon<f64> {
    Polygon::try_from(shape(row)).expect("a polygon")
}

/// The line of a row.
pub(super) fn line(row: &Row) -> LineString<f64> {
    LineString::try_from(shape(row)).expect("a line")
}

/// The point of a row.
pub(super) fn point(row: &Row) -> Point<f64> {
    Point::new(
        row["lon"].parse().expect("a number"),
        row["lat"].parse().expect("a number"),
    )
}

/// Geodesic metres from a line.
pub(super) fn metres_between(line: &LineString<f64>, at: Point<f64>) -> f64 {
    use geo::{Closest, ClosestPoint as _};
    match line.closest_point(&at) {
        Closest::Intersection(_) => 0.0,
        Closest::SinglePoint(near) => Geodesic.distance(near, at),
        Closest::Indeterminate => f64::MAX,
    }
}

/// One hash over every file.
pub(super) fn digest(folder: &Path) -> Vec<u8> {
    let mut names: Vec<_> = [folder.to_owned(), folder.join("inputs")]
        .iter()
        .filter(|folder| folder.is_dir())
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

/// Doorplates, all of them.
pub(super) fn every_doorplate_is_beside_its_road_on_its_side_and_in_its_village(folder: &Path) {
    let regions: HashMap<String, Polygon<f64>> = rows(folder, Kind::Region)
        .iter()
        .filter(|row| row["level"] == "village")
        .map(|row| (row["code"].clone(), polygon(row)))
        .collect();
    let roads: HashMap<String, (String, LineString<f64>)> = rows(folder, Kind::Road)
        .iter()
        .map(|row| (row["source_id"].clone(), (row["name"].clone(), line(row))))
        .collect();
    let mut numbers = HashSet::new();
    for row in rows(folder, Kind::Doorplate) {
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

/// Counties, towns and villages.
pub(super) fn units_tile_their_parents_exactly_on_shared_vertices(folder: &Path) {
    let rows = rows(folder, Kind::Region);
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
            // Reference regions have no geometry.
            let Some(area) = areas.get(row["code"].as_str()) else {
                continue;
            };
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
            if let Some(whole) = areas.get(parent) {
                let whole = whole.unsigned_area();
                assert!((sum / whole - 1.0).abs() < 1e-9, "{level} of {parent}");
            }
        }
        // Each directed edge occurs once: nothing overlaps.
        assert!(edges[level].values().all(|&count| count == 1));
    }
    // An edge without a neighbour on the other side is an edge of the whole: there is no gap, and
    // neighbours share every vertex.
    let outer = |level: &str| -> HashSet<[u64; 4]> {
        let edges = &edges[level];
        let lonely = edges
            .keys()
            .filter(|[a, b, c, d]| !edges.contains_key(&[*c, *d, *a, *b]));
        lonely.copied().collect()
    };
    assert_eq!(outer("village"), outer("town"));
    assert_eq!(outer("town"), outer("county"));
}

/// Positions a little to the left and to the right of a line's middle.
pub(super) fn sides(course: &LineString<f64>) -> (Point<f64>, Point<f64>) {
    let middle = course.0.len() / 2;
    let (a, b) = (course.0[middle - 1], course.0[middle]);
    let (dx, dy) = ((b.x - a.x) * 0.02, (b.y - a.y) * 0.02);
    let centre = (a + b) / 2.0;
    let left = Point::new(centre.x - dy, centre.y + dx);
    (left, Point::new(centre.x + dy, centre.y - dx))
}

/// Boundary lines between loaded regions.
pub(super) fn lines_have_their_sides(folder: &Path) {
    let areas: HashMap<String, Polygon<f64>> = rows(folder, Kind::Region)
        .iter()
        .filter(|row| !row["wkt"].is_empty())
        .map(|row| (row["code"].clone(), polygon(row)))
        .collect();
    for row in rows(folder, Kind::BoundaryLine) {
        let (left, right) = sides(&line(&row));
        assert!(areas[&row["left_code"]].contains(&left), "{row:?}");
        assert!(areas[&row["right_code"]].contains(&right), "{row:?}");
    }
}

/// Markers, whose serials rise from west to east or from north to south.
pub(super) fn markers_lie_on_their_lines_in_order(folder: &Path) {
    let lines: HashMap<String, LineString<f64>> = rows(folder, Kind::BoundaryLine)
        .iter()
        .map(|row| (row["code"].clone(), line(row)))
        .collect();
    for course in lines.values() {
        let (first, last) = (course.0[0], course.0[course.0.len() - 1]);
        assert!(first.x < last.x || first.y > last.y);
    }
    let mut reached: HashMap<String, (u32, f64)> = HashMap::new();
    for row in rows(folder, Kind::BoundaryMarker) {
        let at = point(&row);
        for code in row["line_code"].split('|') {
            let off = metres_between(&lines[code], at);
            let pair = matches!(row["type"].as_str(), "A" | "B");
            assert!(off < if pair { 12.0 } else { 0.05 }, "{off} {row:?}");
        }
        assert_eq!(row["line_code"].contains('|'), row["type"] == "S");
        let own = row["source_id"].split('-').next().unwrap_or_default();
        let serial: u32 = row["serial"].parse().expect("a number");
        let along = lines[own]
            .line_locate_point(&at)
            .expect("a place on the line");
        let last = reached.insert(own.to_owned(), (serial, along));
        let pair = row["type"] == "B";
        assert!(
            last.is_none_or(
                |(before, far)| serial == before + u32::from(!pair) && (pair || along > far)
            ),
            "{row:?}"
        );
    }
}

/// Plots.
pub(super) fn every_plot_is_in_its_cemetery_and_as_large_as_drawn(folder: &Path) {
    let cemeteries: HashMap<String, Polygon<f64>> = rows(folder, Kind::Cemetery)
        .iter()
        .map(|row| (row["source_id"].clone(), polygon(row)))
        .collect();
    for row in rows(folder, Kind::Plot) {
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

/// Roads.
pub(super) fn every_road_lies_in_its_region(folder: &Path) {
    let areas: HashMap<String, Polygon<f64>> = rows(folder, Kind::Region)
        .iter()
        .filter(|row| !row["wkt"].is_empty())
        .map(|row| (row["code"].clone(), polygon(row)))
        .collect();
    for row in rows(folder, Kind::Road) {
        assert!(areas[&row["region_code"]].contains(&line(&row)), "{row:?}");
    }
}
