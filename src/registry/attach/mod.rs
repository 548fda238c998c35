//! Attachments: brought piece by piece or at once, shown to whom they may be shown, collected when
//! nothing needs them.

mod bring;
mod collect;
mod keep;
mod show;

pub use bring::Announced;
pub use collect::Collected;
pub use show::{Content, Rendition};
