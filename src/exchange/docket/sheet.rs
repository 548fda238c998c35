//! Spreadsheets: the first sheet that says something, its merged cells told apart.

use std::io::Cursor;

use calamine::{Data, Reader as _, Sheets, open_workbook_auto_from_rs};

use super::{
    grid::{Cell, Row},
    read::NotADocket,
};
use crate::messages::Phrase;

/// The rows of a spreadsheet; those beyond `most` are not read.
pub(super) fn rows(bytes: &[u8], most: usize) -> Result<Vec<Row>, NotADocket> {
    let unreadable = |error: calamine::Error| {
        NotADocket::Unreadable(Phrase::of("exchange.said").with("error", error.to_string()))
    };
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(unreadable)?;
        let Some((first_row, first_column)) = range.start() else {
            continue;
        };
        let merged = merged_cells(&mut book, &name);
        let mut rows: Vec<Row> = Vec::new();
        for (number, cells) in (u64::from(first_row) + 1..).zip(range.rows().take(most)) {
            let lead = usize::try_from(first_column).unwrap_or_default();
            let mut row = vec![Cell::default(); lead];
            row.extend(cells.iter().map(|data| Cell {
                text: written(data),
                merged_from: None,
            }));
            rows.push((number, row));
        }
        fill(&mut rows, &merged);
        rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.text.is_empty()));
        return Ok(rows);
    }
    Ok(Vec::new())
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
fn fill(rows: &mut [Row], merged: &[Merged]) {
    for ((top, left), (bottom, _)) in merged.iter().filter(|(start, end)| end.0 > start.0) {
        let column = usize::try_from(*left).unwrap_or(usize::MAX);
        let from = u64::from(*top) + 1;
        let said = rows
            .iter()
            .find(|(number, _)| *number == from)
            .and_then(|(_, cells)| cells.get(column))
            .map(|cell| cell.text.clone());
        let Some(said) = said else { continue };
        let below = from + 1..=u64::from(*bottom) + 1;
        for (_, cells) in rows.iter_mut().filter(|(number, _)| below.contains(number)) {
            if let Some(cell) = cells.get_mut(column) {
                *cell = Cell {
                    text: said.clone(),
                    merged_from: Some(from),
                };
            }
        }
    }
}
