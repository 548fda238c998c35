//! What a page of features costs to find and to write: from columns, and by way of features.

#![allow(
    clippy::pedantic,
    reason = "pedantry is for the product; here the sentence counts"
)]

#[path = "index/prefecture.rs"]
mod prefecture;

use std::{hint::black_box, time::Duration};

use criterion::{
    Criterion, Throughput, criterion_group, criterion_main,
    measurement::{Measurement, ValueFormatter, WallTime},
};
use mingjie::{
    domain::{Audience, Kind, Position, State},
    exchange::{feature_json, row_json},
    geo::Bounds,
    snapshot::{Builder, Filter, RowRef, Snapshot},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// This thread's time on a processor: what others do on the machine does not count.
struct ProcessorTime;

impl Measurement for ProcessorTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        // The scheduler brings its account up to date when a thread gives way.
        std::thread::sleep(Duration::from_micros(1));
        let account = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        let nanoseconds = account.split(' ').next().and_then(|text| text.parse().ok());
        Duration::from_nanos(nanoseconds.unwrap_or_default())
    }

    fn end(&self, start: Duration) -> Duration {
        self.start().saturating_sub(start)
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// A tenth of a prefecture is enough to miss the caches.
const SCALE: f64 = 0.1;
const PAGE: usize = 1000;

fn snapshot() -> Snapshot {
    let mut builder = Builder::new();
    prefecture::make(SCALE, |feature| builder.push(feature));
    builder.finish(Position(1))
}

/// A box around the centre of the prefecture, so many degrees wide and high.
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

fn writing(c: &mut Criterion<ProcessorTime>) {
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

fn finding(c: &mut Criterion<ProcessorTime>) {
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

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = writing, finding
}
criterion_main!(benches);
