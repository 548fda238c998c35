//! `mingjie audit verify`: proves the log and every row that it tells of.

use serde_json::json;

use super::outcome::Outcome;
use crate::{
    config::Config,
    domain::Kind,
    messages::{Lang, say},
    registry::{Clock, Registry, people::AuditReport},
    store::AuditFinding,
};

/// Proves the log; findings make the command fail.
pub(super) async fn verify(config: Config, lang: Lang, json: bool) -> anyhow::Result<Outcome> {
    let registry = Registry::open(config, Clock::System).await?;
    let report = registry.verify().await;
    registry.close().await?;
    let report = report?;
    for finding in &report.findings {
        tell(finding, lang, json);
    }
    summarise(&report, lang, json);
    Ok(if report.findings.is_empty() {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}

#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
fn tell(finding: &AuditFinding, lang: Lang, json: bool) {
    if json {
        println!(
            "{}",
            json!({
                "code": finding.code, "commit": finding.commit, "position": finding.position,
                "kind": finding.kind.map(Kind::as_str), "feature": finding.feature,
                "version": finding.version, "fields": finding.fields,
            })
        );
        return;
    }
    let mut parts = vec![say(lang, &format!("cli.audit.{}", finding.code), &[])];
    let places = [
        ("commit", finding.commit.map(|id| id.to_string())),
        ("position", finding.position.map(|at| at.to_string())),
        ("feature", finding.feature.map(|id| id.to_string())),
        (
            "version",
            finding.version.map(|version| version.to_string()),
        ),
    ];
    if let Some(kind) = finding.kind {
        let (zh, en) = kind.labels();
        parts.push(if lang == Lang::En { en } else { zh }.to_owned());
    }
    for (name, value) in places {
        if let Some(value) = value {
            parts.push(format!("{name} {value}"));
        }
    }
    if !finding.fields.is_empty() {
        parts.push(finding.fields.join(", "));
    }
    println!("✗ {}", parts.join(" · "));
}

#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
fn summarise(report: &AuditReport, lang: Lang, json: bool) {
    let totals = report.totals;
    if json {
        println!(
            "{}",
            json!({
                "findings": report.findings.len(), "commits": totals.commits, "journal": totals.journal,
                "changes": totals.changes, "events": totals.events, "features": totals.features,
                "heads": report.heads, "position": report.head.position, "chain": report.head.chain,
            })
        );
        return;
    }
    let values = [
        ("findings", report.findings.len().to_string()),
        ("commits", (totals.commits + totals.journal).to_string()),
        ("changes", totals.changes.to_string()),
        ("events", totals.events.to_string()),
        ("features", totals.features.to_string()),
        ("heads", report.heads.to_string()),
        ("position", report.head.position.to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let key = if report.findings.is_empty() {
        "cli.audit.clean"
    } else {
        "cli.audit.unclean"
    };
    println!("{}", say(lang, key, &values));
}
