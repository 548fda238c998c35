//! From the cells to the names: the head is found, each row is read, and what is wrong is told by row
//! and field. A row that is wrong does not keep the others from being read.

use super::{
    columns::{Column, category},
    grid::{self, Cell},
};
use crate::{
    domain::{NameDraft, Problem, ProblemCode},
    geo::{Geometry, LonLat},
    messages::{Lang, Phrase},
    text::{is_han, normalise},
};

/// A list of names.
#[derive(Clone, Debug, Default)]
pub struct DocketFile {
    /// The names, in the order of the file.
    pub rows: Vec<DocketRow>,
    /// What is wrong, by row of the file, from 1.
    pub problems: Vec<(u64, Problem)>,
    /// The rows that something is wrong with, and the name as it was written in each.
    pub unread: Vec<(u64, String)>,
    /// Heads of columns that are not understood.
    pub unknown_columns: Vec<String>,
}

/// A name of the list.
#[derive(Clone, Debug)]
pub struct DocketRow {
    /// The row of the file, from 1.
    pub row: u64,
    /// The name as it was written, before spaces between characters were taken out.
    pub written: String,
    /// The name with what is told of its place.
    pub draft: NameDraft,
}

/// A file that is no list of names.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotADocket {
    /// It cannot be read.
    #[error("{}", .0.say(Lang::En))]
    Unreadable(Phrase),
    /// It is neither UTF-8 nor GB18030.
    #[error("neither UTF-8 nor GB18030")]
    Encoding,
    /// No column holds names; the heads that were found.
    #[error("no column with names among: {}", .0.join(", "))]
    NoNames(Vec<String>),
    /// It is longer than allowed.
    #[error("more than {0} names")]
    TooLong(usize),
    /// What it unpacks to, or says again and again, is more than so many bytes.
    #[error("unpacks to more than {0} bytes")]
    Unpacks(u64),
}

impl DocketFile {
    /// Takes the rows out that turn out to be wrong; what became of the others, in their order.
    pub fn settle<T>(&mut self, outcomes: Vec<Result<T, Problem>>) -> Vec<T> {
        let mut kept = Vec::with_capacity(outcomes.len());
        let rows = std::mem::take(&mut self.rows);
        for (row, outcome) in rows.into_iter().zip(outcomes) {
            match outcome {
                Ok(done) => {
                    kept.push(done);
                    self.rows.push(row);
                }
                Err(problem) => {
                    self.problems.push((row.row, problem));
                    self.unread.push((row.row, row.written));
                }
            }
        }
        self.problems.sort_by_key(|(row, _)| *row);
        self.unread.sort_by_key(|(row, _)| *row);
        kept
    }

    /// What is wrong with a row.
    pub fn problems_of(&self, row: u64) -> impl Iterator<Item = &Problem> {
        let from = self.problems.partition_point(|(known, _)| *known < row);
        let rest = self.problems[from..].iter();
        rest.take_while(move |(known, _)| *known == row)
            .map(|(_, problem)| problem)
    }
}

impl NotADocket {
    /// The problem of the file as a whole.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::Unreadable(detail) => {
                Problem::new(ProblemCode::UnreadableRow, "file", "").with("error", detail.clone())
            }
            Self::Encoding => Problem::new(ProblemCode::InvalidEncoding, "file", "")
                .with("encoding", "UTF-8 / GB18030"),
            Self::NoNames(heads) => {
                Problem::new(ProblemCode::NoNameColumn, "name", &heads.join(", "))
            }
            Self::Unpacks(most) => {
                let limit = format!("{} MiB", most >> 20);
                Problem::new(ProblemCode::UnpacksTooLarge, "file", "").with("limit", limit)
            }
            Self::TooLong(most) => {
                Problem::new(ProblemCode::TooManyRows, "file", "").with("limit", most.to_string())
            }
        }
    }
}

/// The head is sought in so many rows: titles may stand above it.
const TITLES: usize = 10;
/// No name has more characters.
const LONGEST: usize = 60;

/// Reads a list of at most so many names: CSV or TSV in UTF-8 or GB18030, one name a line, or a
/// spreadsheet (XLSX, XLS).
///
/// # Errors
/// [`NotADocket`] when the file as a whole is of no use.
pub fn read_docket(bytes: &[u8], most: usize) -> Result<DocketFile, NotADocket> {
    // One more than allowed, so that a list that is too long shows.
    let rows = grid::rows(bytes, most.saturating_add(TITLES + 1))?;
    let head = rows.iter().take(TITLES).position(|(_, cells)| {
        cells
            .iter()
            .any(|cell| Column::of(&cell.text) == Some(Column::Name))
    });
    let mut file = DocketFile::default();
    let (columns, rest) = match head {
        Some(at) => (heads(&rows[at].1, &mut file), &rows[at + 1..]),
        // One name a line needs no head.
        None if rows.iter().all(|(_, cells)| filled(cells) <= 1) => {
            (vec![Some(Column::Name)], &rows[..])
        }
        None => {
            let found = rows
                .first()
                .map(|(_, cells)| cells.as_slice())
                .unwrap_or_default();
            let heads = found.iter().map(|cell| cell.text.clone());
            return Err(NotADocket::NoNames(
                heads.filter(|head| !head.is_empty()).collect(),
            ));
        }
    };
    if rest.len() > most {
        return Err(NotADocket::TooLong(most));
    }
    for (number, cells) in rest {
        let mut problems = Vec::new();
        let (written, draft) = read_row(&columns, cells, &mut problems);
        if problems.is_empty() {
            file.rows.push(DocketRow {
                row: *number,
                written,
                draft,
            });
        } else {
            let told = problems.into_iter().map(|problem| (*number, problem));
            file.problems.extend(told);
            file.unread.push((*number, written));
        }
    }
    Ok(file)
}

