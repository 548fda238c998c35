//! One page after the other. A page of the feed and the position after it are one transaction of the
//! file, so that wherever it is stopped it goes on without a gap and without doing anything twice.

use std::time::Duration;

use super::{
    copy::Copy,
    source::{Failure, Page, Source},
};
use crate::{
    cli::{
        command::Follow,
        outcome::{NotNow, Outcome, Usage},
    },
    domain::Kind,
    messages::{Lang, say},
};

/// How often one page is asked for before `--once` gives up; without it, for ever.
const TRIES: u32 = 8;
const LONGEST_PAUSE_S: u64 = 60;

/// Follows until told to stop, or until in step.
pub(in crate::cli) async fn follow(
    order: Follow,
    lang: Lang,
    json: bool,
) -> anyhow::Result<Outcome> {
    let kinds = match &order.kinds {
        None => Kind::ALL.to_vec(),
        Some(words) => words
            .split(',')
            .map(|word| {
                let word = word.trim();
                word.parse().map_err(|_| Usage::kind(word))
            })
            .collect::<Result<_, _>>()?,
    };
    let source = Source::new(&order, &kinds, lang)?;
    let mut copy = Copy::open(&order.into, &kinds, source.name(), lang)?;
    let path = order.into.display().to_string();
    tell(
        lang,
        "cli.follow.begun",
        &[
            ("url", &order.url),
            ("position", &copy.position().to_string()),
            ("path", &path),
        ],
    );
    let begin_anew = |key: &str, copy: &Copy| {
        let position = copy.position().to_string();
        said(lang, key, &[("position", &position), ("path", &path)])
    };
    let mut failed = 0;
    loop {
        let asked = tokio::select! {
            asked = source.after(copy.position(), !order.once) => asked,
            _ = tokio::signal::ctrl_c() => return Ok(Outcome::Done),
        };
        let reason = match asked.and_then(|page| copy.apply(&page).map(|()| page)) {
            Ok(page) => {
                failed = 0;
                report(&page, lang, json);
                if order.once && page.next >= page.head {
                    let position = page.next.to_string();
                    tell(lang, "cli.follow.in_step", &[("position", &position)]);
                    return Ok(Outcome::Done);
                }
                continue;
            }
            Err(Failure::Trimmed) => anyhow::bail!(begin_anew("cli.follow.trimmed", &copy)),
            Err(Failure::SetBack) => anyhow::bail!(begin_anew("cli.follow.set_back", &copy)),
            Err(Failure::Final(error)) => return Err(error),
            Err(Failure::Passing(reason)) => reason,
        };
        failed += 1;
        if order.once && failed >= TRIES {
            return Err(NotNow(reason).into());
        }
        let seconds = 2_u64
            .saturating_pow(failed.min(10) - 1)
            .min(LONGEST_PAUSE_S);
        tell(
            lang,
            "cli.follow.again",
            &[("reason", &reason), ("seconds", &seconds.to_string())],
        );
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(seconds)) => {}
            _ = tokio::signal::ctrl_c() => return Ok(Outcome::Done),
        }
    }
}

#[expect(clippy::print_stdout, reason = "a command's output")]
fn report(page: &Page, lang: Lang, json: bool) {
    if page.changes.is_empty() {
        return;
    }
    let count = page.changes.len();
    if json {
        println!(
            "{}",
            serde_json::json!({ "position": page.next, "head": page.head, "changes": count })
        );
    } else {
        tell(
            lang,
            "cli.follow.applied",
            &[
                ("position", &page.next.to_string()),
                ("head", &page.head.to_string()),
                ("count", &count.to_string()),
            ],
        );
    }
}

#[expect(clippy::print_stderr, reason = "a command tells how far it is there")]
fn tell(lang: Lang, key: &str, values: &[(&str, &String)]) {
    eprintln!("{}", said(lang, key, values));
}

fn said(lang: Lang, key: &str, values: &[(&str, &String)]) -> String {
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    say(lang, key, &values)
}
