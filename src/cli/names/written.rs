//! What was found about a list, a row of the list after another: as a table to read, JSON lines or CSV.
//! Every row of the list is there with its number, also one that could not be read.

use std::io::Write;

use serde_json::{Value, json};

use crate::{
    domain::{Checked, Problem},
    messages::{Lang, say},
};

/// A row of the list.
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) row: u64,
    /// What became of it.
    pub(super) what: What,
}

/// What became of a row.
pub(super) enum What {
    /// What the rules say.
    Checked(Box<Checked>),
    /// The name as written, and what is wrong with the row.
    Unread(String, Vec<Problem>),
}

/// The form of the answer.
#[derive(Clone, Copy)]
pub(super) enum Format {
    /// For people.
    Table,
    /// A line a row.
    Json,
    /// A row a finding.
    Csv,
}

/// Writes the rows to standard output.
pub(super) fn write(lines: &[Line], format: Format, lang: Lang) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        Format::Json => {
            for line in lines {
                serde_json::to_writer(&mut out, &in_json(line, lang))?;
                out.write_all(b"\n")?;
            }
        }
        Format::Table => {
            for line in lines {
                write_block(&mut out, line, lang)?;
            }
        }
        Format::Csv => write_csv(&mut out, lines, lang)?,
    }
    out.flush()?;
    Ok(())
}

fn in_json(line: &Line, lang: Lang) -> Value {
    let mut written = match &line.what {
        What::Checked(one) => json!(one.in_lang(lang)),
        What::Unread(name, problems) => {
            let errors: Vec<Value> = problems
                .iter()
                .map(|problem| {
                    json!({
                        "field": problem.field,
                        "value": problem.value,
                        "code": problem.code.as_str(),
                        "reason": problem.reason(lang),
                        "mend": problem.mend(lang),
                    })
                })
                .collect();
            json!({ "name": name, "category": null, "verdict": null, "findings": [], "errors": errors })
        }
    };
    written["row"] = json!(line.row);
    written
}

fn write_block(out: &mut impl Write, line: &Line, lang: Lang) -> anyhow::Result<()> {
    match &line.what {
        What::Checked(one) => {
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
                if let Some(overruled) = &finding.overruled {
                    let word = say(lang, "desk.overruled", &[]);
                    writeln!(out, "        {word}: {}", overruled.reason)?;
                }
            }
        }
        What::Unread(name, problems) => {
            let unread = say(lang, "desk.unread", &[]);
            writeln!(out, "{unread}  {}: {name}", line.row)?;
            for problem in problems {
                let (reason, mend) = (problem.reason(lang), problem.mend(lang));
                writeln!(out, "    {}: {reason}; {mend}", problem.field)?;
            }
        }
    }
    Ok(())
}

fn write_csv(out: &mut impl Write, lines: &[Line], lang: Lang) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "row", "name", "verdict", "rule", "category", "article", "message", "mend",
    ])?;
    for line in lines {
        let row = line.row.to_string();
        match &line.what {
            What::Checked(one) => {
                let verdict = one.verdict.as_str();
                if one.findings.is_empty() {
                    table.write_record([&row, &one.name, verdict, "", "", "", "", ""])?;
                }
                for finding in &one.findings {
                    table.write_record([
                        &row,
                        &one.name,
                        verdict,
                        finding.rule,
                        finding.category.as_str(),
                        &finding.article,
                        &finding.say(lang),
                        "",
                    ])?;
                }
            }
            What::Unread(name, problems) => {
                for problem in problems {
                    let told = format!("{}: {}", problem.field, problem.reason(lang));
                    let code = problem.code.as_str();
                    let mend = problem.mend(lang);
                    table.write_record([&row, name, "unread", code, "", "", &told, &mend])?;
                }
            }
        }
    }
    table.flush()?;
    Ok(())
}
