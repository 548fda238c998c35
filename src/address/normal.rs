//! One width, one dash, and Arabic figures where a number counts something: 一百二十八号 is 128号,
//! while 五一路 and 三江街道 stay as they are.

use crate::text::{digits, is_numeral, normalise as one_width, number};

/// What a number in front of it counts. Longer words first where one begins with another.
const COUNTED: [&str; 20] = [
    "号楼",
    "号",
    "弄",
    "支弄",
    "幢",
    "栋",
    "单元",
    "楼",
    "层",
    "室",
    "组",
    "村民小组",
    "小组",
    "队",
    "门",
    "座",
    "房",
    "号院",
    "户",
    "梯",
];
/// What makes 号 part of a name: 三号路, 二号桥.
const NAMED_BY_NUMBER: [&str; 9] = ["路", "街", "大道", "大街", "桥", "线", "码头", "渠", "坝"];
/// What makes a number part of a name: 二楼村, 三门县, 六组团, 九层岭.
const NAMES: [&str; 10] = ["村", "县", "镇", "乡", "街", "路", "峡", "湾", "团", "岭"];

/// The text as the parser reads it: half-width, dashes alike, without spaces, figures where they count.
#[must_use]
pub fn normalise(text: &str) -> String {
    let plain: Vec<char> = one_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .map(dash)
        .collect();
    let mut out = String::with_capacity(plain.len() * 3);
    let mut at = 0;
    while at < plain.len() {
        let end = run_end(&plain, at);
        if end == at {
            out.push(plain[at]);
            at += 1;
            continue;
        }
        let run: String = plain[at..end].iter().collect();
        match figures(&run).filter(|_| counts(&plain, at, end)) {
            Some(number) => out.push_str(&number),
            None => out.push_str(&run),
        }
        at = end;
    }
    out
}

const fn dash(c: char) -> char {
    match c {
        '—' | '–' | '―' | '‐' | '‑' | '−' | '─' | '－' | '_' => '-',
        '～' | '〜' | '∼' => '~',
        '＃' | '♯' => '#',
        other => other,
    }
}

fn run_end(chars: &[char], from: usize) -> usize {
    let rest = &chars[from..];
    from + rest.iter().take_while(|c| is_numeral(**c)).count()
}

fn figures(run: &str) -> Option<String> {
    // 十 is ten; 百 and 千 alone are no number.
    number(run).map(|n| n.to_string()).or_else(|| digits(run))
}

/// Whether the numeral from `at` to `end` counts something, by what stands behind or before it.
fn counts(chars: &[char], at: usize, end: usize) -> bool {
    let behind = |word: &str, from: usize| {
        word.chars()
            .enumerate()
            .all(|(n, c)| chars.get(from + n) == Some(&c))
    };
    let before = at.checked_sub(1).map(|at| chars[at]);
    // 12号之一, 附三号, 12-三.
    if matches!(before, Some('之' | '附' | '-')) && at > 1 {
        return true;
    }
    let Some(word) = COUNTED.iter().find(|word| behind(word, end)) else {
        return false;
    };
    let next = end + word.chars().count();
    let names: &[&str] = if *word == "号" {
        &NAMED_BY_NUMBER
    } else {
        &NAMES
    };
    if names.iter().any(|name| behind(name, next)) {
        // 三楼街道 is no floor, but 二组路口 stays rare enough to leave alone.
        return false;
    }
    match *word {
        // 三门, 九房, 十队 are names more often than numbers, unless a number stands before.
        "门" | "房" | "户" | "座" => {
            before.is_some_and(|c| c.is_ascii_digit() || "号幢栋楼层元苑园".contains(c))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_where_something_is_counted_and_nowhere_else() {
        for (given, read) in [
            ("东南路一百二十八号", "东南路128号"),
            ("五一路五号", "五一路5号"),
            ("三江街道仙湖社区", "三江街道仙湖社区"),
            ("１２３号　３幢二单元５０２室", "123号3幢2单元502室"),
            ("鹿山街道三号路十二号", "鹿山街道三号路12号"),
            ("十里村第三组", "十里村第3组"),
            ("十二号之一", "12号之1"),
            ("一二〇三室", "1203室"),
            ("三门县海游街道", "三门县海游街道"),
            ("二楼村7号", "二楼村7号"),
            ("百官街道", "百官街道"),
            ("12—1号", "12-1号"),
            ("长春花园四幢二楼", "长春花园4幢2楼"),
            ("四区18栋", "四区18栋"),
        ] {
            assert_eq!(normalise(given), read, "{given}");
        }
    }
}
