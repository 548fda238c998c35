//! Reads the configuration and opens one door.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    mingjie::cli::run(std::env::args_os())
}
