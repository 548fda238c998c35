//! How often somebody may guess: by account, known or not, and by address.

use chrono::{DateTime, TimeDelta, Utc};

/// Wrong passwords in a row before an account waits.
const GUESSES: i32 = 5;
/// From so many on it waits long.
const MANY_GUESSES: i32 = 10;
/// How long an account waits.
const WAIT: TimeDelta = TimeDelta::minutes(15);
const LONG_WAIT: TimeDelta = TimeDelta::hours(1);

/// Failed sign-ins from one address before it waits, and the time in which they count. A bureau may
/// stand behind one address.
pub(super) const ADDRESS_GUESSES: i64 = 30;
/// See [`ADDRESS_GUESSES`].
pub(super) const ADDRESS_TIME: TimeDelta = TimeDelta::minutes(10);

/// Until when an account waits that has failed so often in a row.
pub(super) fn waits_until(failed: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if failed >= MANY_GUESSES {
        Some(now + LONG_WAIT)
    } else if failed >= GUESSES {
        Some(now + WAIT)
    } else {
        None
    }
}

/// Whole seconds from now on, at least one.
pub(super) fn seconds_until(end: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    u32::try_from((end - now).num_seconds())
        .unwrap_or(u32::MAX)
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_wrong_password_makes_an_account_wait_and_the_tenth_longer() {
        let now = DateTime::UNIX_EPOCH;
        let waits = |failed| waits_until(failed, now).map(|end| seconds_until(end, now));
        assert_eq!(
            [4, 5, 9, 10].map(waits),
            [None, Some(900), Some(900), Some(3600)]
        );
    }
}
