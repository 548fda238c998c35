//! Moving a case on, and commenting on it.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use super::{
    Asking, CaseConflict, CaseSheet, check,
    open::{Place, acted, deadlines, hashed, tasks, title},
};
use crate::{
    domain::{
        Act, Actor, COMMENT, Case, CaseName, NameCheck, Problem, ProblemCode,
        lifecycle::{Hindrance, Standing, Stepped, step},
    },
    registry::{
        Registry, RegistryError, View,
        clock::{local_day, mint},
        review::NotGiven,
    },
    store::{CaseMove, Commit, CommitNote, NewEvent, StepWrite},
};

/// A step that somebody wants taken.
#[derive(Clone, Debug)]
pub struct CaseAct {
    /// The act's word.
    pub act: String,
    /// The version that whoever acts has read.
    pub version: i32,
    /// What was filled in.
    pub form: Map<String, Json>,
    /// What was said beside it.
    pub comment: Option<String>,
    /// What tells this request from any other: when it comes again, nothing is done again.
    pub request_key: Option<String>,
}

/// The longest comment, in characters.
const LONGEST_COMMENT: usize = 2_000;

impl Registry {
    /// Takes a step; the case as it stands after it.
    ///
    /// # Errors
    /// [`RegistryError::CaseStands`] with the case as it is when it was moved first or the act is
    /// not open; [`RegistryError::NotYours`] by role; [`RegistryError::NotFound`] by region;
    /// [`RegistryError::Refused`] by what was filled in.
    pub async fn act_on_case(
        &self,
        asking: Asking<'_>,
        name: &CaseName,
        act: &CaseAct,
    ) -> Result<CaseSheet, RegistryError> {
        let view = self.view()?;
        let actor = asking.actor(Act::ReadCases)?;
        let comment = checked_comment(act.comment.as_deref())?;
        let at = self.clock.now();
        let mut commit = Commit::begin(&self.store, mint(), at, local_day(at), &actor).await?;
        let case = commit.lock_case(name).await?;
        let request_hash = act.request_key.as_deref().map(hashed);
        if let Some(hash) = &request_hash
            && let Some(before) = commit.done_before(case.id, hash).await?
        {
            drop(commit);
            return if before == act.act {
                self.case(asking, &CaseName::Id(case.id)).await
            } else {
                Err(RegistryError::KeyReused)
            };
        }
        let moved = Moving {
            view: &view,
            asking,
            actor: &actor,
            case: &case,
            act,
            comment,
            request_hash: request_hash.as_deref(),
            today: local_day(at),
        };
        match self.take(&mut commit, &moved).await {
            Ok(stepped) => {
                commit.tell(acted(&case.number, &act.act, Some(case.state), stepped.to));
                // In the log, too, in the role in which it was done.
                let actor = Actor {
                    role: stepped.role,
                    ..actor
                };
                let reason = stepped.filled.values.get("approval_number");
                self.seal(commit, &actor, reason.and_then(Json::as_str))
                    .await?;
            }
            Err(Stop::Conflict(why)) => {
                drop(commit);
                let sheet = self.case(asking, &CaseName::Id(case.id)).await?;
                return Err(RegistryError::CaseStands {
                    why,
                    sheet: Box::new(sheet),
                });
            }
            Err(Stop::Error(error)) => return Err(error),
        }
        self.case(asking, &CaseName::Id(case.id)).await
    }

