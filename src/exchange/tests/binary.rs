//! `GeoPackages` and shapefiles, good and broken.

use std::{fs, path::Path};

use encoding_rs::GB18030;
use geo_types::{LineString, MultiLineString, Polygon};
use rusqlite::Connection;
use shapefile::{Point, Polyline, ShapeWriter};

use super::support::read_path;
use crate::{
    domain::{Kind, ProblemCode, Value, road, shared},
    exchange::{Encoding, ExchangeError, ReadOptions, Reader},
    geo::{Crs, Geometry, wkb},
};

fn square() -> Geometry {
    Polygon::new(
        LineString::from(vec![
            (120.5, 29.4),
            (120.6, 29.4),
            (120.6, 29.5),
            (120.5, 29.4),
        ]),
        Vec::new(),
    )
    .into()
}

fn in_header(geometry: &Geometry) -> Vec<u8> {
    // Little-endian with an envelope of four numbers.
    let mut bytes = b"GP\0\x03\x8A\x11\0\0".to_vec();
    bytes.resize(8 + 32, 0);
    bytes.extend(wkb::to_wkb(geometry));
    bytes
}

pub(super) fn write_geopackage(path: &Path) {
    let file = Connection::open(path).unwrap();
    file.execute_batch(
        "create table gpkg_spatial_ref_sys (srs_id integer primary key, organization text,
           organization_coordsys_id integer, definition text);
         insert into gpkg_spatial_ref_sys values (4490, 'EPSG', 4490, ''), (99, 'NONE', 99, '?');
         create table gpkg_contents (table_name text, data_type text);
         insert into gpkg_contents values ('region', 'features'), ('strange', 'features');
         create table gpkg_geometry_columns (table_name text, column_name text, srs_id integer);
         insert into gpkg_geometry_columns values ('region', 'geom', 4490), ('strange', 'geom', 99);
         create table strange (fid integer primary key, geom blob);
         create table region (fid integer primary key, geom blob, \"code\" text, name text, \"od\"\"d\" real);",
    )
    .unwrap();
    let insert = "insert into region (geom, code, name) values (?1, ?2, ?3)";
    let good = in_header(&square());
    let cut = good[..60].to_vec();
    for (geometry, code, name) in [
        (Some(good), "330683", "嵊州市"),
        (None, "330624", "新昌县"),
        (Some(cut), "330604", "上虞区"),
        (Some(b"no geometry".to_vec()), "330681", "诸暨市"),
    ] {
        file.execute(insert, rusqlite::params![geometry, code, name])
            .unwrap();
    }
    file.execute(
        "insert into region (code, name) values (330602, cast(x'E5FF' as text))",
        [],
    )
    .unwrap();
}

#[test]
fn a_geopackage_gives_its_layer_and_names_its_broken_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("regions.gpkg");
    write_geopackage(&path);
    let read = read_path(&path, &ReadOptions::new(Kind::Region));
    assert_eq!(read.header.crs_declared, Some(Crs::Cgcs2000));
    assert_eq!(read.header.columns_ignored, ["fid", "od\"d"]);
    assert_eq!(read.drafts.len(), 2);
    assert_eq!(read.drafts[0].geometry, Some(Some(square())));
    assert_eq!(read.drafts[0].text(shared::NAME_AT), Some("嵊州市"));
    assert_eq!(read.drafts[1].geometry, Some(None));
    assert_eq!(
        read.codes(),
        [
            (3, "geometry".to_owned(), ProblemCode::InvalidGeometry),
            (4, "geometry".to_owned(), ProblemCode::InvalidGeometry),
            (5, "name".to_owned(), ProblemCode::InvalidEncoding)
        ]
    );
}

#[test]
fn a_column_whose_name_is_not_text_is_an_error_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("regions.gpkg");
    write_geopackage(&path);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes
        .windows(6)
        .position(|window| window == b"\"code\"")
        .unwrap();
    bytes[at + 2] = 0xFF;
    fs::write(&path, bytes).unwrap();
    let opened = Reader::open(&path, &ReadOptions::new(Kind::Region));
    assert!(matches!(opened, Err(ExchangeError::Corrupt { .. })));
}

#[test]
fn a_layer_that_is_not_there_is_answered_with_those_that_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("regions.gpkg");
    write_geopackage(&path);
    let mut options = ReadOptions::new(Kind::Region);
    options.layer = Some("regions".to_owned());
    let error = Reader::open(&path, &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "name one of the file's layers: region, strange"
    );
    options.layer = Some("strange".to_owned());
    assert!(matches!(
        Reader::open(&path, &options).unwrap_err(),
        ExchangeError::UnknownCrs(_)
    ));
}

