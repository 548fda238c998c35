//! `mingjie export KIND`: an operator's export, everything and exact.

use std::{
    fs::File,
    io::{BufWriter, Write},
};

use super::{
    command::Export,
    outcome::{Outcome, Usage},
    people::operator,
};
use crate::{
    config::Config,
    domain::{Actor, Audience, Event, EventAct, Feature, Kind},
    exchange::{ExchangeError, Format, Package, PackagedRow, Writer},
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
    let kind: Kind = order
        .kind
        .parse()
        .map_err(|error: crate::domain::UnknownKind| Usage(error.to_string()))?;
    let format: Format = order.format.parse().map_err(|_| {
        Usage(format!(
            "`{}`: geojson, geojsonseq, csv, gpkg",
            order.format
        ))
    })?;
    let crs = Crs::parse(&order.crs).map_err(|error| Usage(error.to_string()))?;
    let registry = Registry::open(config, Clock::System).await?;
    let mut sink = Sink::open(&order, format, kind, crs)?;
    let count = registry
        .export(kind, order.region.as_deref(), |feature| sink.write(feature))
        .await;
    let finished = sink.finish();
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

/// Where an export goes: through a stream, or into a package, which is a database.
enum Sink {
    Stream(Box<Writer<BufWriter<Box<dyn Write + Send>>>>),
    /// What waits for the next transaction, so that it is few and large.
    Package(Box<Package>, Vec<Feature>),
}

/// Features a transaction.
const TOGETHER: usize = 5_000;

impl Sink {
    fn open(order: &Export, format: Format, kind: Kind, crs: Crs) -> anyhow::Result<Self> {
        let out: Box<dyn Write + Send> = match (&order.out, format) {
            (Some(path), Format::GeoPackage) => {
                if !crs.agrees_with(&Crs::Crs84) {
                    return Err(
                        Usage(format!("--format gpkg --crs {}: EPSG:4490", order.crs)).into(),
                    );
                }
                if path.exists() {
                    std::fs::remove_file(path)?;
                }
                let package = Package::open(path, &[kind], Audience::Internal)?;
                return Ok(Self::Package(Box::new(package), Vec::new()));
            }
            (None, Format::GeoPackage) => {
                return Err(Usage("--format gpkg: --out FILE".to_owned()).into());
            }
            (Some(path), _) => Box::new(File::create(path)?),
            (None, _) => Box::new(std::io::stdout()),
        };
        let out = BufWriter::with_capacity(1 << 18, out);
        Ok(Self::Stream(Box::new(Writer::new(out, format, kind, crs)?)))
    }

    fn write(&mut self, feature: &Feature) -> Result<(), ExchangeError> {
        match self {
            Self::Stream(writer) => writer.write(feature),
            Self::Package(package, waiting) => {
                waiting.push(feature.clone());
                if waiting.len() < TOGETHER {
                    return Ok(());
                }
                put_all(package, waiting)
            }
        }
    }

    fn finish(self) -> Result<(), ExchangeError> {
        match self {
            Self::Stream(writer) => writer.finish().map(drop),
            Self::Package(mut package, mut waiting) => put_all(&mut package, &mut waiting),
        }
    }
}

fn put_all(package: &mut Package, waiting: &mut Vec<Feature>) -> Result<(), ExchangeError> {
    let mut changes = package.change()?;
    for feature in waiting.drain(..) {
        changes.put(feature.kind, &PackagedRow::from(&feature))?;
    }
    changes.commit()
}
