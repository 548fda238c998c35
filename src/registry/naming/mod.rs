//! The naming desk: names kept free, the office's own words, lists checked together, the whole
//! register checked, unnamed roads, suggestions.

mod around;
mod bank;
mod campaign;
mod docket;
mod locate;
mod overrule;
mod reading;
mod region_seeds;
mod reserve;
mod seeds;
mod standing;
mod suggest;
mod told;
mod unnamed;
mod words;

pub use bank::WordDraft;
pub use campaign::{Campaign, CampaignKey, InCampaign};
pub use overrule::OverrulingOrder;
pub use standing::StandingName;
pub use suggest::{Origin, Suggestion, SuggestionOrder};
pub use unnamed::{Rank as UnnamedRank, TownCoverage, UnnamedRoad};

pub(super) use around::Beside;
pub(super) use campaign::Campaigns;
pub(super) use docket::Docket;
pub(super) use locate::{Regions, without_register};
pub(super) use reading::settled_readings;
pub(super) use reserve::regions_around;
