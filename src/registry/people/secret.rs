//! Secrets of our own making: shown once, kept as SHA-256. They are long enough that nothing slower
//! is needed.

use sha2::{Digest as _, Sha256};

use crate::registry::RegistryError;

/// SHA-256.
pub(super) type Hash = [u8; 32];

/// A new secret of 256 random bits, as 64 hexadecimal digits.
///
/// # Errors
/// When the system gives no randomness.
pub(super) fn secret() -> Result<String, RegistryError> {
    let mut bytes = [0_u8; 32];
    fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// Fills with random bytes.
///
/// # Errors
/// When the system gives no randomness.
pub(super) fn fill(bytes: &mut [u8]) -> Result<(), RegistryError> {
    getrandom::fill(bytes).map_err(|error| RegistryError::NoRandomness(error.to_string()))
}

/// What is kept of a secret.
pub(super) fn hash(secret: &str) -> Hash {
    Sha256::digest(secret.as_bytes()).into()
}

/// The token that unsafe requests of a session carry beside its cookie: told to the page alone,
/// which no other site can read, and derived, so that nothing more is kept.
pub(super) fn csrf(token: &str) -> String {
    hex::encode(Sha256::digest(format!("csrf:{token}").as_bytes()))
}
