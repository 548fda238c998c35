//! Whether a proposal fits the feature that it is about, and what the register knows to fill in.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use crate::{
    domain::{
        Bearing, NameDraft, Problem, ProblemCode, Proposal,
        lifecycle::{CaseKind, Filled, Holds, Subject},
    },
    registry::{View, naming::settled_readings},
};

/// Everything about a proposal that does not fit its feature.
pub(in crate::registry) fn misfits(
    view: &View,
    form: &Map<String, Json>,
    subjects: &[Subject],
) -> Vec<Problem> {
    let [subject] = subjects else {
        let told = subjects.len().to_string();
        return vec![Problem::new(ProblemCode::WrongValue, "subjects", &told).with("allowed", "1")];
    };
    // One that is not there is told of by whoever looks for what a form names.
    let Some(row) = view.snapshot.by_id(subject.kind, subject.id) else {
        return Vec::new();
    };
    let proposal = Proposal::of(form);
    let mut problems = proposal.problems(Bearing {
        kind: subject.kind,
        name: row.name(),
        state: row.state(),
    });
    if let (Some(name), Some(reading)) = (proposal.name(), proposal.reading())
        && let Err(wrong) = settled_readings(&name, &reading)
    {
        problems.extend(wrong.into_iter().map(|mut problem| {
            problem.field = "reading".into();
            problem
        }));
    }
    problems
}

/// The dates of a form that lie ahead: what it tells of has happened.
pub(in crate::registry) fn untimely(
    kind: &CaseKind,
    filled: &Filled,
    opened_on: NaiveDate,
    today: NaiveDate,
) -> Vec<Problem> {
    let dates = kind
        .fields
        .iter()
        .filter(|field| field.holds == Holds::Date);
    dates
        .filter_map(|field| {
            let told = filled.values.get(field.name)?.as_str()?;
            let on: NaiveDate = told.parse().ok()?;
            let wrong = |allowed: String| {
                Problem::new(ProblemCode::WrongValue, field.name, told).with("allowed", allowed)
            };
            if on > today {
                Some(wrong(format!("≤ {today}")))
            } else if on < opened_on && field.name != "visited_on" {
                Some(wrong(format!("≥ {opened_on}")))
            } else {
                None
            }
        })
        .collect()
}

/// Fills in what the register knows of the feature that a new proposal is about: the name that it
/// bears, and where it is.
pub(in crate::registry) fn complete(view: &View, filled: &mut Filled) {
    let Some([subject]) = filled.subjects.as_deref() else {
        return;
    };
    let Some(row) = view.snapshot.by_id(subject.kind, subject.id) else {
        return;
    };
    if let Some(name) = row.name().filter(|_| row.state().is_published()) {
        let members = &mut filled.values;
        members.entry("former").or_insert_with(|| name.into());
    }
    if filled.position.is_none() {
        let lies = NameDraft {
            geometry: row.geometry(),
            ..NameDraft::default()
        };
        filled.position = lies.position();
    }
}
