//! Why an act was not done, in words for whoever works at the machine.

use super::{RegistryError, cases::CaseConflict, people::PasswordFault};
use crate::messages::Phrase;

impl From<&RegistryError> for Phrase {
    fn from(error: &RegistryError) -> Self {
        let plain = match error {
            RegistryError::NotFound => "registry.not_found",
            RegistryError::Retired => "registry.retired",
            RegistryError::OutOfReach => "registry.out_of_reach",
            RegistryError::NotYours => "registry.not_yours",
            RegistryError::KeyReused => "registry.key_reused",
            RegistryError::LastAdministrator => "registry.last_administrator",
            RegistryError::WrongCredentials => "registry.wrong_credentials",
            RegistryError::Busy => "registry.busy",
            RegistryError::WrongHash => "registry.wrong_hash",
            RegistryError::TooManyUploads => "registry.too_many_uploads",
            RegistryError::WeakPassword(fault) => match fault {
                PasswordFault::Short => "problem.password_short.reason",
                PasswordFault::Long => "registry.password_long",
                PasswordFault::Common => "problem.password_common.reason",
                PasswordFault::LikeLogin => "problem.password_like_login.reason",
                PasswordFault::Monotonous => "problem.password_monotonous.reason",
            },
            RegistryError::CaseStands { why, .. } => match why {
                CaseConflict::Stale => "http.case_moved.detail",
                CaseConflict::NotOpen => "http.act_not_open.detail",
                CaseConflict::Stopped => "http.name_stopped.detail",
                CaseConflict::NewFindings(found) => {
                    let rules: Vec<&str> = found.iter().map(|one| one.rule.as_str()).collect();
                    return Self::of("http.name_newly_found.detail")
                        .with("rules", rules.join(", "));
                }
                CaseConflict::Unanswered(open) => {
                    return Self::of("http.notice_unanswered.detail")
                        .with("count", open.to_string());
                }
                CaseConflict::Waiting(_) => "http.act_waits.detail",
                CaseConflict::Early(_, on) => {
                    return Self::of("http.act_too_early.detail").with("on", on.to_string());
                }
            },
            other => return mentioning(other),
        };
        Self::of(plain)
    }
}

/// The words of those that name something.
fn mentioning(error: &RegistryError) -> Phrase {
    match error {
        RegistryError::Refused(problems) => match problems.as_slice() {
            [first, ..] => Phrase::of("registry.refused")
                .with("count", problems.len().to_string())
                .with("reason", first.phrase("reason"))
                .with("mend", first.phrase("mend")),
            [] => Phrase::of("registry.not_yours"),
        },
        RegistryError::Stale { current } => {
            Phrase::of("store.stale").with("current", current.to_string())
        }
        RegistryError::Conflict { constraint } => {
            Phrase::of("registry.conflict").with("constraint", constraint)
        }
        RegistryError::NeedsCase(fields) => {
            Phrase::of("registry.needs_case").with("fields", fields.join(", "))
        }
        RegistryError::Forbidden(act) => Phrase::of("registry.forbidden").with("act", act.as_str()),
        RegistryError::NotGrantable(role) => {
            Phrase::of("registry.not_grantable").with("role", role.as_str())
        }
        RegistryError::Throttled { wait_s } => {
            Phrase::of("registry.throttled").with("seconds", wait_s.to_string())
        }
        RegistryError::NotReady(position) => {
            Phrase::of("registry.not_ready").with("position", position.0.to_string())
        }
        RegistryError::Exchange(error) => error.into(),
        RegistryError::File { path, error } => Phrase::of("exchange.file")
            .with("path", path.display().to_string())
            .with("error", error),
        RegistryError::Cluster(error) => error.into(),
        RegistryError::Store(error) => error.into(),
        RegistryError::Unfit(unfit) => unfit.values().into_iter().fold(
            Phrase::of(format!("files.{}.detail", unfit.code())),
            |phrase, (name, value)| phrase.with(name, value),
        ),
        RegistryError::WrongOffset { received } => {
            Phrase::of("registry.wrong_offset").with("received", received.to_string())
        }
        RegistryError::Document(error) => error.into(),
        RegistryError::Specification(detail) => {
            Phrase::of("registry.specification").with("error", detail.clone())
        }
        other => Phrase::of("registry.other").with("error", other.to_string()),
    }
}
