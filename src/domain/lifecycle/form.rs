//! What people fill in, and whether it is right.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::table::{CaseKind, Entry};
use crate::{
    domain::{Kind, Problem, ProblemCode, Role},
    geo::LonLat,
};

/// A field of a kind's forms.
#[derive(Debug)]
pub struct FormField {
    /// The member's name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether whoever reported from outside is told it again, beside the public notices.
    pub told: bool,
}

impl FormField {
    /// A field that stays within the office.
    pub(super) const fn kept(name: &'static str, holds: Holds) -> Self {
        Self {
            name,
            holds,
            told: false,
        }
    }

    /// A field that whoever reported may read again.
    pub(super) const fn told(name: &'static str, holds: Holds) -> Self {
        Self {
            name,
            holds,
            told: true,
        }
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text of so many characters at most.
    Text(usize),
    /// One of a closed list.
    Choice(&'static [&'static str]),
    /// A whole number from nought to this.
    Count(u32),
    /// A date.
    Date,
    /// `[longitude, latitude]`, degrees, CGCS2000.
    Position,
    /// Attachments by their ids, so many at most.
    Attachments(usize),
    /// The login of somebody who holds a role.
    Person(Role),
    /// Several of them.
    Persons(Role),
    /// The number of another case of the kind.
    Case,
    /// Features of the register, of the kinds that the case may be about.
    Subjects,
}

/// A feature that a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
}

/// A form that is right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// The values that are stored as they are, empty ones left out.
    pub values: Map<String, Json>,
    /// The position, where the form has one.
    pub position: Option<LonLat>,
    /// The features that it names; `None` when it says nothing of them.
    pub subjects: Option<Vec<Subject>>,
}

/// The most features a case is about, and the most persons a form names.
const MOST: usize = 50;

/// The longest login or number, in characters.
const LONGEST_WORD: usize = 60;

impl Holds {
    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Choice(_) => "choice",
            Self::Count(_) => "count",
            Self::Date => "date",
            Self::Position => "position",
            Self::Attachments(_) => "attachments",
            Self::Person(_) => "person",
            Self::Persons(_) => "persons",
            Self::Case => "case",
            Self::Subjects => "subjects",
        }
    }
}

/// Checks what was filled in against a step's form, `held` being what the case's form holds before.
///
/// # Errors
/// Every problem of every field.
pub(super) fn check(
    kind: &CaseKind,
    entries: &[Entry],
    held: &Map<String, Json>,
    given: &Map<String, Json>,
) -> Result<Filled, Vec<Problem>> {
    // What is given counts where it decides what else is needed, as the choice of a variant does.
    let mut choices = held.clone();
    for (name, value) in given.iter().filter(|(_, value)| !is_empty(value)) {
        choices.entry(name.clone()).or_insert_with(|| value.clone());
    }
    let mut filled = Filled::default();
    let mut problems: Vec<Problem> = given
        .keys()
        .filter(|name| !entries.iter().any(|entry| entry.field == name.as_str()))
        .map(|name| Problem::new(ProblemCode::UnknownField, showable(name), ""))
        .collect();
    for entry in entries {
        let value = given.get(entry.field).unwrap_or(&Json::Null);
        if is_empty(value) {
            if entry.is_required(&choices) {
                problems.push(Problem::new(ProblemCode::MissingField, entry.field, ""));
            }
            continue;
        }
        if let Some(field) = kind.field(entry.field)
            && let Err(problem) = take(kind, field, value, &mut filled)
        {
            problems.push(problem);
        }
    }
    if problems.is_empty() {
        Ok(filled)
    } else {
        Err(problems)
    }
}

/// A name from outside, without what cannot be shown.
fn showable(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_WORD)
        .collect()
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn take(
    kind: &CaseKind,
    field: &FormField,
    value: &Json,
    filled: &mut Filled,
) -> Result<(), Problem> {
    let name = field.name;
    let stored: Json = match field.holds {
        Holds::Text(most) => text(name, value, most)?.into(),
        Holds::Person(_) | Holds::Case => text(name, value, LONGEST_WORD)?.into(),
        Holds::Choice(choices) => choice(name, value, choices)?.into(),
        Holds::Count(most) => count(name, value, most)?.into(),
        Holds::Date => date(name, value)?.to_string().into(),
        Holds::Position => {
            filled.position = Some(position(name, value)?);
            return Ok(());
        }
        Holds::Attachments(most) => {
            let ids = several(name, value, "attachments", most, uuid)?;
            distinct(ids).map(|id| id.to_string()).collect()
        }
        Holds::Persons(_) => {
            let login = |item: &Json| text(name, item, LONGEST_WORD).ok();
            distinct(several(name, value, "persons", MOST, login)?).collect()
        }
        Holds::Subjects => {
            let subjects = several(name, value, "subjects", MOST, subject)?;
            if subjects
                .iter()
                .any(|one| !kind.subjects.contains(&one.kind))
            {
                let allowed: Vec<&str> = kind.subjects.iter().map(|kind| kind.as_str()).collect();
                return Err(wrong_value(name, value, &allowed.join(", ")));
            }
            filled.subjects = Some(distinct(subjects).collect());
            return Ok(());
        }
    };
    filled.values.insert(name.to_owned(), stored);
    Ok(())
}

