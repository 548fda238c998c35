//! People and machines: accounts and what they are granted, sessions, keys, and the audit log.

mod account;
mod allowance;
mod audit;
mod door;
mod guess;
mod key;
mod link;
mod password;
mod secret;
mod session;

pub use account::{AccountOrder, is_region};
pub use audit::AuditReport;
pub(super) use door::Doorkeeper;
pub use door::{Known, SessionMark};
pub use key::{KeyOrder, MadeKey};
pub use link::MadeLink;
pub use password::PasswordFault;
pub use session::{IDLE_MINUTES, LONGEST_HOURS, Opened, SignIn};
