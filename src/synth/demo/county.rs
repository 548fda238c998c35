//! Makes the demo county's files, in import order.

use std::{fs, path::Path};

use super::{
    super::{Summary, SynthError, random::Random},
    country,
    facts::Facts,
    frontier,
    land::{Land, SEED},
    names::Names,
    network::Network,
    rows, streets,
};

/// Writes the demo county as CSV into a folder, which is made when absent. It is always the same.
///
/// # Errors
/// [`SynthError::Io`] when a file cannot be written, [`SynthError::Facts`] when the built-in
/// fixtures contradict each other.
pub fn demo_county(out: &Path) -> Result<Summary, SynthError> {
    fs::create_dir_all(out).map_err(|source| SynthError::at(out, source))?;
    let land = Land::cut(Facts::read()?)?;
    let mut network = Network::default();
    let mut names = Names::new(&land.facts, &mut Random::new(SEED, "names", 0));
    streets::lay(&land, &mut network, &mut names);
    country::lay(&land, &mut network, &mut names)?;
    let mut files = rows::regions(&land, out)?;
    files.extend(rows::places(&land, out)?);
    files.extend(rows::roads(&land, &network, out)?);
    files.extend(rows::doorplates(&land, &network, out)?);
    files.extend(frontier::write(&land, out)?);
    files.extend(rows::graves(&land, &network, out)?);
    Ok(Summary { files })
}
