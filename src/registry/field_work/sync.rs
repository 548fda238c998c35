//! Taking in what phones send. Every operation gets one receipt; none holds up another, none is thrown
//! away, and none is taken twice.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use super::open::side_of;
use crate::{
    domain::{
        Act, Actor, Caller, EVERYWHERE, Problem, ProblemCode,
        field_work::{
            FieldContent, FieldOperation, FieldTask, JointInspection, LONGEST_BODY, LineSide,
        },
    },
    messages::Lang,
    registry::{Registry, RegistryError, View},
    store::{DeviceReport, NewOperation, OperationOutcome, OperationStatus, StoreError},
};

/// What a phone sends.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyncOrder {
    /// The phone, and what is still on it.
    #[serde(default)]
    pub device: Option<DeviceTold>,
    /// The operations, in any order.
    pub operations: Vec<Json>,
}

/// What a phone says of itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceTold {
    /// The phone's id, of its own making.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Operations still on it once these are taken.
    pub pending_operations: u32,
    /// Photos still on it.
    pub pending_photos: u32,
    /// How many bytes those are.
    pub pending_bytes: u64,
}

/// What became of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptStatus {
    /// It is kept, and this is what became of it.
    Kept(OperationStatus),
    /// The photo's file is not there: it is to be brought again, then the operation sent again.
    SendFile,
    /// It could not be kept this time: it is to be sent again.
    SendAgain,
}

/// What is answered for an operation.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Its id as it was sent; null when it had none.
    pub id: Json,
    /// The id under which it is kept.
    pub kept_as: Uuid,
    /// What became of it.
    pub status: ReceiptStatus,
    /// Whether it was here before.
    pub repeated: bool,
    /// Why it is in quarantine.
    pub reasons: Json,
}

/// Where an operation belongs.
type Known = HashMap<Uuid, (FieldTask, JointInspection)>;

/// An operation judged: what is to be kept of it.
struct Judged {
    id: Uuid,
    place: Option<(Uuid, Uuid, Uuid)>,
    side: Option<LineSide>,
    region: String,
    file: Option<(Uuid, Uuid)>,
    problems: Vec<Problem>,
}

impl Registry {
    /// Takes operations in; a receipt for each, in their order.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] for whoever does no field work. When the database does not answer:
    /// what was kept before that stays kept, and sending all of it again is right.
    pub async fn sync(
        &self,
        caller: &Caller,
        order: &SyncOrder,
    ) -> Result<Vec<Receipt>, RegistryError> {
        let view = self.view()?;
        let actor = worker(caller)?;
        let read: Vec<Result<FieldOperation, Vec<Problem>>> =
            order.operations.iter().map(FieldOperation::read).collect();
        let tasks: HashSet<Uuid> = read.iter().flatten().map(|one| one.task).collect();
        let tasks: Vec<Uuid> = tasks.into_iter().collect();
        let known: Known = self
            .store
            .field_tasks_by_id(&actor, &tasks)
            .await?
            .into_iter()
            .map(|(task, inspection)| (task.id, (task, inspection)))
            .collect();
        let mut receipts = Vec::with_capacity(read.len());
        for (body, read) in order.operations.iter().zip(read) {
            let judged = judged(&view, &actor, &known, body, read);
            receipts.push(self.keep(&actor, order, body, judged).await?);
        }
        if let Some(device) = &order.device {
            self.hear_of(&actor, device).await?;
        }
        Ok(receipts)
    }

    async fn keep(
        &self,
        actor: &Actor,
        order: &SyncOrder,
        body: &Json,
        judged: Judged,
    ) -> Result<Receipt, RegistryError> {
        let device = order.device.as_ref().map(|device| device.id);
        let mut new = Keeping {
            device,
            body: body.clone(),
            judged,
        };
        for _ in 0..3 {
            let reasons = in_words(&new.judged.problems);
            let outcome = self.keep_once(actor, &new, &reasons).await;
            let told = |status, reasons: Json, repeated| Receipt {
                id: body.get("id").cloned().unwrap_or_default(),
                kept_as: new.judged.id,
                status,
                repeated,
                reasons,
            };
            match outcome {
                Ok(OperationOutcome::Kept {
                    status,
                    reasons,
                    before,
                }) => return Ok(told(ReceiptStatus::Kept(status), reasons, before)),
                Ok(OperationOutcome::NoFile) => {
                    return Ok(told(ReceiptStatus::SendFile, json!([]), false));
                }
                Ok(OperationOutcome::OtherFile) => {
                    let problem = Problem::new(ProblemCode::OtherFile, "attachment", "");
                    new.judged.problems.push(problem);
                    new.judged.file = None;
                }
                Ok(OperationOutcome::OtherContent) => {
                    let id = new.judged.id.to_string();
                    let problem = Problem::new(ProblemCode::IdReused, "id", &id);
                    new.judged.problems.push(problem);
                    new.judged.id = id_of(&actor.login, body);
                }
                Err(RegistryError::Store(StoreError::Unavailable(error))) => {
                    return Err(StoreError::Unavailable(error).into());
                }
                Err(error) => {
                    tracing::warn!(%error, "an operation from the field cannot be kept as it is");
                    if new.body.get("unreadable").is_some() {
                        break;
                    }
                    // What no column holds is kept as the text that it was.
                    let problem = Problem::new(ProblemCode::UnreadableRow, "operation", "");
                    new.judged.problems = vec![problem.with("error", error.to_string())];
                    new.judged.id = id_of(&actor.login, body);
                    (new.judged.place, new.judged.file) = (None, None);
                    new.body = json!({ "unreadable": body.to_string() });
                }
            }
        }
        Ok(Receipt {
            id: body.get("id").cloned().unwrap_or_default(),
            kept_as: new.judged.id,
            status: ReceiptStatus::SendAgain,
            repeated: false,
            reasons: json!([]),
        })
    }

