//! Work in the field (外业): what an inspection sends people to, what their phones send back, and what
//! that makes together.

mod finding;
mod fold;
mod inspection;
mod operation;
mod place;
#[cfg(test)]
mod tests;

pub use finding::{FieldFinding, FieldRule, PhotoFacts as FieldPhotoFacts, Tolerances, judge};
pub use fold::{FieldPhoto, FieldRecord, Merged, Taken, differences, fold};
pub use inspection::{Chain, FieldTask, JointInspection, LineSide, PlannedTask, TaskKind};
pub use operation::{FieldContent, FieldOperation, FieldOperationKind, LONGEST_BODY, RecordField};
pub use place::{MeasuredPlace, MeasuredPlaceError};
