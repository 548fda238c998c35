//! Working days as public bodies of China keep them: the week, the published holidays, the days that
//! make up for them. A year is data (`fixtures/calendar/<year>.toml`), taken from the State Council's
//! yearly notice; beyond the known years only weekends are known, and a date counted there says so.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use serde::Deserialize;

use crate::assets::Calendars;

/// Which days are working days.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    /// For each known day that differs from its weekday: whether it is a working day.
    exceptions: BTreeMap<NaiveDate, bool>,
    known: BTreeSet<i32>,
}

/// How a span is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Count {
    /// Every day.
    Calendar,
    /// Days on which public bodies work (工作日).
    Working,
}

/// The last day of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The day, in Asia/Shanghai; the span ends with it.
    pub on: NaiveDate,
    /// Counted over a year whose holidays are not published yet, so that it may still move.
    pub provisional: bool,
}

/// A calendar file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct CalendarError {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile {
    year: i32,
    /// The notice that says so.
    basis: String,
    #[serde(default)]
    rest: Vec<Rest>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rest {
    name: String,
    from: toml::value::Datetime,
    to: toml::value::Datetime,
    #[serde(default)]
    work: Vec<toml::value::Datetime>,
}

impl Calendar {
    /// The calendar of the years that travel inside the binary.
    ///
    /// # Errors
    /// When a year's file is broken; the start ends there, rather than a deadline going wrong.
    pub fn built_in() -> Result<Self, CalendarError> {
        let mut calendar = Self::default();
        for file in Calendars::iter() {
            if let Some(content) = Calendars::get(&file) {
                calendar
                    .add_year(&String::from_utf8_lossy(&content.data))
                    .map_err(|reason| CalendarError {
                        file: file.to_string(),
                        reason,
                    })?;
            }
        }
        Ok(calendar)
    }

    fn add_year(&mut self, text: &str) -> Result<(), String> {
        let year: YearFile = toml::from_str(text).map_err(|error| error.to_string())?;
        if year.basis.is_empty() {
            return Err("`basis` must name the notice".to_owned());
        }
        for rest in year.rest {
            let day = |at: &toml::value::Datetime| {
                date(at).ok_or_else(|| format!("{}: `{at}` is no date", rest.name))
            };
            let (from, to) = (day(&rest.from)?, day(&rest.to)?);
            // A rest may reach into the next year, never further.
            if from.year() != year.year || to < from || to - from > chrono::TimeDelta::days(15) {
                return Err(format!("{}: {from} to {to}", rest.name));
            }
            for on in from.iter_days().take_while(|on| *on <= to) {
                self.exceptions.insert(on, false);
            }
            for on in &rest.work {
                let on = day(on)?;
                if !is_weekend(on) || self.exceptions.insert(on, true) == Some(false) {
                    return Err(format!("{}: {on} makes up for nothing", rest.name));
                }
            }
        }
        self.known.insert(year.year);
        Ok(())
    }

    /// Whether public bodies work on the day, as far as is known.
    #[must_use]
    pub fn is_working(&self, day: NaiveDate) -> bool {
        self.exceptions
            .get(&day)
            .copied()
            .unwrap_or(!is_weekend(day))
    }

    /// Whether the holidays of the day's year are published.
    #[must_use]
    pub fn knows(&self, day: NaiveDate) -> bool {
        self.known.contains(&day.year())
    }

