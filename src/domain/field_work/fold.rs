//! What operations make together. The records are a function of the *set* of operations: whatever
//! order they came in, however often and in whatever portions, it is the same.
//!
//! Of each field every value stays that no later one has replaced, and a value replaces those whose
//! operations it names as its base: the three-way merge, field by field. Where one value is left that
//! is the field's; where several differ they were written without knowing of each other, all are kept,
//! and the one written last by the phones' clocks stands first.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    finding::PhotoFacts,
    inspection::LineSide,
    operation::{FieldContent, FieldOperation},
    place::MeasuredPlace,
};
use crate::geo::measure::distance_m;

/// An operation that was taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The operation.
    pub operation: FieldOperation,
    /// The login of whoever did it.
    pub login: String,
    /// The side that person belongs to.
    pub side: LineSide,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// What the photo that came says of itself.
    pub facts: Option<PhotoFacts>,
}

/// A value and who gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The value.
    pub value: Json,
    /// The operation that gave it.
    pub operation: Uuid,
    /// The login of whoever gave it.
    pub login: String,
    /// When, by the phone's clock.
    pub at: DateTime<Utc>,
    /// Other values that were given without knowing of this one; the latest first.
    pub others: Vec<Merged>,
}

/// A photo of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldPhoto {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Their number; none when only the file was told of so far.
    pub bytes: Option<u64>,
    /// Face, time, position and direction as the phone tells them.
    pub about: Map<String, Json>,
    /// When the phone says it was taken, else when the operation was made.
    pub at: DateTime<Utc>,
    /// The attachment; none while the bytes are still on the phone.
    pub attachment: Option<Uuid>,
    /// What the photo says of itself.
    pub facts: Option<PhotoFacts>,
}

/// A record: one person's visit to a marker or a segment.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRecord {
    /// Its id, made by the phone.
    pub id: Uuid,
    /// The task.
    pub task: Uuid,
    /// The login of whoever began it.
    pub login: String,
    /// The side that person belongs to.
    pub side: LineSide,
    /// The fields, by name.
    pub fields: BTreeMap<String, Merged>,
    /// The photos, by when they were taken.
    pub photos: Vec<FieldPhoto>,
    /// When it was begun, by the phone's clock.
    pub began_at: DateTime<Utc>,
    /// When it was last changed, by the phone's clock.
    pub ended_at: DateTime<Utc>,
    /// When the first of it came.
    pub received_at: DateTime<Utc>,
    /// When the last of it came.
    pub completed_at: DateTime<Utc>,
    /// How many operations made it.
    pub operations: usize,
}

impl FieldRecord {
    /// The value of a field, unless it was cleared.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&Json> {
        let merged = self.fields.get(field)?;
        Some(&merged.value).filter(|value| !value.is_null())
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.value(field).and_then(Json::as_str)
    }

    /// Whether a flag is set.
    #[must_use]
    pub fn is(&self, flag: &str) -> bool {
        self.value(flag).and_then(Json::as_bool).unwrap_or(false)
    }

    /// The position as measured.
    #[must_use]
    pub fn place(&self) -> Option<MeasuredPlace> {
        MeasuredPlace::read(self.value("position")?).ok()
    }

    /// The fields of which several values stand.
    pub fn contested(&self) -> impl Iterator<Item = &str> {
        self.fields
            .iter()
            .filter(|(_, merged)| !merged.others.is_empty())
            .map(|(name, _)| name.as_str())
    }
}

/// The records that operations make, by when they were begun.
#[must_use]
pub fn fold(taken: &[Taken]) -> Vec<FieldRecord> {
    let mut by_record: BTreeMap<Uuid, Vec<&Taken>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for one in taken {
        if seen.insert(one.operation.id) {
            by_record.entry(one.operation.record).or_default().push(one);
        }
    }
    let mut records: Vec<FieldRecord> = by_record
        .into_iter()
        .filter_map(|(id, mut parts)| {
            parts.sort_by_key(|one| (one.operation.at, one.operation.id));
            record(id, &parts)
        })
        .collect();
    records.sort_by_key(|record| (record.began_at, record.id));
    records
}

/// A record of operations in the order of the phones' clocks.
fn record(id: Uuid, parts: &[&Taken]) -> Option<FieldRecord> {
    let (first, last) = (parts.first()?, parts.last()?);
    let received = || parts.iter().map(|one| one.received_at);
    Some(FieldRecord {
        id,
        task: first.operation.task,
        login: first.login.clone(),
        side: first.side,
        fields: fields(parts),
        photos: photos(parts),
        began_at: first.operation.at,
        ended_at: last.operation.at,
        received_at: received().min()?,
        completed_at: received().max()?,
        operations: parts.len(),
    })
}

