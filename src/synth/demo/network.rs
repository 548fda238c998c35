//! The roads laid so far: what is near a spot, and the best way over the hexagons to reach one.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, HashSet},
};

use super::{
    super::{
        partition::Unit,
        plane::{Metre, Nano},
    },
    curve::{even, nearest, relaxed, rounded},
    land::Land,
};

/// A road of the demo county.
#[derive(Clone, Debug)]
pub(super) struct Road {
    /// Its centre line.
    pub(super) line: Vec<Metre>,
    /// Its name; `None` when it has none.
    pub(super) name: Option<String>,
    /// A class of the domain.
    pub(super) class: &'static str,
    /// Its width in metres.
    pub(super) width_m: f64,
    /// Metres from plate to plate on one side, and how much of the road's end has plates.
    pub(super) plates: Option<(f64, f64)>,
}

const BUCKET_M: f64 = 100.0;

/// Roads with an index of their segments.
#[derive(Default)]
pub(super) struct Network {
    /// The roads.
    pub(super) roads: Vec<Road>,
    /// Their centre lines as written, and the unit that holds each.
    pub(super) courses: Vec<(Vec<Nano>, Unit)>,
    buckets: HashMap<(i64, i64), Vec<(usize, usize)>>,
    reached: HashSet<usize>,
}

impl Network {
    /// Adds a road; one that the county does not hold whole is left out.
    pub(super) fn add(&mut self, land: &Land, road: Road) {
        let frame = &land.partition.frame;
        let course: Vec<Nano> = road.line.iter().map(|&at| frame.out(at)).collect();
        let Some(unit) = land.partition.unit_of(&course) else {
            return;
        };
        self.courses.push((course, unit));
        let number = self.roads.len();
        for (segment, pair) in road.line.windows(2).enumerate() {
            for at in even(pair, 50.0) {
                let bucket = bucket(at);
                let entry = self.buckets.entry(bucket).or_default();
                if entry.last() != Some(&(number, segment)) {
                    entry.push((number, segment));
                }
                if let Some(cell) = land.partition.grid.cell_at(at) {
                    self.reached.insert(cell);
                }
            }
        }
        self.roads.push(road);
    }

    /// Segments within about `BUCKET_M` of a spot: number of the road, and its two ends.
    pub(super) fn around(&self, at: Metre) -> impl Iterator<Item = (usize, Metre, Metre)> + '_ {
        let (x, y) = bucket(at);
        (-1..=1)
            .flat_map(move |dx| (-1..=1).map(move |dy| (x + dx, y + dy)))
            .filter_map(|key| self.buckets.get(&key))
            .flatten()
            .map(|&(road, segment)| {
                let line = &self.roads[road].line;
                (road, line[segment], line[segment + 1])
            })
    }

    /// The nearest point of any road within about 200 metres.
    pub(super) fn snapped(&self, at: Metre) -> Option<Metre> {
        self.around(at)
            .map(|(_, a, b)| nearest(a, b, at))
            .min_by(|a, b| a.minus(at).length().total_cmp(&b.minus(at).length()))
    }

    /// Whether a road runs through a hexagon.
    pub(super) fn reaches(&self, cell: usize) -> bool {
        self.reached.contains(&cell)
    }
}

fn bucket(at: Metre) -> (i64, i64) {
    (
        (at.x / BUCKET_M).floor() as i64,
        (at.y / BUCKET_M).floor() as i64,
    )
}

/// The cheapest way from any of `from` to a hexagon that `is_there`; over hills and water is dear.
pub(super) fn route(
    land: &Land,
    from: &[usize],
    is_there: impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    let grid = &land.partition.grid;
    let mut came: HashMap<usize, usize> = HashMap::new();
    let mut heap = BinaryHeap::new();
    for &cell in from {
        heap.push(Reverse((0_u64, cell, cell)));
    }
    while let Some(Reverse((spent, cell, before))) = heap.pop() {
        if came.contains_key(&cell) {
            continue;
        }
        came.insert(cell, before);
        if is_there(cell) {
            let mut way = vec![cell];
            let mut at = cell;
            while came[&at] != at {
                at = came[&at];
                way.push(at);
            }
            way.reverse();
            return Some(way);
        }
        for next in grid.neighbours(cell).into_iter().flatten() {
            if let Some(toll) = land.tolls[next].filter(|_| !came.contains_key(&next)) {
                heap.push(Reverse((spent + toll, next, cell)));
            }
        }
    }
    None
}

/// A way over hexagons as a smooth line whose ends lie on roads where there are any.
pub(super) fn drawn(land: &Land, network: &Network, way: &[usize]) -> Vec<Metre> {
    let mut line: Vec<Metre> = way
        .iter()
        .map(|&cell| land.partition.grid.centre(cell))
        .collect();
    let last = line.len() - 1;
    for end in [0, last] {
        if let Some(at) = network.snapped(line[end]) {
            line[end] = at;
        }
    }
    rounded(&relaxed(&line, 5), 1)
}
