//! The regions that an address begins with, from the province down.

use super::{
    lexicon::{Lexicon, Sort},
    road,
    text::{Text, is_separator},
    words::{BEFORE_NUMBER, DIRECTIONS, KNOWN, LANES, Level, REGION_UNITS, ROADS},
};
use crate::{domain::AddressParts, text::is_numeral};

/// The longest name of a region without its unit word.
const LONGEST: usize = 12;

/// What of the address is read, and where it goes on.
pub(super) struct Regions {
    pub(super) at: usize,
    /// Names that only unit words made regions of.
    pub(super) guessed: usize,
}

/// Reads regions as long as there are some.
pub(super) fn read(text: &Text, lexicon: Option<&Lexicon>, parts: &mut AddressParts) -> Regions {
    let mut at = 0;
    let mut guessed = 0;
    let mut reached: Option<Level> = None;
    loop {
        at = text.while_at(at, |c| is_separator(c) || c == '-');
        if text.has(at, "中国") && !text.has(at, "中国银行") && reached.is_none() {
            at += 2;
            continue;
        }
        let known = lexicon.and_then(|lexicon| from_lexicon(text, at, lexicon, reached));
        let read = known
            .map(|(level, end)| (level, end, true))
            .or_else(|| from_known(text, at, reached))
            .or_else(|| by_unit(text, at, reached).map(|(level, end)| (level, end, false)));
        let Some((level, end, firm)) = read else {
            return Regions { at, guessed };
        };
        let name = text.part(at, end).to_owned();
        let slot = match level {
            Level::Province => &mut parts.province,
            Level::City => &mut parts.city,
            Level::County => &mut parts.county,
            Level::Town => &mut parts.town,
            Level::Village => &mut parts.village,
        };
        if !firm {
            guessed += 1;
        }
        // Said twice, the regions begin anew; a natural village follows its village.
        if level == Level::Village && slot.is_some() {
            parts.estate = Some(name);
            at = end;
            return Regions { at, guessed };
        }
        *slot = Some(name);
        reached = Some(level);
        at = end;
        // 绍兴市区胜利路.
        if level == Level::City && text.has(at, "区") && !text.has(at + 1, "县") {
            at += 1;
        }
    }
}

fn level_of(sort: Sort) -> Option<Level> {
    Some(match sort {
        Sort::Province => Level::Province,
        Sort::City => Level::City,
        Sort::County => Level::County,
        Sort::Town => Level::Town,
        Sort::Village => Level::Village,
        Sort::Road | Sort::Lane | Sort::Settlement => return None,
    })
}

/// Whether a region of this level may follow what is read. Above a town, regions may be said twice.
fn may_follow(level: Level, reached: Option<Level>) -> bool {
    reached.is_none_or(|reached| level >= reached || reached < Level::Town)
}

fn from_lexicon(
    text: &Text,
    at: usize,
    lexicon: &Lexicon,
    reached: Option<Level>,
) -> Option<(Level, usize)> {
    let wanted = |sort: Sort| level_of(sort).is_some_and(|level| may_follow(level, reached));
    let (sort, end) = lexicon.longest(text, at, wanted)?;
    // A road that begins like a region: 嵊州大道, 甘霖路.
    let road = lexicon.longest(text, at, |sort| {
        matches!(sort, Sort::Road | Sort::Lane | Sort::Settlement)
    });
    let is_full = ends_with_unit(text.part(at, end));
    let is_road = road.is_some_and(|(_, to)| to > end || (to == end && !is_full));
    if is_road || (!is_full && begins_road(text, end)) {
        return None;
    }
    let level = level_of(sort)?;
    if !is_full && !stands_alone(text, end, level, lexicon, reached) {
        return None;
    }
    // A short name with its unit word behind it is the whole name, of whatever level.
    if let Some((whole, longer)) = by_unit(text, at, reached)
        && longer > end
        && text
            .any(end, &["省", "市", "县", "区", "街道", "镇", "乡", "村"])
            .is_some_and(|(_, to)| to == longer)
    {
        return Some((whole, longer));
    }
    Some((level, end))
}

/// Whether a short name is an address's region rather than the beginning of another name: 剡湖大厦
/// is no place of its town, 嵊州人民医院 one of its county.
fn stands_alone(
    text: &Text,
    end: usize,
    level: Level,
    lexicon: &Lexicon,
    reached: Option<Level>,
) -> bool {
    let left = text.len() - end;
    (level < Level::Town && left >= 3)
        || lexicon.longest(text, end, |_| true).is_some()
        || text
            .any(end, &["省", "市", "县", "区", "街道", "镇", "乡", "村"])
            .is_some()
        || by_unit(text, end, reached).is_some()
        || road::read(text, end, Some(lexicon)).is_some()
}

/// Divisions of the whole country, by full and short names.
fn from_known(text: &Text, at: usize, reached: Option<Level>) -> Option<(Level, usize, bool)> {
    let most = KNOWN.longest.min(text.len().saturating_sub(at));
    for length in (2..=most).rev() {
        let (name, end) = (text.part(at, at + length), at + length);
        // 吉林 is a province and a city in it: the higher one first, unless it has been said.
        let level = KNOWN
            .levels(name)
            .iter()
            .copied()
            .find(|level| reached.is_none_or(|reached| *level > reached))
            .or_else(|| KNOWN.levels(name).first().copied())
            .filter(|level| may_follow(*level, reached));
        let Some(level) = level else {
            continue;
        };
        // 四川北路 is no address in 四川, 新昌路 none in 新昌.
        let is_full =
            ends_with_unit(name) && length > 2 || level == Level::City && name.ends_with('盟');
        let goes_deeper = reached.is_none_or(|reached| level > reached);
        if is_full || (goes_deeper && goes_on_with_region(text, end) && !begins_road(text, end)) {
            return Some((level, end, true));
        }
    }
    None
}

