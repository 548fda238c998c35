//! `mingjie names evaluate FILE`

use std::path::Path;

use super::items;
use crate::{
    cli::outcome::{Outcome, Usage},
    config::Config,
    domain::NoRegister,
    messages::Phrase,
    registry::{Clock, names},
    rules::{self, Labelled},
};

/// Measures the rule book against names whose verdict is known.
#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
pub(in crate::cli) fn evaluate(file: &Path, config: &Config) -> anyhow::Result<Outcome> {
    let book = names::open_rule_book(&config.data)?;
    let labelled = Labelled::read_csv(&items::read(file)?).map_err(|error| {
        Usage(
            Phrase::of("cli.usage.label")
                .with("line", error.line.to_string())
                .with("error", error.reason),
        )
    })?;
    let evaluation = rules::evaluate(&book, &labelled, Clock::System.today(), &NoRegister);
    println!("{}", serde_json::to_string_pretty(&evaluation)?);
    Ok(Outcome::Done)
}
