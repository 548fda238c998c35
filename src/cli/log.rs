//! Where log lines go: JSON on standard error for a server, plain warnings for a command.

use std::io::IsTerminal as _;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

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
