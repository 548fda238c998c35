//! How much of everything a scale means, and the order in which it is made.

use std::{fs, path::Path};

use super::{
    super::{Format, Summary, SynthError},
    features, inputs,
    land::Land,
    roads,
};

/// How many of each there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The seed of every stream.
    pub(super) seed: u64,
    /// Share of the full area, at most 1.
    pub(super) size: f64,
    /// Counties.
    pub(super) counties: usize,
    /// Towns.
    pub(super) towns: usize,
    /// Villages.
    pub(super) villages: usize,
    /// Roads.
    pub(super) roads: usize,
    /// Roads without a name among them.
    pub(super) unnamed: usize,
    /// Doorplates.
    pub(super) doorplates: usize,
    /// Boundary lines.
    pub(super) lines: usize,
    /// Markers a line.
    pub(super) markers_a_line: usize,
    /// Cemeteries of 750 plots.
    pub(super) cemeteries: usize,
}

impl Plan {
    /// The plan of a scale.
    pub(super) fn of(scale: f64, seed: u64) -> Result<Self, SynthError> {
        if !(0.001..=16.0).contains(&scale) {
            return Err(SynthError::Scale(scale));
        }
        let size = scale.clamp(0.02, 1.0);
        let share =
            |full: f64, part: f64, least: usize| ((full * part).round() as usize).max(least);
        Ok(Self {
            seed,
            size,
            counties: if size >= 0.5 { 12 } else { 3 },
            towns: share(97.0, size, 6),
            villages: share(4032.0, size, 40),
            roads: share(20_000.0, scale, 50),
            unnamed: share(1542.0, scale, 3),
            doorplates: share(1_050_000.0, scale, 1000),
            lines: share(400.0, size, 12),
            markers_a_line: 15,
            cemeteries: share(200.0, scale, 2),
        })
    }
}

/// Writes a prefecture into a folder, which is made when absent: one file a kind and format, and
/// `inputs/` with what benchmarks ask for. Scale 1 has 1.05 million doorplates; memory does not
/// grow with their number.
///
/// # Errors
/// [`SynthError::Scale`] for a scale out of range, [`SynthError::Io`] when a file cannot be written.
pub fn prefecture(
    scale: f64,
    seed: u64,
    out: &Path,
    formats: &[Format],
) -> Result<Summary, SynthError> {
    let plan = Plan::of(scale, seed)?;
    fs::create_dir_all(out).map_err(|source| SynthError::at(out, source))?;
    let land = Land::cut(&plan);
    let mut files = land.write(&plan, out, formats)?;
    files.extend(features::places(&plan, &land, out, formats)?);
    let roads = roads::lay(&plan, &land);
    files.extend(roads::write(&roads, &land, out, formats)?);
    let (plates, sample) = features::doorplates(&plan, &land, &roads, out, formats)?;
    files.extend(plates);
    files.extend(features::boundaries(&plan, &land, out, formats)?);
    let (graves, centres) = features::graves(&plan, &land, out, formats)?;
    files.extend(graves);
    inputs::write(&plan, &land, &roads, &sample, &centres, out)?;
    Ok(Summary { files })
}
