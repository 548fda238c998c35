//! What the system and the JSON reader say, as messages: both speak English alone. What no message
//! covers is quoted.

use std::io;

use serde_json::error::Category;

use super::Phrase;

impl From<&io::Error> for Phrase {
    fn from(error: &io::Error) -> Self {
        let key = match error.kind() {
            io::ErrorKind::NotFound => "foreign.io.not_found",
            io::ErrorKind::PermissionDenied => "foreign.io.permission",
            io::ErrorKind::IsADirectory => "foreign.io.directory",
            io::ErrorKind::NotADirectory => "foreign.io.no_directory",
            io::ErrorKind::AddrInUse => "foreign.io.address_in_use",
            io::ErrorKind::AddrNotAvailable => "foreign.io.address_not_here",
            io::ErrorKind::StorageFull => "foreign.io.full",
            io::ErrorKind::ReadOnlyFilesystem => "foreign.io.read_only",
            io::ErrorKind::InvalidData => "foreign.io.invalid_data",
            io::ErrorKind::UnexpectedEof => "foreign.io.early_end",
            io::ErrorKind::ConnectionRefused => "foreign.io.refused",
            _ => return Self::of("foreign.io.other").with("error", error.to_string()),
        };
        Self::of(key)
    }
}

impl From<&serde_json::Error> for Phrase {
    fn from(error: &serde_json::Error) -> Self {
        let said = error.to_string();
        let said = said
            .rsplit_once(" at line ")
            .map_or(said.as_str(), |(before, _)| before);
        if error.line() == 0 {
            return structure(said);
        }
        let phrase = match error.classify() {
            Category::Eof => Self::of("foreign.json.early_end"),
            Category::Syntax => Self::of("foreign.json.syntax").with("error", said),
            Category::Data => Self::of("foreign.json.data").with("what", structure(said)),
            Category::Io => Self::of("foreign.io.other").with("error", said),
        };
        phrase
            .with("line", error.line().to_string())
            .with("column", error.column().to_string())
    }
}

/// What serde says of a structure that does not fit: a member that is missing, unknown, doubled or
/// of another type. Also used for query strings.
#[must_use]
pub fn structure(said: &str) -> Phrase {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    if let Some(rest) = said.strip_prefix("missing field ") {
        return Phrase::of("foreign.structure.missing").with("name", quoted(rest));
    }
    if let Some(rest) = said.strip_prefix("duplicate field ") {
        return Phrase::of("foreign.structure.doubled").with("name", quoted(rest));
    }
    let unknown = said
        .strip_prefix("unknown field ")
        .map(|rest| ("foreign.structure.unknown", rest))
        .or_else(|| {
            said.strip_prefix("unknown variant ")
                .map(|rest| ("foreign.structure.unknown_word", rest))
        });
    if let Some((key, rest)) = unknown {
        let known: Vec<&str> = rest.split('`').skip(3).step_by(2).collect();
        let phrase = Phrase::of(if known.is_empty() {
            "foreign.structure.unknown_of_none"
        } else {
            key
        });
        return phrase
            .with("name", quoted(rest))
            .with("known", known.join(", "));
    }
    for prefix in ["invalid type: ", "invalid value: "] {
        if let Some((found, expected)) = said
            .strip_prefix(prefix)
            .and_then(|rest| rest.rsplit_once(", expected "))
        {
            return Phrase::of("foreign.structure.type")
                .with("found", found_type(found))
                .with("expected", expected_type(expected));
        }
    }
    if let Some(key) = number(said) {
        return Phrase::of("foreign.structure.should").with("expected", Phrase::of(key));
    }
    Phrase::of("foreign.structure.other").with("error", said)
}

/// What a number, a truth value or an identifier in a query string should have been.
fn number(said: &str) -> Option<&'static str> {
    Some(match said {
        "invalid digit found in string"
        | "number too large to fit in target type"
        | "number too small to fit in target type"
        | "cannot parse integer from empty string" => "foreign.word.integer",
        "invalid float literal" | "cannot parse float from empty string" => "foreign.word.number",
        "provided string was not `true` or `false`" => "foreign.word.truth",
        _ if said.starts_with("UUID parsing failed") => "foreign.word.uuid",
        "input contains invalid characters"
        | "input is out of range"
        | "premature end of input"
        | "trailing input" => "foreign.word.date",
        _ => return None,
    })
}

fn expected_type(said: &str) -> Phrase {
    let key = match said {
        "a string" | "a borrowed string" | "string" | "str" => "foreign.word.text",
        "a boolean" | "bool" => "foreign.word.truth",
        "f64" | "f32" | "a number" => "foreign.word.number",
        "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" => {
            "foreign.word.integer"
        }
        "a sequence" => "foreign.word.list",
        "a map" => "foreign.word.object",
        _ if said.starts_with("struct ") => "foreign.word.object",
        _ if said.contains("date") => "foreign.word.date",
        _ if said.contains("UUID") || said.contains("uuid") => "foreign.word.uuid",
        _ => return said.into(),
    };
    Phrase::of(key)
}

/// The value that was found, of what serde says: `string "wide"`, `null`, `sequence`.
fn found_type(said: &str) -> Phrase {
    match said {
        "null" => "null".into(),
        "sequence" => Phrase::of("foreign.word.list"),
        "map" => Phrase::of("foreign.word.object"),
        _ => {
            let value = said.split_once(['"', '`']).map_or(said, |(_, rest)| rest);
            value.trim_end_matches(['"', '`']).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::messages::Lang;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors are of interest")]
    struct Road {
        name: String,
        width: Option<f64>,
    }

    fn said(json: &str) -> String {
        let error = serde_json::from_str::<Road>(json).unwrap_err();
        Phrase::from(&error).say(Lang::ZhCn)
    }

    #[test]
    fn what_the_json_reader_says_is_said_in_chinese() {
        for (json, words) in [
            ("{}", "缺少 name"),
            (r#"{"name":"x","wdth":1}"#, "没有 wdth"),
            (r#"{"name":5}"#, "应为文字，却是“5”"),
            (r#"{"name":"x","width":"wide"}"#, "应为数字，却是“wide”"),
            (r#"{"name":"x""#, "不完整"),
            (r#"{"name":"x",}"#, "语法"),
        ] {
            assert!(said(json).contains(words), "{json}: {}", said(json));
        }
    }

    #[test]
    fn what_the_system_says_is_said_in_chinese() {
        let error = std::fs::read("/nowhere/at/all").unwrap_err();
        assert_eq!(Phrase::from(&error).say(Lang::ZhCn), "文件不存在");
    }
}
