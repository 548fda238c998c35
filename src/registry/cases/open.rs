//! Opening a case: it gets a region, a number without gaps, its first tasks and deadlines.

use chrono::Datelike as _;
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Asking, asking::outsider, check, office::Measured};
use crate::{
    domain::{
        Act, Actor, Caller, Event, EventAct, Problem, ProblemCode, Proposal, Role,
        lifecycle::{Asker, CaseKind, Filled, Given, Hindrance, Holds, Stepped, open},
        region, shared,
    },
    messages::{Lang, say},
    registry::{
        Registry, RegistryError, View,
        clock::{local_day, mint, mint_code, spell},
        review,
    },
    store::{Commit, CommitNote, NewCase, NewDeadline, NewEvent, NewTask, StepWrite, StoreError},
};

/// A case that somebody wants opened.
#[derive(Clone, Debug)]
pub struct CaseOrder {
    /// Its kind.
    pub kind: &'static CaseKind,
    /// What was filled in.
    pub form: Map<String, Json>,
    /// The region, for a kind whose cases have no position.
    pub region_code: Option<String>,
    /// What tells this request from any other: when it comes again, nothing is opened again.
    pub request_key: Option<String>,
}

/// A case that was opened.
#[derive(Clone, Debug)]
pub struct OpenedCase {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// By what whoever has no account follows it; told once.
    pub follow_code: Option<String>,
    /// Whether the same request had opened it before.
    pub repeated: bool,
}

/// Where a case lies: its region and those above it by code and name, the lowest first.
pub(super) struct Place {
    codes: Vec<String>,
    names: Vec<String>,
    county: String,
}

impl Registry {
    /// Opens a case as somebody who may.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] by role, [`RegistryError::OutOfReach`] by region,
    /// [`RegistryError::Refused`] by what was filled in.
    pub async fn open_case(
        &self,
        caller: &Caller,
        order: &CaseOrder,
    ) -> Result<OpenedCase, RegistryError> {
        let asking = Asking::Caller(caller);
        let actor = asking.actor(Act::OpenCase)?;
        self.open_as(asking, actor, order).await
    }

    /// Opens a case as anybody may; whoever is signed in is remembered as having opened it.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] by what was filled in.
    pub async fn report(
        &self,
        caller: &Caller,
        order: &CaseOrder,
    ) -> Result<OpenedCase, RegistryError> {
        let actor = Actor {
            person: caller.person,
            login: caller.login.clone(),
            name: caller.name.clone(),
            via: caller.via,
            ..outsider("")
        };
        self.open_as(Asking::Caller(caller), actor, order).await
    }

    async fn open_as(
        &self,
        asking: Asking<'_>,
        mut actor: Actor,
        order: &CaseOrder,
    ) -> Result<OpenedCase, RegistryError> {
        let view = self.view()?;
        let kind = order.kind;
        let is_public = actor.role == Role::Public;
        let whoever = [actor.role];
        let asker = Asker {
            person: Some(&actor.login),
            roles: if is_public { &[] } else { &whoever },
            office: &[],
            opener: true,
        };
        let mut stepped = open(kind, asker, &order.form).map_err(|hindrance| match hindrance {
            Hindrance::Form(problems) => RegistryError::Refused(problems),
            _ => RegistryError::NotYours,
        })?;
        let mut problems = check::subjects(&view, &stepped.filled);
        if kind.proposes_name {
            review::complete(&view, &mut stepped.filled);
            let subjects = stepped.filled.subjects.as_deref().unwrap_or_default();
            problems.extend(review::misfits(&view, &stepped.filled.values, subjects));
        }
        if !problems.is_empty() {
            return Err(RegistryError::Refused(problems));
        }
        let place = place(&view, &stepped.filled, order.region_code.as_deref())?;
        let region = place.region();
        if is_public {
            actor.regions = vec![region.to_owned()];
        } else {
            let here = asking.roles(&view, region, Act::OpenCase);
            actor.role = *here.first().ok_or(RegistryError::OutOfReach)?;
            stepped.role = actor.role;
        }
        let id = mint();
        let follow_code = is_public
            .then(|| follow_code(id, order.request_key.as_deref()))
            .transpose()?;
        match self
            .write_opening(&actor, order, &stepped, &place, id, follow_code.as_deref())
            .await
        {
            Ok(opened) => Ok(opened),
            // The same request was quicker on another connection: what it opened is the answer.
            Err(RegistryError::Store(StoreError::Refused { constraint, .. }))
                if constraint == "case_record_opened_once" =>
            {
                self.write_opening(&actor, order, &stepped, &place, id, None)
                    .await
            }
            Err(error) => Err(error),
        }
    }

