//! What the bureau keeps: kinds, their fields, and the words that cross floors.

mod audience;
pub mod boundary_line;
pub mod boundary_marker;
pub mod cemetery;
mod change;
mod disclose;
pub mod disclosure;
pub mod doorplate;
mod draft;
mod feature;
mod field;
mod kind;
pub mod place;
pub mod plot;
mod problem;
pub mod region;
pub mod road;
pub(crate) mod state;
mod value;
mod wording;

pub use audience::Audience;
pub use change::{Change, Operation, Position};
pub use disclose::{Disclosed, disclose};
pub use draft::Draft;
pub use feature::Feature;
pub use field::{ChangedBy, Choice, Field, FieldType, Visibility, shared};
pub use kind::{GeometryShape, Kind, UnknownKind};
pub use problem::{Problem, ProblemCode};
pub use state::State;
pub use value::Value;
