//! Rows of the case tables into domain words.

use serde_json::{Map, Value as Json};
use sqlx::{Row as _, postgres::PgRow};

use crate::{
    domain::{
        Case, CaseEvent, CaseTask, Role,
        lifecycle::{OpenTask, catalogue},
    },
    geo::LonLat,
    store::StoreError,
};

/// The columns of a case, `c` being its row.
pub(super) const CASE: &str = "c.id, c.kind, c.number, c.state, c.version, c.region_code, c.title, \
    st_x(c.geom) as lon, st_y(c.geom) as lat, c.form, c.opened_at, c.opened_by, c.closed_at, c.due_on, \
    c.due_provisional";

/// The columns of an event.
pub(super) const EVENT: &str =
    "ordinal, act, login, name, role, at, from_state, to_state, form, comment, notice";

/// The columns of a task, `t` being its row.
pub(super) const TASK: &str = "t.id as task_id, t.task, t.role, t.person, t.given_at, \
    t.due_on as task_due_on, t.due_provisional as task_due_provisional, t.done_at, t.done_by, \
    (select a.name from people.account a where a.login = t.person) as person_name, \
    (select a.name from people.account a where a.login = t.done_by) as done_by_name";

pub(super) fn case(row: &PgRow) -> Result<Case, StoreError> {
    let word: &str = row.try_get("kind")?;
    let kind = catalogue::find(word).ok_or_else(|| corrupt(format!("kind `{word}`")))?;
    let state: &str = row.try_get("state")?;
    let state = kind
        .state(state)
        .ok_or_else(|| corrupt(format!("state `{state}` of {word}")))?;
    let lon: Option<f64> = row.try_get("lon")?;
    let lat: Option<f64> = row.try_get("lat")?;
    let position = lon
        .zip(lat)
        .map(|(lon, lat)| LonLat::new(lon, lat))
        .transpose()
        .map_err(|error| corrupt(error.to_string()))?;
    Ok(Case {
        id: row.try_get("id")?,
        kind,
        number: row.try_get("number")?,
        state: state.name,
        version: row.try_get("version")?,
        region_code: row.try_get("region_code")?,
        title: row.try_get("title")?,
        position,
        form: members(row.try_get("form")?),
        opened_at: row.try_get("opened_at")?,
        opened_by: row.try_get("opened_by")?,
        closed_at: row.try_get("closed_at")?,
        due_on: row.try_get("due_on")?,
        due_provisional: row.try_get("due_provisional")?,
    })
}

pub(super) fn event(row: &PgRow) -> Result<CaseEvent, StoreError> {
    Ok(CaseEvent {
        ordinal: row.try_get("ordinal")?,
        act: row.try_get("act")?,
        login: row.try_get("login")?,
        name: row.try_get("name")?,
        role: role(row.try_get("role")?)?,
        at: row.try_get("at")?,
        from: row.try_get("from_state")?,
        to: row.try_get("to_state")?,
        form: members(row.try_get("form")?),
        comment: row.try_get("comment")?,
        notice: row.try_get("notice")?,
    })
}

pub(super) fn task(row: &PgRow) -> Result<CaseTask, StoreError> {
    Ok(CaseTask {
        id: row.try_get("task_id")?,
        task: row.try_get("task")?,
        role: role(row.try_get("role")?)?,
        person: row.try_get("person")?,
        person_name: row.try_get("person_name")?,
        given_at: row.try_get("given_at")?,
        due_on: row.try_get("task_due_on")?,
        due_provisional: row.try_get("task_due_provisional")?,
        done_at: row.try_get("done_at")?,
        done_by: row.try_get("done_by")?,
        done_by_name: row.try_get("done_by_name")?,
    })
}

pub(super) fn open_task(task: CaseTask) -> OpenTask {
    OpenTask {
        id: task.id,
        task: task.task,
        role: task.role,
        person: task.person,
    }
}

fn role(word: &str) -> Result<Role, StoreError> {
    word.parse().map_err(|_| corrupt(format!("role `{word}`")))
}

fn members(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(members) => members,
        _ => Map::new(),
    }
}

pub(super) fn corrupt(detail: String) -> StoreError {
    StoreError::CorruptCase { detail }
}
