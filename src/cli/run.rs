//! From the arguments to the command, and from its end to the exit code.

use std::{collections::HashMap, ffi::OsString, net::SocketAddr, process::ExitCode};

use clap::Parser as _;
use futures_util::future::BoxFuture;

use super::{
    address, audit, boundary,
    command::{Address, Arguments, AuditAct, BoundaryAct, Command, Names},
    demo, doctor, export, follow, import, log, migrate, names,
    outcome::{FAILED, NOT_NOW, NotNow, Outcome, USAGE, Usage},
    people, serve, synth,
};
use crate::{
    config::{Config, ConfigError},
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
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors, though clap hands them over as such.
            let code = if error.use_stderr() { USAGE } else { 0 };
            error.print().ok();
            return ExitCode::from(code);
        }
    };
    log::begin(matches!(
        arguments.command,
        Command::Serve(_) | Command::Demo(_)
    ));
    match begin(arguments, door) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("mingjie: {error:#}");
            ExitCode::from(code_of(&error))
        }
    }
}

fn begin(arguments: Arguments, door: Door) -> anyhow::Result<Outcome> {
    let environment: HashMap<String, String> = std::env::vars()
        .filter(|(name, _)| name != "MINGJIE_LANG")
        .collect();
    let config = Config::load(&environment)?;
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
        Command::Names(Names::Romanize { file }) => names::romanize(&file, lang),
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
    let busy = match error.downcast_ref::<RegistryError>() {
        Some(
            RegistryError::Busy
            | RegistryError::NotReady(_)
            | RegistryError::Store(StoreError::Unavailable(_) | StoreError::Busy),
        ) => true,
        _ => error.is::<NotNow>(),
    };
    if busy { NOT_NOW } else { FAILED }
}
