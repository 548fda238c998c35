//! Settling how a registered name is read: the spelling follows, and stays while the name stays.

use super::reserve::reason_told;
use crate::{
    domain::{Actor, Kind, Operation, Problem, ProblemCode, Value, place, road, shared},
    registry::{Registry, RegistryError, Revision, Written},
    text::{Category, Syllable, all_readings, is_han, romanize_as, split},
};

impl Registry {
    /// Locks the readings of a feature's name, one a character (`null` where there is nothing to
    /// settle), or frees them when `readings` is none: then the spelling is the generator's again.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] for readings that no character of the name has, or too many;
    /// otherwise as [`Registry::revise`].
    pub async fn settle_reading(
        &self,
        actor: &Actor,
        revision: &Revision,
        readings: Option<Vec<Option<String>>>,
    ) -> Result<Written, RegistryError> {
        let pinyin_at = match revision.kind {
            Kind::Road => road::PINYIN_AT,
            Kind::Place => place::PINYIN_AT,
            _ => return Err(RegistryError::NotFound),
        };
        Self::may_write(actor, revision.kind)?;
        let reason = reason_told(revision.reason.as_deref())?;
        let view = self.view()?;
        let mut commit = self.begin(actor).await?;
        let mut current = self
            .lock_in_reach(&mut commit, &view, actor, revision)
            .await?;
        if current.version != revision.version {
            return Err(RegistryError::Stale {
                current: current.version,
            });
        }
        let name = current.values[shared::NAME_AT]
            .as_text()
            .unwrap_or_default();
        let name = name.to_owned();
        if name.is_empty() {
            return Err(RegistryError::NotFound);
        }
        let settled = match &readings {
            None => Vec::new(),
            Some(readings) => settled_readings(&name, readings).map_err(RegistryError::Refused)?,
        };
        let category = match revision.kind {
            Kind::Road => Some(Category::Road),
            _ => split(&name, None).category,
        };
        let spelled = romanize_as(&name, category, &settled);
        let syllables: Option<Vec<String>> = readings.is_some().then(|| {
            let told = |read: &crate::text::Read| match read.syllable {
                Some(syllable) => format!("{}{}", syllable.base(), syllable.tone()),
                None => String::new(),
            };
            spelled.syllables.iter().map(told).collect()
        });
        commit.review_reading().await?;
        current.values[pinyin_at] = Value::from(spelled.pinyin.as_str());
        let feature = commit
            .update(
                revision.kind,
                revision.id,
                revision.version,
                &current.values,
                current.geometry.as_ref(),
                Operation::Update,
            )
            .await?;
        commit
            .lock_reading(
                revision.id,
                syllables.as_deref(),
                &spelled.pinyin,
                &spelled.plain,
            )
            .await?;
        let position = self.seal(commit, actor, reason.as_deref()).await?;
        Ok(Written {
            features: vec![feature],
            position,
        })
    }
}

/// The syllables, each a reading that its character has.
pub(in crate::registry) fn settled_readings(
    name: &str,
    readings: &[Option<String>],
) -> Result<Vec<Option<Syllable>>, Vec<Problem>> {
    let characters: Vec<char> = name.chars().collect();
    if readings.len() != characters.len() {
        let count = readings.len().to_string();
        let wrong = Problem::new(ProblemCode::WrongValue, "readings", &count);
        return Err(vec![wrong.with("allowed", characters.len().to_string())]);
    }
    let mut problems = Vec::new();
    let mut settled = Vec::with_capacity(characters.len());
    for (nth, (character, reading)) in characters.iter().zip(readings).enumerate() {
        let syllable = reading.as_deref().map(str::parse::<Syllable>);
        match syllable {
            None => settled.push(None),
            Some(Ok(syllable)) if is_han(*character) && has(*character, syllable) => {
                settled.push(Some(syllable));
            }
            Some(_) => {
                let known: Vec<String> = all_readings(*character)
                    .iter()
                    .map(Syllable::toned)
                    .collect();
                let field = format!("readings[{nth}]");
                let told = reading.as_deref().unwrap_or_default();
                let wrong = Problem::new(ProblemCode::WrongValue, field, told);
                problems.push(wrong.with("allowed", known.join(", ")));
            }
        }
    }
    if problems.is_empty() {
        Ok(settled)
    } else {
        Err(problems)
    }
}

/// Whether the character can be read so: as the dictionary has it, as local usage keeps its letters
/// in another tone, or without tone. What the dictionary does not know of at all is a slip.
fn has(character: char, syllable: Syllable) -> bool {
    let known = all_readings(character);
    known.is_empty() || known.iter().any(|one| one.base() == syllable.base())
}
