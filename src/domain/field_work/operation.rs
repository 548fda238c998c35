//! An operation: the smallest thing that a phone says happened in the field. It has an id of the
//! phone's own making, so that saying it again says nothing new, and it names what it rests on, so that
//! in whatever order operations come they make the same record.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::place::MeasuredPlace;
use crate::domain::{Problem, ProblemCode, boundary_marker::CONDITIONS};

/// The longest operation, in bytes of JSON.
pub const LONGEST_BODY: usize = 64 << 10;

/// A field of a record.
#[derive(Clone, Copy, Debug)]
pub struct RecordField {
    /// The word in operations and answers.
    pub name: &'static str,
    /// What it holds.
    holds: Held,
}

#[derive(Clone, Copy, Debug)]
enum Held {
    Choice(&'static [&'static str]),
    Text(usize),
    Flag,
    Place,
}

/// How well an inscription can be read (注记).
const INSCRIPTIONS: &[&str] = &["clear", "faded", "illegible", "wrong"];
/// What is around a marker, or along a segment (周边).
const SURROUNDINGS: &[&str] = &[
    "clear",
    "overgrown",
    "digging",
    "building",
    "erosion",
    "road",
    "other",
];
/// How a segment's course shows on the ground (走向).
const COURSES: &[&str] = &["as_described", "unclear", "changed", "crossed"];
/// How the landmarks of a marker are (方位物).
const LANDMARKS: &[&str] = &["whole", "partly", "gone"];

impl RecordField {
    /// Every field, in the order of the form.
    pub const ALL: [Self; 9] = [
        Self::of("condition", Held::Choice(&[])),
        Self::of("inscription", Held::Choice(INSCRIPTIONS)),
        Self::of("surroundings", Held::Choice(SURROUNDINGS)),
        Self::of("landmarks", Held::Choice(LANDMARKS)),
        Self::of("course", Held::Choice(COURSES)),
        Self::of("position", Held::Place),
        Self::of("note", Held::Text(1_000)),
        Self::of("finished", Held::Flag),
        Self::of("withdrawn", Held::Flag),
    ];

    const fn of(name: &'static str, holds: Held) -> Self {
        Self { name, holds }
    }

    /// What is wrong with a value; null clears the field.
    fn check(self, value: &Json) -> Option<Problem> {
        let wrong = |allowed: String| {
            Problem::new(ProblemCode::WrongValue, self.name, &shown(value)).with("allowed", allowed)
        };
        match (self.holds, value) {
            (_, Json::Null) | (Held::Flag, Json::Bool(_)) => None,
            (Held::Choice(words), value) => {
                let allowed: Vec<&str> = if words.is_empty() {
                    CONDITIONS.iter().map(|choice| choice.value).collect()
                } else {
                    words.to_vec()
                };
                let is_known = value.as_str().is_some_and(|word| allowed.contains(&word));
                (!is_known).then(|| wrong(allowed.join(", ")))
            }
            (Held::Text(most), Json::String(text)) => {
                let length = text.chars().count();
                if length > most {
                    let long = Problem::new(ProblemCode::TooLong, self.name, text);
                    return Some(
                        long.with("length", length.to_string())
                            .with("limit", most.to_string()),
                    );
                }
                let is_plain = text.chars().all(|c| !c.is_control() || c == '\n');
                (!is_plain).then(|| {
                    let shown = text.escape_debug().to_string();
                    Problem::new(ProblemCode::ControlCharacter, self.name, &shown)
                })
            }
            (Held::Place, value) => MeasuredPlace::read(value).err().map(|error| {
                Problem::new(
                    ProblemCode::WrongValue,
                    format!("position.{}", error.member),
                    &error.value,
                )
                .with("allowed", "system, method, lon+lat | north+east")
            }),
            (Held::Text(_), _) => Some(wrong("text".to_owned())),
            (Held::Flag, _) => Some(wrong("true, false".to_owned())),
        }
    }
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldOperationKind {
    /// Sets fields of a record.
    Record,
    /// Says that a photo was taken; its bytes come apart.
    Photo,
    /// Says that a photo's bytes have come.
    PhotoFile,
}

/// What it brings.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldContent {
    /// Fields, and for each the operations whose values of it had been seen.
    Fields {
        /// The values.
        set: Map<String, Json>,
        /// What each replaces.
        base: Vec<(String, Vec<Uuid>)>,
    },
    /// A photo.
    Photo {
        /// The photo's id.
        photo: Uuid,
        /// SHA-256 of its bytes.
        sha256: String,
        /// Their number.
        bytes: u64,
        /// What else is said of it: face, time, position, direction.
        about: Map<String, Json>,
    },
    /// The bytes of a photo.
    File {
        /// The photo's id.
        photo: Uuid,
        /// SHA-256 of its bytes.
        sha256: String,
        /// The attachment that they became.
        attachment: Uuid,
    },
}

