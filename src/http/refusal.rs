//! Saying no: one table from what went wrong to `application/problem+json` (RFC 9457).

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value as Json, json};

use crate::{
    documents::DocumentError,
    domain::{Act, Problem, ProblemCode},
    files::Unfit,
    messages::{Lang, Phrase},
    registry::{KeptName, RegistryError, cases::CaseConflict, people::PasswordFault},
    store::StoreError,
};

/// An answer that is a no. Its words are chosen when the reader's language and the request's id
/// are known, in [`super::courtesy`].
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    /// The catalogue file that holds its words.
    room: &'static str,
    values: Vec<(&'static str, Phrase)>,
    errors: Vec<Problem>,
    retry_after_s: Option<u32>,
    beside: Option<Box<(&'static str, Json)>>,
    /// Where an upload goes on.
    upload_offset: Option<u64>,
}

/// The result of a handler.
pub(super) type Answer<T> = Result<T, Refusal>;

impl Refusal {
    pub(super) const fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            room: "http",
            values: Vec::new(),
            errors: Vec::new(),
            retry_after_s: None,
            beside: None,
            upload_offset: None,
        }
    }

    /// The same refusal, naming something that its message mentions.
    pub(super) fn naming(mut self, name: &'static str, value: impl Into<Phrase>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// The same refusal, with something beside its words that the caller goes on from.
    pub(super) fn showing(mut self, member: &'static str, what: Json) -> Self {
        self.beside = Some(Box::new((member, what)));
        self
    }

    pub(super) fn again_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// A file that is not kept.
    pub(super) fn unfit(unfit: &Unfit) -> Self {
        let status = match unfit {
            Unfit::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Unfit::UnknownType { .. } | Unfit::NoPicture => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self {
            room: "files",
            values: unfit
                .values()
                .into_iter()
                .map(|(name, value)| (name, value.into()))
                .collect(),
            ..Self::new(status, unfit.code())
        }
    }

    /// A refusal whose words stand with those about files.
    pub(super) const fn about_files(status: StatusCode, code: &'static str) -> Self {
        let mut refusal = Self::new(status, code);
        refusal.room = "files";
        refusal
    }

    /// A piece that does not begin where the last one ended.
    pub(super) fn wrong_offset(received: u64) -> Self {
        Self {
            upload_offset: Some(received),
            ..Self::about_files(StatusCode::CONFLICT, "upload_offset")
                .naming("received", received.to_string())
        }
    }

    pub(super) fn parameter(name: &'static str, value: &str, expected: impl Into<Phrase>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_parameter")
            .naming("name", name)
            .naming("value", value.chars().take(100).collect::<String>())
            .naming("expected", expected)
    }

    pub(super) fn unreadable(detail: impl Into<Phrase>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable").naming("detail", detail)
    }

    pub(super) const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    pub(super) const fn unauthorised() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorised")
    }

    pub(super) fn forbidden(act: Act) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden").naming("act", act.as_str())
    }

    /// The refusal that an answer of the framework's own stands for: it has a status, but no words
    /// that a reader of ours would understand.
    pub(super) fn wordless(response: &Response) -> Option<Self> {
        let status = response.status();
        let is_told = response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|told| {
                told.as_bytes().ends_with(b"json") || told.as_bytes().starts_with(b"text/html")
            });
        if is_told || !(status.is_client_error() || status.is_server_error()) {
            return None;
        }
        Some(match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(status, "method_not_allowed"),
            StatusCode::SERVICE_UNAVAILABLE => Self::new(status, "too_slow").again_after(5),
            status if status.is_client_error() => Self {
                status,
                ..Self::unreadable(
                    Phrase::of("http.malformed_request")
                        .with("status", status.canonical_reason().unwrap_or_default()),
                )
            },
            status => Self::new(status, "internal"),
        })
    }

    pub(super) fn refused(problems: Vec<Problem>) -> Self {
        let mut refusal = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid");
        refusal.errors = problems;
        refusal
    }

    /// The body and headers, in the reader's language.
    pub(super) fn render(&self, lang: Lang, request_id: &str) -> Response {
        let words = |part: &str| {
            self.values
                .iter()
                .fold(
                    Phrase::of(format!("{}.{}.{part}", self.room, self.code)),
                    |phrase, (name, value)| phrase.with(name, value.clone()),
                )
                .with("request_id", request_id)
                .say(lang)
        };
        let mut body = json!({
            "type": "about:blank",
            "status": self.status.as_u16(),
            "code": self.code,
            "title": words("title"),
            "detail": words("detail"),
            "instance": request_id,
        });
        if !self.errors.is_empty() {
            body["errors"] = self
                .errors
                .iter()
                .map(|problem| in_words(problem, lang))
                .collect();
        }
        if let Some((member, what)) = self.beside.as_deref() {
            body[*member] = what.clone();
        }
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(received) = self.upload_offset {
            headers.insert("upload-offset", received.into());
        }
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// A field's problem as the contract has it.
fn in_words(problem: &Problem, lang: Lang) -> Json {
    let (reason, mend) = (problem.reason(lang), problem.mend(lang));
    json!({
        "field": problem.field,
        "value": problem.value,
        "code": problem.code.as_str(),
        "reason": reason,
        "mend": mend,
    })
}

/// A name that somebody keeps free already.
fn name_kept(held: &KeptName) -> Refusal {
    let until = held.until.to_string();
    let problem = match &held.holder {
        Some(holder) => Problem::new(ProblemCode::NameKeptFor, "name", &held.name)
            .with("holder", holder.as_str()),
        None => Problem::new(ProblemCode::NameKept, "name", &held.name),
    };
    let told = problem
        .with("region", held.region_name.as_str())
        .with("until", until.as_str());
    let mut reservation = json!({
        "name": held.name, "region_code": held.region_code, "until": held.until,
    });
    if held.holder.is_some() || held.reference.is_some() {
        reservation["holder"] = json!(held.holder);
        reservation["reference"] = json!(held.reference);
    }
    Refusal {
        room: "desk",
        errors: vec![told],
        ..Refusal::new(StatusCode::CONFLICT, "already_registered")
            .naming("name", held.name.as_str())
            .naming("region", held.region_name.as_str())
            .naming("until", until)
            .showing("reservation", reservation)
    }
}

/// A case that does not stand as whoever acts took it.
fn case_stands(why: &CaseConflict) -> Refusal {
    match why {
        CaseConflict::Stale => Refusal::new(StatusCode::CONFLICT, "case_moved"),
        CaseConflict::NotOpen => Refusal::new(StatusCode::CONFLICT, "act_not_open"),
        CaseConflict::Stopped => Refusal::new(StatusCode::CONFLICT, "name_stopped"),
        CaseConflict::NewFindings(found) => {
            let rules: Vec<&str> = found.iter().map(|one| one.rule.as_str()).collect();
            Refusal::new(StatusCode::CONFLICT, "name_newly_found").naming("rules", rules.join(", "))
        }
        CaseConflict::Unanswered(open) => Refusal::new(StatusCode::CONFLICT, "notice_unanswered")
            .naming("count", open.to_string()),
        CaseConflict::Waiting(_) => Refusal::new(StatusCode::CONFLICT, "act_waits"),
        CaseConflict::Early(_, on) => {
            Refusal::new(StatusCode::CONFLICT, "act_too_early").naming("on", on.to_string())
        }
    }
}

impl From<RegistryError> for Refusal {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::Refused(problems) => Self::refused(problems),
            RegistryError::Stale { current } => Self::new(StatusCode::PRECONDITION_FAILED, "stale")
                .naming("current", current.to_string()),
            RegistryError::NotFound => Self::not_found(),
            RegistryError::Retired => Self::new(StatusCode::CONFLICT, "retired"),
            RegistryError::Conflict { constraint } => {
                Self::new(StatusCode::CONFLICT, "already_registered")
                    .naming("constraint", constraint)
            }
            RegistryError::NameKept(held) => name_kept(&held),
            RegistryError::NoticeOver => Self::new(StatusCode::CONFLICT, "notice_over"),
            RegistryError::NameBorne(place) => Self::new(StatusCode::CONFLICT, "name_borne")
                .naming("name", place.name.as_str())
                .showing("bearer", json!({ "kind": place.kind.as_str(), "id": place.id, "name": place.name, "region_code": place.region_code })),
            RegistryError::Forbidden(act) => Self::forbidden(act),
            RegistryError::WrongCredentials => {
                Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials")
            }
            RegistryError::Throttled { wait_s } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_often")
                    .naming("seconds", wait_s.to_string())
                    .again_after(wait_s)
            }
            RegistryError::WeakPassword(fault) => weak_password(fault),
            RegistryError::LastAdministrator => {
                Self::new(StatusCode::CONFLICT, "last_administrator")
            }
            RegistryError::NotGrantable(role) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "not_grantable")
                    .naming("role", role.as_str())
            }
            RegistryError::OutOfReach => Self::new(StatusCode::FORBIDDEN, "out_of_reach"),
            RegistryError::NotYours => Self::new(StatusCode::FORBIDDEN, "not_allowed"),
            RegistryError::NeedsCase(fields) => {
                Self::new(StatusCode::CONFLICT, "needs_case").naming("fields", fields.join(", "))
            }
            RegistryError::CaseStands { why, .. } => case_stands(&why),
            RegistryError::KeyReused => Self::new(StatusCode::CONFLICT, "key_reused"),
            RegistryError::Busy => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy").again_after(5)
            }
            RegistryError::PositionAhead { asked, head } => {
                let head = head.0.to_string();
                let problem =
                    Problem::new(ProblemCode::PositionAhead, "since", &asked.0.to_string())
                        .with("head", &head);
                Self {
                    errors: vec![problem],
                    ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "position_ahead")
                        .naming("head", head)
                }
            }
            RegistryError::NotReady(position) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready")
                    .naming("position", position.0.to_string())
                    .again_after(1)
            }
            RegistryError::Unfit(unfit) => Self::unfit(&unfit),
            RegistryError::WrongOffset { received } => Self::wrong_offset(received),
            RegistryError::WrongHash => {
                Self::about_files(StatusCode::UNPROCESSABLE_ENTITY, "file_hash")
            }
            RegistryError::TooManyUploads => {
                Self::about_files(StatusCode::TOO_MANY_REQUESTS, "too_many_uploads")
                    .again_after(600)
            }
            RegistryError::Vault(error) => {
                tracing::error!(%error, "contents are not to be had");
                Self::about_files(StatusCode::SERVICE_UNAVAILABLE, "files_unavailable")
                    .again_after(5)
            }
            RegistryError::Document(error) => unprintable(&error),
            RegistryError::PressBusy => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "press_busy").again_after(10)
            }
            RegistryError::PressSlow => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "press_slow").again_after(60)
            }
            RegistryError::Exchange(error) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unusable_file")
                    .naming("detail", &error)
            }
            RegistryError::Store(StoreError::Unavailable(error)) => {
                tracing::error!(%error, "the database does not answer");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "database_unavailable").again_after(2)
            }
            RegistryError::Store(StoreError::Unfit(detail)) => {
                Self::unreadable(Phrase::of("store.unfit").with("error", detail))
            }
            RegistryError::Store(StoreError::Refused { constraint, detail }) => {
                tracing::warn!(%constraint, %detail, "a constraint refused a row");
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "constraint")
                    .naming("constraint", constraint)
            }
            other => {
                tracing::error!(error = %other, "a request failed");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
        }
    }
}

/// What a password lacks; the password itself is repeated to nobody.
fn weak_password(fault: PasswordFault) -> Refusal {
    let code = match fault {
        PasswordFault::Short => ProblemCode::PasswordShort,
        PasswordFault::Long => ProblemCode::TooLong,
        PasswordFault::Common => ProblemCode::PasswordCommon,
        PasswordFault::LikeLogin => ProblemCode::PasswordLikeLogin,
        PasswordFault::Monotonous => ProblemCode::PasswordMonotonous,
    };
    Refusal::refused(vec![
        Problem::new(code, "password", "")
            .with("length", "201+")
            .with("limit", "200"),
    ])
}

/// A paper that the machine or the bureau's templates do not let be printed: whoever keeps them is told
/// where to mend what.
fn unprintable(error: &DocumentError) -> Refusal {
    tracing::error!(%error, "a paper cannot be printed");
    let code = match error {
        DocumentError::NoFont { .. } => "no_font",
        DocumentError::Template { .. } | DocumentError::Unusable { .. } | DocumentError::Gone => {
            "paper_broken"
        }
        DocumentError::NoThread(_) | DocumentError::NoPress(_) => "internal",
    };
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, code).naming("detail", error)
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
