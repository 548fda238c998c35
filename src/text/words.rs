//! Where a specific term is written as several words: peoples' names, ordinals of ring roads, a
//! place within another, the parts of an institution's name.
//!
//! # Law
//! 中国地名汉语拼音字母拼写规则(汉语地名部分), 1984, rules 1 to 7 and 14 to 16.

use std::ops::Range;

use super::{Category, Split, characters::is_han, known_category, numeral, reading::is_place};

/// A written word: characters of the name spelled by their syllables, or figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// These characters of the name, in one word.
    Word(Range<usize>),
    /// These figures.
    Figures(String),
}

/// The peoples (民族) whose names stand apart in the names of autonomous places.
const PEOPLES: [&str; 57] = [
    "乌孜别克",
    "柯尔克孜",
    "维吾尔",
    "哈萨克",
    "达斡尔",
    "塔吉克",
    "俄罗斯",
    "鄂温克",
    "塔塔尔",
    "鄂伦春",
    "蒙古",
    "布依",
    "朝鲜",
    "土家",
    "哈尼",
    "傈僳",
    "高山",
    "拉祜",
    "东乡",
    "纳西",
    "景颇",
    "仫佬",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "德昂",
    "保安",
    "裕固",
    "独龙",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
    "少数民",
    "回",
    "藏",
    "苗",
    "彝",
    "壮",
    "满",
    "侗",
    "瑶",
    "白",
    "傣",
    "黎",
    "佤",
    "畲",
    "水",
    "土",
    "羌",
    "怒",
    "京",
    "各",
];

/// The words of the specific term, where it is written apart from its generic term.
pub(super) fn of_specific(split: &Split<'_>, category: Option<Category>) -> Vec<Piece> {
    let text: Vec<char> = split.specific.chars().collect();
    let breaks = match category {
        Some(Category::Road) => {
            if let Some(pieces) = numbered(split) {
                return pieces;
            }
            place_within(&text)
        }
        Some(Category::Division) => peoples(split),
        Some(Category::Natural) => after_ordinal(&text),
        Some(Category::Building | Category::Park | Category::Facility) => institution(split, &text),
        _ => Vec::new(),
    };
    at_breaks(text.len(), &breaks)
}

fn at_breaks(len: usize, breaks: &[usize]) -> Vec<Piece> {
    let mut start = 0;
    let mut pieces = Vec::with_capacity(breaks.len() + 1);
    for &end in breaks.iter().chain([&len]) {
        pieces.push(Piece::Word(start..end));
        start = end;
    }
    pieces
}

/// A numbered road that a position parts further: 东三环 (中路) is Dōng 3 Huán, 经十 (东路) Jīng 10.
fn numbered(split: &Split<'_>) -> Option<Vec<Piece>> {
    let (before, rest) = split.specific.split_at(
        split
            .specific
            .find(numeral::is_numeral)
            .filter(|_| split.ordinal.is_none())?,
    );
    let (written, ring) = match rest.strip_suffix('环') {
        Some(written) => (written, true),
        None => (rest, false),
    };
    let fits = if ring {
        matches!(before, "" | "东" | "西" | "南" | "北")
    } else {
        matches!(before, "经" | "纬") && !split.position.is_empty()
    };
    let number = numeral::number(written).filter(|_| fits)?;
    let before = before.chars().count();
    let mut pieces = Vec::with_capacity(3);
    if before > 0 {
        pieces.push(Piece::Word(0..before));
    }
    pieces.push(Piece::Figures(number.to_string()));
    if ring {
        let len = split.specific.chars().count();
        pieces.push(Piece::Word(len - 1..len));
    }
    Some(pieces)
}

/// 广安门北滨河: a place within another, of two syllables or more, stands apart.
fn place_within(text: &[char]) -> Vec<usize> {
    let is_break = |at: &usize| {
        "门路街桥寺站园湖".contains(text[*at - 1])
            && "东西南北".contains(text[*at])
            && text.len() - at >= 3
    };
    (3..text.len()).find(is_break).into_iter().collect()
}

