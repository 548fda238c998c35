//! What stands on the land: places, doorplates, boundary lines with markers, cemeteries with plots.

use std::{collections::HashMap, path::Path};

use super::{
    super::{
        Format, SynthError, Written,
        border::{LINE_COLUMNS, Line, MARKER_COLUMNS},
        graves::{CEMETERY_COLUMNS, Cemetery, PLOT_COLUMNS, Section},
        grow::NOBODY,
        plane::{Metre, Nano},
        plate::{self, Walk, along},
        random::Random,
        table::{Cell, Shape, Table},
        words::{self, RoadName},
    },
    land::Land,
    plan::Plan,
    roads::Road,
};
use crate::domain::Kind;

/// How many doorplates are remembered for the benchmark inputs.
const SAMPLE: usize = 20_000;

/// A settlement in every village, and mountains, bridges and sights.
pub(super) fn places(
    plan: &Plan,
    land: &Land,
    out: &Path,
    formats: &[Format],
) -> Result<Vec<Written>, SynthError> {
    let columns = &["source_id", "name", "region_code", "class_code"];
    let mut table = Table::create(out, Kind::Place, columns, formats)?;
    let mut number = 0;
    let mut row = |name: &str, village: usize, class: &str, at: Nano| {
        number += 1;
        let region = Cell::Text(&land.villages[village].0);
        let id = format!("P{number:06}");
        table.row(
            &[Cell::Text(&id), Cell::Text(name), region, Cell::Text(class)],
            Shape::Point(at),
        )
    };
    let part = &land.partition;
    for (village, &cell) in land.hamlets.iter().enumerate() {
        let at = part.frame.out(part.grid.centre(cell));
        if part.village_of(at) == Some(village) {
            let name = &land.villages[village].1;
            let urban = name.ends_with("社区");
            let name = name.replace("社区", "小区");
            row(&name, village, if urban { "22100" } else { "22200" }, at)?;
        }
    }
    let mut random = Random::new(plan.seed, "places", 0);
    for (term, class, full) in [
        ("山", "13000", 300.0),
        ("溪", "12000", 160.0),
        ("大桥", "23000", 260.0),
        ("水库", "24000", 90.0),
        ("景区", "25000", 80.0),
        ("塔", "26240", 40.0),
    ] {
        for _ in 0..(full * plan.size).ceil() as usize {
            let hamlet = part.grid.centre(*random.pick(&land.hamlets));
            let offset = Metre::new(random.normal() * 500.0, random.normal() * 500.0);
            let at = part.frame.out(hamlet.plus(offset));
            if let Some(village) = part.village_of(at) {
                row(
                    &(words::specific(2, &mut random) + term),
                    village,
                    class,
                    at,
                )?;
            }
        }
    }
    table.finish()
}

/// A doorplate's row number and position.
pub(super) type Sampled = (usize, Nano);

/// Doorplates along every road, more on longer ones and in towns; gives the files and a sample of
/// row numbers with positions.
pub(super) fn doorplates(
    plan: &Plan,
    land: &Land,
    roads: &[Road],
    out: &Path,
    formats: &[Format],
) -> Result<(Vec<Written>, Vec<Sampled>), SynthError> {
    let mut table = Table::create(out, Kind::Doorplate, plate::COLUMNS, formats)?;
    let weight = |number: usize, road: &Road| {
        let mut random = Random::new(plan.seed, "plate count", number as u64);
        road.length_m * random.between(0.6, 1.6) * if road.rural { 0.5 } else { 1.2 }
    };
    let total: f64 = roads
        .iter()
        .enumerate()
        .map(|(number, road)| weight(number, road))
        .sum();
    let every = (plan.doorplates / SAMPLE).max(1);
    let (mut sum, mut written) = (0.0, 0);
    let mut sample = Vec::new();
    for (number, road) in roads.iter().enumerate() {
        let mut random = Random::new(plan.seed, "plates", number as u64);
        sum += weight(number, road);
        let until = if number + 1 == roads.len() {
            plan.doorplates
        } else {
            (plan.doorplates as f64 * sum / total) as usize
        };
        let frame = &land.partition.frame;
        let walk = Walk::new(road.line.iter().map(|&at| frame.metres(at)).collect());
        let count = until.saturating_sub(written);
        let id = Road::id(number);
        let name = road.name.as_ref().map(RoadName::text);
        // A road is inland by more than a plate's offset, so each plate has its village.
        let plates = along(frame, &walk, count, road.width_m(), &mut random, |_, at| {
            land.partition.village_of(at).is_some()
        });
        for plate in plates {
            let Some(village) = land.partition.village_of(plate.at) else {
                continue;
            };
            if written.is_multiple_of(every) {
                sample.push((written, plate.at));
            }
            written += 1;
            write_plate(
                &mut table,
                written,
                &plate,
                &land.villages[village].0,
                (&id, name.as_deref()),
                &mut random,
            )?;
        }
    }
    Ok((table.finish()?, sample))
}

