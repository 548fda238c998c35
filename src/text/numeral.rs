//! Chinese numerals (一 十 百 〇 …) and integers, and the members of a numbered or pointed family of
//! names.

use super::name;

/// The value of one Chinese digit, 〇 to 九.
#[must_use]
pub(super) const fn digit(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

const fn unit(c: char) -> Option<u64> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// Whether the character may stand in a numeral up to 9 999.
#[must_use]
pub const fn is_numeral(c: char) -> bool {
    digit(c).is_some() || unit(c).is_some()
}

/// The value of a well-formed Chinese number up to 9 999: 三, 十二, 二十, 一百零八.
///
/// Digits in a row (三八, 一二〇三) are no number; see [`digits`].
#[must_use]
pub fn number(text: &str) -> Option<u64> {
    let mut total = 0;
    let mut last_unit = u64::MAX;
    let mut pending = None;
    let mut after_zero = false;
    for (at, c) in text.chars().enumerate() {
        if let Some(value) = digit(c) {
            if pending.is_some() || (value == 0 && (at == 0 || after_zero)) {
                return (value == 0 && text.chars().count() == 1).then_some(0);
            }
            if value == 0 {
                after_zero = true;
            } else {
                pending = Some(value);
            }
        } else {
            let value = unit(c)?;
            let count = match pending.take() {
                Some(count) => count,
                None if at == 0 && value == 10 => 1,
                None => return None,
            };
            if value >= last_unit {
                return None;
            }
            last_unit = value;
            total += count * value;
            after_zero = false;
        }
    }
    match pending {
        Some(_) if last_unit > 10 && last_unit != u64::MAX && !after_zero => None,
        Some(ones) => Some(total + ones),
        None if after_zero || text.is_empty() => None,
        None => Some(total),
    }
}

/// Digits in a row as figures: 一二〇三 → 1203.
#[must_use]
pub fn digits(text: &str) -> Option<String> {
    let figures: Option<String> = text
        .chars()
        .map(|c| digit(c).and_then(|value| char::from_digit(u32::try_from(value).ok()?, 10)))
        .collect();
    figures.filter(|figures| !figures.is_empty())
}

/// An integer up to 9 999 as a Chinese number: 12 → 十二, 108 → 一百零八.
#[must_use]
pub fn to_chinese(value: u16) -> Option<String> {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if value > 9_999 {
        return None;
    }
    if value == 0 {
        return Some("零".to_owned());
    }
    let mut out = String::new();
    let mut gap = false;
    for (scale, unit) in [(1000, '千'), (100, '百'), (10, '十'), (1, ' ')] {
        let count = usize::from(value / scale % 10);
        if count == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        if !(scale == 10 && count == 1 && out.is_empty()) {
            out.push(DIGITS[count]);
        }
        if unit != ' ' {
            out.push(unit);
        }
    }
    Some(out)
}

/// The text with every run of numerals written in Arabic figures, so that 一路 and 1路 are the same.
#[must_use]
pub fn with_figures(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if is_numeral(c) {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    out
}

fn flush(run: &mut String, out: &mut String) {
    if let Some(value) = number(run) {
        out.push_str(&value.to_string());
    } else if let Some(figures) = digits(run) {
        out.push_str(&figures);
    } else {
        out.push_str(run);
    }
    run.clear();
}

/// The place of a name within a family of names that differ in this alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Member {
    /// The first, second, … (一路, 二路).
    Ordinal(u64),
    /// By position (东 西 南 北 中 前 后 上 下 …).
    Position(char),
}

/// The family of a numbered or pointed name and the name's place in it: 建设二路 → (建设◇路, 2),
/// 中山东路 → (中山◇路, 东).
#[must_use]
pub fn sequence_family(text: &str) -> Option<(String, Member)> {
    let split = name::split(text, None);
    if split.generic.is_empty() {
        return None;
    }
    let (family, member) = if let Some(ordinal) = split.ordinal {
        let family = format!("{}◇{}{}", split.specific, split.position, split.generic);
        (family, Member::Ordinal(ordinal))
    } else {
        let position = split.position.chars().next()?;
        let family = format!("{}◇{}", split.specific, split.generic);
        (family, Member::Position(position))
    };
    Some((family, member))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written() {
        for value in 0..=9_999_u16 {
            let written = to_chinese(value).unwrap();
            assert_eq!(number(&written), Some(u64::from(value)), "{written}");
        }
        assert_eq!(to_chinese(10_000), None);
    }

    #[test]
    fn digits_in_a_row_are_no_number() {
        for text in [
            "三八",
            "五一",
            "一二九",
            "十百",
            "百",
            "",
            "一百零",
            "路",
            "十〇",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(digits("一二〇三").as_deref(), Some("1203"));
        assert_eq!(digits("十二"), None);
    }

    #[test]
    fn numerals_become_figures_wherever_they_stand() {
        assert_eq!(with_figures("东四十二条"), "东42条");
        assert_eq!(with_figures("第九弄八幢"), "第9弄8幢");
        assert_eq!(with_figures("百步亭"), "百步亭");
        assert_eq!(with_figures("二〇二"), "202");
    }

    #[test]
    fn a_family_is_what_its_members_share() {
        let family = |text| sequence_family(text);
        assert_eq!(
            family("建设二路"),
            Some(("建设◇路".to_owned(), Member::Ordinal(2)))
        );
        assert_eq!(
            family("中山东路"),
            Some(("中山◇路".to_owned(), Member::Position('东')))
        );
        assert_eq!(family("济南路"), None);
        assert_eq!(family("三八路"), None);
        assert_eq!(family("统一路"), None);
    }
}
