//! The only clock and the only mint: everything else is told the time and given its ids.

use std::sync::{
    LazyLock,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use uuid::Uuid;

/// Where the registry takes the time and new ids from; tests hand in a standing one.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Always the same moment.
    Standing(DateTime<Utc>),
}

/// Asia/Shanghai: no summer time since 1991.
const SHANGHAI_S: i32 = 8 * 3600;

impl Clock {
    /// Now, UTC.
    #[must_use]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Standing(at) => at,
        }
    }

    /// Today as the bureau counts days.
    #[must_use]
    pub fn today(self) -> NaiveDate {
        local_day(self.now())
    }
}

/// The day in Asia/Shanghai.
#[must_use]
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    match FixedOffset::east_opt(SHANGHAI_S) {
        Some(offset) => at.with_timezone(&offset).date_naive(),
        None => at.date_naive(),
    }
}

/// A code that nobody guesses: 100 random bits in 20 letters and digits that are not mistaken for
/// each other.
///
/// # Errors
/// When the system has no randomness to give.
pub(super) fn mint_code() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes)?;
    Ok(spell(&bytes))
}

/// A code from bytes that nobody guesses.
pub(super) fn spell(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    bytes
        .iter()
        .take(20)
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
        .collect()
}

/// A new identifier; later ones sort after earlier ones of the same process (UUID v7).
#[must_use]
pub fn mint() -> Uuid {
    Uuid::now_v7()
}

/// What tells one request of a process from every other: the process's own mark and a count.
#[must_use]
pub fn request_id() -> String {
    static PROCESS: LazyLock<String> = LazyLock::new(|| mint().simple().to_string());
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("{}-{:x}", *PROCESS, COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Mints identifiers by the million: each millisecond begins with [`mint`], and counts up from there
/// (RFC 9562, 6.2, method 2), which spares a call of the system for each.
#[derive(Debug, Default)]
pub(crate) struct Minter {
    at_ms: i64,
    last: u128,
}

/// The bits below the variant.
const COUNTED: u128 = (1 << 62) - 1;

impl Minter {
    /// A new identifier.
    pub(crate) fn mint(&mut self) -> Uuid {
        let now_ms = Utc::now().timestamp_millis();
        if now_ms == self.at_ms && self.last & COUNTED != COUNTED {
            self.last += 1;
        } else {
            self.at_ms = now_ms;
            self.last = mint().as_u128();
        }
        Uuid::from_u128(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_minted_by_the_million_are_apart_in_order_and_of_version_7() {
        let mut minter = Minter::default();
        let minted: Vec<Uuid> = (0..50_000).map(|_| minter.mint()).collect();
        assert!(minted.is_sorted_by(|a, b| a < b));
        assert!(minted.iter().all(|id| id.get_version_num() == 7));
        assert!(mint() > minted[0]);
    }
}
