//! Inspections, tasks, records and operations as answers have them.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::{
    domain::{
        Kind,
        field_work::{FieldFinding, FieldPhoto, JointInspection, Merged, RecordField},
    },
    messages::{Lang, say},
    registry::{
        View,
        field_work::{InspectionSheet, Progress, RecordSheet, TaskSheet},
    },
    store::KeptOperation,
};

/// An inspection by itself.
pub(super) fn inspection(own: &JointInspection, view: &View) -> Value {
    let named = |code: &str| {
        let row = view.snapshot.table(Kind::Region).by_code(code);
        json!({ "code": code, "name": row.and_then(|row| row.name().map(str::to_owned)) })
    };
    json!({
        "id": own.id,
        "line": { "id": own.line_id, "code": own.line_code, "name": own.line_name },
        "round": own.round,
        "left": named(&own.left_code),
        "right": named(&own.right_code),
        "lead_side": own.lead_side,
        "starts_on": own.starts_on,
        "ends_on": own.ends_on,
        "plan": own.plan,
        "state": if own.closed_at.is_some() { "closed" } else { "field" },
        "closed_at": own.closed_at,
        "opened_by": own.opened_by,
        "opened_at": own.opened_at,
        "version": own.version,
    })
}

/// An inspection in a list.
pub(super) fn summary(sheet: &InspectionSheet, view: &View, today: NaiveDate) -> Value {
    let own = &sheet.inspection;
    let mut written = inspection(own, view);
    written["own_side"] = json!(sheet.own_side);
    written["progress"] = progress(sheet.progress());
    written["overdue"] = (own.closed_at.is_none() && own.ends_on < today).into();
    written
}

/// An inspection with its tasks.
pub(super) fn whole(sheet: &InspectionSheet, view: &View, lang: Lang, today: NaiveDate) -> Value {
    let mut written = summary(sheet, view, today);
    written["tasks"] = sheet
        .tasks
        .iter()
        .map(|one| task(&sheet.inspection, one, lang))
        .collect();
    written
}

fn progress(progress: Progress) -> Value {
    json!({
        "tasks": progress.tasks, "done": progress.done, "records": progress.records,
        "photos": progress.photos, "photos_missing": progress.photos_missing,
        "contested": progress.contested, "with_findings": progress.with_findings,
    })
}

/// A task with its records.
pub(super) fn task(own: &JointInspection, sheet: &TaskSheet, lang: Lang) -> Value {
    let task = &sheet.task;
    let records: Vec<Value> = sheet
        .records
        .iter()
        .map(|record| self::record(own, record, lang))
        .collect();
    json!({
        "id": task.id,
        "ordinal": task.ordinal,
        "kind": task.kind,
        "marker": task.marker_id,
        "label": task.label,
        "side": task.side,
        "person": task.person,
        "from_m": task.from_m,
        "to_m": task.to_m,
        "at": sheet.at.map(|at| [at.lon, at.lat]),
        "done": sheet.is_done(),
        "contested": sheet.is_contested(),
        "differing": sheet.differing,
        "apart_m": sheet.apart_m,
        "records": records,
    })
}

fn record(own: &JointInspection, sheet: &RecordSheet, lang: Lang) -> Value {
    let record = &sheet.record;
    let fields: Map<String, Value> = RecordField::ALL
        .iter()
        .filter_map(|field| {
            Some((
                field.name.to_owned(),
                merged(record.fields.get(field.name)?),
            ))
        })
        .collect();
    let photos: Vec<Value> = record.photos.iter().map(|one| photo(own, one)).collect();
    let findings: Vec<Value> = sheet
        .findings
        .iter()
        .map(|one| finding(one, lang))
        .collect();
    json!({
        "id": record.id,
        "login": record.login,
        "side": record.side,
        "fields": fields,
        "photos": photos,
        "began_at": record.began_at,
        "ended_at": record.ended_at,
        "received_at": record.received_at,
        "operations": record.operations,
        "withdrawn": record.is("withdrawn"),
        "finished": record.is("finished"),
        "at": record.place().and_then(|place| place.at).map(|at| [at.lon, at.lat]),
        "offset_m": sheet.offset_m,
        "line_difference_m": sheet.line_difference_m,
        "reached": sheet.reached,
        "findings": findings,
    })
}

fn merged(one: &Merged) -> Value {
    let mut written = json!({
        "value": one.value, "operation": one.operation, "login": one.login, "at": one.at,
    });
    if !one.others.is_empty() {
        written["others"] = one.others.iter().map(merged).collect();
    }
    written
}

fn photo(own: &JointInspection, photo: &FieldPhoto) -> Value {
    let address = photo
        .attachment
        .map(|attachment| format!("/api/v1/inspections/{}/photos/{attachment}", own.id));
    json!({
        "id": photo.id,
        "sha256": photo.sha256,
        "bytes": photo.bytes,
        "about": photo.about,
        "at": photo.at,
        "attachment": photo.attachment,
        "address": address,
    })
}

fn finding(one: &FieldFinding, lang: Lang) -> Value {
    let rule = one.rule.as_str();
    let said = |number: f64| {
        if number < 10.0 {
            format!("{number:.1}")
        } else {
            format!("{number:.0}")
        }
    };
    json!({
        "rule": rule,
        "amount": one.amount,
        "limit": one.limit,
        "photo": one.photo,
        "message": say(lang, &format!("field.finding.{rule}"), &[
            ("amount", &said(one.amount)),
            ("limit", &said(one.limit)),
            ("minutes", &said(one.amount / 60.0)),
        ]),
    })
}

/// Why something is in quarantine, in one language.
pub(super) fn reasons(kept: &Value, lang: Lang) -> Value {
    let list = kept.as_array().map_or(&[][..], Vec::as_slice);
    list.iter()
        .map(|reason| {
            json!({
                "code": reason["code"], "field": reason["field"], "value": reason["value"],
                "reason": reason["reason"][lang.tag()], "mend": reason["mend"][lang.tag()],
            })
        })
        .collect()
}

/// An operation as it is kept.
pub(super) fn kept(kept: &KeptOperation, lang: Lang) -> Value {
    let (settled_by, settled_at) = kept.settled.clone().unzip();
    json!({
        "id": kept.id,
        "inspection": kept.inspection_id,
        "task": kept.task_id,
        "record": kept.record_id,
        "login": kept.login,
        "side": kept.side,
        "device": kept.device,
        "body": kept.body,
        "status": kept.status.as_str(),
        "reasons": reasons(&kept.reasons, lang),
        "received_at": kept.received_at,
        "settled_by": settled_by,
        "settled_at": settled_at,
        "settled_why": kept.settled_why,
    })
}
