//! The review of name proposals over HTTP, from the draft to the sign on the street.

mod bureau;
mod deadlines;
mod life;
mod notices;
mod papers;
mod race;
mod refusals;
mod register;
