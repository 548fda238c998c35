//! So many of something an hour from each address, and no more.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// A bucket an address, filling steadily.
#[derive(Debug)]
pub(in crate::http) struct Throttle {
    per_hour: f64,
    buckets: Mutex<HashMap<String, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    level: f64,
    at: Instant,
}

/// More addresses than this are not remembered at a time; those that are full again are forgotten.
const MOST: usize = 10_000;

const HOUR_S: f64 = 3_600.0;

impl Throttle {
    pub(in crate::http) fn new(per_hour: u32) -> Self {
        Self {
            per_hour: per_hour.into(),
            buckets: Mutex::default(),
        }
    }

    /// Takes one from the bucket of an address.
    ///
    /// # Errors
    /// The seconds after which there is one again.
    pub(in crate::http) fn take(&self, address: &str, now: Instant) -> Result<(), u32> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let full = self.per_hour;
        let level = |bucket: &Bucket| {
            let filled = now.duration_since(bucket.at).as_secs_f64() * full / HOUR_S;
            (bucket.level + filled).min(full)
        };
        if buckets.len() >= MOST {
            buckets.retain(|_, bucket| level(bucket) < full);
            if buckets.len() >= MOST {
                buckets.clear();
            }
        }
        let left = buckets.get(address).map_or(full, level);
        if left < 1.0 {
            let seconds = ((1.0 - left) * HOUR_S / full.max(f64::MIN_POSITIVE)).ceil();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 1 and 3600"
            )]
            return Err(seconds.clamp(1.0, HOUR_S) as u32);
        }
        let bucket = Bucket {
            level: left - 1.0,
            at: now,
        };
        buckets.insert(address.to_owned(), bucket);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again_each_address_for_itself() {
        let throttle = Throttle::new(2);
        let begun = Instant::now();
        let after = |minutes: u64| begun + Duration::from_secs(60 * minutes);
        assert_eq!(throttle.take("a", begun), Ok(()));
        assert_eq!(throttle.take("a", begun), Ok(()));
        assert_eq!(throttle.take("a", begun), Err(1_800));
        assert_eq!(throttle.take("b", begun), Ok(()));
        let seconds = throttle.take("a", after(20)).unwrap_err();
        assert!((600..=601).contains(&seconds), "{seconds}");
        assert_eq!(throttle.take("a", after(31)), Ok(()));
        assert!(throttle.take("a", after(31)).is_err());
    }
}
