//! Files of regions, lines and markers, proved by themselves. Geometry tells the kind of a row:
//! areas are regions, lines are boundary lines, points are markers; one file may hold all three.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use serde_json::Value as Json;

use super::{gather, prove::BoundaryCheck};
use crate::{
    domain::{Kind, Problem, ProblemCode},
    exchange::{ReadOptions, Reader, Rejected, draft_from_json},
    geo::Crs,
    registry::RegistryError,
    topology::{Boundaries, Options, check},
};

/// The kinds that are proved, and that a row may be.
const KINDS: [Kind; 3] = [Kind::Region, Kind::BoundaryLine, Kind::BoundaryMarker];

/// How lists of neighbours name the two regions of a line when nobody said which is on the left.
const UNORDERED: [(&str, &str); 2] = [("left_code", "code_a"), ("right_code", "code_b")];

/// A file that was read, and the rows of it that could not be.
#[derive(Debug)]
pub struct BoundaryFile {
    /// Which.
    pub path: PathBuf,
    /// The rows that no kind can take.
    pub rejected: Vec<Rejected>,
}

/// Proves the boundaries of files, held against each other.
///
/// # CRS
/// As an import: what the file declares, else `crs`, else longitude and latitude.
///
/// # Errors
/// [`RegistryError::Exchange`] when a file cannot be read as a whole.
pub fn check_boundary_files(
    paths: &[PathBuf],
    crs: Option<&Crs>,
    options: Options,
) -> Result<(BoundaryCheck, Vec<BoundaryFile>), RegistryError> {
    let mut boundaries = Boundaries::default();
    let mut files = Vec::new();
    for path in paths {
        files.push(BoundaryFile {
            path: path.clone(),
            rejected: read(path, crs, &mut boundaries)?,
        });
    }
    Ok((proved(&boundaries, options), files))
}

fn proved(boundaries: &Boundaries, options: Options) -> BoundaryCheck {
    BoundaryCheck {
        findings: check(boundaries, options),
        regions: boundaries.territories.len(),
        lines: boundaries.lines.len(),
        markers: boundaries.markers.len(),
        tolerance_m: options.tolerance_m,
        position: None,
    }
}

/// Adds the rows of a file; gives those that no kind can take.
fn read(
    path: &Path,
    crs: Option<&Crs>,
    boundaries: &mut Boundaries,
) -> Result<Vec<Rejected>, RegistryError> {
    let mut rejected: Option<Vec<(usize, Rejected)>> = None;
    for kind in KINDS {
        let (options, are_sides_ordered) = options(path, crs, kind)?;
        let mut refused = Vec::new();
        let mut is_whole = true;
        for (place, row) in Reader::open(path, &options)?.enumerate() {
            match row {
                Ok(draft) => {
                    if let Some(Some(geometry)) = draft.geometry.clone() {
                        gather::add(boundaries, kind, &draft, geometry, are_sides_ordered);
                    }
                }
                Err(row) => {
                    is_whole &= !is_of_another_kind(&row);
                    refused.push((place, row));
                }
            }
        }
        // A row is rejected when every kind refuses it, and then by what the first said that knew
        // its geometry.
        rejected = Some(match rejected {
            None => refused,
            Some(before) => both(before, refused),
        });
        if is_whole {
            break;
        }
    }
    let rejected = rejected.unwrap_or_default().into_iter();
    Ok(rejected.map(|(_, row)| row).collect())
}

fn is_of_another_kind(row: &Rejected) -> bool {
    row.problems
        .iter()
        .any(|problem| problem.code == ProblemCode::WrongGeometryType)
}

/// The rows that both passes refused, told by their places in the file.
fn both(before: Vec<(usize, Rejected)>, after: Vec<(usize, Rejected)>) -> Vec<(usize, Rejected)> {
    let mut after: HashMap<usize, Rejected> = after.into_iter().collect();
    before
        .into_iter()
        .filter_map(|(place, row)| {
            let again = after.remove(&place)?;
            let row = if is_of_another_kind(&row) { again } else { row };
            Some((place, row))
        })
        .collect()
}

