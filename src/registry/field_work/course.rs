//! A line measured along itself: how far along it something stands, and what lies between two points.

use crate::geo::{Geometry, LonLat, measure::distance_m};

/// The course of a line, its parts one after the other.
#[derive(Debug)]
pub(super) struct Course {
    /// Each stretch: where it begins, its first and last position, its length in metres.
    stretches: Vec<(f64, LonLat, LonLat, f64)>,
    length_m: f64,
}

impl Course {
    /// The course of a line; none of anything else.
    pub(super) fn of(geometry: &Geometry) -> Option<Self> {
        let parts = match geometry {
            Geometry::LineString(line) => std::slice::from_ref(line),
            Geometry::MultiLineString(lines) => lines.0.as_slice(),
            _ => return None,
        };
        let mut stretches = Vec::new();
        let mut length_m = 0.0;
        for pair in parts.iter().flat_map(|part| part.0.windows(2)) {
            let [a, b] = pair else { continue };
            let (a, b) = (position(a.x, a.y), position(b.x, b.y));
            let metres = distance_m(a, b);
            stretches.push((length_m, a, b, metres));
            length_m += metres;
        }
        (!stretches.is_empty()).then_some(Self {
            stretches,
            length_m,
        })
    }

    /// Its length in metres, on the ellipsoid.
    pub(super) const fn length_m(&self) -> f64 {
        self.length_m
    }

    /// How far along it the nearest point to a position lies, in metres.
    pub(super) fn at_m(&self, of: LonLat) -> f64 {
        let mut nearest = (f64::INFINITY, 0.0);
        // On a plane laid at the position, which tells which stretch is nearest and where.
        let flat = of.lat.to_radians().cos();
        for (from_m, a, b, metres) in &self.stretches {
            let (ax, ay) = ((a.lon - of.lon) * flat, a.lat - of.lat);
            let (dx, dy) = ((b.lon - a.lon) * flat, b.lat - a.lat);
            let square = dx * dx + dy * dy;
            let share = if square > 0.0 {
                (-(ax * dx + ay * dy) / square).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let off = (ax + share * dx).hypot(ay + share * dy);
            if off < nearest.0 {
                nearest = (off, from_m + share * metres);
            }
        }
        nearest.1
    }

    /// The path between two points along it, given in metres.
    pub(super) fn between(&self, from_m: f64, to_m: f64) -> Vec<LonLat> {
        let mut path = Vec::new();
        for (begins_m, a, b, metres) in &self.stretches {
            let ends_m = begins_m + metres;
            if ends_m < from_m || *begins_m > to_m || *metres <= 0.0 {
                continue;
            }
            let point = |at_m: f64| {
                let share = ((at_m - begins_m) / metres).clamp(0.0, 1.0);
                position(
                    a.lon + (b.lon - a.lon) * share,
                    a.lat + (b.lat - a.lat) * share,
                )
            };
            if path.is_empty() {
                path.push(point(from_m));
            }
            path.push(point(to_m.min(ends_m)));
        }
        path
    }
}

const fn position(lon: f64, lat: f64) -> LonLat {
    LonLat { lon, lat }
}

#[cfg(test)]
mod tests {
    use geo_types::line_string;

    use super::*;

    #[test]
    fn places_along_a_line_are_measured_from_its_beginning() {
        let line = line_string![(x: 120.0, y: 29.0), (x: 120.1, y: 29.0), (x: 120.1, y: 29.1)];
        let course = Course::of(&Geometry::LineString(line)).unwrap();
        let first_m = distance_m(position(120.0, 29.0), position(120.1, 29.0));
        assert!((course.at_m(position(120.05, 29.001)) - first_m / 2.0).abs() < 0.5);
        assert!((course.at_m(position(120.2, 29.0)) - first_m).abs() < 1e-6);
        assert!((course.at_m(position(119.0, 29.0))).abs() < 1e-6);
        let part = course.between(first_m / 2.0, first_m + 1_000.0);
        assert_eq!(part.len(), 3);
        assert!((part[0].lon - 120.05).abs() < 1e-6 && (part[1].lon - 120.1).abs() < 1e-9);
        assert!((distance_m(part[1], part[2]) - 1_000.0).abs() < 0.5);
    }
}
