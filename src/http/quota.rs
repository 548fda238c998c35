//! How much one address may begin in an hour without an account.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const HOUR: Duration = Duration::from_hours(1);
/// With more addresses than this in one hour, those whose hour is over are forgotten.
const ADDRESSES: usize = 10_000;

/// A count an hour and address.
#[derive(Debug)]
pub(super) struct Quota {
    per_hour: u32,
    seen: Mutex<HashMap<IpAddr, (Instant, u32)>>,
}

impl Quota {
    pub(super) fn new(per_hour: u32) -> Self {
        Self {
            per_hour,
            seen: Mutex::default(),
        }
    }

    /// Counts one more, or tells how many seconds to wait.
    pub(super) fn take(&self, address: IpAddr, now: Instant) -> Result<(), u32> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= ADDRESSES {
            seen.retain(|_, (since, _)| now.duration_since(*since) < HOUR);
        }
        let (since, count) = seen.entry(network(address)).or_insert((now, 0));
        let passed = now.duration_since(*since);
        if passed >= HOUR {
            (*since, *count) = (now, 0);
        }
        if *count >= self.per_hour {
            let left = HOUR.saturating_sub(passed).as_secs().max(1);
            return Err(u32::try_from(left).unwrap_or(u32::MAX));
        }
        *count += 1;
        Ok(())
    }
}

/// Whoever has an IPv6 address has 2^64 of them.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let bits = u128::from(v6) >> 64 << 64;
            IpAddr::V6(bits.into())
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_count_an_hour_and_then_again() {
        let quota = Quota::new(2);
        let now = Instant::now();
        let one: IpAddr = "192.0.2.1".parse().unwrap();
        let other: IpAddr = "192.0.2.2".parse().unwrap();
        assert_eq!(quota.take(one, now), Ok(()));
        assert_eq!(quota.take(one, now), Ok(()));
        let later = now + Duration::from_mins(10);
        assert_eq!(quota.take(one, later), Err(3_000));
        assert_eq!(quota.take(other, later), Ok(()));
        assert_eq!(quota.take(one, now + HOUR), Ok(()));
    }

    #[test]
    fn all_addresses_of_a_v6_network_count_as_one() {
        let quota = Quota::new(1);
        let now = Instant::now();
        assert!(quota.take("2001:db8::1".parse().unwrap(), now).is_ok());
        assert!(
            quota
                .take("2001:db8::ffff:2".parse().unwrap(), now)
                .is_err()
        );
        assert!(quota.take("2001:db8:0:1::1".parse().unwrap(), now).is_ok());
    }
}
