//! A county or prefecture cut into counties, towns and villages without gap or overlap: labelled
//! hexagons whose shared corners are smoothed once and then used by every area that touches them.

use std::collections::HashMap;

use super::{
    grow::NOBODY,
    hex::HexGrid,
    plane::{Frame, Metre, Nano, holds, inside, twice_area},
};

/// An area: the outer ring first, then holes; no ring repeats its first position.
pub(super) type Rings = Vec<Vec<Nano>>;

/// How often every border corner moves half-way to the mean of its neighbours.
const SMOOTHINGS: usize = 3;

/// The smallest unit that holds something whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A village.
    Village(usize),
    /// A town.
    Town(usize),
    /// A county.
    County(usize),
    /// Only the whole.
    Whole,
}

/// A stretch of border between two areas.
#[derive(Clone, Debug)]
pub(super) struct Border {
    /// The label on the left of the direction of `nodes`.
    pub(super) left: u32,
    /// The label on the right; [`NOBODY`] outside of the whole.
    pub(super) right: u32,
    /// Corners of the grid; a ring repeats its first.
    pub(super) nodes: Vec<usize>,
}

/// The cut area.
#[derive(Debug)]
pub(super) struct Partition {
    /// The hexagons.
    pub(super) grid: HexGrid,
    /// The frame in which they lie.
    pub(super) frame: Frame,
    /// The village of every hexagon.
    pub(super) village_at: Vec<u32>,
    /// The town of every village.
    pub(super) town_of: Vec<u32>,
    /// The county of every town.
    pub(super) county_of: Vec<u32>,
    /// The areas of villages, towns and counties, and the whole.
    pub(super) villages: Vec<Rings>,
    /// Towns.
    pub(super) towns: Vec<Rings>,
    /// Counties.
    pub(super) counties: Vec<Rings>,
    /// Everything.
    pub(super) whole: Rings,
    corners: Vec<Nano>,
}

impl Partition {
    /// Cuts along the labels of the hexagons.
    pub(super) fn new(
        grid: HexGrid,
        frame: Frame,
        village_at: Vec<u32>,
        town_of: Vec<u32>,
        county_of: Vec<u32>,
    ) -> Self {
        let corners = smoothed(&grid, &village_at)
            .into_iter()
            .map(|at| frame.out(at))
            .collect();
        let mut partition = Self {
            grid,
            frame,
            village_at,
            town_of,
            county_of,
            villages: Vec::new(),
            towns: Vec::new(),
            counties: Vec::new(),
            whole: Vec::new(),
            corners,
        };
        let villages = partition.town_of.len();
        let counties = partition.county_of.iter().max().map_or(0, |&c| c + 1);
        partition.villages = partition.areas(&partition.village_at, villages);
        partition.towns = partition.areas(&partition.town_labels(), partition.county_of.len());
        partition.counties = partition.areas(&partition.county_labels(), counties as usize);
        let all: Vec<u32> = partition
            .village_at
            .iter()
            .map(|&village| if village == NOBODY { NOBODY } else { 0 })
            .collect();
        partition.whole = partition.areas(&all, 1).pop().unwrap_or_default();
        partition
    }

    /// The town of every hexagon.
    pub(super) fn town_labels(&self) -> Vec<u32> {
        self.labels(|village| self.town_of[village as usize])
    }

    /// The county of every hexagon.
    pub(super) fn county_labels(&self) -> Vec<u32> {
        self.labels(|village| self.county_of[self.town_of[village as usize] as usize])
    }

    fn labels(&self, of: impl Fn(u32) -> u32) -> Vec<u32> {
        let label = |&village: &u32| {
            if village == NOBODY {
                NOBODY
            } else {
                of(village)
            }
        };
        self.village_at.iter().map(label).collect()
    }

    /// Where a corner has come to lie.
    pub(super) fn corner(&self, node: usize) -> Nano {
        self.corners[node]
    }

    fn areas(&self, label: &[u32], count: usize) -> Vec<Rings> {
        let mut after: HashMap<(usize, u32), usize> = HashMap::new();
        let mut starts = Vec::new();
        for (cell, &own) in label.iter().enumerate().filter(|(_, own)| **own != NOBODY) {
            for (from, to, _) in edges(&self.grid, label, cell) {
                after.insert((from, own), to);
                starts.push((from, own));
            }
        }
        let mut areas = vec![Rings::new(); count];
        for (start, own) in starts {
            let mut ring = Vec::new();
            let mut node = start;
            while let Some(next) = after.remove(&(node, own)) {
                ring.push(self.corners[node]);
                node = next;
            }
            if !ring.is_empty() {
                areas[own as usize].push(ring);
            }
        }
        for rings in &mut areas {
            rings.sort_by_key(|ring| std::cmp::Reverse(twice_area(ring)));
        }
        areas
    }

