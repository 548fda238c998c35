//! `mingjie names check`

use std::io::{IsTerminal as _, Write as _};

use crate::{
    cli::{
        command::NamesCheck,
        names::items,
        outcome::{Outcome, Usage},
        region,
    },
    config::Config,
    domain::{Checked, Kind, NameDraft, Verdict},
    messages::{Lang, Phrase, say},
    registry::{CampaignKey, Clock, Registry, names},
};

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
    let (checked, is_rejected) = if order.register {
        (check_register(&order, config).await?, false)
    } else {
        check_list(&order, config, lang).await?
    };
    write(&checked, format, lang)?;
    let failed = threshold.is_some_and(|least| checked.iter().any(|one| one.verdict >= least));
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

/// The names of a list, also against each other; whether rows could not be read.
#[expect(clippy::print_stderr, reason = "a command tells its errors there")]
async fn check_list(
    order: &NamesCheck,
    config: Config,
    lang: Lang,
) -> anyhow::Result<(Vec<Checked>, bool)> {
    let docket = items::docket(&order.file)?;
    for (row, problem) in &docket.problems {
        let (reason, mend) = (problem.reason(lang), problem.mend(lang));
        eprintln!("{row}: {}: {reason}; {mend}", problem.field);
    }
    let mut drafts: Vec<NameDraft> = docket.rows.into_iter().map(|row| row.draft).collect();
    for draft in &mut drafts {
        if draft.region_code.is_none() {
            draft.region_code.clone_from(&order.region);
        }
        if draft.on.is_none() {
            draft.on = order.on;
        }
    }
    let checked = if order.no_register {
        let book = names::open_rule_book(&config.data)?;
        names::check_alone(&book, &drafts, Clock::System.today())
    } else {
        let registry = Registry::open(config, Clock::System).await?;
        region::require(&registry, order.region.as_deref()).await?;
        let checked = registry.check_names_once(&drafts).await;
        registry.close().await?;
        checked?
    };
    Ok((checked, !docket.problems.is_empty()))
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

#[derive(Clone, Copy)]
enum Format {
    Table,
    Json,
    Csv,
}

fn write(checked: &[Checked], format: Format, lang: Lang) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        Format::Json => {
            for one in checked {
                serde_json::to_writer(&mut out, &one.in_lang(lang))?;
                out.write_all(b"\n")?;
            }
        }
        Format::Table => {
            for one in checked {
                let verdict = say(lang, &format!("cli.verdict.{}", one.verdict.as_str()), &[]);
                writeln!(out, "{verdict}  {}", one.name)?;
                for finding in &one.findings {
                    writeln!(
                        out,
                        "    {} {}  {}  ({})",
                        finding.category.as_str(),
                        finding.rule,
                        finding.say(lang),
                        finding.article
                    )?;
                }
            }
        }
        Format::Csv => {
            let mut table = csv::Writer::from_writer(&mut out);
            table.write_record(["name", "verdict", "rule", "category", "article", "message"])?;
            for one in checked {
                let verdict = one.verdict.as_str();
                if one.findings.is_empty() {
                    table.write_record([&one.name, verdict, "", "", "", ""])?;
                }
                for finding in &one.findings {
                    table.write_record([
                        &one.name,
                        verdict,
                        finding.rule,
                        finding.category.as_str(),
                        &finding.article,
                        &finding.say(lang),
                    ])?;
                }
            }
            table.flush()?;
        }
    }
    out.flush()?;
    Ok(())
}
