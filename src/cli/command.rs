//! The commands and their arguments.

use std::{net::SocketAddr, path::PathBuf};

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use crate::messages::Lang;

/// 名界: place names, doorplates, boundaries and cemeteries of a county or prefecture.
#[derive(Debug, Parser)]
#[command(name = "mingjie", version, about)]
pub(super) struct Arguments {
    /// Language of messages: zh-CN or en.
    #[arg(long, global = true, default_value = "zh-CN", env = "MINGJIE_LANG")]
    pub(super) lang: Lang,
    /// One line of JSON a result, for machines.
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make the demo county and serve it.
    Demo(Serve),
    /// Serve the register over HTTP.
    Serve(Serve),
    /// Bring the database to this program's schema.
    Migrate,
    /// Look at the surroundings and say what is wrong with them.
    Doctor,
    /// List the columns of each kind.
    Kinds(Kinds),
    /// Import a file.
    Import(Import),
    /// Write everything of a kind, exactly, to a file.
    Export(Export),
    /// Keep a copy of a served register in a `GeoPackage`, and keep it in step.
    Follow(Follow),
    /// Write a made-up prefecture of any size.
    Synth(Synth),
    /// Keep accounts and what they are granted.
    User(Users),
    /// Keep keys for machines.
    Key(Keys),
    /// Prove the log.
    #[command(subcommand)]
    Audit(AuditAct),
    /// Check and spell names.
    #[command(subcommand)]
    Names(Names),
    /// Take addresses apart and find them.
    #[command(subcommand)]
    Address(Address),
    /// Prove boundaries.
    #[command(subcommand)]
    Boundary(BoundaryAct),
}

#[derive(Args, Debug)]
pub(super) struct Follow {
    /// Where the register is served, such as <https://names.example.gov.cn>.
    pub(super) url: String,
    /// The `GeoPackage` that is made, and gone on with next time.
    #[arg(long, value_name = "FILE")]
    pub(super) into: PathBuf,
    /// Kinds parted by commas; default all.
    #[arg(long)]
    pub(super) kinds: Option<String>,
    /// A region's code: it and everything below.
    #[arg(long)]
    pub(super) region: Option<String>,
    /// A provider's key, `mj_…`.
    #[arg(long, env = "MINGJIE_KEY", hide_env_values = true)]
    pub(super) key: Option<String>,
    /// End once the copy is in step.
    #[arg(long)]
    pub(super) once: bool,
}

#[derive(Args, Debug)]
pub(super) struct Users {
    /// Why, for the audit log.
    #[arg(long, global = true)]
    pub(super) reason: Option<String>,
    #[command(subcommand)]
    pub(super) act: UserAct,
}

#[derive(Args, Debug)]
pub(super) struct Keys {
    /// Why, for the audit log.
    #[arg(long, global = true)]
    pub(super) reason: Option<String>,
    #[command(subcommand)]
    pub(super) act: KeyAct,
}

#[derive(Debug, Subcommand)]
pub(super) enum UserAct {
    /// Make an account; its password is read from standard input, unless it gets one by a link.
    Add(NewUser),
    /// List the accounts.
    List,
    /// Grant a role within a region and everything below it.
    Grant {
        /// The account's login.
        login: String,
        /// provider, surveyor, clerk, expert, committee, approver, `cemetery_manager`, auditor, admin.
        role: String,
        /// The region's code; `*` is everywhere.
        #[arg(default_value = "*")]
        region: String,
    },
    /// Take a role back.
    Revoke {
        /// The account's login.
        login: String,
        /// The role.
        role: String,
        /// The region's code; `*` is everywhere.
        #[arg(default_value = "*")]
        region: String,
    },
    /// Lock an account and end its sessions.
    Lock {
        /// The account's login.
        login: String,
    },
    /// Unlock an account, also after too many wrong passwords.
    Unlock {
        /// The account's login.
        login: String,
    },
    /// Set an account's password, read from standard input.
    Password {
        /// The account's login.
        login: String,
    },
    /// Make a link by which an account gets a password, good once.
    Link {
        /// The account's login.
        login: String,
    },
}

#[derive(Args, Debug)]
pub(super) struct NewUser {
    /// Lower case letters, digits, `.`, `_`, `-`, `@`.
    pub(super) login: String,
    /// What people call it.
    #[arg(long)]
    pub(super) name: Option<String>,
    /// A role and its region, such as clerk@330683 or admin@*; may be given several times.
    #[arg(long, value_name = "ROLE@REGION")]
    pub(super) grant: Vec<String>,
    /// Read no password: print a link by which the account gets one, good once.
    #[arg(long)]
    pub(super) link: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeyAct {
    /// Make a key; it is shown this once.
    Create(NewKey),
    /// List the keys.
    List,
    /// Revoke a key.
    Revoke {
        /// The eight digits after `mj_`.
        prefix: String,
    },
}

#[derive(Args, Debug)]
pub(super) struct NewKey {
    /// Whose or what for.
    pub(super) name: String,
    /// provider, surveyor, clerk or `cemetery_manager`.
    #[arg(long, default_value = "provider")]
    pub(super) role: String,
    /// The region's code; `*` is everywhere.
    #[arg(long, default_value = "*")]
    pub(super) region: String,
    /// Only these kinds, parted by commas.
    #[arg(long)]
    pub(super) kinds: Option<String>,
    /// Requests a minute.
    #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    pub(super) rate: u32,
    /// How many days it is good.
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3_650))]
    pub(super) days: u32,
}

#[derive(Debug, Subcommand)]
pub(super) enum AuditAct {
    /// Hold the chains, every change and every row against their digests; exit 1 with findings.
    Verify,
}

