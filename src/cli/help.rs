//! The words of `--help`, in the language asked for: the parser's own are English alone, so each
//! command and argument gets its help from the catalogue.

use std::ffi::OsString;

use clap::{Command, CommandFactory as _};

use super::command::Arguments;
use crate::messages::{Lang, has, say};

/// The language that the arguments ask for, before they are parsed: of `--lang`, else of
/// `MINGJIE_LANG`.
pub(super) fn language(arguments: &[OsString]) -> Lang {
    let words: Vec<_> = arguments
        .iter()
        .map(|word| word.to_string_lossy())
        .collect();
    let asked = words
        .iter()
        .enumerate()
        .find_map(|(at, word)| match word.strip_prefix("--lang") {
            Some("") => words.get(at + 1).map(|next| next.clone().into_owned()),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        });
    asked
        .or_else(|| std::env::var("MINGJIE_LANG").ok())
        .and_then(|word| word.parse().ok())
        .unwrap_or_default()
}

/// The parser, speaking the language.
pub(super) fn parser(lang: Lang) -> Command {
    let about = say(lang, "help.about", &[]);
    dressed(Arguments::command(), "help", lang).about(about)
}

/// A command and all below it with their words; those without any keep what stands in the code.
fn dressed(command: Command, key: &str, lang: Lang) -> Command {
    let word = |word: &str| say(lang, &format!("help.{word}"), &[]);
    let usage = word("usage");
    let (options, arguments) = (word("options"), word("arguments"));
    let about = format!("{key}.about");
    let command = if has(lang, &about) {
        command.about(say(lang, &about, &[]))
    } else {
        command
    };
    command
        .help_template(format!(
            "{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}"
        ))
        .subcommand_help_heading(word("commands"))
        .subcommand_value_name(word("a_command"))
        .mut_args(|argument| {
            let words = format!("{key}.arg.{}", argument.get_id());
            let heading = if argument.is_positional() {
                arguments.clone()
            } else {
                options.clone()
            };
            let argument = argument.help_heading(heading);
            if has(lang, &words) {
                argument.help(say(lang, &words, &[]))
            } else {
                argument
            }
        })
        .mut_subcommands(|below| {
            let inner = if key == "help" { "help.command" } else { key };
            let inner = format!("{inner}.{}", below.get_name());
            dressed(below, &inner, lang)
        })
}

/// A page of help with the parser's own words replaced.
pub(super) fn page(text: &str, lang: Lang) -> String {
    let own = |word: &str| say(lang, &format!("help.clap.{word}"), &[]);
    let mut page = text.to_owned();
    for (theirs, ours) in [
        (
            "Print this message or the help of the given subcommand(s)",
            own("help_command"),
        ),
        ("Print help for the subcommand(s)", own("help_command")),
        ("Print help (see more with '--help')", own("help")),
        ("Print help (see a summary with '-h')", own("help")),
        ("Print help", own("help")),
        ("Print version", own("version")),
        ("[default: ", format!("[{}", own("default"))),
        ("[env: ", format!("[{}", own("env"))),
        ("[OPTIONS]", format!("[{}]", own("any_options"))),
        // The headings of what the parser adds by itself.
        (
            "\nOptions:",
            format!("\n{}:", say(lang, "help.options", &[])),
        ),
        (
            "\nArguments:",
            format!("\n{}:", say(lang, "help.arguments", &[])),
        ),
        ("\nUsage: ", format!("\n{}: ", say(lang, "help.usage", &[]))),
    ] {
        page = page.replace(theirs, &ours);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys of every command and argument.
    fn keys(command: &Command, key: &str, keys: &mut Vec<String>) {
        keys.push(format!("{key}.about"));
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            if key == "help" || !["lang", "json", "help", "version"].contains(&id) {
                keys.push(format!("{key}.arg.{id}"));
            }
        }
        for below in command.get_subcommands() {
            let inner = if key == "help" { "help.command" } else { key };
            self::keys(below, &format!("{inner}.{}", below.get_name()), keys);
        }
    }

    #[test]
    fn every_command_and_argument_has_words() {
        let mut all = Vec::new();
        keys(&Arguments::command(), "help", &mut all);
        let missing: Vec<&String> = all.iter().filter(|key| !has(Lang::ZhCn, key)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(all.len() > 60);
    }

    #[test]
    fn no_english_is_left_in_the_chinese_help() {
        let mut words = Vec::new();
        let mut open = vec![parser(Lang::ZhCn)];
        while let Some(mut command) = open.pop() {
            let text = page(&command.render_help().to_string(), Lang::ZhCn);
            words.extend(
                [
                    "Usage",
                    "Options",
                    "Commands",
                    "Arguments",
                    "Print",
                    "default",
                ]
                .into_iter()
                .filter(|word| text.contains(word))
                .map(|word| format!("{word} in {text}")),
            );
            open.extend(command.get_subcommands().cloned());
        }
        assert!(words.is_empty(), "{words:?}");
    }

    #[test]
    fn the_language_is_known_before_the_arguments_are_read() {
        let of = |words: &[&str]| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            language(&words)
        };
        assert_eq!(of(&["mingjie", "--help", "--lang", "en"]), Lang::En);
        assert_eq!(of(&["mingjie", "--lang=en", "x"]), Lang::En);
    }
}
