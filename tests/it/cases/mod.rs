//! Cases over HTTP: the life of a fault report, what is refused, many at once, sudden deaths.

mod calendar;
mod database_deaths;
mod deaths;
mod life;
mod office;
mod paper;
mod race;
mod reach;
mod refusals;
mod reports;
