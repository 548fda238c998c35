//! Whole kinds taken over from another snapshot: how a bulk load reaches the view.

use std::sync::Arc;

use super::{region_tree::RegionTree, row::RowRef, whole::Snapshot};
use crate::domain::{Feature, Kind, Value, boundary_line, boundary_marker, shared};

impl Snapshot {
    /// This snapshot with some kinds as the other has them, at the other's position.
    #[must_use]
    pub fn with_kinds_of(&self, other: &Self, kinds: &[Kind]) -> Self {
        let mut tables = self.tables();
        let fresh = other.tables();
        for kind in kinds {
            tables[*kind as usize] = Arc::clone(&fresh[*kind as usize]);
        }
        let regions = if kinds.contains(&Kind::Region) {
            Arc::new(RegionTree::over(&tables[Kind::Region as usize]))
        } else {
            self.shared_regions()
        };
        Self::new(other.position(), tables, regions)
    }

    /// Whether a feature belongs to a region or one below it; a line or marker on either side.
    #[must_use]
    pub fn is_of(&self, feature: &Feature, region: &str) -> bool {
        let text = |at: usize| feature.values.get(at).and_then(Value::as_text);
        self.touches(feature.kind, region, text)
    }

    /// The same for a row.
    #[must_use]
    pub fn belongs_to(&self, row: RowRef<'_>, region: &str) -> bool {
        self.touches(row.kind(), region, |at| row.text(at))
    }

    fn touches<'a>(
        &'a self,
        kind: Kind,
        region: &str,
        text: impl Fn(usize) -> Option<&'a str>,
    ) -> bool {
        let below = |code: Option<&str>| code.is_some_and(|code| self.is_below(code, region));
        let line = |left, right| below(left) || below(right);
        match kind {
            Kind::Region => below(text(shared::CODE_AT)),
            Kind::BoundaryLine => line(
                text(boundary_line::LEFT_CODE_AT),
                text(boundary_line::RIGHT_CODE_AT),
            ),
            Kind::BoundaryMarker => text(boundary_marker::LINE_CODE_AT).is_some_and(|codes| {
                codes.split('|').any(|code| {
                    self.table(Kind::BoundaryLine)
                        .by_code(code)
                        .is_some_and(|row| {
                            line(
                                row.text(boundary_line::LEFT_CODE_AT),
                                row.text(boundary_line::RIGHT_CODE_AT),
                            )
                        })
                })
            }),
            _ => below(text(shared::REGION_CODE_AT)),
        }
    }
}
