//! Tiles of a prefecture: preparing, following a commit, painting, packing, the cache.

#![allow(
    clippy::pedantic,
    reason = "pedantry is for the product; here the sentence counts"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a benchmark tells what it measured"
)]

#[path = "index/prefecture.rs"]
mod prefecture;

use std::{
    hint::black_box,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::DateTime;
use criterion::{Criterion, criterion_group, criterion_main};
use mingjie::{
    domain::{Audience, Change, Kind, Operation, Position},
    geo::{Bounds, TileAddress},
    snapshot::{Builder, Snapshot},
    tile::{
        Encoding, LayerSet, Painted, Painter, SentTile, TileCache, TileKey, Touched, from_folder,
    },
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn register() -> Snapshot {
    let scale = std::env::var("SCALE").ok().and_then(|s| s.parse().ok());
    let mut builder = Builder::new();
    prefecture::make(scale.unwrap_or(1.0), |feature| builder.push(feature));
    builder.finish(Position(1))
}

/// Six hundred addresses, sixty a zoom from 8 to 17, where doorplates are.
fn addresses(snapshot: &Snapshot) -> Vec<TileAddress> {
    let plates = snapshot.table(Kind::Doorplate);
    let step = plates.len() / 600;
    let spots = plates.iter().step_by(step.max(1)).take(600);
    spots
        .zip((8..=17).cycle())
        .filter_map(|(row, z)| TileAddress::covering(row.bounds()?, z, 0.0).next())
        .collect()
}

/// Nanoseconds that this thread has computed: on a shared machine the only fair clock.
fn computed() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = told.split_whitespace().next();
    first
        .and_then(|nanos| nanos.parse().ok())
        .unwrap_or_default()
}

/// What a tile of each zoom costs.
fn by_zoom(painted: &Painted, set: LayerSet, addresses: &[TileAddress]) {
    let rounds = 20;
    let (mut all, mut all_bytes) = (0.0, 0);
    for z in 8..=17 {
        let of_zoom: Vec<_> = addresses.iter().filter(|at| at.z == z).collect();
        let (start, mut bytes) = (computed(), 0);
        for at in of_zoom.iter().cycle().take(of_zoom.len() * rounds) {
            bytes += painted
                .tile(Audience::Internal, set, **at)
                .map_or(0, |tile| black_box(tile).len());
        }
        let (spent, count) = (computed() - start, (of_zoom.len() * rounds) as f64);
        all += spent / count;
        all_bytes += bytes;
        println!(
            "  z{z}: {:.1} µs of computing, {:.1} kB",
            spent / count / 1e3,
            bytes as f64 / count / 1e3
        );
    }
    println!(
        "  all: {:.1} µs of computing, {:.1} kB: {:.0} tiles/s a core",
        all / 10.0 / 1e3,
        all_bytes as f64 / (addresses.len() * rounds) as f64 / 1e3,
        1e10 / all
    );
}

/// Paints all addresses on some threads for a while: tiles a second, bytes a tile, percentiles.
fn rate(
    painted: &Painted,
    set: LayerSet,
    addresses: &[TileAddress],
    threads: usize,
    encoding: Encoding,
) {
    let next = AtomicUsize::new(0);
    let rounds = 8;
    let start = Instant::now();
    let (mut times, mut bytes) = (Vec::new(), 0);
    std::thread::scope(|scope| {
        let work = || {
            let (mut times, mut bytes) = (Vec::new(), 0);
            loop {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                if turn >= addresses.len() * rounds {
                    return (times, bytes);
                }
                let begun = Instant::now();
                let tile = painted.tile(Audience::Internal, set, addresses[turn % addresses.len()]);
                if encoding == Encoding::Gzip {
                    bytes += SentTile::pack(tile, encoding).map_or(0, |sent| sent.body().len());
                } else {
                    bytes += tile.map_or(0, |tile| black_box(tile).len());
                }
                times.push(begun.elapsed());
            }
        };
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for one in all.into_iter().filter_map(|one| one.join().ok()) {
            times.extend(one.0);
            bytes += one.1;
        }
    });
    let seconds = start.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!(
        "{threads} threads, {encoding:?}: {:.0} tiles/s, {:.1} kB mean, p50 {:.3} ms, p99 {:.3} ms",
        times.len() as f64 / seconds,
        bytes as f64 / times.len() as f64 / 1e3,
        at(50),
        at(99),
    );
}

fn change(snapshot: &Snapshot, fid: i64, position: i64) -> Option<Change> {
    let feature = snapshot.table(Kind::Doorplate).by_fid(fid)?.to_feature();
    Some(Change {
        position: Position(position),
        kind: Kind::Doorplate,
        id: feature.id,
        version: feature.version + 1,
        operation: Operation::Update,
        at: DateTime::default(),
        bounds_before: feature.bounds(),
        bounds_after: feature.bounds(),
        feature: Some(feature),
    })
}

fn follow(painter: &Painter, first: &Snapshot, cache: &TileCache) {
    let mut snapshot = first.clone();
    let (mut applying, mut following, mut dropping) =
        (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let commits = 500;
    for position in 2..2 + commits {
        let Some(change) = change(&snapshot, position * 97, position) else {
            continue;
        };
        let changes = [change];
        let start = Instant::now();
        snapshot = snapshot.apply(Position(position), &changes);
        applying += start.elapsed();
        let start = Instant::now();
        black_box(painter.follow(&snapshot));
        following += start.elapsed();
        let start = Instant::now();
        cache.drop_touched(
            &Arc::new(Touched::by(painter.layers(), &changes)),
            Position(position),
        );
        dropping += start.elapsed();
    }
    let micros = |sum: Duration| sum.as_secs_f64() * 1e6 / commits as f64;
    println!(
        "a commit of one doorplate: snapshot {:.0} µs, painter {:.0} µs, dropping tiles {:.0} µs",
        micros(applying),
        micros(following),
        micros(dropping)
    );
}

fn tiles(c: &mut Criterion) {
    let snapshot = register();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/layers");
    let addresses = addresses(&snapshot);
    for (name, layers) in [
        ("bench", from_folder(&folder)),
        ("contract", mingjie::tile::embedded()),
    ] {
        let layers = layers.unwrap_or_else(|error| unreachable!("{error}"));
        let set = layers.all(Audience::Internal);
        let painter = Painter::new(layers);
        let start = Instant::now();
        let tiles = painter.follow(&snapshot);
        println!("{name}: prepared in {:.2} s", start.elapsed().as_secs_f64());
        for ((layer, bytes), spec) in tiles.memory().zip(painter.layers().iter()) {
            let rows = snapshot.table(spec.source).len();
            let each = bytes as f64 / rows.max(1) as f64;
            println!(
                "  {layer}: {:.1} MiB, {each:.1} bytes each of {rows}",
                bytes as f64 / 1_048_576.0
            );
        }
        by_zoom(&tiles, set, &addresses);
        for threads in [1, 2] {
            for encoding in [Encoding::Identity, Encoding::Gzip] {
                rate(&tiles, set, &addresses, threads, encoding);
            }
        }
        let mut next = addresses.iter().cycle();
        c.bench_function(&format!("{name}: paint a tile"), |b| {
            b.iter(|| {
                tiles.tile(
                    Audience::Internal,
                    set,
                    *next.next().unwrap_or_else(|| unreachable!()),
                )
            });
        });
        let cache = TileCache::new(256 << 20);
        let key = |address| TileKey {
            audience: Audience::Internal,
            layers: set,
            address,
            encoding: Encoding::Gzip,
        };
        let area = Bounds {
            west: 119.8,
            south: 27.2,
            east: 121.2,
            north: 28.4,
        };
        for address in (0..14)
            .flat_map(|z| TileAddress::covering(area, z, 0.0))
            .chain(addresses.iter().copied())
        {
            let tile = SentTile::pack(Some(vec![1; 400]), Encoding::Identity)
                .unwrap_or_else(|_| unreachable!());
            cache.put_if_current(key(address), Position(1), Arc::new(tile));
        }
        println!("the cache holds {:?}", cache.statistics());
        let mut next = addresses.iter().cycle();
        c.bench_function(&format!("{name}: a tile from the cache"), |b| {
            b.iter(|| cache.get(&key(*next.next().unwrap_or_else(|| unreachable!()))));
        });
        follow(&painter, &snapshot, &cache);
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().without_plots().sample_size(20);
    targets = tiles
}
criterion_main!(benches);
