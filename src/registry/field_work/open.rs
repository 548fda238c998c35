//! Opening an inspection of a line, giving its tasks to people, ending its field work.

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::{InspectionSheet, course::Course};
use crate::{
    domain::{
        Act, Actor, Caller, Kind, Problem, ProblemCode, Role, boundary_line, boundary_marker,
        field_work::{Chain, JointInspection, LineSide, PlannedTask},
        shared,
    },
    geo::LonLat,
    registry::{Registry, RegistryError, View, mint},
    snapshot::RowRef,
    store::{Commit, CommitNote, NewInspection},
};

/// An inspection to be opened.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InspectionOrder {
    /// The line's code.
    pub line_code: String,
    /// The round (第几轮).
    pub round: i32,
    /// The side that leads.
    pub lead_side: LineSide,
    /// The first day of the field work.
    pub starts_on: NaiveDate,
    /// The last day of the field work.
    pub ends_on: NaiveDate,
    /// The plan in words.
    #[serde(default)]
    pub plan: Option<String>,
}

/// Tasks to be given to somebody.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The tasks.
    pub tasks: Vec<Uuid>,
    /// The login of whoever gets them; none: anybody of the team.
    #[serde(default)]
    pub person: Option<String>,
}

/// The longest plan, in characters.
const LONGEST_PLAN: usize = 4_000;

impl Registry {
    /// Opens an inspection: the markers and segments of the line become its tasks.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] with everything that is wrong; [`RegistryError::Conflict`] when the
    /// line has one in that round; [`RegistryError::OutOfReach`] when the caller reaches neither side.
    pub async fn open_inspection(
        &self,
        caller: &Caller,
        order: &InspectionOrder,
    ) -> Result<InspectionSheet, RegistryError> {
        let view = self.view()?;
        let lines = view.snapshot.table(Kind::BoundaryLine);
        let line = lines.by_code(&order.line_code).ok_or_else(|| {
            let code = &order.line_code;
            RegistryError::Refused(vec![Problem::new(
                ProblemCode::UnknownLine,
                "line_code",
                code,
            )])
        })?;
        let actor = caller
            .acting_where(Act::EditBoundaries, |region| {
                view.snapshot.reaches(region, line)
            })
            .filter(|actor| actor.may(Act::EditBoundaries))
            .ok_or(RegistryError::NotYours)?;
        let problems = checked(order);
        if !problems.is_empty() {
            return Err(RegistryError::Refused(problems));
        }
        let side = |at: usize| line.text(at).unwrap_or_default();
        let tasks: Vec<(Uuid, PlannedTask)> = planned(&view, line, order.lead_side)
            .into_iter()
            .map(|task| (mint(), task))
            .collect();
        let new = NewInspection {
            id: mint(),
            line: (line.id(), &order.line_code, line.name().unwrap_or_default()),
            round: order.round,
            sides: [
                side(boundary_line::LEFT_CODE_AT),
                side(boundary_line::RIGHT_CODE_AT),
            ],
            lead_side: order.lead_side,
            days: [order.starts_on, order.ends_on],
            plan: order.plan.as_deref(),
            tasks: &tasks,
        };
        let mut commit = self.begin(&actor).await?;
        commit.open_inspection(&new, &actor.login).await?;
        commit.tell(acted(&new_number(&order.line_code, order.round), "open"));
        commit.close(CommitNote::by(&actor)).await?;
        self.inspection_sheet(caller, new.id).await
    }

    /// Gives tasks to somebody of the caller's own side's team, or to the whole team.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] when nobody of that login works there, or a task is the other side's.
    pub async fn assign_tasks(
        &self,
        caller: &Caller,
        inspection: Uuid,
        order: &Assignment,
    ) -> Result<InspectionSheet, RegistryError> {
        let view = self.view()?;
        let actor = caller
            .acting(Act::AssignCase)
            .ok_or(RegistryError::NotYours)?;
        let mut commit = self.begin(&actor).await?;
        let own = commit.lock_inspection(inspection).await?;
        let side = side_of(&view, &actor, &own).ok_or(RegistryError::OutOfReach)?;
        if let Some(person) = &order.person
            && !holds(&mut commit, &view, &own, side, person).await?
        {
            let problem = Problem::new(ProblemCode::UnknownPerson, "person", person);
            let problem = problem.with("role", Role::Surveyor.as_str());
            return Err(RegistryError::Refused(vec![problem]));
        }
        let sides: &[&str] = match side {
            LineSide::Left => &["left", "both"],
            LineSide::Right => &["right", "both"],
            LineSide::Both => &["left", "right", "both"],
        };
        let given = commit
            .assign_field_tasks(inspection, &order.tasks, sides, order.person.as_deref())
            .await?;
        if given != order.tasks.len() as u64 {
            let problem = Problem::new(ProblemCode::UnknownTask, "tasks", "");
            return Err(RegistryError::Refused(vec![problem]));
        }
        commit.tell(acted(&new_number(&own.line_code, own.round), "assign"));
        commit.close(CommitNote::by(&actor)).await?;
        self.inspection_sheet(caller, inspection).await
    }

