//! What is filled in where several steps ask for the same, and where several steps are open.

use super::table::{APPLIED, GIVES};
use crate::domain::lifecycle::table::Entry;

/// A proposal is begun.
pub(super) const PROPOSED: &[Entry] = &[
    Entry::must("variant"),
    Entry::must("category"),
    Entry::must("subjects"),
    Entry::must_where("name", GIVES),
    Entry::may("reading"),
    Entry::may("alternatives"),
    Entry::may("former"),
    Entry::may("meaning"),
    Entry::may("origin"),
    Entry::must("reason"),
    Entry::may("location"),
    Entry::may("construction"),
    Entry::may("applicant"),
    Entry::may("reference"),
    Entry::may("position"),
    Entry::may("assessment"),
    Entry::may("argument"),
    Entry::may("consultation"),
    Entry::may("files"),
];

/// A draft is changed.
pub(super) const EDITED: &[Entry] = &[
    Entry::may("variant"),
    Entry::may("category"),
    Entry::may("subjects"),
    Entry::may("name"),
    Entry::may("reading"),
    Entry::may("alternatives"),
    Entry::may("former"),
    Entry::may("meaning"),
    Entry::may("origin"),
    Entry::may("reason"),
    Entry::may("location"),
    Entry::may("construction"),
    Entry::may("applicant"),
    Entry::may("reference"),
    Entry::may("position"),
    Entry::may("assessment"),
    Entry::may("argument"),
    Entry::may("consultation"),
    Entry::may("files"),
];

/// A draft is handed in: by now everything is there, and what somebody asks for brings its reports.
pub(super) const SUBMITTED: &[Entry] = &[
    Entry::must_where("name", GIVES),
    Entry::must_where("applicant", APPLIED),
    Entry::must_where("meaning", GIVES),
    Entry::must_where("origin", GIVES),
    Entry::must_where("assessment", APPLIED),
    Entry::must_where("argument", APPLIED),
    Entry::must_where("consultation", APPLIED),
    Entry::may("files"),
];

/// The six things that an announcement says: the standard name and its spelling are the register's,
/// the division is the case's region, authority and day are the approval's; the position must be told
/// by now.
pub(super) const ANNOUNCED: &[Entry] = &[
    Entry::must_by_now("location"),
    Entry::must("channels"),
    Entry::may("link"),
];

/// Why.
pub(super) const GROUND: &[Entry] = &[Entry::must("ground")];

/// The states in which a name may be checked again.
pub(super) const CHECKED_AND_OPEN: &[&str] = &[
    "checked",
    "surveyed",
    "opinions",
    "sitting",
    "deferred",
    "passed",
    "notice",
    "approval",
    "consulted",
];

/// The states in which whoever asked may take it back.
pub(super) const NOT_DECIDED: &[&str] = &[
    "draft",
    "submitted",
    "checked",
    "surveyed",
    "opinions",
    "sitting",
    "deferred",
    "passed",
    "notice",
];
