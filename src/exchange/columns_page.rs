//! The columns of every kind as tables in Markdown, made from `FIELDS`: what a file may bring.

use std::fmt::Write as _;

use crate::{
    domain::{Choice, Field, FieldType, GeometryShape, Kind},
    messages::{Lang, say},
};

/// The tables, in the order in which kinds are imported.
#[must_use]
pub fn columns_page(lang: Lang) -> String {
    let mut page = String::new();
    for kind in Kind::ALL {
        write_kind(&mut page, kind, lang);
    }
    page
}

fn write_kind(page: &mut String, kind: Kind, lang: Lang) {
    let word = |key: &str| say(lang, &format!("exchange.page.{key}"), &[]);
    let (zh, en) = kind.labels();
    let label = if lang == Lang::En { en } else { zh };
    let shape = match kind.shape() {
        GeometryShape::Point => "point",
        GeometryShape::Line => "line",
        GeometryShape::Area => "area",
        GeometryShape::Polygon => "polygon",
        GeometryShape::Any => "any_shape",
    };
    let shape = say(lang, &format!("problem.word.{shape}"), &[]);
    let needed = word(if kind.may_lack_geometry() {
        "may_lack"
    } else {
        "needed"
    });
    // Writing to a string cannot fail.
    let _ = write!(
        page,
        "\n### {label} `{}`\n\n{}: {shape} ({needed})\n\n| {} | {} | {} | {} | {} |\n|---|---|---|---|---|\n",
        kind.as_str(),
        word("geometry"),
        word("column"),
        word("meaning"),
        word("required"),
        word("holds"),
        word("accepted"),
    );
    for field in kind.fields() {
        write_field(page, field, lang);
    }
}

fn write_field(page: &mut String, field: &Field, lang: Lang) {
    let label = if lang == Lang::En { field.en } else { field.zh };
    let holds = match field.field_type {
        FieldType::Text => "text",
        FieldType::Code => "code",
        FieldType::Integer => "integer",
        FieldType::Number => "number",
        FieldType::Date => "date",
        FieldType::Choice(_) => "choice",
    };
    let mut holds = say(lang, &format!("exchange.page.{holds}"), &[]);
    if let Some(unit) = field.unit {
        let _ = write!(holds, " ({unit})");
    }
    let accepted = match field.field_type {
        FieldType::Choice(choices) => choices
            .iter()
            .map(|choice| words_of(choice, lang))
            .collect::<Vec<_>>()
            .join("<br>"),
        _ => String::new(),
    };
    let required = if field.required { "✱" } else { "" };
    let _ = writeln!(
        page,
        "| `{}` | {label} | {required} | {holds} | {accepted} |",
        field.name
    );
}

/// The stored word, then the others that mean it.
fn words_of(choice: &Choice, lang: Lang) -> String {
    let mut others: Vec<&str> = match lang {
        Lang::ZhCn => vec![choice.zh],
        Lang::En => vec![choice.en, choice.zh],
    };
    others.extend(choice.aliases);
    format!("`{}` {}", choice.value, others.join(", "))
}
