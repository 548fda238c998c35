//! Cases as JSON, every word of theirs with its label in the reader's language.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use crate::{
    domain::{
        COMMENT, Case, CaseEvent, CaseTask, Role,
        lifecycle::{CaseKind, FormField, Holds, Step, Subject},
    },
    messages::{Lang, say},
    registry::{NamePaper, View, cases::CaseSheet},
    snapshot::RowRef,
};

/// What people call accounts, by login.
pub(super) type Names = HashMap<String, String>;

/// A case in a list.
pub(super) fn summary(case: &Case, view: &View, lang: Lang, today: NaiveDate) -> Json {
    let kind = case.kind;
    json!({
        "id": case.id,
        "number": case.number,
        "kind": kind.name,
        "kind_label": kind.say(lang, "kind"),
        "state": case.state,
        "state_label": state(kind, case.state, lang),
        "stage": kind.state(case.state).map(|state| state.stage.as_str()),
        "version": case.version,
        "title": case.title,
        "region_code": case.region_code,
        "region_name": region(view, &case.region_code),
        "position": case.position.map(|at| [at.lon, at.lat]),
        "opened_at": case.opened_at,
        "opened_by": told_of(&case.opened_by),
        "closed_at": case.closed_at,
        "due_on": case.due_on,
        "due_provisional": case.due_provisional,
        "overdue": case.closed_at.is_none() && is_past(case.due_on, today),
    })
}

/// A case with everything that belongs to it, and what is open to whoever asked.
pub(super) fn whole(sheet: &CaseSheet, view: &View, lang: Lang) -> Json {
    let file = &sheet.file;
    let kind = file.case.kind;
    let mut whole = summary(&file.case, view, lang, sheet.today);
    whole["opened_by_name"] = file
        .events
        .first()
        .map_or(Json::Null, |opening| told_of(&opening.name));
    whole["form"] = filled(kind, &file.case.form, &file.names, lang, |_| true);
    whole["subjects"] = file
        .subjects
        .iter()
        .map(|one| subject(*one, view, lang))
        .collect();
    whole["timeline"] = file
        .events
        .iter()
        .map(|one| event(kind, one, &file.names, lang))
        .collect();
    whole["tasks"] = file
        .tasks
        .iter()
        .map(|one| task(kind, one, lang, sheet.today))
        .collect();
    whole["deadlines"] = file
        .deadlines
        .iter()
        .map(|one| {
            json!({
                "name": one.name,
                "label": kind.say(lang, &format!("deadline.{}", one.name)),
                "started_at": one.started_at,
                "due_on": one.due_on,
                "provisional": one.provisional,
                "basis": one.basis,
                "stopped_at": one.stopped_at,
                "overdue": one.stopped_at.is_none() && one.due_on < sheet.today,
            })
        })
        .collect();
    whole["checks"] = file.checks.iter().map(|one| one.in_lang(lang)).collect();
    whole["papers"] = NamePaper::of(file)
        .into_iter()
        .map(|paper| {
            let href = format!(
                "/api/v1/cases/{}/papers/{}.pdf",
                file.case.number,
                paper.as_str()
            );
            json!({ "paper": paper.as_str(), "label": paper.label(lang), "href": href })
        })
        .collect();
    whole["acts"] = acts(sheet, lang);
    whole["may_comment"] = sheet.may_comment.into();
    whole
}

/// What is open to whoever asked, each with its form.
pub(super) fn acts(sheet: &CaseSheet, lang: Lang) -> Json {
    let kind = sheet.file.case.kind;
    sheet
        .acts
        .iter()
        .map(|open| {
            step(
                kind,
                open.step,
                Some(open.role),
                &sheet.file.case.form,
                lang,
            )
        })
        .collect()
}

/// A step with its form.
pub(super) fn step(
    kind: &CaseKind,
    step: &Step,
    role: Option<Role>,
    held: &Map<String, Json>,
    lang: Lang,
) -> Json {
    let to = step.to.map(|to| state(kind, to, lang));
    let fields: Json = step
        .form
        .iter()
        .filter_map(|entry| {
            let mut shown = form_field(kind, kind.field(entry.field)?, lang);
            shown["required"] = entry.is_required(held).into();
            if let Some(when) = entry.when {
                shown["required_when"] = json!({ "field": when.field, "among": when.among });
            }
            Some(shown)
        })
        .collect();
    json!({
        "act": step.act,
        "label": kind.say(lang, &format!("act.{}", step.act)),
        "to": step.to,
        "to_label": to,
        "ends": step.ends(kind),
        "role": role.map(Role::as_str),
        "fields": fields,
    })
}

