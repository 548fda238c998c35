//! PostGIS: the only room with SQL. What the register remembers, and how it gets it back.

mod bulk;
pub mod cluster;
mod commit;
mod copy;
mod digest;
mod error;
mod feature;
mod feed;
mod history;
mod import_log;
mod inspect;
mod load;
mod log;
mod migrate;
mod name;
mod pool;
mod row;
mod stage;
mod statement;

pub use bulk::{Bulk, BulkCounts, Chunk, Direct, Duplicate, Load};
pub use commit::{Commit, CommitNote};
pub use error::StoreError;
pub use feed::FedChange;
pub use history::Version;
pub use import_log::ImportRecord;
pub use inspect::{Extension, Inspection, inspect};
pub use load::{ExtraName, Loading};
pub use log::{Listener, LoggedCommit};
pub use migrate::{MigrationState, migrate, migration_state};
pub use pool::Store;
pub use stage::{StageEncoder, StagedRow};
