//! The value of a field.

use chrono::NaiveDate;

/// A field's value, of the type its [`super::FieldType`] says (codes and choices are text).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing known.
    #[default]
    Null,
    /// Text, a code or the stored word of a choice.
    Text(Box<str>),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// A calendar date.
    Date(NaiveDate),
}

impl Value {
    /// Whether nothing is known.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, when it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, whole or not, when it is one.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "register integers are far below 2^53"
    )]
    pub const fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// The date, when it is one.
    #[must_use]
    pub const fn as_date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(*date),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into_boxed_str())
    }
}
