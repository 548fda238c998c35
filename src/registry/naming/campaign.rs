//! The whole register checked (清理整治): every name of a region by every rule, the gravest first.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use uuid::Uuid;

use super::Beside;
use crate::{
    domain::{Checked, Kind, NameDraft, Position, Severity, Verdict, place, region, road, shared},
    geo::Geometry,
    registry::{Registry, RegistryError, View},
    snapshot::{RowRef, Slot},
    text::{Category, split},
};

/// What is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignKey {
    /// The region, with everything below; none: the whole register.
    pub region: Option<String>,
    /// The kinds.
    pub kinds: Vec<Kind>,
    /// The day whose law judges.
    pub on: NaiveDate,
}

/// A registered name and what the rules say about it.
#[derive(Clone, Debug)]
pub struct InCampaign {
    /// The kind of the feature.
    pub kind: Kind,
    /// The feature.
    pub id: Uuid,
    /// Its small number.
    pub fid: i64,
    /// The region that it lies in.
    pub region_code: Option<String>,
    /// What was found.
    pub checked: Checked,
}

impl InCampaign {
    /// The weight of the gravest finding.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.checked.findings.iter().map(|f| f.severity).max()
    }
}

/// Every name of a region, checked at one position of the log.
#[derive(Debug)]
pub struct Campaign {
    /// What was checked.
    pub key: CampaignKey,
    /// The position of the log.
    pub position: Position,
    /// How many names.
    pub names: usize,
    /// Those with a finding, the gravest first, then by kind and small number.
    pub found: Vec<InCampaign>,
}

impl Campaign {
    /// How many names have that verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        let found = |wanted| {
            let all = self.found.iter();
            all.filter(|one| one.checked.verdict == wanted).count()
        };
        match verdict {
            // Names that nothing was found in pass too.
            Verdict::Pass => self.names - found(Verdict::Attention) - found(Verdict::Prohibited),
            other => found(other),
        }
    }
}

/// The campaigns asked for last: their pages are cut from the same check.
#[derive(Debug, Default)]
pub(in crate::registry) struct Campaigns(Mutex<Vec<Arc<Campaign>>>);

/// As many campaigns are kept.
const KEPT: usize = 4;

impl Campaigns {
    fn find(&self, key: &CampaignKey, position: Position) -> Option<Arc<Campaign>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |one: &&Arc<Campaign>| one.position == position && one.key == *key;
        kept.iter().find(fits).cloned()
    }

    fn keep(&self, campaign: &Arc<Campaign>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| one.key != campaign.key);
        kept.insert(0, Arc::clone(campaign));
        kept.truncate(KEPT);
    }
}

impl Registry {
    /// Checks every registered name of a region. It takes seconds for tens of thousands of names;
    /// the same question at the same position is answered from memory.
    ///
    /// # Errors
    /// [`RegistryError::NotReady`] until the register is loaded.
    pub fn campaign(&self, key: CampaignKey) -> Result<Arc<Campaign>, RegistryError> {
        let view = self.view()?;
        if let Some(known) = self.campaigns.find(&key, view.snapshot.position()) {
            return Ok(known);
        }
        let campaign = Arc::new(self.campaign_over(&view, key));
        self.campaigns.keep(&campaign);
        Ok(campaign)
    }

