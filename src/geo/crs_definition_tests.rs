//! Definitions as GDAL, ESRI and Chinese tools write them.

use super::*;
use crate::geo::wkt::from_wkt;

/// A definition in ESRI's words.
fn esri(name: &str, datum: &str, false_easting: &str, meridian: &str) -> String {
    format!(
        "PROJCS[\"{name}\",GEOGCS[\"GCS\",DATUM[\"{datum}\",SPHEROID[\"S\",6378137.0,298.257222101]],\
         PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Gauss_Kruger\"],\
         PARAMETER[\"False_Easting\",{false_easting}],PARAMETER[\"False_Northing\",0.0],\
         PARAMETER[\"Central_Meridian\",{meridian}],PARAMETER[\"Scale_Factor\",1.0],\
         PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]"
    )
}

fn geographic(datum: &str) -> String {
    format!(
        "GEOGCS[\"G\",DATUM[\"{datum}\",SPHEROID[\"S\",6378137.0,298.257222101]],\
         PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]"
    )
}

#[test]
fn geographic_definitions_are_known_by_their_datum() {
    for (datum, crs) in [
        ("D_China_2000", Crs::Cgcs2000),
        ("D_CGCS_2000", Crs::Cgcs2000),
        ("China_2000", Crs::Cgcs2000),
        ("D_WGS_1984", Crs::Wgs84),
        ("WGS_1984", Crs::Wgs84),
    ] {
        assert_eq!(read(&geographic(datum)), Ok(crs), "{datum}");
    }
}

#[test]
fn grids_are_known_by_meridian_and_false_easting() {
    for (name, easting, meridian, word) in [
        (
            "CGCS2000_3_Degree_GK_CM_120E",
            "500000.0",
            "120.0",
            "EPSG:4549",
        ),
        (
            "CGCS2000_3_Degree_GK_Zone_40",
            "40500000.0",
            "120.0",
            "EPSG:4528",
        ),
        ("CGCS2000_GK_CM_117E", "500000.0", "117.0", "EPSG:4509"),
        (
            "CGCS2000_3_Degree_GK_CM_117E",
            "500000.0",
            "117.0",
            "EPSG:4548",
        ),
        ("CGCS2000_GK_Zone_20", "20500000.0", "117.0", "EPSG:4498"),
        ("our own grid", "41500000", "123", "EPSG:4529"),
    ] {
        let crs = read(&esri(name, "D_China_2000", easting, meridian)).unwrap();
        assert_eq!(crs.to_string(), word, "{name}");
    }
}

#[test]
fn the_authority_of_the_whole_decides_and_not_that_of_a_part() {
    let whole = geographic("whatever").replace("]]", "],AUTHORITY[\"EPSG\",\"4490\"]]");
    assert_eq!(read(&whole), Ok(Crs::Cgcs2000));
    let wkt2 = "PROJCRS[\"CGCS2000 / 3-degree Gauss-Kruger CM 120E\",BASEGEOGCRS[\"C\",DATUM[\"China 2000\",\
        ELLIPSOID[\"CGCS2000\",6378137,298.257222101,LENGTHUNIT[\"metre\",1]]],ID[\"EPSG\",4490]],\
        CONVERSION[\"c\",METHOD[\"Transverse Mercator\",ID[\"EPSG\",9807]],\
        PARAMETER[\"Latitude of natural origin\",0],PARAMETER[\"Longitude of natural origin\",120],\
        PARAMETER[\"Scale factor at natural origin\",1],PARAMETER[\"False easting\",500000],\
        PARAMETER[\"False northing\",0]],CS[Cartesian,2],AXIS[\"northing (X)\",north],\
        AXIS[\"easting (Y)\",east],LENGTHUNIT[\"metre\",1]";
    assert_eq!(read(&format!("{wkt2}]")).unwrap().to_string(), "EPSG:4549");
    assert_eq!(
        read(&format!("{wkt2},ID[\"EPSG\",4528]]"))
            .unwrap()
            .to_string(),
        "EPSG:4528"
    );
}

