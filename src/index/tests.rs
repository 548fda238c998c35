//! The index against its brute-force twin: looking at every feature.

use geo::Intersects as _;
use proptest::prelude::*;

use super::{Area, Index};
use crate::{
    domain::{Audience, Feature, Kind, Position, State, Value, shared},
    geo::{Bounds, Geometry, LonLat, measure},
    snapshot::{
        Builder, RowRef, Snapshot,
        testing::{feature, with},
    },
};

fn snapshot(features: &[Feature]) -> Snapshot {
    let mut builder = Builder::new();
    for feature in features {
        builder.push(feature.clone());
    }
    builder.finish(Position(1))
}

fn placed(kind: Kind, number: u32, state: State, geometry: Geometry) -> Feature {
    let mut made = feature(kind, number);
    made.values[shared::STATE_AT] = Value::from(state.as_str());
    made.geometry = Some(geometry);
    made
}

/// Anywhere in China, or in one small place, so that both near and far neighbours occur.
fn position() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![
        (73.5..135.0_f64, 3.5..53.5_f64),
        (120.0..120.02_f64, 29.0..29.02_f64),
        Just((120.01, 29.01)),
    ]
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![
        4 => Just(State::Current),
        1 => Just(State::Planned),
        1 => Just(State::Draft),
        1 => Just(State::Retired),
    ]
}

fn star((x, y): (f64, f64), radius: f64, corners: u32) -> geo_types::LineString {
    let corner = |i: u32| {
        let turn = f64::from(i) / f64::from(corners) * std::f64::consts::TAU;
        let reach = if i.is_multiple_of(2) {
            radius
        } else {
            radius / 2.0
        };
        (x + reach * turn.cos(), y + reach * turn.sin())
    };
    (0..corners).map(corner).collect()
}

fn geometry() -> impl Strategy<Value = Geometry> {
    let reach = prop::sample::select(vec![1e-4, 0.01, 0.5, 5.0]);
    prop_oneof![
        3 => position().prop_map(|at| Geometry::Point(at.into())),
        2 => (position(), reach.clone(), 0.0..6.3_f64, 1..5_i32).prop_map(|((x, y), reach, turn, steps)| {
            let line: geo_types::LineString = (0..=steps)
                .map(|i| {
                    let t = f64::from(i) / f64::from(steps) * reach;
                    (x + t * turn.cos(), (y + t * turn.sin()).clamp(3.0, 54.0))
                })
                .collect();
            Geometry::LineString(line)
        }),
        2 => (position(), reach, 2_u32..6).prop_map(|((x, y), reach, arms)| {
            let outer = star((x, y.clamp(9.0, 48.0)), reach, arms * 2);
            let hole = star((x, y.clamp(9.0, 48.0)), reach / 5.0, 4);
            Geometry::Polygon(geo_types::Polygon::new(outer, vec![hole]))
        }),
    ]
}

fn features() -> impl Strategy<Value = Vec<Feature>> {
    let kinds = prop::sample::select(vec![Kind::Doorplate, Kind::Road, Kind::Place]);
    prop::collection::vec((kinds, state(), geometry()), 0..80).prop_map(|list| {
        (1..)
            .zip(list)
            .map(|(number, (kind, state, geometry))| placed(kind, number, state, geometry))
            .collect()
    })
}

