//! Streets of towns: a slightly bent grid that ends at rivers, hills and the edge of town, denser
//! in the middle, with lanes inside the blocks and roads along the banks.

use super::{
    super::{plane::Metre, random::Random},
    curve::{beside, even},
    facts::Zone,
    land::{Land, SEED, reach},
    names::Names,
    network::{Network, Road},
};

/// Metres from the water's edge to the middle of a road along the bank.
const BANK_M: f64 = 35.0;
const STEP_M: f64 = 25.0;
/// How many steps a street goes into another grid.
const REACH: usize = 5;

/// Lays the streets of every grid.
pub(super) fn lay(land: &Land, network: &mut Network, names: &mut Names) {
    for number in 0..land.facts.county.zone.len() {
        Grid::new(land, number).lay(network, names);
    }
    banks(land, network, names);
}

/// What a street meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    /// Its own grid.
    Street,
    /// Water or open land on the way to another grid.
    Passage,
    /// Another grid: a street that came this far ends at its first streets.
    OtherGrid,
    /// No way.
    Closed,
}

/// The unbroken parts of a street. A passage at an end stays only when it reaches another grid.
fn runs(spots: &[(Metre, Ground)]) -> Vec<Vec<Metre>> {
    let mut runs = Vec::new();
    let way = |ground: Ground| matches!(ground, Ground::Street | Ground::Passage);
    let mut start = 0;
    while start < spots.len() {
        if !way(spots[start].1) {
            start += 1;
            continue;
        }
        let length = spots[start..].iter().take_while(|spot| way(spot.1)).count();
        let (mut from, mut to) = (start, start + length);
        start = to;
        let arrives =
            |at: Option<&(Metre, Ground)>| at.is_some_and(|spot| spot.1 == Ground::OtherGrid);
        if arrives(from.checked_sub(1).and_then(|at| spots.get(at))) {
            from = from.saturating_sub(REACH);
        } else {
            from += spots[from..to]
                .iter()
                .take_while(|spot| spot.1 == Ground::Passage)
                .count();
        }
        if arrives(spots.get(to)) {
            to = (to + REACH).min(spots.len());
        } else {
            let tail = spots[from.min(to)..to].iter().rev();
            to -= tail.take_while(|spot| spot.1 == Ground::Passage).count();
        }
        if from < to {
            runs.push(spots[from..to].iter().map(|spot| spot.0).collect());
        }
    }
    runs
}

struct Grid<'a> {
    land: &'a Land,
    zone: &'a Zone,
    number: usize,
    random: Random,
    /// Where streets cross the grid's direction, and where they run along it.
    us: Vec<f64>,
    vs: Vec<f64>,
}

impl<'a> Grid<'a> {
    fn new(land: &'a Land, number: usize) -> Self {
        let zone = &land.facts.county.zone[number];
        let mut random = Random::new(SEED, "streets", number as u64);
        let mut spaced = |half: f64, block: f64| {
            let count = (2.0 * half / block).floor().max(1.0) as usize;
            (0..count)
                .map(|at| {
                    let middle = -half + 2.0 * half * (at as f64 + 0.5) / count as f64;
                    middle + random.normal() * block * 0.06
                })
                .collect()
        };
        let us = spaced(zone.half_m[0], zone.block_m[0]);
        let vs = spaced(zone.half_m[1], zone.block_m[1]);
        Self {
            land,
            zone,
            number,
            random,
            us,
            vs,
        }
    }

    /// A spot of the bent grid.
    fn spot(&self, u: f64, v: f64) -> Metre {
        let phase = self.number as f64;
        let bent = Metre::new(
            u + 38.0 * (v / 640.0 + phase).sin() + 14.0 * (v / 210.0 + phase).sin(),
            v + 48.0 * (u / 820.0 + 1.7 * phase).sin() + 12.0 * (u / 260.0 + phase).sin(),
        );
        let zone = self.zone;
        let centre = self.land.partition.frame.metres_of(zone.lon, zone.lat);
        centre.plus(bent.turned(zone.angle.to_radians()))
    }

    /// What a street meets at a spot. A `wide` street may leave its grid to reach another one, and
    /// a `bridge` crosses water on the way.
    fn ground(&self, at: Metre, open: bool, wide: bool, bridge: bool) -> Ground {
        let land = self.land;
        if !land.is_inland(at) || land.is_hilly(at) {
            return Ground::Closed;
        }
        let wet = land.waters.cover(at, BANK_M);
        match land.zone_at(at) {
            Some(zone) if zone == self.number && !wet && open => Ground::Street,
            Some(zone) if zone != self.number && !wet => Ground::OtherGrid,
            Some(_) if wet && bridge => Ground::Passage,
            None if wide && (bridge || !wet) => Ground::Passage,
            _ => Ground::Closed,
        }
    }

    fn is_free(&self, at: Metre) -> bool {
        self.land.zone_at(at) == Some(self.number)
            && !self.land.waters.cover(at, BANK_M)
            && !self.land.is_hilly(at)
            && self.land.is_inland(at)
    }

    fn lay(mut self, network: &mut Network, names: &mut Names) {
        let (across, along) = (self.us.clone(), self.vs.clone());
        for (list, positions, lengthwise) in [
            (&self.zone.along, &along, true),
            (&self.zone.across, &across, false),
        ] {
            for (at, &position) in positions.iter().enumerate() {
                let name = list.get(at).map_or("", String::as_str);
                self.street(network, names, name, position, lengthwise);
            }
        }
        self.lanes(network, names);
    }

