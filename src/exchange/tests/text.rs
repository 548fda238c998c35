//! Whole CSV and GeoJSON files, good and broken.

use super::support::{doorplates, fixture, open_error, read, read_path};
use crate::{
    domain::{Draft, Kind, ProblemCode, Value, doorplate, shared},
    exchange::{ExchangeError, RECORD_LIMIT, ReadOptions},
    geo::{Crs, Geometry},
};

#[test]
fn every_problem_of_a_csv_row_is_told_and_good_rows_still_come() {
    let read = read_path(&fixture("doorplates_broken.csv"), &doorplates());
    let ids: Vec<_> = read.drafts.iter().filter_map(Draft::source_id).collect();
    assert_eq!(ids, ["D1", "D2", "D15"]);
    assert_eq!(read.drafts[1].line, 3);
    assert_eq!(
        read.drafts[1].text(doorplate::ADDRESS_AT),
        Some("剡湖街道\n北直街2号"),
        "a quoted cell may have a line end"
    );
    let geometry = || "geometry".to_owned();
    assert_eq!(
        read.codes(),
        [
            (5, "number".to_owned(), ProblemCode::MissingField),
            (6, "side".to_owned(), ProblemCode::WrongValue),
            (6, "issued_on".to_owned(), ProblemCode::WrongType),
            (7, geometry(), ProblemCode::SwappedAxes),
            (8, "lon".to_owned(), ProblemCode::WrongType),
            (9, geometry(), ProblemCode::MissingGeometry),
            (10, "region_code".to_owned(), ProblemCode::WrongValue),
            (11, geometry(), ProblemCode::CoordinateOutOfRange),
            (12, String::new(), ProblemCode::UnreadableRow),
            (13, String::new(), ProblemCode::UnreadableRow),
            (14, "valid_to".to_owned(), ProblemCode::WrongValue),
            (15, geometry(), ProblemCode::MissingGeometry),
        ]
    );
    assert_eq!(read.rejected[0].id.as_deref(), Some("D3"));
    assert_eq!(read.header.columns_ignored, ["remark"]);
}

#[test]
fn a_table_in_gb18030_is_read_as_one_in_utf8() {
    let text = "source_id;number;address;lon;lat\nD1;1号;剡湖街道北直街1号;120.83;29.59\n";
    let gb = encoding_rs::GB18030.encode(text).0;
    let from_gb = read("a.csv", &gb, &doorplates());
    let from_utf8 = read("a.csv", text, &doorplates());
    assert_eq!(from_gb.drafts.len(), 1);
    assert_eq!(from_gb.drafts, from_utf8.drafts);
}

#[test]
fn bytes_invalid_in_the_encoding_reject_their_row_and_field() {
    let mut bytes = "source_id,number,address,lon,lat\nD1,1,北直街1号,120.83,29.59\nD2,2,"
        .as_bytes()
        .to_vec();
    bytes.extend_from_slice(b"\xB1\xB1\xD6\xB1,120.83,29.59\nD3,3,a\0b,120.83,29.59\n");
    let read = read("a.csv", bytes, &doorplates());
    assert_eq!(read.drafts.len(), 1);
    assert_eq!(
        read.codes(),
        [
            (3, "address".to_owned(), ProblemCode::InvalidEncoding),
            (4, "address".to_owned(), ProblemCode::ControlCharacter)
        ]
    );
}

#[test]
fn an_absent_column_is_absent_and_an_empty_cell_is_null() {
    let read = read(
        "a.csv",
        "\u{FEFF}source_id,number,suffix,lon,lat\r\nD1,1,,120.83,29.59\r\n",
        &doorplates(),
    );
    let draft = &read.drafts[0];
    assert_eq!(draft.values[doorplate::SUFFIX_AT], Some(Value::Null));
    assert_eq!(draft.values[doorplate::ROOM_AT], None);
    assert_eq!(draft.values[shared::SOURCE_ID_AT], Some("D1".into()));
}

#[test]
fn columns_are_mapped_and_values_set() {
    let mut options = doorplates();
    options.map = vec![("number".to_owned(), "MPH".to_owned())];
    options.set = vec![("region_code".to_owned(), "330683000000".to_owned())];
    let read = read("a.csv", "ID,MPH,lon,lat\n1,12,120.83,29.59\n", &options);
    assert_eq!(read.drafts[0].text(doorplate::NUMBER_AT), Some("12"));
    assert_eq!(read.drafts[0].text(shared::REGION_CODE_AT), Some("330683"));
    options.map[0].1 = "MPHH".to_owned();
    let error = open_error("a.csv", "ID,MPH,lon,lat\n", &options);
    assert_eq!(
        error.to_string(),
        "the file has no column `MPHH`; did you mean `MPH`?"
    );
    options.map.clear();
    options.set[0].1 = "3306".repeat(4);
    assert!(matches!(
        open_error("a.csv", "number,lon,lat\n", &options),
        ExchangeError::WrongSetting { .. }
    ));
}

#[test]
fn a_field_mapped_from_several_columns_joins_them_in_the_files_order() {
    let map = |field: &str, column: &str| (field.to_owned(), column.to_owned());
    let options = ReadOptions {
        map: vec![
            map("source_id", "road"),
            map("source_id", "plate"),
            map("number", "plate"),
        ],
        ..doorplates()
    };
    let content = "road,plate,lon,lat\nR7,12,120.83,29.59\n,14,120.83,29.59\n";
    let read = read("a.csv", content, &options);
    let ids: Vec<_> = read.drafts.iter().map(|draft| draft.source_id()).collect();
    assert_eq!(ids, [Some("R7-12"), Some("14")]);
    assert_eq!(read.drafts[0].text(doorplate::NUMBER_AT), Some("12"));
}

