//! The county's land: its outline, rivers and hills, cut into townships and villages.

use super::{
    super::{
        SynthError,
        grow::{NOBODY, Seed, grow, noise, spread},
        hex::HexGrid,
        partition::{Partition, Unit},
        plane::{Frame, Metre},
        random::Random,
    },
    facts::{Facts, Zone},
    water::Waters,
};

/// The seed of every stream of the demo county.
pub(super) const SEED: u64 = 330_683;
/// The county's code.
pub(super) const COUNTY: &str = "330683";
/// The width of a hexagon in metres.
const WIDTH_M: f64 = 150.0;

/// The land.
pub(super) struct Land {
    /// What is known of it.
    pub(super) facts: Facts,
    /// Its areas: one county, townships, villages.
    pub(super) partition: Partition,
    /// What a road pays to cross a hexagon, about 1000 on flat dry ground; `None` at the rim.
    pub(super) tolls: Vec<Option<u64>>,
    /// Rivers.
    pub(super) waters: Waters,
    /// The hexagon of every village's centre.
    pub(super) hamlets: Vec<usize>,
}

/// The centre of every village, the village of every hexagon and the town of every village.
struct Settled {
    hamlets: Vec<usize>,
    village_at: Vec<u32>,
    town_of: Vec<u32>,
}

/// Where things are before the land is cut.
struct Sketch {
    facts: Facts,
    frame: Frame,
    grid: HexGrid,
    waters: Waters,
    heights: Vec<f64>,
    ground: Vec<Option<f64>>,
}

impl Land {
    /// Draws and cuts the land.
    pub(super) fn cut(facts: Facts) -> Result<Self, SynthError> {
        let sketch = Sketch::draw(facts);
        let seed = |at: Metre, speed| {
            let cell = sketch
                .grid
                .cell_at(at)
                .filter(|&cell| sketch.ground[cell].is_some());
            cell.map(|cell| Seed { cell, speed })
        };
        let towns: Vec<Seed> = sketch
            .facts
            .towns
            .iter()
            .map(|town| {
                seed(sketch.frame.metres_of(town.lon, town.lat), town.speed)
                    .ok_or_else(|| SynthError::Facts(format!("{} is outside", town.name)))
            })
            .collect::<Result<_, _>>()?;
        let town_at = grow(&sketch.grid, &towns, &sketch.ground);
        let Settled {
            hamlets,
            village_at,
            town_of,
        } = sketch.villages(&town_at)?;
        let county_of = vec![0; towns.len()];
        let partition = Partition::new(sketch.grid, sketch.frame, village_at, town_of, county_of);
        let mut random = Random::new(SEED, "tolls", 0);
        let tolls = (0..partition.grid.len())
            .map(|cell| {
                let rough = random.between(400.0, 2200.0);
                let steep = 9000.0 * (sketch.heights[cell] - 0.4).max(0.0);
                let wet = sketch.waters.cover(partition.grid.centre(cell), 20.0);
                let toll = rough + steep + if wet { 9000.0 } else { 0.0 };
                partition.is_inland(cell).then_some(toll as u64)
            })
            .collect();
        Ok(Self {
            facts: sketch.facts,
            partition,
            tolls,
            waters: sketch.waters,
            hamlets,
        })
    }

    /// The code of a unit.
    pub(super) fn code(&self, unit: Unit) -> &str {
        match unit {
            Unit::Village(at) => &self.facts.villages[at].code,
            Unit::Town(at) => &self.facts.towns[at].code,
            Unit::County(_) | Unit::Whole => COUNTY,
        }
    }

    /// The street grid that covers a spot.
    pub(super) fn zone_at(&self, at: Metre) -> Option<usize> {
        zone_at(&self.facts, &self.partition.frame, at)
    }

    /// Whether a spot is on a hill.
    pub(super) fn is_hilly(&self, at: Metre) -> bool {
        self.facts.county.hill.iter().any(|hill| {
            let top = self.partition.frame.metres_of(hill.lon, hill.lat);
            at.minus(top).length() < hill.radius_m
        })
    }

    /// Whether a spot lies in the county and not at its very edge.
    pub(super) fn is_inland(&self, at: Metre) -> bool {
        let cell = self.partition.grid.cell_at(at);
        cell.is_some_and(|cell| self.partition.is_inland(cell))
    }
}

/// How far out of a grid's middle a spot is: 1 on its edge, which is a rounded rectangle.
pub(super) fn reach(zone: &Zone, frame: &Frame, at: Metre) -> f64 {
    let local = at
        .minus(frame.metres_of(zone.lon, zone.lat))
        .turned(-zone.angle.to_radians());
    (local.x / zone.half_m[0]).abs().powi(3) + (local.y / zone.half_m[1]).abs().powi(3)
}

