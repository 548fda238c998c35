//! From the arguments to the command, and from its end to the exit code.

use std::{
    collections::HashMap, ffi::OsString, io, net::SocketAddr, path::Path, process::ExitCode,
};

use clap::{FromArgMatches as _, error::ErrorKind};
use futures_util::future::BoxFuture;

use super::{
    address, audit, boundary,
    command::{Address, Arguments, AuditAct, BoundaryAct, Command, Names},
    complaint, demo, doctor, export, follow, help, import, kinds, log, migrate, names,
    outcome::{FAILED, NOT_NOW, NotNow, Outcome, USAGE, Usage},
    people, serve, synth,
};
use crate::{
    config::{Config, ConfigError},
    documents::{PRESS, catalogue, work},
    exchange::ExchangeError,
    messages::Lang,
    registry::{Registry, RegistryError},
    store::StoreError,
};

/// A registry to be served, and who wants to know where.
pub struct Opening {
    /// The registry.
    pub registry: Registry,
    /// The operator's language.
    pub lang: Lang,
    /// Hears the address once it is listened on.
    pub listening: Box<dyn FnOnce(SocketAddr) + Send>,
}

/// The other door: serves a registry until the process is told to stop.
pub type Door = fn(Opening) -> BoxFuture<'static, anyhow::Result<()>>;

/// Runs the command that the arguments name; `door` serves when it says so.
#[expect(clippy::print_stderr, reason = "a command tells its errors there")]
pub fn run(arguments: impl IntoIterator<Item = OsString>, door: Door) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let [_, word, data] = arguments.as_slice()
        && word == PRESS
    {
        return press(Path::new(data));
    }
    let lang = help::language(&arguments);
    let parsed = help::parser(lang)
        .try_get_matches_from_mut(arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return not_parsed(&error, lang),
    };
    match begin(arguments, door) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("mingjie: {}", complaint::words(&error, lang));
            ExitCode::from(code_of(&error))
        }
    }
}

/// Prints what a server of ours sends: no command for people.
#[expect(clippy::print_stderr, reason = "whoever tries it is told what it is")]
fn press(data: &Path) -> ExitCode {
    match work(&catalogue::ALL, data, io::stdin().lock(), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mingjie: {PRESS}: {error}");
            ExitCode::from(FAILED)
        }
    }
}

/// Help and version are no errors, though clap hands them over as such.
#[expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a command answers on standard output and complains on standard error"
)]
fn not_parsed(error: &clap::Error, lang: Lang) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp => {
            print!("{}", help::page(&error.render().to_string(), lang));
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayVersion => {
            print!("{}", error.render());
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            eprint!("{}", help::page(&error.render().to_string(), lang));
            ExitCode::from(USAGE)
        }
        _ => {
            eprint!("{}", complaint::usage(error, lang));
            ExitCode::from(USAGE)
        }
    }
}

fn begin(arguments: Arguments, door: Door) -> anyhow::Result<Outcome> {
    let environment: HashMap<String, String> = std::env::vars()
        .filter(|(name, _)| name != "MINGJIE_LANG")
        .collect();
    let config = Config::load(&environment)?;
    match arguments.command {
        Command::Demo(_) => log::begin_in(&demo::log_file(&config))?,
        Command::Serve(_) => log::begin(true),
        _ => log::begin(false),
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(dispatch(arguments, config, door))
}

async fn dispatch(arguments: Arguments, config: Config, door: Door) -> anyhow::Result<Outcome> {
    let Arguments {
        lang,
        json,
        command,
    } = arguments;
    match command {
        Command::Demo(order) => demo::demo(order, config, lang, door).await,
        Command::Serve(order) => serve::serve(order, config, lang, door).await,
        Command::Migrate => migrate::migrate(config, lang, json).await,
        Command::Doctor => doctor::doctor(&config, lang, json).await,
        Command::Kinds(order) => Ok(kinds::kinds(&order, lang, json)),
        Command::Import(order) => import::import(order, config, lang, json).await,
        Command::Export(order) => export::export(order, config, lang).await,
        Command::Follow(order) => follow::follow(order, lang, json).await,
        Command::Synth(order) => synth::synth(&order, lang, json),
        Command::Address(Address::Parse(order)) => address::parse(order, config).await,
        Command::Address(Address::Geocode(order)) => address::geocode(order, config).await,
        Command::Boundary(BoundaryAct::Check(order)) => {
            boundary::check(order, config, lang, json).await
        }
        Command::User(act) => people::user(act, config, lang, json).await,
        Command::Key(act) => people::key(act, config, lang, json).await,
        Command::Audit(AuditAct::Verify) => audit::verify(config, lang, json).await,
        Command::Names(Names::Check(order)) => names::check(order, config, lang, json).await,
        Command::Names(Names::Romanize { file }) => names::romanize(&file),
        Command::Names(Names::Rules(order)) => names::rules(&order, &config, lang),
        Command::Names(Names::Evaluate { file }) => names::evaluate(&file, &config),
    }
}

fn code_of(error: &anyhow::Error) -> u8 {
    if error.is::<Usage>() || error.is::<ConfigError>() {
        return USAGE;
    }
    // What an argument names and neither the kind nor the file has.
    if let Some(RegistryError::Exchange(
        ExchangeError::UnknownField { .. }
        | ExchangeError::UnknownColumn { .. }
        | ExchangeError::WrongSetting { .. },
    )) = error.downcast_ref()
    {
        return USAGE;
    }
    match error.downcast_ref::<RegistryError>() {
        Some(
            RegistryError::Busy
            | RegistryError::NotReady(_)
            | RegistryError::Store(StoreError::Unavailable(_) | StoreError::Busy),
        ) => NOT_NOW,
        _ if error.is::<NotNow>() => NOT_NOW,
        _ => FAILED,
    }
}