/// A dBase table of text columns.
fn dbf(columns: &[(&str, u8)], rows: &[&[&[u8]]], deleted: usize) -> Vec<u8> {
    let header = u16::try_from(32 + 32 * columns.len() + 1).unwrap();
    let length: u16 = 1 + columns
        .iter()
        .map(|(_, width)| u16::from(*width))
        .sum::<u16>();
    let mut bytes = vec![3, 126, 1, 1];
    bytes.extend(u32::try_from(rows.len()).unwrap().to_le_bytes());
    bytes.extend(header.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.resize(32, 0);
    for (name, width) in columns {
        let start = bytes.len();
        bytes.extend(name.as_bytes());
        bytes.resize(start + 11, 0);
        bytes.push(b'C');
        bytes.resize(start + 16, 0);
        bytes.push(*width);
        bytes.resize(start + 32, 0);
    }
    bytes.push(0x0D);
    for (number, row) in rows.iter().enumerate() {
        bytes.push(if number == deleted { b'*' } else { b' ' });
        for (cell, (_, width)) in row.iter().zip(columns) {
            let start = bytes.len();
            bytes.extend(*cell);
            bytes.resize(start + usize::from(*width), b' ');
        }
    }
    bytes
}

pub(super) fn write_shapefile(path: &Path) {
    let writer = ShapeWriter::from_path(path).unwrap();
    let shapes: Vec<_> = (0..3)
        .map(|at| {
            let y = 29.5 + 0.01 * f64::from(at);
            Polyline::new(vec![Point::new(120.8, y), Point::new(120.9, y)])
        })
        .collect();
    writer.write_shapes(&shapes).unwrap();
    let gb = |text| GB18030.encode(text).0.into_owned();
    let (a, b, c) = (gb("剡溪路"), gb("北直街"), gb("官河路"));
    let table = dbf(
        &[
            ("SOURCE_ID", 10),
            ("NAME", 20),
            ("WIDTH_BASI", 12),
            ("NOTE", 4),
        ],
        &[
            &[b"R1", &a, b"red_line", b""],
            &[b"R2", &b, b"", b""],
            &[b"R3", &c, b"", b""],
            &[b"R4", &c, b"", b""],
        ],
        1,
    );
    fs::write(path.with_extension("dbf"), table).unwrap();
    fs::write(
        path.with_extension("prj"),
        r#"GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]"#,
    )
    .unwrap();
}

#[test]
fn a_shapefile_in_gbk_with_cut_names_is_read_and_its_deleted_rows_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roads.shp");
    write_shapefile(&path);
    let read = read_path(&path, &ReadOptions::new(Kind::Road));
    assert_eq!(read.header.crs_declared, Some(Crs::Cgcs2000));
    assert_eq!(read.header.columns_ignored, ["NOTE"]);
    let names: Vec<_> = read
        .drafts
        .iter()
        .filter_map(|draft| draft.text(shared::NAME_AT))
        .collect();
    assert_eq!(names, ["剡溪路", "官河路"]);
    let basis = road::WIDTH_M_AT + 1;
    assert_eq!(read.drafts[0].values[basis], Some("red_line".into()));
    assert_eq!(read.drafts[1].values[basis], Some(Value::Null));
    let line = LineString::from(vec![(120.8, 29.5), (120.9, 29.5)]);
    assert_eq!(read.drafts[0].geometry, Some(Some(line.into())));
    assert_eq!(
        read.codes(),
        [(4, String::new(), ProblemCode::UnreadableRow)],
        "the table has a row that the shapes lack"
    );
}

#[test]
fn an_encoding_given_goes_before_one_declared() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roads.shp");
    write_shapefile(&path);
    fs::write(path.with_extension("cpg"), "UTF-8").unwrap();
    let mut options = ReadOptions::new(Kind::Road);
    let as_declared = read_path(&path, &options);
    assert_eq!(
        as_declared.codes()[0],
        (1, "name".to_owned(), ProblemCode::InvalidEncoding)
    );
    options.encoding = Some(Encoding::Gb18030);
    assert_eq!(read_path(&path, &options).drafts.len(), 2);
}

#[test]
fn parts_of_a_line_stay_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roads.shp");
    write_shapefile(&path);
    let writer = ShapeWriter::from_path(&path).unwrap();
    let parts = |y: f64| vec![Point::new(120.8, y), Point::new(120.9, y)];
    let shape = Polyline::with_parts(vec![parts(29.5), parts(29.6)]);
    writer.write_shapes(&vec![shape]).unwrap();
    let read = read_path(&path, &ReadOptions::new(Kind::Road));
    let part = |y: f64| LineString::from(vec![(120.8, y), (120.9, y)]);
    let wanted = MultiLineString(vec![part(29.5), part(29.6)]);
    assert_eq!(read.drafts[0].geometry, Some(Some(wanted.into())));
}
