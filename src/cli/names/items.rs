//! The input of the commands that take names: one a line, or CSV with a header.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use crate::{
    cli::outcome::Usage,
    domain::NameDraft,
    geo::{Geometry, LonLat},
    text::Category,
};

/// Reads the file, or standard input for `-`.
pub(in crate::cli) fn read(file: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    if file == Path::new("-") {
        io::stdin().read_to_string(&mut text)?;
    } else {
        let bytes =
            fs::read(file).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
        text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => encoding_rs::GB18030
                .decode_without_bom_handling_and_without_replacement(error.as_bytes())
                .map(std::borrow::Cow::into_owned)
                .ok_or_else(|| Usage(format!("{}: neither UTF-8 nor GB18030", file.display())))?,
        };
    }
    Ok(text.trim_start_matches('\u{FEFF}').to_owned())
}

/// The names in a text, in its order.
pub(in crate::cli) fn drafts(text: &str) -> anyhow::Result<Vec<NameDraft>> {
    let first = text.lines().next().unwrap_or("");
    let is_table = first
        .split(',')
        .any(|cell| matches!(cell.trim(), "name" | "text"));
    if !is_table {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        return Ok(lines.map(NameDraft::new).collect());
    }
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader.headers()?.clone();
    let column = |name: &str| headers.iter().position(|header| header.trim() == name);
    let name_at = column("name").or_else(|| column("text"));
    let mut drafts = Vec::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: Option<usize>| {
            at.and_then(|at| record.get(at))
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
        };
        let number = |name: &str| {
            cell(column(name))
                .map(|text| {
                    text.parse::<f64>()
                        .map_err(|_| Usage(format!("line {line}: {name} `{text}` is no number")))
                })
                .transpose()
        };
        let mut draft = NameDraft::new(cell(name_at).unwrap_or(""));
        draft.category = cell(column("category").or_else(|| column("kind")))
            .map(|word| {
                word.parse::<Category>()
                    .map_err(|error| Usage(format!("line {line}: {error}")))
            })
            .transpose()?;
        draft.region_code = cell(column("region_code")).map(str::to_owned);
        draft.length_m = number("length_m")?;
        draft.width_m = number("width_m")?;
        if let Some((lon, lat)) = number("lon")?.zip(number("lat")?) {
            let at =
                LonLat::new(lon, lat).map_err(|error| Usage(format!("line {line}: {error}")))?;
            draft.geometry = Some(Geometry::Point(at.into()));
        }
        drafts.push(draft);
    }
    Ok(drafts)
}
