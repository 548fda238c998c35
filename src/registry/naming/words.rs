//! The acts on the office's own words: add, change, withdraw. They hold as soon as the answer is there.

use uuid::Uuid;

use super::{WordDraft, reserve::reason_told};
use crate::{
    domain::{Act, Actor, BankWord, Position, Problem},
    registry::{Registry, RegistryError, mint},
};

impl Registry {
    /// Adds words, all or none.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] with every problem, the field prefixed by `words[n].` when there are
    /// several; [`RegistryError::Conflict`] when one is there already; [`RegistryError::OutOfReach`]
    /// outside the actor's regions.
    pub async fn add_words(
        &self,
        actor: &Actor,
        drafts: Vec<WordDraft>,
    ) -> Result<(Vec<BankWord>, Position), RegistryError> {
        Self::require(actor, Act::EditNames)?;
        let view = self.view()?;
        let today = self.clock.today();
        let several = drafts.len() > 1;
        let mut problems = Vec::new();
        let mut words = Vec::with_capacity(drafts.len());
        for (nth, draft) in drafts.into_iter().enumerate() {
            match draft.judged((mint(), 1), view.snapshot.regions(), today) {
                Ok(word) => words.push(word),
                Err(found) if several => problems.extend(found.into_iter().map(|mut problem| {
                    problem.field = format!("words[{nth}].{}", problem.field).into();
                    problem
                })),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(RegistryError::Refused(problems));
        }
        let mut commit = self.begin(actor).await?;
        for word in &words {
            commit.add_word(word).await?;
        }
        let position = self.seal(commit, actor, None).await?;
        Ok((words, position))
    }

    /// Changes a word at a known version; `change` makes the new draft out of the old.
    ///
    /// # Errors
    /// [`RegistryError::Stale`] when the version is another; otherwise as [`Registry::add_words`].
    pub async fn change_word(
        &self,
        actor: &Actor,
        (id, version): (Uuid, i32),
        change: impl FnOnce(WordDraft) -> Result<WordDraft, Vec<Problem>>,
    ) -> Result<(BankWord, Position), RegistryError> {
        Self::require(actor, Act::EditNames)?;
        let view = self.view()?;
        let mut commit = self.begin(actor).await?;
        let current = commit.lock_word(id).await?;
        if current.version != version {
            return Err(RegistryError::Stale {
                current: current.version,
            });
        }
        let draft = change(WordDraft::from(&current)).map_err(RegistryError::Refused)?;
        let regions = view.snapshot.regions();
        let word = draft
            .judged((id, version + 1), regions, self.clock.today())
            .map_err(RegistryError::Refused)?;
        commit.change_word(&word).await?;
        let position = self.seal(commit, actor, None).await?;
        Ok((word, position))
    }

    /// Takes a word out of use.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none within reach.
    pub async fn withdraw_word(
        &self,
        actor: &Actor,
        id: Uuid,
        reason: Option<&str>,
    ) -> Result<Position, RegistryError> {
        Self::require(actor, Act::EditNames)?;
        let reason = reason_told(reason)?;
        let mut commit = self.begin(actor).await?;
        commit.lock_word(id).await?;
        commit.withdraw_word(id).await?;
        self.seal(commit, actor, reason.as_deref()).await
    }
}
