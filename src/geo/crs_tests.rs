//! Reference systems against positions of five county seats that PROJ 9.1 computed from the EPSG
//! definitions.

use proptest::prelude::*;

use super::*;
use crate::geo::wkt::from_wkt;

/// Longitude, latitude, EPSG numbers with and without zone, northing, easting without zone.
const POSITIONS: [(f64, f64, u16, u16, f64, f64); 5] = [
    (120.8310, 29.5610, 4528, 4549, 3_271_738.927, 580_532.107),
    (120.6994, 27.9949, 4528, 4549, 3_098_073.675, 568_798.492),
    (121.8690, 29.4770, 4529, 4550, 3_262_672.677, 390_302.657),
    (120.4180, 30.8480, 4528, 4549, 3_414_197.151, 539_984.132),
    (116.3575, 37.4341, 4527, 4548, 4_144_881.941, 443_136.446),
];

fn point(x: f64, y: f64) -> Geometry {
    geo_types::Point::new(x, y).into()
}

fn xy(geometry: &Geometry) -> (f64, f64) {
    let Geometry::Point(point) = geometry else {
        panic!("a point");
    };
    (point.x(), point.y())
}

fn assert_near(geometry: &Geometry, (x, y): (f64, f64), within: f64) {
    let got = xy(geometry);
    assert!(
        (got.0 - x).abs() <= within && (got.1 - y).abs() <= within,
        "{got:?} is not {x},{y}"
    );
}

fn crs(word: &str) -> Crs {
    Crs::parse(word).unwrap()
}

#[test]
fn every_word_is_understood_in_any_case_and_shown_in_one() {
    for (words, shown) in [
        (
            &["EPSG:4490", "epsg:4490", "urn:ogc:def:crs:EPSG::4490"][..],
            "EPSG:4490",
        ),
        (
            &["EPSG:4326", "http://www.opengis.net/def/crs/EPSG/0/4326"],
            "EPSG:4326",
        ),
        (
            &[
                "CRS84",
                "ogc:crs84",
                "urn:ogc:def:crs:OGC:1.3:CRS84",
                "https://www.opengis.net/def/crs/OGC/1.3/CRS84",
            ],
            "CRS84",
        ),
        (&["epsg:3857"], "EPSG:3857"),
        (&["EPSG:4549", " epsg:4549 "], "EPSG:4549"),
        (&["EPSG:4491"], "EPSG:4491"),
        (&["gcj-02", "GCJ02"], "GCJ-02"),
        (&["BD-09", "bd09"], "BD-09"),
    ] {
        for word in words {
            assert_eq!(crs(word).to_string(), shown, "{word}");
            assert_eq!(crs(shown), crs(word));
        }
    }
}

#[test]
fn the_uri_of_a_system_names_it_again() {
    for word in ["EPSG:4490", "EPSG:4326", "CRS84", "EPSG:3857", "EPSG:4549"] {
        let system = crs(word);
        assert_eq!(Crs::parse(&system.uri().unwrap()), Ok(system));
    }
    assert_eq!(crs("GCJ-02").uri(), None);
}

#[test]
fn old_datums_are_refused_with_their_name_and_nonsense_with_the_list() {
    for (codes, name) in [
        (
            &[4610, 2327, 2349, 2369, 2370, 2390, 2338, 2348][..],
            "Xi'an 1980",
        ),
        (&[4214, 2401, 2421, 2422, 2442, 21_453], "Beijing 1954"),
        (&[4555, 4579], "New Beijing"),
    ] {
        for code in codes {
            let system = format!("EPSG:{code}");
            let error = Crs::parse(&system).unwrap_err();
            assert_eq!(
                error,
                CrsError::NoShift {
                    system,
                    datum: name
                }
            );
            assert!(
                error
                    .to_string()
                    .contains("no shift to CGCS2000 is published")
            );
        }
    }
    for word in [
        "",
        "EPSG:",
        "EPSG:1",
        "EPSG:99999999999",
        "4490",
        "WGS84",
        "urn:ogc:def:crs:OGC:1.3:CRS83",
    ] {
        assert_eq!(
            Crs::parse(word),
            Err(CrsError::Unknown(word.to_owned())),
            "{word}"
        );
    }
}

#[test]
fn grid_coordinates_meet_the_known_positions_to_a_millimetre() {
    for (lon, lat, zoned, plain, north, east) in POSITIONS {
        let zone = f64::from(zoned - 4488);
        for (epsg, east) in [(plain, east), (zoned, east + zone * 1e6)] {
            let system = crs(&format!("EPSG:{epsg}"));
            let mut at = point(lon, lat);
            system.from_inside(&mut at).unwrap();
            assert_near(&at, (east, north), 0.001);
            system.to_inside(&mut at).unwrap();
            assert_near(&at, (lon, lat), 1e-10);
        }
    }
}

