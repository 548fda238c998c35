//! `mingjie names rules`

use crate::{
    cli::{command::NamesRules, outcome::Outcome},
    config::Config,
    messages::{Lang, say},
    registry::{Clock, names},
    rules::catalogue,
};

/// Lists the rules of the pack in force for a region on a day, or the whole book as a page.
#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
pub(in crate::cli) fn rules(
    order: &NamesRules,
    config: &Config,
    lang: Lang,
) -> anyhow::Result<Outcome> {
    let book = names::open_rule_book(&config.data)?;
    if order.markdown {
        print!("{}", catalogue::markdown(&book, lang));
        return Ok(Outcome::Done);
    }
    let on = order.on.unwrap_or_else(|| Clock::System.today());
    let pack = book.packs().in_force(order.region.as_deref(), on);
    for rule in book.rules() {
        let Some(severity) = pack.severity(rule.code, None) else {
            continue;
        };
        let title = say(lang, &format!("rules.{}.title", rule.code), &[]);
        let severity = say(lang, &format!("cli.severity.{}", severity.as_str()), &[]);
        println!(
            "{:<24} {severity}  {title}  {}",
            rule.code,
            pack.article(rule.code)
        );
    }
    Ok(Outcome::Done)
}
