//! Where log lines go: JSON on standard error for a server, plain warnings for a command, a file
//! for the demo, whose own words fill the terminal.

use std::{
    fs::{self, File},
    io::{self, IsTerminal as _},
    path::Path,
    sync::Mutex,
};

use tracing::Level;
use tracing_subscriber::{
    EnvFilter, fmt, fmt::writer::MakeWriterExt as _, layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// Begins logging into a file; errors are also told on standard error.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn begin_in(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = File::options().create(true).append(true).open(path)?;
    let filter = EnvFilter::try_from_env("MINGJIE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::registry()
        .with(filter)
        .with(fmt::layer().json().with_writer(Mutex::new(file)))
        .with(
            fmt::layer()
                .with_target(false)
                .with_writer(io::stderr.with_max_level(Level::ERROR)),
        )
        .try_init()
        .ok();
    Ok(())
}

/// Begins logging; a second beginning in one process is ignored.
pub(super) fn begin(serving: bool) {
    let default = if serving { "info" } else { "warn" };
    let filter = EnvFilter::try_from_env("MINGJIE_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let registry = tracing_subscriber::registry().with(filter);
    if serving && !std::io::stderr().is_terminal() {
        registry
            .with(fmt::layer().json().with_writer(std::io::stderr))
            .try_init()
            .ok();
    } else {
        registry
            .with(fmt::layer().with_target(false).with_writer(std::io::stderr))
            .try_init()
            .ok();
    }
}