#[test]
fn an_easting_with_zone_number_is_refused_where_none_belongs_and_the_other_way_round() {
    for (given, east, meant) in [
        ("EPSG:4549", 40_580_532.107, "EPSG:4528"),
        ("EPSG:4528", 580_532.107, "EPSG:4549"),
        ("EPSG:4528", 41_390_302.657, "EPSG:4529"),
        ("EPSG:4549", 21_390_302.657, "EPSG:4499"),
    ] {
        let mut at = point(east, 3_271_738.927);
        let error = crs(given).to_inside(&mut at).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the easting {east} is not one of {given}: it is one of {meant}")
        );
        assert_near(&at, (east, 3_271_738.927), 0.0);
    }
}

#[test]
fn a_northing_first_is_refused_as_swapped() {
    for (given, first, second) in [
        ("EPSG:4549", 3_271_738.927, 580_532.107),
        ("EPSG:4528", 3_271_738.927, 40_580_532.107),
        ("EPSG:4549", 3_271_738.927, 40_580_532.107),
    ] {
        let error = crs(given).to_inside(&mut point(first, second)).unwrap_err();
        assert!(matches!(error, CrsError::Swapped { .. }), "{error}");
    }
    let degrees = crs("EPSG:4528").to_inside(&mut point(120.8, 29.5));
    assert!(matches!(
        degrees,
        Err(CrsError::OtherZone { .. } | CrsError::Outside { .. })
    ));
}

#[test]
fn a_position_far_from_the_grid_is_outside() {
    let mut at = point(100.0, 30.0);
    let error = crs("EPSG:4549").from_inside(&mut at).unwrap_err();
    assert!(matches!(error, CrsError::Outside { .. }), "{error}");
    assert_near(&at, (100.0, 30.0), 0.0);
    let mut pole = point(120.0, 89.0);
    assert!(crs("EPSG:3857").from_inside(&mut pole).is_err());
    assert!(crs("EPSG:3857").to_inside(&mut point(3e7, 0.0)).is_err());
}

#[test]
fn web_mercator_meets_its_definition() {
    let mut at = point(120.0, 30.0);
    crs("EPSG:3857").from_inside(&mut at).unwrap();
    assert_near(&at, (13_358_338.895_193, 3_503_549.843_504), 1e-5);
    crs("EPSG:3857").to_inside(&mut at).unwrap();
    assert_near(&at, (120.0, 30.0), 1e-11);
}

#[test]
fn the_geographic_systems_are_taken_as_they_stand() {
    for word in ["EPSG:4490", "EPSG:4326", "CRS84"] {
        let mut at = point(120.0, 30.0);
        crs(word).to_inside(&mut at).unwrap();
        assert_near(&at, (120.0, 30.0), 0.0);
        assert!(crs(word).agrees_with(&Crs::Cgcs2000));
    }
    assert!(!crs("GCJ-02").agrees_with(&Crs::Cgcs2000));
    assert!(!crs("EPSG:4549").agrees_with(&crs("EPSG:4528")));
    assert!(
        crs("EPSG:4548").agrees_with(&crs("EPSG:4509")),
        "one grid, two numbers"
    );
}

#[test]
fn offsets_are_taken_off_whole_geometries() {
    let mut line = from_wkt("LINESTRING(120.8351125 29.5583810,116.3634006 37.4349660)").unwrap();
    crs("GCJ-02").to_inside(&mut line).unwrap();
    assert_eq!(
        crate::geo::wkt::to_wkt(&line),
        "LINESTRING(120.831 29.561,116.3575 37.4341)"
    );
    let mut line = from_wkt("LINESTRING(120.831 29.561,116.3575 37.4341)").unwrap();
    crs("BD-09").from_inside(&mut line).unwrap();
    assert_eq!(
        crate::geo::wkt::to_wkt(&line),
        "LINESTRING(120.8415443 29.564736,116.3699336 37.4408461)"
    );
}

#[test]
fn only_geographic_and_grid_authorities_put_the_northing_first() {
    for (word, first) in [
        ("EPSG:4490", true),
        ("EPSG:4326", true),
        ("EPSG:4549", true),
        ("CRS84", false),
        ("EPSG:3857", false),
    ] {
        assert_eq!(crs(word).axis_is_northing_first(), first, "{word}");
    }
}

proptest! {
    #[test]
    fn there_and_back_again_is_the_same_place(lon in 116.0f64..124.0, lat in 3.0f64..54.0) {
        for word in ["EPSG:4549", "EPSG:4528", "EPSG:4509", "EPSG:3857", "GCJ-02", "BD-09"] {
            let mut at = point(lon, lat);
            crs(word).from_inside(&mut at).unwrap();
            crs(word).to_inside(&mut at).unwrap();
            let back = xy(&at);
            prop_assert!((back.0 - lon).abs() < 1e-9 && (back.1 - lat).abs() < 1e-9, "{word} {back:?}");
        }
    }
}
