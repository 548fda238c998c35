//! What the bureau keeps: kinds, their fields, and the words that cross floors.

mod actor;
mod address;
mod attachment;
mod audience;
mod boundary_finding;
pub mod boundary_line;
pub mod boundary_marker;
pub mod calendar;
mod case;
pub mod cemetery;
mod change;
mod derivation;
mod disclose;
pub mod disclosure;
pub mod doorplate;
mod draft;
mod event;
mod feature;
mod field;
pub mod field_work;
mod finding;
mod geometry_words;
mod kind;
pub mod lifecycle;
mod name_check;
mod name_draft;
mod name_record;
mod notice;
mod overruling;
pub mod place;
pub mod plot;
mod problem;
mod proposal;
pub mod region;
mod reservation;
pub mod road;
mod role;
mod sight;
pub(crate) mod state;
mod surroundings;
mod value;
mod word_bank;
mod wording;

pub use actor::{Actor, Caller, EVERYWHERE, Grant, Via};
pub use address::{AddressMatch, AddressParts, LocatedAddress, ParsedAddress};
pub use attachment::{Attachment, MediaType, PhotoFacts, Subject, Upload};
pub use audience::Audience;
pub use boundary_finding::{
    BoundaryFinding, BoundaryFindingInLang, BoundaryRule, UnknownBoundaryRule,
};
pub use case::{
    COMMENT, Case, CaseDeadline, CaseEvent, CaseFile, CaseName, CaseNews, CaseQuery, CaseTask,
    NOBODY, TaskQuery,
};
pub use change::{Change, Operation, Position};
pub use derivation::Derivation;
pub use disclose::{Disclosed, disclose, disclose_reason, is_free};
pub use draft::Draft;
pub use event::{Event, EventAct};
pub use feature::Feature;
pub use field::{ChangedBy, Choice, Field, FieldType, Visibility, shared};
pub use finding::{Checked, Evidence, Finding, FindingCategory, Severity, Verdict};
pub use kind::{GeometryShape, Kind, UnknownKind};
pub use name_check::{KeptFinding, NameCheck};
pub use name_draft::{NameDraft, NameFile};
pub use name_record::NameRecord;
pub use notice::{NoticeComment, NoticePeriod, NoticeReply, NoticeStance};
pub use overruling::{
    LONGEST_REASON, Overruled, Overruling, OverrulingRank, Overrulings, Withdrawal,
};
pub use problem::{Problem, ProblemCode};
pub use proposal::{Bearing, Proposal, Variant};
pub use reservation::{NameReservation, ReservationDraft, ReservationState};
pub use role::{Act, Role, UnknownWord};
pub use sight::{Scope, Sight};
pub use state::State;
pub use surroundings::{
    Answer, Asked, Bearer, Division, Namesake, Namesakes, NoRegister, Relation, Reservation,
    ScopeLevel, Searched, Standing, Surroundings,
};
pub use value::Value;
pub use word_bank::{Bank, BankWord, WordBank, WordPlace};
