//! What all readers share: a row's cells and geometry go in, a draft or everything wrong with it
//! comes out.

use std::borrow::Cow;

use super::{
    columns::{Columns, Target, unknown_field},
    placing::{self, GEOMETRY},
    value::{self, Cell},
    word::{ExchangeError, Header, ReadOptions, Rejected},
};
use crate::{
    domain::{Draft, Kind, Problem, ProblemCode, Value, shared},
    geo::{
        Crs, Geometry,
        wkt::{self, WktError},
    },
    messages::Phrase,
};

/// The rows of one file on their way in.
#[derive(Debug)]
pub(super) struct Intake {
    kind: Kind,
    pub(super) columns: Columns,
    fixed: Vec<(usize, Value)>,
    given: Option<Crs>,
    declared: Option<Crs>,
    used: Crs,
    used_word: String,
}

/// One row being read.
#[derive(Debug)]
pub(super) struct Row {
    draft: Draft,
    problems: Vec<Problem>,
    id: Option<String>,
    east: Ordinate,
    north: Ordinate,
}

/// One of a row's two coordinate columns.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ordinate {
    Absent,
    Empty,
    Bad,
    At(f64),
}

impl Intake {
    /// # Errors
    /// [`ExchangeError::UnknownField`] and [`ExchangeError::WrongSetting`] for `map` and `set`.
    pub(super) fn new(options: &ReadOptions, with_geometry: bool) -> Result<Self, ExchangeError> {
        let kind = options.kind;
        let mut fixed = Vec::with_capacity(options.set.len());
        for (name, text) in &options.set {
            let (at, field) = kind.field(name).ok_or_else(|| unknown_field(kind, name))?;
            let cell = Cell::Text(Cow::Borrowed(text));
            let value = value::parse(kind, at, field, &cell).map_err(|problem| {
                ExchangeError::WrongSetting {
                    field: name.clone(),
                    problem: Box::new(problem),
                }
            })?;
            fixed.push((at, value));
        }
        let taken = fixed.iter().map(|(at, _)| *at).collect();
        let used = options.crs.clone().unwrap_or(Crs::Crs84);
        Ok(Self {
            kind,
            columns: Columns::new(kind, &options.map, taken, with_geometry)?,
            fixed,
            given: options.crs.clone(),
            declared: None,
            used_word: used.to_string(),
            used,
        })
    }

    /// Takes the system that the file declares.
    ///
    /// # Errors
    /// [`ExchangeError::CrsContradicted`] when another was given.
    pub(super) fn declare(&mut self, declared: Crs) -> Result<(), ExchangeError> {
        if let Some(given) = &self.given
            && !given.agrees_with(&declared)
        {
            return Err(ExchangeError::CrsContradicted {
                declared: declared.to_string(),
                given: given.to_string(),
            });
        }
        self.used_word = declared.to_string();
        self.used = declared.clone();
        self.declared = Some(declared);
        Ok(())
    }

    /// Settles which columns hold the coordinates: `wkt`, else `x` and `y` in a projected system,
    /// else `lon` and `lat`.
    ///
    /// # Errors
    /// When the columns and the system do not fit each other.
    pub(super) fn settle_coordinates(&mut self) -> Result<(), ExchangeError> {
        const DEGREES: [Target; 2] = [Target::Lon, Target::Lat];
        const METRES: [Target; 2] = [Target::X, Target::Y];
        let has_both = |pair: &[Target; 2]| pair.iter().all(|target| self.columns.has(*target));
        let (has_degrees, has_metres) = (has_both(&DEGREES), has_both(&METRES));
        let leave_out: &[&[Target]] = if self.columns.has(Target::Wkt) {
            &[&DEGREES, &METRES]
        } else if has_metres && !self.used.is_geographic() {
            &[&DEGREES]
        } else if has_degrees {
            if !self.used.is_geographic() {
                return Err(ExchangeError::GeographicCrsNeeded(self.used_word.clone()));
            }
            &[&METRES]
        } else if has_metres {
            return Err(ExchangeError::ProjectedCrsNeeded);
        } else {
            &[&DEGREES, &METRES]
        };
        for targets in leave_out {
            self.columns.leave_out(targets);
        }
        Ok(())
    }

    pub(super) fn header(&self) -> Header {
        Header {
            columns_used: self.columns.used(),
            columns_ignored: self.columns.ignored(),
            crs_declared: self.declared.clone(),
            crs_used: self.used.clone(),
        }
    }

    pub(super) fn begin(&self, line: u64) -> Row {
        Row {
            draft: Draft::new(self.kind, line),
            problems: Vec::new(),
            id: None,
            east: Ordinate::Absent,
            north: Ordinate::Absent,
        }
    }

    /// Puts a cell where its column goes.
    pub(super) fn put(&self, row: &mut Row, column: usize, cell: &Cell) {
        for target in self.columns.targets(column) {
            match target {
                Target::Field(at) => self.put_field(row, *at, cell),
                Target::Wkt => self.put_wkt(row, cell),
                Target::Lon => row.east = ordinate(row, "lon", cell),
                Target::Lat => row.north = ordinate(row, "lat", cell),
                Target::X => row.east = ordinate(row, "x", cell),
                Target::Y => row.north = ordinate(row, "y", cell),
                Target::Crs => self.put_crs(row, cell),
            }
        }
    }

