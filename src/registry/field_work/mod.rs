//! Work in the field: inspections are opened and read, packs are handed out, what phones send is kept.

mod course;
mod open;
mod pack;
mod quarantine;
mod sheet;
mod sync;

pub use open::{Assignment, InspectionOrder};
pub use pack::{Pack, PackMarker, PackTile, tag_of};
pub use quarantine::{Arrivals, Decision};
pub use sheet::{InspectionSheet, MarkerRecords, Progress, RecordSheet, TaskSheet};
pub use sync::{DeviceTold, Receipt, ReceiptStatus, SyncOrder};
