//! From the arguments to the command, and from its end to the exit code.

use std::{collections::HashMap, ffi::OsString, process::ExitCode};

use clap::Parser as _;

use super::{
    command::{Arguments, Command, Names},
    demo, doctor, export, import, log, migrate, names,
    outcome::{FAILED, NOT_NOW, NotNow, Outcome, USAGE, Usage},
    serve, synth,
};
use crate::{config::Config, registry::RegistryError, store::StoreError};

/// Runs the command that the arguments name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
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
    match begin(arguments) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("mingjie: {error:#}");
            ExitCode::from(code_of(&error))
        }
    }
}

fn begin(arguments: Arguments) -> anyhow::Result<Outcome> {
    let environment: HashMap<String, String> = std::env::vars()
        .filter(|(name, _)| name != "MINGJIE_LANG")
        .collect();
    let config = Config::load(&environment)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(dispatch(arguments, config))
}

async fn dispatch(arguments: Arguments, config: Config) -> anyhow::Result<Outcome> {
    let Arguments {
        lang,
        json,
        command,
    } = arguments;
    match command {
        Command::Demo(order) => demo::demo(order, config, lang).await,
        Command::Serve(order) => serve::serve(order, config, lang).await,
        Command::Migrate => migrate::migrate(config, lang, json).await,
        Command::Doctor => doctor::doctor(&config, lang, json).await,
        Command::Import(order) => import::import(order, config, lang, json).await,
        Command::Export(order) => export::export(order, config, lang).await,
        Command::Synth(order) => synth::synth(&order, lang, json),
        Command::Names(Names::Check(order)) => names::check(order, config, lang, json).await,
        Command::Names(Names::Romanize { file }) => names::romanize(&file),
        Command::Names(Names::Rules(order)) => names::rules(&order, lang),
        Command::Names(Names::Evaluate { file }) => names::evaluate(&file),
    }
}

fn code_of(error: &anyhow::Error) -> u8 {
    if error.is::<Usage>() {
        return USAGE;
    }
    let busy = match error.downcast_ref::<RegistryError>() {
        Some(RegistryError::Busy | RegistryError::NotReady(_)) => true,
        Some(RegistryError::Store(StoreError::Unavailable(_) | StoreError::Busy)) => true,
        _ => error.is::<NotNow>(),
    };
    if busy { NOT_NOW } else { FAILED }
}
