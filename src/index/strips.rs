//! An area prepared for many questions "does it cover this point": its edges by strips of latitude.

use std::ops::Range;

/// The strips of one area; the coordinates stay where they are.
#[derive(Debug)]
pub(super) struct Strips {
    south: f64,
    /// Strips a degree.
    per_degree: f64,
    /// Where each strip's edges end.
    ends: Box<[u32]>,
    /// Each edge by the place of its first coordinate; the next one is its second.
    edges: Box<[u32]>,
}

/// Edges a strip has about.
const EDGES: usize = 2;
const MOST_STRIPS: usize = 4096;

impl Strips {
    /// Prepares closed rings.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a chunk's coordinates are counted by 32 bits"
    )]
    pub(super) fn over(
        rings: &(impl Iterator<Item = Range<usize>> + Clone),
        coordinate: impl Fn(usize) -> [f64; 2],
    ) -> Self {
        let edges = || {
            rings
                .clone()
                .flat_map(|ring| ring.start..ring.end.max(1) - 1)
        };
        let (mut south, mut north, mut count) = (f64::INFINITY, f64::NEG_INFINITY, 0);
        for at in rings.clone().flatten() {
            let [_, lat] = coordinate(at);
            south = south.min(lat);
            north = north.max(lat);
            count += 1;
        }
        let strips = (count / EDGES).clamp(1, MOST_STRIPS);
        let mut strips_of = Self {
            south,
            per_degree: if north > south {
                strips as f64 / (north - south)
            } else {
                0.0
            },
            ends: vec![0; strips].into(),
            edges: Box::default(),
        };
        let span = |strips_of: &Self, at: usize| {
            let (a, b) = (coordinate(at)[1], coordinate(at + 1)[1]);
            strips_of.strip(a.min(b))..=strips_of.strip(a.max(b))
        };
        for at in edges() {
            for strip in span(&strips_of, at) {
                strips_of.ends[strip] += 1;
            }
        }
        let mut sum = 0;
        for end in &mut strips_of.ends {
            sum += *end;
            *end = sum;
        }
        let mut next: Vec<u32> = strips_of.ends.iter().copied().rev().skip(1).collect();
        next.reverse();
        next.insert(0, 0);
        let mut placed = vec![0; sum as usize];
        for at in edges() {
            for strip in span(&strips_of, at) {
                placed[next[strip] as usize] = at as u32;
                next[strip] += 1;
            }
        }
        strips_of.edges = placed.into();
        strips_of
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the strips"
    )]
    fn strip(&self, lat: f64) -> usize {
        (((lat - self.south) * self.per_degree) as usize).min(self.ends.len() - 1)
    }

    /// Whether the area covers a point; its edge belongs to it.
    pub(super) fn covers(&self, [x, y]: [f64; 2], coordinate: impl Fn(usize) -> [f64; 2]) -> bool {
        if y < self.south {
            return false;
        }
        let strip = self.strip(y);
        let first = if strip == 0 { 0 } else { self.ends[strip - 1] };
        let mut inside = false;
        for at in &self.edges[first as usize..self.ends[strip] as usize] {
            let ([ax, ay], [bx, by]) = (coordinate(*at as usize), coordinate(*at as usize + 1));
            let turn = robust_turn([ax, ay], [bx, by], [x, y]);
            if turn == 0.0
                && x >= ax.min(bx)
                && x <= ax.max(bx)
                && y >= ay.min(by)
                && y <= ay.max(by)
            {
                return true;
            }
            if (ay > y) != (by > y) && (turn > 0.0) == (by > ay) {
                inside = !inside;
            }
        }
        inside
    }

    pub(super) fn memory(&self) -> usize {
        size_of::<Self>() + self.ends.len() * 4 + self.edges.len() * 4
    }
}

/// Positive when the third point lies to the left of the way from the first to the second, exact in sign.
fn robust_turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    use geo::{Kernel as _, Orientation, kernels::RobustKernel};
    let coord = |[x, y]: [f64; 2]| geo_types::Coord { x, y };
    let quick = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    // Far from the line the rounding cannot turn the sign.
    if quick.abs() > 1e-12 {
        return quick;
    }
    match RobustKernel::orient2d(coord(a), coord(b), coord(c)) {
        Orientation::CounterClockwise => 1.0,
        Orientation::Clockwise => -1.0,
        Orientation::Collinear => 0.0,
    }
}