    async fn keep_once(
        &self,
        actor: &Actor,
        new: &Keeping,
        reasons: &Json,
    ) -> Result<OperationOutcome, RegistryError> {
        let judged = &new.judged;
        let status = if judged.problems.is_empty() {
            OperationStatus::Applied
        } else {
            OperationStatus::Quarantined
        };
        let operation = NewOperation {
            id: judged.id,
            digest: &digest(&new.body),
            place: judged.place,
            login: &actor.login,
            side: judged.side,
            region_code: &judged.region,
            device: new.device,
            body: &new.body,
            status,
            reasons,
            file: judged.file,
            at: self.clock.now(),
        };
        Ok(self.store.keep_operation(actor, &operation).await?)
    }

    async fn hear_of(&self, actor: &Actor, device: &DeviceTold) -> Result<(), RegistryError> {
        let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        let name: String = device
            .name
            .chars()
            .filter(|c| !c.is_control())
            .take(100)
            .collect();
        let told = DeviceReport {
            id: device.id,
            name: &name,
            region_code: actor.regions.first().map_or(EVERYWHERE, String::as_str),
            operations: count(device.pending_operations),
            photos: count(device.pending_photos),
            bytes: i64::try_from(device.pending_bytes).unwrap_or(i64::MAX),
            at: self.clock.now(),
        };
        Ok(self.store.hear_of_device(actor, &told).await?)
    }
}

struct Keeping {
    device: Option<Uuid>,
    body: Json,
    judged: Judged,
}

/// Whoever works in the field, with every region in which it does.
pub(super) fn worker(caller: &Caller) -> Result<Actor, RegistryError> {
    let mut actor = caller
        .acting(Act::WorkOnTasks)
        .ok_or(RegistryError::NotYours)?;
    actor.regions = caller
        .regions(Act::WorkOnTasks)
        .map(str::to_owned)
        .collect();
    Ok(actor)
}

/// What is to be kept of an operation. It hangs on the operation alone and on what stands already, not
/// on what came beside it.
fn judged(
    view: &View,
    actor: &Actor,
    known: &Known,
    body: &Json,
    read: Result<FieldOperation, Vec<Problem>>,
) -> Judged {
    let office = actor.regions.first().map_or(EVERYWHERE, String::as_str);
    let mut judged = Judged {
        id: id_of(&actor.login, body),
        place: None,
        side: None,
        region: office.to_owned(),
        file: None,
        problems: Vec::new(),
    };
    let operation = match read {
        Ok(operation) => operation,
        Err(problems) => {
            judged.problems = problems;
            if let Some(id) = body.get("id").and_then(Json::as_str) {
                judged.id = id.parse().unwrap_or(judged.id);
            }
            return judged;
        }
    };
    if let FieldContent::File { attachment, .. } = operation.content {
        judged.file = Some((attachment, operation.record));
    }
    let task = operation.task;
    let found = known.get(&task);
    let side = found.and_then(|(_, inspection)| side_of(view, actor, inspection));
    if let (Some((_, inspection)), Some(side)) = (found, side) {
        judged.place = Some((task, inspection.id, operation.record));
        judged.side = Some(side);
        region_of(inspection, side).clone_into(&mut judged.region);
    } else {
        let problem = Problem::new(ProblemCode::UnknownTask, "task", &task.to_string());
        judged.problems.push(problem);
    }
    let length = body.to_string().len();
    if length > LONGEST_BODY {
        let long = Problem::new(ProblemCode::TooLong, "operation", "");
        judged.problems.push(
            long.with("length", length.to_string())
                .with("limit", LONGEST_BODY.to_string()),
        );
    }
    match &operation.by {
        // Under an id of its own: when that person sends it, it is no repetition.
        Some(by) if *by != actor.login => {
            judged
                .problems
                .push(Problem::new(ProblemCode::OtherPerson, "by", by));
        }
        _ => judged.id = operation.id,
    }
    judged
}

/// The region whose office looks after what a side brings.
fn region_of(inspection: &JointInspection, side: LineSide) -> &str {
    match (side, inspection.lead_side) {
        (LineSide::Left, _) | (LineSide::Both, LineSide::Left) => &inspection.left_code,
        _ => &inspection.right_code,
    }
}

/// What tells a content from every other.
fn digest(body: &Json) -> Vec<u8> {
    Sha256::digest(body.to_string().as_bytes()).to_vec()
}

/// The id of an operation that has no good one: made of its sender and its content, so that the same
/// is the same when it comes again.
fn id_of(login: &str, body: &Json) -> Uuid {
    let mut hash = Sha256::new_with_prefix(login.as_bytes());
    hash.update([0]);
    hash.update(body.to_string().as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// Problems as they are kept: in both languages, since who reads them is not known yet.
fn in_words(problems: &[Problem]) -> Json {
    let both =
        |say: &dyn Fn(Lang) -> String| json!({ "zh-CN": say(Lang::ZhCn), "en": say(Lang::En) });
    problems
        .iter()
        .map(|problem| {
            json!({
                "code": problem.code.as_str(),
                "field": problem.field,
                "value": problem.value,
                "reason": both(&|lang| problem.reason(lang)),
                "mend": both(&|lang| problem.mend(lang)),
            })
        })
        .collect()
}
