//! The register in memory at the size of a prefecture: loading, bytes a feature, look-ups,
//! searches, namesakes, following a commit.
//!
//! The bars are medians and 99th percentiles, so every call is timed by itself; `SCALE=8` makes
//! eight prefectures' worth of doorplates.

#![allow(
    clippy::pedantic,
    reason = "pedantry is for the product; here the sentence counts"
)]

mod prefecture;

use std::{hint::black_box, time::Instant};

use mingjie::{
    domain::{
        Asked, Audience, Change, Feature, Kind, Operation, Position, ScopeLevel, Surroundings,
    },
    geo::{Bounds, LonLat},
    index::{Area, Index, Search},
    snapshot::{Builder, Snapshot},
    text::Category,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROADS: u64 = 20_000;

fn main() {
    // Cargo asks every target for its tests.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let scale: f64 = std::env::var("SCALE")
        .ok()
        .and_then(|scale| scale.parse().ok())
        .unwrap_or(1.0);
    let snapshot = load(scale);
    let start = Instant::now();
    let index = Index::build(&snapshot);
    say(&format!(
        "index built in {:.2} s, resident {:.0} MiB",
        start.elapsed().as_secs_f64(),
        resident_mib()
    ));
    for (part, bytes) in index.memory() {
        say(&format!("  {part}: {:.1} MiB", mib(bytes)));
    }
    look_ups(&index);
    searches(&index);
    namesakes(&index);
    follow(&snapshot, &index);
}

fn load(scale: f64) -> Snapshot {
    let start = Instant::now();
    prefecture::make(scale, |feature| {
        black_box(feature);
    });
    let made = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let mut builder = Builder::new();
    prefecture::make(scale, |feature| builder.push(feature));
    let pushed = start.elapsed().as_secs_f64() - made;
    let peak = resident_mib();
    let start = Instant::now();
    let snapshot = builder.finish(Position(1));
    let finished = start.elapsed().as_secs_f64();
    say(&format!(
        "pushed in {pushed:.2} s (resident {peak:.0} MiB), finished in {finished:.2} s"
    ));
    for (kind, bytes) in snapshot.memory() {
        let table = snapshot.table(kind);
        if !table.is_empty() {
            say(&format!(
                "  {kind}: {} rows in {} chunks, {:.1} MiB, {} bytes each",
                table.len(),
                table.chunks().len(),
                mib(bytes),
                bytes / table.len()
            ));
        }
    }
    snapshot
}

/// Positions a little beside the roads.
fn positions() -> Vec<LonLat> {
    let mut dice = prefecture::Dice::new(5);
    (0..ROADS)
        .map(|road| {
            let (lon, lat) = prefecture::course(road)[3];
            LonLat {
                lon: lon + dice.share() * 0.002,
                lat: lat + dice.share() * 0.002,
            }
        })
        .collect()
}

fn look_ups(index: &Index) {
    let at = positions();
    let nearest = |kinds: &'static [Kind], k| {
        move |at: &LonLat| index.nearest(*at, kinds, k, 5000.0, Audience::Public).len()
    };
    timed("nearest doorplate", &at, nearest(&[Kind::Doorplate], 1));
    timed("nearest road", &at, nearest(&[Kind::Road], 1));
    let three = &[Kind::Doorplate, Kind::Road, Kind::Place];
    timed("nearest of three kinds", &at, nearest(three, 1));
    timed("nearest ten of three kinds", &at, nearest(three, 10));
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
        let found = index.within(&area, &Kind::ALL, 1000, None, Audience::Public);
        found.rows.len()
    });
}

