//! Numbers for values that occur more than once, the same in all chunks, so that a tile tells each
//! value once without hashing it.

use std::sync::{Mutex, PoisonError};

use hashbrown::HashMap;

/// Encoded values and their numbers. It only grows: by the texts that ever were in use.
#[derive(Debug, Default)]
pub(super) struct Interner {
    known: Mutex<HashMap<Box<[u8]>, u32>>,
}

impl Interner {
    /// The numbers of some encoded values.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "fewer than 2^32 different values fit in memory"
    )]
    pub(super) fn numbers<'a>(&self, values: impl Iterator<Item = &'a [u8]>) -> Box<[u32]> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        values
            .map(|value| {
                if let Some(number) = known.get(value) {
                    return *number;
                }
                let number = known.len() as u32;
                known.insert(value.into(), number);
                number
            })
            .collect()
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }
}
