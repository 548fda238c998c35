//! A fast hash of short byte strings for tables in memory: no secret, never stored, never sent.

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const FACTOR: u64 = 0xd6e8_feb8_6659_fd93;

/// The hash of some bytes; all 64 bits are well mixed.
#[must_use]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut state = SEED ^ bytes.len() as u64;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let mut eight = [0; 8];
        eight.copy_from_slice(word);
        state = fold(state ^ u64::from_le_bytes(eight));
    }
    let mut last = [0; 8];
    let rest = words.remainder();
    last[..rest.len()].copy_from_slice(rest);
    fold(fold(state ^ u64::from_le_bytes(last)))
}

/// The hash of two texts together, e.g. a source and its identifier.
#[must_use]
pub fn hash_two(first: &str, second: &str) -> u64 {
    fold(hash_bytes(first.as_bytes()).rotate_left(17) ^ hash_bytes(second.as_bytes()))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "both halves of the product are wanted"
)]
const fn fold(word: u64) -> u64 {
    let product = (word ^ SEED) as u128 * FACTOR as u128;
    (product as u64) ^ ((product >> 64) as u64)
}