fn ends_with_unit(name: &str) -> bool {
    REGION_UNITS.iter().any(|(unit, _)| name.ends_with(unit))
}

/// Whether what follows a short name is an address within it: another region, or a road with a name
/// of its own.
fn goes_on_with_region(text: &Text, at: usize) -> bool {
    let at = text.while_at(at, |c| is_separator(c) || c == '-');
    let most = KNOWN.longest.min(text.len().saturating_sub(at));
    let known = (2..=most).any(|length| !KNOWN.levels(text.part(at, at + length)).is_empty());
    // 宁波镇海区 goes on with a region, 武城镇 is one.
    if known
        || text
            .any(
                at,
                &["市", "县", "区", "省", "镇", "乡", "街道", "村", "社区"],
            )
            .is_some()
    {
        return known;
    }
    by_unit(text, at, None).is_some()
        || road::read(text, at, None).is_some_and(|road| road.from == at && road.to - at >= 3)
}

/// Whether what was read is the beginning of a road's name: 县前街, 镇中路, 村西大道.
fn begins_road(text: &Text, at: usize) -> bool {
    let after = text.while_at(at, |c| DIRECTIONS.contains(c) || c == '口');
    after - at <= 2 && unit_of_road(text, after)
}

fn unit_of_road(text: &Text, at: usize) -> bool {
    if text.has(at, "街道") {
        return false;
    }
    text.any(at, &ROADS)
        .or_else(|| text.any(at, &LANES))
        .is_some_and(|(_, end)| !makes_region(text, end))
}

/// Whether a unit word of regions stands right here: 章村路居委会, 南街村.
fn makes_region(text: &Text, at: usize) -> bool {
    text.any(
        at,
        &["镇", "乡", "街道", "村", "社区", "居委会", "县", "市", "区"],
    )
    .is_some_and(|(unit, end)| {
        // 解放路市场, 中山路村镇银行.
        !matches!(
            (unit, text.char(end)),
            ("市", Some('场')) | ("村", Some('镇'))
        )
    })
}

/// The region that the next unit word ends.
fn by_unit(text: &Text, from: usize, reached: Option<Level>) -> Option<(Level, usize)> {
    let mut at = from + 1;
    while at < text.len() && at - from <= LONGEST {
        let c = text.char(at)?;
        if is_separator(c) || c == '(' || c.is_ascii_digit() || text.char(from)?.is_ascii_digit() {
            return None;
        }
        // A road or a lane ends before any region does.
        if unit_of_road(text, at) {
            return None;
        }
        let numbered = text
            .any(at, &BEFORE_NUMBER)
            .is_some_and(|(_, end)| text.figures(end).is_some());
        if numbered {
            return None;
        }
        if let Some((unit, level, end)) = unit_at(text, at) {
            match judge(text, from, at, unit, end) {
                Judged::Region => return may_follow(level, reached).then_some((level, end)),
                Judged::GoesOn => {}
                Judged::No => return None,
            }
        }
        at += 1;
    }
    None
}

fn unit_at(text: &Text, at: usize) -> Option<(&'static str, Level, usize)> {
    REGION_UNITS
        .iter()
        .find(|(unit, _)| text.has(at, unit))
        .map(|(unit, level)| (*unit, *level, at + unit.chars().count()))
}

enum Judged {
    Region,
    /// The unit word is part of the name: 金乡镇, 周村区.
    GoesOn,
    No,
}

fn judge(text: &Text, from: usize, at: usize, unit: &str, end: usize) -> Judged {
    let name = text.part(from, at);
    let length = at - from;
    let named = |words: &[&'static str]| text.any(end, words).is_some();
    match unit {
        // 集镇中路, 县前街, 村西路; but 崇仁镇西街 is a street of its town.
        "镇" | "乡" | "县" if length < 2 && begins_road(text, end) => Judged::No,
        "村" if unit_of_road(text, end) || begins_road(text, end) => Judged::No,
        // 章村路居委会.
        "村" if text.any(end, &ROADS).is_some() => Judged::GoesOn,
        "市" if length < 2 || named(&["场", "政", "民", "心", "府", "容", "医"]) => {
            Judged::GoesOn
        }
        "区" if [
            "小", "园", "景", "校", "厂", "库", "社", "片", "辖", "矿", "业", "务", "聚", "灾",
            "地",
        ]
        .iter()
        .any(|end| name.ends_with(end)) =>
        {
            Judged::No
        }
        "区" if name.ends_with(|c: char| c.is_ascii_alphanumeric()) || length > 3 => Judged::No,
        // 古荡西区, 诚信二区.
        "区" if length > 2 && name.ends_with(|c: char| DIRECTIONS.contains(c)) => Judged::No,
        "区" if length > 1 && name.ends_with(is_numeral) => Judged::No,
        "县" if named(&["道", "城", "府"]) => Judged::GoesOn,
        "镇" | "乡" | "村" if named(&["镇", "乡", "街道", "县", "市", "区", "村", "社区"]) => {
            Judged::GoesOn
        }
        "镇" | "乡" if length > 6 => Judged::No,
        "村" if name.ends_with('新') => Judged::No,
        "村" if name.ends_with("自然") || name.ends_with("度假") => Judged::No,
        "盟" if length < 3 => Judged::GoesOn,
        "旗" if length < 2 || named(&["区", "镇", "乡", "路", "街", "村", "杆"]) => {
            Judged::GoesOn
        }
        "省" if length != 2 && length != 3 => Judged::No,
        "地区" if length < 2 => Judged::GoesOn,
        _ => Judged::Region,
    }
}
