//! What every case needs at hand: the calendar, the lengths of deadlines, and who listens.

use chrono::NaiveDate;
use tokio::sync::broadcast;

use crate::{
    domain::{
        CaseNews,
        calendar::{Calendar, Due},
        lifecycle::{CaseKind, DeadlineBook},
    },
    registry::RegistryError,
};

/// The office in which cases are worked on.
#[derive(Debug)]
pub struct Office {
    calendar: Calendar,
    deadlines: DeadlineBook,
    /// News of cases; `None`: some may have been missed.
    pub(super) news: broadcast::Sender<Option<CaseNews>>,
}

/// A deadline, measured.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) name: &'static str,
    pub(super) due: Due,
    pub(super) basis: String,
}

impl Office {
    /// Opens the office on what travels inside the binary.
    ///
    /// # Errors
    /// When a year of the calendar or a file of deadlines is broken.
    pub fn open() -> Result<Self, RegistryError> {
        let failed = |reason: String| RegistryError::Specification(reason.into());
        Ok(Self {
            calendar: Calendar::built_in().map_err(|error| failed(error.to_string()))?,
            deadlines: DeadlineBook::built_in().map_err(|error| failed(error.to_string()))?,
            news: broadcast::Sender::new(1_024),
        })
    }

    /// The last day of a deadline that begins today in a region, `regions` being it and those above
    /// it, the lowest first.
    ///
    /// # Errors
    /// [`RegistryError::Specification`] when nobody says how long it runs.
    pub(super) fn measure(
        &self,
        kind: &CaseKind,
        name: &'static str,
        regions: &[&str],
        today: NaiveDate,
    ) -> Result<Measured, RegistryError> {
        let rule = self
            .deadlines
            .rule(kind.name, name, regions, today)
            .ok_or_else(|| {
                RegistryError::Specification(format!("{}: no length of {name}", kind.name).into())
            })?;
        Ok(Measured {
            name,
            due: self.calendar.due(today, rule.days, rule.count),
            basis: rule.basis.clone(),
        })
    }
}
