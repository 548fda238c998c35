//! The prefecture is as large as promised, the same for the same seed, and sound.

use std::fs;

use super::{
    super::{Format, checks, prefecture},
    plan::Plan,
};
use crate::domain::Kind;

fn small() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    prefecture(0.01, 7, folder.path(), &[Format::Csv]).expect("written");
    folder
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
        checks::digest(folder.path())
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
fn the_files_of_a_small_prefecture_are_sound() {
    let folder = small();
    checks::every_doorplate_is_beside_its_road_on_its_side_and_in_its_village(folder.path());
    checks::units_tile_their_parents_exactly_on_shared_vertices(folder.path());
    checks::lines_have_their_sides(folder.path());
    checks::markers_lie_on_their_lines_in_order(folder.path());
    checks::every_plot_is_in_its_cemetery_and_as_large_as_drawn(folder.path());
    checks::every_road_lies_in_its_region(folder.path());
    checks::every_value_fits_its_field(folder.path());
    let roads = checks::rows(folder.path(), Kind::Road);
    assert_eq!(
        roads.iter().filter(|row| row["name"].is_empty()).count(),
        15
    );
    let types = checks::rows(folder.path(), Kind::BoundaryMarker);
    for letter in ["Q", "A", "B", "S"] {
        assert!(types.iter().any(|row| row["type"] == letter), "{letter}");
    }
}

#[test]
fn another_seed_is_sound_too() {
    for seed in [1, 2, 3] {
        let folder = tempfile::tempdir().expect("a folder");
        prefecture(0.003, seed, folder.path(), &[Format::Csv]).expect("written");
        checks::every_doorplate_is_beside_its_road_on_its_side_and_in_its_village(folder.path());
        checks::units_tile_their_parents_exactly_on_shared_vertices(folder.path());
        checks::lines_have_their_sides(folder.path());
        checks::markers_lie_on_their_lines_in_order(folder.path());
    }
}
