//! What a draft is judged against: the register as it was when the judging began.

use std::{collections::HashSet, sync::Arc};

use crate::{
    config::{Config, Thresholds},
    domain::{Kind, region, shared},
    geo::{Bounds, Geometry, LonLat, PreparedArea, measure},
    index::Index,
    snapshot::{RowRef, Snapshot},
};

/// The counties whose data is kept here.
#[derive(Debug)]
pub(crate) struct Jurisdiction {
    outlines: Vec<PreparedArea>,
    /// Codes of those whose outline is not known.
    unmapped: HashSet<Box<str>>,
}

impl Jurisdiction {
    /// The counties of the configuration, or every county that has an outline.
    pub(crate) fn of(snapshot: &Snapshot, config: &Config) -> Self {
        let mut outlines = Vec::new();
        let mut unmapped = HashSet::new();
        let counties = snapshot
            .table(Kind::Region)
            .iter()
            .filter(|row| {
                row.text(region::LEVEL_AT) == Some("county") && row.state().is_published()
            })
            .filter(|row| {
                config.jurisdiction.is_empty()
                    || row
                        .text(shared::CODE_AT)
                        .is_some_and(|code| config.jurisdiction.iter().any(|own| own == code))
            });
        for county in counties {
            let outline = county.geometry();
            match outline.as_ref().and_then(PreparedArea::new) {
                Some(outline) => outlines.push(outline),
                None => unmapped.extend(county.text(shared::CODE_AT).map(Box::from)),
            }
        }
        Self { outlines, unmapped }
    }
}

/// The register and the outline of the jurisdiction.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) index: Arc<Index>,
    jurisdiction: Arc<Jurisdiction>,
    pub(super) thresholds: Thresholds,
}

impl Reference {
    /// Judges against these.
    pub(crate) const fn over(
        snapshot: Arc<Snapshot>,
        index: Arc<Index>,
        jurisdiction: Arc<Jurisdiction>,
        thresholds: Thresholds,
    ) -> Self {
        Self {
            snapshot,
            index,
            jurisdiction,
            thresholds,
        }
    }

    /// How far outside the jurisdiction a place is, in metres; 0 inside, or when no county's outline
    /// is loaded.
    pub(super) fn outside_m(&self, at: LonLat) -> f64 {
        let counties = &self.jurisdiction.outlines;
        if counties.is_empty() || counties.iter().any(|county| county.contains(at)) {
            return 0.0;
        }
        let mut by_box: Vec<(f64, &PreparedArea)> = counties
            .iter()
            .map(|county| (to_box_m(at, county.bounds()), county))
            .collect();
        by_box.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
        let mut nearest_m = f64::INFINITY;
        for (least_m, county) in by_box {
            if least_m >= nearest_m {
                break;
            }
            // So far away only the order of magnitude is told, and the outline costs too much to walk.
            if least_m > FAR_M {
                return nearest_m.min(least_m);
            }
            nearest_m = nearest_m.min(county.distance_m(at));
        }
        nearest_m
    }

    /// Whether a region lies in a county of the jurisdiction whose outline is not known: what belongs
    /// to it cannot be said to lie outside.
    pub(super) fn is_unmapped(&self, region_code: &str) -> bool {
        let unmapped = &self.jurisdiction.unmapped;
        let mut codes = std::iter::successors(Some(region_code), |code| {
            self.snapshot.regions().parent(code)
        });
        !unmapped.is_empty()
            && codes
                .by_ref()
                .take(DEEPEST)
                .any(|code| unmapped.contains(code))
    }

    /// Whether a region of that code is registered.
    pub(super) fn knows_region(&self, code: &str) -> bool {
        self.snapshot.regions().contains(code)
    }

    /// The smallest administrative region that holds all of these places.
    pub(super) fn smallest_holding(&self, places: &[LonLat]) -> Option<String> {
        let (first, rest) = places.split_first()?;
        let chain = self.administrative(*first);
        let mut held = chain.len();
        for place in rest {
            let other = self.administrative(*place);
            held = chain
                .iter()
                .take(held)
                .zip(&other)
                .take_while(|(a, b)| a.fid() == b.fid())
                .count();
        }
        chain
            .get(held.checked_sub(1)?)?
            .text(shared::CODE_AT)
            .map(str::to_owned)
    }

    fn administrative(&self, at: LonLat) -> Vec<RowRef<'_>> {
        self.index
            .containing(at)
            .into_iter()
            .filter(|row| row.text(region::LEVEL_AT) != Some("built_up_area"))
            .collect()
    }
}

/// Regions above each other; more would be a circle.
const DEEPEST: usize = 16;
/// Beyond this, how far outside a place is need not be exact.
const FAR_M: f64 = 20_000.0;

/// How far a place is from a box; nothing in the box is nearer.
fn to_box_m(at: LonLat, bounds: Bounds) -> f64 {
    let on_edge = LonLat {
        lon: at.lon.clamp(bounds.west, bounds.east),
        lat: at.lat.clamp(bounds.south, bounds.north),
    };
    measure::distance_m(at, on_edge)
}

/// The corners of a geometry, for asking where it lies.
pub(super) fn corners(geometry: &Geometry) -> Vec<LonLat> {
    use geo::CoordsIter as _;
    geometry
        .coords_iter()
        .filter_map(|c| LonLat::new(c.x, c.y).ok())
        .collect()
}