fn zone_at(facts: &Facts, frame: &Frame, at: Metre) -> Option<usize> {
    let mut zones = facts.county.zone.iter();
    zones.position(|zone| reach(zone, frame, at) <= 1.0)
}

impl Sketch {
    fn draw(facts: Facts) -> Self {
        let frame = Frame::around(120.83, 29.56);
        let outline: Vec<Metre> = facts
            .outline
            .iter()
            .map(|vertex| frame.metres_of(vertex.lon, vertex.lat))
            .collect();
        let (mut low, mut high) = (outline[0], outline[0]);
        for at in &outline {
            low = Metre::new(low.x.min(at.x), low.y.min(at.y));
            high = Metre::new(high.x.max(at.x), high.y.max(at.y));
        }
        let grid = HexGrid::covering(low, high, WIDTH_M);
        let waters = Waters::draw(&facts.county.river, &frame);
        let heights = noise(&grid, SEED, 3200.0);
        let ground = (0..grid.len())
            .map(|cell| {
                let at = grid.centre(cell);
                let water = if waters.cover(at, 60.0) { 6.0 } else { 0.0 };
                is_within(&outline, wobbled(at)).then_some(0.5 + 1.5 * heights[cell] + water)
            })
            .collect();
        Self {
            facts,
            frame,
            grid,
            waters,
            heights,
            ground,
        }
    }

    /// Chooses the villages and grows them within their towns.
    fn villages(&self, town_at: &[u32]) -> Result<Settled, SynthError> {
        let mut random = Random::new(SEED, "villages", 0);
        let mut village_at = vec![NOBODY; self.grid.len()];
        let (mut hamlets, mut town_of) = (Vec::new(), Vec::new());
        for (number, town) in self.facts.towns.iter().enumerate() {
            let cells: Vec<usize> = (0..self.grid.len())
                .filter(|&cell| town_at[cell] == number as u32)
                .collect();
            let built =
                |cell: usize| zone_at(&self.facts, &self.frame, self.grid.centre(cell)).is_some();
            let (urban, rural): (Vec<usize>, Vec<usize>) =
                cells.iter().partition(|&&cell| built(cell));
            // Hamlets stand in valleys, away from water.
            let valleys: Vec<usize> = rural
                .into_iter()
                .filter(|&cell| {
                    self.heights[cell] < 0.55 && !self.waters.cover(self.grid.centre(cell), 120.0)
                })
                .collect();
            let own = self
                .facts
                .villages
                .iter()
                .filter(|village| village.code.starts_with(&town.code));
            let communities = own.clone().filter(|village| village.is_urban()).count();
            let count = own.count();
            let mut taken = Vec::new();
            let mut chosen = spread(&self.grid, &urban, &mut taken, communities, &mut random);
            chosen.extend(spread(
                &self.grid,
                &valleys,
                &mut taken,
                count - chosen.len(),
                &mut random,
            ));
            if chosen.len() != count {
                return Err(SynthError::Facts(format!("{} is too small", town.name)));
            }
            let mut inner = vec![None; self.grid.len()];
            for &cell in &cells {
                inner[cell] = self.ground[cell];
            }
            let seeds: Vec<Seed> = chosen
                .iter()
                .map(|&cell| Seed { cell, speed: 1.0 })
                .collect();
            for (cell, label) in grow(&self.grid, &seeds, &inner).into_iter().enumerate() {
                if label != NOBODY {
                    village_at[cell] = label + hamlets.len() as u32;
                }
            }
            town_of.extend(chosen.iter().map(|_| number as u32));
            hamlets.extend(chosen);
        }
        Ok(Settled {
            hamlets,
            village_at,
            town_of,
        })
    }
}

/// The spot of the plain outline that stands for a spot of the drawn one, which is less straight.
fn wobbled(at: Metre) -> Metre {
    let bend = |t: f64, s: f64| 110.0 * (t / 610.0 + s / 1900.0).sin() + 60.0 * (t / 270.0).sin();
    at.plus(Metre::new(bend(at.y, at.x), bend(at.x, at.y)))
}

fn is_within(outline: &[Metre], at: Metre) -> bool {
    let mut within = false;
    let mut a = outline[outline.len() - 1];
    for &b in outline {
        if (a.y > at.y) != (b.y > at.y) && at.x < a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x) {
            within = !within;
        }
        a = b;
    }
    within
}
