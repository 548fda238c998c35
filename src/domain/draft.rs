//! What somebody wants the register to hold: a row of a file or the body of a request, read but not yet judged.

use super::{Kind, Value, shared};
use crate::geo::Geometry;

/// A row on its way into the register.
///
/// A field that the file has no column for is absent (`None`) and stays as it is in the register;
/// an empty one is present and null.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What it is to be.
    pub kind: Kind,
    /// Where it stood: the line of a text file, the record number of another, 0 for a request.
    pub line: u64,
    /// One entry a field of [`Kind::fields`], in that order.
    pub values: Vec<Option<Value>>,
    /// The geometry, CGCS2000; absent when the file has none for anybody.
    pub geometry: Option<Option<Geometry>>,
}

impl Draft {
    /// A draft with every field absent.
    #[must_use]
    pub fn new(kind: Kind, line: u64) -> Self {
        Self {
            kind,
            line,
            values: vec![None; kind.fields().len()],
            geometry: None,
        }
    }

    /// The value at a position, null when absent.
    #[must_use]
    pub fn value(&self, at: usize) -> &Value {
        self.values
            .get(at)
            .and_then(Option::as_ref)
            .unwrap_or(&Value::Null)
    }

    /// The text at a position, when there is one.
    #[must_use]
    pub fn text(&self, at: usize) -> Option<&str> {
        self.value(at).as_text()
    }

    /// The source's identifier.
    #[must_use]
    pub fn source_id(&self) -> Option<&str> {
        self.text(shared::SOURCE_ID_AT)
    }
}
