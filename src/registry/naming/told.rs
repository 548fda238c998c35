//! Free text as somebody hands it in: normalised, line ends as spaces, none when empty, bounded in
//! length.

use crate::{
    domain::{Problem, ProblemCode},
    text::{control_character, normalise},
};

/// An organisation, a file's number, an article: no more characters.
pub(super) const LINE: usize = 200;
/// A reason, a meaning: no more characters.
pub(super) const PARAGRAPH: usize = 500;

/// The text, or none; a problem of the field when it is too long or holds a control character.
pub(super) fn bounded(
    field: &'static str,
    text: Option<String>,
    most: usize,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let text = normalise(&text?.replace(['\n', '\r', '\t'], " "));
    let length = text.chars().count();
    if length > most {
        let long = Problem::new(ProblemCode::TooLong, field, &text);
        problems.push(
            long.with("length", length.to_string())
                .with("limit", most.to_string()),
        );
    } else if control_character(&text).is_some() {
        problems.push(Problem::new(ProblemCode::ControlCharacter, field, &text));
    }
    (!text.is_empty()).then_some(text)
}