/// An operation, read.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldOperation {
    /// Its id.
    pub id: Uuid,
    /// The task that it belongs to.
    pub task: Uuid,
    /// The record that it belongs to.
    pub record: Uuid,
    /// The login of whoever did it.
    pub by: Option<String>,
    /// When, by the phone's clock.
    pub at: DateTime<Utc>,
    /// What it brings.
    pub content: FieldContent,
}

impl FieldOperation {
    /// Reads an operation.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(body: &Json) -> Result<Self, Vec<Problem>> {
        let Some(members) = body.as_object() else {
            let problem = Problem::new(ProblemCode::WrongType, "operation", &shown(body));
            return Err(vec![problem.with("expected", "{}")]);
        };
        let mut reader = Reader {
            members,
            problems: Vec::new(),
        };
        let id = reader.id("id");
        let task = reader.id("task");
        let record = reader.id("record");
        let at = reader.time("at");
        let by = match members.get("by") {
            None | Some(Json::Null) => None,
            Some(_) => reader.text("by"),
        };
        let content = reader.content();
        let (Some(id), Some(task), Some(record), Some(at), Some(content), true) =
            (id, task, record, at, content, reader.problems.is_empty())
        else {
            return Err(reader.problems);
        };
        Ok(Self {
            id,
            task,
            record,
            by,
            at,
            content,
        })
    }

    /// What it does.
    #[must_use]
    pub const fn kind(&self) -> FieldOperationKind {
        match self.content {
            FieldContent::Fields { .. } => FieldOperationKind::Record,
            FieldContent::Photo { .. } => FieldOperationKind::Photo,
            FieldContent::File { .. } => FieldOperationKind::PhotoFile,
        }
    }
}

