//! What came from the field, read: records made of operations, beside what the register has, with what
//! is to be said of each.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{course::Course, open::side_of};
use crate::{
    domain::{
        Act, Actor, Caller, Kind,
        field_work::{
            FieldFinding, FieldOperation, FieldPhotoFacts, FieldRecord, FieldTask, JointInspection,
            LineSide, Taken, TaskKind, Tolerances, differences, fold, judge,
        },
    },
    geo::{
        Geometry, LonLat,
        measure::{distance_m, distance_to_m},
    },
    registry::{Content, Registry, RegistryError, Rendition, View},
    store::{KeptOperation, StoreError},
};

/// A record beside the register.
#[derive(Clone, Debug)]
pub struct RecordSheet {
    /// The record.
    pub record: FieldRecord,
    /// How far the measured place is from the registered one, in metres on the ellipsoid.
    pub offset_m: Option<f64>,
    /// How much nearer to or further from the line it is than the register has it, in metres: markers
    /// on two or three banks do not stand on the line.
    pub line_difference_m: Option<f64>,
    /// Whether the marker was reached.
    pub reached: bool,
    /// What is to be said of it.
    pub findings: Vec<FieldFinding>,
}

/// A task with what came for it.
#[derive(Clone, Debug)]
pub struct TaskSheet {
    /// The task.
    pub task: FieldTask,
    /// Where it is: the marker's place, or the middle of the segment.
    pub at: Option<LonLat>,
    /// The records, by when they were begun; those that were withdrawn, too.
    pub records: Vec<RecordSheet>,
    /// The fields in which its records differ.
    pub differing: Vec<String>,
    /// How far apart their places are at most, in metres.
    pub apart_m: Option<f64>,
}

/// How far an inspection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Tasks.
    pub tasks: usize,
    /// Tasks with a finished record.
    pub done: usize,
    /// Records that stand.
    pub records: usize,
    /// Photos that were told of.
    pub photos: usize,
    /// Photos whose bytes are still on a phone.
    pub photos_missing: usize,
    /// Tasks whose records differ, or one of whose fields has two values.
    pub contested: usize,
    /// Records of which something is to be said.
    pub with_findings: usize,
}

/// An inspection as its people see it.
#[derive(Clone, Debug)]
pub struct InspectionSheet {
    /// The inspection.
    pub inspection: JointInspection,
    /// The tasks in the order of the route.
    pub tasks: Vec<TaskSheet>,
    /// The side or sides that the caller belongs to.
    pub own_side: LineSide,
}

/// The records of a marker over all inspections, with the inspection of each.
#[derive(Clone, Debug)]
pub struct MarkerRecords {
    /// The latest inspection first.
    pub visits: Vec<(JointInspection, TaskSheet)>,
}

impl TaskSheet {
    /// The records that were not withdrawn.
    pub fn standing(&self) -> impl Iterator<Item = &RecordSheet> {
        let records = self.records.iter();
        records.filter(|sheet| !sheet.record.is("withdrawn"))
    }

    /// Whether somebody says that it is finished.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.standing().any(|sheet| sheet.record.is("finished"))
    }

    /// Whether what came contradicts itself.
    #[must_use]
    pub fn is_contested(&self) -> bool {
        let mut standing = self.standing();
        !self.differing.is_empty()
            || standing.any(|sheet| sheet.record.contested().next().is_some())
    }
}

impl InspectionSheet {
    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let records = || self.tasks.iter().flat_map(TaskSheet::standing);
        let photos = || records().flat_map(|sheet| &sheet.record.photos);
        Progress {
            tasks: self.tasks.len(),
            done: self.tasks.iter().filter(|task| task.is_done()).count(),
            records: records().count(),
            photos: photos().count(),
            photos_missing: photos().filter(|photo| photo.attachment.is_none()).count(),
            contested: self.tasks.iter().filter(|task| task.is_contested()).count(),
            with_findings: records().filter(|sheet| !sheet.findings.is_empty()).count(),
        }
    }
}

