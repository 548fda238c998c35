//! Who may what: over HTTP, in the database, in memory; signing in, keys, and the audit log.

mod accounts;
mod audit;
mod crowd;
mod doors;
mod keys;
mod policy;
mod raw;
mod reach;
mod sessions;
mod town;
