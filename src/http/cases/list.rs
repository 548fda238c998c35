//! Lists of cases and tasks.

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    asked::{case_cursor, from_case_cursor, from_task_cursor, no, task_cursor},
    sheet,
};
use crate::{
    domain::{
        CaseName, Sight,
        lifecycle::{CaseKind, Stage, catalogue},
    },
    http::{
        App,
        access::Asker,
        courtesy::language,
        extract::{self, NoParams, Params},
        refusal::{Answer, Refusal},
        render,
    },
    registry::cases::{Asking, CaseFilter, TaskFilter},
};

const DEFAULT_LIMIT: usize = 50;
const MOST: usize = 500;
const LONGEST_TEXT: usize = 100;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Cases {
    /// A kind of case.
    kind: Option<String>,
    /// States, parted by commas.
    state: Option<String>,
    /// `open` or `ended`.
    stage: Option<String>,
    /// A region's code: it and everything below.
    region: Option<String>,
    /// The login of somebody who has to do with it.
    person: Option<String>,
    /// Those that the caller has to do with.
    mine: Option<bool>,
    /// Those past a deadline.
    overdue: Option<bool>,
    /// The id of a feature that it is about.
    subject: Option<Uuid>,
    /// Part of the number, title or description.
    q: Option<String>,
    /// 1 to 500; default 50.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// `GET /api/v1/cases`
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", operation_id = "cases",
    params(Cases),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "The cases within the caller's regions, newest first", body = ref("#/components/schemas/Cases"))))]
pub(in crate::http) async fn list(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Params(query): Params<Cases>,
) -> Answer<Json<Value>> {
    let view = app.registry().view()?;
    extract::region(&view, &Sight::of(&asker.caller), query.region.as_deref())?;
    let filter = filter(query, &asker)?;
    let page = app
        .registry()
        .cases(&asker.caller, &filter)
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    let lang = language(&headers);
    let next = page
        .items
        .last()
        .filter(|_| page.more)
        .map(|last| case_cursor(last.opened_at, last.id));
    let cases: Vec<Value> = page
        .items
        .iter()
        .map(|case| sheet::summary(case, &view, lang, page.today))
        .collect();
    Ok(Json(json!({ "cases": cases, "next": next })))
}

fn filter(query: Cases, asker: &Asker) -> Answer<CaseFilter> {
    let kind = query.kind.as_deref().map(kind).transpose()?;
    let states = query
        .state
        .as_deref()
        .map(|words| states(words, kind))
        .transpose()?
        .unwrap_or_default();
    let ended = query
        .stage
        .as_deref()
        .map(|word| match word {
            "open" => Ok(false),
            "ended" => Ok(true),
            other => Err(Refusal::parameter("stage", other, "open, ended")),
        })
        .transpose()?;
    if let Some(long) = query
        .q
        .as_deref()
        .filter(|text| text.chars().count() > LONGEST_TEXT)
    {
        return Err(Refusal::parameter("q", long, format!("≤ {LONGEST_TEXT}")));
    }
    let mine = query
        .mine
        .unwrap_or(false)
        .then(|| asker.caller.login.clone());
    Ok(CaseFilter {
        kind,
        states,
        ended,
        region: query.region,
        person: mine.or(query.person),
        overdue: query.overdue.unwrap_or(false),
        subject: query.subject,
        text: query.q.filter(|text| !text.is_empty()),
        after: query.cursor.as_deref().map(from_case_cursor).transpose()?,
        limit: extract::limit(query.limit, DEFAULT_LIMIT, MOST)?,
    })
}

/// The kind of that name.
pub(super) fn kind(word: &str) -> Answer<&'static CaseKind> {
    catalogue::find(word).ok_or_else(|| {
        let known: Vec<&str> = catalogue::ALL.iter().map(|kind| kind.name).collect();
        Refusal::parameter("kind", word, known.join(", "))
    })
}

fn states(words: &str, kind: Option<&'static CaseKind>) -> Answer<Vec<String>> {
    let kinds = || {
        catalogue::ALL
            .into_iter()
            .filter(|one| kind.is_none_or(|asked| asked.name == one.name))
    };
    words
        .split(',')
        .map(|word| {
            if kinds().any(|kind| kind.state(word).is_some()) {
                return Ok(word.to_owned());
            }
            let known: Vec<&str> = kinds()
                .flat_map(|kind| kind.states)
                .map(|state| state.name)
                .collect();
            Err(Refusal::parameter("state", word, known.join(", ")))
        })
        .collect()
}

