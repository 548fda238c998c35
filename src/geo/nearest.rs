//! The search for the nearest stretch of lines, shared by measures and prepared regions.
//!
//! Stretches are ranked on a plane laid at the position (longitude and latitude scaled by the
//! ellipsoid's radii there), which keeps them straight; the few that the plane cannot tell apart
//! are measured on the ellipsoid.

use geo::{Distance as _, Geodesic};
use geo_types::{Coord, Point};

use super::{LonLat, measure::Side};

/// The equatorial radius of CGCS2000 and WGS 84, in metres.
const A: f64 = 6_378_137.0;
/// The squared eccentricity.
const E2: f64 = 0.006_694_380_022_9;
/// Up to here the plane finds the nearest point of a stretch; beyond it the sphere does.
const PLANE_REACH_M: f64 = 20_000.0;
/// The nearest point of a stretch beyond that is told to so many metres: half its square over the
/// distance, a fortieth of a millimetre, is what the distance comes out too long.
const CLOSE_M: f64 = 1.0;
/// Closer than this a position is on the line.
const ON_M: f64 = 0.001;

/// A running search from one position.
pub(crate) struct Search {
    from: LonLat,
    /// Metres a degree of longitude and of latitude at the position.
    scale: Coord,
    /// How fast the plane's scale goes wrong: a share of the distance, by the metre.
    drift: f64,
    best: f64,
    finalists: Vec<Stretch>,
}

/// A stretch between two vertices, relative to the position, in metres of the plane.
struct Stretch {
    a: Coord,
    b: Coord,
    distance: f64,
}

impl Search {
    pub(crate) fn from(from: LonLat) -> Self {
        let (sin, cos) = from.lat.to_radians().sin_cos();
        let w = (1.0 - E2 * sin * sin).sqrt();
        Self {
            from,
            scale: Coord {
                x: (A / w * cos).to_radians(),
                y: (A * (1.0 - E2) / (w * w * w)).to_radians(),
            },
            drift: (1.0 + (sin / cos).abs()) / A,
            best: f64::INFINITY,
            finalists: Vec::new(),
        }
    }

    /// Takes in every stretch of a path; a path of one vertex is a point.
    pub(crate) fn line(&mut self, path: &[Coord]) {
        if let [only] = path {
            self.consider(*only, *only);
        }
        for pair in path.windows(2) {
            self.consider(pair[0], pair[1]);
        }
    }

    /// Takes in one stretch.
    pub(crate) fn consider(&mut self, a: Coord, b: Coord) {
        let (a, b) = (self.to_plane(a), self.to_plane(b));
        let distance = length(along(a, b, share(a, b)));
        // NaN, which only an unchecked geometry has, is left out too.
        if distance.is_nan() || distance > self.limit() {
            return;
        }
        if distance < self.best {
            self.best = distance;
            if self.finalists.len() >= 32 {
                let limit = self.limit();
                self.finalists.retain(|stretch| stretch.distance <= limit);
            }
        }
        self.finalists.push(Stretch { a, b, distance });
    }

    /// Whether something so many degrees to the north or south can still be the nearest.
    pub(crate) fn can_reach(&self, degrees_of_latitude: f64) -> bool {
        degrees_of_latitude * self.scale.y <= self.limit()
    }

    /// What a stretch may measure on the plane and still be the nearest on the ellipsoid.
    fn limit(&self) -> f64 {
        self.best * (1.0 + 2.0 * (self.best * self.drift).min(1.0)) + 1e-6
    }

    fn to_plane(&self, at: Coord) -> Coord {
        Coord {
            x: (at.x - self.from.lon) * self.scale.x,
            y: (at.y - self.from.lat) * self.scale.y,
        }
    }

    fn to_position(&self, at: Coord) -> LonLat {
        LonLat {
            lon: self.from.lon + at.x / self.scale.x,
            lat: self.from.lat + at.y / self.scale.y,
        }
    }