fn fields(parts: &[&Taken]) -> BTreeMap<String, Merged> {
    let mut replaced: HashMap<&str, HashSet<Uuid>> = HashMap::new();
    let mut given: BTreeMap<&str, Vec<Merged>> = BTreeMap::new();
    for one in parts {
        let FieldContent::Fields { set, base } = &one.operation.content else {
            continue;
        };
        for (name, value) in set {
            given.entry(name).or_default().push(Merged {
                value: value.clone(),
                operation: one.operation.id,
                login: one.login.clone(),
                at: one.operation.at,
                others: Vec::new(),
            });
        }
        for (name, ids) in base {
            // Only what the operation itself sets replaces anything; and nothing replaces itself.
            if set.contains_key(name) {
                let others = ids.iter().filter(|id| **id != one.operation.id);
                replaced.entry(name).or_default().extend(others);
            }
        }
    }
    given
        .into_iter()
        .filter_map(|(name, values)| {
            let gone = replaced.get(name);
            let stands = |one: &&Merged| gone.is_none_or(|gone| !gone.contains(&one.operation));
            let mut heads: Vec<Merged> = values.iter().filter(stands).cloned().collect();
            if heads.is_empty() {
                // They claim to replace each other in a circle: all of them stand.
                heads.clone_from(&values);
            }
            Some((name.to_owned(), merged(heads)?))
        })
        .collect()
}

/// The latest value, and those that differ from it; values come in the order of the phones' clocks.
fn merged(mut heads: Vec<Merged>) -> Option<Merged> {
    let mut first = heads.pop()?;
    while let Some(other) = heads.pop() {
        let is_known =
            other.value == first.value || first.others.iter().any(|one| one.value == other.value);
        if !is_known {
            first.others.push(other);
        }
    }
    Some(first)
}

fn photos(parts: &[&Taken]) -> Vec<FieldPhoto> {
    let mut photos: BTreeMap<Uuid, FieldPhoto> = BTreeMap::new();
    for one in parts {
        let at = one.operation.at;
        let blank = |id: Uuid, sha256: &str| FieldPhoto {
            id,
            sha256: sha256.to_owned(),
            bytes: None,
            about: Map::new(),
            at,
            attachment: None,
            facts: None,
        };
        match &one.operation.content {
            FieldContent::Fields { .. } => {}
            FieldContent::Photo {
                photo,
                sha256,
                bytes,
                about,
            } => {
                let entry = photos
                    .entry(*photo)
                    .or_insert_with(|| blank(*photo, sha256));
                if entry.bytes.is_none() {
                    entry.sha256.clone_from(sha256);
                    entry.bytes = Some(*bytes);
                    entry.about.clone_from(about);
                    let taken = about.get("taken_at").and_then(Json::as_str);
                    let taken = taken.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
                    entry.at = taken.map_or(at, |taken| taken.with_timezone(&Utc));
                }
            }
            FieldContent::File {
                photo,
                sha256,
                attachment,
            } => {
                let entry = photos
                    .entry(*photo)
                    .or_insert_with(|| blank(*photo, sha256));
                if entry.attachment.is_none() {
                    entry.attachment = Some(*attachment);
                    entry.facts.clone_from(&one.facts);
                }
            }
        }
    }
    let mut photos: Vec<FieldPhoto> = photos.into_values().collect();
    photos.sort_by_key(|photo| (photo.at, photo.id));
    photos
}

/// The fields in which records of the same task differ, and how far apart their positions are, in
/// metres, at most.
#[must_use]
pub fn differences(records: &[&FieldRecord]) -> (Vec<String>, Option<f64>) {
    let names: BTreeSet<&str> = records
        .iter()
        .flat_map(|record| record.fields.keys().map(String::as_str))
        .filter(|name| !matches!(*name, "position" | "note" | "finished" | "withdrawn"))
        .collect();
    let differing = names
        .into_iter()
        .filter(|name| {
            let values: Vec<&Json> = records
                .iter()
                .filter_map(|record| record.value(name))
                .collect();
            values.windows(2).any(|pair| pair[0] != pair[1])
        })
        .map(str::to_owned)
        .collect();
    let places: Vec<_> = records
        .iter()
        .filter_map(|record| record.place()?.at)
        .collect();
    let mut apart_m: Option<f64> = None;
    for (nth, one) in places.iter().enumerate() {
        for other in &places[nth + 1..] {
            let metres = distance_m(*one, *other);
            apart_m = Some(apart_m.map_or(metres, |most| most.max(metres)));
        }
    }
    (differing, apart_m)
}