    async fn take(&self, commit: &mut Commit, moving: &Moving<'_>) -> Result<Stepped, Stop> {
        let case = moving.case;
        if moving.act.version != case.version {
            return Err(Stop::Conflict(CaseConflict::Stale));
        }
        let open_tasks = commit.open_tasks(case.id).await?;
        let running = commit.running_deadlines(case.id).await?;
        let last_days: Vec<(String, NaiveDate)> = running
            .iter()
            .map(|(name, on, _)| (name.clone(), *on))
            .collect();
        let known = if case.kind.proposes_name {
            commit.latest_check(case.id).await?
        } else {
            None
        };
        let standing = Standing {
            state: case.state,
            tasks: &open_tasks,
            running: &last_days,
            form: &case.form,
            stopped: known.as_ref().is_some_and(NameCheck::is_stopped),
            today: moving.today,
        };
        let held = moving.asking.held(moving.view, &case.region_code);
        let asker = moving.asking.asker(case, &held);
        let mut stepped = step(
            case.kind,
            standing,
            asker,
            &moving.act.act,
            &moving.act.form,
        )?;
        let mut problems = check::subjects(moving.view, &stepped.filled);
        let proposed = self.proposed(commit, moving, &mut stepped).await?;
        problems.extend(proposed.problems(moving, &stepped));
        problems.extend(check::cases(commit, case.kind, case.id, &stepped.filled).await?);
        let place = Place::of(moving.view, &case.region_code);
        // A region that is gone by now still has its own code.
        let chain = place
            .as_ref()
            .map_or_else(|| vec![case.region_code.as_str()], Place::chain);
        let people = check::persons(commit, moving.actor, case.kind, &chain, &stepped.filled);
        problems.extend(people.await?);
        let whose = (case.kind, case.id, case.region_code.as_str());
        problems.extend(check::claim(commit, moving.actor, whose, &stepped.filled).await?);
        if !problems.is_empty() {
            return Err(RegistryError::Refused(problems).into());
        }
        let check = self
            .do_beside(commit, moving, &stepped, proposed, known.as_ref())
            .await?;
        let written = Writing {
            running: &running,
            chain: &chain,
            title: place
                .as_ref()
                .filter(|_| case.kind.proposes_name)
                .map(|place| title(case.kind, &moving.form_after(&stepped), place)),
            check: check.as_ref(),
        };
        self.write_step(commit, moving, &stepped, &written).await?;
        Ok(stepped)
    }

    async fn write_step(
        &self,
        commit: &mut Commit,
        moving: &Moving<'_>,
        stepped: &Stepped,
        writing: &Writing<'_>,
    ) -> Result<(), Stop> {
        let case = moving.case;
        let from = stepped.counts_from.unwrap_or(moving.today);
        let started = stepped
            .step
            .starts
            .iter()
            .map(|name| self.office.measure(case.kind, name, writing.chain, from))
            .collect::<Result<Vec<_>, _>>()?;
        let form = moving.form_after(stepped);
        let (login, name) = moving.asking.names();
        let write = StepWrite {
            event: NewEvent {
                act: stepped.step.act,
                login,
                name,
                role: stepped.role,
                from: Some(case.state),
                to: stepped.to,
                form: &stepped.filled.values,
                comment: moving.comment,
                notice: stepped.step.notice,
                request_hash: moving.request_hash,
            },
            region_code: &case.region_code,
            done: &stepped.done,
            given: &tasks(&stepped.given, &started, writing.running),
            stopped: stepped.stops,
            started: &deadlines(&started),
            subjects: stepped.filled.subjects.as_deref(),
            check: writing.check,
        };
        let case_move = CaseMove {
            id: case.id,
            version: case.version,
            to: stepped.to,
            ends: stepped.ends,
            form: &form,
            position: stepped.filled.position,
            title: writing.title.as_deref(),
        };
        commit.move_case(&case_move, &write).await?;
        Ok(())
    }

