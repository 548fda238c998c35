//! Areas that grow from seeds until they meet, so that each is in one piece.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{hex::HexGrid, random::Random};

/// The label of a hexagon that belongs to nobody.
pub(super) const NOBODY: u32 = u32::MAX;

/// Where an area starts and how fast it grows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seed {
    /// The hexagon.
    pub(super) cell: usize,
    /// Relative speed; 1 is usual.
    pub(super) speed: f64,
}

/// Labels every allowed hexagon with the seed that reaches it first (Dijkstra's algorithm from
/// all seeds at once). `ground` is the cost of entering a hexagon, about 1; `None` is forbidden.
pub(super) fn grow(grid: &HexGrid, seeds: &[Seed], ground: &[Option<f64>]) -> Vec<u32> {
    let mut label = vec![NOBODY; grid.len()];
    let mut heap = BinaryHeap::new();
    for (number, seed) in seeds.iter().enumerate() {
        heap.push(Reverse((0_u64, seed.cell, number)));
    }
    while let Some(Reverse((reached, cell, number))) = heap.pop() {
        if label[cell] != NOBODY {
            continue;
        }
        label[cell] = number as u32;
        for next in grid.neighbours(cell).into_iter().flatten() {
            if let Some(cost) = ground[next].filter(|_| label[next] == NOBODY) {
                let step = (1000.0 * cost / seeds[number].speed) as u64;
                heap.push(Reverse((reached + step.max(1), next, number)));
            }
        }
    }
    label
}

/// Chooses `count` different hexagons of a list, each the farthest from those already taken among
/// a handful of candidates, so that they spread evenly.
pub(super) fn spread(
    grid: &HexGrid,
    cells: &[usize],
    taken: &mut Vec<usize>,
    count: usize,
    random: &mut Random,
) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::with_capacity(count);
    while chosen.len() < count.min(cells.len()) {
        let mut best: Option<(f64, usize)> = None;
        for _ in 0..12 {
            let candidate = *random.pick(cells);
            let at = grid.centre(candidate);
            let gap = taken
                .iter()
                .map(|&other| grid.centre(other).minus(at).length())
                .fold(f64::MAX, f64::min);
            if gap > 0.0 && best.is_none_or(|(widest, _)| gap > widest) {
                best = Some((gap, candidate));
            }
        }
        let cell = match best {
            Some((_, cell)) => cell,
            None => match cells.iter().find(|cell| !taken.contains(cell)) {
                Some(&cell) => cell,
                None => break,
            },
        };
        taken.push(cell);
        chosen.push(cell);
    }
    chosen
}

/// Uneven ground: smooth noise from 0 to 1 over a hexagon grid, with hills about `scale` metres wide.
pub(super) fn noise(grid: &HexGrid, seed: u64, scale: f64) -> Vec<f64> {
    let lattice = |x: f64, y: f64| {
        let member = ((x as i64 as u64) << 32) ^ (y as i64 as u64 & 0xffff_ffff);
        Random::new(seed, "ground", member).unit()
    };
    (0..grid.len())
        .map(|cell| {
            let at = grid.centre(cell);
            [(1.0, 0.65), (2.7, 0.35)]
                .iter()
                .map(|(octave, share)| {
                    let (x, y) = (at.x / scale * octave, at.y / scale * octave);
                    let (fx, fy) = (x - x.floor(), y - y.floor());
                    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
                    let (x, y) = (x.floor(), y.floor());
                    let low = lattice(x, y) * (1.0 - ease(fx)) + lattice(x + 1.0, y) * ease(fx);
                    let high = lattice(x, y + 1.0) * (1.0 - ease(fx))
                        + lattice(x + 1.0, y + 1.0) * ease(fx);
                    share * (low * (1.0 - ease(fy)) + high * ease(fy))
                })
                .sum()
        })
        .collect()
}
