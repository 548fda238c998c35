//! A made-up province of roads: counties as squares side by side, each with a built-up area, and names
//! as streets have them.

use chrono::DateTime;
use mingjie::{
    domain::{Feature, Kind, NameDraft, Position, Value, region, shared},
    geo::Geometry,
    index::Index,
    snapshot::Builder,
    text::Category,
};
use uuid::Uuid;

/// Counties of a large province; the names are spread over them.
pub(crate) const COUNTIES: u64 = 90;
const COUNTIES_A_CITY: u64 = 10;
const CHARACTERS: &str = "东南西北中山江河湖海平安和兴文明新华人民建设解放光荣胜利春秋云龙凤鹤松竹梅兰桂柳杨桃李樟枫石金银玉珠泉溪塘桥亭台楼阁寺塔城门市府学院前后上下大小长永福禄寿康宁泰顺义仁礼智信朝重乐行曲单盛嵊剡越秀惠民富强同心友谊团结丰收朝阳红星曙光嘉禾瑞祥锦绣锦江";
const GENERICS: [&str; 8] = ["路", "街", "巷", "大道", "弄", "东路", "西路", "一路"];
/// The side of a county in degrees.
const SIDE: f64 = 0.3;

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

    fn share(&mut self) -> f64 {
        self.below(10_000) as f64 / 10_000.0
    }
}

/// A road of the register.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) region_code: String,
    /// Both ends.
    pub(crate) line: [(f64, f64); 2],
}

/// As many roads, spread evenly over the counties.
pub(crate) fn make(count: usize, seed: u64) -> Vec<Made> {
    let mut dice = Dice(seed);
    (0..count as u64)
        .map(|number| Made {
            number,
            name: name(&mut dice),
            region_code: county_code(number % COUNTIES),
            line: line(number % COUNTIES, &mut dice),
        })
        .collect()
}

/// A region: code, name, level, parent, and the outline (west, south, side).
pub(crate) type Unit = (String, String, &'static str, Option<String>, [f64; 3]);

/// The regions.
pub(crate) fn regions() -> Vec<Unit> {
    let mut all = vec![(
        "33".to_owned(),
        "浙江省".to_owned(),
        "province",
        None,
        [115.0, 25.0, 10.0],
    )];
    for city in 0..COUNTIES.div_ceil(COUNTIES_A_CITY) {
        let (west, south) = corner(city * COUNTIES_A_CITY);
        let outline = [west, south, SIDE * COUNTIES_A_CITY as f64];
        let parent = Some("33".to_owned());
        all.push((
            city_code(city),
            format!("第{city}市"),
            "city",
            parent,
            outline,
        ));
    }
    for county in 0..COUNTIES {
        let (west, south) = corner(county);
        let code = county_code(county);
        let parent = Some(city_code(county / COUNTIES_A_CITY));
        all.push((
            code.clone(),
            format!("第{county}县"),
            "county",
            parent,
            [west, south, SIDE],
        ));
        all.push((
            format!("{code}-J01"),
            format!("第{county}县城区"),
            "built_up_area",
            Some(code),
            [west, south, SIDE / 2.0],
        ));
    }
    all
}

/// The index over the roads.
pub(crate) fn index(made: &[Made]) -> Index {
    let mut builder = Builder::new();
    for (number, (code, name, level, parent, outline)) in (1..).zip(regions()) {
        let mut unit = feature(Kind::Region, number);
        unit.values[shared::CODE_AT] = code.into();
        unit.values[shared::NAME_AT] = name.into();
        unit.values[region::LEVEL_AT] = level.into();
        unit.values[region::PARENT_CODE_AT] = parent.map_or(Value::Null, Value::from);
        let ring = geo_types::LineString::from(square(outline).to_vec());
        unit.geometry = Some(Geometry::Polygon(geo_types::Polygon::new(ring, Vec::new())));
        builder.push(unit);
    }
    for road in made {
        let mut one = feature(Kind::Road, road.number + 1);
        one.values[shared::NAME_AT] = road.name.clone().into();
        one.values[shared::REGION_CODE_AT] = road.region_code.clone().into();
        one.geometry = Some(Geometry::LineString(road.line.to_vec().into()));
        builder.push(one);
    }
    Index::build(&builder.finish(Position(1)))
}

/// Proposed names, with their region or with the line drawn for them.
pub(crate) fn drafts(seed: u64, count: usize, drawn: bool) -> Vec<NameDraft> {
    let mut dice = Dice(seed);
    (0..count)
        .map(|_| {
            let county = dice.roll() % COUNTIES;
            let mut draft = NameDraft::new(&name(&mut dice));
            draft.category = Some(Category::Road);
            draft.region_code = Some(county_code(county));
            draft.width_m = Some(30.0);
            draft.length_m = Some(1_200.0);
            if drawn {
                let [from, to] = line(county, &mut dice);
                draft.geometry = Some(Geometry::LineString(vec![from, to].into()));
            }
            draft
        })
        .collect()
}

/// The corners of a square, the first again at the end.
pub(crate) fn square([west, south, side]: [f64; 3]) -> [(f64, f64); 5] {
    let (east, north) = (west + side, south + side);
    [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ]
}

fn corner(county: u64) -> (f64, f64) {
    let (column, row) = ((county % 10) as f64, (county / 10) as f64);
    (118.0 + column * SIDE, 27.0 + row * SIDE)
}

/// Two roads of three lie in the built-up area.
fn line(county: u64, dice: &mut Dice) -> [(f64, f64); 2] {
    let (west, south) = corner(county);
    let reach = if dice.below(3) < 2 { 0.45 } else { 0.95 };
    let lon = west + 0.01 + dice.share() * SIDE * reach;
    let lat = south + 0.01 + dice.share() * SIDE * reach;
    [(lon, lat), (lon + 0.003, lat)]
}

fn city_code(city: u64) -> String {
    format!("33{:02}", 1 + city)
}

fn county_code(county: u64) -> String {
    let city = county / COUNTIES_A_CITY;
    format!("{}{:02}", city_code(city), 1 + county % COUNTIES_A_CITY)
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
