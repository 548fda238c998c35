//! Who looks at the snapshot: an audience for everything, or somebody who sees some regions whole and
//! the rest as the public does.

use super::{row::RowRef, whole::Snapshot};
use crate::domain::{Audience, EVERYWHERE, Feature, Kind, Scope, Sight};

/// Tells feature by feature as what somebody sees it.
pub trait Eye: Copy {
    /// As what every feature of a kind is seen; `None` when that differs from feature to feature.
    fn over(&self, kind: Kind) -> Option<Audience>;

    /// As what a row is seen.
    fn of_row(&self, row: RowRef<'_>) -> Audience;

    /// As what a feature is seen.
    fn of_feature(&self, feature: &Feature) -> Audience;

    /// What may be asked about a kind: drafts and conditions on restricted fields.
    fn widest(&self, kind: Kind) -> Audience {
        self.over(kind).unwrap_or(Audience::Internal)
    }

    /// Whether some features of a kind may be seen as the public sees them.
    fn may_hide(&self, kind: Kind) -> bool {
        self.over(kind) != Some(Audience::Internal)
    }
}

impl Eye for Audience {
    fn over(&self, _: Kind) -> Option<Audience> {
        Some(*self)
    }

    fn of_row(&self, _: RowRef<'_>) -> Audience {
        *self
    }

    fn of_feature(&self, _: &Feature) -> Audience {
        *self
    }
}

/// A sight laid on a snapshot, whose regions tell what lies where.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    sight: &'a Sight,
    snapshot: &'a Snapshot,
}

impl Snapshot {
    /// This snapshot through somebody's eyes.
    #[must_use]
    pub const fn seen_by<'a>(&'a self, sight: &'a Sight) -> Seen<'a> {
        Seen {
            sight,
            snapshot: self,
        }
    }

    /// Whether a grant's region reaches a row: everywhere, or the region that the row belongs to or
    /// one above it; for lines and markers on either side.
    #[must_use]
    pub fn reaches(&self, region: &str, row: RowRef<'_>) -> bool {
        region == EVERYWHERE || self.belongs_to(row, region)
    }
}

impl Seen<'_> {
    fn judge(&self, kind: Kind, reached: impl Fn(&str) -> bool) -> Audience {
        let whole = match self.sight.scope(kind) {
            Scope::Nowhere => false,
            Scope::Everywhere => true,
            Scope::Regions(regions) => regions.iter().any(|region| reached(region)),
        };
        if whole {
            Audience::Internal
        } else {
            Audience::Public
        }
    }
}

impl Eye for Seen<'_> {
    fn over(&self, kind: Kind) -> Option<Audience> {
        match self.sight.scope(kind) {
            Scope::Nowhere => Some(Audience::Public),
            Scope::Everywhere => Some(Audience::Internal),
            Scope::Regions(_) => None,
        }
    }

    fn of_row(&self, row: RowRef<'_>) -> Audience {
        self.judge(row.kind(), |region| self.snapshot.belongs_to(row, region))
    }

    fn of_feature(&self, feature: &Feature) -> Audience {
        self.judge(feature.kind, |region| self.snapshot.is_of(feature, region))
    }
}
