//! The files that travel inside the binary.

use rust_embed::RustEmbed;

/// The message catalogues: `<language>/<room>.toml`.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/messages"]
pub(crate) struct Messages;

/// The tables of how names are written and read.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/fixtures/text"]
pub(crate) struct TextTables;

/// The built pages. Absent until `make web`; the server then says so.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/web/dist"]
#[allow_missing = true]
pub(crate) struct Pages;

/// What the map draws: layer specifications and the style.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/tiles"]
pub(crate) struct Tiles;

/// The rule packs: what the naming law says, where and since when.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/fixtures/packs"]
pub(crate) struct RulePacks;

/// The word lists of the naming rules.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/fixtures/words"]
pub(crate) struct RuleWords;

/// The examples of each naming rule: they test it and explain it.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/fixtures/rules"]
pub(crate) struct RuleExamples;

/// The tables of how addresses are written.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/fixtures/address"]
pub(crate) struct AddressTables;

/// The holidays and make-up days of each year.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/fixtures/calendar"]
pub(crate) struct Calendars;

/// How long the deadlines of each kind of case run.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/fixtures/deadlines"]
pub(crate) struct DeadlineFiles;

/// The passwords that everybody tries first.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/fixtures/passwords"]
pub(crate) struct Passwords;

/// The catalogue of the pages: the only list of their addresses, read to know which there are.
pub(crate) const PAGE_CATALOGUE: &str = include_str!("../web/src/pages/catalogue.ts");

/// The templates of official papers.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/fixtures/papers"]
pub(crate) struct PaperTemplates;
