//! What the geometry room costs: point in region against the library's own, the formats, distances.

#![allow(
    clippy::pedantic,
    reason = "pedantry is for the product; here the sentence counts"
)]

use std::{f64::consts::TAU, hint::black_box};

use criterion::{Criterion, criterion_group, criterion_main};
use geo::Intersects as _;
use geo_types::{Coord, LineString, Point, Polygon};
use mingjie::geo::{Crs, Geometry, LonLat, PreparedArea, geojson, measure, validity, wkb};

/// A county-like ring of so many vertices around Shengzhou.
fn county(vertices: u32) -> Geometry {
    let ring: LineString = (0..vertices)
        .map(|n| {
            let turn = f64::from(n) / f64::from(vertices) * TAU;
            let radius = 0.25 + 0.02 * (turn * 7.0).sin() + 0.002 * (turn * 331.0).sin();
            Coord {
                x: 120.8 + radius * turn.cos(),
                y: 29.6 + radius * turn.sin(),
            }
        })
        .collect();
    Polygon::new(ring, Vec::new()).into()
}

/// Positions in and around the county, always the same.
fn positions() -> Vec<LonLat> {
    (0..1024u32)
        .map(|n| LonLat {
            lon: 120.5 + 0.6 * (f64::from(n) * 0.754_877_666).fract(),
            lat: 29.3 + 0.6 * (f64::from(n) * 0.569_840_296).fract(),
        })
        .collect()
}

fn region(c: &mut Criterion) {
    let county = county(8_000);
    let prepared = PreparedArea::new(&county).unwrap_or_else(|| unreachable!("it has edges"));
    let positions = positions();
    let mut next = positions.iter().cycle();
    let mut at = move || {
        *next
            .next()
            .unwrap_or_else(|| unreachable!("a cycle has no end"))
    };
    let mut group = c.benchmark_group("region of 8 000 vertices");
    group.bench_function("contains", |b| {
        b.iter(|| prepared.contains(black_box(at())))
    });
    group.bench_function("contains by the library", |b| {
        b.iter(|| county.intersects(&Point::from(black_box(at()))));
    });
    group.bench_function("distance", |b| {
        b.iter(|| prepared.distance_m(black_box(at())))
    });
    group.bench_function("distance unprepared", |b| {
        b.iter(|| measure::distance_to_m(black_box(at()), &county));
    });
    group.bench_function("validity", |b| {
        b.iter(|| validity::check(black_box(&county)))
    });
    group.finish();
}

fn formats(c: &mut Criterion) {
    let line = Geometry::from(LineString::from(vec![
        (120.830_123_4, 29.561_234_5),
        (120.831_234_5, 29.562_345_6),
        (120.832_345_6, 29.563_456_7),
        (120.833_456_7, 29.564_567_8),
    ]));
    let bytes = wkb::to_ewkb(&line);
    let mut group = c.benchmark_group("line of 4 vertices");
    group.bench_function("to_ewkb", |b| {
        b.iter(|| wkb::to_ewkb(black_box(&line)));
    });
    group.bench_function("from_ewkb", |b| {
        b.iter(|| wkb::from_ewkb(black_box(&bytes)))
    });
    let mut out = Vec::with_capacity(256);
    group.bench_function("geojson", |b| {
        b.iter(|| {
            out.clear();
            geojson::write(black_box(&line), &mut out);
        });
    });
    let crs = Crs::parse("EPSG:4549").unwrap_or(Crs::Crs84);
    group.bench_function("to EPSG:4549", |b| {
        b.iter(|| {
            let mut turned = line.clone();
            crs.from_inside(&mut turned).map(|()| turned)
        });
    });
    let from = LonLat {
        lon: 120.84,
        lat: 29.55,
    };
    group.bench_function("distance", |b| {
        b.iter(|| measure::distance_to_m(black_box(from), &line));
    });
    group.finish();
}

criterion_group!(benches, region, formats);
criterion_main!(benches);
