//! Roads and lanes: known ones, numbered ones, and those that a unit word ends.

use super::{
    lexicon::{Lexicon, Sort},
    text::{Text, is_separator},
    words::{BEFORE_NUMBER, DIRECTIONS, LANES, ROADS},
};

/// The longest name of a road without its unit word.
const LONGEST: usize = 12;

/// A road or lane that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// Where its name begins: something else may stand before it.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) is_lane: bool,
    /// Whether the register knows it.
    pub(super) is_known: bool,
}

/// The next road or lane, if one begins here or a little later, before any number.
pub(super) fn read(text: &Text, at: usize, lexicon: Option<&Lexicon>) -> Option<Read> {
    if let Some(known) = lexicon.and_then(|lexicon| known(text, at, lexicon)) {
        return Some(known);
    }
    numbered_lane(text, at).or_else(|| by_unit(text, at))
}

fn known(text: &Text, at: usize, lexicon: &Lexicon) -> Option<Read> {
    for from in at..text.len().min(at + LONGEST) {
        let c = text.char(from)?;
        if is_separator(c) || c == '(' || (from > at && c.is_ascii_digit()) {
            return None;
        }
        let wanted = |sort| matches!(sort, Sort::Road | Sort::Lane);
        if let Some((sort, to)) = lexicon.longest(text, from, wanted) {
            // The name may go on: 中山路 within 中山路东段 is one road, within 中山路巷 another.
            if text.any(to, &LANES).is_some() {
                continue;
            }
            return Some(Read {
                from,
                to: with_section(text, to),
                is_lane: sort == Sort::Lane,
                is_known: true,
            });
        }
    }
    None
}

/// 128弄, 3巷, 12支弄, and a village's 3组.
pub(super) fn numbered_lane(text: &Text, at: usize) -> Option<Read> {
    let from = at + usize::from(text.has(at, "第"));
    let end = text.figures(from)?;
    let units = [
        "支弄",
        "弄",
        "巷",
        "村民小组",
        "小组",
        "组",
        "生产队",
        "队",
        "条",
    ];
    let (unit, to) = text.any(end, &units)?;
    if unit == "组" && text.has(to, "团") {
        return None;
    }
    Some(Read {
        from: at,
        to,
        is_lane: true,
        is_known: false,
    })
}

fn by_unit(text: &Text, from: usize) -> Option<Read> {
    let mut at = from + 1;
    while at < text.len() && at - from <= LONGEST {
        let c = text.char(at)?;
        if is_separator(c) || "()号幢栋室".contains(c) {
            // 10号路, 3号大街.
            if c != '号' || text.any(at + 1, &ROADS).is_none() {
                return None;
            }
        }
        if let Some((to, is_lane)) = unit_end(text, from, at) {
            return Some(Read {
                from: split(text, from, at),
                to: with_section(text, to),
                is_lane,
                is_known: false,
            });
        }
        at += 1;
    }
    None
}

/// Where a unit word that stands at `at` ends, if it is one there; whether it ends a lane.
fn unit_end(text: &Text, from: usize, at: usize) -> Option<(usize, bool)> {
    if text.has(at, "街道") {
        return None;
    }
    if let Some((unit, to)) = text.any(at, &ROADS) {
        // 路桥, 路口 and 街坊 end nothing; 大道 needs a name before it as any other.
        if (unit == "路" && text.has(to, "桥")) || (unit == "街" && text.has(to, "坊")) {
            return None;
        }
        // The name goes on: 中山路北街, 新街路.
        if text.any(to, &["路", "大道", "巷", "弄"]).is_some() {
            return None;
        }
        return Some((to, false));
    }
    if let Some((_, to)) = text.any(at, &LANES) {
        return text
            .any(to, &["路", "街", "大道"])
            .is_none()
            .then_some((to, true));
    }
    let (unit, to) = text.any(at, &BEFORE_NUMBER)?;
    let number = text.figures(to)?;
    let counts = (text.has(number, "号") && !text.has(number, "号楼"))
        || text.has(number, "-")
        || number == text.len();
    // 仁和里5号, but 廿三里12幢 is no lane.
    (counts && at > from).then_some((to, matches!(unit, "里" | "条" | "坊" | "浜" | "埭")))
}

/// 东段, 一段, 支路, which belong to the name before them.
fn with_section(text: &Text, at: usize) -> usize {
    let after = at
        + usize::from(text.char(at).is_some_and(|c| {
            DIRECTIONS.contains(c) || "一二三四五六七八九十".contains(c) || c.is_ascii_digit()
        }));
    if after > at && text.has(after, "段") {
        return after + 1;
    }
    // 嵊州大道北1号.
    let pointed = text.char(at).is_some_and(|c| "东南西北中".contains(c));
    at + usize::from(pointed && text.figures(after).is_some())
}

/// Something else stands before the road where its own ending does: 高新产业园深圳路 is two names.
/// A direction alone between the two is no name: 公园东路 is one.
fn split(text: &Text, from: usize, unit_at: usize) -> usize {
    const ENDINGS: [&str; 14] = [
        "小区",
        "园区",
        "工业区",
        "开发区",
        "新区",
        "产业园",
        "科技园",
        "工业园",
        "创业园",
        "社区",
        "大厦",
        "批发市场",
        "工业园区",
        "区",
    ];
    let mut best = from;
    for at in from..unit_at {
        let Some((ending, end)) = text.any(at, &ENDINGS) else {
            continue;
        };
        // 科技园 is a name by itself, 小区 is none.
        if at == from && ending.chars().count() < 3 {
            continue;
        }
        let named = text.part(end, unit_at);
        if named.chars().count() >= 2 && !named.chars().all(|c| DIRECTIONS.contains(c)) {
            best = end;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(given: &str) -> Option<(String, bool)> {
        let text = Text::new(given.to_owned());
        read(&text, 0, None).map(|read| (text.part(read.from, read.to).to_owned(), read.is_lane))
    }

    #[test]
    fn a_road_ends_with_its_unit_word() {
        for (given, road, lane) in [
            ("东南路128号", "东南路", false),
            ("环城东路12号", "环城东路", false),
            ("世纪大道中段5号", "世纪大道中段", false),
            ("104国道12号", "104国道", false),
            ("和平巷3号", "和平巷", true),
            ("128弄5号", "128弄", true),
            ("10号路1号", "10号路", false),
            ("公园东路8号", "公园东路", false),
            ("高新产业园深圳路101号", "深圳路", false),
            ("甬临线81号", "甬临线", false),
            ("仁和里5号", "仁和里", true),
            ("新街路7号", "新街路", false),
            ("3组12号", "3组", true),
            ("人民路口", "人民路", false),
        ] {
            assert_eq!(first(given), Some((road.to_owned(), lane)), "{given}");
        }
        for none in ["街道办事处", "东海花园3幢", "12号", "市场3号摊位"] {
            assert_eq!(first(none), None, "{none}");
        }
    }
}
