//! One cell of a file as the value of one field.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::{
    domain::{Choice, Field, FieldType, Kind, Problem, ProblemCode, Value, region, shared},
    text::normalise as normal_form,
};

/// A cell as the file has it.
#[derive(Clone, Debug)]
pub(super) enum Cell<'a> {
    /// Nothing: empty, or null.
    Empty,
    /// Text, or a number as it is written.
    Text(Cow<'a, str>),
    /// True or false.
    Bool(bool),
    /// A list or an object, as JSON.
    Nested(&'a str),
    /// Bytes that are invalid in the encoding named.
    Broken(&'static str),
}

/// How long a name may be, in characters.
const NAME_LIMIT: usize = 60;
/// How long any other text may be, in characters.
const TEXT_LIMIT: usize = 2_000;
/// What the shapes of a region code are, as the rejects file shows them.
const REGION_CODES: &str = "33, 3306, 330683, 330683001, 330683001200, 330683-J01";

/// The value that the kind's field at that position takes from a cell.
///
/// # Errors
/// The problem with the cell. Whether a required field may be null is for the caller.
pub(super) fn parse(kind: Kind, at: usize, field: &Field, cell: &Cell) -> Result<Value, Problem> {
    let text: &str = match cell {
        Cell::Empty => return Ok(Value::Null),
        Cell::Text(text) => text,
        Cell::Bool(true) => "true",
        Cell::Bool(false) => "false",
        Cell::Nested(json) => return Err(wrong_type(field, json)),
        Cell::Broken(encoding) => {
            return Err(Problem::new(ProblemCode::InvalidEncoding, field.name, "")
                .with("encoding", *encoding));
        }
    };
    let text = normalise(at, field, text)?;
    if text.is_empty() {
        return Ok(Value::Null);
    }
    match field.field_type {
        FieldType::Text => limited(at, field, text).map(|text| Value::Text(text.into())),
        FieldType::Code => code(kind, at, field, text),
        FieldType::Integer => integer(field, &text),
        FieldType::Number => number(field, &text),
        FieldType::Date => date(&text)
            .map(Value::Date)
            .ok_or_else(|| wrong_type(field, &text)),
        FieldType::Choice(choices) => choice(field, choices, &text),
    }
}

/// The cell's text in its kept form. Free text other than the name may have line ends.
fn normalise<'a>(at: usize, field: &Field, text: &'a str) -> Result<Cow<'a, str>, Problem> {
    if is_normal(text) {
        return Ok(Cow::Borrowed(text));
    }
    let trimmed = text.trim();
    let lines = at != shared::NAME_AT && matches!(field.field_type, FieldType::Text);
    let is_bad = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
    if trimmed.chars().any(is_bad) {
        return Err(Problem::new(
            ProblemCode::ControlCharacter,
            field.name,
            &trimmed.escape_debug().to_string(),
        ));
    }
    if lines && trimmed.contains(['\n', '\r', '\t']) {
        let kept: Vec<String> = trimmed
            .lines()
            .map(|line| normal_form(&line.replace('\t', " ")))
            .collect();
        return Ok(Cow::Owned(kept.join("\n")));
    }
    Ok(Cow::Owned(normal_form(trimmed)))
}

/// Whether normalising would surely change nothing: the common case, told without allocating.
fn is_normal(text: &str) -> bool {
    let mut after_space = true;
    for c in text.chars() {
        match c {
            ' ' if !after_space => after_space = true,
            '!'..='~' | '\u{3400}'..='\u{9FFF}' => after_space = false,
            _ => return false,
        }
    }
    !after_space || text.is_empty()
}

fn limited<'a>(at: usize, field: &Field, text: Cow<'a, str>) -> Result<Cow<'a, str>, Problem> {
    let limit = if at == shared::NAME_AT {
        NAME_LIMIT
    } else {
        TEXT_LIMIT
    };
    // A text has no more characters than bytes.
    if text.len() <= limit {
        return Ok(text);
    }
    let length = text.chars().count();
    if length <= limit {
        return Ok(text);
    }
    Err(Problem::new(ProblemCode::TooLong, field.name, &text)
        .with("length", length.to_string())
        .with("limit", limit.to_string()))
}