fn write_plate(
    table: &mut Table,
    number: usize,
    plate: &plate::Plate,
    region: &str,
    (road, road_name): (&str, Option<&str>),
    random: &mut Random,
) -> Result<(), SynthError> {
    let issued = format!(
        "{}-{:02}-{:02}",
        2018 + random.below(7),
        1 + random.below(12),
        1 + random.below(28)
    );
    let suffix = (plate.suffix > 0).then(|| plate.suffix.to_string());
    table.row(
        &[
            Cell::Text(&format!("D{number:08}")),
            Cell::Text(region),
            Cell::Text(road),
            road_name.map_or(Cell::Empty, Cell::Text),
            Cell::Text(&plate.number.to_string()),
            suffix.as_deref().map_or(Cell::Empty, Cell::Text),
            Cell::Text(if plate.left { "left" } else { "right" }),
            Cell::Text(random.pick::<&str>(&["large", "medium", "small", "small"])),
            Cell::Text(&issued),
            Cell::Text(if random.chance(0.97) {
                "current"
            } else {
                "retired"
            }),
        ],
        Shape::Point(plate.at),
    )
}

/// Lines on the shared borders of counties and of towns within a county, and their markers.
pub(super) fn boundaries(
    plan: &Plan,
    land: &Land,
    out: &Path,
    formats: &[Format],
) -> Result<Vec<Written>, SynthError> {
    let frame = &land.partition.frame;
    let lines = lines(plan, land);
    let mut table = Table::create(out, Kind::BoundaryLine, LINE_COLUMNS, formats)?;
    for (number, line) in lines.iter().enumerate() {
        line.write(&mut table, &format!("云政界〔2001〕{}号", number + 1))?;
    }
    let mut files = table.finish()?;
    let mut table = Table::create(out, Kind::BoundaryMarker, MARKER_COLUMNS, formats)?;
    for (number, line) in lines.iter().enumerate() {
        let mut random = Random::new(plan.seed, "markers", number as u64);
        line.write_markers(&mut table, frame, plan.markers_a_line, &mut random)?;
    }
    files.extend(table.finish()?);
    Ok(files)
}