#[derive(Debug, Subcommand)]
pub(super) enum Names {
    /// Judge names by the law and against the register.
    Check(NamesCheck),
    /// Spell names: CSV `name,pinyin,plain`.
    Romanize {
        /// One name a line, or CSV; `-` is standard input.
        #[arg(default_value = "-")]
        file: PathBuf,
    },
    /// List the rule book.
    Rules(NamesRules),
    /// Measure the rule book against names whose verdict is known.
    Evaluate {
        /// CSV: `name,expected,category` and, when known, `finding_category`.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum BoundaryAct {
    /// Find gaps, overlaps, dangling ends, markers off their line and what else is wrong.
    Check(BoundaryCheckOrder),
}

#[derive(Args, Debug)]
pub(super) struct BoundaryCheckOrder {
    /// Regions, lines and markers in any format that is imported; the register when absent.
    pub(super) files: Vec<PathBuf>,
    /// The coordinates' system, when a file does not declare one: EPSG:n, CRS84, GCJ-02, BD-09.
    #[arg(long)]
    pub(super) crs: Option<String>,
    /// What is off by no more than this many metres is on its line.
    #[arg(long, default_value_t = 1.0)]
    pub(super) tolerance_m: f64,
}

#[derive(Debug, Subcommand)]
pub(super) enum Address {
    /// Take addresses apart: one line of JSON each.
    Parse(Addresses),
    /// Find addresses in the register: one line of JSON each.
    Geocode(Addresses),
}

#[derive(Args, Debug)]
pub(super) struct Addresses {
    /// One address a line, or CSV with a column `text`; `-` is standard input.
    #[arg(default_value = "-")]
    pub(super) file: PathBuf,
    /// Ask no register: parts are told by their unit words alone, and nothing is found.
    #[arg(long)]
    pub(super) no_register: bool,
}

#[derive(Args, Debug)]
pub(super) struct NamesCheck {
    /// One name a line, CSV or a spreadsheet; `-` is standard input.
    #[arg(default_value = "-")]
    pub(super) file: PathBuf,
    /// Check every registered name (of --region and below) instead of a list.
    #[arg(long)]
    pub(super) register: bool,
    /// The region of names that tell none.
    #[arg(long)]
    pub(super) region: Option<String>,
    /// The day whose law judges.
    #[arg(long)]
    pub(super) on: Option<NaiveDate>,
    /// table, json or csv; JSON lines when standard output is no terminal.
    #[arg(long)]
    pub(super) format: Option<String>,
    /// Ask no register: rules about other names say that they were skipped.
    #[arg(long)]
    pub(super) no_register: bool,
    /// Exit with 3 when a name is at least so: prohibited or attention.
    #[arg(long)]
    pub(super) fail_on: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct NamesRules {
    /// The region whose pack is listed.
    #[arg(long)]
    pub(super) region: Option<String>,
    /// The day whose law is listed.
    #[arg(long)]
    pub(super) on: Option<NaiveDate>,
    /// The whole book as a page.
    #[arg(long)]
    pub(super) markdown: bool,
}

#[derive(Args, Clone, Debug)]
pub(super) struct Serve {
    /// The address to listen on.
    #[arg(long)]
    pub(super) listen: Option<SocketAddr>,
}

#[derive(Args, Debug)]
pub(super) struct Kinds {
    /// As tables in Markdown.
    #[arg(long)]
    pub(super) markdown: bool,
}

#[derive(Args, Debug)]
pub(super) struct Import {
    /// region, place, road, doorplate, `boundary_line`, `boundary_marker`, cemetery or plot.
    pub(super) kind: String,
    /// CSV, GeoJSON, GeoJSON text sequence, GeoPackage or Shapefile.
    pub(super) file: PathBuf,
    /// The coordinates' system, when the file does not declare one: EPSG:n, CRS84, GCJ-02, BD-09.
    #[arg(long)]
    pub(super) crs: Option<String>,
    /// Take a field from a column of another name; given twice for one field, the texts are joined with `-`.
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub(super) map: Vec<String>,
    /// Give every row the same value.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(super) set: Vec<String>,
    /// Who owns the data; identifiers are unique per kind and source.
    #[arg(long)]
    pub(super) source: Option<String>,
    /// The layer of a GeoPackage.
    #[arg(long)]
    pub(super) layer: Option<String>,
    /// The encoding of a text file: UTF-8 or GB18030.
    #[arg(long)]
    pub(super) encoding: Option<String>,
    /// Load nothing when any row is bad.
    #[arg(long)]
    pub(super) strict: bool,
    /// Judge everything, write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Where refused rows go.
    #[arg(long)]
    pub(super) rejects: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct Export {
    /// The kind to export.
    pub(super) kind: String,
    /// geojson, geojsonseq, csv or gpkg.
    #[arg(long, default_value = "geojson")]
    pub(super) format: String,
    /// The system of the coordinates written.
    #[arg(long, default_value = "CRS84")]
    pub(super) crs: String,
    /// Only this region and what is below it.
    #[arg(long)]
    pub(super) region: Option<String>,
    /// The file to write; standard output when absent.
    #[arg(long)]
    pub(super) out: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct Synth {
    /// 1 is a prefecture with 1.05 million doorplates.
    #[arg(long, default_value_t = 1.0)]
    pub(super) scale: f64,
    /// The folder to write into.
    #[arg(long)]
    pub(super) out: PathBuf,
    /// The same seed and scale give the same bytes.
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// csv, geojsonseq, or both parted by a comma.
    #[arg(long, default_value = "csv")]
    pub(super) formats: String,
}
