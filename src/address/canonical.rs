//! Numbers in one form, so that 12号附1号, 12-1号 and plate 12 with suffix 1 are the same.

use super::normal::normalise;

/// A number as it is compared: figures and letters, sub-numbers behind a dash. 甲 and the like stay.
#[must_use]
pub fn number_key(number: &str) -> String {
    let mut out = String::with_capacity(number.len());
    for c in normalise(number).chars() {
        match c {
            '附' | '之' | '-' if out.ends_with(|c: char| c.is_alphanumeric()) => out.push('-'),
            '号' | '#' | '院' => {}
            c if c.is_alphanumeric() && c != '附' => out.extend(c.to_uppercase()),
            _ => {}
        }
    }
    let trimmed = out.trim_end_matches('-').len();
    out.truncate(trimmed);
    // 甲12 and 12甲 are one plate.
    if let Some(first) = out.chars().next().filter(|c| "甲乙丙丁戊".contains(*c)) {
        out.remove(0);
        out.push(first);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_one_number_have_one_key() {
        for (key, written) in [
            ("12-1", ["12-1号", "12号附1号", "12号之一", "12-1"]),
            ("12", ["12号", "十二号", "１２号", "12#"]),
            ("12甲", ["甲12号", "12甲号", "12号甲", "12甲"]),
            ("自编3", ["自编3号", "自编三号", "自编3", "自编3#"]),
            ("12A", ["12A号", "12a", "12A", "12a号"]),
        ] {
            for way in written {
                assert_eq!(number_key(way), key, "{way}");
            }
        }
    }
}