    /// The nearest point of all that was taken in and its geodesic distance in metres.
    pub(crate) fn nearest(&self) -> Option<(LonLat, f64)> {
        let limit = self.limit();
        self.finalists
            .iter()
            .filter(|stretch| stretch.distance <= limit)
            .map(|stretch| {
                let at = self.nearest_of(stretch);
                let metres = Geodesic.distance(Point::from(self.from), Point::from(at));
                (at, metres)
            })
            .min_by(|(_, a), (_, b)| a.total_cmp(b))
    }

    /// From the plane's nearest point to the position, in metres east and north, and what the
    /// geodesic distance is at most.
    pub(crate) fn offset_m(&self) -> Option<([f64; 2], f64)> {
        let nearest = self
            .finalists
            .iter()
            .min_by(|a, b| a.distance.total_cmp(&b.distance))?;
        let Coord { x, y } = along(nearest.a, nearest.b, share(nearest.a, nearest.b));
        Some(([-x, -y], self.limit()))
    }

    fn nearest_of(&self, stretch: &Stretch) -> LonLat {
        let Stretch { a, b, distance } = *stretch;
        if distance <= PLANE_REACH_M {
            return self.to_position(along(a, b, share(a, b)));
        }
        // Golden-section search: the distance along one stretch falls, then rises. Of the two
        // measures of a step one is that of the step before.
        let golden = (5.0f64.sqrt() - 1.0) / 2.0;
        let measure = |t: f64| haversine(self.from, self.to_position(along(a, b, t)));
        let close = CLOSE_M / length(b - a).max(CLOSE_M);
        let (mut low, mut high) = (0.0, 1.0);
        let (mut left, mut right) = (1.0 - golden, golden);
        let (mut at_left, mut at_right) = (measure(left), measure(right));
        while high - low > close {
            if at_left <= at_right {
                (high, right, at_right) = (right, left, at_left);
                left = high - (high - low) * golden;
                at_left = measure(left);
            } else {
                (low, left, at_left) = (left, right, at_right);
                right = low + (high - low) * golden;
                at_right = measure(right);
            }
        }
        let middle = f64::midpoint(low, high);
        let best = [0.0, middle, 1.0]
            .into_iter()
            .min_by(|s, t| measure(*s).total_cmp(&measure(*t)))
            .unwrap_or(middle);
        self.to_position(along(a, b, best))
    }

    /// The side of what was taken in. At a shared vertex both stretches are equally near: the one
    /// that sees the position more from the side decides.
    pub(crate) fn side(&self) -> Option<Side> {
        if self.finalists.is_empty() {
            return None;
        }
        if self.best <= ON_M {
            return Some(Side::On);
        }
        let tie = self.best * (1.0 + 1e-9) + 1e-9;
        let offset = self
            .finalists
            .iter()
            .filter(|stretch| stretch.distance <= tie)
            .map(|Stretch { a, b, .. }| {
                // The position is the origin: the cross product of (b − a) and (0 − a).
                let length = length(*b - *a);
                if length > 0.0 {
                    ((b.y - a.y) * a.x - (b.x - a.x) * a.y) / length
                } else {
                    0.0
                }
            })
            .max_by(|s, t| s.abs().total_cmp(&t.abs()))?;
        Some(if offset > 0.0 {
            Side::Left
        } else if offset < 0.0 {
            Side::Right
        } else {
            Side::On
        })
    }
}

/// Where on the stretch, from 0 to 1, the origin's nearest point is.
fn share(a: Coord, b: Coord) -> f64 {
    let d = b - a;
    let square = d.x * d.x + d.y * d.y;
    if square > 0.0 {
        (-(a.x * d.x + a.y * d.y) / square).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

fn along(a: Coord, b: Coord, t: f64) -> Coord {
    if t >= 1.0 { b } else { a + (b - a) * t }
}

/// No plane here is wide enough for the squares to overflow.
fn length(v: Coord) -> f64 {
    (v.x * v.x + v.y * v.y).sqrt()
}

fn haversine(a: LonLat, b: LonLat) -> f64 {
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let h = half(b.lat - a.lat)
        + a.lat.to_radians().cos() * b.lat.to_radians().cos() * half(b.lon - a.lon);
    2.0 * A * h.sqrt().min(1.0).asin()
}
