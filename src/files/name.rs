//! File names: what is shown and saved is a name and nothing else.

use std::fmt::Write as _;

use crate::domain::MediaType;

const LONGEST: usize = 100;

/// The name as given, without a path, control characters, characters that turn the direction of
/// writing, and what systems refuse; never empty.
#[must_use]
pub fn safe_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .map(|c| if r#"<>:"|?*%;"#.contains(c) { '_' } else { c })
        .take(LONGEST)
        .collect();
    let trimmed = kept.trim_matches([' ', '.', '\u{3000}']);
    let stem = trimmed.split('.').next().unwrap_or_default();
    if trimmed.is_empty() {
        "file".to_owned()
    } else if is_device(stem) {
        format!("_{trimmed}")
    } else {
        trimmed.to_owned()
    }
}

/// Marks of direction and joining, with which a name ends otherwise than it seems to.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Names that Windows keeps for devices.
fn is_device(stem: &str) -> bool {
    let stem = stem.trim_end().to_ascii_uppercase();
    let numbered = |word: &str| {
        stem.strip_prefix(word)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

/// `Content-Disposition` for a content of this type under this name: the ending is the type's,
/// whatever the name says.
///
/// # Source
/// RFC 6266, RFC 8187.
#[must_use]
pub fn disposition(sort: &str, name: &str, media: MediaType) -> String {
    let safe = safe_name(name);
    let stem = safe
        .rsplit_once('.')
        .map_or(safe.as_str(), |(stem, _)| stem);
    let ending = media.extension();
    let plain: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_ ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded = stem.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            write!(out, "%{byte:02X}").ok();
        }
        out
    });
    format!("{sort}; filename=\"{plain}.{ending}\"; filename*=UTF-8''{encoded}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_anywhere() {
        for (given, safe) in [
            ("../../etc/passwd", "passwd"),
            (r"C:\Windows\system32\cmd.exe", "cmd.exe"),
            ("..", "file"),
            ("", "file"),
            (" .hidden. ", "hidden"),
            ("a\0b\r\nSet-Cookie: x.jpg", "abSet-Cookie_ x.jpg"),
            ("photo\u{202E}gpj.exe", "photogpj.exe"),
            ("CON.jpg", "_CON.jpg"),
            ("lpt1", "_lpt1"),
            ("门牌\"照片\".jpg", "门牌_照片_.jpg"),
            ("%2e%2e%2fx.jpg", "_2e_2e_2fx.jpg"),
        ] {
            assert_eq!(safe_name(given), safe, "{given:?}");
        }
        assert_eq!(safe_name(&"长".repeat(500)).chars().count(), LONGEST);
    }

    #[test]
    fn a_download_bears_its_own_ending_and_breaks_no_header() {
        assert_eq!(
            disposition("attachment", "门牌.exe", MediaType::Jpeg),
            "attachment; filename=\"__.jpg\"; filename*=UTF-8''%E9%97%A8%E7%89%8C.jpg"
        );
        let told = disposition("inline", "a\"\r\nX: y", MediaType::Pdf);
        assert!(told.is_ascii() && !told.contains(['\r', '\n']));
        assert_eq!(told.matches('"').count(), 2);
    }
}
