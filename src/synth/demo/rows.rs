//! The demo county's rows: regions, places, roads, doorplates, cemeteries and plots.

use std::path::Path;

use super::{
    super::{
        Format, SynthError, Written, built_up,
        graves::{CEMETERY_COLUMNS, Cemetery, PLOT_COLUMNS, Section},
        partition::Rings,
        plane::Metre,
        plate::{self, Walk, along},
        random::Random,
        table::{Cell, Shape, Table},
    },
    curve::{beside, nearest},
    facts::Zone,
    land::{COUNTY, Land, SEED, reach},
    network::Network,
};
use crate::domain::{Kind, cemetery, plot};

const CSV: &[Format] = &[Format::Csv];
/// Streets of the same county seat belong to one built-up area.
const SEAT_OFFICES: &str = "33068300";

/// Reference regions, the county, townships, villages and built-up areas, parents first.
pub(super) fn regions(land: &Land, out: &Path) -> Result<Vec<Written>, SynthError> {
    let columns = &["source_id", "code", "name", "level", "parent_code"];
    let mut table = Table::create(out, Kind::Region, columns, CSV)?;
    let mut row = |code: &str, name: &str, level: &str, parent: &str, rings: Option<&Rings>| {
        let shape = rings.map_or(Shape::Nowhere, Shape::Area);
        let text = |value| optional(value);
        table.row(
            &[
                text(code),
                text(code),
                text(name),
                text(level),
                text(parent),
            ],
            shape,
        )
    };
    let (facts, part) = (&land.facts, &land.partition);
    for [code, name, parent] in &facts.county.reference {
        let level = ["province", "city", "county"][code.len() / 2 - 1];
        row(code, name, level, parent, None)?;
    }
    row(COUNTY, "嵊州市", "county", "3306", part.counties.first())?;
    for (town, rings) in facts.towns.iter().zip(&part.towns) {
        row(&town.code, &town.name, "town", COUNTY, Some(rings))?;
    }
    for (number, (village, rings)) in facts.villages.iter().zip(&part.villages).enumerate() {
        let town = &facts.towns[part.town_of[number] as usize];
        row(
            &village.code,
            &village.name,
            "village",
            &town.code,
            Some(rings),
        )?;
    }
    for (number, (name, zones)) in built_up_areas(land).into_iter().enumerate() {
        let code = format!("{COUNTY}-J{:02}", number + 1);
        let rings = built_up_ring(land, &zones);
        row(&code, &name, "built_up_area", COUNTY, Some(&rings))?;
    }
    table.finish()
}

fn built_up_areas(land: &Land) -> Vec<(String, Vec<&Zone>)> {
    let zones = &land.facts.county.zone;
    let (seat, others): (Vec<&Zone>, Vec<&Zone>) = zones
        .iter()
        .partition(|zone| zone.town.starts_with(SEAT_OFFICES));
    let mut areas = vec![("嵊州城区建成区".to_owned(), seat)];
    for zone in others {
        let town = land.facts.towns.iter().find(|town| town.code == zone.town);
        let name = town.map_or("", |town| town.name.as_str());
        areas.push((format!("{name}建成区"), vec![zone]));
    }
    areas
}

/// A ring 120 metres outside of the grids, as seen from the first one's middle.
fn built_up_ring(land: &Land, zones: &[&Zone]) -> Rings {
    let frame = &land.partition.frame;
    let centre = frame.metres_of(zones[0].lon, zones[0].lat);
    let directions = 96;
    let far: Vec<f64> = (0..directions)
        .map(|direction| {
            let angle = std::f64::consts::TAU * f64::from(direction) / f64::from(directions);
            let ray = Metre::new(1.0, 0.0).turned(angle);
            let covered = |metres: f64| {
                let at = centre.plus(ray.times(metres));
                zones.iter().any(|zone| reach(zone, frame, at) <= 1.0)
            };
            let steps = (1..=350).rev().map(|step| f64::from(step) * 25.0);
            steps
                .into_iter()
                .find(|&metres| covered(metres))
                .unwrap_or(0.0)
                + 120.0
        })
        .collect();
    let count = far.len();
    let smooth: Vec<f64> = (0..count)
        .map(|at| (far[(at + count - 1) % count] + 2.0 * far[at] + far[(at + 1) % count]) / 4.0)
        .collect();
    built_up::ring(frame, centre, &smooth, &land.partition.counties[0])
}