fn measured(at: LonLat, geometry: &Geometry) -> Option<f64> {
    match geometry {
        Geometry::Point(point) => Some(measure::distance_m(
            at,
            LonLat {
                lon: point.x(),
                lat: point.y(),
            },
        )),
        other => measure::distance_to_m(at, other),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn nearest_is_what_measuring_everything_gives(
        features in features(),
        (lon, lat) in position(),
        k in 1_usize..12,
        max_m in prop::sample::select(vec![50.0, 5_000.0, 300_000.0, 1e7]),
    ) {
        let at = LonLat { lon, lat };
        let snapshot = snapshot(&features);
        let index = Index::build(&snapshot);
        let kinds = [Kind::Doorplate, Kind::Road, Kind::Place];
        let mut expected: Vec<(f64, i64)> = features
            .iter()
            .filter(|f| f.state().is_published())
            .filter_map(|f| Some((measured(at, f.geometry.as_ref()?)?, f.fid)))
            .filter(|(distance, _)| *distance <= max_m)
            .collect();
        expected.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        expected.truncate(k);
        let got: Vec<(f64, i64)> = index
            .nearest(at, &kinds, k, max_m, Audience::Public)
            .iter()
            .map(|hit| (hit.distance_m, hit.row.fid()))
            .collect();
        prop_assert_eq!(got.len(), expected.len());
        for (got, expected) in got.iter().zip(&expected) {
            // Short distances are right to a hundredth of a millimetre, lines to a millimetre.
            prop_assert!((got.0 - expected.0).abs() < 1e-3, "{got:?} {expected:?}");
            let own = features[usize::try_from(got.1).unwrap() - 1].geometry.as_ref().unwrap();
            prop_assert!((measured(at, own).unwrap() - expected.0).abs() < 1e-3);
        }
        for pair in got.windows(2) {
            let order = pair[0].0.total_cmp(&pair[1].0).then(pair[0].1.cmp(&pair[1].1));
            prop_assert!(order.is_lt());
        }
    }

    #[test]
    fn within_is_what_testing_everything_gives(
        features in features(),
        outline in prop_oneof![geometry(), position().prop_map(|at| {
            Geometry::Polygon(geo_types::Polygon::new(star(at, 0.01, 6), Vec::new()))
        })],
        limit in 1_usize..9,
    ) {
        let snapshot = snapshot(&features);
        let index = Index::build(&snapshot);
        let kinds = [Kind::Road, Kind::Doorplate, Kind::Place];
        let bounds = Bounds::around(&outline).unwrap();
        let as_box = geo_types::Rect::new((bounds.west, bounds.south), (bounds.east, bounds.north));
        for (area, geometry) in [
            (Area::from(bounds), Geometry::Rect(as_box)),
            (Area::of(outline.clone()).unwrap(), outline),
        ] {
            let mut expected: Vec<(Kind, i64)> = features
                .iter()
                .filter(|f| f.state().is_published())
                .filter(|f| f.geometry.as_ref().is_some_and(|own| own.intersects(&geometry)))
                .map(|f| (f.kind, f.fid))
                .collect();
            expected.sort();
            let (mut got, mut after) = (Vec::new(), None);
            loop {
                let page = index.within(&area, &kinds, limit, after, Audience::Public);
                got.extend(page.rows.iter().map(|row| (row.kind(), row.fid())));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            prop_assert_eq!(got, expected);
        }
    }

    #[test]
    fn a_region_holds_what_its_area_covers(
        cuts in prop::collection::vec(0.001..0.999_f64, 0..6),
        x in 0.0..1.0_f64, y in 0.0..1.0_f64, on_grid in any::<bool>(),
    ) {
        // A county cut into towns by meridians, with shared edges.
        let mut edges = vec![0.0];
        edges.extend(cuts);
        edges.push(1.0);
        edges.sort_by(f64::total_cmp);
        let strip = |west: f64, east: f64| {
            let ring: Vec<_> = [(west, 0.0), (east, 0.0), (east, 0.5), (east, 1.0), (west, 1.0), (west, 0.5)]
                .map(|(x, y)| (120.0 + x, 29.0 + y))
                .into();
            Geometry::Polygon(geo_types::Polygon::new(ring.into(), Vec::new()))
        };
        let mut all = vec![with(feature(Kind::Region, 1), "code", "330683")];
        for (number, pair) in (2..).zip(edges.windows(2)) {
            let town = placed(Kind::Region, number, State::Current, strip(pair[0], pair[1]));
            all.push(with(with(town, "code", format!("33068300{number}")), "parent_code", "330683"));
        }
        let x = if on_grid { edges[edges.len() / 2] } else { x };
        let at = LonLat { lon: 120.0 + x, lat: 29.0 + y };
        let snapshot = snapshot(&all);
        let index = Index::build(&snapshot);
        let point = geo_types::Point::new(at.lon, at.lat);
        let expected = all[1..].iter().find(|f| f.geometry.as_ref().unwrap().intersects(&point));
        let chain: Vec<i64> = index.containing(at).iter().map(|row| row.fid()).collect();
        prop_assert_eq!(chain, expected.map_or(Vec::new(), |town| vec![1, town.fid]));
    }
}

#[test]
fn the_public_finds_a_marker_in_its_cell_and_never_at_its_place() {
    let at = LonLat {
        lon: 120.123_456,
        lat: 29.987_654,
    };
    let marker = placed(
        Kind::BoundaryMarker,
        1,
        State::Current,
        Geometry::Point(at.into()),
    );
    let snapshot = snapshot(&[marker]);
    let index = Index::build(&snapshot);
    let around = |at: LonLat| {
        Area::from(Bounds {
            west: at.lon - 0.001,
            south: at.lat - 0.001,
            east: at.lon + 0.001,
            north: at.lat + 0.001,
        })
    };
    let found = |at, audience| {
        let kinds = [Kind::BoundaryMarker];
        index
            .within(&around(at), &kinds, 9, None, audience)
            .rows
            .len()
    };
    let shown = crate::domain::disclosure::shown_marker(at);
    assert!((shown.lon - 120.125).abs() < 1e-9 && (shown.lat - 29.985).abs() < 1e-9);
    assert_eq!(found(at, Audience::Public), 0);
    assert_eq!(found(shown, Audience::Public), 1);
    assert_eq!(found(at, Audience::Internal), 1);
    assert_eq!(found(shown, Audience::Internal), 0);
    for audience in [Audience::Public, Audience::Internal] {
        assert!(index.nearest(at, &Kind::ALL, 5, 1e6, audience).is_empty());
    }
}

#[test]
fn reverse_names_regions_doorplate_and_road() {
    let at = LonLat {
        lon: 120.5,
        lat: 29.5,
    };
    let town = Geometry::Polygon(geo_types::Polygon::new(
        star((120.5, 29.5), 0.1, 8),
        Vec::new(),
    ));
    let snapshot = snapshot(&[
        with(feature(Kind::Region, 1), "code", "330683"),
        with(
            with(
                placed(Kind::Region, 2, State::Current, town.clone()),
                "code",
                "330683001",
            ),
            "parent_code",
            "330683",
        ),
        with(
            with(
                with(
                    placed(Kind::Region, 3, State::Current, town),
                    "code",
                    "330683-J01",
                ),
                "parent_code",
                "330683",
            ),
            "level",
            "built_up_area",
        ),
        placed(
            Kind::Doorplate,
            4,
            State::Retired,
            Geometry::Point((120.5, 29.5).into()),
        ),
        placed(
            Kind::Doorplate,
            5,
            State::Current,
            Geometry::Point((120.501, 29.5).into()),
        ),
        placed(
            Kind::Road,
            6,
            State::Current,
            Geometry::LineString(vec![(120.4, 29.501), (120.6, 29.501)].into()),
        ),
    ]);
    let index = Index::build(&snapshot);
    let reverse = index.reverse(at, 5000.0);
    let codes: Vec<_> = reverse.regions.iter().copied().map(RowRef::fid).collect();
    assert_eq!(codes, [1, 2]);
    assert_eq!(index.built_up_area(at).map(RowRef::fid), Some(3));
    let plate = reverse.doorplate.unwrap();
    assert_eq!(plate.row.fid(), 5);
    assert!(
        (plate.distance_m - 96.99).abs() < 0.1,
        "{}",
        plate.distance_m
    );
    let road = reverse.road.unwrap();
    assert!(
        (road.distance_m - 110.86).abs() < 0.1,
        "{}",
        road.distance_m
    );
    let far = index.reverse(
        LonLat {
            lon: 100.0,
            lat: 40.0,
        },
        5000.0,
    );
    assert!(far.regions.is_empty() && far.doorplate.is_none() && far.road.is_none());
}

#[test]
fn the_public_meets_the_generalised_line_and_never_the_exact_one() {
    // A bay of 40 metres that the public's line passes over.
    let exact = vec![(120.0, 29.0), (120.1, 29.000_36), (120.2, 29.0)];
    let line = placed(
        Kind::BoundaryLine,
        1,
        State::Current,
        Geometry::LineString(exact.into()),
    );
    let index = Index::build(&snapshot(&[line]));
    let bay = LonLat {
        lon: 120.1,
        lat: 29.000_36,
    };
    let distance =
        |audience| index.nearest(bay, &[Kind::BoundaryLine], 1, 5000.0, audience)[0].distance_m;
    assert!(distance(Audience::Internal) < 0.001);
    assert!((distance(Audience::Public) - 39.9).abs() < 0.1);
    let area = Area::from(Bounds {
        west: bay.lon - 1e-5,
        south: bay.lat - 1e-5,
        east: bay.lon + 1e-5,
        north: bay.lat + 1e-5,
    });
    let met = |audience| {
        let found = index.within(&area, &[Kind::BoundaryLine], 9, None, audience);
        found.rows.len()
    };
    assert_eq!((met(Audience::Internal), met(Audience::Public)), (1, 0));
}