struct Reader<'b> {
    members: &'b Map<String, Json>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn missing_or_wrong(&mut self, name: &'static str, expected: &'static str) {
        self.problems.push(match self.members.get(name) {
            None | Some(Json::Null) => Problem::new(ProblemCode::MissingField, name, ""),
            Some(value) => {
                Problem::new(ProblemCode::WrongType, name, &shown(value)).with("expected", expected)
            }
        });
    }

    fn text(&mut self, name: &'static str) -> Option<String> {
        let found = self.members.get(name).and_then(Json::as_str);
        if found.is_none() {
            self.missing_or_wrong(name, "text");
        }
        found.map(str::to_owned)
    }

    fn id(&mut self, name: &'static str) -> Option<Uuid> {
        let found = self.members.get(name).and_then(Json::as_str);
        let found = found.and_then(|text| text.parse().ok());
        if found.is_none() {
            self.missing_or_wrong(name, "uuid");
        }
        found
    }

    fn time(&mut self, name: &'static str) -> Option<DateTime<Utc>> {
        let found = self.members.get(name).and_then(time);
        if found.is_none() {
            self.missing_or_wrong(name, "2026-03-05T08:00:00Z");
        }
        found
    }

    fn sha256(&mut self) -> Option<String> {
        let found = self.members.get("sha256").and_then(Json::as_str);
        let found = found.filter(|sum| {
            sum.len() == 64 && sum.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        });
        if found.is_none() {
            self.missing_or_wrong("sha256", "0-9a-f × 64");
        }
        found.map(str::to_owned)
    }

    fn content(&mut self) -> Option<FieldContent> {
        match self.members.get("kind").and_then(Json::as_str) {
            Some("record") => self.fields(),
            Some("photo") => self.photo(),
            Some("photo_file") => {
                let (photo, sha256) = (self.id("photo"), self.sha256());
                let attachment = self.id("attachment");
                Some(FieldContent::File {
                    photo: photo?,
                    sha256: sha256?,
                    attachment: attachment?,
                })
            }
            other => {
                let problem = Problem::new(ProblemCode::WrongValue, "kind", other.unwrap_or(""));
                self.problems
                    .push(problem.with("allowed", "record, photo, photo_file"));
                None
            }
        }
    }

    fn fields(&mut self) -> Option<FieldContent> {
        let Some(set) = self.members.get("set").and_then(Json::as_object) else {
            self.missing_or_wrong("set", "{}");
            return None;
        };
        if set.is_empty() {
            self.problems
                .push(Problem::new(ProblemCode::MissingField, "set", ""));
        }
        for (name, value) in set {
            match RecordField::ALL
                .into_iter()
                .find(|field| field.name == name)
            {
                Some(field) => self.problems.extend(field.check(value)),
                None => self.problems.push(Problem::new(
                    ProblemCode::UnknownField,
                    name.clone(),
                    &shown(value),
                )),
            }
        }
        let base = match self.members.get("base") {
            None | Some(Json::Null) => Vec::new(),
            Some(value) => match base(value) {
                Some(base) => base,
                None => {
                    self.missing_or_wrong("base", "{field: [uuid]}");
                    return None;
                }
            },
        };
        Some(FieldContent::Fields {
            set: set.clone(),
            base,
        })
    }

    fn photo(&mut self) -> Option<FieldContent> {
        const ABOUT: [&str; 6] = [
            "face",
            "taken_at",
            "lon",
            "lat",
            "accuracy_m",
            "direction_deg",
        ];
        let (photo, sha256) = (self.id("photo"), self.sha256());
        let bytes = self.members.get("bytes").and_then(Json::as_u64);
        if bytes.is_none_or(|bytes| bytes == 0) {
            self.missing_or_wrong("bytes", "1, 2, …");
        }
        let mut about = Map::new();
        for name in ABOUT {
            let value = match self.members.get(name) {
                None | Some(Json::Null) => continue,
                Some(value) => value,
            };
            let is_right = match name {
                "face" => value
                    .as_str()
                    .is_some_and(|face| face.chars().count() <= 20),
                "taken_at" => time(value).is_some(),
                "lon" => value
                    .as_f64()
                    .is_some_and(|lon| (-180.0..=180.0).contains(&lon)),
                "lat" => value
                    .as_f64()
                    .is_some_and(|lat| (-90.0..=90.0).contains(&lat)),
                _ => value
                    .as_f64()
                    .is_some_and(|number| (0.0..=1e6).contains(&number)),
            };
            if is_right {
                about.insert(name.to_owned(), value.clone());
            } else {
                self.missing_or_wrong(name, "…");
            }
        }
        Some(FieldContent::Photo {
            photo: photo?,
            sha256: sha256?,
            bytes: bytes?,
            about,
        })
    }
}

fn time(value: &Json) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
    Some(time.with_timezone(&Utc))
}

fn base(value: &Json) -> Option<Vec<(String, Vec<Uuid>)>> {
    let ids = |list: &Json| {
        let list = list.as_array()?.iter();
        list.map(|id| id.as_str()?.parse().ok())
            .collect::<Option<Vec<Uuid>>>()
    };
    value
        .as_object()?
        .iter()
        .map(|(name, list)| Some((name.clone(), ids(list)?)))
        .collect()
}

/// A value as a message shows it.
fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