    async fn write_opening(
        &self,
        actor: &Actor,
        order: &CaseOrder,
        stepped: &Stepped,
        place: &Place,
        id: Uuid,
        follow_code: Option<&str>,
    ) -> Result<OpenedCase, RegistryError> {
        let kind = order.kind;
        let at = self.clock.now();
        let today = local_day(at);
        let request_hash = order.request_key.as_deref().map(hashed);
        let mut commit = Commit::begin(&self.store, mint(), at, today, actor).await?;
        if let Some(hash) = &request_hash
            && let Some(case) = commit.opened_before(kind.name, &actor.login, hash).await?
        {
            let is_public = actor.role == Role::Public;
            return Ok(OpenedCase {
                id: case.id,
                number: case.number,
                follow_code: is_public
                    .then(|| self::follow_code(case.id, order.request_key.as_deref()))
                    .transpose()?,
                repeated: true,
            });
        }
        let mut problems = check::cases(&mut commit, kind, id, &stepped.filled).await?;
        let chain = place.chain();
        let people = check::persons(&mut commit, actor, kind, &chain, &stepped.filled);
        problems.extend(people.await?);
        let whose = (kind, id, place.region());
        problems.extend(check::claim(&mut commit, actor, whose, &stepped.filled).await?);
        if !problems.is_empty() {
            return Err(RegistryError::Refused(problems));
        }
        let started = stepped
            .step
            .starts
            .iter()
            .map(|name| self.office.measure(kind, name, &chain, today))
            .collect::<Result<Vec<_>, _>>()?;
        let nth = commit
            .next_case_number(kind.prefix, &place.county, today.year())
            .await?;
        let number = format!("{}-{}-{}-{nth:04}", kind.prefix, place.county, today.year());
        let follow_hash = follow_code.map(hashed);
        let new = NewCase {
            id,
            kind,
            number: &number,
            state: stepped.to,
            region_code: place.region(),
            title: &title(kind, &stepped.filled.values, place),
            position: stepped.filled.position,
            follow_hash: follow_hash.as_deref(),
        };
        let step = StepWrite {
            event: NewEvent {
                act: stepped.step.act,
                login: &actor.login,
                name: &actor.name,
                role: stepped.role,
                from: None,
                to: stepped.to,
                form: &stepped.filled.values,
                comment: None,
                notice: stepped.step.notice,
                request_hash: request_hash.as_deref(),
            },
            region_code: place.region(),
            done: &[],
            given: &tasks(&stepped.given, &started, &[]),
            stopped: &[],
            started: &deadlines(&started),
            subjects: stepped.filled.subjects.as_deref(),
            check: None,
        };
        commit.open_case(&new, &step).await?;
        commit.tell(acted(&number, stepped.step.act, None, stepped.to));
        commit.close(CommitNote::by(actor)).await?;
        Ok(OpenedCase {
            id,
            number,
            follow_code: follow_code.map(str::to_owned),
            repeated: false,
        })
    }
}

impl Place {
    /// The case's own region.
    pub(super) fn region(&self) -> &str {
        self.codes.first().map_or("", String::as_str)
    }

    /// It and those above it, the lowest first.
    pub(super) fn chain(&self) -> Vec<&str> {
        self.codes.iter().map(String::as_str).collect()
    }

    /// The place of a region; `None` when nobody knows it.
    pub(super) fn of(view: &View, code: &str) -> Option<Self> {
        let mut chain = view.snapshot.chain(code);
        chain.reverse();
        let county = chain
            .iter()
            .find(|row| row.text(region::LEVEL_AT) == Some("county"))
            .or(chain.first())?
            .text(shared::CODE_AT)?
            .to_owned();
        let codes = chain.iter().filter_map(|row| row.text(shared::CODE_AT));
        let names = chain.iter().filter_map(|row| row.name());
        Some(Self {
            codes: codes.map(str::to_owned).collect(),
            names: names.map(str::to_owned).collect(),
            county,
        })
    }
}

