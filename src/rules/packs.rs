//! All packs: which one is in force where and when.
//!
//! Administrative codes of provinces, cities and counties nest by their digits, and a pack may be
//! asked for without any register at hand, so the digits decide here.

use std::{collections::BTreeSet, sync::Arc};

use chrono::NaiveDate;
use rust_embed::RustEmbed;

use super::{
    OwnFiles, PackError, Rule,
    matcher::Matcher,
    pack::Pack,
    pack_file::PackFile,
    tables::{self, Tables},
    word_list::{self, List, Word},
};
use crate::{
    assets::{RulePacks, RuleWords},
    messages::Phrase,
};

/// A pack and where and when it is the one in force.
#[derive(Debug)]
struct InForce {
    region: String,
    from: NaiveDate,
    /// The day before the law changes again; none while in force.
    last: Option<NaiveDate>,
    pack: Pack,
}

/// Every pack, ready to judge by.
#[derive(Debug)]
pub struct Packs {
    /// The most special region first, the latest day first.
    in_force: Vec<InForce>,
}

impl Packs {
    /// Reads the packs and lists of the product and the bureau's own.
    ///
    /// # Errors
    /// [`PackError`] naming file and key of whatever is empty, broken or missing.
    pub(super) fn open(own: &OwnFiles, rules: &[Rule]) -> Result<Self, PackError> {
        let files = read_packs(own)?;
        for file in &files {
            let known = |code: &str| rules.iter().any(|rule| rule.code == code);
            if let Some(code) = file.rules.keys().find(|code| !known(code)) {
                let key = format!("rules.{code}");
                return Err(PackError::new(&file.code, key, Phrase::of("pack.no_rule")));
            }
        }
        let words = read_words(own)?;
        let tables = Arc::new(Tables::open(own)?);
        let mut in_force = Vec::new();
        let mut matchers: Vec<(Vec<String>, Arc<Matcher>)> = Vec::new();
        let regions: BTreeSet<&str> = files.iter().map(|file| file.region.as_str()).collect();
        for region in regions {
            let turns = turning_days(&files, region);
            for (at, &from) in turns.iter().enumerate() {
                let layers = layers(&files, region, from);
                if layers.last().is_none_or(|top| top.region != region) {
                    continue;
                }
                let matcher = matcher_of(&layers, &words, &mut matchers);
                let pack = Pack::layered(&layers, rules, matcher, Arc::clone(&tables))?;
                in_force.push(InForce {
                    region: region.to_owned(),
                    from,
                    last: turns.get(at + 1).and_then(NaiveDate::pred_opt),
                    pack,
                });
            }
        }
        if !in_force.iter().any(|pack| pack.region.is_empty()) {
            return Err(PackError::new(
                "packs",
                "region",
                Phrase::of("pack.no_nation"),
            ));
        }
        in_force.sort_by(|a, b| {
            let special = b.region.len().cmp(&a.region.len());
            special.then(b.from.cmp(&a.from))
        });
        Ok(Self { in_force })
    }

    /// The most special pack in force for a region on a day. A day before the first law is judged
    /// by the first; an unknown region, or none, by the country's.
    #[must_use]
    pub fn in_force(&self, region_code: Option<&str>, on: NaiveDate) -> &Pack {
        let code = region_code.unwrap_or_default();
        let mut general = None;
        for candidate in &self.in_force {
            let within = code.starts_with(&candidate.region);
            let holds = candidate.from <= on && candidate.last.is_none_or(|last| on <= last);
            if within && holds {
                return &candidate.pack;
            }
            if candidate.region.is_empty() {
                // Sorted latest first: the last one seen is the first law.
                general = Some(candidate);
            }
        }
        // `open` made sure that the country has a pack.
        general.map_or(&self.in_force[0].pack, |first| &first.pack)
    }

    /// Every pack as (region, first day, pack), the most special first.
    pub fn all(&self) -> impl Iterator<Item = (&str, NaiveDate, &Pack)> {
        let packs = self.in_force.iter();
        packs.map(|p| (p.region.as_str(), p.from, &p.pack))
    }
}

