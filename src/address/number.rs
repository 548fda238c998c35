//! The doorplate's number, with all that belongs to it: 12-1号, 甲12号, 12号附1号, 自编3号, 108-120号.

use super::text::Text;

/// What turns 号 into something else: 3号楼, 10号路.
const NOT_BEHIND: [&str; 13] = [
    "楼", "路", "街", "大道", "线", "桥", "码头", "厂房", "铺", "房", "室", "商铺", "公路",
];
const ORDERED: &str = "甲乙丙丁戊";

/// Where the number that stands at `at` ends. With `bare`, one without 号 counts, as it does right
/// behind a road.
pub(super) fn read(text: &Text, at: usize, bare: bool) -> Option<usize> {
    let prefixed = prefix(text, at);
    let from = text.while_at(prefixed, |c| ORDERED.contains(c));
    let from = text.while_at(from, |c| c.is_ascii_alphabetic());
    if from - prefixed > 2 {
        return None;
    }
    let mut end = text.figures(from)?;
    end = letter(text, end);
    end = dashes(text, end);
    end = range(text, end);
    let Some((_, marked)) = text.any(end, &["号", "#"]) else {
        return bare_end(text, prefixed, end, bare);
    };
    if text.any(marked, &NOT_BEHIND).is_some() {
        // 中山路12号商铺: the number is a number, what follows belongs to it.
        return None;
    }
    if text.has(marked, "院") {
        return Some(marked + 1);
    }
    Some(suffix(text, marked))
}

fn prefix(text: &Text, at: usize) -> usize {
    text.any(at, &["自编", "新编", "临时", "增", "临", "附", "老", "新"])
        .filter(|(_, end)| {
            text.char(*end)
                .is_some_and(|c| c.is_ascii_alphanumeric() || ORDERED.contains(c))
        })
        .map_or(at, |(_, end)| end)
}

/// A letter or ordered character behind the figures: 12甲, 12B.
fn letter(text: &Text, at: usize) -> usize {
    let is_letter = text
        .char(at)
        .is_some_and(|c| c.is_ascii_alphabetic() || ORDERED.contains(c));
    at + usize::from(is_letter && !text.char(at + 1).is_some_and(|c| "座幢栋楼区".contains(c)))
}

/// Sub-numbers: 12-1, 12-1-3, 12-A.
fn dashes(text: &Text, mut at: usize) -> usize {
    while text.has(at, "-") {
        let next = text.while_at(at + 1, |c| c.is_ascii_alphanumeric());
        if next == at + 1 || next - at > 6 {
            break;
        }
        at = next;
    }
    at
}

/// 108至120号, 5、7号.
fn range(text: &Text, at: usize) -> usize {
    let mut end = at;
    while let Some((_, next)) = text.any(end, &["至", "到", "~", "、"]) {
        let Some(to) = text.figures(next) else {
            break;
        };
        if !text.has(to, "号") && text.any(to, &["至", "到", "~", "、"]).is_none() {
            break;
        }
        end = to;
    }
    end
}

/// 附1号, 之1, -1, 甲, behind 号.
fn suffix(text: &Text, at: usize) -> usize {
    for word in ["附", "之", "-"] {
        if text.has(at, word)
            && let Some(end) = text.figures(at + 1)
        {
            let more = text
                .any(end, &["室", "幢", "栋", "单元", "层", "楼"])
                .is_some();
            if word != "-" || (!more && !text.has(end, "-") && end - at <= 3) {
                return end + usize::from(text.has(end, "号"));
            }
        }
    }
    let ordered = text.char(at).is_some_and(|c| ORDERED.contains(c));
    let of_more = text
        .char(at + 1)
        .is_some_and(|c| "座幢栋楼单级区".contains(c));
    at + usize::from(ordered && !of_more)
}

fn bare_end(text: &Text, from: usize, end: usize, bare: bool) -> Option<usize> {
    let counts_else = text
        .any(
            end,
            &[
                "幢", "栋", "单元", "室", "楼", "层", "座", "弄", "组", "巷", "米", "路", "街",
                "区", "期", "门", "房", "户", "年", "公里", "国道",
            ],
        )
        .is_some();
    let many = text.part(from, end).matches('-').count();
    (bare && !counts_else && many <= 1 && !text.has(end, "-")).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_takes_all_that_belongs_to_it_and_nothing_else() {
        for (given, number) in [
            ("128号", Some("128号")),
            ("12-1号3幢", Some("12-1号")),
            ("甲12号", Some("甲12号")),
            ("12号甲", Some("12号甲")),
            ("12甲号", Some("12甲号")),
            ("12号甲单元", Some("12号")),
            ("12号附1号", Some("12号附1号")),
            ("12号之1", Some("12号之1")),
            ("12号-2", Some("12号-2")),
            ("679号4-363", Some("679号")),
            ("自编3号", Some("自编3号")),
            ("108-120号", Some("108-120号")),
            ("108至120号", Some("108至120号")),
            ("5、7号", Some("5、7号")),
            ("3号院2号楼", Some("3号院")),
            ("3号楼", None),
            ("10号路", None),
            ("B12号", Some("B12号")),
            ("12", None),
        ] {
            let text = Text::new(given.to_owned());
            assert_eq!(
                read(&text, 0, false).map(|end| text.part(0, end)),
                number,
                "{given}"
            );
        }
        let text = Text::new("483-8".to_owned());
        assert_eq!(read(&text, 0, true), Some(5));
    }
}