    /// The same in a process that serves nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn campaign_once(&self, key: CampaignKey) -> Result<Campaign, RegistryError> {
        let view = self
            .gather(&[Kind::Region, Kind::Place, Kind::Road])
            .await?;
        Ok(self.campaign_over(&view, key))
    }

    fn campaign_over(&self, view: &View, key: CampaignKey) -> Campaign {
        let chunks: Vec<&Slot> = key
            .kinds
            .iter()
            .flat_map(|kind| view.snapshot.table(*kind).chunks())
            .collect();
        let is_named = |row: &RowRef<'_>| {
            row.name().is_some()
                && row.state().is_published()
                && key
                    .region
                    .as_deref()
                    .is_none_or(|code| view.snapshot.belongs_to(*row, code))
        };
        let rows: Vec<RowRef<'_>> = chunks
            .into_iter()
            .flat_map(Slot::rows)
            .filter(is_named)
            .filter(|row| is_standing_name(*row))
            .collect();
        let names = rows.len();
        let mut found = self.judge_rows(view, &rows, key.on);
        found.sort_by(|a, b| {
            let weight = |one: &InCampaign| (one.checked.verdict, one.severity());
            weight(b)
                .cmp(&weight(a))
                .then_with(|| (a.kind, a.fid).cmp(&(b.kind, b.fid)))
        });
        Campaign {
            key,
            position: view.snapshot.position(),
            names,
            found,
        }
    }

    /// Judges rows on every core; those that something is found in.
    fn judge_rows(&self, view: &View, rows: &[RowRef<'_>], on: NaiveDate) -> Vec<InCampaign> {
        let judge = |row: &RowRef<'_>| -> Option<InCampaign> {
            let draft = draft_of(*row, on);
            let around = Beside {
                inner: &*view.index,
                itself: Some((row.kind(), row.id())),
                docket: None,
            };
            let checked = self.judge_one(view, &draft, &around);
            (!checked.findings.is_empty()).then(|| InCampaign {
                kind: row.kind(),
                id: row.id(),
                fid: row.fid(),
                region_code: row.text(shared::REGION_CODE_AT).map(str::to_owned),
                checked,
            })
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = rows.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let workers: Vec<_> = rows
                .chunks(share)
                .map(|share| {
                    scope.spawn(move || share.iter().filter_map(judge).collect::<Vec<_>>())
                })
                .collect();
            workers
                .into_iter()
                .flat_map(|worker| match worker.join() {
                    Ok(done) => done,
                    Err(cause) => std::panic::resume_unwind(cause),
                })
                .collect()
        })
    }
}

/// Whether the name is one that the rules of naming judge: a built-up area is named after its town.
fn is_standing_name(row: RowRef<'_>) -> bool {
    row.kind() != Kind::Region || row.text(region::LEVEL_AT) != Some("built_up_area")
}

/// A registered name as if it were proposed today.
pub(super) fn draft_of(row: RowRef<'_>, on: NaiveDate) -> NameDraft {
    let name = row.name().unwrap_or_default();
    let at = match row.kind() {
        Kind::Region => shared::CODE_AT,
        _ => shared::REGION_CODE_AT,
    };
    NameDraft {
        name: name.to_owned(),
        category: category_of(row, name),
        region_code: row.text(at).map(str::to_owned),
        length_m: (row.kind() == Kind::Road)
            .then(|| row.number(road::LENGTH_M_AT))
            .flatten(),
        width_m: (row.kind() == Kind::Road)
            .then(|| row.number(road::WIDTH_M_AT))
            .flatten(),
        geometry: match row.kind() {
            Kind::Region => None,
            _ => row.bounds().map(|bounds| {
                Geometry::Point(geo_types::Point::new(
                    f64::midpoint(bounds.west, bounds.east),
                    f64::midpoint(bounds.south, bounds.north),
                ))
            }),
        },
        on: Some(on),
        ..NameDraft::default()
    }
}

/// The naming category of a registered feature: by its kind, and for a place by its class.
fn category_of(row: RowRef<'_>, name: &str) -> Option<Category> {
    match row.kind() {
        Kind::Road => Some(Category::Road),
        Kind::Region => Some(match row.text(region::LEVEL_AT) {
            Some("village") => Category::Community,
            _ => Category::Division,
        }),
        _ => match row.text(place::CLASS_CODE_AT).unwrap_or_default() {
            code if code.starts_with('1') => Some(Category::Natural),
            code if code.starts_with("22") => Some(Category::Village),
            _ => split(name, None).category.or(Some(Category::Other)),
        },
    }
}
