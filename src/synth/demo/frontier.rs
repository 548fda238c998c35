//! The county's two boundary lines: stretches of its outer border between tri-points.

use std::path::Path;

use super::{
    super::{
        Format, SynthError, Written,
        border::{LINE_COLUMNS, Line, MARKER_COLUMNS},
        grow::NOBODY,
        plane::{Metre, Nano},
        random::Random,
        table::Table,
    },
    facts::BorderLine,
    land::{Land, SEED},
};
use crate::domain::{Kind, boundary_line};

/// Writes lines and markers.
pub(super) fn write(land: &Land, out: &Path) -> Result<Vec<Written>, SynthError> {
    let frame = &land.partition.frame;
    let lines: Vec<(Line, usize)> = land
        .facts
        .county
        .line
        .iter()
        .map(|fact| Ok((line(land, fact)?.directed(frame), fact.markers)))
        .collect::<Result<_, SynthError>>()?;
    let mut table = Table::create(out, Kind::BoundaryLine, LINE_COLUMNS, &[Format::Csv])?;
    for (line, _) in &lines {
        line.write(&mut table, "示例协议书")?;
    }
    let mut files = table.finish()?;
    let mut table = Table::create(out, Kind::BoundaryMarker, MARKER_COLUMNS, &[Format::Csv])?;
    for (number, (line, markers)) in lines.iter().enumerate() {
        let mut random = Random::new(SEED, "markers", number as u64);
        line.write_markers(&mut table, frame, *markers, &mut random)?;
    }
    files.extend(table.finish()?);
    Ok(files)
}

fn line(land: &Land, fact: &BorderLine) -> Result<Line, SynthError> {
    let level = boundary_line::LEVELS
        .iter()
        .find(|level| level.value == fact.level)
        .ok_or_else(|| SynthError::Facts(format!("no level {}", fact.level)))?;
    let course = course(land, &fact.neighbours)
        .ok_or_else(|| SynthError::Facts(format!("{} lies nowhere", fact.name)))?;
    Ok(Line {
        code: fact.code.clone(),
        name: fact.name.clone(),
        level: level.value,
        // The outer border runs counter-clockwise: the county is on its left.
        left: fact.ours.clone(),
        right: fact.theirs.clone(),
        course,
        meeting: vec![fact.code.clone()],
    })
}

/// The part of the outer border beyond which the neighbours lie, in its direction.
fn course(land: &Land, neighbours: &[String]) -> Option<Vec<Nano>> {
    let (frame, outline) = (&land.partition.frame, &land.facts.outline);
    let theirs = |at: usize| neighbours.contains(&outline[at % outline.len()].neighbour);
    // The outline runs clockwise, so the counter-clockwise course starts where theirs ends.
    let before = |at: usize| (at + outline.len() - 1) % outline.len();
    let last = (0..outline.len()).find(|&at| theirs(before(at)) && !theirs(at))?;
    let first = (0..outline.len()).find(|&at| !theirs(before(at)) && theirs(at))?;
    let outside = land.partition.county_labels();
    let border = land
        .partition
        .borders(&outside, |_, right| right == NOBODY)
        .pop()?;
    let ring: Vec<Nano> = border.nodes[1..]
        .iter()
        .map(|&node| land.partition.corner(node))
        .collect();
    let nearest = |vertex: usize| {
        let vertex: Metre = frame.metres_of(outline[vertex].lon, outline[vertex].lat);
        let gap = |at: &usize| frame.metres(ring[*at]).minus(vertex).length();
        (0..ring.len()).min_by(|a, b| gap(a).total_cmp(&gap(b)))
    };
    let (start, end) = (nearest(last)?, nearest(first)?);
    let count = (end + ring.len() - start) % ring.len();
    Some(
        (0..=count)
            .map(|step| ring[(start + step) % ring.len()])
            .collect(),
    )
}
