//! The kinds of cases.

use super::{fault_report::FAULT_REPORT, name_proposal::NAME_PROPOSAL, table::CaseKind};

/// Every kind.
pub const ALL: [&CaseKind; 2] = [&FAULT_REPORT, &NAME_PROPOSAL];

/// The kind by which anybody reports a fault.
pub const REPORTS: &CaseKind = &FAULT_REPORT;

/// The kind by which a name is proposed.
pub const PROPOSALS: &CaseKind = &NAME_PROPOSAL;

/// The kind of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static CaseKind> {
    ALL.into_iter().find(|kind| kind.name == name)
}
