//! `mingjie export KIND`: an operator's export, everything and exact.

use std::{
    fs::File,
    io::{BufWriter, Write},
};

use super::{
    command::Export,
    outcome::{Outcome, Usage},
    people::operator,
    region,
};
use crate::{
    config::Config,
    domain::{Actor, Event, EventAct, Kind},
    exchange::{Format, Writer},
    geo::Crs,
    messages::{Lang, say},
    registry::{Clock, Registry},
};

/// Writes every feature of a kind, region by region when asked.
#[expect(
    clippy::print_stderr,
    reason = "standard output may be the export itself"
)]
pub(super) async fn export(order: Export, config: Config, lang: Lang) -> anyhow::Result<Outcome> {
    let kind: Kind = order.kind.parse().map_err(|_| Usage::kind(&order.kind))?;
    let format: Format = order
        .format
        .parse()
        .map_err(|_| Usage::choice("--format", &order.format, "geojson, geojsonseq, csv"))?;
    let crs = Crs::parse(&order.crs).map_err(|error| Usage((&error).into()))?;
    let registry = Registry::open(config, Clock::System).await?;
    region::require(&registry, order.region.as_deref()).await?;
    let sink: Box<dyn Write + Send> = match &order.out {
        Some(path) => Box::new(File::create(path)?),
        None => Box::new(std::io::stdout()),
    };
    let mut writer = Writer::new(BufWriter::with_capacity(1 << 18, sink), format, kind, crs)?;
    let count = registry
        .export(kind, order.region.as_deref(), |feature| {
            writer.write(feature)
        })
        .await;
    let finished = writer.finish();
    // What left the house is told whether or not all of it arrived.
    let left = count
        .as_ref()
        .map_or(0, |count| *count.as_ref().unwrap_or(&0));
    let mut event = Event::about(EventAct::Exported, kind.as_str())
        .with("count", left)
        .with("format", order.format.clone());
    event.kinds.push(kind);
    if let Some(region) = &order.region {
        event = event.with("region", region.clone());
    }
    let told = registry.tell(&Actor::command(&operator()), event).await;
    registry.close().await?;
    let count = count??;
    finished?;
    told?;
    if let Some(path) = &order.out {
        let values = [
            ("count", count.to_string()),
            ("path", path.display().to_string()),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        eprintln!("{}", say(lang, "cli.exported", &values));
    }
    Ok(Outcome::Done)
}