/// 广西壮族: peoples stand apart; at least two characters stay before the first.
fn peoples(split: &Split<'_>) -> Vec<usize> {
    let is_autonomous = split.generic.starts_with("自治");
    let mut breaks = Vec::new();
    let mut rest = split.specific;
    while let Some(shorter) = without_people(rest, is_autonomous) {
        let at = shorter.chars().count();
        if at < 2 {
            break;
        }
        breaks.push(at);
        rest = shorter;
    }
    // 科尔沁左翼 (中旗), 喀喇沁左翼 (蒙古族自治县): the wing (翼) stands apart.
    let wing = rest
        .strip_suffix("左翼")
        .or_else(|| rest.strip_suffix("右翼"));
    breaks.extend(wing.map(|shorter| shorter.chars().count()));
    breaks.reverse();
    breaks
}

fn without_people(text: &str, may_lack_word: bool) -> Option<&str> {
    let bare = match text.strip_suffix('族') {
        Some(bare) => bare,
        None if may_lack_word => {
            // Without the word 族 only the longer names are surely peoples.
            let long = PEOPLES.iter().filter(|people| people.chars().count() > 1);
            return long
                .into_iter()
                .find_map(|people| text.strip_suffix(people));
        }
        None => return None,
    };
    PEOPLES.iter().find_map(|people| bare.strip_suffix(people))
}

/// 第二松花: the ordinal stands apart.
fn after_ordinal(text: &[char]) -> Vec<usize> {
    if text.first() != Some(&'第') {
        return Vec::new();
    }
    let end = 1 + text[1..]
        .iter()
        .take_while(|&&c| numeral::is_numeral(c))
        .count();
    if end > 1 && text.len() >= end + 2 {
        vec![end]
    } else {
        Vec::new()
    }
}

/// 北京工人 (体育馆), 月亮山 (种羊场), 钱塘江 (大桥).
fn institution(split: &Split<'_>, text: &[char]) -> Vec<usize> {
    const NATURAL: &str = "山江河湖海岛";
    const TRAFFIC: [&str; 8] = ["桥", "大桥", "浮桥", "隧道", "立交", "互通", "站", "渠"];
    if text.len() >= 3 && text.last().is_some_and(|&last| NATURAL.contains(last)) {
        // 南京长江 (大桥): the short name of a well-known river is one word.
        let short = text[text.len() - 2..].iter().collect::<String>();
        let is_short = text.len() >= 4 && known_category(&short) == Some(Category::Natural);
        return vec![text.len() - if is_short { 2 } else { 1 }];
    }
    // SOHO and GOLDEN are words of their own.
    if TRAFFIC.contains(&split.generic) || !text.iter().all(|&c| is_han(c)) {
        return Vec::new();
    }
    match text.len() {
        4 if !is_place(text) => vec![2],
        6 if !is_place(&text[..4]) && !is_place(&text[2..]) => vec![2, 4],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::split;

    fn words(name: &str) -> Vec<String> {
        let split = split(name, None);
        let text: Vec<char> = name.chars().collect();
        of_specific(&split, split.category)
            .into_iter()
            .map(|piece| match piece {
                Piece::Word(range) => text[range].iter().collect(),
                Piece::Figures(figures) => figures,
            })
            .collect()
    }

    #[test]
    fn a_specific_is_one_word_unless_a_rule_parts_it() {
        for (name, expected) in [
            ("长乐路", &["长乐"][..]),
            ("广安门北滨河路", &["广安门", "北滨河"]),
            ("朝阳门内大街", &["朝阳门内"]),
            ("东三环中路", &["东", "3", "环"]),
            ("广西壮族自治区", &["广西", "壮族"]),
            ("内蒙古自治区", &["内蒙古"]),
            ("新疆维吾尔自治区", &["新疆", "维吾尔"]),
            ("恩施土家族苗族自治州", &["恩施", "土家族", "苗族"]),
            ("龙胜各族自治县", &["龙胜", "各族"]),
            ("东乡族自治县", &["东乡族"]),
            ("管城回族区", &["管城", "回族"]),
            ("第二松花江", &["第二", "松花"]),
            ("北京工人体育馆", &["北京", "工人"]),
            ("巴彦淖尔体育馆", &["巴彦淖尔"]),
            ("月亮山种羊场", &["月亮", "山"]),
            ("南京长江大桥", &["南京", "长江"]),
            ("喀喇沁左翼蒙古族自治县", &["喀喇沁", "左翼", "蒙古族"]),
            ("老虎洞山隧道", &["老虎洞", "山"]),
            ("经十东路", &["经", "10"]),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }
}