fn code(kind: Kind, at: usize, field: &Field, text: Cow<'_, str>) -> Result<Value, Problem> {
    let is_region = matches!(
        field.name,
        "region_code" | "parent_code" | "left_code" | "right_code"
    ) || (kind == Kind::Region && at == shared::CODE_AT);
    if is_region {
        return match region::parse_code(&text) {
            Some((code, _)) => Ok(code.into()),
            None => Err(wrong_value(field, &text, REGION_CODES)),
        };
    }
    let is_code = text
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '|' | '_' | '.' | ':' | '/'));
    if !is_code {
        return Err(wrong_value(field, &text, "A-Z a-z 0-9 - |"));
    }
    limited(at, field, text).map(|text| Value::Text(text.into()))
}

fn integer(field: &Field, text: &str) -> Result<Value, Problem> {
    // Tables write whole numbers as 12.0, dBase pads them so.
    let whole = text
        .split_once('.')
        .filter(|(_, fraction)| fraction.bytes().all(|digit| digit == b'0'))
        .map_or(text, |(whole, _)| whole);
    let number: i64 = whole.parse().map_err(|_| wrong_type(field, text))?;
    if (0..=i64::from(i32::MAX)).contains(&number) {
        Ok(Value::Integer(number))
    } else {
        Err(wrong_value(field, text, "0–2147483647"))
    }
}

fn number(field: &Field, text: &str) -> Result<Value, Problem> {
    let number = finite(text).ok_or_else(|| wrong_type(field, text))?;
    let is_size = matches!(field.name, "length_m" | "width_m" | "area_m2");
    if is_size && number <= 0.0 {
        return Err(wrong_value(field, text, "> 0"));
    }
    Ok(Value::Number(number))
}

