//! A name reservation (名称预留): a name kept free for somebody until a day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::text::Category;

/// A name kept free. It is a name record without a feature.
#[derive(Clone, Debug, PartialEq)]
pub struct NameReservation {
    /// Its id.
    pub id: Uuid,
    /// The name, normalised.
    pub name: String,
    /// The naming category that it is kept for; none: any.
    pub category: Option<Category>,
    /// The region that it is kept in.
    pub region_code: String,
    /// Since when.
    pub from: NaiveDate,
    /// Until when, this day included.
    pub until: NaiveDate,
    /// The organisation that it is kept for; shown within the office alone.
    pub holder: Option<String>,
    /// The number of the file that asks for it.
    pub reference: Option<String>,
    /// When it was given up before its last day.
    pub released_on: Option<NaiveDate>,
}

/// What is asked for when a name is to be reserved.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReservationDraft {
    /// The name.
    pub name: String,
    /// A naming category.
    #[serde(default)]
    pub category: Option<String>,
    /// The region to keep it in.
    pub region_code: String,
    /// Until when; six months by default.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// The organisation that it is kept for; no person.
    #[serde(default)]
    pub holder: Option<String>,
    /// The number of the file that asks for it.
    #[serde(default)]
    pub reference: Option<String>,
}

/// How a reservation stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReservationState {
    /// It keeps the name.
    Held,
    /// Its last day is over.
    Expired,
    /// It was given up.
    Released,
}

impl NameReservation {
    /// How it stands on a day.
    ///
    /// # Boundary
    /// It holds on its last day.
    #[must_use]
    pub fn state(&self, on: NaiveDate) -> ReservationState {
        if self.released_on.is_some() {
            ReservationState::Released
        } else if self.until < on {
            ReservationState::Expired
        } else {
            ReservationState::Held
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reservation_holds_on_its_last_day_and_no_longer() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut kept = NameReservation {
            id: Uuid::nil(),
            name: "长乐路".to_owned(),
            category: None,
            region_code: "330683".to_owned(),
            from: day("2026-01-01"),
            until: day("2026-07-01"),
            holder: None,
            reference: None,
            released_on: None,
        };
        assert_eq!(kept.state(day("2026-07-01")), ReservationState::Held);
        assert_eq!(kept.state(day("2026-07-02")), ReservationState::Expired);
        kept.released_on = Some(day("2026-02-01"));
        assert_eq!(kept.state(day("2026-02-01")), ReservationState::Released);
    }
}
