//! The input of the commands that take names: one a line, CSV with a header, or a spreadsheet.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use crate::{
    cli::outcome::Usage,
    exchange::{DocketFile, DocketRow, ExchangeError, read_docket},
    messages::Phrase,
};

/// As many names a command takes at once.
const MOST: usize = 1_000_000;

/// The bytes of a file, or of standard input for `-`.
fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    fs::read(file).map_err(|source| {
        ExchangeError::File {
            path: file.to_owned(),
            source,
        }
        .into()
    })
}

/// Reads a text file, or standard input for `-`.
pub(in crate::cli) fn read(file: &Path) -> anyhow::Result<String> {
    let text = match String::from_utf8(bytes(file)?) {
        Ok(text) => text,
        Err(error) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(error.as_bytes())
            .map(std::borrow::Cow::into_owned)
            .ok_or_else(|| {
                let path = file.display().to_string();
                Usage(Phrase::of("cli.usage.encoding").with("path", path))
            })?,
    };
    Ok(text.trim_start_matches('\u{FEFF}').to_owned())
}

/// The list in a file, or on standard input for `-`.
pub(super) fn docket(file: &Path) -> anyhow::Result<DocketFile> {
    read_docket(&bytes(file)?, MOST).map_err(|error| {
        Usage(
            Phrase::of("cli.usage.file")
                .with("path", file.display().to_string())
                .with("error", error.problem().phrase("reason")),
        )
        .into()
    })
}

/// The rows of a list in which every row can be read.
pub(super) fn rows(file: &Path) -> anyhow::Result<Vec<DocketRow>> {
    let docket = docket(file)?;
    if let Some((row, problem)) = docket.problems.first() {
        return Err(Usage(
            Phrase::of("cli.usage.line")
                .with("line", row.to_string())
                .with("field", &*problem.field)
                .with("reason", problem.phrase("reason")),
        )
        .into());
    }
    Ok(docket.rows)
}
