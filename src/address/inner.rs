//! What stands behind the doorplate: building, unit, floor and room.

use super::text::Text;
use crate::domain::AddressParts;

/// A part that was read, and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inner {
    Building(usize),
    Unit(usize),
    Floor(usize),
    Room(usize),
}

/// What may come next, by what has been read.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a sign of its own, and none excludes another"
)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// An estate, a number or a building's name stands before.
    pub(super) within: bool,
    pub(super) has_building: bool,
    pub(super) has_unit: bool,
    pub(super) has_floor: bool,
}

const ORDERED: &str = "甲乙丙丁戊";

/// The part that stands at `at`.
pub(super) fn read(text: &Text, at: usize, context: Context) -> Option<Inner> {
    unit(text, at)
        .map(Inner::Unit)
        .or_else(|| floor(text, at).map(Inner::Floor))
        .or_else(|| building(text, at).map(Inner::Building))
        .or_else(|| room(text, at, context).map(Inner::Room))
}

fn building(text: &Text, at: usize) -> Option<usize> {
    let named = text.while_at(at, |c| c.is_ascii_alphabetic() || ORDERED.contains(c));
    if named > at && named - at <= 2 {
        let figures = text.figures(named).unwrap_or(named);
        if let Some((_, end)) = text.any(figures, &["幢", "栋", "座", "号楼", "楼"]) {
            return Some(end);
        }
    }
    if let Some(figures) = text.figures(at) {
        let mut end = text.while_at(figures, |c| c.is_ascii_alphabetic());
        end = text
            .has(end, "-")
            .then(|| text.figures(end + 1))
            .flatten()
            .unwrap_or(end);
        let units = [
            "幢",
            "栋",
            "橦",
            "号楼",
            "#楼",
            "号厂房",
            "座",
            "号栋",
            "号幢",
            "#",
        ];
        if end - figures <= 4
            && let Some((_, end)) = text.any(end, &units)
        {
            return Some(end);
        }
        // 3楼2单元: the building, not the floor.
        if text.has(figures, "楼") && unit(text, figures + 1).is_some() {
            return Some(figures + 1);
        }
    }
    // 东楼, 主楼, 北幢.
    let pointed = text
        .char(at)
        .is_some_and(|c| "东南西北中主副前后附".contains(c));
    text.any(at + 1, &["楼", "幢", "座"])
        .filter(|_| pointed)
        .map(|(_, end)| end)
}

fn unit(text: &Text, at: usize) -> Option<usize> {
    let from = at + usize::from(text.has(at, "第"));
    let named = match text.figures(from) {
        Some(end) => end,
        None => text
            .char(from)
            .filter(|c| {
                c.is_ascii_alphabetic() || ORDERED.contains(*c) || "东中西南北".contains(*c)
            })
            .map(|_| from + 1)?,
    };
    if text.has(named, "单元") {
        return Some(named + 2);
    }
    let counted = text.figures(from).is_some();
    let (_, end) = text.any(named, &["门", "梯"]).filter(|_| counted)?;
    let else_named = text
        .any(end, &["口", "市", "诊", "牌", "窗", "面", "店", "卫", "厅"])
        .is_some();
    (!else_named).then_some(end)
}

fn floor(text: &Text, at: usize) -> Option<usize> {
    for named in ["地下", "负", "-", "B", "b"] {
        if text.has(at, named)
            && let Some(end) = text.figures(at + named.chars().count())
            && let Some((_, end)) = text.any(end, &["层", "楼"])
        {
            return Some(end);
        }
    }
    if let Some((_, end)) = text.any(at, &["底层", "顶层", "夹层", "底楼", "顶楼", "阁楼层"])
    {
        return Some(end);
    }
    let end = text.figures(at)?;
    if end - at > 3 {
        return None;
    }
    if let Some((unit, to)) = text.any(end, &["层", "楼", "F", "f"]) {
        // 3楼2单元 is a building, A2F a name.
        let is_building = unit == "楼" && super::inner::unit(text, to).is_some();
        let named = text
            .char(to)
            .is_some_and(|c| c.is_ascii_alphanumeric() && unit.len() == 1);
        return (!is_building && !named).then_some(to);
    }
    None
}

