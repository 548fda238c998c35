//! What only the closing act of a case may change: names, the course of a line, where a marker
//! stands, who lies where. Drafts are free, and so is whoever works the machine itself.

use crate::domain::{Actor, ChangedBy, Draft, Feature, Role, State, Value};

/// The fields that the draft would change and that only a case may; `geometry` among them.
pub(in crate::registry) fn needs_case(
    actor: &Actor,
    current: &Feature,
    draft: &Draft,
) -> Vec<&'static str> {
    if actor.role == Role::Operator || current.state() == State::Draft {
        return Vec::new();
    }
    let kind = current.kind;
    let changed = |at: usize| {
        let new = draft.values.get(at).and_then(Option::as_ref);
        new.is_some_and(|new| new != current.values.get(at).unwrap_or(&Value::Null))
    };
    let mut fields: Vec<&'static str> = kind
        .fields()
        .iter()
        .enumerate()
        .filter(|(at, field)| field.changed_by == ChangedBy::Case && changed(*at))
        .map(|(_, field)| field.name)
        .collect();
    let moved = draft
        .geometry
        .as_ref()
        .is_some_and(|geometry| *geometry != current.geometry);
    if moved && kind.geometry_changed_by() == ChangedBy::Case {
        fields.push("geometry");
    }
    fields
}