/// `GET /api/v1/cases/counts`
#[utoipa::path(get, path = "/api/v1/cases/counts", tag = "cases", operation_id = "case_counts",
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "How many cases stand where, and how many of them are overdue", body = ref("#/components/schemas/CaseCounts"))))]
pub(in crate::http) async fn counts(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    _params: Params<NoParams>,
) -> Answer<Json<Value>> {
    let view = app.registry().view()?;
    let counts = app
        .registry()
        .case_counts(&asker.caller)
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    let lang = language(&headers);
    let counts: Vec<Value> = counts
        .into_iter()
        .filter_map(|(kind, state, all, overdue)| {
            let kind = catalogue::find(&kind)?;
            Some(json!({
                "kind": kind.name,
                "kind_label": kind.say(lang, "kind"),
                "state": state,
                "state_label": sheet::state(kind, &state, lang),
                "stage": kind.state(&state).map(|state| Stage::as_str(state.stage)),
                "count": all,
                "overdue": overdue,
            }))
        })
        .collect();
    Ok(Json(json!({ "counts": counts })))
}

/// `GET /api/v1/cases/{case}`
#[utoipa::path(get, path = "/api/v1/cases/{case}", tag = "cases", operation_id = "case_sheet",
    params(("case" = String, Path, description = "The id or the number")),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "The case, its record, and what the caller may do with it now", body = ref("#/components/schemas/CaseSheet"))))]
pub(in crate::http) async fn one(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(case): Path<String>,
    _params: Params<NoParams>,
) -> Answer<Response> {
    let view = app.registry().view()?;
    let found = app
        .registry()
        .case(Asking::Caller(&asker.caller), &CaseName::from_word(&case))
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    let body = Json(sheet::whole(&found, &view, language(&headers)));
    Ok(render::tagged(
        body.into_response(),
        found.file.case.version,
    ))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct People {
    /// The role that a field of type `person` names.
    role: String,
}

/// `GET /api/v1/cases/{case}/people`
#[utoipa::path(get, path = "/api/v1/cases/{case}/people", tag = "cases", operation_id = "case_people",
    params(("case" = String, Path, description = "The id or the number"), People),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "Those who hold a role where the case lies", body = ref("#/components/schemas/CasePeople"))))]
pub(in crate::http) async fn people(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(case): Path<String>,
    Params(query): Params<People>,
) -> Answer<Json<Value>> {
    let view = app.registry().view()?;
    let people = app
        .registry()
        .case_people(
            &asker.caller,
            &CaseName::from_word(&case),
            extract::role(&query.role)?,
        )
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    let people: Vec<Value> = people
        .into_iter()
        .map(|(login, name)| json!({ "login": login, "name": name }))
        .collect();
    Ok(Json(json!({ "people": people })))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Tasks {
    /// `false`: everybody's within the caller's regions; default those that the caller may do.
    mine: Option<bool>,
    /// Those of one role.
    role: Option<String>,
    /// Those past their day.
    overdue: Option<bool>,
    /// 1 to 500; default 50.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// `GET /api/v1/tasks`
#[utoipa::path(get, path = "/api/v1/tasks", tag = "cases", operation_id = "tasks",
    params(Tasks),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "Tasks that are not done, those due first come first", body = ref("#/components/schemas/Tasks"))))]
pub(in crate::http) async fn tasks(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Params(query): Params<Tasks>,
) -> Answer<Json<Value>> {
    let view = app.registry().view()?;
    let role = query.role.as_deref().map(extract::role).transpose()?;
    let filter = TaskFilter {
        role,
        mine: query.mine.unwrap_or(true),
        overdue: query.overdue.unwrap_or(false),
        after: query.cursor.as_deref().map(from_task_cursor).transpose()?,
        limit: extract::limit(query.limit, DEFAULT_LIMIT, MOST)?,
    };
    let page = app
        .registry()
        .tasks(&asker.caller, &filter)
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    let lang = language(&headers);
    let next = page
        .items
        .last()
        .filter(|_| page.more)
        .map(|(task, _)| task_cursor(task.due_on, task.id));
    let tasks: Vec<Value> = page
        .items
        .iter()
        .map(|(task, case)| {
            let mut shown = sheet::task(case.kind, task, lang, page.today);
            shown["case"] = sheet::summary(case, &view, lang, page.today);
            shown
        })
        .collect();
    Ok(Json(json!({ "tasks": tasks, "next": next })))
}