#[test]
fn projected_columns_need_a_projected_system_and_come_out_in_degrees() {
    let content = "source_id,number,x,y\nD1,1,580000,3275000\n";
    assert!(matches!(
        open_error("a.csv", content, &doorplates()),
        ExchangeError::ProjectedCrsNeeded
    ));
    let mut options = doorplates();
    options.crs = Some(Crs::parse("EPSG:4549").unwrap());
    let read = read("a.csv", content, &options);
    let Some(Some(Geometry::Point(at))) = read.drafts[0].geometry else {
        panic!("a doorplate is a point");
    };
    assert!(
        (120.8..120.9).contains(&at.x()) && (29.5..29.7).contains(&at.y()),
        "{at:?}"
    );
}

#[test]
fn a_sequence_is_read_by_lines_and_by_record_separators() {
    let feature = |id: u32| {
        format!(
            r#"{{"type":"Feature","id":{id},"geometry":{{"type":"Point","coordinates":[120.83,29.59]}},"properties":{{"number":"{id}号"}}}}"#
        )
    };
    let by_lines = format!("{}\n\n{}\n", feature(1), feature(2));
    let by_marks = format!(
        "\u{1E}{}\n\u{1E}{}\n",
        feature(1),
        feature(2).replace(",\"", ",\n\"")
    );
    for content in [by_lines, by_marks] {
        let read = read("a.geojsonl", content, &doorplates());
        assert_eq!(read.codes(), []);
        let ids: Vec<_> = read.drafts.iter().filter_map(Draft::source_id).collect();
        assert_eq!(ids, ["1", "2"], "a Feature's id stands in for a source_id");
    }
}

#[test]
fn a_broken_line_of_a_sequence_costs_itself_alone() {
    let read = read_path(&fixture("doorplates_broken.geojsonl"), &doorplates());
    let ids: Vec<_> = read.drafts.iter().filter_map(Draft::source_id).collect();
    assert_eq!(ids, ["D1", "D9"]);
    let geometry = || "geometry".to_owned();
    assert_eq!(
        read.codes(),
        [
            (2, String::new(), ProblemCode::UnreadableRow),
            (3, String::new(), ProblemCode::UnreadableRow),
            (4, geometry(), ProblemCode::MissingGeometry),
            (5, geometry(), ProblemCode::InvalidGeometry),
            (6, geometry(), ProblemCode::WrongGeometryType),
            (7, "number".to_owned(), ProblemCode::WrongType),
            (8, "address".to_owned(), ProblemCode::ControlCharacter),
            (10, String::new(), ProblemCode::UnreadableRow),
        ]
    );
}

const COLLECTION: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":null,"properties":{"code":"330683","name":"嵊州市"}},
{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[120.5,29.4],[120.6,29.4],[120.6,29.5],[120.5,29.4]]]},"properties":{"code":"330683001","name":"剡湖街道","extra":[1,{"a":"]"}]}}
]}"#;

#[test]
fn a_collection_is_read_wherever_its_crs_stands() {
    let regions = ReadOptions::new(Kind::Region);
    let gcj = r#""crs":{"type":"name","properties":{"name":"GCJ-02"}}"#;
    let before = COLLECTION.replacen('{', &format!("{{{gcj},"), 1);
    let after = format!("{},{gcj}}}", &COLLECTION[..COLLECTION.len() - 1]);
    let plain = read("a.geojson", COLLECTION, &regions);
    assert_eq!(plain.codes(), []);
    assert_eq!(plain.drafts[0].geometry, Some(None));
    assert_eq!(plain.drafts[1].line, 3);
    assert_eq!(plain.header.columns_ignored, ["extra"]);
    let before = read("a.geojson", &before, &regions);
    assert_eq!(before.header.crs_declared, Some(Crs::Gcj02));
    assert_ne!(before.drafts[1].geometry, plain.drafts[1].geometry);
    assert_eq!(read("a.geojson", &after, &regions).drafts, before.drafts);
    let mut given = regions;
    given.crs = Some(Crs::Bd09);
    assert!(matches!(
        open_error("a.geojson", &after, &given),
        ExchangeError::CrsContradicted { .. }
    ));
}

#[test]
fn a_collection_cut_off_anywhere_gives_its_whole_features_and_one_reject() {
    let regions = ReadOptions::new(Kind::Region);
    let first = COLLECTION.find("{\"type\":\"Feature\",").unwrap();
    for cut in (first..COLLECTION.len() - 3).filter(|cut| COLLECTION.is_char_boundary(*cut)) {
        let read = read("a.geojson", &COLLECTION[..cut], &regions);
        assert_eq!(
            read.codes(),
            [(
                read.rejected[0].line,
                String::new(),
                ProblemCode::UnreadableRow
            )],
            "cut at {cut}"
        );
    }
}

#[test]
fn a_line_longer_than_the_limit_is_passed_over() {
    let mut content = b"source_id,number,lon,lat\nD1,".to_vec();
    content.resize(RECORD_LIMIT + (5 << 20), b'x');
    content.extend_from_slice(b",120.83,29.59\nD2,2,120.83,29.59\n");
    let read = read("a.csv", content, &doorplates());
    assert_eq!(
        read.codes(),
        [(2, String::new(), ProblemCode::UnreadableRow)]
    );
    assert_eq!(read.drafts[0].line, 3);
}
