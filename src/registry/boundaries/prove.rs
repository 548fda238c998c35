//! The register's boundaries, proved.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::gather;
use crate::{
    domain::{Audience, BoundaryFinding, BoundaryRule, Kind, Position, Sight, shared},
    registry::{Registry, RegistryError, View},
    snapshot::{Eye as _, RowRef},
    topology::{Boundaries, Options, check},
};

/// What was proved, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct BoundaryCheck {
    /// The findings, the gravest first.
    pub findings: Vec<BoundaryFinding>,
    /// How many regions have an area.
    pub regions: usize,
    /// How many lines.
    pub lines: usize,
    /// How many markers.
    pub markers: usize,
    /// The tolerance, in metres.
    pub tolerance_m: f64,
    /// The position of the log; none for files.
    pub position: Option<Position>,
}

impl BoundaryCheck {
    /// How many findings each rule has; rules without any are left out.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<BoundaryRule, usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.rule).or_default() += 1;
        }
        counts
    }
}

/// What of the register is asked about.
#[derive(Clone, Debug, Default)]
pub struct BoundaryQuery {
    /// How strictly.
    pub options: Options,
    /// Only what concerns this region and those below it.
    pub region: Option<String>,
}

impl Registry {
    /// Proves the boundaries that are registered, as this process shows them. Whoever does not see
    /// lines and markers whole learns nothing of them.
    ///
    /// # Errors
    /// [`RegistryError::NotReady`] until the register is loaded.
    pub fn check_boundaries(
        &self,
        query: &BoundaryQuery,
        sight: &Sight,
    ) -> Result<BoundaryCheck, RegistryError> {
        Ok(prove(&*self.view()?, query, sight))
    }

    /// The same in a process that serves nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn check_boundaries_once(
        &self,
        query: &BoundaryQuery,
    ) -> Result<BoundaryCheck, RegistryError> {
        let view = self
            .gather(&[Kind::Region, Kind::BoundaryLine, Kind::BoundaryMarker])
            .await?;
        Ok(prove(&view, query, &Sight::WHOLE))
    }
}

fn prove(view: &View, query: &BoundaryQuery, sight: &Sight) -> BoundaryCheck {
    let mut boundaries = Boundaries::default();
    let mut known_codes = HashSet::new();
    let mut by_label: HashMap<String, RowRef<'_>> = HashMap::new();
    for kind in [Kind::Region, Kind::BoundaryLine, Kind::BoundaryMarker] {
        for row in view.snapshot.table(kind).iter() {
            if !row.state().is_published() {
                continue;
            }
            if kind == Kind::Region {
                known_codes.extend(row.text(shared::CODE_AT).map(str::to_owned));
            }
            let Some(geometry) = row.geometry() else {
                continue;
            };
            gather::add(&mut boundaries, kind, &row, geometry, true);
            let label = match kind {
                Kind::Region => boundaries.territories.last().map(|one| &one.code),
                Kind::BoundaryLine => boundaries.lines.last().map(|one| &one.code),
                _ => boundaries.markers.last().map(|one| &one.label),
            };
            if let Some(label) = label {
                by_label.insert(label.clone(), row);
            }
        }
    }
    boundaries.known_codes = Some(known_codes);
    let mut findings = check(&boundaries, query.options);
    let eye = view.snapshot.seen_by(sight);
    findings.retain(|finding| {
        let rows = || finding.features.iter().filter_map(|one| by_label.get(one));
        // What concerns regions alone is public; place and mend tell where every line and marker of it is.
        let is_seen = rows()
            .filter(|row| row.kind() != Kind::Region)
            .all(|row| eye.of_row(*row) == Audience::Internal);
        let is_wanted = query
            .region
            .as_deref()
            .is_none_or(|region| rows().any(|row| view.snapshot.belongs_to(*row, region)));
        is_seen && is_wanted
    });
    BoundaryCheck {
        findings,
        regions: boundaries.territories.len(),
        lines: boundaries.lines.len(),
        markers: boundaries.markers.len(),
        tolerance_m: query.options.tolerance_m,
        position: Some(view.snapshot.position()),
    }
}
