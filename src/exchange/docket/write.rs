//! What was found about a list, as a table to hand on: CSV or XLSX.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A table of text.
#[derive(Clone, Debug, Default)]
pub struct DocketTable {
    /// The heads of the columns.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// The bytes of a table: a spreadsheet, or CSV that spreadsheet programmes open as UTF-8.
///
/// # Errors
/// What the writer of the format says.
pub fn write_docket(table: &DocketTable, is_sheet: bool) -> Result<Vec<u8>, String> {
    if is_sheet {
        sheet(table).map_err(|error| error.to_string())
    } else {
        text(table).map_err(|error| error.to_string())
    }
}

fn text(table: &DocketTable) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer("\u{FEFF}".as_bytes().to_vec());
    writer.write_record(&table.heads)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn sheet(table: &DocketTable) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    for (column, head) in (0..).zip(&table.heads) {
        sheet.write_string_with_format(0, column, head, &bold)?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}
