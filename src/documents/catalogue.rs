//! Every paper that the house prints.

use super::{case_sheet::CASE_SHEET, manuscript::Paper};

/// All of them.
pub const ALL: [&Paper; 1] = [&CASE_SHEET];
