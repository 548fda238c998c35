//! The rule book beside a million registered names: one name at a time by every rule, by its region and
//! by the line drawn for it; a docket of a thousand, also against itself; the whole register of a
//! prefecture (a campaign); and the check for the same name, the same sound and one other character
//! beside the same in PostgreSQL with pg_trgm.
//!
//! The bars are medians and 99th percentiles, so every check is timed by itself. `NAMES=100000` makes
//! a smaller register, `PEER=0` leaves PostgreSQL (a private cluster of its own) and the campaign out.

#![allow(
    clippy::pedantic,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "pedantry is for the product; here the sentence counts"
)]

mod campaign;
mod peer;
mod register;

use std::time::Instant;

use chrono::NaiveDate;
use mingjie::{
    domain::{Asked, NameDraft, ScopeLevel, Surroundings},
    index::Index,
    registry::names::check_among,
    rules::{Book, OwnFiles, catalogue},
    text::Category,
};
use register::Made;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The campaign's register, and the small one beside PostgreSQL.
const PREFECTURE: usize = 20_000;

fn main() {
    // Cargo asks every target for its tests.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let set = |name: &str| std::env::var(name).ok();
    let names: usize = set("NAMES")
        .and_then(|names| names.parse().ok())
        .unwrap_or(1_000_000);
    let with_peer = set("PEER").as_deref() != Some("0");
    let made = register::make(names, 7);
    let start = Instant::now();
    let index = register::index(&made);
    println!(
        "{names} names indexed in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    let book = catalogue::open(&OwnFiles::default()).expect("the product's own files are right");
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
    one_by_one(
        &book,
        &index,
        today,
        "by region",
        register::drafts(11, 3_000, false),
    );
    one_by_one(
        &book,
        &index,
        today,
        "by drawn line",
        register::drafts(12, 3_000, true),
    );
    docket(&book, &index, today);
    if !with_peer {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let small = register::make(names.min(PREFECTURE), 7);
        let small_index = register::index(&small);
        let server = peer::Server::start().await;
        beside(&server, &small, &small_index).await;
        if names > PREFECTURE {
            beside(&server, &made, &index).await;
        }
        campaign::run(&server, &small).await;
    });
}

/// Times in microseconds: median, 99th percentile, most.
pub(crate) fn spread(mut times: Vec<u128>) -> [f64; 3] {
    times.sort_unstable();
    let at = |percent: usize| {
        let last = times.len().saturating_sub(1);
        times
            .get(last * percent / 100)
            .map_or(0.0, |ns| *ns as f64 / 1000.0)
    };
    [at(50), at(99), at(100)]
}

fn one_by_one(book: &Book, index: &Index, today: NaiveDate, how: &str, drafts: Vec<NameDraft>) {
    for draft in drafts.iter().take(200) {
        std::hint::black_box(book.check(draft, today, index));
    }
    let mut times = Vec::with_capacity(drafts.len());
    let (mut findings, mut skipped) = (0, 0);
    for draft in &drafts {
        let start = Instant::now();
        let checked = std::hint::black_box(book.check(draft, today, index));
        times.push(start.elapsed().as_nanos());
        findings += checked.findings.len();
        skipped += checked.skipped.len();
    }
    let [median, p99, most] = spread(times);
    println!(
        "one name {how}, {} rules: median {median:.0} µs, p99 {p99:.0}, most {most:.0}; {:.1} findings each, {skipped} questions not asked",
        book.rules().len(),
        findings as f64 / drafts.len() as f64
    );
    assert_eq!(
        skipped,
        2 * drafts.len(),
        "every rule asks what it needs; the lists of persons and leaders only a bureau has"
    );
}

/// A docket of a thousand as the desk checks it: on every core, beside the register and each other.
fn docket(book: &Book, index: &Index, today: NaiveDate) {
    let drafts = register::drafts(13, 1_000, true);
    let start = Instant::now();
    let checked = check_among(book, index, &drafts, today);
    let findings: usize = checked.iter().map(|one| one.findings.len()).sum();
    println!(
        "a docket of {}, also against itself: {:.0} ms; {findings} findings",
        drafts.len(),
        start.elapsed().as_secs_f64() * 1000.0
    );
}

/// The same three questions to our index and to PostgreSQL, one after another, and whether the answers
/// are the same.
async fn beside(server: &peer::Server, made: &[Made], index: &Index) {
    let loaded = Instant::now();
    let mut table = server.table(made).await;
    println!(
        "{} names loaded and indexed in PostgreSQL in {:.1} s",
        made.len(),
        loaded.elapsed().as_secs_f64()
    );
    let drafts = register::drafts(17, 500, false);
    for draft in drafts.iter().take(50) {
        std::hint::black_box(ours(index, draft));
        std::hint::black_box(table.ask(draft).await);
    }
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    let (mut differ, mut found) = (0, 0);
    for draft in &drafts {
        let start = Instant::now();
        let here = ours(index, draft);
        own.push(start.elapsed().as_nanos());
        let start = Instant::now();
        let there = table.ask(draft).await;
        theirs.push(start.elapsed().as_nanos());
        found += here.len();
        differ += usize::from(here != there);
    }
    let [median, p99, _] = spread(own);
    println!(
        "same, same sound, one character over {} names: median {median:.0} µs, p99 {p99:.0}; {:.1} found each",
        made.len(),
        found as f64 / drafts.len() as f64
    );
    let [median, p99, _] = spread(theirs);
    println!(
        "  the same in PostgreSQL with pg_trgm: median {median:.0} µs, p99 {p99:.0}; {differ} of {} answers differ",
        drafts.len()
    );
}

/// Who in the county is called so, sounds so with tones, or is one character away: sorted names.
fn ours(index: &Index, draft: &NameDraft) -> Vec<(u8, String)> {
    use mingjie::domain::{Answer, Relation};
    let asked = Asked {
        name: &draft.name,
        category: Some(Category::Road),
        scope: ScopeLevel::County,
        region_code: draft.region_code.as_deref(),
        position: None,
    };
    let mut all = Vec::new();
    for answer in [
        index.same_text(&asked),
        index.same_sound(&asked),
        index.neighbours(&asked),
    ] {
        let Answer::Found(found) = answer else {
            continue;
        };
        all.extend(found.places.into_iter().filter_map(|place| {
            let kind = match place.relation {
                Relation::Same => 0,
                Relation::SameSound => 1,
                Relation::Near => 2,
                Relation::SameSoundNoTone => return None,
            };
            Some((kind, place.name))
        }));
    }
    all.sort_unstable();
    all
}
