//! A prefecture made up feature by feature: as many rows as the real one, nothing kept.

use chrono::{DateTime, Days, NaiveDate};
use mingjie::{
    domain::{Feature, Kind, Value, cemetery, doorplate, plot, region, road, shared},
    geo::Geometry,
};
use uuid::Uuid;

/// Townships, villages below them, roads and doorplates at scale 1.
const TOWNS: u64 = 110;
const VILLAGES: u64 = 4000;
const ROADS: u64 = 20_000;
const UNNAMED: u64 = 1542;
const DOORPLATES: u64 = 1_050_000;
const CEMETERIES: u64 = 200;
const PLOTS: u64 = 150_000;

const WEST: f64 = 119.8;
const SOUTH: f64 = 27.2;
const WIDTH: f64 = 1.4;
const HEIGHT: f64 = 1.2;

const CHARACTERS: &str = "东南西北中山江河湖海平安和兴文明新华人民建设解放光荣胜利春秋云龙凤鹤松竹梅兰桂柳杨桃李樟枫石金银玉珠泉溪塘桥亭台楼阁寺塔城门市府学院前后上下大小长永福禄寿康宁泰顺义仁礼智信";
const GENERICS: [&str; 6] = ["路", "街", "巷", "大道", "弄", "支路"];

/// A small generator of numbers that look random and are always the same.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) const fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
    pub(crate) fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn position(&mut self) -> (f64, f64) {
        (WEST + WIDTH * self.share(), SOUTH + HEIGHT * self.share())
    }
}

fn grid(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

fn feature(kind: Kind, number: u64, dice: &mut Dice) -> Feature {
    let mut values = vec![Value::Null; kind.fields().len()];
    values[shared::SOURCE_ID_AT] = format!("{}{number:08}", kind.as_str()).into();
    values[shared::STATE_AT] = "current".into();
    let at = DateTime::from_timestamp_micros(1_760_000_000_000_000).unwrap_or_default();
    let time = 0x0199_0000_0000_u128 + u128::from(number / 500);
    let random = u128::from(dice.roll()) << 12 ^ u128::from(dice.roll());
    Feature {
        id: Uuid::from_u128(time << 80 | 7 << 76 | random & ((1 << 76) - 1)),
        fid: i64::try_from(number).unwrap_or_default() + 1,
        kind,
        version: 1,
        source: "330300".into(),
        values,
        geometry: None,
        created_at: at,
        updated_at: at,
    }
}

/// The name of a road; about two of three are like no other.
pub(crate) fn road_name(number: u64) -> String {
    let mut dice = Dice::new(number * 7 + 1);
    let characters: Vec<char> = CHARACTERS.chars().collect();
    let mut name = String::new();
    for _ in 0..2 + dice.below(4) / 3 {
        let at = usize::try_from(dice.below(characters.len() as u64)).unwrap_or_default();
        name.push(characters[at]);
    }
    name.push_str(GENERICS[usize::try_from(dice.below(6)).unwrap_or_default()]);
    name
}

fn town_code(town: u64) -> String {
    format!("3303{:02}{:03}", 2 + town / 10, 1 + town % 10)
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn square(number: u64, across: u64, down: u64) -> Geometry {
    let (width, height) = (WIDTH / across as f64, HEIGHT / down as f64);
    let west = WEST + (number % across) as f64 * width;
    let south = SOUTH + (number / across) as f64 * height;
    // Forty vertices a ring, as a village's edge has.
    let mut ring = Vec::new();
    for (dx, dy, sx, sy) in [
        (0., 0., 1., 0.),
        (1., 0., 0., 1.),
        (1., 1., -1., 0.),
        (0., 1., 0., -1.),
    ] {
        for step in 0..10 {
            let t = f64::from(step) / 10.0;
            ring.push((
                grid(west + (dx + sx * t) * width),
                grid(south + (dy + sy * t) * height),
            ));
        }
    }
    Geometry::Polygon(geo_types::Polygon::new(ring.into(), Vec::new()))
}

fn area(
    code: String,
    name: String,
    parent: Option<String>,
    level: &str,
    number: u64,
    dice: &mut Dice,
) -> Feature {
    let mut unit = feature(Kind::Region, number, dice);
    unit.values[shared::CODE_AT] = code.into();
    unit.values[shared::NAME_AT] = name.into();
    unit.values[region::LEVEL_AT] = level.into();
    unit.values[region::PARENT_CODE_AT] = parent.map_or(Value::Null, Value::from);
    unit
}

/// Calls with every feature of a prefecture; `scale` 1 is one of a million doorplates.
pub(crate) fn make(scale: f64, mut take: impl FnMut(Feature)) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "counts"
    )]
    let of = |count: u64| ((count as f64 * scale) as u64).max(1);
    let mut dice = Dice::new(1);
    regions(&mut dice, &mut take);
    let roads = of(ROADS);
    for number in 0..roads {
        take(a_road(number, number < of(UNNAMED), &mut dice));
    }
    let plates = of(DOORPLATES);
    for number in 0..plates {
        take(plate(
            number,
            number * roads / plates,
            plates / roads,
            &mut dice,
        ));
    }
    let cemeteries = of(CEMETERIES);
    for number in 0..cemeteries {
        let mut ground = feature(Kind::Cemetery, number, &mut dice);
        ground.values[shared::NAME_AT] = format!("{}山公墓", road_name(number)).into();
        ground.values[cemetery::TYPE_AT] = "public_benefit".into();
        ground.geometry = Some(Geometry::Point(
            centre(number, &mut Dice::new(number)).into(),
        ));
        take(ground);
    }
    let plots = of(PLOTS);
    for number in 0..plots {
        take(grave(number, number * cemeteries / plots, &mut dice));
    }
}

