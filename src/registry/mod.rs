//! The acts of the register: who may, what follows, one transaction each.

mod address;
mod attach;
pub mod boundaries;
pub mod cases;
mod clock;
mod desk;
pub mod doctor;
mod error;
mod feed;
pub mod field_work;
pub mod geocode;
mod import;
mod judge;
mod live;
pub mod names;
mod naming;
mod paper;
pub mod people;
mod phrase;
mod read;
mod revert;
mod review;
pub mod whereabouts;
mod write;

pub use attach::{Announced, Collected, Content, Rendition};
pub use clock::{Clock, local_day, mint, request_id};
pub use desk::Registry;
pub use error::{KeptName, RegistryError};
pub use feed::{FeedPage, FeedQuery};
pub use import::{ImportOrder, ImportReport, Tally, WarningExample};
pub use live::{Committed, View};
pub use naming::{
    Campaign, CampaignKey, InCampaign, Origin, OverrulingOrder, StandingName, Suggestion,
    SuggestionOrder, TownCoverage, UnnamedRank, UnnamedRoad, WordDraft,
};
pub use read::AsOf;
pub use review::{CommentOrder, NamePaper, Notice, TakenComment};
pub use write::{Revision, Written};