impl Registry {
    /// The inspections within the caller's reach, the latest first.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] for whoever reads no exact positions.
    pub async fn inspection_sheets(
        &self,
        caller: &Caller,
    ) -> Result<Vec<InspectionSheet>, RegistryError> {
        let view = self.view()?;
        let reader = reader(caller)?;
        let inspections = self.store.inspections(&reader).await?;
        let ids: Vec<Uuid> = inspections.iter().map(|one| one.id).collect();
        let mut tasks: HashMap<Uuid, Vec<FieldTask>> = HashMap::new();
        for task in self.store.field_tasks(&reader, &ids).await? {
            tasks.entry(task.inspection_id).or_default().push(task);
        }
        let mut taken: HashMap<Uuid, Vec<Taken>> = HashMap::new();
        for kept in self.store.operations_taken(&reader, &ids, &[]).await? {
            if let Some(id) = kept.inspection_id {
                taken.entry(id).or_default().push(taken_of(&kept)?);
            }
        }
        Ok(inspections
            .into_iter()
            .filter_map(|inspection| {
                let own_side = side_of(&view, &reader, &inspection)?;
                let tasks = tasks.remove(&inspection.id).unwrap_or_default();
                let taken = taken.remove(&inspection.id).unwrap_or_default();
                Some(InspectionSheet {
                    tasks: sheets(&view, &inspection, tasks, &taken),
                    inspection,
                    own_side,
                })
            })
            .collect())
    }

    /// An inspection with all that came for it.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none within reach.
    pub async fn inspection_sheet(
        &self,
        caller: &Caller,
        id: Uuid,
    ) -> Result<InspectionSheet, RegistryError> {
        let view = self.view()?;
        let reader = reader(caller)?;
        let inspection = self.store.inspection(&reader, id).await?;
        let own_side = side_of(&view, &reader, &inspection).ok_or(RegistryError::NotFound)?;
        let tasks = self.store.field_tasks(&reader, &[id]).await?;
        let kept = self.store.operations_taken(&reader, &[id], &[]).await?;
        let taken = kept.iter().map(taken_of).collect::<Result<Vec<_>, _>>()?;
        Ok(InspectionSheet {
            tasks: sheets(&view, &inspection, tasks, &taken),
            inspection,
            own_side,
        })
    }

    /// What inspections found of a marker, round by round.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is no such marker within reach.
    pub async fn marker_records(
        &self,
        caller: &Caller,
        marker: Uuid,
    ) -> Result<MarkerRecords, RegistryError> {
        let view = self.view()?;
        let reader = reader(caller)?;
        view.snapshot
            .by_id(Kind::BoundaryMarker, marker)
            .ok_or(RegistryError::NotFound)?;
        let ids = self.store.field_tasks_of_marker(&reader, marker).await?;
        let tasks = self.store.field_tasks_by_id(&reader, &ids).await?;
        let kept = self.store.operations_taken(&reader, &[], &ids).await?;
        let taken = kept.iter().map(taken_of).collect::<Result<Vec<_>, _>>()?;
        let mut visits: Vec<(JointInspection, TaskSheet)> = tasks
            .into_iter()
            .filter_map(|(task, inspection)| {
                let own: Vec<Taken> = taken
                    .iter()
                    .filter(|one| one.operation.task == task.id)
                    .cloned()
                    .collect();
                let sheet = sheets(&view, &inspection, vec![task], &own).pop()?;
                Some((inspection, sheet))
            })
            .collect();
        visits.sort_by_key(|(inspection, _)| std::cmp::Reverse(inspection.opened_at));
        Ok(MarkerRecords { visits })
    }

    /// A photo from the field, for the people of either side: by the record that it belongs to, which
    /// the reader must reach.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none within reach.
    pub async fn field_photo(
        &self,
        caller: &Caller,
        inspection: Uuid,
        attachment: Uuid,
        rendition: Rendition,
    ) -> Result<Content, RegistryError> {
        let reader = reader(caller)?;
        let own = self.store.inspection(&reader, inspection).await?;
        let kept = self
            .store
            .operations_taken(&reader, &[inspection], &[])
            .await?;
        let word = attachment.to_string();
        let is_there = kept
            .iter()
            .any(|one| one.body.get("attachment").and_then(Json::as_str) == Some(&word));
        if !is_there {
            return Err(RegistryError::NotFound);
        }
        // Both sides see what either brought to their inspection.
        let both = Actor {
            regions: vec![own.left_code, own.right_code],
            ..reader
        };
        self.content(&[both], attachment, rendition).await
    }
}

/// Whoever reads field work, with every region in which it may.
pub(super) fn reader(caller: &Caller) -> Result<Actor, RegistryError> {
    let mut actor = caller
        .acting(Act::ReadExact)
        .ok_or(RegistryError::NotYours)?;
    actor.regions = caller.regions(Act::ReadExact).map(str::to_owned).collect();
    Ok(actor)
}

/// An operation as the records are made of it.
pub(super) fn taken_of(kept: &KeptOperation) -> Result<Taken, RegistryError> {
    let corrupt = || StoreError::CorruptFieldWork(kept.id.to_string());
    let mut operation = FieldOperation::read(&kept.body).map_err(|_| corrupt())?;
    operation.id = kept.id;
    Ok(Taken {
        login: operation.by.clone().unwrap_or_else(|| kept.login.clone()),
        side: kept.side.ok_or_else(corrupt)?,
        received_at: kept.received_at,
        facts: kept.facts.as_ref().map(facts_of),
        operation,
    })
}

