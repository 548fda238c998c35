//! Cases over HTTP: the life of a fault report, what is refused, many at once, sudden deaths.

mod calendar;
mod deaths;
mod office;
mod race;
mod reach;
mod reports;
