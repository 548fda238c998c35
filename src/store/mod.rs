//! PostGIS: the only room with SQL. What the register remembers, and how it gets it back.

mod account;
mod api_key;
mod attachment;
mod audit;
mod bank_word;
mod bulk;
mod case;
pub mod cluster;
mod collect;
mod commit;
mod copy;
mod digest;
mod error;
mod event;
mod feature;
mod feed;
mod field_work;
mod given_name;
mod history;
mod import_log;
mod inspect;
mod load;
mod log;
mod migrate;
mod name;
mod name_record;
mod overruling;
mod phrase;
mod pool;
mod reading;
mod reservation;
mod row;
mod session;
mod stage;
mod statement;
mod upload;

pub use account::Account;
pub use api_key::ApiKey;
pub use attachment::{Claim, Found};
pub use audit::{AuditFinding, AuditHead, AuditTotals};
pub use bulk::{Bulk, BulkCounts, Chunk, Direct, Duplicate, Load};
pub use case::{
    CaseListener, CaseMove, NewCase, NewComment, NewDeadline, NewEvent, NewTask, NoticedCase,
    StepWrite,
};
pub use collect::Collection;
pub use commit::{Commit, CommitNote};
pub use error::StoreError;
pub use event::{EventQuery, LoggedEvent};
pub use feed::FedChange;
pub use field_work::{
    DeviceReport, FieldDevice, KeptOperation, NewInspection, NewOperation, OperationOutcome,
    OperationStatus, Settlement,
};
pub use given_name::GivenName;
pub use history::Version;
pub use import_log::ImportRecord;
pub use inspect::{Extension, Inspection, inspect};
pub use load::{ExtraName, Loading};
pub use log::{Listener, LoggedCommit, Woken};
pub use migrate::{MigrationState, migrate, migration_state};
pub use pool::Store;
pub use session::{NewSession, Session};
pub use stage::{StageEncoder, StagedRow};