fn facts_of(facts: &Json) -> FieldPhotoFacts {
    let number = |name: &str| facts.get(name).and_then(Json::as_f64);
    let taken_at = facts.get("taken_at").and_then(Json::as_str);
    let taken_at = taken_at.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    FieldPhotoFacts {
        taken_at: taken_at.map(|at| at.with_timezone(&Utc)),
        at: number("lon")
            .zip(number("lat"))
            .and_then(|(lon, lat)| LonLat::new(lon, lat).ok()),
    }
}

/// Every task with its records.
pub(super) fn sheets(
    view: &View,
    inspection: &JointInspection,
    tasks: Vec<FieldTask>,
    taken: &[Taken],
) -> Vec<TaskSheet> {
    let tolerances = Tolerances::default();
    let records = fold(taken);
    let line = view
        .snapshot
        .by_id(Kind::BoundaryLine, inspection.line_id)
        .and_then(crate::snapshot::RowRef::geometry);
    let course = line.as_ref().and_then(Course::of);
    let mut by_task: HashMap<Uuid, Vec<RecordSheet>> = HashMap::new();
    let places: HashMap<Uuid, Option<Geometry>> = tasks
        .iter()
        .map(|task| (task.id, registered(view, course.as_ref(), task)))
        .collect();
    for (nth, record) in records.iter().enumerate() {
        let place = places.get(&record.task).and_then(Option::as_ref);
        // Whose clock and legs it was: what that person recorded before.
        let before = records[..nth]
            .iter()
            .rev()
            .find(|other| other.login == record.login && other.place().is_some());
        let findings = judge(record, place, before, inspection.closed_at, &tolerances);
        let sheet = beside(record, place, line.as_ref(), findings, &tolerances);
        by_task.entry(record.task).or_default().push(sheet);
    }
    tasks
        .into_iter()
        .map(|task| {
            let records = by_task.remove(&task.id).unwrap_or_default();
            let standing: Vec<&FieldRecord> = records
                .iter()
                .map(|sheet| &sheet.record)
                .filter(|record| !record.is("withdrawn"))
                .collect();
            let (differing, apart_m) = differences(&standing);
            let at = match places.get(&task.id) {
                Some(Some(Geometry::Point(point))) => LonLat::new(point.x(), point.y()).ok(),
                _ => course.as_ref().and_then(|course| {
                    let middle_m = f64::midpoint(task.from_m, task.to_m);
                    course.between(middle_m, middle_m).first().copied()
                }),
            };
            TaskSheet {
                task,
                at,
                records,
                differing,
                apart_m,
            }
        })
        .collect()
}

/// Where the register has what a task is about.
fn registered(view: &View, course: Option<&Course>, task: &FieldTask) -> Option<Geometry> {
    match (task.kind, task.marker_id) {
        (TaskKind::Marker, Some(id)) => {
            let row = view.snapshot.by_id(Kind::BoundaryMarker, id)?;
            row.point().map(|at| Geometry::Point(at.into()))
        }
        _ => {
            let path = course?.between(task.from_m, task.to_m);
            let path = path.into_iter().map(|at| geo_types::Coord {
                x: at.lon,
                y: at.lat,
            });
            Some(Geometry::LineString(path.collect()))
        }
    }
}

fn beside(
    record: &FieldRecord,
    registered: Option<&Geometry>,
    line: Option<&Geometry>,
    findings: Vec<FieldFinding>,
    tolerances: &Tolerances,
) -> RecordSheet {
    let place = record.place();
    let at = place.as_ref().and_then(|place| place.at);
    let offset_m = at
        .zip(registered)
        .and_then(|(at, registered)| match registered {
            Geometry::Point(point) => {
                let own = LonLat::new(point.x(), point.y()).ok()?;
                Some(distance_m(at, own))
            }
            other => distance_to_m(at, other),
        });
    let line_difference_m = at.zip(line).zip(registered).and_then(|((at, line), own)| {
        let Geometry::Point(point) = own else {
            return None;
        };
        let own = LonLat::new(point.x(), point.y()).ok()?;
        Some(distance_to_m(at, line)? - distance_to_m(own, line)?)
    });
    let accuracy_m = place
        .as_ref()
        .and_then(|place| place.accuracy_m)
        .unwrap_or(0.0);
    RecordSheet {
        reached: offset_m.is_some_and(|off_m| off_m <= tolerances.reached_m.max(accuracy_m)),
        record: record.clone(),
        offset_m,
        line_difference_m,
        findings,
    }
}
