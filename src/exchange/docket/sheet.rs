//! Spreadsheets: the first sheet that says something, its merged cells told apart.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{Data, Reader as _, Sheets, Xls, Xlsx, open_workbook_auto_from_rs};

use super::{
    bounds::{self, Budget},
    grid::{Cell, MOST_COLUMNS, Row},
    read::NotADocket,
};
use crate::messages::Phrase;

/// The rows of a spreadsheet; those beyond `most` are not read.
pub(super) fn rows(bytes: &[u8], most: usize) -> Result<Vec<Row>, NotADocket> {
    bounds::hold(bytes, bounds::allowed(most))?;
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    let mut budget = Budget::of(most);
    for name in book.sheet_names() {
        let mut rows = match &mut book {
            Sheets::Xlsx(book) => streamed(book, &name, most, &mut budget)?,
            // It has 65 536 rows of 256 columns at most.
            Sheets::Xls(book) => whole(book, &name, most, &mut budget)?,
            // What these claim to hold is only known once all of it stands in memory.
            Sheets::Xlsb(_) | Sheets::Ods(_) => {
                return Err(NotADocket::Unreadable(Phrase::of("exchange.other_sheet")));
            }
        };
        if rows.is_empty() {
            continue;
        }
        fill(&mut rows, &merged_cells(&mut book, &name), &mut budget)?;
        let mut rows: Vec<Row> = rows.into_iter().collect();
        rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.text.is_empty()));
        return Ok(rows);
    }
    Ok(Vec::new())
}

fn unreadable(error: impl Into<calamine::Error>) -> NotADocket {
    let said = error.into().to_string();
    NotADocket::Unreadable(Phrase::of("exchange.said").with("error", said))
}

/// Rows by their number, as far as there is something in them.
type Rows = BTreeMap<u64, Vec<Cell>>;

/// Cell by cell: a sheet whose corners alone are written claims thousands of millions of cells.
fn streamed(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    most: usize,
    budget: &mut Budget,
) -> Result<Rows, NotADocket> {
    let mut rows = Rows::new();
    let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MOST_COLUMNS {
            continue;
        }
        let text = written(&Data::from(cell.get_value().clone()));
        if text.is_empty() {
            continue;
        }
        let number = u64::from(row) + 1;
        if rows.len() >= most && !rows.contains_key(&number) {
            break;
        }
        budget.take(text.len())?;
        put(rows.entry(number).or_default(), column, text);
    }
    Ok(rows)
}

fn whole(
    book: &mut Xls<Cursor<&[u8]>>,
    name: &str,
    most: usize,
    budget: &mut Budget,
) -> Result<Rows, NotADocket> {
    let range = book.worksheet_range(name).map_err(unreadable)?;
    let Some((first_row, first_column)) = range.start() else {
        return Ok(Rows::new());
    };
    let lead = usize::try_from(first_column).unwrap_or(usize::MAX);
    let mut rows = Rows::new();
    for (number, cells) in (u64::from(first_row) + 1..).zip(range.rows()) {
        for (column, data) in (lead..MOST_COLUMNS).zip(cells) {
            let text = written(data);
            if !text.is_empty() {
                budget.take(text.len())?;
                put(rows.entry(number).or_default(), column, text);
            }
        }
        if rows.len() >= most {
            break;
        }
    }
    Ok(rows)
}

fn put(row: &mut Vec<Cell>, column: usize, text: String) {
    if row.len() <= column {
        row.resize_with(column + 1, Cell::default);
    }
    row[column].text = text;
}

/// A cell as somebody reads it: 12 rather than 12.0.
fn written(data: &Data) -> String {
    match data {
        Data::Float(value) if value.fract() == 0.0 && value.abs() < 1e15 => format!("{value:.0}"),
        other => other.to_string().trim().to_owned(),
    }
}

/// A merged area: rows and columns from 0, ends included.
type Merged = ((u32, u32), (u32, u32));

fn merged_cells(book: &mut Sheets<Cursor<&[u8]>>, name: &str) -> Vec<Merged> {
    let Sheets::Xlsx(book) = book else {
        return Vec::new();
    };
    let cells = book.merge_cells_by_sheet_name(name);
    cells
        .map(|areas| {
            areas
                .into_iter()
                .map(|area| (area.start, area.end))
                .collect()
        })
        .unwrap_or_default()
}

/// Writes what a merged area says into each of its rows, noting where it comes from.
fn fill(rows: &mut Rows, merged: &[Merged], budget: &mut Budget) -> Result<(), NotADocket> {
    for ((top, left), (bottom, _)) in merged.iter().filter(|(start, end)| end.0 > start.0) {
        let column = usize::try_from(*left).unwrap_or(usize::MAX);
        let from = u64::from(*top) + 1;
        let said = rows
            .get(&from)
            .and_then(|cells| cells.get(column))
            .map(|cell| cell.text.clone());
        let Some(said) = said else { continue };
        for (_, cells) in rows.range_mut(from + 1..=u64::from(*bottom) + 1) {
            budget.take(said.len())?;
            put(cells, column, said.clone());
            cells[column].merged_from = Some(from);
        }
    }
    Ok(())
}