fn filled(cells: &[Cell]) -> usize {
    cells.iter().filter(|cell| !cell.text.is_empty()).count()
}

/// What each column holds; the first of two that say the same counts.
fn heads(cells: &[Cell], file: &mut DocketFile) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(cells.len());
    for cell in cells {
        let column = Column::of(&cell.text).filter(|column| !columns.contains(&Some(*column)));
        if column.is_none() && !cell.text.is_empty() {
            file.unknown_columns.push(cell.text.clone());
        }
        columns.push(column);
    }
    columns
}

fn read_row(
    columns: &[Option<Column>],
    cells: &[Cell],
    problems: &mut Vec<Problem>,
) -> (String, NameDraft) {
    let mut draft = NameDraft::default();
    let mut written = String::new();
    let (mut lon, mut lat) = (None, None);
    for (column, cell) in columns.iter().zip(cells) {
        let Some(column) = column else { continue };
        if cell.text.is_empty() {
            continue;
        }
        let text = normalise(&cell.text);
        match column {
            Column::Name => {
                if let Some(from) = cell.merged_from {
                    let merged = Problem::new(ProblemCode::MergedCell, "name", &cell.text);
                    problems.push(merged.with("from", from.to_string()));
                }
                written.clone_from(&cell.text);
                draft.name = without_gaps(&text);
            }
            Column::Category => match category(&text) {
                Some(category) => draft.category = Some(category),
                None => {
                    let allowed = crate::text::Category::ALL.map(crate::text::Category::as_str);
                    let wrong = Problem::new(ProblemCode::WrongValue, column.field(), &cell.text);
                    problems.push(wrong.with("allowed", allowed.join(", ")));
                }
            },
            // A code or a region's name: the register knows which there are.
            Column::Region => draft.region_code = Some(without_gaps(&text)),
            Column::Applicant => draft.applicant = Some(text),
            Column::On => match text
                .replace(['/', '.'], "-")
                .get(..10)
                .and_then(|day| day.parse().ok())
            {
                Some(day) => draft.on = Some(day),
                None => problems.push(no_type(*column, &cell.text, "date")),
            },
            _ => {
                let Some(value) = number(&text) else {
                    problems.push(no_type(*column, &cell.text, "number"));
                    continue;
                };
                match column {
                    Column::Length => draft.length_m = Some(value),
                    Column::Width => draft.width_m = Some(value),
                    Column::Area => draft.area_m2 = Some(value),
                    Column::FloorArea => draft.floor_area_m2 = Some(value),
                    Column::Storeys => draft.storeys = Some(value),
                    Column::Lon => lon = Some(value),
                    _ => lat = Some(value),
                }
            }
        }
    }
    if draft.name.is_empty() {
        problems.push(Problem::new(ProblemCode::MissingField, "name", ""));
    } else if draft.name.chars().count() > LONGEST {
        let long = Problem::new(ProblemCode::TooLong, "name", &draft.name);
        let length = draft.name.chars().count().to_string();
        problems.push(
            long.with("length", length)
                .with("limit", LONGEST.to_string()),
        );
    }
    if let Some((lon, lat)) = lon.zip(lat) {
        match LonLat::new(lon, lat) {
            Ok(at) => draft.geometry = Some(Geometry::Point(at.into())),
            Err(_) => {
                let place = format!("{lon},{lat}");
                problems.push(Problem::new(
                    ProblemCode::CoordinateOutOfRange,
                    "lon",
                    &place,
                ));
            }
        }
    }
    (written, draft)
}

fn no_type(column: Column, value: &str, expected: &'static str) -> Problem {
    Problem::new(ProblemCode::WrongType, column.field(), value).with("expected", expected)
}

/// A number, with its unit or without: `1,200米` is 1200.
fn number(text: &str) -> Option<f64> {
    let bare = text
        .trim_end_matches(['米', '层', '㎡', 'm', 'M', '²'])
        .trim_end_matches("平方")
        .replace([',', ' '], "");
    bare.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// A name without the spaces that stretch it over its cell: 长　乐　路. Spaces beside letters stay.
fn without_gaps(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let is_gap = |at: usize| {
        let beside = |at: Option<usize>| {
            at.and_then(|at| characters.get(at))
                .is_some_and(|c| is_han(*c))
        };
        characters[at] == ' ' && beside(at.checked_sub(1)) && beside(Some(at + 1))
    };
    (0..characters.len())
        .filter(|at| !is_gap(*at))
        .map(|at| characters[at])
        .collect()
}
