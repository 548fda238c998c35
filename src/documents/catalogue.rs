//! Every paper that the house prints.

use super::{
    case_sheet::CASE_SHEET,
    manuscript::Paper,
    name_paper::{ANNOUNCEMENT, APPLICATION, APPROVAL},
};

/// All of them.
pub const ALL: [&Paper; 4] = [&CASE_SHEET, &APPLICATION, &APPROVAL, &ANNOUNCEMENT];
