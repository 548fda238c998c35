//! `mingjie names …`

mod check;
mod evaluate;
pub(super) mod items;
mod romanize;
mod rules;
mod written;

pub(super) use check::check;
pub(super) use evaluate::evaluate;
pub(super) use romanize::romanize;
pub(super) use rules::rules;