/// How the file is read as a kind, and whether it says which region lies left of a line.
fn options(
    path: &Path,
    crs: Option<&Crs>,
    kind: Kind,
) -> Result<(ReadOptions, bool), RegistryError> {
    let mut options = ReadOptions::new(kind);
    options.crs = crs.cloned();
    if kind != Kind::BoundaryLine {
        return Ok((options, true));
    }
    let mut reader = Reader::open(path, &options)?;
    reader.next();
    let header = reader.header();
    let is_there = |name: &str| header.columns_ignored.iter().any(|column| column == name);
    let is_named = header
        .columns_used
        .iter()
        .any(|(_, field)| matches!(*field, "left_code" | "right_code"));
    if is_named || !UNORDERED.iter().all(|(_, column)| is_there(column)) {
        return Ok((options, true));
    }
    options.map = UNORDERED
        .iter()
        .map(|&(field, column)| (field.to_owned(), column.to_owned()))
        .collect();
    Ok((options, false))
}

/// Proves the boundaries of a `FeatureCollection`.
///
/// # CRS
/// Longitude, latitude, CGCS2000.
///
/// # Errors
/// [`RegistryError::Refused`] with what is wrong with its features.
pub fn check_boundary_features(
    collection: &Json,
    options: Options,
) -> Result<BoundaryCheck, RegistryError> {
    let unreadable = |error: &str| {
        let problem = Problem::new(ProblemCode::UnreadableRow, "features", "");
        RegistryError::Refused(vec![problem.with("error", error.to_owned())])
    };
    let features = collection["features"]
        .as_array()
        .ok_or_else(|| unreadable("a FeatureCollection is expected"))?;
    let mut boundaries = Boundaries::default();
    let mut problems = Vec::new();
    for feature in features {
        let kind = match feature["geometry"]["type"].as_str() {
            Some("Polygon" | "MultiPolygon") => Kind::Region,
            Some("LineString" | "MultiLineString") => Kind::BoundaryLine,
            Some("Point") => Kind::BoundaryMarker,
            _ => {
                let given = feature["geometry"]["type"].as_str().unwrap_or("");
                let problem = Problem::new(ProblemCode::WrongGeometryType, "geometry", given);
                problems.push(problem.with("expected", "Polygon, LineString, Point"));
                continue;
            }
        };
        let (body, are_sides_ordered) = known_properties(kind, feature);
        match draft_from_json(kind, &body) {
            Ok(mut draft) => {
                if let Some(Some(geometry)) = draft.geometry.take() {
                    gather::add(&mut boundaries, kind, &draft, geometry, are_sides_ordered);
                }
            }
            Err(wrong) => problems.extend(wrong),
        }
    }
    if problems.is_empty() {
        Ok(proved(&boundaries, options))
    } else {
        Err(RegistryError::Refused(problems))
    }
}

/// The feature with only the properties that its kind knows, and whether it says which region lies
/// on the left.
fn known_properties(kind: Kind, feature: &Json) -> (Json, bool) {
    let mut properties = serde_json::Map::new();
    let given = feature["properties"].as_object();
    for (name, value) in given.into_iter().flatten() {
        if !value.is_null() && kind.fields().iter().any(|field| field.name == name) {
            properties.insert(name.clone(), value.clone());
        }
    }
    let mut are_sides_ordered = true;
    if kind == Kind::BoundaryLine && !properties.contains_key("left_code") {
        for (field, column) in UNORDERED {
            if let Some(value) = given.and_then(|given| given.get(column)) {
                properties.insert(field.to_owned(), value.clone());
                are_sides_ordered = false;
            }
        }
    }
    let body = serde_json::json!({
        "type": "Feature", "properties": properties, "geometry": feature["geometry"],
    });
    (body, are_sides_ordered)
}
