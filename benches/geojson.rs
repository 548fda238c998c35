//! What a page of features costs to find and to write: from columns, and by way of features.

#[path = "index/prefecture.rs"]
mod prefecture;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mingjie::{
    domain::{Audience, Kind, Position, State},
    exchange::{feature_json, row_json},
    geo::Bounds,
    snapshot::{Builder, Filter, RowRef, Snapshot},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A tenth of a prefecture is enough to miss the caches.
const SCALE: f64 = 0.1;
const PAGE: usize = 1000;

fn snapshot() -> Snapshot {
    let mut builder = Builder::new();
    prefecture::make(SCALE, |feature| builder.push(feature));
    builder.finish(Position(1))
}

/// The centre of the prefecture, a degree and a fifth wide: thousands of doorplates.
fn centre(side: f64) -> Filter {
    Filter {
        bbox: Some(Bounds {
            west: 120.5 - side / 2.0,
            south: 27.8 - side / 2.0,
            east: 120.5 + side / 2.0,
            north: 27.8 + side / 2.0,
        }),
        states: vec![State::Planned, State::Current],
        ..Filter::default()
    }
}

fn writing(c: &mut Criterion) {
    let snapshot = snapshot();
    let filter = centre(0.5);
    for kind in [Kind::Doorplate, Kind::Road, Kind::Plot] {
        let prepared = filter.prepare(&snapshot, kind);
        let rows = snapshot.table(kind).page(&prepared, 0, PAGE).rows;
        let mut group = c.benchmark_group(format!("write {kind}"));
        group.throughput(Throughput::Elements(rows.len() as u64));
        let mut out: Vec<u8> = Vec::with_capacity(2 << 20);
        let mut run = |name: &str, write: fn(RowRef<'_>, &mut Vec<u8>)| {
            group.bench_function(name, |b| {
                b.iter(|| {
                    out.clear();
                    for row in &rows {
                        write(*row, &mut out);
                    }
                    black_box(out.len())
                });
            });
        };
        run("feature", |row, out| {
            feature_json(&row.to_feature(), Audience::Public, out);
        });
        run("row", |row, out| {
            row_json(row, Audience::Public, out);
        });
        group.finish();
    }
}

fn finding(c: &mut Criterion) {
    let snapshot = snapshot();
    let table = snapshot.table(Kind::Doorplate);
    for side in [0.1, 0.5] {
        let filter = centre(side);
        let prepared = filter.prepare(&snapshot, Kind::Doorplate);
        let found = table.count(&prepared);
        c.bench_function(&format!("page of {PAGE} in a box of {found}"), |b| {
            b.iter(|| black_box(table.page(&prepared, 0, PAGE).rows.len()));
        });
    }
    let published = Filter {
        states: vec![State::Planned, State::Current],
        ..Filter::default()
    };
    let prepared = published.prepare(&snapshot, Kind::Doorplate);
    c.bench_function("page of 10000 of all published", |b| {
        b.iter(|| black_box(table.page(&prepared, 20_000, 10_000).rows.len()));
    });
}

criterion_group!(benches, writing, finding);
criterion_main!(benches);
