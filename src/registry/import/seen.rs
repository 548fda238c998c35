//! What a file has had already, told from a fixed piece of memory: never a repetition missed, and a
//! first occurrence rarely taken for one.

/// A Bloom filter over hashes, each within one piece of memory: reaching for another costs more than
/// all the rest.
#[derive(Debug)]
pub(super) struct Seen {
    words: Vec<u64>,
    pieces: u64,
}

/// Bits set for each hash.
const PROBES: u32 = 5;
/// Words to a piece, a line of the processor's cache.
const PIECE: usize = 8;
/// 16 MiB: of eight million rows one in 200 is taken for a repetition.
const MOST_BYTES: u64 = 1 << 24;
const LEAST_BYTES: u64 = 1 << 13;

impl Seen {
    /// Room for a file of so many bytes; a row takes twenty or more. Of a million rows of a hundred
    /// bytes about ten are taken for repetitions.
    pub(super) fn with_room_for(file_bytes: u64) -> Self {
        let bytes = (file_bytes / 16).clamp(LEAST_BYTES, MOST_BYTES);
        let pieces = bytes / 64;
        Self {
            words: vec![0; usize::try_from(pieces).unwrap_or(0) * PIECE],
            pieces,
        }
    }

    /// Notes a well-mixed hash; whether it may have been noted before.
    pub(super) fn again(&mut self, hash: u64) -> bool {
        let piece = (u128::from(hash) * u128::from(self.pieces)) >> 64;
        let start = usize::try_from(piece).unwrap_or(0) * PIECE;
        let Some(piece) = self.words.get_mut(start..start + PIECE) else {
            return true;
        };
        let mut again = true;
        let mut places = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 19;
        for _ in 0..PROBES {
            let bit = 1 << (places & 63);
            let word = &mut piece[usize::try_from(places >> 6 & 7).unwrap_or(0)];
            again &= *word & bit != 0;
            *word |= bit;
            places >>= 9;
        }
        again
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::hash_bytes;

    #[test]
    fn a_repetition_is_never_missed_and_a_first_occurrence_seldom_mistaken() {
        let mut seen = Seen::with_room_for(100 * 50_000);
        let hash = |n: u32| hash_bytes(format!("D{n:08}").as_bytes());
        let mistaken = (0..50_000).filter(|n| seen.again(hash(*n))).count();
        assert!(mistaken < 25, "{mistaken}");
        assert!((0..50_000).all(|n| seen.again(hash(n))));
    }
}