/// Where a case lies: by its position, else by the region that is named.
fn place(view: &View, filled: &Filled, named: Option<&str>) -> Result<Place, RegistryError> {
    let (code, problem) = match (filled.position, named) {
        (Some(at), _) => {
            let chain = view.index.containing(at);
            let code = chain
                .last()
                .and_then(|row| row.text(shared::CODE_AT))
                .map(str::to_owned);
            let shown = format!("{},{}", at.lon, at.lat);
            let problem = Problem::new(ProblemCode::NoRegion, "position", &shown);
            (code, problem)
        }
        (None, Some(code)) => {
            let problem = Problem::new(ProblemCode::UnknownRegion, "region_code", code);
            (Some(code.to_owned()), problem)
        }
        (None, None) => {
            let problem = Problem::new(ProblemCode::MissingField, "region_code", "");
            (None, problem)
        }
    };
    code.and_then(|code| Place::of(view, &code))
        .ok_or_else(|| RegistryError::Refused(vec![problem]))
}

/// The title by the kind's pattern, in Chinese: the region's name and the chosen words.
pub(super) fn title(kind: &CaseKind, form: &Map<String, Json>, place: &Place) -> String {
    let mut marks: Vec<(&str, String)> =
        vec![("region", place.names.first().cloned().unwrap_or_default())];
    if kind.proposes_name {
        let proposal = Proposal::of(form);
        let former = || proposal.text("former").map(str::to_owned);
        let called = proposal.name().or_else(former);
        marks.push(("called", called.unwrap_or_default()));
    }
    for field in kind.fields {
        let Some(Json::String(value)) = form.get(field.name) else {
            continue;
        };
        let word = match field.holds {
            Holds::Choice(_) => kind.say(Lang::ZhCn, &format!("choice.{}.{value}", field.name)),
            _ => value.chars().take(40).collect(),
        };
        marks.push((field.name, word));
    }
    let marks: Vec<(&str, &str)> = marks
        .iter()
        .map(|(name, word)| (*name, word.as_str()))
        .collect();
    say(Lang::ZhCn, &kind.key("title"), &marks)
}

/// The tasks to be given, each due with its deadline: one that starts now, else one that runs.
pub(super) fn tasks<'a>(
    given: &'a [Given],
    started: &[Measured],
    running: &[(String, chrono::NaiveDate, bool)],
) -> Vec<NewTask<'a>> {
    given
        .iter()
        .map(|given| {
            let due = given.task.deadline.and_then(|name| {
                let starting = started.iter().find(|deadline| deadline.name == name);
                starting
                    .map(|deadline| (deadline.due.on, deadline.due.provisional))
                    .or_else(|| {
                        let runs = running.iter().find(|(own, ..)| own == name);
                        runs.map(|(_, on, provisional)| (*on, *provisional))
                    })
            });
            NewTask {
                id: mint(),
                task: given.task.name,
                role: given.task.role,
                person: given.person.as_deref(),
                due_on: due.map(|(on, _)| on),
                due_provisional: due.is_some_and(|(_, provisional)| provisional),
            }
        })
        .collect()
}

/// The deadlines to be started.
pub(super) fn deadlines(started: &[Measured]) -> Vec<NewDeadline<'_>> {
    started
        .iter()
        .map(|deadline| NewDeadline {
            name: deadline.name,
            due_on: deadline.due.on,
            provisional: deadline.due.provisional,
            basis: &deadline.basis,
        })
        .collect()
}

/// What the audit log tells of a step: what it was, not what was filled in.
pub(super) fn acted(number: &str, act: &str, from: Option<&str>, to: &str) -> Event {
    Event::about(EventAct::CaseActed, number)
        .with("act", act)
        .with("from", from)
        .with("to", to)
}

/// SHA-256: what is kept of codes and keys.
pub(in crate::registry) fn hashed(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// The code by which a case or a comment is followed. With a request key it is made from it and the case's id,
/// so that a request that comes again is told the same; neither is ever kept.
pub(in crate::registry) fn follow_code(
    case: Uuid,
    request_key: Option<&str>,
) -> Result<String, RegistryError> {
    match request_key {
        Some(key) => {
            let mut hash = Sha256::new_with_prefix(b"follow");
            hash.update(case.as_bytes());
            hash.update(key.as_bytes());
            Ok(spell(&hash.finalize()))
        }
        None => mint_code().map_err(|error| RegistryError::Thread(error.to_string())),
    }
}