fn form_field(kind: &CaseKind, field: &FormField, lang: Lang) -> Json {
    let mut shown = json!({
        "name": field.name,
        "label": kind.say(lang, &format!("field.{}", field.name)),
        "type": field.holds.as_str(),
    });
    match field.holds {
        Holds::Text(most) | Holds::Attachments(most) => shown["most"] = most.into(),
        Holds::Count(most) => shown["most"] = most.into(),
        Holds::Choice(choices) => {
            shown["choices"] = choices
                .iter()
                .map(|value| json!({ "value": value, "label": choice(kind, field, value, lang) }))
                .collect();
        }
        Holds::Person(role) | Holds::Persons(role) => {
            shown["role"] = role.as_str().into();
            shown["role_label"] = role.label(lang).into();
        }
        Holds::Subjects => {
            shown["kinds"] = kind.subjects.iter().map(|kind| kind.as_str()).collect();
        }
        Holds::Date | Holds::Position | Holds::Case => {}
    }
    shown
}

/// What was filled in, in the order of the kind's fields.
pub(super) fn filled(
    kind: &CaseKind,
    form: &Map<String, Json>,
    names: &Names,
    lang: Lang,
    shows: impl Fn(&FormField) -> bool,
) -> Json {
    kind.fields
        .iter()
        .filter(|field| shows(field))
        .filter_map(|field| {
            let value = form.get(field.name)?;
            let label = match (field.holds, value) {
                (Holds::Choice(_), Json::String(word)) => {
                    Json::from(choice(kind, field, word, lang))
                }
                (Holds::Person(_) | Holds::Persons(_), named) => called(named, names),
                _ => Json::Null,
            };
            Some(json!({
                "name": field.name,
                "label": kind.say(lang, &format!("field.{}", field.name)),
                "type": field.holds.as_str(),
                "value": value,
                "value_label": label,
            }))
        })
        .collect()
}

/// What people call those whom a field names; a login that is gone stays as it is.
fn called(named: &Json, names: &Names) -> Json {
    let one = |login: &Json| {
        let login = login.as_str().unwrap_or_default();
        names.get(login).map_or(login, String::as_str).to_owned()
    };
    match named {
        Json::Array(logins) => logins.iter().map(one).collect::<Vec<_>>().join("、").into(),
        login => one(login).into(),
    }
}

/// What is told, or nothing where nothing is to be told.
fn told_of(text: &str) -> Json {
    if text.is_empty() {
        Json::Null
    } else {
        text.into()
    }
}

/// A task with its labels.
pub(super) fn task(kind: &CaseKind, task: &CaseTask, lang: Lang, today: NaiveDate) -> Json {
    json!({
        "id": task.id,
        "task": task.task,
        "label": kind.say(lang, &format!("task.{}", task.task)),
        "role": task.role.as_str(),
        "role_label": task.role.label(lang),
        "person": task.person,
        "person_name": task.person_name,
        "given_at": task.given_at,
        "due_on": task.due_on,
        "due_provisional": task.due_provisional,
        "overdue": task.done_at.is_none() && is_past(task.due_on, today),
        "done_at": task.done_at,
        "done_by": task.done_by,
        "done_by_name": task.done_by_name,
    })
}

fn event(kind: &CaseKind, event: &CaseEvent, names: &Names, lang: Lang) -> Json {
    let label = if event.act == COMMENT {
        say(lang, "case.commented", &[])
    } else {
        kind.say(lang, &format!("done.{}", event.act))
    };
    json!({
        "ordinal": event.ordinal,
        "act": event.act,
        "label": label,
        "at": event.at,
        "login": told_of(&event.login),
        "name": told_of(&event.name),
        "role": event.role.as_str(),
        "role_label": event.role.label(lang),
        "from": event.from,
        "from_label": event.from.as_deref().map(|from| state(kind, from, lang)),
        "to": event.to,
        "to_label": state(kind, &event.to, lang),
        "form": filled(kind, &event.form, names, lang, |_| true),
        "comment": event.comment,
        "notice": event.notice.as_deref().map(|notice| told(kind, notice, lang)),
    })
}

/// What the public is told.
pub(super) fn told(kind: &CaseKind, notice: &str, lang: Lang) -> String {
    kind.say(lang, &format!("notice.{notice}"))
}

/// A state's label.
pub(super) fn state(kind: &CaseKind, state: &str, lang: Lang) -> String {
    kind.say(lang, &format!("state.{state}"))
}

/// A feature that a case is about, with what it is called.
fn subject(subject: Subject, view: &View, lang: Lang) -> Json {
    let row = view.snapshot.by_id(subject.kind, subject.id);
    let (zh, en) = subject.kind.labels();
    json!({
        "kind": subject.kind.as_str(),
        "kind_label": if lang == Lang::En { en } else { zh },
        "id": subject.id,
        "name": row.and_then(RowRef::name),
    })
}

fn choice(kind: &CaseKind, field: &FormField, value: &str, lang: Lang) -> String {
    kind.say(lang, &format!("choice.{}.{value}", field.name))
}

fn region<'a>(view: &'a View, code: &str) -> Option<&'a str> {
    view.snapshot.chain(code).last().and_then(|row| row.name())
}

fn is_past(due_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    due_on.is_some_and(|on| on < today)
}
