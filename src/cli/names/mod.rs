//! `mingjie names …`

mod check;
mod evaluate;
mod items;
mod romanize;
mod rules;

pub(super) use check::check;
pub(super) use evaluate::evaluate;
pub(super) use romanize::romanize;
pub(super) use rules::rules;