fn regions(dice: &mut Dice, take: &mut impl FnMut(Feature)) {
    let mut number = 0;
    let mut next = || {
        number += 1;
        number
    };
    take(area(
        "33".into(),
        "浙江省".into(),
        None,
        "province",
        next(),
        dice,
    ));
    take(area(
        "3303".into(),
        "温州市".into(),
        Some("33".into()),
        "city",
        next(),
        dice,
    ));
    for county in 0..11_u64 {
        let code = format!("3303{:02}", 2 + county);
        take(area(
            code,
            format!("第{county}区"),
            Some("3303".into()),
            "county",
            next(),
            dice,
        ));
    }
    for town in 0..TOWNS {
        let (code, name) = (town_code(town), format!("{}街道", road_name(town + 90_000)));
        let parent = code[..6].to_owned();
        let mut unit = area(code, name, Some(parent), "town", next(), dice);
        unit.geometry = Some(square(town, 11, 10));
        take(unit);
    }
    for village in 0..VILLAGES {
        let (x, y) = (village % 80, village / 80);
        let town = x * 11 / 80 + y * 10 / 50 * 11;
        let code = format!("{}{:03}", town_code(town), village % 1000);
        let mut unit = area(
            code,
            format!("{}村", road_name(village + 50_000)),
            Some(town_code(town)),
            "village",
            next(),
            dice,
        );
        unit.geometry = Some(square(village, 80, 50));
        take(unit);
    }
}

fn centre(_number: u64, dice: &mut Dice) -> (f64, f64) {
    let (x, y) = dice.position();
    (grid(x), grid(y))
}

fn a_road(number: u64, unnamed: bool, dice: &mut Dice) -> Feature {
    let mut way = feature(Kind::Road, number, dice);
    if !unnamed {
        way.values[shared::NAME_AT] = road_name(number).into();
    }
    way.values[shared::REGION_CODE_AT] = town_code(number % TOWNS).into();
    way.values[road::CLASS_AT] =
        ["arterial", "local", "lane"][usize::try_from(number % 3).unwrap_or_default()].into();
    way.values[road::WIDTH_M_AT] = Value::Number(12.0);
    way.values[road::LENGTH_M_AT] = Value::Number(dice.share() * 1500.0);
    way.geometry = Some(Geometry::LineString(course(number).into()));
    way
}

/// The vertices of a road.
pub(crate) fn course(number: u64) -> Vec<(f64, f64)> {
    let mut dice = Dice::new(number + 77);
    let (mut x, mut y) = dice.position();
    let turn = dice.share() * std::f64::consts::TAU;
    (0..12)
        .map(|_| {
            x += 0.001 * turn.cos() + 0.0002 * dice.share();
            y += 0.001 * turn.sin() + 0.0002 * dice.share();
            (grid(x), grid(y))
        })
        .collect()
}

fn plate(number: u64, of_road: u64, each: u64, dice: &mut Dice) -> Feature {
    let line = course(of_road);
    let step = number % each.max(1);
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let along = step as f64 / each.max(1) as f64 * 10.99;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "below eleven"
    )]
    let (from, t) = (line[along as usize], along.fract());
    let to = line[(along.floor() as usize + 1).min(11)];
    let aside = 0.0001 + dice.share() * 0.0001;
    let at = (
        grid(from.0 + (to.0 - from.0) * t + aside),
        grid(from.1 + (to.1 - from.1) * t),
    );
    let mut plate = feature(Kind::Doorplate, number, dice);
    let (name, text) = (
        road_name(of_road),
        format!("{}号", step * 2 + number % 2 + 1),
    );
    let town = of_road % TOWNS;
    plate.values[shared::REGION_CODE_AT] = town_code(town).into();
    plate.values[shared::VALID_FROM_AT] = NaiveDate::from_ymd_opt(2005, 1, 1)
        .and_then(|day| day.checked_add_days(Days::new(number % 5000)))
        .map_or(Value::Null, Value::Date);
    plate.values[doorplate::ROAD_SOURCE_ID_AT] = format!("road{of_road:08}").into();
    plate.values[doorplate::ADDRESS_AT] = format!(
        "浙江省温州市第{}区{}街道{name}{text}",
        town / 10,
        road_name(town + 90_000)
    )
    .into();
    plate.values[doorplate::ROAD_NAME_AT] = name.into();
    plate.values[doorplate::NUMBER_AT] = text.into();
    plate.values[doorplate::SIDE_AT] = if number.is_multiple_of(2) {
        "left"
    } else {
        "right"
    }
    .into();
    plate.geometry = Some(Geometry::Point(at.into()));
    plate
}

fn grave(number: u64, ground: u64, dice: &mut Dice) -> Feature {
    let (x, y) = centre(ground, &mut Dice::new(ground));
    let place = number % 750;
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let (x, y) = (
        x + (place % 30) as f64 * 2e-5,
        y + (place / 30) as f64 * 2e-5,
    );
    let ring: Vec<_> = [(0., 0.), (1e-5, 0.), (1e-5, 1e-5), (0., 1e-5)]
        .iter()
        .map(|(dx, dy)| (grid(x + dx), grid(y + dy)))
        .collect();
    let mut plot = feature(Kind::Plot, number, dice);
    plot.values[plot::CEMETERY_SOURCE_ID_AT] = format!("cemetery{ground:08}").into();
    plot.values[plot::SECTION_AT] = "东区".into();
    plot.values[plot::ROW_AT] = format!("{}排", place / 30).into();
    plot.values[plot::NUMBER_AT] = format!("{}号", place % 30).into();
    plot.values[plot::AREA_M2_AT] = Value::Number(0.9);
    plot.geometry = Some(Geometry::Polygon(geo_types::Polygon::new(
        ring.into(),
        Vec::new(),
    )));
    plot
}