/// Known places, rivers, and a settlement in every village.
pub(super) fn places(land: &Land, out: &Path) -> Result<Vec<Written>, SynthError> {
    let columns = &[
        "source_id",
        "name",
        "state",
        "region_code",
        "class_code",
        "origin",
        "history",
        "aliases",
        "heritage",
    ];
    let mut table = Table::create(out, Kind::Place, columns, CSV)?;
    let mut number = 0;
    let mut row = |texts: [&str; 8], shape: Shape<'_>| {
        number += 1;
        let id = format!("P{number:04}");
        let mut cells = vec![Cell::Text(&id)];
        cells.extend(texts.map(optional));
        table.row(&cells, shape)
    };
    let (facts, part) = (&land.facts, &land.partition);
    for spot in &facts.spots {
        let at = part.frame.out(part.frame.metres_of(spot.lon, spot.lat));
        let village = part.village_of(at);
        let village =
            village.ok_or_else(|| SynthError::Facts(format!("{} is outside", spot.name)))?;
        let region = &facts.villages[village].code;
        let (origin, history) = (&spot.origin, &spot.history);
        let texts = [
            &spot.name,
            &spot.state,
            region,
            &spot.class_code,
            origin,
            history,
            &spot.aliases,
            &spot.heritage,
        ];
        row(texts.map(String::as_str), Shape::Point(at))?;
    }
    for (stream, river) in land.waters.streams.iter().zip(&facts.county.river) {
        let half = stream.width_m / 2.0;
        let inland = |at: &Metre| land.is_inland(*at);
        let course: Vec<Metre> = stream
            .course
            .iter()
            .copied()
            .skip_while(|at| !inland(at))
            .take_while(inland)
            .collect();
        let mut ring = beside(&course, half);
        ring.extend(beside(&course, -half).into_iter().rev());
        let rings: Rings = vec![ring.into_iter().map(|at| part.frame.out(at)).collect()];
        row(
            [
                &river.name,
                "current",
                COUNTY,
                "12000",
                "",
                "",
                &river.aliases,
                "",
            ],
            Shape::Area(&rings),
        )?;
    }
    for (village, &cell) in facts.villages.iter().zip(&land.hamlets) {
        if !village.is_urban() {
            let at = part.frame.out(part.grid.centre(cell));
            row(
                [
                    village.short(),
                    "current",
                    &village.code,
                    "22200",
                    "",
                    "",
                    "",
                    "",
                ],
                Shape::Point(at),
            )?;
        }
    }
    table.finish()
}

fn optional(text: &str) -> Cell<'_> {
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

fn road_id(number: usize) -> String {
    format!("R{:04}", number + 1)
}

/// Roads.
pub(super) fn roads(
    land: &Land,
    network: &Network,
    out: &Path,
) -> Result<Vec<Written>, SynthError> {
    let columns = &[
        "source_id",
        "name",
        "region_code",
        "class",
        "width_m",
        "width_basis",
    ];
    let mut table = Table::create(out, Kind::Road, columns, CSV)?;
    for (number, (road, (line, unit))) in network.roads.iter().zip(&network.courses).enumerate() {
        table.row(
            &[
                Cell::Text(&road_id(number)),
                road.name.as_deref().map_or(Cell::Empty, Cell::Text),
                Cell::Text(land.code(*unit)),
                Cell::Text(road.class),
                Cell::Number(road.width_m, 1),
                Cell::Text(if road.class == "lane" {
                    "kerb"
                } else {
                    "red_line"
                }),
            ],
            Shape::Line(line),
        )?;
    }
    table.finish()
}

