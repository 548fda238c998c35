//! How often a key may ask: one number, moved on without a lock, because every request asks.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

/// A full allowance is a minute's requests.
const MINUTE_US: i64 = 60_000_000;

/// What a key has left, as the moment at which it would be full again.
///
/// # Units
/// Microseconds since 1970, UTC; microseconds a request.
#[derive(Debug)]
pub(super) struct Allowance {
    full_again: AtomicI64,
    request_us: i64,
}

impl Allowance {
    /// A full one of so many requests a minute.
    pub(super) fn of(rate: u32) -> Self {
        Self {
            full_again: AtomicI64::new(i64::MIN),
            request_us: MINUTE_US / i64::from(rate.max(1)),
        }
    }

    /// Takes one request off.
    ///
    /// # Errors
    /// The seconds to wait when nothing is left.
    pub(super) fn spend(&self, now: DateTime<Utc>) -> Result<(), u32> {
        let now_us = now.timestamp_micros();
        let spent = |full_again: i64| {
            let then = full_again.max(now_us) + self.request_us;
            (then - now_us <= MINUTE_US).then_some(then)
        };
        match self
            .full_again
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spent)
        {
            Ok(_) => Ok(()),
            Err(full_again) => {
                let wait_us = full_again + self.request_us - now_us - MINUTE_US;
                let wait_s = (wait_us + 999_999).div_euclid(1_000_000);
                Err(u32::try_from(wait_s).unwrap_or(u32::MAX).clamp(1, 60))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn an_allowance_fills_up_again_with_time() {
        let key = Allowance::of(60);
        let start = DateTime::UNIX_EPOCH;
        for _ in 0..60 {
            assert_eq!(key.spend(start), Ok(()));
        }
        assert_eq!(key.spend(start), Err(1));
        let later = start + TimeDelta::seconds(2);
        assert_eq!(key.spend(later), Ok(()));
        assert_eq!(key.spend(later), Ok(()));
        assert!(key.spend(later).is_err());
        // However long nothing was asked, it is a minute's requests and no more.
        let long_after = start + TimeDelta::days(1);
        assert_eq!(
            (0..100).filter(|_| key.spend(long_after).is_ok()).count(),
            60
        );
        assert_eq!(Allowance::of(1).spend(start), Ok(()));
    }

    #[test]
    fn whoever_has_one_request_a_minute_is_told_to_wait_for_it() {
        let key = Allowance::of(1);
        let start = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        assert_eq!(key.spend(start), Ok(()));
        assert_eq!(key.spend(start + TimeDelta::seconds(10)), Err(50));
        assert_eq!(key.spend(start + TimeDelta::seconds(60)), Ok(()));
    }

    #[test]
    fn threads_at_once_get_no_more_than_there_is() {
        let key = Allowance::of(1_000);
        let served = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        if key.spend(DateTime::UNIX_EPOCH).is_ok() {
                            served.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        assert_eq!(served.into_inner(), 1_000);
    }
}