fn room(text: &Text, at: usize, context: Context) -> Option<usize> {
    let rooms = [
        "地下室",
        "地下车库",
        "车库",
        "储藏室",
        "阁楼",
        "架空层",
        "半地下室",
    ];
    if let Some((_, end)) = text.any(at, &rooms) {
        return Some(text.figures(end).unwrap_or(end));
    }
    let from = text.while_at(at, |c| c.is_ascii_alphabetic() || ORDERED.contains(c));
    if from - at > 2 {
        return None;
    }
    let figures = match text.figures(from) {
        Some(end) => end,
        // 甲室.
        None if from > at && text.has(from, "室") => return Some(from + 1),
        None => return None,
    };
    let mut end = text.while_at(figures, |c| c.is_ascii_alphabetic());
    while text.has(end, "-") && text.figures(end + 1).is_some() {
        end = text.figures(end + 1).unwrap_or(end);
    }
    if end - figures > 12 {
        return None;
    }
    let units = [
        "室",
        "房间",
        "号房",
        "号室",
        "号商铺",
        "号铺",
        "商铺",
        "房",
        "户",
        "铺",
    ];
    if let Some((_, to)) = text.any(end, &units) {
        return Some(to);
    }
    let inside = context.has_building || context.has_unit || context.has_floor;
    if inside && text.has(end, "号") && !text.has(end + 1, "楼") {
        return Some(end + 1);
    }
    let ends = text
        .char(end)
        .is_none_or(|c| super::text::is_separator(c) || c == '(');
    let long = figures - from >= if inside { 2 } else { 3 };
    (context.within && long && !text.has(figures, "-") && ends).then_some(end)
}

/// Figures parted by dashes, as people write building, unit and room in short: 3-2-502, 3-502.
/// Fills the parts; where it ends.
pub(super) fn dashed(
    text: &Text,
    at: usize,
    context: Context,
    parts: &mut AddressParts,
) -> Option<usize> {
    if !context.within && !context.has_building {
        return None;
    }
    let mut spans = Vec::with_capacity(3);
    let mut from = at;
    loop {
        let letters = text.while_at(from, |c| c.is_ascii_alphabetic());
        let end = text.figures(letters).filter(|_| letters - from <= 1)?;
        let end = text.while_at(end, |c| c.is_ascii_alphabetic()).min(end + 1);
        spans.push((from, end));
        if !text.has(end, "-") {
            break;
        }
        from = end + 1;
    }
    let last = spans.last()?.1;
    let end = text
        .any(last, &["室", "房", "号房", "号"])
        .map_or(last, |(_, end)| end);
    let more = text
        .any(end, &["幢", "栋", "单元", "楼", "层", "号", "弄", "路"])
        .is_some();
    let word = |(from, to): (usize, usize)| Some(text.part(from, to).to_owned());
    let room = |(from, _): (usize, usize)| Some(text.part(from, end).to_owned());
    let has_room_word = end > last;
    match (spans.as_slice(), context.has_building, context.has_unit) {
        _ if more => return None,
        // 蓝天小区12-1号 is a doorplate with a sub-number.
        ([_, _], false, _) if text.has(last, "号") && parts.number.is_none() => return None,
        ([building, unit, last], false, false) => {
            parts.building = word(*building);
            parts.unit = word(*unit);
            parts.room = room(*last);
        }
        ([first, second], false, false) => {
            parts.building = word(*first);
            if has_room_word || second.1 - second.0 >= 3 {
                parts.room = room(*second);
            } else {
                parts.unit = word(*second);
            }
        }
        ([unit, last], true, false) => {
            parts.unit = word(*unit);
            parts.room = room(*last);
        }
        _ => return None,
    }
    Some(end)
}
