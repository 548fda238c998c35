//! The whole examination, in the order in which things depend on each other.

use crate::{config::Config, messages::Lang, registry::whereabouts::listening};

use super::{
    check::{Check, Scribe},
    database, machine, readiness,
};

/// Looks at everything, and tells of it in `lang`. What cannot be looked at because something
/// before it is bad is left out.
pub async fn examine(config: &Config, lang: Lang) -> Vec<Check> {
    let scribe = Scribe(lang);
    let mut checks = vec![
        machine::data_folder(scribe, &config.data),
        machine::free_disk(scribe, &config.data),
    ];
    checks.extend(database::look(scribe, config).await);
    checks.push(readiness::look(scribe, listening(config)).await);
    checks.push(machine::token(scribe, config));
    checks.push(machine::fonts(scribe, &config.data));
    checks
}
