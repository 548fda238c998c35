//! `mingjie import KIND FILE`

use std::io::IsTerminal as _;
use std::{fmt::Write as _, io::Write as _};

use indicatif::{ProgressBar, ProgressStyle};

use super::{
    command::Import,
    outcome::{Outcome, Usage},
    people::operator,
};
use crate::{
    config::Config,
    domain::Actor,
    exchange::{Encoding, ReadOptions},
    geo::Crs,
    messages::{Lang, Phrase, say},
    registry::{Clock, ImportOrder, ImportReport, Registry},
};

/// Imports a file and prints the quality report.
pub(super) async fn import(
    order: Import,
    config: Config,
    lang: Lang,
    json: bool,
) -> anyhow::Result<Outcome> {
    let strict = order.strict;
    let order = to_order(order, lang)?;
    let registry = Registry::open(config, Clock::System).await?;
    let report = import_with_progress(&registry, order, !json).await;
    registry.close().await?;
    let report = report?;
    print(&report, lang, json)?;
    Ok(match report.rejected {
        0 => Outcome::Done,
        _ if strict => Outcome::Failed,
        _ => Outcome::Rejected,
    })
}

/// Imports, with a bar on a terminal.
pub(super) async fn import_with_progress(
    registry: &Registry,
    order: ImportOrder,
    may_draw: bool,
) -> anyhow::Result<ImportReport> {
    let bar = if may_draw && std::io::stderr().is_terminal() {
        let style = ProgressStyle::with_template("{bar:40} {percent:>3}% {msg} {elapsed}")?;
        ProgressBar::new(1_000).with_style(style)
    } else {
        ProgressBar::hidden()
    };
    let drawn = bar.clone();
    let report = Box::pin(registry.import(order, move |tally, part| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of one, in thousandths"
        )]
        drawn.set_position((part.clamp(0.0, 1.0) * 1_000.0) as u64);
        drawn.set_message(format!(
            "{} ✓ {} ✗ {}",
            tally.read,
            tally.read - tally.rejected,
            tally.rejected
        ));
    }))
    .await;
    bar.finish_and_clear();
    Ok(report?)
}

fn to_order(order: Import, lang: Lang) -> anyhow::Result<ImportOrder> {
    let kind = order
        .kind
        .parse()
        .map_err(|error: crate::domain::UnknownKind| Usage::kind(&error.0))?;
    let crs = order
        .crs
        .map(|word| Crs::parse(&word))
        .transpose()
        .map_err(|error| Usage((&error).into()))?;
    let encoding = order
        .encoding
        .map(|word| word.parse::<Encoding>())
        .transpose()
        .map_err(|error| Usage((&error).into()))?;
    Ok(ImportOrder {
        path: order.file,
        options: ReadOptions {
            kind,
            crs,
            map: pairs(&order.map, "--map", "FIELD=COLUMN")?,
            set: pairs(&order.set, "--set", "FIELD=VALUE")?,
            layer: order.layer,
            encoding,
        },
        source: order.source,
        strict: order.strict,
        dry_run: order.dry_run,
        rejects: order.rejects,
        lang,
        actor: Actor::command(&operator()),
    })
}

fn pairs(words: &[String], option: &str, form: &str) -> Result<Vec<(String, String)>, Usage> {
    words
        .iter()
        .map(|word| {
            word.split_once('=')
                .map(|(left, right)| (left.to_owned(), right.to_owned()))
                .ok_or_else(|| {
                    Usage(
                        Phrase::of("cli.usage.pair")
                            .with("option", option)
                            .with("form", form)
                            .with("value", word),
                    )
                })
        })
        .collect()
}

/// The report: one line of JSON for machines, a table for people.
pub(super) fn print(report: &ImportReport, lang: Lang, json: bool) -> anyhow::Result<()> {
    if json {
        return tell(&format!("{}\n", serde_json::to_string(report)?));
    }
    let number = |value: u64| value.to_string();
    let mut text = String::new();
    writeln!(
        text,
        "{}",
        say(
            lang,
            if report.written {
                "cli.import.done"
            } else {
                "cli.import.not_written"
            },
            &[
                ("read", &number(report.read)),
                ("inserted", &number(report.inserted)),
                ("updated", &number(report.updated)),
                ("unchanged", &number(report.unchanged)),
                ("rejected", &number(report.rejected)),
                ("warnings", &number(report.warnings)),
                ("seconds", &format!("{:.1}", report.seconds)),
                ("crs", &report.crs),
                ("source", &report.source),
            ],
        )
    )?;
    if !report.columns_ignored.is_empty() {
        let columns = report.columns_ignored.join(", ");
        writeln!(
            text,
            "{}",
            say(lang, "cli.import.columns_ignored", &[("columns", &columns)])
        )?;
    }
    for (heading, counts) in [
        ("cli.import.rejected_by", &report.rejected_by),
        ("cli.import.warned_by", &report.warned_by),
    ] {
        if counts.is_empty() {
            continue;
        }
        writeln!(text, "{}", say(lang, heading, &[]))?;
        for (code, count) in counts {
            writeln!(text, "  {count:>9}  {code}")?;
        }
    }
    for example in report.examples.iter().take(5) {
        writeln!(
            text,
            "  {}: {} {}",
            example.line, example.field, example.reason
        )?;
    }
    if let Some(path) = &report.rejects {
        writeln!(
            text,
            "{}",
            say(
                lang,
                "cli.import.rejects",
                &[("path", &path.display().to_string())]
            )
        )?;
    }
    tell(&text)
}

/// Answers on standard output; whoever stopped listening has heard enough.
fn tell(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