fn read_packs(own: &OwnFiles) -> Result<Vec<PackFile>, PackError> {
    let replaced = |name: &str| own.packs.iter().any(|(file, _)| file == name);
    let mut files = Vec::new();
    for name in RulePacks::iter().filter(|name| !replaced(name)) {
        files.push(PackFile::parse(&name, &embedded::<RulePacks>(&name)?)?);
    }
    for (name, text) in &own.packs {
        files.push(PackFile::parse(&own.told("packs", name), text)?);
    }
    Ok(files)
}

fn read_words(own: &OwnFiles) -> Result<Vec<Word>, PackError> {
    let mut words = Vec::new();
    for list in List::ALL {
        let file = format!("{}.csv", list.as_str());
        if !list.is_own() {
            words.extend(word_list::parse(
                list,
                &file,
                &embedded::<RuleWords>(&file)?,
            )?);
        }
        if let Some((_, text)) = own.words.iter().find(|(name, _)| *name == file) {
            words.extend(word_list::parse(list, &own.told("words", &file), text)?);
        }
    }
    let known = |name: &str| {
        List::ALL
            .iter()
            .any(|list| name == format!("{}.csv", list.as_str()))
            || tables::OWN.contains(&name)
    };
    if let Some((name, _)) = own.words.iter().find(|(name, _)| !known(name)) {
        let known: Vec<&str> = List::ALL.iter().map(|list| list.as_str()).collect();
        let known = format!("{}, lookalike, famous", known.join(", "));
        let reason = Phrase::of("pack.no_list").with("known", known);
        return Err(PackError::new(&own.told("words", name), "file", reason));
    }
    Ok(words)
}

/// The text of a file that the product ships.
pub(super) fn embedded<E: RustEmbed>(file: &str) -> Result<String, PackError> {
    let found = E::get(file)
        .ok_or_else(|| PackError::new(file, "file", Phrase::of("pack.missing_file")))?;
    String::from_utf8(found.data.into_owned())
        .map_err(|error| PackError::new(file, "file", error.to_string()))
}

/// The days on which the law changes for a region.
fn turning_days(files: &[PackFile], region: &str) -> Vec<NaiveDate> {
    let concerns = files.iter().filter(|file| region.starts_with(&file.region));
    let days: BTreeSet<NaiveDate> = concerns
        .flat_map(|file| [Some(file.from), file.to.and_then(|to| to.succ_opt())])
        .flatten()
        .collect();
    days.into_iter().collect()
}

/// The files that hold for a region on a day, the most general first, the latest last.
fn layers<'a>(files: &'a [PackFile], region: &str, on: NaiveDate) -> Vec<&'a PackFile> {
    let mut layers: Vec<_> = files
        .iter()
        .filter(|file| region.starts_with(&file.region) && file.holds_on(on))
        .collect();
    layers.sort_by_key(|file| (file.region.len(), file.from));
    layers
}

/// The matcher for the words of these layers, shared by all that change the same words.
fn matcher_of(
    layers: &[&PackFile],
    words: &[Word],
    made: &mut Vec<(Vec<String>, Arc<Matcher>)>,
) -> Arc<Matcher> {
    let changing =
        |layer: &&&PackFile| !layer.words_added.is_empty() || !layer.words_dropped.is_empty();
    let changing: Vec<&PackFile> = layers.iter().filter(changing).copied().collect();
    let key: Vec<String> = changing.iter().map(|layer| layer.code.clone()).collect();
    if let Some((_, matcher)) = made.iter().find(|(made_of, _)| *made_of == key) {
        return Arc::clone(matcher);
    }
    let mut words = words.to_vec();
    for layer in changing {
        let is_dropped = |word: &Word| {
            let mut dropped = layer.words_dropped.iter();
            dropped.any(|(list, text)| *list == word.list && *text == word.text)
        };
        words.retain(|word| !is_dropped(word));
        words.extend(layer.words_added.iter().cloned());
    }
    let matcher = Arc::new(Matcher::new(words.iter()));
    made.push((key, Arc::clone(&matcher)));
    matcher
}
