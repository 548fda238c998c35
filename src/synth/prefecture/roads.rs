//! Roads of the prefecture: straight-ish ones on a turned grid around the seats and markets,
//! winding ones between villages.

use std::path::Path;

use super::{
    super::{
        Format, SynthError, Written,
        partition::Unit,
        plane::{Metre, Nano},
        plate::Walk,
        random::Random,
        table::{Cell, Shape, Table},
        words::RoadName,
    },
    land::Land,
    plan::Plan,
};
use crate::domain::Kind;

/// Columns of `road` that are written.
pub(in super::super) const COLUMNS: &[&str] = &[
    "source_id",
    "name",
    "region_code",
    "class",
    "width_m",
    "width_basis",
];

/// A road.
pub(super) struct Road {
    /// Its centre line.
    pub(super) line: Vec<Nano>,
    /// The smallest unit that holds it.
    pub(super) unit: Unit,
    /// Its county.
    pub(super) county: usize,
    /// Its name; `None` for an unnamed road.
    pub(super) name: Option<RoadName>,
    /// Its length in metres.
    pub(super) length_m: f64,
    /// Whether it lies outside of towns.
    pub(super) rural: bool,
}

impl Road {
    /// Its source id.
    pub(super) fn id(number: usize) -> String {
        format!("R{:07}", number + 1)
    }

    /// Its width in metres.
    pub(super) fn width_m(&self) -> f64 {
        (self.length_m / 120.0).clamp(3.0, 30.0)
    }

    fn class(&self) -> &'static str {
        match self.length_m {
            2500.0.. => "arterial",
            1000.0.. => "secondary",
            350.0.. => "local",
            _ => "lane",
        }
    }
}

/// Where roads gather.
struct Centre {
    at: Metre,
    spread_m: f64,
    angle: f64,
    block_m: f64,
}

/// Lays and names every road.
pub(super) fn lay(plan: &Plan, land: &Land) -> Vec<Road> {
    let centres = centres(plan, land);
    let mut roads: Vec<Road> = Vec::with_capacity(plan.roads);
    let mut names: Vec<Vec<RoadName>> = vec![Vec::new(); plan.counties];
    for number in 0..plan.roads {
        let mut random = Random::new(plan.seed, "road", number as u64);
        let mut road = loop {
            if let Some(road) = draw(land, &centres, &mut random) {
                break road;
            }
        };
        let unnamed = (number + 1) * plan.unnamed / plan.roads > number * plan.unnamed / plan.roads;
        if !unnamed {
            road.name = Some(name(&mut names[road.county], &mut random));
        }
        roads.push(road);
    }
    roads
}

/// A new name, six times in a hundred one that the county has already, four times its homophone.
fn name(used: &mut Vec<RoadName>, random: &mut Random) -> RoadName {
    let roll = random.below(100);
    let name = match roll {
        0..6 if !used.is_empty() => random.pick(used).clone(),
        6..10 if !used.is_empty() => random.pick(used).clone().homophone(random),
        _ => RoadName::invent(random),
    };
    used.push(name.clone());
    name
}

fn centres(plan: &Plan, land: &Land) -> Vec<(f64, Centre)> {
    let mut random = Random::new(plan.seed, "centres", 0);
    let grid = &land.partition.grid;
    let mut centre = |cell: usize, spread_m: f64, share: f64| {
        let centre = Centre {
            at: grid.centre(cell),
            spread_m,
            angle: random.between(0.0, std::f64::consts::FRAC_PI_2),
            block_m: random.between(90.0, 230.0),
        };
        (share, centre)
    };
    let mut centres = Vec::new();
    for (county, &seat) in land.seats.iter().enumerate() {
        let first = county == 0;
        let other = 0.37 / land.seats.len().saturating_sub(1).max(1) as f64;
        centres.push(centre(
            seat,
            if first { 4200.0 } else { 2300.0 },
            if first { 0.26 } else { other },
        ));
    }
    for &market in &land.markets {
        centres.push(centre(market, 800.0, 0.23 / land.markets.len() as f64));
    }
    centres
}

fn draw(land: &Land, centres: &[(f64, Centre)], random: &mut Random) -> Option<Road> {
    let mut roll = random.unit();
    let centre = centres.iter().find(|(share, _)| {
        roll -= share;
        roll < 0.0
    });
    let rural = centre.is_none();
    let (start, heading, bend, step) = if let Some((_, centre)) = centre {
        let snap = |at: f64| (at / centre.block_m).round() * centre.block_m;
        let offset = Metre::new(
            snap(random.normal() * centre.spread_m) + random.normal() * 6.0,
            snap(random.normal() * centre.spread_m) + random.normal() * 6.0,
        );
        let quarter = random.below(4) as f64 * std::f64::consts::FRAC_PI_2;
        let heading = centre.angle + quarter + random.normal() * 0.04;
        (
            centre.at.plus(offset.turned(centre.angle)),
            heading,
            0.028,
            70.0,
        )
    } else {
        let hamlet = *random.pick(&land.hamlets);
        let offset = Metre::new(random.normal() * 300.0, random.normal() * 300.0);
        let heading = random.between(0.0, std::f64::consts::TAU);
        (
            land.partition.grid.centre(hamlet).plus(offset),
            heading,
            0.12,
            45.0,
        )
    };
    let median: f64 = if rural { 900.0 } else { 520.0 };
    let length = (median * (0.75 * random.normal()).exp()).clamp(60.0, 9000.0);
    let (mut at, mut heading) = (start, heading);
    let steps = (length / step).ceil().max(1.0) as usize;
    let mut line = Vec::with_capacity(steps + 1);
    for _ in 0..=steps {
        let out = land.partition.frame.out(at);
        if !land.is_inland(out) {
            break;
        }
        line.push(out);
        heading += random.normal() * bend;
        at = at.plus(Metre::new(length / steps as f64, 0.0).turned(heading));
    }
    if line.len() < 2 {
        return None;
    }
    let unit = land.partition.unit_of(&line)?;
    let village = land.partition.village_of(line[line.len() / 2])?;
    let flat = line
        .iter()
        .map(|&at| land.partition.frame.metres(at))
        .collect();
    Some(Road {
        unit,
        county: land.county_of_village(village),
        name: None,
        length_m: Walk::new(flat).length(),
        rural,
        line,
    })
}

/// Writes the roads.
pub(super) fn write(
    roads: &[Road],
    land: &Land,
    out: &Path,
    formats: &[Format],
) -> Result<Vec<Written>, SynthError> {
    let mut table = Table::create(out, Kind::Road, COLUMNS, formats)?;
    for (number, road) in roads.iter().enumerate() {
        let name = road.name.as_ref().map(RoadName::text);
        table.row(
            &[
                Cell::Text(&Road::id(number)),
                name.as_deref().map_or(Cell::Empty, Cell::Text),
                Cell::Text(land.code(road.unit)),
                Cell::Text(road.class()),
                Cell::Number(road.width_m(), 1),
                Cell::Text("kerb"),
            ],
            Shape::Line(&road.line),
        )?;
    }
    table.finish()
}
