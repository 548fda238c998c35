//! The rule book beside a million registered names: one name at a time by every rule, and a docket of
//! a thousand.
//!
//! The bars are medians and 99th percentiles, so every check is timed by itself. `NAMES=100000` makes
//! a smaller register.

#![allow(
    clippy::pedantic,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "pedantry is for the product; here the sentence counts"
)]

use std::time::Instant;

use chrono::{DateTime, NaiveDate};
use mingjie::{
    domain::{Feature, Kind, NameDraft, Position, Value, region, shared},
    geo::Geometry,
    index::Index,
    rules::{Book, OwnFiles, catalogue},
    snapshot::Builder,
    text::Category,
};
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Counties of a large province; the names are spread over them.
const COUNTIES: u64 = 90;
const CHARACTERS: &str = "东南西北中山江河湖海平安和兴文明新华人民建设解放光荣胜利春秋云龙凤鹤松竹梅兰桂柳杨桃李樟枫石金银玉珠泉溪塘桥亭台楼阁寺塔城门市府学院前后上下大小长永福禄寿康宁泰顺义仁礼智信朝重乐行曲单盛嵊剡越秀惠民富强同心友谊团结丰收朝阳红星曙光嘉禾瑞祥锦绣锦江";
const GENERICS: [&str; 8] = ["路", "街", "巷", "大道", "弄", "东路", "西路", "一路"];

/// A small generator of numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }
}

fn main() {
    // Cargo asks every target for its tests.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let names = std::env::var("NAMES")
        .ok()
        .and_then(|names| names.parse().ok())
        .unwrap_or(1_000_000);
    let start = Instant::now();
    let index = register(names);
    println!(
        "{names} names indexed in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    let book = catalogue::open(&OwnFiles::default()).expect("the product's own files are right");
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
    one_by_one(&book, &index, today, names);
    docket(&book, &index, today);
}

fn register(names: u64) -> Index {
    let mut dice = Dice(7);
    indexed((0..names).map(move |number| (number, name(&mut dice), county_code(number % COUNTIES))))
}

fn indexed(names: impl Iterator<Item = (u64, String, String)>) -> Index {
    let mut dice = Dice(9);
    let mut builder = Builder::new();
    builder.push(unit(1, "33", "浙江省", "province", None));
    for county in 0..COUNTIES {
        let code = county_code(county);
        let name = format!("第{county}县");
        builder.push(unit(county + 2, &code, &name, "county", Some("33")));
    }
    for (number, name, region) in names {
        let mut one = feature(Kind::Road, number + 1);
        one.values[shared::NAME_AT] = name.into();
        one.values[shared::REGION_CODE_AT] = region.into();
        let (lon, lat) = (120.0 + dice.below(1000) as f64 / 1000.0, 29.0);
        let line = vec![(lon, lat), (lon + 0.001, lat)];
        one.geometry = Some(Geometry::LineString(line.into()));
        builder.push(one);
    }
    Index::build(&builder.finish(Position(1)))
}

fn county_code(county: u64) -> String {
    format!("33{:02}{:02}", 1 + county / 10, 1 + county % 10)
}

fn feature(kind: Kind, number: u64) -> Feature {
    let mut values = vec![Value::Null; kind.fields().len()];
    values[shared::SOURCE_ID_AT] = format!("{number:08}").into();
    values[shared::STATE_AT] = "current".into();
    let at = DateTime::from_timestamp_micros(1_760_000_000_000_000).unwrap_or_default();
    Feature {
        id: Uuid::from_u128(u128::from(number) << 64 | kind as u128),
        fid: number as i64,
        kind,
        version: 1,
        source: "33".into(),
        values,
        geometry: None,
        created_at: at,
        updated_at: at,
    }
}

fn unit(number: u64, code: &str, name: &str, level: &str, parent: Option<&str>) -> Feature {
    let mut unit = feature(Kind::Region, number);
    unit.values[shared::CODE_AT] = code.into();
    unit.values[shared::NAME_AT] = name.into();
    unit.values[region::LEVEL_AT] = level.into();
    unit.values[region::PARENT_CODE_AT] = parent.map_or(Value::Null, Value::from);
    unit
}

fn name(dice: &mut Dice) -> String {
    let characters: Vec<char> = CHARACTERS.chars().collect();
    let length = 2 + dice.below(4) / 3;
    let mut name: String = (0..length)
        .map(|_| characters[dice.below(characters.len())])
        .collect();
    name.push_str(GENERICS[dice.below(GENERICS.len())]);
    name
}

fn drafts(seed: u64, count: usize) -> Vec<NameDraft> {
    let mut dice = Dice(seed);
    (0..count)
        .map(|_| {
            let mut draft = NameDraft::new(&name(&mut dice));
            draft.category = Some(Category::Road);
            draft.region_code = Some(county_code(dice.roll() % COUNTIES));
            draft.width_m = Some(30.0);
            draft.length_m = Some(1_200.0);
            draft
        })
        .collect()
}

fn one_by_one(book: &Book, index: &Index, today: NaiveDate, names: u64) {
    let drafts = drafts(11, 3_000);
    for draft in drafts.iter().take(200) {
        std::hint::black_box(book.check(draft, today, index));
    }
    let mut times = Vec::with_capacity(drafts.len());
    let mut findings = 0;
    for draft in &drafts {
        let start = Instant::now();
        findings += book.check(draft, today, index).findings.len();
        times.push(start.elapsed().as_nanos());
    }
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100] as f64 / 1000.0;
    println!(
        "one name against {names}, {} rules: median {:.0} µs, p99 {:.0}, most {:.0}; {:.1} findings each",
        book.rules().len(),
        at(50),
        at(99),
        at(100),
        findings as f64 / drafts.len() as f64
    );
}

/// A docket of a thousand, each beside the register and beside the docket as a register of its own:
/// more work than the desk does, which asks the docket for namesakes only.
fn docket(book: &Book, index: &Index, today: NaiveDate) {
    let drafts = drafts(13, 1_000);
    let start = Instant::now();
    let proposed = indexed(drafts.iter().enumerate().map(|(at, draft)| {
        let region = draft.region_code.clone().unwrap_or_default();
        (at as u64, draft.name.clone(), region)
    }));
    let findings: usize = [index, &proposed]
        .into_iter()
        .flat_map(|around| drafts.iter().map(move |draft| (around, draft)))
        .map(|(around, draft)| book.check(draft, today, around).findings.len())
        .sum();
    println!(
        "a docket of {}, also against itself: {:.0} ms; {findings} findings",
        drafts.len(),
        start.elapsed().as_secs_f64() * 1000.0
    );
}