    fn street(
        &mut self,
        network: &mut Network,
        names: &mut Names,
        name: &str,
        position: f64,
        lengthwise: bool,
    ) {
        let name = name.trim_start_matches('!');
        let wide = self.zone.wide.iter().any(|wide| wide == name);
        let bridge = self.zone.bridge.iter().any(|bridge| bridge == name);
        let (half, cuts) = if lengthwise {
            (self.zone.half_m[0], self.us.clone())
        } else {
            (self.zone.half_m[1], self.vs.clone())
        };
        let kept: Vec<bool> = (0..=cuts.len())
            .map(|_| self.random.unit())
            .map(|roll| roll > 0.1)
            .collect();
        let over = if wide || bridge { 900.0 } else { 60.0 };
        let steps = (2.0 * (half + over) / STEP_M) as usize;
        let spots: Vec<(Metre, Ground)> = (0..=steps)
            .map(|step| {
                let t = -half - over + STEP_M * step as f64;
                let at = if lengthwise {
                    self.spot(t, position)
                } else {
                    self.spot(position, t)
                };
                let far = reach(self.zone, &self.land.partition.frame, at);
                let open =
                    wide || bridge || far < 0.12 || kept[cuts.partition_point(|&cut| cut < t)];
                (at, self.ground(at, open, wide || bridge, bridge))
            })
            .collect();
        let mut runs = runs(&spots);
        runs.retain(|run| run.len() as f64 * STEP_M > 150.0);
        runs.sort_by_key(|run| std::cmp::Reverse(run.len()));
        for (number, run) in runs.into_iter().enumerate() {
            let class = match run.len() as f64 * STEP_M {
                _ if wide => "arterial",
                700.0.. => "secondary",
                _ => "local",
            };
            let name = if number == 0 && !name.is_empty() {
                Some(name.to_owned())
            } else {
                names.next(class, &mut self.random)
            };
            let (width_m, spacing) = match class {
                "arterial" => (28.0, 27.0),
                "secondary" => (18.0, 23.0),
                _ => (11.0, 18.0),
            };
            let line = even(&run, 50.0);
            let road = Road {
                line,
                name,
                class,
                width_m,
                plates: Some((spacing, f64::MAX)),
            };
            network.add(self.land, road);
        }
    }

    /// Lanes through or into some blocks.
    fn lanes(&mut self, network: &mut Network, names: &mut Names) {
        let (us, vs) = (self.us.clone(), self.vs.clone());
        for (i, pair_u) in us.windows(2).enumerate() {
            for (j, pair_v) in vs.windows(2).enumerate() {
                if !self.random.chance(0.18) {
                    continue;
                }
                let lengthwise = (i + j) % 2 == 0;
                let (from, to) = if lengthwise {
                    (pair_u[0], pair_u[1])
                } else {
                    (pair_v[0], pair_v[1])
                };
                let (low, high) = if lengthwise {
                    (pair_v[0], pair_v[1])
                } else {
                    (pair_u[0], pair_u[1])
                };
                let side = low + (high - low) * self.random.between(0.38, 0.62);
                let until = if self.random.chance(0.45) {
                    1.0
                } else {
                    self.random.between(0.5, 0.8)
                };
                let line: Vec<Metre> = (0..=6)
                    .map(|step| {
                        let t = from + (to - from) * until * f64::from(step) / 6.0;
                        let sway = 5.0 * (t / 37.0).sin();
                        if lengthwise {
                            self.spot(t, side + sway)
                        } else {
                            self.spot(side + sway, t)
                        }
                    })
                    .collect();
                let connected = network.around(line[0]).any(|(_, a, b)| {
                    super::curve::nearest(a, b, line[0]).minus(line[0]).length() < 8.0
                });
                if !connected || !line.iter().all(|&at| self.is_free(at)) {
                    continue;
                }
                let road = Road {
                    line,
                    name: names.next("lane", &mut self.random),
                    class: "lane",
                    width_m: 5.0,
                    plates: Some((14.0, f64::MAX)),
                };
                network.add(self.land, road);
            }
        }
    }
}

/// Roads along both banks of the rivers where they pass through a grid.
fn banks(land: &Land, network: &mut Network, names: &mut Names) {
    let mut random = Random::new(SEED, "banks", 0);
    for stream in &land.waters.streams {
        for side in [1.0, -1.0] {
            let bank = beside(&stream.course, side * (stream.width_m / 2.0 + BANK_M));
            let mut runs: Vec<Vec<Metre>> = vec![Vec::new()];
            for at in bank {
                if land.zone_at(at).is_some()
                    && land.is_inland(at)
                    && !land.waters.cover(at, BANK_M - 8.0)
                {
                    if let Some(run) = runs.last_mut() {
                        run.push(at);
                    }
                } else if runs.last().is_some_and(|run| !run.is_empty()) {
                    runs.push(Vec::new());
                }
            }
            for run in runs.into_iter().filter(|run| run.len() > 5) {
                let road = Road {
                    line: even(&run, 50.0),
                    name: names.next("secondary", &mut random),
                    class: "secondary",
                    width_m: 16.0,
                    plates: Some((45.0, f64::MAX)),
                };
                network.add(land, road);
            }
        }
    }
}