#[test]
fn heights_beside_it_do_not_matter() {
    let compound = format!(
        "COMPD_CS[\"with heights\",{},VERT_CS[\"1985\",VERT_DATUM[\"d\",2005],UNIT[\"metre\",1]]]",
        geographic("China_2000")
    );
    assert_eq!(read(&compound), Ok(Crs::Cgcs2000));
}

#[test]
fn web_mercator_is_known_by_its_method() {
    let text = esri(
        "WGS_1984_Web_Mercator_Auxiliary_Sphere",
        "D_WGS_1984",
        "0.0",
        "0.0",
    )
    .replace("Gauss_Kruger", "Mercator_Auxiliary_Sphere");
    assert_eq!(read(&text), Ok(Crs::WebMercator));
}

#[test]
fn a_local_meridian_goes_through_proj() {
    let crs = read(&esri("local 121", "D_China_2000", "500000.0", "121.0")).unwrap();
    assert_eq!(crs.to_string(), "local 121");
    let mut at = from_wkt("POINT(500000 3271738)").unwrap();
    crs.to_inside(&mut at).unwrap();
    let Crs::GaussKruger(grid) = Crs::parse("EPSG:4549").unwrap() else {
        panic!("a grid");
    };
    let mut twin = from_wkt("POINT(500000 3271738)").unwrap();
    Crs::GaussKruger(grid).to_inside(&mut twin).unwrap();
    let (geo_types::Geometry::Point(ours), geo_types::Geometry::Point(twin)) = (&at, &twin) else {
        panic!("points");
    };
    assert!(
        (ours.x() - 121.0).abs() < 1e-9 && (ours.y() - twin.y()).abs() < 1e-9,
        "{ours:?}"
    );
    crs.from_inside(&mut at).unwrap();
    let geo_types::Geometry::Point(back) = at else {
        panic!("a point");
    };
    assert!((back.x() - 500_000.0).abs() < 1e-4 && (back.y() - 3_271_738.0).abs() < 1e-4);
}

#[test]
fn utm_on_wgs_84_goes_through_proj() {
    let text = esri("WGS_1984_UTM_Zone_51N", "D_WGS_1984", "500000.0", "123.0")
        .replace("Gauss_Kruger", "Transverse_Mercator")
        .replace("\"Scale_Factor\",1.0", "\"Scale_Factor\",0.9996")
        .replace("298.257222101", "298.257223563");
    let crs = read(&text).unwrap();
    let mut at = from_wkt("POINT(500000 0)").unwrap();
    crs.to_inside(&mut at).unwrap();
    let geo_types::Geometry::Point(at) = at else {
        panic!("a point");
    };
    assert!((at.x() - 123.0).abs() < 1e-9 && at.y().abs() < 1e-9);
}

#[test]
fn old_datums_are_refused_with_their_name() {
    for (datum, name) in [
        ("D_Xian_1980", "Xi'an 1980"),
        ("D_Beijing_1954", "Beijing 1954"),
        ("Beijing_1954", "Beijing 1954"),
        ("New_Beijing", "New Beijing"),
    ] {
        let error = read(&esri("grid", datum, "500000.0", "120.0")).unwrap_err();
        assert_eq!(
            error,
            CrsError::NoShift {
                system: "grid".to_owned(),
                datum: name
            }
        );
    }
    assert_eq!(
        read(&geographic("D_Unknown")),
        Err(CrsError::UnknownDatum("D_Unknown".to_owned()))
    );
}

#[test]
fn what_is_no_definition_says_so() {
    for text in [
        "",
        "EPSG:4490",
        "GEOGCS[",
        "GEOGCS[\"x",
        "GEOGCS[\"x\" \"y\"]",
        "LOCAL_CS[\"x\"]",
    ] {
        assert!(
            matches!(read(text), Err(CrsError::Unreadable(_))),
            "{text}: {:?}",
            read(text)
        );
    }
    let deep = "A[".repeat(1000);
    assert!(matches!(read(&deep), Err(CrsError::Unreadable(_))));
}
