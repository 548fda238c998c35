//! A feature as the register holds it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Kind, State, Value, shared};
use crate::geo::{Bounds, Geometry};

/// A feature at one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Ours, for ever; its first 48 bits are the time of registration (UUID v7).
    pub id: Uuid,
    /// A small number for tiles and GIS clients, unique in the kind, never reused.
    pub fid: i64,
    /// What it is.
    pub kind: Kind,
    /// Counts up with each change, from 1.
    pub version: i32,
    /// Who owns the data that [`shared::SOURCE_ID`] belongs to.
    pub source: Box<str>,
    /// One value a field of [`Kind::fields`], in that order.
    pub values: Vec<Value>,
    /// Where it is; single parts are not wrapped in a collection.
    pub geometry: Option<Geometry>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Feature {
    /// The value of the named field; null when the kind has no such field.
    #[must_use]
    pub fn value(&self, name: &str) -> &Value {
        self.kind
            .field(name)
            .and_then(|(at, _)| self.values.get(at))
            .unwrap_or(&Value::Null)
    }

    /// The text of the named field.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.value(name).as_text()
    }

    /// The standard name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.values.get(shared::NAME_AT).and_then(Value::as_text)
    }

    /// The state; the database admits no other word.
    #[must_use]
    pub fn state(&self) -> State {
        self.values
            .get(shared::STATE_AT)
            .and_then(Value::as_text)
            .and_then(State::from_stored)
            .unwrap_or_default()
    }

    /// The box around the geometry.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        self.geometry.as_ref().and_then(Bounds::around)
    }
}