/// Doorplates: none on another road, in a river or on a hill.
pub(super) fn doorplates(
    land: &Land,
    network: &Network,
    out: &Path,
) -> Result<Vec<Written>, SynthError> {
    let mut table = Table::create(out, Kind::Doorplate, plate::COLUMNS, CSV)?;
    let mut written = 0;
    for (number, road) in network.roads.iter().enumerate() {
        let Some((spacing, housed)) = road.plates else {
            continue;
        };
        let mut random = Random::new(SEED, "plates", number as u64);
        // Only the village end of a country road has houses.
        let whole = Walk::new(road.line.clone());
        let skipped = (whole.length() - housed).max(0.0);
        let walk = if skipped > 0.0 {
            let steps = ((whole.length() - skipped) / 20.0).ceil() as usize;
            let at = |step: usize| {
                whole
                    .at(skipped + (whole.length() - skipped) * step as f64 / steps as f64)
                    .0
            };
            Walk::new((0..=steps).map(at).collect())
        } else {
            whole
        };
        let count = 2 * (walk.length() / spacing).round() as usize;
        let frame = &land.partition.frame;
        let plates = along(
            frame,
            &walk,
            count,
            road.width_m,
            &mut random,
            |spot, at| {
                land.partition.village_of(at).is_some()
                    && !land.waters.cover(spot, 4.0)
                    && !land.is_hilly(spot)
                    && network.around(spot).all(|(other, a, b)| {
                        let gap = nearest(a, b, spot).minus(spot).length();
                        gap > if other == number {
                            6.0
                        } else {
                            network.roads[other].width_m / 2.0 + 3.0
                        }
                    })
            },
        );
        let id = road_id(number);
        for plate in plates {
            let Some(village) = land.partition.village_of(plate.at) else {
                continue;
            };
            written += 1;
            let issued = format!(
                "{}-{:02}-{:02}",
                2012 + random.below(13),
                1 + random.below(12),
                1 + random.below(28)
            );
            let suffix = (plate.suffix > 0).then(|| plate.suffix.to_string());
            let kind = match road.class {
                "arterial" | "secondary" => "large",
                "local" => "medium",
                _ => "small",
            };
            table.row(
                &[
                    Cell::Text(&format!("D{written:06}")),
                    Cell::Text(&land.facts.villages[village].code),
                    Cell::Text(&id),
                    road.name.as_deref().map_or(Cell::Empty, Cell::Text),
                    Cell::Text(&plate.number.to_string()),
                    suffix.as_deref().map_or(Cell::Empty, Cell::Text),
                    Cell::Text(if plate.left { "left" } else { "right" }),
                    Cell::Text(kind),
                    Cell::Text(&issued),
                    Cell::Text(if random.chance(0.99) {
                        "current"
                    } else {
                        "retired"
                    }),
                ],
                Shape::Point(plate.at),
            )?;
        }
    }
    table.finish()
}

/// Cemeteries and plots.
pub(super) fn graves(
    land: &Land,
    network: &Network,
    out: &Path,
) -> Result<Vec<Written>, SynthError> {
    let cemeteries: Vec<Cemetery> = (0..land.facts.county.cemetery.len())
        .map(|number| cemetery_of(land, network, number))
        .collect::<Result<_, _>>()?;
    let mut table = Table::create(out, Kind::Cemetery, CEMETERY_COLUMNS, CSV)?;
    for cemetery in &cemeteries {
        cemetery.write(&mut table)?;
    }
    let mut files = table.finish()?;
    let mut table = Table::create(out, Kind::Plot, PLOT_COLUMNS, CSV)?;
    for (number, cemetery) in cemeteries.iter().enumerate() {
        cemetery.write_plots(&mut table, &mut Random::new(SEED, "plots", number as u64))?;
    }
    files.extend(table.finish()?);
    Ok(files)
}

/// A cemetery on the free ground nearest to where it is wanted.
fn cemetery_of(land: &Land, network: &Network, number: usize) -> Result<Cemetery, SynthError> {
    let fact = &land.facts.county.cemetery[number];
    let (part, grid) = (&land.partition, &land.partition.grid);
    let wanted = part.frame.metres_of(fact.lon, fact.lat);
    let is_free = |cell: usize| {
        let around = grid.neighbours(cell).into_iter().flatten();
        part.is_deep(cell, 2)
            && !land.waters.cover(grid.centre(cell), 150.0)
            && around.chain([cell]).all(|cell| !network.reaches(cell))
    };
    let gap = |cell: &usize| grid.centre(*cell).minus(wanted).length();
    let cell = (0..grid.len())
        .filter(|&cell| gap(&cell) < 3000.0 && is_free(cell))
        .min_by(|a, b| gap(a).total_cmp(&gap(b)))
        .ok_or_else(|| SynthError::Facts(format!("no room for {}", fact.name)))?;
    let word = |list: &'static [crate::domain::Choice], value: &str| {
        let found = list.iter().find(|choice| choice.value == value);
        found
            .map(|choice| choice.value)
            .ok_or_else(|| SynthError::Facts(format!("no word {value}")))
    };
    let sections = fact
        .sections
        .iter()
        .map(|(name, rows, cols, kind)| {
            Ok(if kind == "historic" {
                Section::large(name.clone(), *rows, *cols)
            } else {
                Section::small(name.clone(), *rows, *cols, word(plot::BURIAL_KINDS, kind)?)
            })
        })
        .collect::<Result<_, SynthError>>()?;
    Ok(Cemetery {
        code: fact.code.clone(),
        name: fact.name.clone(),
        region: land.facts.villages[part.village_at[cell] as usize]
            .code
            .clone(),
        sort: word(cemetery::TYPES, &fact.cemetery_type)?,
        manager: format!("{}管理处", fact.name),
        licence: format!("示例批文{}号", number + 1),
        centre: part.frame.out(grid.centre(cell)),
        turned: 0.4 + number as f64 * 0.9,
        sections,
    })
}
