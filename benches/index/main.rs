//! The register in memory at the size of a prefecture: loading, bytes a feature, look-ups.

mod prefecture;

use std::time::Instant;

use mingjie::{
    domain::{Audience, Kind, Position},
    geo::{Bounds, LonLat},
    index::{Area, Index},
    snapshot::Builder,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse::<f64>().ok())
        .unwrap_or_default()
        / 1024.0
}

fn main() {
    let scale: f64 = std::env::var("SCALE")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(1.0);
    let start = Instant::now();
    prefecture::make(scale, |feature| {
        std::hint::black_box(feature);
    });
    let made = start.elapsed().as_secs_f64();
    let before = resident_mib();
    let start = Instant::now();
    let mut builder = Builder::new();
    prefecture::make(scale, |feature| builder.push(feature));
    let pushed = start.elapsed().as_secs_f64() - made;
    println!(
        "made in {made:.2} s, pushed in {pushed:.2} s, rss {:.0} MiB of {before:.0}",
        resident_mib()
    );
    let start = Instant::now();
    let snapshot = builder.finish(Position(1));
    println!(
        "finished in {:.2} s, rss {:.0} MiB",
        start.elapsed().as_secs_f64(),
        resident_mib()
    );
    for (kind, bytes) in snapshot.memory() {
        let table = snapshot.table(kind);
        println!(
            "{kind}: {} rows, {} chunks, {:.1} MiB, {:.0} bytes each",
            table.len(),
            table.chunks().len(),
            bytes as f64 / 1048576.0,
            bytes as f64 / table.len().max(1) as f64
        );
    }
    let start = Instant::now();
    let index = Index::build(&snapshot);
    println!(
        "index in {:.2} s, rss {:.0} MiB",
        start.elapsed().as_secs_f64(),
        resident_mib()
    );
    let at: Vec<LonLat> = {
        let mut dice = prefecture::Dice::new(5);
        let mut near = Vec::new();
        for road in 0..20_000 {
            let line = prefecture::course(road);
            let (lon, lat) = line[3];
            near.push(LonLat {
                lon: lon + dice.share() * 0.002,
                lat: lat + dice.share() * 0.002,
            });
        }
        near
    };
    timed("nearest doorplate", &at, |at| {
        index
            .nearest(*at, &[Kind::Doorplate], 1, 5000.0, Audience::Public)
            .len()
    });
    timed("nearest road", &at, |at| {
        index
            .nearest(*at, &[Kind::Road], 1, 5000.0, Audience::Public)
            .len()
    });
    timed("nearest of three kinds, 10", &at, |at| {
        index
            .nearest(
                *at,
                &[Kind::Doorplate, Kind::Road, Kind::Place],
                10,
                5000.0,
                Audience::Public,
            )
            .len()
    });
    timed("containing", &at, |at| index.containing(*at).len());
    timed("reverse", &at, |at| {
        index.reverse(*at, 5000.0).regions.len()
    });
    timed("within 200 m", &at, |at| {
        let area = Area::from(Bounds {
            west: at.lon,
            south: at.lat,
            east: at.lon + 0.002,
            north: at.lat + 0.002,
        });
        index
            .within(&area, &Kind::ALL, 1000, None, Audience::Public)
            .rows
            .len()
    });
}

fn timed<T>(what: &str, over: &[T], mut run: impl FnMut(&T) -> usize) {
    for item in over {
        std::hint::black_box(run(item));
    }
    let mut times: Vec<f64> = Vec::with_capacity(over.len());
    let mut found = 0;
    for item in over {
        let start = Instant::now();
        found += run(item);
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{what}: p50 {:.2} us, p90 {:.2}, p99 {:.2}, max {:.1}; {:.1} found",
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
        found as f64 / over.len() as f64
    );
}
