//! What went wrong, told in the language of whoever works at the machine.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::outcome::Usage;
use crate::{
    config::ConfigError,
    exchange::ExchangeError,
    messages::{Lang, Phrase, say, structure},
    registry::RegistryError,
    store::{StoreError, cluster::ClusterError},
    synth::SynthError,
};

/// An error that ended a command, in words. What has none of ours is quoted.
pub(super) fn words(error: &anyhow::Error, lang: Lang) -> String {
    let phrase = if let Some(Usage(phrase)) = error.downcast_ref() {
        phrase.clone()
    } else if let Some(error) = error.downcast_ref::<ConfigError>() {
        configuration(error)
    } else if let Some(error) = error.downcast_ref::<RegistryError>() {
        error.into()
    } else if let Some(error) = error.downcast_ref::<ExchangeError>() {
        error.into()
    } else if let Some(error) = error.downcast_ref::<StoreError>() {
        error.into()
    } else if let Some(error) = error.downcast_ref::<ClusterError>() {
        error.into()
    } else if let Some(error) = error.downcast_ref::<SynthError>() {
        synthesis(error)
    } else if let Some(error) = error.downcast_ref::<std::io::Error>() {
        error.into()
    } else if let Some(error) = error.downcast_ref::<csv::Error>() {
        Phrase::of("exchange.said").with("error", error.to_string())
    } else {
        format!("{error:#}").into()
    };
    phrase.say(lang)
}

fn configuration(error: &ConfigError) -> Phrase {
    match error {
        ConfigError::Unreadable { path, error } => Phrase::of("exchange.file")
            .with("path", path.display().to_string())
            .with("error", error),
        ConfigError::Malformed { path, line, said } => Phrase::of("cli.config.malformed")
            .with("path", path.display().to_string())
            .with("line", line.to_string())
            .with("error", said),
        ConfigError::Misfit {
            origin,
            key: Some(key),
            said,
        } => Phrase::of("cli.config.value")
            .with("origin", origin)
            .with("key", key)
            .with("error", structure(said)),
        ConfigError::Misfit { origin, said, .. } => Phrase::of("cli.config.key")
            .with("origin", origin)
            .with("error", structure(said)),
        ConfigError::ShortToken(length) => {
            Phrase::of("cli.config.short_token").with("length", length.to_string())
        }
    }
}

fn synthesis(error: &SynthError) -> Phrase {
    match error {
        SynthError::Io { path, source } => Phrase::of("exchange.file")
            .with("path", path.display().to_string())
            .with("error", source),
        SynthError::Scale(scale) => Phrase::of("cli.synth_scale").with("scale", scale.to_string()),
        other => Phrase::of("registry.other").with("error", other.to_string()),
    }
}

/// Wrong arguments, in words: what is wrong, how the command is called, where to read more.
pub(super) fn usage(error: &Error, lang: Lang) -> String {
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => {
            texts.first().map_or_else(String::new, ToString::to_string)
        }
        _ => String::new(),
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        // The likest comes last.
        Some(ContextValue::Strings(texts)) => texts.last().cloned(),
        _ => None,
    });
    let known = text(ContextKind::ValidValue);
    let wrong = |key: &str| Phrase::of(format!("help.wrong.{key}"));
    let phrase = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => wrong("no_value").with("argument", argument),
        ErrorKind::InvalidValue if !known.is_empty() => wrong("value_of")
            .with("argument", argument)
            .with("value", value)
            .with("known", known),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => wrong("value")
            .with("argument", argument)
            .with("value", value),
        ErrorKind::UnknownArgument if !argument.starts_with('-') => {
            wrong("too_many").with("value", argument)
        }
        ErrorKind::UnknownArgument => wrong("unknown").with("argument", argument),
        ErrorKind::InvalidSubcommand => {
            wrong("command").with("command", text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => wrong("missing").with("arguments", argument),
        ErrorKind::MissingSubcommand => wrong("missing_command"),
        ErrorKind::TooManyValues => wrong("too_many").with("value", value),
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg);
            if other == argument {
                wrong("twice").with("argument", argument)
            } else {
                wrong("conflict")
                    .with("argument", argument)
                    .with("other", other)
            }
        }
        kind => wrong("other").with("error", kind.to_string()),
    };
    let mut words = phrase.say(lang);
    if let Some(like) = suggested {
        words.push_str(&say(lang, "help.wrong.like", &[("like", &like)]));
    }
    let called = text(ContextKind::Usage);
    let called = called.trim_start_matches("Usage:").trim();
    let command: Vec<&str> = called
        .split_whitespace()
        .take_while(|word| !word.starts_with(['<', '[', '-']))
        .collect();
    let command = if command.is_empty() {
        "mingjie".to_owned()
    } else {
        command.join(" ")
    };
    let heading = say(lang, "help.usage", &[]);
    let called = super::help::page(called, lang);
    let see = say(lang, "help.see", &[("command", &command)]);
    if called.is_empty() {
        format!("mingjie: {words}\n{see}\n")
    } else {
        format!("mingjie: {words}\n\n{heading}: {called}\n{see}\n")
    }
}
