//! `mingjie names romanize`

use std::path::Path;

use super::items;
use crate::{cli::outcome::Outcome, text};

/// Spells names: CSV `name,pinyin,plain`.
pub(in crate::cli) fn romanize(file: &Path) -> anyhow::Result<Outcome> {
    let rows = items::rows(file)?;
    let mut table = csv::Writer::from_writer(std::io::stdout().lock());
    table.write_record(["name", "pinyin", "plain"])?;
    for row in rows {
        let spelled = text::romanize(&row.draft.name, row.draft.category);
        table.write_record([row.written.as_str(), &spelled.pinyin, &spelled.plain])?;
    }
    table.flush()?;
    Ok(Outcome::Done)
}
