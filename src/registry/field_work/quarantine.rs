//! The office's side of what came: what arrived, what is in quarantine, what is still on phones.

use serde::Deserialize;
use uuid::Uuid;

use super::{open::side_of, sheet::reader, sync::worker};
use crate::{
    domain::{
        Act, Actor, Caller, Event, EventAct, Problem, ProblemCode, field_work::FieldOperation,
    },
    registry::{Registry, RegistryError},
    store::{FieldDevice, KeptOperation, OperationStatus, Settlement},
};

/// What becomes of an operation in quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It is made part of its record.
    LetIn,
    /// It stays out, and is kept.
    SetAside,
}

/// What arrived, as the office sees it.
#[derive(Clone, Debug)]
pub struct Arrivals {
    /// In quarantine, the oldest first.
    pub quarantine: Vec<KeptOperation>,
    /// The phones, the last heard of first.
    pub devices: Vec<FieldDevice>,
}

/// The longest reason, in characters.
const LONGEST_WHY: usize = 500;

impl Registry {
    /// What is in quarantine and what is still on phones, within the caller's reach.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] for whoever reads no exact positions.
    pub async fn arrivals(&self, caller: &Caller) -> Result<Arrivals, RegistryError> {
        let reader = reader(caller)?;
        Ok(Arrivals {
            quarantine: self.store.operations_in_quarantine(&reader).await?,
            devices: self.store.field_devices(&reader).await?,
        })
    }

    /// Decides about an operation in quarantine, with a reason.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when it is not in quarantine within reach;
    /// [`RegistryError::Refused`] without a reason, or when what is to be let in cannot be read or
    /// belongs to no task.
    pub async fn settle_operation(
        &self,
        caller: &Caller,
        id: Uuid,
        decision: Decision,
        why: &str,
    ) -> Result<KeptOperation, RegistryError> {
        let mut actor = caller
            .acting(Act::EditBoundaries)
            .ok_or(RegistryError::NotYours)?;
        actor.regions = caller
            .regions(Act::EditBoundaries)
            .map(str::to_owned)
            .collect();
        let why = why.trim();
        let length = why.chars().count();
        if why.is_empty() || length > LONGEST_WHY {
            let problem = if why.is_empty() {
                Problem::new(ProblemCode::MissingField, "reason", "")
            } else {
                Problem::new(ProblemCode::TooLong, "reason", why)
                    .with("length", length.to_string())
                    .with("limit", LONGEST_WHY.to_string())
            };
            return Err(RegistryError::Refused(vec![problem]));
        }
        let kept = self.store.operation(&actor, id).await?;
        let mut settlement = Settlement {
            status: OperationStatus::SetAside,
            place: None,
            side: None,
            by: &actor.login,
            why,
            at: self.clock.now(),
        };
        if decision == Decision::LetIn {
            let (place, side) = self.placed(&actor, &kept).await?;
            settlement.status = OperationStatus::Applied;
            settlement.place = Some(place);
            settlement.side = Some(side);
        }
        self.store.settle_operation(&actor, id, &settlement).await?;
        let told = Event::about(EventAct::CaseActed, id.to_string())
            .with("act", settlement.status.as_str())
            .with("reason", why);
        self.tell(&actor, told).await?;
        Ok(self.store.operation(&actor, id).await?)
    }

    /// Where an operation belongs that is to be let in, and on which side.
    async fn placed(
        &self,
        actor: &Actor,
        kept: &KeptOperation,
    ) -> Result<((Uuid, Uuid, Uuid), crate::domain::field_work::LineSide), RegistryError> {
        let view = self.view()?;
        let operation = FieldOperation::read(&kept.body).map_err(RegistryError::Refused)?;
        let found = self
            .store
            .field_tasks_by_id(actor, &[operation.task])
            .await?
            .pop();
        let (task, inspection) = found.ok_or_else(|| {
            let task = operation.task.to_string();
            RegistryError::Refused(vec![Problem::new(ProblemCode::UnknownTask, "task", &task)])
        })?;
        let side = kept
            .side
            .or_else(|| side_of(&view, actor, &inspection))
            .ok_or(RegistryError::OutOfReach)?;
        Ok(((task.id, inspection.id, operation.record), side))
    }

    /// What a phone asks before it works: whether the caller does field work at all.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] when it does not.
    pub fn is_field_worker(&self, caller: &Caller) -> Result<(), RegistryError> {
        worker(caller).map(|_| ())
    }
}