fn wrong_type(name: &'static str, value: &Json, expected: &'static str) -> Problem {
    Problem::new(ProblemCode::WrongType, name, &value.to_string()).with("expected", expected)
}

fn wrong_value(name: &'static str, value: &Json, allowed: &str) -> Problem {
    Problem::new(ProblemCode::WrongValue, name, &value.to_string()).with("allowed", allowed)
}

/// Text, trimmed and without invisible characters.
fn text(name: &'static str, value: &Json, most: usize) -> Result<String, Problem> {
    let text = value
        .as_str()
        .ok_or_else(|| wrong_type(name, value, "text"))?
        .trim();
    let length = text.chars().count();
    if length > most {
        return Err(Problem::new(ProblemCode::TooLong, name, text)
            .with("length", length.to_string())
            .with("limit", most.to_string()));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        let shown = text.escape_debug().to_string();
        return Err(Problem::new(ProblemCode::ControlCharacter, name, &shown));
    }
    Ok(text.to_owned())
}

fn choice<'a>(name: &'static str, value: &'a Json, choices: &[&str]) -> Result<&'a str, Problem> {
    let word = value
        .as_str()
        .ok_or_else(|| wrong_type(name, value, "text"))?;
    if choices.contains(&word) {
        Ok(word)
    } else {
        Err(wrong_value(name, value, &choices.join(", ")))
    }
}

fn count(name: &'static str, value: &Json, most: u32) -> Result<u32, Problem> {
    let number = value
        .as_u64()
        .ok_or_else(|| wrong_type(name, value, "integer"))?;
    u32::try_from(number)
        .ok()
        .filter(|number| *number <= most)
        .ok_or_else(|| wrong_value(name, value, &format!("0…{most}")))
}

fn date(name: &'static str, value: &Json) -> Result<NaiveDate, Problem> {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| wrong_type(name, value, "date"))
}

/// `[longitude, latitude]`, or a GeoJSON point.
fn position(name: &'static str, value: &Json) -> Result<LonLat, Problem> {
    let pair = match value {
        Json::Object(members) => members
            .get("type")
            .filter(|sort| *sort == "Point")
            .and_then(|_| members.get("coordinates")),
        other => Some(other),
    };
    let numbers = pair.and_then(Json::as_array).and_then(|items| {
        let [lon, lat] = items.as_slice() else {
            return None;
        };
        Some((lon.as_f64()?, lat.as_f64()?))
    });
    let (lon, lat) = numbers.ok_or_else(|| wrong_type(name, value, "position"))?;
    LonLat::new(lon, lat).map_err(|_| {
        Problem::new(
            ProblemCode::CoordinateOutOfRange,
            name,
            &format!("{lon},{lat}"),
        )
    })
}

/// A list of things, so many at most.
fn several<T>(
    name: &'static str,
    value: &Json,
    expected: &'static str,
    most: usize,
    one: impl Fn(&Json) -> Option<T>,
) -> Result<Vec<T>, Problem> {
    let items: Vec<T> = value
        .as_array()
        .and_then(|items| items.iter().map(one).collect())
        .ok_or_else(|| wrong_type(name, value, expected))?;
    if items.len() > most {
        return Err(wrong_value(name, value, &format!("≤ {most}")));
    }
    Ok(items)
}

fn uuid(value: &Json) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

fn subject(value: &Json) -> Option<Subject> {
    let members = value.as_object().filter(|members| members.len() == 2)?;
    Some(Subject {
        kind: members.get("kind")?.as_str()?.parse().ok()?,
        id: uuid(members.get("id")?)?,
    })
}

/// The same without repetitions, in their order.
fn distinct<T: PartialEq>(items: Vec<T>) -> impl Iterator<Item = T> {
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept.into_iter()
}
