//! A joint inspection (联检) of a line by both its sides, and its tasks: markers, and the segments
//! between them, since most of a line has no marker.
//!
//! # Law
//! 《行政区域界线管理条例》第十二条: both sides inspect every line together every five years.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::UnknownWord;

/// A side of a line, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineSide {
    /// The unit on the left, looking along the line.
    Left,
    /// The unit on the right.
    Right,
    /// Both units.
    Both,
}

/// What is to be visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// A marker (界桩).
    Marker,
    /// The stretch between two markers, or between a marker and the line's end (界线段).
    Segment,
}

/// An inspection of one line in one round.
#[derive(Clone, Debug, PartialEq)]
pub struct JointInspection {
    /// Its id.
    pub id: Uuid,
    /// The line.
    pub line_id: Uuid,
    /// The line's code when it was planned.
    pub line_code: String,
    /// The line's name when it was planned.
    pub line_name: String,
    /// The round (第几轮).
    pub round: i32,
    /// The unit on the left.
    pub left_code: String,
    /// The unit on the right.
    pub right_code: String,
    /// The side that leads (牵头方).
    pub lead_side: LineSide,
    /// The first day of the field work.
    pub starts_on: NaiveDate,
    /// The last day of the field work.
    pub ends_on: NaiveDate,
    /// The plan (实施方案), in words.
    pub plan: Option<String>,
    /// Whether the field work has ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// How often it was changed, and once for the opening.
    pub version: i32,
    /// The login of whoever opened it.
    pub opened_by: String,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
}

/// A task of an inspection.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldTask {
    /// Its id.
    pub id: Uuid,
    /// The inspection.
    pub inspection_id: Uuid,
    /// Its place in the order of the route, from 1.
    pub ordinal: i32,
    /// Marker or segment.
    pub kind: TaskKind,
    /// The marker.
    pub marker_id: Option<Uuid>,
    /// The marker's number, or from which to which the segment goes.
    pub label: String,
    /// The side whose team is to do it.
    pub side: LineSide,
    /// Whom it was given to; none: anybody of that team.
    pub person: Option<String>,
    /// Metres along the line where it begins.
    pub from_m: f64,
    /// Metres along the line where it ends.
    pub to_m: f64,
}

/// A task about to be planned.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedTask {
    /// Marker or segment.
    pub kind: TaskKind,
    /// The marker.
    pub marker_id: Option<Uuid>,
    /// What it is called.
    pub label: String,
    /// The side whose team is to do it.
    pub side: LineSide,
    /// Metres along the line where it begins.
    pub from_m: f64,
    /// Metres along the line where it ends.
    pub to_m: f64,
}

/// A marker's place in the order along its line.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The marker.
    pub marker_id: Uuid,
    /// Its number.
    pub number: String,
    /// The side that keeps it; none: not registered.
    pub keeper: Option<LineSide>,
    /// Metres along the line.
    pub at_m: f64,
}

/// Segments shorter than this, in metres, are no task of their own: markers on two banks, a marker at
/// the line's end.
const SHORTEST_M: f64 = 50.0;

impl PlannedTask {
    /// The tasks of a line: every marker, and every segment between two that follow each other, in
    /// the order of the route. A marker goes to the side that keeps it; of the segments the lead takes
    /// the first half of the line, the other side the second, as agreements use to part them.
    #[must_use]
    pub fn along(mut markers: Vec<Chain>, length_m: f64, lead: LineSide) -> Vec<Self> {
        markers.sort_by(|a, b| a.at_m.total_cmp(&b.at_m).then(a.number.cmp(&b.number)));
        let other = match lead {
            LineSide::Left => LineSide::Right,
            LineSide::Right | LineSide::Both => LineSide::Left,
        };
        let segment = |from: &str, to: &str, from_m: f64, to_m: f64| {
            let middle_m = f64::midpoint(from_m, to_m);
            (to_m - from_m >= SHORTEST_M).then(|| Self {
                kind: TaskKind::Segment,
                marker_id: None,
                label: format!("{from}—{to}"),
                side: if middle_m * 2.0 <= length_m {
                    lead
                } else {
                    other
                },
                from_m,
                to_m,
            })
        };
        let mut tasks = Vec::with_capacity(markers.len() * 2 + 1);
        let (mut last, mut last_m) = ("起点".to_owned(), 0.0);
        for marker in markers {
            tasks.extend(segment(&last, &marker.number, last_m, marker.at_m));
            (last, last_m) = (marker.number.clone(), marker.at_m);
            tasks.push(Self {
                kind: TaskKind::Marker,
                marker_id: Some(marker.marker_id),
                label: marker.number,
                side: marker.keeper.unwrap_or(LineSide::Both),
                from_m: marker.at_m,
                to_m: marker.at_m,
            });
        }
        tasks.extend(segment(&last, "终点", last_m, length_m));
        tasks
    }
}

impl LineSide {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Both => "both",
        }
    }

    /// The side or sides that somebody reaches; none when neither.
    #[must_use]
    pub const fn reached(left: bool, right: bool) -> Option<Self> {
        match (left, right) {
            (true, true) => Some(Self::Both),
            (true, false) => Some(Self::Left),
            (false, true) => Some(Self::Right),
            (false, false) => None,
        }
    }
}

impl TaskKind {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Marker => "marker",
            Self::Segment => "segment",
        }
    }
}

impl fmt::Display for LineSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LineSide {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Left, Self::Right, Self::Both]
            .into_iter()
            .find(|side| side.as_str() == word)
            .ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

impl FromStr for TaskKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Marker, Self::Segment]
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| UnknownWord(word.to_owned()))
    }
}
