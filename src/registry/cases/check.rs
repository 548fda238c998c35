//! What a form names beside itself: other cases, features, people. It must be there.

use serde_json::Value as Json;
use uuid::Uuid;

use crate::{
    domain::{
        Actor, CaseName, Problem, ProblemCode, Role, Subject,
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

/// The people that a form names and who do not hold their field's role where the case lies,
/// `regions` being its region and those above it. Whoever works the machine may take it on itself.
pub(super) async fn persons(
    commit: &mut Commit,
    actor: &Actor,
    kind: &CaseKind,
    regions: &[&str],
    filled: &Filled,
) -> Result<Vec<Problem>, RegistryError> {
    let mut problems = Vec::new();
    for field in kind.fields {
        let (Holds::Person(role) | Holds::Persons(role)) = field.holds else {
            continue;
        };
        let logins: Vec<&str> = match filled.values.get(field.name) {
            Some(Json::String(login)) => vec![login],
            Some(Json::Array(logins)) => logins.iter().filter_map(Json::as_str).collect(),
            _ => continue,
        };
        for login in logins {
            let is_own = actor.role == Role::Operator && login == actor.login;
            if !is_own && !commit.holds_role(login, role, regions).await? {
                problems.push(
                    Problem::new(ProblemCode::UnknownPerson, field.name, login)
                        .with("role", role.as_str()),
                );
            }
        }
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