    /// Adds a comment to a case; the case with it.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] by role; [`RegistryError::NotFound`] by region;
    /// [`RegistryError::Refused`] when it is empty, too long or has invisible characters.
    pub async fn comment_on_case(
        &self,
        asking: Asking<'_>,
        name: &CaseName,
        comment: &str,
        request_key: Option<&str>,
    ) -> Result<CaseSheet, RegistryError> {
        let view = self.view()?;
        let actor = asking.actor(Act::ReadCases)?;
        let comment = checked_comment(Some(comment))?.ok_or_else(|| {
            RegistryError::Refused(vec![Problem::new(ProblemCode::MissingField, COMMENT, "")])
        })?;
        let at = self.clock.now();
        let mut commit = Commit::begin(&self.store, mint(), at, local_day(at), &actor).await?;
        let case = commit.lock_case(name).await?;
        let roles = asking.roles(&view, &case.region_code, Act::CommentOnCase);
        let role = *roles.first().ok_or(RegistryError::NotYours)?;
        let request_hash = request_key.map(hashed);
        let before = match &request_hash {
            Some(hash) => commit.done_before(case.id, hash).await?,
            None => None,
        };
        match before.as_deref() {
            None => {
                let (login, name) = asking.names();
                let event = NewEvent {
                    act: COMMENT,
                    login,
                    name,
                    role,
                    from: Some(case.state),
                    to: case.state,
                    form: &Map::new(),
                    comment: Some(comment),
                    notice: None,
                    request_hash: request_hash.as_deref(),
                };
                commit.comment_on_case(case.id, &event).await?;
                commit.tell(acted(&case.number, COMMENT, Some(case.state), case.state));
                commit
                    .close(CommitNote::by(&Actor { role, ..actor }))
                    .await?;
            }
            Some(COMMENT) => drop(commit),
            Some(_) => return Err(RegistryError::KeyReused),
        }
        self.case(asking, &CaseName::Id(case.id)).await
    }
}

/// A step about to be taken.
pub(super) struct Moving<'a> {
    pub(super) view: &'a View,
    asking: Asking<'a>,
    pub(super) actor: &'a Actor,
    pub(super) case: &'a Case,
    act: &'a CaseAct,
    comment: Option<&'a str>,
    request_hash: Option<&'a [u8]>,
    pub(super) today: NaiveDate,
}

impl Moving<'_> {
    /// What is filled in by then, the latest of each field.
    pub(super) fn form_after(&self, stepped: &Stepped) -> Map<String, Json> {
        let mut form = self.case.form.clone();
        if !stepped.step.apart {
            form.extend(stepped.filled.values.clone());
        }
        form
    }
}

/// What is written beside the step itself.
struct Writing<'a> {
    running: &'a [(String, NaiveDate, bool)],
    chain: &'a [&'a str],
    title: Option<String>,
    check: Option<&'a NameCheck>,
}

/// Why it is not taken.
pub(super) enum Stop {
    /// The case stands otherwise.
    Conflict(CaseConflict),
    /// Something else.
    Error(RegistryError),
}

impl<E: Into<RegistryError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl From<NotGiven> for Stop {
    fn from(why: NotGiven) -> Self {
        match why {
            NotGiven::Conflict(conflict) => Self::Conflict(conflict),
            NotGiven::Error(error) => Self::Error(error),
        }
    }
}

impl From<Hindrance> for Stop {
    fn from(hindrance: Hindrance) -> Self {
        match hindrance {
            Hindrance::Unknown => Self::Error(RegistryError::NotFound),
            Hindrance::NotYours => Self::Error(RegistryError::NotYours),
            Hindrance::Form(problems) => Self::Error(RegistryError::Refused(problems)),
            Hindrance::NotOpen => Self::Conflict(CaseConflict::NotOpen),
            Hindrance::Stopped => Self::Conflict(CaseConflict::Stopped),
            Hindrance::Waiting(task) => Self::Conflict(CaseConflict::Waiting(task)),
            Hindrance::Early(name, on) => Self::Conflict(CaseConflict::Early(name, on)),
        }
    }
}

/// A comment without its edges; none when nothing is left.
fn checked_comment(comment: Option<&str>) -> Result<Option<&str>, RegistryError> {
    whole_text(COMMENT, comment, LONGEST_COMMENT)
}

/// Text without its edges, of so many characters at most and without invisible ones; none when nothing
/// is left.
pub(in crate::registry) fn whole_text<'a>(
    field: &'static str,
    text: Option<&'a str>,
    longest: usize,
) -> Result<Option<&'a str>, RegistryError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let length = text.chars().count();
    let problem = if length > longest {
        Problem::new(ProblemCode::TooLong, field, text)
            .with("length", length.to_string())
            .with("limit", longest.to_string())
    } else if text.chars().any(|c| c.is_control() && c != '\n') {
        let shown = text.escape_debug().to_string();
        Problem::new(ProblemCode::ControlCharacter, field, &shown)
    } else {
        return Ok(Some(text));
    };
    Err(RegistryError::Refused(vec![problem]))
}
