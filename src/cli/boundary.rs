//! `mingjie boundary check`

use std::io::{IsTerminal as _, Write as _};

use super::{
    command::BoundaryCheckOrder,
    outcome::{Outcome, Usage},
};
use crate::{
    config::Config,
    geo::Crs,
    messages::{Lang, Phrase, say},
    registry::{
        Clock, Registry,
        boundaries::{BoundaryCheck, BoundaryFile, BoundaryQuery, check_boundary_files},
    },
    topology::Options,
};

/// Proves the boundaries of files, or of the register when none is given.
pub(super) async fn check(
    order: BoundaryCheckOrder,
    config: Config,
    lang: Lang,
    json: bool,
) -> anyhow::Result<Outcome> {
    if !(order.tolerance_m.is_finite() && order.tolerance_m > 0.0) {
        let given = order.tolerance_m.to_string();
        return Err(Usage::choice("--tolerance-m", &given, "> 0 (m)").into());
    }
    let crs = order
        .crs
        .as_deref()
        .map(Crs::parse)
        .transpose()
        .map_err(|error| Usage((&error).into()))?;
    let options = Options {
        tolerance_m: order.tolerance_m,
    };
    if order.files.is_empty() {
        if crs.is_some() {
            return Err(Usage(Phrase::of("cli.usage.crs_without_file")).into());
        }
        let query = BoundaryQuery {
            options,
            region: None,
        };
        let registry = Registry::open(config, Clock::System).await?;
        let check = registry.check_boundaries_once(&query).await;
        registry.close().await?;
        write(&check?, lang, json)?;
        return Ok(Outcome::Done);
    }
    let (check, files) = check_boundary_files(&order.files, crs.as_ref(), options)?;
    tell_rejected(&files, lang);
    write(&check, lang, json)?;
    let is_rejected = files.iter().any(|file| !file.rejected.is_empty());
    Ok(if is_rejected {
        Outcome::Rejected
    } else {
        Outcome::Done
    })
}

#[expect(clippy::print_stderr, reason = "a command tells its errors there")]
fn tell_rejected(files: &[BoundaryFile], lang: Lang) {
    for file in files {
        let path = file.path.display().to_string();
        for row in &file.rejected {
            for problem in &row.problems {
                let line = row.line.to_string();
                let (reason, mend) = (problem.reason(lang), problem.mend(lang));
                let values = [
                    ("path", path.as_str()),
                    ("line", &line),
                    ("reason", &reason),
                    ("mend", &mend),
                ];
                eprintln!("{}", say(lang, "boundary.table.rejected", &values));
            }
        }
    }
}

/// One line of JSON a finding for machines, a table for people.
fn write(check: &BoundaryCheck, lang: Lang, json: bool) -> anyhow::Result<()> {
    let stdout = std::io::stdout();
    let is_table = !json && stdout.is_terminal();
    let mut out = std::io::BufWriter::new(stdout.lock());
    if is_table {
        table(&mut out, check, lang)?;
    } else {
        for finding in &check.findings {
            serde_json::to_writer(&mut out, &finding.in_lang(lang))?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    Ok(())
}

fn table(out: &mut impl std::io::Write, check: &BoundaryCheck, lang: Lang) -> std::io::Result<()> {
    for finding in &check.findings {
        let rule = say(lang, &format!("boundary.rule.{}", finding.rule), &[]);
        let severity = finding.severity.as_str();
        let severity = say(lang, &format!("cli.severity.{severity}"), &[]);
        writeln!(
            out,
            "{rule}  {severity}  {:.6},{:.6}  {}",
            finding.at.lon,
            finding.at.lat,
            finding.message(lang)
        )?;
        let mend = say(lang, "boundary.table.mend", &[]);
        writeln!(out, "    {mend}: {}", finding.mend(lang))?;
    }
    let key = if check.findings.is_empty() {
        "boundary.table.none"
    } else {
        "boundary.table.total"
    };
    let values = [
        ("count", check.findings.len().to_string()),
        ("regions", check.regions.to_string()),
        ("lines", check.lines.to_string()),
        ("markers", check.markers.to_string()),
        ("tolerance", check.tolerance_m.to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    writeln!(out, "{}", say(lang, key, &values))?;
    for (rule, count) in check.counts() {
        let rule = say(lang, &format!("boundary.rule.{rule}"), &[]);
        writeln!(out, "{count:>7}  {rule}")?;
    }
    Ok(())
}
