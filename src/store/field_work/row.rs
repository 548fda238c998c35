//! Rows of the field tables into domain words.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use sqlx::{Row as _, postgres::PgRow};

use super::operation::{KeptOperation, OperationStatus};
use crate::{
    domain::field_work::{FieldTask, JointInspection},
    store::StoreError,
};

/// The columns of an inspection, `i` being its row.
pub(super) const INSPECTION: &str = "i.id, i.line_id, i.line_code, i.line_name, i.round, i.left_code, \
    i.right_code, i.lead_side, i.starts_on, i.ends_on, i.plan, i.closed_at, i.version, i.opened_by, i.opened_at";

/// The columns of a task, `t` being its row.
pub(super) const TASK: &str = "t.id, t.inspection_id, t.ordinal, t.kind, t.marker_id, t.label, t.side, \
    t.person, t.from_m, t.to_m";

/// The columns of an operation, `o` being its row.
pub(super) const OPERATION: &str = "o.id, o.inspection_id, o.task_id, o.record_id, o.login, o.side, \
    o.region_code, o.device, o.body, o.facts, o.status, o.reasons, o.received_at, o.settled_by, \
    o.settled_at, o.settled_why";

pub(super) fn inspection(row: &PgRow) -> Result<JointInspection, StoreError> {
    Ok(JointInspection {
        id: row.try_get("id")?,
        line_id: row.try_get("line_id")?,
        line_code: row.try_get("line_code")?,
        line_name: row.try_get("line_name")?,
        round: row.try_get("round")?,
        left_code: row.try_get("left_code")?,
        right_code: row.try_get("right_code")?,
        lead_side: word(row, "lead_side")?,
        starts_on: row.try_get("starts_on")?,
        ends_on: row.try_get("ends_on")?,
        plan: row.try_get("plan")?,
        closed_at: row.try_get("closed_at")?,
        version: row.try_get("version")?,
        opened_by: row.try_get("opened_by")?,
        opened_at: row.try_get("opened_at")?,
    })
}

pub(super) fn task(row: &PgRow) -> Result<FieldTask, StoreError> {
    Ok(FieldTask {
        id: row.try_get("id")?,
        inspection_id: row.try_get("inspection_id")?,
        ordinal: row.try_get("ordinal")?,
        kind: word(row, "kind")?,
        marker_id: row.try_get("marker_id")?,
        label: row.try_get("label")?,
        side: word(row, "side")?,
        person: row.try_get("person")?,
        from_m: row.try_get("from_m")?,
        to_m: row.try_get("to_m")?,
    })
}

pub(super) fn operation(row: &PgRow) -> Result<KeptOperation, StoreError> {
    let side: Option<&str> = row.try_get("side")?;
    let side = side.map(parse).transpose()?;
    let status: OperationStatus = word(row, "status")?;
    let body: Json = row.try_get("body")?;
    let settled_by: Option<String> = row.try_get("settled_by")?;
    let settled_at: Option<DateTime<Utc>> = row.try_get("settled_at")?;
    Ok(KeptOperation {
        id: row.try_get("id")?,
        inspection_id: row.try_get("inspection_id")?,
        task_id: row.try_get("task_id")?,
        record_id: row.try_get("record_id")?,
        login: row.try_get("login")?,
        side,
        region_code: row.try_get("region_code")?,
        device: row.try_get("device")?,
        body,
        facts: row.try_get("facts")?,
        status,
        reasons: row.try_get("reasons")?,
        received_at: row.try_get("received_at")?,
        settled: settled_by.zip(settled_at),
        settled_why: row.try_get("settled_why")?,
    })
}

fn word<T: std::str::FromStr>(row: &PgRow, column: &str) -> Result<T, StoreError> {
    parse(row.try_get(column)?)
}

fn parse<T: std::str::FromStr>(word: &str) -> Result<T, StoreError> {
    word.parse()
        .map_err(|_| StoreError::CorruptFieldWork(format!("`{word}`")))
}
