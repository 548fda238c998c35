//! The index over one snapshot. Following a commit makes the next one and prepares only the chunks
//! that are new.

use super::{
    areas::{self, Areas},
    names::{self, ExtraName, Names, Reaches, Search, SearchHit},
    nearest::{self, Hit},
    shown_lines::ShownLines,
    within::{self, Area, Key, Within},
};
use crate::{
    domain::{Audience, Kind, shared},
    geo::LonLat,
    snapshot::{Eye, RowRef, Snapshot},
};

/// The index: a snapshot and what was prepared from its chunks. Cloning copies pointers.
#[derive(Clone, Debug)]
pub struct Index {
    snapshot: Snapshot,
    areas: Areas,
    lines: ShownLines,
    names: Names,
    reaches: Reaches,
}

/// What stands at a position.
#[derive(Debug)]
pub struct Reverse<'a> {
    /// The administrative regions that hold it, the province first.
    pub regions: Vec<RowRef<'a>>,
    /// The nearest doorplate.
    pub doorplate: Option<Hit<'a>>,
    /// The nearest road.
    pub road: Option<Hit<'a>>,
}

impl Index {
    /// The index of a snapshot.
    #[must_use]
    pub fn build(snapshot: &Snapshot) -> Self {
        let none = Self {
            snapshot: snapshot.clone(),
            areas: Areas::default(),
            lines: ShownLines::default(),
            names: Names::default(),
            reaches: Reaches::default(),
        };
        none.follow(snapshot)
    }

    /// Only what tells which regions hold a position: enough to judge drafts by, in a fraction of
    /// the time. It finds nothing by name.
    #[must_use]
    pub fn of_regions(snapshot: &Snapshot) -> Self {
        Self {
            snapshot: snapshot.clone(),
            areas: Areas::over(snapshot, &Areas::default()),
            lines: ShownLines::default(),
            names: Names::default(),
            reaches: Reaches::over(snapshot, &Reaches::default()),
        }
    }

    /// The index of a later snapshot.
    #[must_use]
    pub fn follow(&self, snapshot: &Snapshot) -> Self {
        Self {
            snapshot: snapshot.clone(),
            areas: Areas::over(snapshot, &self.areas),
            lines: ShownLines::over(snapshot, &self.lines),
            names: Names::over(snapshot, &self.names),
            reaches: Reaches::over(snapshot, &self.reaches),
        }
    }

    /// The snapshot that the index is of.
    #[must_use]
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The `k` nearest features of some kinds within `max_m`, nearest first, ties by small number:
    /// published ones for the public, all but retired ones inside. Markers are never among them.
    ///
    /// # Units
    /// Geodesic metres to the nearest point of the geometry.
    ///
    /// # Boundary
    /// 0 in an area and on its edge; `max_m` itself is near enough.
    #[must_use]
    pub fn nearest(
        &self,
        at: LonLat,
        kinds: &[Kind],
        k: usize,
        max_m: f64,
        eye: impl Eye,
    ) -> Vec<Hit<'_>> {
        nearest::nearest(&self.snapshot, &self.lines, at, kinds, k, max_m, eye)
    }

    /// The features of some kinds that meet an area, in the order of their keys, after a key. For
    /// the public a marker stands in the centre of its cell and nowhere else.
    ///
    /// # Boundary
    /// Edges belong to the area.
    #[must_use]
    pub fn within(
        &self,
        area: &Area,
        kinds: &[Kind],
        limit: usize,
        after: Option<Key>,
        eye: impl Eye,
    ) -> Within<'_> {
        within::within(&self.snapshot, &self.lines, area, kinds, limit, after, eye)
    }

    /// The administrative regions that hold a position, the province first: the smallest by its
    /// area, those above it by their codes, whether or not their own areas are known.
    ///
    /// # Boundary
    /// On a shared edge the region with the lower small number.
    #[must_use]
    pub fn containing(&self, at: LonLat) -> Vec<RowRef<'_>> {
        self.areas
            .lowest(&self.snapshot, at)
            .and_then(|row| row.text(shared::CODE_AT))
            .map_or_else(Vec::new, |code| self.snapshot.chain(code))
    }

    /// The built-up area (建成区) that holds a position.
    #[must_use]
    pub fn built_up_area(&self, at: LonLat) -> Option<RowRef<'_>> {
        let covering = self.areas.covering(&self.snapshot, at);
        covering.into_iter().find(|row| areas::is_built_up(*row))
    }

    /// The regions that hold a position, the nearest doorplate and the nearest road, published
    /// ones only.
    #[must_use]
    pub fn reverse(&self, at: LonLat, max_m: f64) -> Reverse<'_> {
        let one = |kind| {
            self.nearest(at, &[kind], 1, max_m, Audience::Public)
                .into_iter()
                .next()
        };
        Reverse {
            regions: self.containing(at),
            doorplate: one(Kind::Doorplate),
            road: one(Kind::Road),
        }
    }

    /// The same index with these names besides those in the features' columns, in place of the
    /// extra names before.
    #[must_use]
    pub fn with_extra_names(&self, names: Vec<ExtraName>) -> Self {
        Self {
            names: self.names.with_extra(names),
            ..self.clone()
        }
    }

    /// The features that answer what somebody types, the best first: exactly this before beginning
    /// so, holding it, sounding so, its first letters, one character apart; those in use before
    /// retired ones; then the nearer, the higher-level kind, the shorter name.
    #[must_use]
    pub fn search(&self, search: &Search) -> Vec<SearchHit<'_>> {
        names::search(&self.snapshot, &self.names, search)
    }

    /// Whether the area of a region covers a position, edges included.
    pub(super) fn area_covers(&self, region: RowRef<'_>, at: LonLat) -> bool {
        self.areas.cover(region, at)
    }

    pub(super) const fn reaches(&self) -> &Reaches {
        &self.reaches
    }

    pub(super) const fn names(&self) -> &Names {
        &self.names
    }

    /// Bytes held on the heap besides the snapshot: areas, names, doorplates by address.
    #[must_use]
    pub fn memory(&self) -> [(&'static str, usize); 3] {
        let (names, plates) = self.names.memory();
        [
            ("areas", self.areas.memory()),
            ("names", names),
            ("addresses", plates),
        ]
    }
}
