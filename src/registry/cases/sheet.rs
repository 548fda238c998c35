//! A case as somebody may see it, with what is open to that person now.

use chrono::NaiveDate;

use super::Asking;
use crate::{
    domain::{
        Act, CaseFile, CaseName, KeptFinding, NameCheck,
        lifecycle::{Open, OpenTask, Standing, acts_open},
    },
    registry::{Registry, RegistryError, View},
};

/// A case, its record, and what whoever asks may do with it.
#[derive(Clone, Debug)]
pub struct CaseSheet {
    /// The case with everything that belongs to it, as whoever asks may know it.
    pub file: CaseFile,
    /// The steps that are open to whoever asks.
    pub acts: Vec<Open>,
    /// Whether it may be commented on.
    pub may_comment: bool,
    /// The day on which it was asked.
    pub today: NaiveDate,
}

/// Why a case is not moved.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseConflict {
    /// Somebody moved it first.
    Stale,
    /// The act is not open in its state.
    NotOpen,
    /// The latest check of its name came out with a stop.
    Stopped,
    /// The rules find something about its name that was not known when it was decided.
    NewFindings(Vec<KeptFinding>),
    /// So many comments on its notice wait for an answer.
    Unanswered(i64),
    /// A task is to be done before.
    Waiting(&'static str),
    /// A deadline is to run out before, the last day of which is named.
    Early(&'static str, NaiveDate),
}

impl Registry {
    /// A case as the caller may see it.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] without a role that reads cases; [`RegistryError::NotFound`]
    /// when there is none within its regions.
    pub async fn case(
        &self,
        asking: Asking<'_>,
        name: &CaseName,
    ) -> Result<CaseSheet, RegistryError> {
        let view = self.view()?;
        let file = self
            .store
            .case_file(&asking.actor(Act::ReadCases)?, name)
            .await?;
        Ok(self.sheet(&view, asking, file))
    }

    pub(super) fn sheet(&self, view: &View, asking: Asking<'_>, mut file: CaseFile) -> CaseSheet {
        let case = &file.case;
        let today = self.clock.today();
        let held = asking.held(view, &case.region_code);
        let tasks: Vec<OpenTask> = file
            .tasks
            .iter()
            .filter(|task| task.done_at.is_none())
            .map(|task| OpenTask {
                id: task.id,
                task: task.task.clone(),
                role: task.role,
                person: task.person.clone(),
            })
            .collect();
        let running: Vec<(String, NaiveDate)> = file
            .deadlines
            .iter()
            .filter(|deadline| deadline.stopped_at.is_none())
            .map(|deadline| (deadline.name.clone(), deadline.due_on))
            .collect();
        let standing = Standing {
            state: case.state,
            tasks: &tasks,
            running: &running,
            form: &case.form,
            stopped: file.checks.first().is_some_and(NameCheck::is_stopped),
            today,
        };
        let acts = acts_open(case.kind, standing, asking.asker(case, &held));
        let may_comment = !asking
            .roles(view, &case.region_code, Act::CommentOnCase)
            .is_empty();
        if !asking.may_name_experts(view, &case.region_code) {
            file.unname_experts(asking.names().0);
        }
        file.seal(asking.names().0);
        CaseSheet {
            file,
            acts,
            may_comment,
            today,
        }
    }
}