fn lines(plan: &Plan, land: &Land) -> Vec<Line> {
    let part = &land.partition;
    let county_borders = part.borders(&part.county_labels(), |_, right| right != NOBODY);
    let same =
        |left: u32, right: u32| part.county_of[left as usize] == part.county_of[right as usize];
    let town_borders = part.borders(&part.town_labels(), |left, right| {
        right != NOBODY && same(left, right)
    });
    let mut courses: Vec<(&'static str, u32, u32, Vec<Nano>)> = Vec::new();
    for (level, borders) in [("county", county_borders), ("town", town_borders)] {
        for border in borders {
            let course: Vec<Nano> = border.nodes.iter().map(|&node| part.corner(node)).collect();
            courses.push((level, border.left, border.right, course));
        }
    }
    courses.truncate(plan.lines);
    // Fewer borders than lines are wanted: the longest are halved, as long borders really are.
    while courses.len() < plan.lines {
        let Some(longest) = (0..courses.len()).max_by_key(|&at| (courses[at].3.len(), at)) else {
            break;
        };
        if courses[longest].3.len() < 3 {
            break;
        }
        let (level, left, right, course) = courses[longest].clone();
        let half = course.len() / 2;
        courses[longest].3 = course[..=half].to_vec();
        courses.push((level, left, right, course[half..].to_vec()));
    }
    let mut lines: Vec<Line> = courses
        .into_iter()
        .enumerate()
        .map(|(number, (level, left, right, course))| {
            let side = |at: u32| {
                if level == "county" {
                    &land.counties[at as usize]
                } else {
                    &land.towns[at as usize]
                }
            };
            let (left, right) = (side(left), side(right));
            let short = |name: &str| name.chars().next().unwrap_or('云');
            Line {
                code: format!(
                    "{}{:04}",
                    if level == "county" { "C" } else { "T" },
                    number + 1
                ),
                name: format!("{}{}线", short(&left.1), short(&right.1)),
                level,
                left: left.0.clone(),
                right: right.0.clone(),
                course,
                meeting: Vec::new(),
            }
            .directed(&part.frame)
        })
        .collect();
    meet(&mut lines);
    lines
}

/// Gives every junction of three lines to one line that starts there.
fn meet(lines: &mut [Line]) {
    let mut ends: HashMap<Nano, Vec<String>> = HashMap::new();
    for line in lines.iter() {
        for at in [line.course.first(), line.course.last()]
            .into_iter()
            .flatten()
        {
            ends.entry(*at).or_default().push(line.code.clone());
        }
    }
    for line in lines {
        line.meeting = vec![line.code.clone()];
        if let Some(first) = line.course.first()
            && let Some(codes) = ends.remove(first)
            && codes.len() >= 3
        {
            line.meeting
                .extend(codes.into_iter().filter(|code| *code != line.code));
        }
    }
}

/// Cemeteries of 750 plots each; gives the files and their middles.
pub(super) fn graves(
    plan: &Plan,
    land: &Land,
    out: &Path,
    formats: &[Format],
) -> Result<(Vec<Written>, Vec<Nano>), SynthError> {
    let part = &land.partition;
    let deep: Vec<usize> = (0..part.grid.len())
        .filter(|&cell| part.is_deep(cell, 1))
        .collect();
    let mut cemeteries = Vec::new();
    for number in 0..plan.cemeteries {
        let mut random = Random::new(plan.seed, "cemetery", number as u64);
        let cell = *random.pick(&deep);
        let village = part.village_at[cell] as usize;
        let name = words::specific(2, &mut random) + ["公墓", "陵园"][number % 2];
        let sections = match number % 3 {
            0 => vec![
                Section::small("A区".to_owned(), 15, 30, "ash"),
                Section::small("B区".to_owned(), 10, 30, "tree"),
            ],
            _ => vec![
                Section::large("A区".to_owned(), 15, 30),
                Section::large("B区".to_owned(), 10, 30),
            ],
        };
        cemeteries.push(Cemetery {
            code: format!("G{:04}", number + 1),
            manager: format!("{name}管理处"),
            licence: format!("云民墓〔{}〕{}号", 1995 + random.below(28), number + 1),
            name,
            region: land.villages[village].0.clone(),
            sort: random.pick::<&str>(&["public_benefit", "public_benefit", "commercial", "eco"]),
            centre: part.frame.out(part.grid.centre(cell)),
            turned: random.between(0.0, std::f64::consts::TAU),
            sections,
        });
    }
    let mut table = Table::create(out, Kind::Cemetery, CEMETERY_COLUMNS, formats)?;
    for cemetery in &cemeteries {
        cemetery.write(&mut table)?;
    }
    let mut files = table.finish()?;
    let mut table = Table::create(out, Kind::Plot, PLOT_COLUMNS, formats)?;
    for (number, cemetery) in cemeteries.iter().enumerate() {
        cemetery.write_plots(
            &mut table,
            &mut Random::new(plan.seed, "plots", number as u64),
        )?;
    }
    files.extend(table.finish()?);
    Ok((
        files,
        cemeteries.iter().map(|cemetery| cemetery.centre).collect(),
    ))
}
