//! Clipped areas against the boolean operations of the `geo` crate.

#![expect(clippy::cast_precision_loss, reason = "small numbers of units")]

use geo::{Area as _, BooleanOps as _, Euclidean, Length as _};
use geo_types::{Coord, LineString, MultiPolygon, Polygon, Rect};
use proptest::prelude::*;

use super::{area_clip::AreaClip, pen::Pen};

/// What is left of a polygon, read back from its commands.
fn clipped(polygon: &Polygon) -> Vec<Vec<[i64; 2]>> {
    let mut clip = AreaClip::default();
    let mut out = Vec::new();
    clip.begin();
    let open = |ring: &LineString| -> Vec<[f64; 2]> {
        ring.0.iter().skip(1).map(|c| [c.x, c.y]).collect()
    };
    clip.ring(open(polygon.exterior()).into_iter(), true);
    for hole in polygon.interiors() {
        clip.ring(open(hole).into_iter(), false);
    }
    clip.finish(&mut Pen::new(&mut out));
    let mut message = vec![26];
    let feature = [&[24, 3, 34][..], &varint(out.len()), &out].concat();
    let layer = [&[10, 1, b'a', 18][..], &varint(feature.len()), &feature].concat();
    message.extend(varint(layer.len()));
    message.extend(layer);
    super::decode::decode(&message)["a"].features[0]
        .paths
        .clone()
}

fn varint(number: usize) -> Vec<u8> {
    let mut out = Vec::new();
    super::protobuf::varint(&mut out, number as u64);
    out
}

fn twice(ring: &[[i64; 2]]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    let pairs = ring.iter().zip(next);
    pairs.map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

/// A star around a point, with a hole of the same form: simple rings, often far from convex.
fn star(spokes: &[f64], centre: (f64, f64), size: f64, with_hole: bool) -> Polygon {
    let ring = |scale: f64, backwards: bool| {
        let count = spokes.len();
        let mut ring: Vec<Coord> = spokes
            .iter()
            .enumerate()
            .map(|(n, spoke)| {
                let angle = n as f64 / count as f64 * std::f64::consts::TAU;
                let radius = size * scale * spoke;
                Coord {
                    x: centre.0 + radius * angle.cos(),
                    y: centre.1 + radius * angle.sin(),
                }
            })
            .collect();
        if backwards {
            ring.reverse();
        }
        ring.push(ring[0]);
        LineString(ring)
    };
    let holes = if with_hole {
        vec![ring(0.5, true)]
    } else {
        Vec::new()
    };
    Polygon::new(ring(1.0, false), holes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_left_has_the_area_that_boolean_operations_leave(
        spokes in prop::collection::vec(0.15f64..1.0, 3..24),
        x in -3000.0f64..7000.0, y in -3000.0f64..7000.0,
        size in 100.0f64..9000.0, with_hole: bool,
    ) {
        let polygon = star(&spokes, (x, y), size, with_hole);
        let frame = Rect::new((-64.0, -64.0), (4160.0, 4160.0)).to_polygon();
        let expected: MultiPolygon = polygon.intersection(&frame);
        let rings = clipped(&polygon);
        let area = rings.iter().map(|ring| twice(ring)).sum::<i64>() as f64 / 2.0;
        let edge: f64 = expected
            .iter()
            .map(|p| Euclidean.length(p.exterior()) + p.interiors().iter().map(|r| Euclidean.length(r)).sum::<f64>())
            .sum();
        prop_assert!((area - expected.unsigned_area()).abs() <= edge * 0.75 + 2.0,
            "{area} {}", expected.unsigned_area());
        let outers = rings.iter().filter(|ring| twice(ring) > 0).count();
        let large = expected.iter().filter(|p| p.unsigned_area() > 200.0 + Euclidean.length(p.exterior())).count();
        prop_assert!(outers >= large && outers <= expected.0.len().max(1), "{outers} {}", expected.0.len());
        prop_assert!(rings.first().is_none_or(|ring| twice(ring) > 0), "an outer ring comes first");
        for at in rings.iter().flatten().flatten() {
            prop_assert!((-64..=4160).contains(at));
        }
    }
}

#[test]
fn an_area_that_enters_twice_is_parted_in_two() {
    // A U on its side: its bow lies beyond the eastern edge.
    let wkt = [
        (4000., 1000.),
        (9000., 1000.),
        (9000., 3000.),
        (4000., 3000.),
        (4000., 2500.),
        (8000., 2500.),
        (8000., 1500.),
        (4000., 1500.),
        (4000., 1000.),
    ];
    let rings = clipped(&Polygon::new(LineString::from(wkt.to_vec()), Vec::new()));
    assert_eq!(rings.len(), 2);
    assert!(
        rings.iter().all(|ring| twice(ring) == 2 * 160 * 500),
        "{rings:?}"
    );
}

#[test]
fn edges_along_the_buffers_edge_leave_one_clean_ring() {
    let square = |low: f64, high: f64| {
        let ring = [
            (low, low),
            (high, low),
            (high, high),
            (low, high),
            (low, low),
        ];
        Polygon::new(LineString::from(ring.to_vec()), Vec::new())
    };
    let whole = [[-64, -64], [4160, -64], [4160, 4160], [-64, 4160]];
    for (low, high) in [(-64.0, 4160.0), (-65.0, 4161.0), (-1e6, 1e6)] {
        let rings = clipped(&square(low, high));
        assert_eq!(rings.len(), 1);
        assert_eq!(twice(&rings[0]), twice(&whole));
    }
    assert_eq!(
        clipped(&square(4160.5, 5000.0)),
        Vec::<Vec<[i64; 2]>>::new()
    );
    assert_eq!(
        clipped(&square(5000.0, 6000.0)),
        Vec::<Vec<[i64; 2]>>::new()
    );
}
