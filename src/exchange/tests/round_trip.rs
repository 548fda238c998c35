//! What is written is read back as it was.

use std::fs;

use chrono::{DateTime, NaiveDate};
use geo_types::{LineString, MultiLineString, Point, Polygon};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::support::read_path;
use crate::{
    domain::{Audience, Feature, FieldType, Kind, Value, boundary_marker, doorplate, plot, shared},
    exchange::{Format, ReadOptions, Writer, feature_json},
    geo::{Crs, Geometry, wkt},
};

fn bare(kind: Kind, geometry: Option<Geometry>) -> Feature {
    Feature {
        id: Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0001),
        fid: 42,
        kind,
        version: 3,
        source: "330683".into(),
        values: vec![Value::Null; kind.fields().len()],
        geometry,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
    }
}

/// A value in its kept form for any field.
fn value(kind: Kind, at: usize) -> BoxedStrategy<Value> {
    let field = &kind.fields()[at];
    let some = match field.field_type {
        FieldType::Text if at == shared::NAME_AT => {
            "[一-龥]{1,8}(路|街)".prop_map(Value::from).boxed()
        }
        FieldType::Text => prop_oneof![
            "[一-龥]{1,8}[0-9]{0,3}号?",
            "[=+@\"',;\\\\{}:a-z]{1,8}",
            "[a-z]{1,3}\n[a-z]{1,3}",
        ]
        .prop_map(Value::from)
        .boxed(),
        FieldType::Code
            if field.name.ends_with("_code")
                && field.name != "line_code"
                && field.name != "class_code" =>
        {
            Just(Value::from("330683001")).boxed()
        }
        FieldType::Code => "[0-9]{4}-[A-Z]{1,3}".prop_map(Value::from).boxed(),
        FieldType::Integer => (0_i64..100_000).prop_map(Value::Integer).boxed(),
        FieldType::Number => (0.001_f64..1e7).prop_map(Value::Number).boxed(),
        FieldType::Date => (0_i32..30_000)
            .prop_map(|days| {
                Value::Date(NaiveDate::from_num_days_from_ce_opt(720_000 + days).unwrap())
            })
            .boxed(),
        FieldType::Choice(choices) => (0..choices.len())
            .prop_map(|at| Value::from(choices[at].value))
            .boxed(),
    };
    if field.required || at == shared::SOURCE_ID_AT {
        return some;
    }
    prop_oneof![Just(Value::Null), some].boxed()
}

fn geometry(kind: Kind) -> BoxedStrategy<Geometry> {
    let at = || {
        (
            1_200_000_000_i64..1_210_000_000,
            290_000_000_i64..300_000_000,
        )
            .prop_map(|(x, y)| {
                // Seven decimals are what files keep.
                #[expect(clippy::cast_precision_loss, reason = "ten digits")]
                (x as f64 / 1e7, y as f64 / 1e7)
            })
    };
    match kind {
        Kind::Doorplate => at().prop_map(|at| Point::from(at).into()).boxed(),
        Kind::Plot => at()
            .prop_map(|(x, y)| {
                Polygon::new(
                    LineString::from(vec![(x, y), (x + 0.001, y), (x + 0.001, y + 0.001), (x, y)]),
                    Vec::new(),
                )
                .into()
            })
            .boxed(),
        _ => prop::collection::vec((at(), at()), 1..3)
            .prop_map(|parts| {
                let lines = parts.into_iter().map(|(a, b)| LineString::from(vec![a, b]));
                crate::geo::parts::unwrap_single(MultiLineString(lines.collect()).into())
            })
            .boxed(),
    }
}

fn feature() -> impl Strategy<Value = Feature> {
    prop::sample::select(vec![Kind::Doorplate, Kind::Road, Kind::Plot])
        .prop_flat_map(|kind| {
            let values: Vec<_> = (0..kind.fields().len()).map(|at| value(kind, at)).collect();
            (Just(kind), values, geometry(kind))
        })
        .prop_map(|(kind, mut values, geometry)| {
            values[shared::VALID_TO_AT] = Value::Null;
            Feature {
                values,
                ..bare(kind, Some(geometry))
            }
        })
}