    /// The borders between areas of different label, each in one piece from junction to junction;
    /// `wanted` chooses by the labels on both sides.
    pub(super) fn borders(&self, label: &[u32], wanted: impl Fn(u32, u32) -> bool) -> Vec<Border> {
        let mut after: HashMap<(u32, u32, usize), usize> = HashMap::new();
        let mut before: HashMap<(u32, u32, usize), usize> = HashMap::new();
        let mut order = Vec::new();
        for (cell, &left) in label.iter().enumerate().filter(|(_, own)| **own != NOBODY) {
            for (from, to, right) in edges(&self.grid, label, cell) {
                if left < right && wanted(left, right) {
                    after.insert((left, right, from), to);
                    before.insert((left, right, to), from);
                    order.push((left, right, from));
                }
            }
        }
        let mut borders = Vec::new();
        for (left, right, from) in order {
            if !after.contains_key(&(left, right, from)) {
                continue;
            }
            let mut start = from;
            while let Some(&previous) = before.get(&(left, right, start)) {
                start = previous;
                if start == from {
                    break;
                }
            }
            let mut nodes = vec![start];
            let mut node = start;
            while let Some(next) = after.remove(&(left, right, node)) {
                nodes.push(next);
                node = next;
            }
            borders.push(Border { left, right, nodes });
        }
        borders
    }

    /// The hexagon around a position.
    pub(super) fn cell_of(&self, at: Nano) -> Option<usize> {
        self.grid.cell_at(self.frame.metres(at))
    }

    /// The village that holds a position.
    pub(super) fn village_of(&self, at: Nano) -> Option<usize> {
        let cell = self.cell_of(at)?;
        let own = self.village_at[cell];
        let mut others = [NOBODY; 7];
        others[0] = own;
        let mut count = 1;
        for next in self.grid.neighbours(cell).into_iter().flatten() {
            let label = self.village_at[next];
            if !others[..count].contains(&label) {
                others[count] = label;
                count += 1;
            }
        }
        // Away from any border the hexagon decides alone: smoothing moves corners less than that.
        if count == 1 {
            return (own != NOBODY).then_some(own as usize);
        }
        others[..count]
            .iter()
            .filter(|&&label| label != NOBODY)
            .map(|&label| label as usize)
            .find(|&village| inside(&self.villages[village], at))
    }

    /// The smallest unit that holds a line whole; `None` when it leaves the area.
    pub(super) fn unit_of(&self, line: &[Nano]) -> Option<Unit> {
        let village = self.village_of(*line.first()?)?;
        if holds(&self.villages[village], line) {
            return Some(Unit::Village(village));
        }
        let town = self.town_of[village] as usize;
        if holds(&self.towns[town], line) {
            return Some(Unit::Town(town));
        }
        let county = self.county_of[town] as usize;
        if holds(&self.counties[county], line) {
            return Some(Unit::County(county));
        }
        holds(&self.whole, line).then_some(Unit::Whole)
    }

    /// Whether a hexagon and its neighbours belong to the whole, so that 0.4 widths around its
    /// centre do.
    pub(super) fn is_inland(&self, cell: usize) -> bool {
        let taken = |cell: usize| self.village_at[cell] != NOBODY;
        let around = self.grid.neighbours(cell);
        taken(cell) && around.into_iter().all(|next| next.is_some_and(taken))
    }

    /// Whether a hexagon and everything within `steps` of it belong to one village.
    pub(super) fn is_deep(&self, cell: usize, steps: usize) -> bool {
        let own = self.village_at[cell];
        own != NOBODY
            && (steps == 0
                || self.grid.neighbours(cell).into_iter().all(|next| {
                    next.is_some_and(|next| {
                        self.village_at[next] == own && self.is_deep(next, steps - 1)
                    })
                }))
    }
}

/// The edges of a hexagon towards other labels: first corner, second corner (counter-clockwise)
/// and the other label.
fn edges<'a>(
    grid: &'a HexGrid,
    label: &'a [u32],
    cell: usize,
) -> impl Iterator<Item = (usize, usize, u32)> + 'a {
    grid.neighbours(cell)
        .into_iter()
        .enumerate()
        .filter_map(move |(towards, next)| {
            let other = label[next?];
            if other == label[cell] {
                return None;
            }
            let (from, to) = grid.edge(cell, towards)?;
            Some((from, to, other))
        })
}

fn smoothed(grid: &HexGrid, label: &[u32]) -> Vec<Metre> {
    let mut links: Vec<[usize; 3]> = vec![[usize::MAX; 3]; 2 * grid.len()];
    let mut link = |from: usize, to: usize| {
        let slots = &mut links[from];
        if !slots.contains(&to)
            && let Some(slot) = slots.iter_mut().find(|slot| **slot == usize::MAX)
        {
            *slot = to;
        }
    };
    for cell in (0..grid.len()).filter(|&cell| label[cell] != NOBODY) {
        for (from, to, _) in edges(grid, label, cell) {
            link(from, to);
            link(to, from);
        }
    }
    let mut corners: Vec<Metre> = (0..2 * grid.len()).map(|node| grid.corner(node)).collect();
    for _ in 0..SMOOTHINGS {
        corners = corners
            .iter()
            .zip(&links)
            .map(|(&at, linked)| {
                let around = linked.iter().filter(|node| **node != usize::MAX);
                let (sum, count) = around.fold((Metre::new(0.0, 0.0), 0), |(sum, count), &node| {
                    (sum.plus(corners[node]), count + 1)
                });
                if count == 0 {
                    return at;
                }
                at.plus(sum.times(1.0 / f64::from(count))).times(0.5)
            })
            .collect();
    }
    corners
}
