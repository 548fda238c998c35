//! `mingjie names romanize`

use std::path::Path;

use super::items;
use crate::{cli::outcome::Outcome, text};

/// Spells names: CSV `name,pinyin,plain`.
pub(in crate::cli) fn romanize(file: &Path) -> anyhow::Result<Outcome> {
    let drafts = items::drafts(&items::read(file)?)?;
    let mut table = csv::Writer::from_writer(std::io::stdout().lock());
    table.write_record(["name", "pinyin", "plain"])?;
    for draft in drafts {
        let name = text::normalise(&draft.name);
        let spelled = text::romanize(&name, draft.category);
        table.write_record([draft.name.as_str(), &spelled.pinyin, &spelled.plain])?;
    }
    table.flush()?;
    Ok(Outcome::Done)
}
