//! The land: a round-ish area cut into counties, towns and villages, with their names and codes.

use std::path::Path;

use super::{
    super::{
        Format, SynthError, Written, built_up,
        grow::{NOBODY, Seed, grow, noise, spread},
        hex::HexGrid,
        partition::{Partition, Rings, Unit},
        plane::{Frame, Metre, Nano},
        random::Random,
        table::{Cell, Shape, Table},
        words,
    },
    plan::Plan,
};
use crate::domain::Kind;

/// The width of a hexagon in metres: a village of 3 km² has about 38.
const WIDTH_M: f64 = 300.0;
/// The radius of the whole at full size, for 12 100 km².
const RADIUS_M: f64 = 62_000.0;
const PROVINCE: (&str, &str) = ("99", "示例省");
const PREFECTURE: (&str, &str) = ("9901", "云屿市");

/// The cut and named land.
pub(super) struct Land {
    /// Its areas.
    pub(super) partition: Partition,
    /// Code and name of every county.
    pub(super) counties: Vec<(String, String)>,
    /// Code and name of every town.
    pub(super) towns: Vec<(String, String)>,
    /// Code and name of every village.
    pub(super) villages: Vec<(String, String)>,
    /// The hexagon of every county's seat.
    pub(super) seats: Vec<usize>,
    /// The hexagon of every town's centre.
    pub(super) markets: Vec<usize>,
    /// The hexagon of every village's centre.
    pub(super) hamlets: Vec<usize>,
}

impl Land {
    /// Cuts and names the land of a plan.
    pub(super) fn cut(plan: &Plan) -> Self {
        let radius = RADIUS_M * plan.size.sqrt();
        let frame = Frame::around(120.45, 27.95);
        let reach = Metre::new(radius * 1.3, radius * 1.3);
        let grid = HexGrid::covering(reach.times(-1.0), reach, WIDTH_M);
        let uneven = noise(&grid, plan.seed, 4000.0);
        let coast = coast(plan.seed, radius);
        let ground: Vec<Option<f64>> = (0..grid.len())
            .map(|cell| coast(grid.centre(cell)).then_some(0.5 + 1.2 * uneven[cell]))
            .collect();
        let mut random = Random::new(plan.seed, "land", 0);
        let all: Vec<usize> = (0..grid.len())
            .filter(|&cell| ground[cell].is_some())
            .collect();
        let nobody = vec![0; grid.len()];
        let (seats, county_at, _) =
            divide(&grid, &ground, &nobody, 1, &all, plan.counties, &mut random);
        let (markets, town_at, county_of) = divide(
            &grid,
            &ground,
            &county_at,
            plan.counties,
            &all,
            plan.towns,
            &mut random,
        );
        let (hamlets, village_at, town_of) = divide(
            &grid,
            &ground,
            &town_at,
            plan.towns,
            &all,
            plan.villages,
            &mut random,
        );
        let partition = Partition::new(grid, frame, village_at, town_of, county_of);
        let mut land = Self {
            partition,
            counties: Vec::new(),
            towns: Vec::new(),
            villages: Vec::new(),
            seats,
            markets,
            hamlets,
        };
        land.name(plan);
        land
    }

    fn name(&mut self, plan: &Plan) {
        let mut random = Random::new(plan.seed, "region names", 0);
        for county in 0..plan.counties {
            let name = words::specific(2, &mut random) + ["区", "市", "县"][county % 3];
            self.counties
                .push((format!("{}{:02}", PREFECTURE.0, county + 1), name));
        }
        let mut count = vec![0; plan.counties];
        for (town, &county) in self.partition.county_of.iter().enumerate() {
            let county = county as usize;
            // 001–099 are street offices, 100–199 towns, 200–399 townships.
            let kind = town % 3;
            count[county] += 1;
            let code = format!(
                "{}{:03}",
                self.counties[county].0,
                [0, 100, 200][kind] + count[county]
            );
            self.towns.push((
                code,
                words::specific(2, &mut random) + ["街道", "镇", "乡"][kind],
            ));
        }
        let mut count = vec![0; plan.towns];
        for (village, &town) in self.partition.town_of.iter().enumerate() {
            let town = town as usize;
            let urban = village % 5 == 0;
            count[town] += 1;
            let code = format!(
                "{}{:03}",
                self.towns[town].0,
                if urban { 0 } else { 200 } + count[town]
            );
            let name = words::specific(2, &mut random) + if urban { "社区" } else { "村" };
            self.villages.push((code, name));
        }
    }

    /// The code of a unit.
    pub(super) fn code(&self, unit: Unit) -> &str {
        match unit {
            Unit::Village(at) => &self.villages[at].0,
            Unit::Town(at) => &self.towns[at].0,
            Unit::County(at) => &self.counties[at].0,
            Unit::Whole => PREFECTURE.0,
        }
    }

    /// The county of a village.
    pub(super) fn county_of_village(&self, village: usize) -> usize {
        self.partition.county_of[self.partition.town_of[village] as usize] as usize
    }

    /// Whether a position and 150 metres around it lie inside.
    pub(super) fn is_inland(&self, at: Nano) -> bool {
        let cell = self.partition.cell_of(at);
        cell.is_some_and(|cell| self.partition.is_inland(cell))
    }

