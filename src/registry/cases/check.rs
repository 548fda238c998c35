//! What a form names beside itself: other cases, features, people. It must be there.

use serde_json::Value as Json;
use uuid::Uuid;

use crate::{
    domain::{
        CaseName, Problem, ProblemCode,
        lifecycle::{CaseKind, Filled, Holds},
    },
    registry::{RegistryError, View},
    store::{Commit, StoreError},
};

/// Everything that a form names and that is not there.
pub(super) fn subjects(view: &View, filled: &Filled) -> Vec<Problem> {
    filled
        .subjects
        .iter()
        .flatten()
        .filter(|subject| view.snapshot.by_id(subject.kind, subject.id).is_none())
        .map(|subject| {
            let shown = format!("{} {}", subject.kind, subject.id);
            Problem::new(ProblemCode::UnknownFeature, "subjects", &shown)
        })
        .collect()
}

/// The numbers of other cases that a form names and that are not there; `own` is none of them.
pub(super) async fn cases(
    commit: &mut Commit,
    kind: &CaseKind,
    own: Uuid,
    filled: &Filled,
) -> Result<Vec<Problem>, RegistryError> {
    let mut problems = Vec::new();
    for field in kind
        .fields
        .iter()
        .filter(|field| field.holds == Holds::Case)
    {
        let Some(Json::String(number)) = filled.values.get(field.name) else {
            continue;
        };
        let found = match commit.look_at_case(&CaseName::Number(number.clone())).await {
            Ok(case) => case.id != own && case.kind.name == kind.name,
            Err(StoreError::NotFound) => false,
            Err(error) => return Err(error.into()),
        };
        if !found {
            problems.push(Problem::new(ProblemCode::UnknownCase, field.name, number));
        }
    }
    Ok(problems)
}