    fn put_field(&self, row: &mut Row, at: usize, cell: &Cell) {
        let Some(field) = self.kind.fields().get(at) else {
            return;
        };
        match value::parse(self.kind, at, field, cell) {
            Ok(Value::Null) if field.required => {
                row.problems
                    .push(Problem::new(ProblemCode::MissingField, field.name, ""));
            }
            Ok(Value::Text(text)) if self.columns.is_joined(at) => {
                let before = row.draft.value(at).as_text();
                let joined =
                    before.map_or_else(|| text.to_string(), |before| format!("{before}-{text}"));
                row.draft.values[at] = Some(joined.as_str().into());
            }
            Ok(value) => row.draft.values[at] = Some(value),
            Err(problem) => row.problems.push(problem),
        }
    }

    fn put_wkt(&self, row: &mut Row, cell: &Cell) {
        match cell {
            Cell::Text(text) if !text.trim().is_empty() => match wkt::from_wkt(text) {
                Ok(geometry) => self.put_geometry(row, geometry),
                Err(WktError::EmptyPoint) => self.put_no_geometry(row),
                Err(error) => row.problems.push(placing::invalid(text, &error)),
            },
            Cell::Broken(encoding) => row.problems.push(
                Problem::new(ProblemCode::InvalidEncoding, "wkt", "").with("encoding", *encoding),
            ),
            _ => self.put_no_geometry(row),
        }
    }

    fn put_crs(&self, row: &mut Row, cell: &Cell) {
        if let Cell::Text(text) = cell
            && *text != self.used_word
            && !Crs::parse(text).is_ok_and(|crs| crs.agrees_with(&self.used))
        {
            row.problems.push(
                Problem::new(ProblemCode::WrongValue, "crs", text)
                    .with("allowed", self.used_word.clone()),
            );
        }
    }

    /// Puts a geometry of the file's system.
    pub(super) fn put_geometry(&self, row: &mut Row, geometry: Geometry) {
        match placing::place(self.kind, &self.used, geometry) {
            Ok(placed) => row.draft.geometry = Some(placed),
            Err(problem) => row.problems.push(problem),
        }
    }

    /// Takes note that the row has no geometry where one could stand.
    pub(super) fn put_no_geometry(&self, row: &mut Row) {
        match placing::empty(self.kind) {
            Ok(none) => row.draft.geometry = Some(none),
            Err(problem) => row.problems.push(problem),
        }
    }

    /// The row as a draft.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with it.
    pub(super) fn finish(&self, mut row: Row) -> Result<Draft, Rejected> {
        self.join_ordinates(&mut row);
        for (at, value) in &self.fixed {
            row.draft.values[*at] = Some(value.clone());
        }
        if row.draft.source_id().is_none()
            && let Some(id) = &row.id
        {
            row.draft.values[shared::SOURCE_ID_AT] = Some(id.as_str().into());
        }
        check_validity_period(&mut row);
        if row.problems.is_empty() {
            return Ok(row.draft);
        }
        Err(Rejected {
            line: row.draft.line,
            id: row.draft.source_id().map(str::to_owned),
            problems: row.problems,
        })
    }

    fn join_ordinates(&self, row: &mut Row) {
        match (row.east, row.north) {
            (Ordinate::At(x), Ordinate::At(y)) => {
                self.put_geometry(row, Geometry::Point(geo_types::Point::new(x, y)));
            }
            // What is bad has been objected to.
            (Ordinate::Absent, Ordinate::Absent) | (Ordinate::Bad, _) | (_, Ordinate::Bad) => {}
            (Ordinate::Empty, Ordinate::Empty) => self.put_no_geometry(row),
            _ => row
                .problems
                .push(Problem::new(ProblemCode::MissingGeometry, GEOMETRY, "")),
        }
    }
}

impl Row {
    /// A row that cannot be read at all.
    pub(super) fn unreadable(line: u64, error: impl Into<Phrase>) -> Rejected {
        Rejected {
            line,
            id: None,
            problems: vec![Problem::new(ProblemCode::UnreadableRow, "", "").with("error", error)],
        }
    }

    /// Adds what is wrong with it.
    pub(super) fn object(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Takes the Feature's id, which stands in for a missing `source_id`.
    pub(super) fn set_id(&mut self, id: String) {
        self.id = Some(id);
    }
}

fn ordinate(row: &mut Row, name: &'static str, cell: &Cell) -> Ordinate {
    let text: &str = match cell {
        Cell::Empty => return Ordinate::Empty,
        Cell::Text(text) => text.trim(),
        Cell::Broken(encoding) => {
            row.problems.push(
                Problem::new(ProblemCode::InvalidEncoding, name, "").with("encoding", *encoding),
            );
            return Ordinate::Bad;
        }
        Cell::Nested(text) => text,
        Cell::Bool(_) => "true",
    };
    if text.is_empty() {
        return Ordinate::Empty;
    }
    if let Some(number) = value::finite(text) {
        return Ordinate::At(number);
    }
    row.problems
        .push(Problem::new(ProblemCode::WrongType, name, text).with("expected", "number"));
    Ordinate::Bad
}

fn check_validity_period(row: &mut Row) {
    let from = row.draft.value(shared::VALID_FROM_AT).as_date();
    let to = row.draft.value(shared::VALID_TO_AT).as_date();
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        row.problems.push(
            Problem::new(ProblemCode::WrongValue, "valid_to", &to.to_string())
                .with("allowed", format!("≥ {from}")),
        );
    }
}
