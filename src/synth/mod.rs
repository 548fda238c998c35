//! Made data: a prefecture of any size for trials and benchmarks, and the demo county. The same
//! scale and seed give the same files on the same kind of machine.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a generator turns counts into distances and back all the time, far below 2^53"
)]

mod border;
mod built_up;
#[cfg(test)]
mod checks;
mod demo;
mod error;
mod gauss_kruger;
mod graves;
mod grow;
mod hex;
mod partition;
mod plane;
mod plate;
mod prefecture;
mod random;
mod table;
mod words;

pub use demo::demo_county;
pub use error::{Summary, SynthError};
pub use prefecture::prefecture;
pub use table::{Format, Written};