/// A finite number written with figures; no thousands separators, no `inf`.
pub(super) fn finite(text: &str) -> Option<f64> {
    let has_figures_only = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
    if !has_figures_only {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A date as `2026-03-05`, `2026/3/5`, `2026.3.5`, `20260305` or `2026年3月5日`; a time after an ISO
/// date is passed over.
fn date(text: &str) -> Option<NaiveDate> {
    let text = match text.split_once(['T', ' ']) {
        Some((day, time)) if time.starts_with(|c: char| c.is_ascii_digit()) => day,
        _ => text,
    };
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return day(&text[..4], &text[4..6], &text[6..]);
    }
    for separator in ['-', '/', '.'] {
        let mut parts = text.split(separator);
        if let (Some(y), Some(m), Some(d), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        {
            return day(y, m, d);
        }
    }
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    day(year, month, rest.strip_suffix(['日', '号'])?)
}

fn day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let figures = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !figures(year) || !figures(month) || !figures(day) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn choice(field: &Field, choices: &'static [Choice], text: &str) -> Result<Value, Problem> {
    let exact = choices.iter().find(|choice| choice.value == text);
    let found = exact.or_else(|| {
        let lower = text.to_lowercase();
        choices.iter().find(|choice| {
            [choice.value, choice.zh, choice.en]
                .iter()
                .chain(choice.aliases)
                .any(|word| word.to_lowercase() == lower)
        })
    });
    let Some(choice) = found else {
        let allowed: Vec<String> = choices
            .iter()
            .map(|choice| format!("{} ({})", choice.value, choice.zh))
            .collect();
        return Err(wrong_value(field, text, &allowed.join(", ")));
    };
    Ok(choice.value.into())
}

fn wrong_type(field: &Field, value: &str) -> Problem {
    let expected = match field.field_type {
        FieldType::Text | FieldType::Code | FieldType::Choice(_) => "text",
        FieldType::Integer => "integer",
        FieldType::Number => "number",
        FieldType::Date => "date",
    };
    Problem::new(ProblemCode::WrongType, field.name, value).with("expected", expected)
}

fn wrong_value(field: &Field, value: &str, allowed: &str) -> Problem {
    Problem::new(ProblemCode::WrongValue, field.name, value).with("allowed", allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Kind, name: &str, text: &str) -> Result<Value, ProblemCode> {
        let (at, field) = kind.field(name).unwrap();
        parse(kind, at, field, &Cell::Text(text.into())).map_err(|problem| problem.code)
    }

    #[test]
    fn dates_are_read_as_offices_write_them() {
        let day = Value::Date(NaiveDate::from_ymd_opt(2026, 3, 5).unwrap());
        for text in [
            "2026-03-05",
            "2026/3/5",
            "2026.3.5",
            "20260305",
            "2026年3月5日",
            "２０２６年３月５日",
            "2026-03-05T08:00:00Z",
        ] {
            assert_eq!(
                read(Kind::Road, "valid_from", text),
                Ok(day.clone()),
                "{text}"
            );
        }
        for text in ["2026-02-30", "5/3/2026", "26-3-5", "昨天", "2026年3月"] {
            assert_eq!(
                read(Kind::Road, "valid_from", text),
                Err(ProblemCode::WrongType),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_are_finite_and_without_separators() {
        assert_eq!(
            read(Kind::Road, "width_m", "１２．５"),
            Ok(Value::Number(12.5))
        );
        assert_eq!(read(Kind::Road, "width_m", " 12 "), Ok(Value::Number(12.0)));
        for text in ["1,234", "inf", "NaN", "12m", "1e999", "0x10"] {
            assert_eq!(
                read(Kind::Road, "width_m", text),
                Err(ProblemCode::WrongType),
                "{text}"
            );
        }
        assert_eq!(
            read(Kind::Road, "width_m", "-3"),
            Err(ProblemCode::WrongValue)
        );
        assert_eq!(
            read(Kind::Cemetery, "capacity", "300.0"),
            Ok(Value::Integer(300))
        );
        assert_eq!(
            read(Kind::Cemetery, "capacity", "1.5"),
            Err(ProblemCode::WrongType)
        );
    }

    #[test]
    fn a_choice_takes_every_word_it_is_known_by() {
        for text in ["lane", "LANE", "巷弄", "弄", "Lane"] {
            assert_eq!(read(Kind::Road, "class", text), Ok("lane".into()), "{text}");
        }
        assert_eq!(
            read(Kind::Road, "class", "小道"),
            Err(ProblemCode::WrongValue)
        );
    }

    #[test]
    fn a_region_code_loses_its_trailing_zeros() {
        assert_eq!(
            read(Kind::Road, "region_code", "330683000000"),
            Ok("330683".into())
        );
        assert_eq!(
            read(Kind::Road, "region_code", "33068"),
            Err(ProblemCode::WrongValue)
        );
    }

    #[test]
    fn a_name_of_sixty_characters_fits_and_one_more_does_not() {
        let name = "剡".repeat(60);
        assert_eq!(read(Kind::Road, "name", &name), Ok(name.as_str().into()));
        assert_eq!(
            read(Kind::Road, "name", &"剡".repeat(61)),
            Err(ProblemCode::TooLong)
        );
    }

    #[test]
    fn control_characters_are_refused_but_line_ends_in_free_text_are_kept() {
        assert_eq!(
            read(Kind::Road, "name", "剡\0溪路"),
            Err(ProblemCode::ControlCharacter)
        );
        assert_eq!(
            read(Kind::Road, "name", "剡\n溪路"),
            Err(ProblemCode::ControlCharacter)
        );
        assert_eq!(
            read(Kind::Road, "origin", "一\r\n二\t三"),
            Ok("一\n二 三".into())
        );
    }

    #[test]
    fn the_short_way_through_normalising_never_differs_from_the_long_one() {
        for text in [
            "",
            "a b",
            " a",
            "a  b",
            "a ",
            "剡溪路 12-1号",
            "１２",
            "e\u{301}",
            "·",
        ] {
            if is_normal(text) {
                assert_eq!(normal_form(text), text);
            }
        }
        assert!(is_normal("剡溪路12-1号"));
    }
}
