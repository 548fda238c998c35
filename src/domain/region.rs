//! Regions (行政区划): administrative units and the built-up areas (建成区) that scope names.

use super::{
    Choice, Field, FieldType,
    shared::{CODE, NAME, REGION_CODE, SOURCE_ID, STATE, VALID_FROM, VALID_TO},
};

/// The levels of a region, highest first.
pub const LEVELS: &[Choice] = &[
    Choice {
        value: "province",
        zh: "省级",
        en: "Province",
        aliases: &["省"],
    },
    Choice {
        value: "city",
        zh: "地级",
        en: "City",
        aliases: &["市", "地市"],
    },
    Choice {
        value: "county",
        zh: "县级",
        en: "County",
        aliases: &["县", "区县", "县区"],
    },
    Choice {
        value: "town",
        zh: "乡级",
        en: "Town",
        aliases: &["乡镇", "街道", "镇", "乡"],
    },
    Choice {
        value: "village",
        zh: "村级",
        en: "Village",
        aliases: &["村", "社区", "村社"],
    },
    Choice {
        value: "built_up_area",
        zh: "建成区",
        en: "Built-up area",
        aliases: &[],
    },
];

/// The columns of a region.
pub const FIELDS: &[Field] = &[
    SOURCE_ID,
    CODE.required(),
    NAME.required(),
    STATE,
    REGION_CODE,
    VALID_FROM,
    VALID_TO,
    Field::new("level", "级别", "Level", FieldType::Choice(LEVELS)),
    Field::new("parent_code", "上级代码", "Parent code", FieldType::Code),
];

/// Position of `level`.
pub const LEVEL_AT: usize = 7;
/// Position of `parent_code`.
pub const PARENT_CODE_AT: usize = 8;

/// The code without trailing zero pairs, and the level that its shape tells; `None` when it has no
/// region code's shape.
///
/// Administrative codes have 2, 4, 6, 9 or 12 digits; a built-up area's is its county's six digits,
/// `-J` and two digits.
#[must_use]
pub fn parse_code(text: &str) -> Option<(String, &'static str)> {
    if let Some((county, serial)) = text.split_once("-J") {
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        return (digits(county, 6) && digits(serial, 2))
            .then(|| (text.to_owned(), "built_up_area"));
    }
    if text.is_empty() || text.len() > 12 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut code = text;
    // 330683000000 is the county 330683; 330600 is the city 3306; a village 330683001200 stays.
    if code.len() == 12 && code.ends_with("000") {
        code = &code[..9];
    }
    if code.len() == 9 && code.ends_with("000") {
        code = &code[..6];
    }
    while matches!(code.len(), 4 | 6) && code.ends_with("00") {
        code = &code[..code.len() - 2];
    }
    let level = match code.len() {
        2 => "province",
        4 => "city",
        6 => "county",
        9 => "town",
        12 => "village",
        _ => return None,
    };
    Some((code.to_owned(), level))
}

/// The code of the region above, by the shape of an administrative code alone; used only when a
/// file names no parent.
#[must_use]
pub fn parent_by_shape(code: &str) -> Option<&str> {
    match code.len() {
        4 => Some(&code[..2]),
        6 => Some(&code[..4]),
        9 => Some(&code[..6]),
        10 if code.contains("-J") => Some(&code[..6]),
        12 => Some(&code[..9]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::parse_code;

    #[test]
    fn trailing_zero_pairs_are_dropped_and_the_shape_tells_the_level() {
        for (text, code, level) in [
            ("330000", "33", "province"),
            ("330600", "3306", "city"),
            ("330683000000", "330683", "county"),
            ("330683001000", "330683001", "town"),
            ("330683001200", "330683001200", "village"),
            ("330683-J01", "330683-J01", "built_up_area"),
            ("33", "33", "province"),
        ] {
            assert_eq!(parse_code(text), Some((code.to_owned(), level)), "{text}");
        }
    }

    #[test]
    fn other_shapes_are_no_region_code() {
        for text in [
            "",
            "3",
            "33068",
            "33068X",
            "330683-J1",
            "3306830010001",
            "33068-J01",
        ] {
            assert_eq!(parse_code(text), None, "{text}");
        }
    }
}
