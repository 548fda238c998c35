//! Reads the configuration and opens one door.

use std::process::ExitCode;

use mingjie::{cli, http};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os(), |opening| {
        Box::pin(async move {
            let cli::Opening {
                registry,
                lang,
                listening,
            } = opening;
            Ok(http::open(registry, lang, listening).await?)
        })
    })
}
