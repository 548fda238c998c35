//! The grid on which vertices are equal or not: a thousand-millionth of a degree, a tenth of a
//! millimetre. Positions on it are whole numbers, so that equality and areas are exact.

use geo_types::{Coord, LineString};

use crate::geo::LonLat;

const PER_DEGREE: f64 = 1e9;

/// A position on the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) lon: i64,
    pub(super) lat: i64,
}

impl Spot {
    pub(super) fn of(at: Coord) -> Self {
        Self {
            lon: (at.x * PER_DEGREE).round() as i64,
            lat: (at.y * PER_DEGREE).round() as i64,
        }
    }

    pub(super) fn coord(self) -> Coord {
        Coord {
            x: self.lon as f64 / PER_DEGREE,
            y: self.lat as f64 / PER_DEGREE,
        }
    }

    pub(super) fn lon_lat(self) -> LonLat {
        lon_lat(self.coord())
    }
}

pub(super) const fn lon_lat(at: Coord) -> LonLat {
    LonLat {
        lon: at.x,
        lat: at.y,
    }
}

/// A path on the grid, without a vertex twice in a row.
pub(super) fn path(line: &LineString) -> Vec<Spot> {
    let mut path: Vec<Spot> = line.0.iter().map(|&at| Spot::of(at)).collect();
    path.dedup();
    path
}

/// A ring on the grid without its closing vertex, counter-clockwise or not; `None` when it has no
/// area.
pub(super) fn ring(line: &LineString, counter_clockwise: bool) -> Option<Vec<Spot>> {
    let mut ring = path(line);
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    let twice = twice_area(&ring);
    if twice == 0 {
        return None;
    }
    if (twice > 0) != counter_clockwise {
        ring.reverse();
    }
    Some(ring)
}

fn twice_area(ring: &[Spot]) -> i128 {
    let Some(&origin) = ring.first() else {
        return 0;
    };
    let from_origin = |at: Spot| {
        (
            i128::from(at.lon - origin.lon),
            i128::from(at.lat - origin.lat),
        )
    };
    ring.windows(2)
        .map(|pair| {
            let (a, b) = (from_origin(pair[0]), from_origin(pair[1]));
            a.0 * b.1 - a.1 * b.0
        })
        .sum()
}

/// Both ends of an edge, the lesser first: the same for both directions.
pub(super) fn undirected(a: Spot, b: Spot) -> (Spot, Spot) {
    if a <= b { (a, b) } else { (b, a) }
}

#[cfg(test)]
mod tests {
    use geo_types::line_string;

    use super::*;

    #[test]
    fn rings_run_as_asked_and_those_without_area_are_none() {
        let clockwise = line_string![
            (x: 120.0, y: 30.0), (x: 120.0, y: 31.0), (x: 121.0, y: 31.0), (x: 120.0, y: 30.0)
        ];
        let turned = ring(&clockwise, true).unwrap();
        assert_eq!(turned.len(), 3);
        assert!(twice_area(&turned) > 0);
        assert!(twice_area(&ring(&clockwise, false).unwrap()) < 0);
        let spike = line_string![(x: 120.0, y: 30.0), (x: 121.0, y: 30.0), (x: 120.0, y: 30.0)];
        assert_eq!(ring(&spike, true), None);
    }
}
