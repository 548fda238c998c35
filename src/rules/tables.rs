//! The tables that every pack shares: weights of transliteration, look-alikes, famous names.

use hashbrown::HashMap;

use super::{
    OwnFiles, PackError, famous::Famous, lookalike::Lookalikes, packs::embedded,
    transliteration::Transliteration,
};
use crate::assets::RuleWords;

const WEIGHTS: &str = "transliteration.csv";
const LOOKALIKES: &str = "lookalike.csv";
const FAMOUS: &str = "famous.csv";

/// The tables that a bureau may add lines to.
pub(super) const OWN: [&str; 2] = [LOOKALIKES, FAMOUS];

/// The tables.
#[derive(Debug)]
pub(super) struct Tables {
    pub transliteration: Transliteration,
    pub lookalikes: Lookalikes,
    /// By the first character of the name.
    famous: HashMap<char, Vec<Famous>>,
}

impl Tables {
    /// Reads the tables of the product and the bureau's additions.
    pub(super) fn open(own: &OwnFiles) -> Result<Self, PackError> {
        let weights = embedded::<RuleWords>(WEIGHTS)?;
        let mut famous = Famous::parse(FAMOUS, &embedded::<RuleWords>(FAMOUS)?)?;
        if let Some(text) = own.word_file(FAMOUS) {
            famous.extend(Famous::parse(&own.told("words", FAMOUS), text)?);
        }
        let mut lookalikes = embedded::<RuleWords>(LOOKALIKES)?;
        if let Some(text) = own.word_file(LOOKALIKES) {
            // Read by itself first, so that a fault is told with the line of the bureau's own file.
            Lookalikes::parse(&own.told("words", LOOKALIKES), text)?;
            lookalikes.push('\n');
            lookalikes.push_str(text);
        }
        let mut by_first: HashMap<char, Vec<Famous>> = HashMap::new();
        for one in famous {
            if let Some(first) = one.name.chars().next() {
                by_first.entry(first).or_default().push(one);
            }
        }
        Ok(Self {
            transliteration: Transliteration::parse(WEIGHTS, &weights)?,
            lookalikes: Lookalikes::parse(LOOKALIKES, &lookalikes)?,
            famous: by_first,
        })
    }

    /// The famous names that may begin a name.
    pub(super) fn famous(&self, name: &str) -> &[Famous] {
        let first = name.chars().next();
        first
            .and_then(|first| self.famous.get(&first))
            .map_or(&[], Vec::as_slice)
    }
}
