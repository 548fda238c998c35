//! Photos and documents: what they are, whether they are fit to be kept, what they say of
//! themselves, what others than a case's people get of them, and the place they are kept in.

mod exif;
mod foreign;
mod inspect;
mod jpeg;
mod name;
mod office;
mod pdf;
mod picture;
mod png;
mod sniff;
mod unfit;
mod vault;
mod webp;
mod zip;

#[cfg(test)]
#[path = "../../tests/support/samples.rs"]
mod samples;

pub use inspect::{Inspected, Limits, inspect};
pub use name::{disposition, safe_name};
pub use picture::{Pictures, Plain};
pub use sniff::sniff;
pub use unfit::Unfit;
pub use vault::{Vault, VaultError, address};
