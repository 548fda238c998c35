//! What a form names beside itself: other cases, features, people. It must be there.

use serde_json::Value as Json;
use uuid::Uuid;

use crate::{
    domain::{
        Actor, CaseName, Problem, ProblemCode, Subject,
        lifecycle::{CaseKind, Filled, Holds},
    },
    registry::{RegistryError, View},
    store::{Claim, Commit, StoreError},
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

/// Gives the attachments that a form names to its case; those that are not whoever acts's to give.
pub(super) async fn claim(
    commit: &mut Commit,
    actor: &Actor,
    (kind, case, region): (&CaseKind, Uuid, &str),
    filled: &Filled,
) -> Result<Vec<Problem>, RegistryError> {
    let subject = Subject {
        kind: "case".to_owned(),
        id: case,
    };
    let mut problems = Vec::new();
    for field in kind.fields {
        let Some(Json::Array(named)) = filled.values.get(field.name) else {
            continue;
        };
        if !matches!(field.holds, Holds::Attachments(_)) {
            continue;
        }
        let ids: Vec<Uuid> = named
            .iter()
            .filter_map(|id| id.as_str()?.parse().ok())
            .collect();
        let claim = Claim {
            ids: &ids,
            subject: &subject,
            region_code: Some(region),
            public: false,
        };
        let claimed = commit.claim_attachments(actor, claim).await?;
        let missing = ids.iter().filter(|id| !claimed.contains(id));
        problems.extend(
            missing.map(|id| {
                Problem::new(ProblemCode::UnknownAttachment, field.name, &id.to_string())
            }),
        );
    }
    Ok(problems)
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
