//! `mingjie synth --scale S --out DIR`

use super::{
    command::Synth,
    outcome::{Outcome, Usage},
};
use crate::{
    messages::{Lang, say},
    synth::{self, Format},
};

/// Writes a made-up prefecture.
#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
pub(super) fn synth(order: &Synth, lang: Lang, json: bool) -> anyhow::Result<Outcome> {
    let formats = order
        .formats
        .split(',')
        .map(|name| {
            Format::from_name(name)
                .ok_or_else(|| Usage::choice("--formats", name, "csv, geojsonseq"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let summary = synth::prefecture(order.scale, order.seed, &order.out, &formats)?;
    for file in &summary.files {
        if json {
            println!(
                "{}",
                serde_json::json!({ "path": file.path, "rows": file.rows })
            );
        } else {
            println!("{:>10}  {}", file.rows, file.path.display());
        }
    }
    if !json {
        let out = order.out.display().to_string();
        println!("{}", say(lang, "cli.synthesised", &[("out", &out)]));
    }
    Ok(Outcome::Done)
}
