//! `mingjie names rules`

use crate::{
    cli::{command::NamesRules, outcome::Outcome},
    messages::Lang,
    registry::{Clock, names},
    rules::catalogue,
};

/// Lists the rule book, or the pack in force for a region on a day.
#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
pub(in crate::cli) fn rules(order: &NamesRules, lang: Lang) -> anyhow::Result<Outcome> {
    let book = names::open_rule_book()?;
    if order.markdown {
        print!("{}", catalogue::markdown(&book, lang));
        return Ok(Outcome::Done);
    }
    let on = order.on.unwrap_or_else(|| Clock::System.today());
    for line in catalogue::listing(&book, order.region.as_deref(), on, lang) {
        println!("{line}");
    }
    Ok(Outcome::Done)
}
