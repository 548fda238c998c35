//! Features made up for tests: of every kind, with every sort of value and geometry.

use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;
use uuid::Uuid;

use crate::{
    domain::{Feature, FieldType, Kind, Value, shared},
    geo::Geometry,
};

/// A feature with nothing but its identity and state.
pub(crate) fn feature(kind: Kind, number: u32) -> Feature {
    let mut values = vec![Value::Null; kind.fields().len()];
    values[shared::SOURCE_ID_AT] = format!("{kind}-{number}").into();
    values[shared::STATE_AT] = "current".into();
    let at = DateTime::from_timestamp_micros(1_760_000_000_000_000).unwrap_or_default();
    Feature {
        id: Uuid::from_u128(u128::from(number) << 32 | kind as u128),
        fid: i64::from(number),
        kind,
        version: 1,
        source: "test".into(),
        values,
        geometry: None,
        created_at: at,
        updated_at: at,
    }
}

/// Sets a field by its name.
pub(crate) fn with(mut feature: Feature, name: &str, value: impl Into<Value>) -> Feature {
    let (at, _) = feature.kind.field(name).expect("a field of the kind");
    feature.values[at] = value.into();
    feature
}

fn coordinate() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![
        (73.0..135.0, 18.0..53.0),
        (730_000_000_i32..1_350_000_000, 180_000_000_i32..530_000_000)
            .prop_map(|(x, y)| (f64::from(x) / 1e7, f64::from(y) / 1e7)),
    ]
}

fn line() -> impl Strategy<Value = geo_types::LineString> {
    prop::collection::vec(coordinate(), 2..6).prop_map(Into::into)
}

fn polygon() -> impl Strategy<Value = geo_types::Polygon> {
    (line(), prop::collection::vec(line(), 0..3))
        .prop_map(|(outer, holes)| geo_types::Polygon::new(outer, holes))
}

/// Any geometry, or none.
pub(crate) fn geometry() -> impl Strategy<Value = Option<Geometry>> {
    prop_oneof![
        Just(None),
        coordinate().prop_map(|at| Some(Geometry::Point(at.into()))),
        prop::collection::vec(coordinate(), 1..5)
            .prop_map(|points| Some(Geometry::MultiPoint(points.into()))),
        line().prop_map(|line| Some(line.into())),
        prop::collection::vec(line(), 1..4)
            .prop_map(|lines| Some(Geometry::MultiLineString(geo_types::MultiLineString(lines)))),
        polygon().prop_map(|polygon| Some(polygon.into())),
        prop::collection::vec(polygon(), 1..4)
            .prop_map(|parts| Some(Geometry::MultiPolygon(geo_types::MultiPolygon(parts)))),
        coordinate().prop_map(|at| Some(Geometry::GeometryCollection(
            geo_types::GeometryCollection(vec![Geometry::Point(at.into())])
        ))),
    ]
}

fn value(field_type: FieldType) -> BoxedStrategy<Value> {
    match field_type {
        FieldType::Text | FieldType::Code => prop_oneof![
            Just(Value::Null),
            "[剡湖路街a-c]{1,3}".prop_map(Value::from),
            "[0-9]{9}".prop_map(Value::from),
        ]
        .boxed(),
        FieldType::Choice(choices) => {
            prop::sample::select(choices.iter().map(|c| c.value.into()).collect::<Vec<_>>()).boxed()
        }
        FieldType::Integer => prop_oneof![
            Just(Value::Null),
            (0_i64..9).prop_map(Value::Integer),
            any::<i32>().prop_map(|n| Value::Integer(i64::from(n) * 1000))
        ]
        .boxed(),
        FieldType::Number => {
            prop_oneof![Just(Value::Null), (0.0..1e6).prop_map(Value::Number)].boxed()
        }
        FieldType::Date => prop_oneof![
            Just(Value::Null),
            (1_i32..200_000).prop_map(|days| {
                NaiveDate::from_num_days_from_ce_opt(600_000 + days)
                    .map_or(Value::Null, Value::Date)
            })
        ]
        .boxed(),
    }
}

/// Any feature of a kind under a given number.
pub(crate) fn any_feature(kind: Kind, number: u32) -> impl Strategy<Value = Feature> {
    let values: Vec<_> = kind
        .fields()
        .iter()
        .map(|field| value(field.field_type))
        .collect();
    (values, geometry(), 1_i32..500, "[ab]", any::<i32>()).prop_map(
        move |(values, geometry, version, source, at)| Feature {
            values,
            geometry,
            version,
            source: source.into(),
            updated_at: DateTime::from_timestamp_micros(i64::from(at) * 1_000_003)
                .unwrap_or_default(),
            ..feature(kind, number)
        },
    )
}