fn searches(index: &Index) {
    let first = |count: usize, road: u64| -> String {
        prefecture::road_name(road).chars().take(count).collect()
    };
    let roads: Vec<u64> = (2000..4000).collect();
    let each = |make: &dyn Fn(u64) -> String| roads.iter().map(|road| make(*road)).collect();
    let lists: Vec<(&str, Vec<String>)> = vec![
        ("one character", each(&|road| first(1, road))),
        (
            "a generic term",
            vec![
                "路".to_owned(),
                "街".to_owned(),
                "大道".to_owned(),
                "号".to_owned(),
            ],
        ),
        ("two characters", each(&|road| first(2, road))),
        ("a whole name", each(&prefecture::road_name)),
        (
            "one wrong character",
            each(&|road| {
                format!(
                    "{}甲{}",
                    first(1, road),
                    prefecture::road_name(road)
                        .chars()
                        .skip(2)
                        .collect::<String>()
                )
            }),
        ),
        (
            "pinyin",
            each(&|road| mingjie::text::pinyin_key(&first(2, road))),
        ),
        (
            "initials",
            each(&|road| mingjie::text::initials(&prefecture::road_name(road)).swap_remove(0)),
        ),
        (
            "one letter",
            ["a", "d", "l", "s", "z"].map(str::to_owned).into(),
        ),
        (
            "an address",
            each(&|road| format!("{}{}号", prefecture::road_name(road), road % 50)),
        ),
        (
            "a whole address",
            each(&|road| format!("浙江省温州市{}{}号", prefecture::road_name(road), road % 50)),
        ),
        (
            "a number",
            (1..100).map(|number| format!("{number}号")).collect(),
        ),
        (
            "a figure",
            (1..10).map(|number| number.to_string()).collect(),
        ),
        (
            "nothing of it",
            each(&|road| format!("齉{}", first(1, road))),
        ),
    ];
    for (what, texts) in &lists {
        timed(&format!("search {what}"), texts, |text| {
            index
                .search(&Search {
                    text: text.clone(),
                    limit: 10,
                    ..Search::default()
                })
                .len()
        });
    }
    let near = Some(LonLat {
        lon: 120.5,
        lat: 27.8,
    });
    for (what, texts) in &lists {
        timed(&format!("search near, {what}"), texts, |text| {
            index
                .search(&Search {
                    text: text.clone(),
                    near,
                    limit: 10,
                    ..Search::default()
                })
                .len()
        });
    }
    for (what, texts) in &lists {
        timed(&format!("search in a region, {what}"), texts, |text| {
            index
                .search(&Search {
                    text: text.clone(),
                    region: Some("330305".to_owned()),
                    limit: 10,
                    ..Search::default()
                })
                .len()
        });
    }
}

fn namesakes(index: &Index) {
    let names: Vec<String> = (0..ROADS).step_by(7).map(prefecture::road_name).collect();
    let ask = |name: &str, what: &dyn Fn(&Asked<'_>) -> bool| {
        usize::from(what(&Asked {
            name,
            category: Some(Category::Road),
            scope: ScopeLevel::County,
            region_code: Some("330305"),
            position: None,
        }))
    };
    timed("same text in the county", &names, |name| {
        ask(name, &|asked| {
            index.same_text(asked) != mingjie::domain::Answer::NotAsked
        })
    });
    timed("same sound in the county", &names, |name| {
        ask(name, &|asked| {
            index.same_sound(asked) != mingjie::domain::Answer::NotAsked
        })
    });
    timed("one character in the county", &names, |name| {
        ask(name, &|asked| {
            index.neighbours(asked) != mingjie::domain::Answer::NotAsked
        })
    });
}

/// One changed feature a commit, again and again.
fn follow(snapshot: &Snapshot, index: &Index) {
    for kind in [Kind::Doorplate, Kind::Road, Kind::Region] {
        let (mut snapshot, mut index) = (snapshot.clone(), index.clone());
        let features: Vec<Feature> = snapshot
            .table(kind)
            .iter()
            .step_by(37)
            .take(2000)
            .map(mingjie::snapshot::RowRef::to_feature)
            .collect();
        timed(
            &format!("follow a commit of one {kind}"),
            &features,
            |feature| {
                let change = Change {
                    position: Position(2),
                    kind,
                    id: feature.id,
                    version: 2,
                    operation: Operation::Update,
                    at: feature.updated_at,
                    bounds_before: None,
                    bounds_after: None,
                    feature: Some(feature.clone()),
                };
                snapshot = snapshot.apply(Position(2), &[change]);
                index = index.follow(&snapshot);
                index.snapshot().table(kind).overlay().len()
            },
        );
    }
}

fn timed<T>(what: &str, over: &[T], mut run: impl FnMut(&T) -> usize) {
    let rounds = (1000 / over.len()).max(1);
    let mut times = Vec::with_capacity(over.len() * rounds);
    let mut found = 0;
    for item in (0..rounds).flat_map(|_| over) {
        let start = Instant::now();
        found += run(item);
        times.push(start.elapsed().as_nanos());
    }
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100] as f64 / 1000.0;
    say(&format!(
        "{what}: median {:.2} µs, p99 {:.2}, most {:.1}; {:.1} found",
        at(50),
        at(99),
        at(100),
        found as f64 / times.len() as f64
    ));
}

fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next());
    kib.and_then(|kib| kib.parse::<f64>().ok())
        .unwrap_or_default()
        / 1024.0
}

fn mib(bytes: usize) -> f64 {
    bytes as f64 / 1_048_576.0
}

#[expect(clippy::print_stdout, reason = "a benchmark tells its figures")]
fn say(line: &str) {
    println!("{line}");
}