    /// Writes every region, parents first.
    pub(super) fn write(
        &self,
        plan: &Plan,
        out: &Path,
        formats: &[Format],
    ) -> Result<Vec<Written>, SynthError> {
        let columns = &["source_id", "code", "name", "level", "parent_code"];
        let mut table = Table::create(out, Kind::Region, columns, formats)?;
        let mut row = |code: &str, name: &str, level: &str, parent: &str, rings: Option<&Rings>| {
            let shape = rings.map_or(Shape::Nowhere, Shape::Area);
            let parent = if parent.is_empty() {
                Cell::Empty
            } else {
                Cell::Text(parent)
            };
            let text = Cell::Text;
            table.row(
                &[text(code), text(code), text(name), text(level), parent],
                shape,
            )
        };
        let part = &self.partition;
        row(PROVINCE.0, PROVINCE.1, "province", "", None)?;
        row(
            PREFECTURE.0,
            PREFECTURE.1,
            "city",
            PROVINCE.0,
            Some(&part.whole),
        )?;
        for ((code, name), rings) in self.counties.iter().zip(&part.counties) {
            row(code, name, "county", PREFECTURE.0, Some(rings))?;
        }
        for (town, ((code, name), rings)) in self.towns.iter().zip(&part.towns).enumerate() {
            let county = &self.counties[part.county_of[town] as usize].0;
            row(code, name, "town", county, Some(rings))?;
        }
        for (village, ((code, name), rings)) in self.villages.iter().zip(&part.villages).enumerate()
        {
            let town = &self.towns[part.town_of[village] as usize].0;
            row(code, name, "village", town, Some(rings))?;
        }
        for (county, (code, name)) in self.counties.iter().enumerate() {
            let mut random = Random::new(plan.seed, "built-up", county as u64);
            let radius = if county == 0 { 6000.0 } else { 3500.0 };
            let bumps: Vec<f64> = (0..12).map(|_| random.between(0.75, 1.25)).collect();
            let reach: Vec<f64> = (0..48)
                .map(|at| {
                    let (low, high) = (bumps[at / 4], bumps[(at / 4 + 1) % 12]);
                    radius * (low + (high - low) * (at % 4) as f64 / 4.0)
                })
                .collect();
            let centre = part.grid.centre(self.seats[county]);
            let rings = built_up::ring(&part.frame, centre, &reach, &part.counties[county]);
            row(
                &format!("{code}-J01"),
                &format!("{name}城区建成区"),
                "built_up_area",
                code,
                Some(&rings),
            )?;
        }
        table.finish()
    }
}

/// Whether a position lies inside the outer edge, a circle with bays.
fn coast(seed: u64, radius: f64) -> impl Fn(Metre) -> bool {
    let mut random = Random::new(seed, "coast", 0);
    let waves: Vec<(f64, f64, f64)> = [2.0, 3.0, 5.0, 8.0, 13.0]
        .map(|wave: f64| {
            (
                wave,
                random.between(0.0, std::f64::consts::TAU),
                random.between(0.02, 0.12) / wave.sqrt(),
            )
        })
        .to_vec();
    move |at: Metre| {
        let angle = at.y.atan2(at.x);
        let bulge: f64 = waves
            .iter()
            .map(|(wave, phase, size)| size * (wave * angle + phase).sin())
            .sum();
        at.length() < radius * (1.0 + bulge)
    }
}

/// Divides every parent into its share of `count` children; gives the children's seeds, the child
/// of every hexagon and the parent of every child.
fn divide(
    grid: &HexGrid,
    ground: &[Option<f64>],
    parent_at: &[u32],
    parents: usize,
    all: &[usize],
    count: usize,
    random: &mut Random,
) -> (Vec<usize>, Vec<u32>, Vec<u32>) {
    let mut cells: Vec<Vec<usize>> = vec![Vec::new(); parents];
    for &cell in all {
        if parent_at[cell] != NOBODY {
            cells[parent_at[cell] as usize].push(cell);
        }
    }
    let total: usize = cells.iter().map(Vec::len).sum();
    let (mut seeds, mut parent_of) = (Vec::new(), Vec::new());
    let mut child_at = vec![NOBODY; grid.len()];
    let mut seen = 0;
    for (parent, own) in cells.iter().enumerate() {
        // Every parent gets one child, and the rest by area.
        let extra = count - parents;
        let share = 1 + (seen + own.len()) * extra / total - seen * extra / total;
        seen += own.len();
        let chosen = spread(grid, own, &mut Vec::new(), share, random);
        let mut inner = vec![None; grid.len()];
        for &cell in own {
            inner[cell] = ground[cell];
        }
        let starts: Vec<Seed> = chosen
            .iter()
            .map(|&cell| Seed {
                cell,
                speed: random.between(0.85, 1.15),
            })
            .collect();
        let grown = grow(grid, &starts, &inner);
        for &cell in own {
            if grown[cell] != NOBODY {
                child_at[cell] = grown[cell] + seeds.len() as u32;
            }
        }
        parent_of.extend(chosen.iter().map(|_| parent as u32));
        seeds.extend(chosen);
    }
    (seeds, child_at, parent_of)
}