    /// The last day of a span that begins with an event.
    ///
    /// # Boundary
    /// The day of the event does not count. A span of no days ends on the day itself. Calendar days
    /// end on the day counted, be it a day of rest: the stricter reading.
    #[must_use]
    pub fn due(&self, event: NaiveDate, days: u16, count: Count) -> Due {
        if count == Count::Calendar {
            let on = event.checked_add_days(Days::new(days.into()));
            return Due {
                on: on.unwrap_or(NaiveDate::MAX),
                provisional: false,
            };
        }
        let mut due = Due {
            on: event,
            provisional: false,
        };
        let mut left = days;
        for day in event.iter_days().skip(1) {
            if left == 0 {
                break;
            }
            due.on = day;
            due.provisional |= !self.knows(day);
            left -= u16::from(self.is_working(day));
        }
        due
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The date of a file's value; none when it has a time.
pub(super) fn date(value: &toml::value::Datetime) -> Option<NaiveDate> {
    let date = value.date.filter(|_| value.time.is_none())?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[track_caller]
    fn due(event: &str, days: u16, expected: &str) {
        let due = Calendar::built_in()
            .unwrap()
            .due(day(event), days, Count::Working);
        assert_eq!((due.on, due.provisional), (day(expected), false), "{event}");
    }

    #[test]
    fn working_days_jump_over_the_spring_festival_and_take_its_make_up_days() {
        // 2024: rest 10 to 17 February, work on Sunday the 4th and Sunday the 18th.
        due("2024-02-09", 1, "2024-02-18");
        due("2024-02-02", 1, "2024-02-04");
        due("2024-02-08", 3, "2024-02-19");
        // 2025: rest 28 January to 4 February, work on Sunday the 26th and Saturday the 8th.
        due("2025-01-24", 1, "2025-01-26");
        due("2025-01-27", 5, "2025-02-10");
        // 2026: rest 15 to 23 February, work on Saturday the 14th and Saturday the 28th.
        due("2026-02-13", 2, "2026-02-24");
        due("2026-02-27", 1, "2026-02-28");
    }

    #[test]
    fn working_days_jump_over_the_national_day() {
        due("2024-09-30", 5, "2024-10-12");
        due("2025-09-26", 1, "2025-09-28");
        due("2025-09-30", 1, "2025-10-09");
        due("2026-09-18", 1, "2026-09-20");
        due("2026-09-30", 3, "2026-10-10");
    }

    #[test]
    fn a_holiday_in_the_middle_of_the_week_is_one_day() {
        due("2024-12-31", 1, "2025-01-02");
        due("2026-01-02", 1, "2026-01-04");
    }

    #[test]
    fn the_day_of_the_event_does_not_count() {
        due("2026-03-02", 1, "2026-03-03");
        due("2026-03-02", 0, "2026-03-02");
        due("2026-03-06", 1, "2026-03-09");
    }

    #[test]
    fn calendar_days_count_every_day_and_are_never_provisional() {
        let calendar = Calendar::built_in().unwrap();
        let due = calendar.due(day("2026-12-20"), 30, Count::Calendar);
        assert_eq!((due.on, due.provisional), (day("2027-01-19"), false));
    }

    #[test]
    fn beyond_the_known_years_only_weekends_rest_and_the_date_is_provisional() {
        let calendar = Calendar::built_in().unwrap();
        let due = calendar.due(day("2026-12-30"), 2, Count::Working);
        assert_eq!((due.on, due.provisional), (day("2027-01-01"), true));
        let due = calendar.due(day("2026-12-30"), 1, Count::Working);
        assert_eq!((due.on, due.provisional), (day("2026-12-31"), false));
    }

    #[test]
    fn each_known_year_rests_as_many_weekdays_as_it_has_public_holidays() {
        let calendar = Calendar::built_in().unwrap();
        // The law gave eleven public holidays until 2024 and gives thirteen since 2025.
        for (year, holidays) in [(2024, 11), (2025, 13), (2026, 13)] {
            let days = day(&format!("{year}-01-01"))
                .iter_days()
                .take_while(|on| on.year() == year);
            let (mut weekdays, mut working) = (0, 0);
            for on in days {
                weekdays += i32::from(!is_weekend(on));
                working += i32::from(calendar.is_working(on));
            }
            assert_eq!(weekdays - working, holidays, "{year}");
        }
    }

    #[test]
    fn a_broken_year_is_refused() {
        let mut calendar = Calendar::default();
        for text in [
            "year = 2026\nbasis = \"\"",
            "year = 2026\nbasis = \"x\"\n[[rest]]\nname = \"a\"\nfrom = 2025-01-01\nto = 2025-01-02",
            "year = 2026\nbasis = \"x\"\n[[rest]]\nname = \"a\"\nfrom = 2026-01-01\nto = 2026-01-02\nwork = [2026-01-05]",
            "year = 2026\nbasis = \"x\"\n[[rest]]\nname = \"a\"\nfrom = 2026-01-03\nto = 2026-01-02",
        ] {
            assert!(calendar.add_year(text).is_err(), "{text}");
        }
    }
}
