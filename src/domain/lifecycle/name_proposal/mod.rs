//! Name proposals (地名命名、更名、销名): from the draft to the sign on the street.

mod forms;
mod steps;
mod table;

pub(super) use table::NAME_PROPOSAL;
