//! The register in memory at the size of a prefecture: loading, bytes a feature, look-ups.

mod prefecture;

use std::time::Instant;

use mingjie::{
    domain::{Kind, Position},
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
    for field in Kind::Doorplate.fields() {
        let at = Kind::Doorplate.field(field.name).unwrap().0;
        let bytes: usize = snapshot
            .table(Kind::Doorplate)
            .chunks()
            .iter()
            .filter_map(|s| s.chunk().texts(at))
            .map(|c| c.memory())
            .sum();
        println!(
            "  {}: {:.1}",
            field.name,
            bytes as f64 / snapshot.table(Kind::Doorplate).len() as f64
        );
    }
}
