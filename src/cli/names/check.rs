//! `mingjie names check`

use std::io::IsTerminal as _;

use crate::{
    cli::{
        command::NamesCheck,
        names::items,
        outcome::{Outcome, Usage},
        region,
    },
    config::Config,
    domain::{Checked, Kind, NameDraft, Problem, Verdict},
    exchange::DocketFile,
    messages::{Lang, Phrase},
    registry::{CampaignKey, Clock, Registry, names},
};

use super::written::{Format, Line, What, write};

/// Judges names, beside the register unless told not to.
pub(in crate::cli) async fn check(
    order: NamesCheck,
    config: Config,
    lang: Lang,
    json: bool,
) -> anyhow::Result<Outcome> {
    let threshold = match order.fail_on.as_deref() {
        None => None,
        Some("prohibited") => Some(Verdict::Prohibited),
        Some("attention") => Some(Verdict::Attention),
        Some(other) => {
            return Err(Usage::choice("--fail-on", other, "prohibited, attention").into());
        }
    };
    let format = format(&order, json)?;
    let lines = if order.register {
        let checked = check_register(&order, config).await?;
        (1..)
            .zip(checked)
            .map(|(row, one)| Line {
                row,
                what: What::Checked(Box::new(one)),
            })
            .collect()
    } else {
        check_list(&order, config, lang).await?
    };
    write(&lines, format, lang)?;
    let verdict = |line: &Line| match &line.what {
        What::Checked(one) => Some(one.verdict),
        What::Unread(..) => None,
    };
    let failed =
        threshold.is_some_and(|least| lines.iter().any(|line| verdict(line) >= Some(least)));
    let is_rejected = lines.iter().any(|line| verdict(line).is_none());
    Ok(if failed {
        Outcome::Found
    } else if is_rejected {
        Outcome::Rejected
    } else {
        Outcome::Done
    })
}

/// Every registered name of a region that something is found in, the gravest first.
async fn check_register(order: &NamesCheck, config: Config) -> anyhow::Result<Vec<Checked>> {
    if order.no_register || order.file != std::path::Path::new("-") {
        return Err(Usage(Phrase::of("cli.usage.register")).into());
    }
    let registry = Registry::open(config, Clock::System).await?;
    region::require(&registry, order.region.as_deref()).await?;
    let key = CampaignKey {
        region: order.region.clone(),
        kinds: vec![Kind::Road, Kind::Place],
        on: order.on.unwrap_or_else(|| Clock::System.today()),
    };
    let campaign = registry.campaign_once(key).await;
    registry.close().await?;
    Ok(campaign?.found.into_iter().map(|one| one.checked).collect())
}

/// The rows of a list: its names, also against each other, and what could not be read.
#[expect(clippy::print_stderr, reason = "a command tells its errors there")]
async fn check_list(order: &NamesCheck, config: Config, lang: Lang) -> anyhow::Result<Vec<Line>> {
    let mut docket = items::docket(&order.file)?;
    let mut drafts: Vec<NameDraft> = docket.rows.iter().map(|row| row.draft.clone()).collect();
    for draft in &mut drafts {
        draft.is_of_office = true;
        if draft.region_code.is_none() {
            draft.region_code.clone_from(&order.region);
        }
        if draft.on.is_none() {
            draft.on = order.on;
        }
    }
    let judged = if order.no_register {
        let book = names::open_rule_book(&config.data)?;
        names::check_alone(&book, &drafts, Clock::System.today())
    } else {
        let registry = Registry::open(config, Clock::System).await?;
        region::require(&registry, order.region.as_deref()).await?;
        let judged = registry.check_names_once(&drafts).await;
        registry.close().await?;
        judged?
    };
    let checked = docket.settle(judged);
    for (row, problem) in &docket.problems {
        let (reason, mend) = (problem.reason(lang), problem.mend(lang));
        eprintln!("{row}: {}: {reason}; {mend}", problem.field);
    }
    Ok(lines(&docket, checked))
}

/// Every row of the file, in its order.
fn lines(docket: &DocketFile, checked: Vec<Checked>) -> Vec<Line> {
    let read = docket.rows.iter().zip(checked).map(|(row, one)| Line {
        row: row.row,
        what: What::Checked(Box::new(one)),
    });
    let unread = docket.unread.iter().map(|(row, written)| Line {
        row: *row,
        what: What::Unread(
            written.clone(),
            docket.problems_of(*row).cloned().collect::<Vec<Problem>>(),
        ),
    });
    let mut lines: Vec<Line> = read.chain(unread).collect();
    lines.sort_by_key(|line| line.row);
    lines
}

fn format(order: &NamesCheck, json: bool) -> anyhow::Result<Format> {
    Ok(match (order.format.as_deref(), json) {
        (_, true) | (Some("json"), _) => Format::Json,
        (Some("table"), _) => Format::Table,
        (Some("csv"), _) => Format::Csv,
        (Some(other), _) => {
            return Err(Usage::choice("--format", other, "table, json, csv").into());
        }
        (None, _) if std::io::stdout().is_terminal() => Format::Table,
        (None, _) => Format::Json,
    })
}
