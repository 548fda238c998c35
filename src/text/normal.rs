//! Brings names into one form: the form they are kept in, and the more forgiving form they are
//! searched by.

use unicode_normalization::UnicodeNormalization;

use super::{characters::standard_form, numeral};

/// The form in which a name is kept: NFC, full-width letters, figures and signs made half-width,
/// white space single and within the name only, no invisible characters.
///
/// Control characters stay, so that [`control_character`] still finds them.
#[must_use]
pub fn normalise(text: &str) -> String {
    let visible = text.chars().map(half_width).filter(|&c| !is_invisible(c));
    let mut out = String::with_capacity(text.len());
    for c in visible.nfc() {
        if !is_space(c) {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The form by which a name is sought: normalised, lower case, standard characters for traditional
/// and variant ones, Arabic figures for numerals, no spaces and no punctuation.
#[must_use]
pub fn search_key(text: &str) -> String {
    let kept: String = normalise(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| standard_form(c).unwrap_or(c))
        .flat_map(char::to_lowercase)
        .collect();
    numeral::with_figures(&kept)
}

/// The first control character (NUL too) and its position in characters; tabs and line ends count.
#[must_use]
pub fn control_character(text: &str) -> Option<(usize, char)> {
    text.chars().enumerate().find(|(_, c)| c.is_control())
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{3000}' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}'
    )
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_in_one_form() {
        for (raw, kept) in [
            ("  长乐路 ", "长乐路"),
            ("长乐\u{200B}路\u{FEFF}", "长乐路"),
            ("Ａ座１２号（东）", "A座12号(东)"),
            ("人民　　路", "人民 路"),
            ("e\u{301}", "é"),
            ("", ""),
            ("　", ""),
        ] {
            assert_eq!(normalise(raw), kept);
        }
    }

    #[test]
    fn a_search_forgives_writing() {
        for (written, sought) in [
            ("长乐一路", "長樂1路"),
            ("经十二路", "经12路"),
            ("Ａ·座", "a座"),
            ("三八路", "38路"),
            ("(新)人民路", "新 人民路"),
        ] {
            assert_eq!(search_key(written), search_key(sought));
        }
        assert_ne!(search_key("经一路"), search_key("经二路"));
    }

    #[test]
    fn control_characters_are_found_where_they_stand() {
        assert_eq!(control_character("长\u{0}路"), Some((1, '\u{0}')));
        assert_eq!(control_character("长\t路"), Some((1, '\t')));
        assert_eq!(control_character("长 路"), None);
        assert_eq!(
            control_character(&normalise("长\u{0}路")),
            Some((1, '\u{0}'))
        );
    }

    proptest::proptest! {
        #[test]
        fn normalising_twice_changes_nothing_more(text: String) {
            let once = normalise(&text);
            proptest::prop_assert_eq!(normalise(&once), once);
        }
    }
}