    /// Ends the field work, or takes it up again. What still comes from phones is taken in all the
    /// same and marked as late.
    ///
    /// # Errors
    /// [`RegistryError::Stale`] when somebody changed it first; [`RegistryError::NotYours`] for
    /// whoever does not lead.
    pub async fn close_inspection(
        &self,
        caller: &Caller,
        inspection: Uuid,
        version: i32,
        closed: bool,
    ) -> Result<InspectionSheet, RegistryError> {
        let view = self.view()?;
        let actor = caller
            .acting(Act::EditBoundaries)
            .ok_or(RegistryError::NotYours)?;
        let mut commit = self.begin(&actor).await?;
        let own = commit.lock_inspection(inspection).await?;
        let side = side_of(&view, &actor, &own).ok_or(RegistryError::OutOfReach)?;
        if side != LineSide::Both && side != own.lead_side {
            return Err(RegistryError::NotYours);
        }
        commit.close_inspection(inspection, version, closed).await?;
        let word = if closed { "close" } else { "reopen" };
        commit.tell(acted(&new_number(&own.line_code, own.round), word));
        commit.close(CommitNote::by(&actor)).await?;
        self.inspection_sheet(caller, inspection).await
    }
}

/// The side or sides of an inspection that an actor reaches.
pub(super) fn side_of(view: &View, actor: &Actor, own: &JointInspection) -> Option<LineSide> {
    let reaches =
        |code: &str| actor.reaches(code, |region, above| view.snapshot.is_below(region, above));
    LineSide::reached(reaches(&own.left_code), reaches(&own.right_code))
}

async fn holds(
    commit: &mut Commit,
    view: &View,
    own: &JointInspection,
    side: LineSide,
    login: &str,
) -> Result<bool, RegistryError> {
    let codes: &[&str] = match side {
        LineSide::Left => &[&own.left_code],
        LineSide::Right => &[&own.right_code],
        LineSide::Both => &[&own.left_code, &own.right_code],
    };
    for code in codes {
        let chain = view.snapshot.chain(code);
        let above: Vec<&str> = chain
            .iter()
            .filter_map(|row| row.text(shared::CODE_AT))
            .collect();
        for role in [Role::Surveyor, Role::Clerk] {
            if commit.holds_role(login, role, &above).await? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What the audit log tells of an inspection.
fn acted(number: &str, act: &str) -> crate::domain::Event {
    crate::domain::Event::about(crate::domain::EventAct::CaseActed, number).with("act", act)
}

/// What the audit log calls an inspection: line and round.
pub(super) fn new_number(line_code: &str, round: i32) -> String {
    format!("LJ-{line_code}-{round}")
}

fn checked(order: &InspectionOrder) -> Vec<Problem> {
    let mut problems = Vec::new();
    let wrong = |field: &'static str, value: String, allowed: &str| {
        Problem::new(ProblemCode::WrongValue, field, &value).with("allowed", allowed)
    };
    if !(1..=99).contains(&order.round) {
        problems.push(wrong("round", order.round.to_string(), "1…99"));
    }
    if order.lead_side == LineSide::Both {
        problems.push(wrong("lead_side", "both".to_owned(), "left, right"));
    }
    if order.ends_on < order.starts_on {
        let allowed = format!("≥ {}", order.starts_on);
        problems.push(wrong("ends_on", order.ends_on.to_string(), &allowed));
    }
    let length = order.plan.as_deref().unwrap_or_default().chars().count();
    if length > LONGEST_PLAN {
        let long = Problem::new(
            ProblemCode::TooLong,
            "plan",
            order.plan.as_deref().unwrap_or(""),
        );
        problems.push(
            long.with("length", length.to_string())
                .with("limit", LONGEST_PLAN.to_string()),
        );
    }
    problems
}

/// The tasks of a line: its markers and the segments between them.
fn planned(view: &View, line: RowRef<'_>, lead: LineSide) -> Vec<PlannedTask> {
    let Some(course) = line.geometry().and_then(|geometry| Course::of(&geometry)) else {
        return Vec::new();
    };
    let code = line.text(shared::CODE_AT).unwrap_or_default();
    let markers = markers_of(view, code)
        .into_iter()
        .filter_map(|row| {
            Some(Chain {
                marker_id: row.id(),
                number: number_of(row),
                keeper: keeper_of(row),
                at_m: course.at_m(place_of(row)?),
            })
        })
        .collect();
    PlannedTask::along(markers, course.length_m(), lead)
}

/// The markers that stand on a line, tri-points among them.
pub(super) fn markers_of<'v>(view: &'v View, line_code: &str) -> Vec<RowRef<'v>> {
    view.snapshot
        .table(Kind::BoundaryMarker)
        .iter()
        .filter(|row| row.state().is_published())
        .filter(|row| {
            let codes = row.text(boundary_marker::LINE_CODE_AT).unwrap_or_default();
            codes.split('|').any(|code| code.trim() == line_code)
        })
        .collect()
}

/// What a marker is called.
pub(super) fn number_of(row: RowRef<'_>) -> String {
    let word = |at: usize| row.text(at).unwrap_or_default();
    row.text(boundary_marker::NUMBER_AT).map_or_else(
        || {
            format!(
                "{}{}",
                word(boundary_marker::SERIAL_AT),
                word(boundary_marker::TYPE_AT)
            )
        },
        str::to_owned,
    )
}

fn keeper_of(row: RowRef<'_>) -> Option<LineSide> {
    row.text(boundary_marker::CUSTODIAN_SIDE_AT)?.parse().ok()
}

/// Where the register has a marker.
pub(super) fn place_of(row: RowRef<'_>) -> Option<LonLat> {
    row.point()
}