fn near(a: &Geometry, b: &Geometry) -> bool {
    use geo::CoordsIter as _;
    a.coords_count() == b.coords_count()
        && a.coords_iter()
            .zip(b.coords_iter())
            .all(|(a, b)| (a.x - b.x).abs() < 2e-7 && (a.y - b.y).abs() < 2e-7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_feature_is_read_back_as_it_was_written(
        feature in feature(),
        format in prop::sample::select(vec![Format::GeoJson, Format::GeoJsonSeq, Format::Csv]),
        crs in prop::sample::select(vec!["CRS84", "EPSG:4490", "EPSG:4549", "GCJ-02"]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export").with_extension(format.as_str());
        let path = if format == Format::Csv { path } else { path.with_extension("geojson") };
        let crs = Crs::parse(crs).unwrap();
        let file = fs::File::create(&path).unwrap();
        let mut writer = Writer::new(file, format, feature.kind, crs.clone()).unwrap();
        writer.write(&feature).unwrap();
        writer.write(&feature).unwrap();
        prop_assert_eq!(writer.finish().unwrap(), 2);
        let read = read_path(&path, &ReadOptions::new(feature.kind));
        prop_assert_eq!(read.codes(), []);
        prop_assert_eq!(read.drafts.len(), 2);
        prop_assert!(read.header.crs_used.agrees_with(&crs), "the file says its system");
        let draft = &read.drafts[1];
        let wanted: Vec<_> = feature.values.iter().cloned().map(Some).collect();
        prop_assert_eq!(&draft.values, &wanted);
        let (read, written) = (draft.geometry.clone().flatten().unwrap(), feature.geometry.unwrap());
        prop_assert!(near(&read, &written), "{} {}", wkt::to_wkt(&read), wkt::to_wkt(&written));
    }
}

fn as_json(feature: &Feature, audience: Audience) -> Json {
    let mut out = Vec::new();
    assert!(feature_json(feature, audience, &mut out));
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn a_feature_has_the_members_of_the_contract_in_their_order() {
    let mut plate = bare(Kind::Doorplate, Some(Point::new(120.83, 29.59).into()));
    plate.values[shared::SOURCE_ID_AT] = "D1".into();
    plate.values[shared::STATE_AT] = "current".into();
    plate.values[doorplate::NUMBER_AT] = "1\"号\u{1}".into();
    let json = as_json(&plate, Audience::Public);
    assert_eq!(json["id"], "01980000-0000-7000-8000-000000000001");
    assert_eq!(
        json["geometry"],
        json!({"type": "Point", "coordinates": [120.83, 29.59]})
    );
    let names: Vec<_> = json["properties"].as_object().unwrap().keys().collect();
    assert_eq!(
        names[..11],
        [
            "kind",
            "fid",
            "version",
            "state",
            "source",
            "source_id",
            "region_code",
            "valid_from",
            "valid_to",
            "code",
            "name"
        ]
    );
    assert_eq!(names.len(), 4 + Kind::Doorplate.fields().len());
    assert_eq!(json["properties"]["number"], "1\"号\u{1}");
    assert_eq!(json["properties"]["room"], Json::Null);
}

#[test]
fn the_public_sees_a_rounded_marker_and_a_free_plot_only() {
    let mut marker = bare(
        Kind::BoundaryMarker,
        Some(Point::new(120.831_234_5, 29.587_654_3).into()),
    );
    marker.values[boundary_marker::NORTH_M_AT] = Value::Number(3_275_123.4);
    let seen = as_json(&marker, Audience::Public);
    assert_eq!(seen["geometry"]["coordinates"], json!([120.835, 29.585]));
    assert_eq!(seen["properties"]["position_generalised"], true);
    assert_eq!(seen["properties"].get("north_m"), None);
    assert_eq!(seen["properties"].get("landmarks"), None);
    let exact = as_json(&marker, Audience::Internal);
    assert_eq!(exact["geometry"]["coordinates"][0], 120.831_234_5);
    assert_eq!(exact["properties"]["north_m"], 3_275_123.4);

    let mut plot = bare(Kind::Plot, None);
    plot.values[plot::OCCUPANCY_AT] = "sold".into();
    let seen = as_json(&plot, Audience::Public);
    assert_eq!(seen["properties"]["free"], false);
    assert_eq!(seen["properties"].get("occupancy"), None);
    assert_eq!(
        as_json(&plot, Audience::Internal)["properties"]["occupancy"],
        "sold"
    );
}

#[test]
fn a_draft_is_not_written_for_the_public() {
    let mut road = bare(Kind::Road, None);
    road.values[shared::STATE_AT] = "draft".into();
    let mut out = Vec::new();
    assert!(!feature_json(&road, Audience::Public, &mut out));
    assert_eq!(out, b"");
}

#[test]
fn a_position_that_the_system_cannot_hold_is_an_error_of_the_export() {
    let far = bare(Kind::Doorplate, Some(Point::new(87.6, 43.8).into()));
    let crs = Crs::parse("EPSG:4549").unwrap();
    let mut writer = Writer::new(Vec::new(), Format::Csv, Kind::Doorplate, crs).unwrap();
    assert!(writer.write(&far).is_err());
}
