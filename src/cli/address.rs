//! `mingjie address …`

use std::io::Write as _;

use serde::Serialize;

use super::{command::Addresses, names::items, outcome::Outcome};
use crate::{
    config::Config,
    domain::{AddressMatch, LocatedAddress},
    registry::{Clock, Registry, geocode::parse_alone},
};

/// Takes addresses apart.
pub(super) async fn parse(order: Addresses, config: Config) -> anyhow::Result<Outcome> {
    let texts = texts(&order)?;
    if order.no_register {
        return write(texts.iter().map(|text| parse_alone(text)));
    }
    let registry = Registry::open(config, Clock::System).await?;
    let parsed = registry.parse_addresses_once(&texts).await;
    registry.close().await?;
    write(parsed?)
}

/// Finds addresses.
pub(super) async fn geocode(order: Addresses, config: Config) -> anyhow::Result<Outcome> {
    let texts = texts(&order)?;
    if order.no_register {
        return write(texts.iter().map(|text| LocatedAddress {
            parsed: parse_alone(text),
            at: None,
            matched: AddressMatch::None,
            id: None,
        }));
    }
    let registry = Registry::open(config, Clock::System).await?;
    let found = registry.geocode_once(&texts).await;
    registry.close().await?;
    write(found?)
}

/// The texts of a file: the column `text` or `name` of a table, or else line by line.
fn texts(order: &Addresses) -> anyhow::Result<Vec<String>> {
    let content = items::read(&order.file)?;
    let first = content.lines().next().unwrap_or("");
    let mut headers = first.split(',').map(str::trim);
    let Some(at) = headers.position(|cell| matches!(cell, "text" | "name")) else {
        let lines = content.lines().map(str::trim);
        return Ok(lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect());
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(content.as_bytes());
    reader
        .records()
        .map(|record| Ok(record?.get(at).unwrap_or("").trim().to_owned()))
        .collect()
}

fn write(answers: impl IntoIterator<Item = impl Serialize>) -> anyhow::Result<Outcome> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for answer in answers {
        serde_json::to_writer(&mut out, &answer)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}
