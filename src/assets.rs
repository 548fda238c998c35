//! The files that travel inside the binary.

use rust_embed::RustEmbed;

/// The message catalogues: `<language>/<room>.toml`.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/messages"]
pub(crate) struct Messages;
