//! Passwords: judged by length and against a list of common ones, kept as Argon2id.

use std::{collections::HashSet, sync::LazyLock};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};

use super::secret;
use crate::{assets::Passwords, registry::RegistryError};

/// The least number of characters.
pub(super) const SHORTEST: usize = 10;
/// The most: what is longer is no password but a burden.
pub(super) const LONGEST: usize = 200;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer than ten characters.
    Short,
    /// More than two hundred characters.
    Long,
    /// One of those that everybody tries first, or made of one of them and digits.
    Common,
    /// The login, or hardly more.
    LikeLogin,
    /// One or two characters over and over.
    Monotonous,
}

impl PasswordFault {
    /// The stable word, which the messages use as well.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
            Self::Common => "common",
            Self::LikeLogin => "like_login",
            Self::Monotonous => "monotonous",
        }
    }
}

static COMMON: LazyLock<HashSet<String>> = LazyLock::new(|| {
    Passwords::get("common.txt")
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
        .unwrap_or_default()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
});

/// Judges a password that somebody wants to have.
///
/// # Errors
/// The first fault.
pub(super) fn judge(password: &str, login: &str) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordFault::Short);
    }
    if length > LONGEST {
        return Err(PasswordFault::Long);
    }
    let lower = password.to_lowercase();
    let different: HashSet<char> = lower.chars().collect();
    if different.len() < 4 {
        return Err(PasswordFault::Monotonous);
    }
    let bare = core(&lower);
    if login.len() > 2 && (bare == login || lower.contains(login) && length < login.len() + 5) {
        return Err(PasswordFault::LikeLogin);
    }
    let is_number = lower.bytes().all(|byte| byte.is_ascii_digit());
    if is_number || COMMON.contains(&lower) || COMMON.contains(bare) || is_sequence(&lower) {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

/// The password without the digits and signs before and after it, which people add to a common one.
fn core(password: &str) -> &str {
    password.trim_matches(|c: char| !c.is_alphabetic())
}

/// Whether each character follows the one before by the same small step, as in `abcdefghij`.
fn is_sequence(password: &str) -> bool {
    let mut steps = password
        .chars()
        .zip(password.chars().skip(1))
        .map(|(a, b)| i64::from(u32::from(b)) - i64::from(u32::from(a)));
    let Some(first) = steps.next() else {
        return true;
    };
    first.abs() <= 1 && steps.all(|step| step == first || (first == 1 && step == -9))
}

/// The hash to keep. Takes some tens of milliseconds and 19 MiB: call it on a thread for blocking.
///
/// # Errors
/// When the system gives no randomness.
pub(super) fn hash(password: &str) -> Result<String, RegistryError> {
    let mut salt = [0_u8; 16];
    secret::fill(&mut salt)?;
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| RegistryError::NoRandomness(error.to_string()))?;
    Ok(hash.to_string())
}

/// Argon2id of something nobody knows: an unknown login takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bWluZ2ppZS5ub2JvZHku$\
    AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// Whether it is the password of that hash; without a hash the same time passes, and it is not.
pub(super) fn fits(password: &str, hash: Option<&str>) -> bool {
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else {
        return false;
    };
    let fits = Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok();
    fits && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_judged_by_length_and_by_what_everybody_tries_first() {
        for (password, fault) in [
            ("短密码", PasswordFault::Short),
            ("abc123xyz", PasswordFault::Short),
            ("aaaaaaaaaaaa", PasswordFault::Monotonous),
            ("1234567890", PasswordFault::Common),
            ("abcdefghijkl", PasswordFault::Common),
            ("Password123!", PasswordFault::Common),
            ("qwertyuiop2024", PasswordFault::Common),
            ("woaini1314520", PasswordFault::Common),
            ("wang.li2024", PasswordFault::LikeLogin),
        ] {
            assert_eq!(judge(password, "wang.li"), Err(fault), "{password}");
        }
        assert_eq!(
            judge(&"汉字".repeat(101), "wang.li"),
            Err(PasswordFault::Long)
        );
        for password in [
            "剡溪九曲胜桐江今朝月",
            "correct horse battery",
            "k7#mVq92-Lx",
        ] {
            assert_eq!(judge(password, "wang.li"), Ok(()), "{password}");
        }
    }

    #[test]
    fn a_hash_fits_its_password_alone_and_no_hash_fits_none() {
        let kept = hash("剡溪九曲胜桐江今朝月").unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        assert!(fits("剡溪九曲胜桐江今朝月", Some(&kept)));
        assert!(!fits("剡溪九曲胜桐江昨日月", Some(&kept)));
        assert!(!fits("剡溪九曲胜桐江今朝月", None));
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert_ne!(kept, hash("剡溪九曲胜桐江今朝月").unwrap());
    }
}
