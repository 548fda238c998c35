//! What a step of a name proposal brings with it beside the step: whether it fits, the check that it
//! makes, the name that it gives.

use serde_json::{Map, Value as Json};

use super::{
    CaseConflict,
    act::{Moving, Stop},
};
use crate::{
    domain::{
        Actor, NameCheck, Problem,
        lifecycle::{Effect, Stepped, Subject},
    },
    registry::{
        Registry, RegistryError, local_day,
        review::{self, Asked, Giving},
    },
    store::Commit,
};

/// What a step proposes by then; nothing in cases of other kinds.
pub(super) struct Proposed {
    form: Map<String, Json>,
    subjects: Vec<Subject>,
}

impl Proposed {
    /// What does not fit: the application while it may be changed, and every date that is told.
    pub(super) fn problems(&self, moving: &Moving<'_>, stepped: &Stepped) -> Vec<Problem> {
        let case = moving.case;
        if !case.kind.proposes_name {
            return Vec::new();
        }
        let opened_on = local_day(case.opened_at);
        let mut problems = review::untimely(case.kind, &stepped.filled, opened_on, moving.today);
        if Some(case.state) == case.kind.opening.to && !stepped.ends {
            problems.extend(review::misfits(moving.view, &self.form, &self.subjects));
        }
        problems
    }
}

impl Registry {
    /// What the case proposes once the step is taken; an approval says by whom and when.
    pub(super) async fn proposed(
        &self,
        commit: &mut Commit,
        moving: &Moving<'_>,
        stepped: &mut Stepped,
    ) -> Result<Proposed, RegistryError> {
        let case = moving.case;
        let subjects = match &stepped.filled.subjects {
            Some(subjects) => subjects.clone(),
            None if case.kind.proposes_name => commit.case_subjects(case.id).await?,
            None => Vec::new(),
        };
        if stepped.step.effect == Some(Effect::GiveName) {
            let members = &mut stepped.filled.values;
            review::approval_defaults(moving.view, &case.region_code, moving.today, members);
        }
        Ok(Proposed {
            form: moving.form_after(stepped),
            subjects,
        })
    }

    /// Does what the step does beside moving the case; the check that it makes is to be kept with it.
    pub(super) async fn do_beside(
        &self,
        commit: &mut Commit,
        moving: &Moving<'_>,
        stepped: &Stepped,
        proposed: Proposed,
        known: Option<&NameCheck>,
    ) -> Result<Option<NameCheck>, Stop> {
        let case = moving.case;
        let (Some(effect), Some(subject)) = (stepped.step.effect, proposed.subjects.first()) else {
            return Ok(None);
        };
        let asked = Asked {
            number: &case.number,
            form: &proposed.form,
            subject: *subject,
        };
        match effect {
            Effect::CheckName => Ok(self.check_proposal(commit, case.id, asked).await?),
            Effect::CloseNotice => match commit.unanswered_comments(case.id).await? {
                0 => Ok(None),
                open => Err(Stop::Conflict(CaseConflict::Unanswered(open))),
            },
            Effect::GiveName => {
                let actor = Actor {
                    role: stepped.role,
                    ..moving.actor.clone()
                };
                let giving = Giving {
                    case: case.id,
                    asked,
                    known,
                };
                self.give_name(commit, &actor, giving).await?;
                Ok(None)
            }
        }
    }
}
