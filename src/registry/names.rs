//! Checking names: the rule book beside the register, or alone.

use std::{path::Path, sync::Arc};

use chrono::NaiveDate;

use super::{Registry, RegistryError, View};
use crate::{
    domain::{Checked, Kind, NameDraft, NoRegister},
    rules::{Book, OwnFiles, catalogue},
};

/// Opens the rule book: the packs and lists that the product ships, and the bureau's own under the
/// data folder (`packs/*.toml`, `words/*.csv`).
///
/// # Errors
/// When a pack or list is empty or broken: the start ends there, rather than a rule going missing.
pub fn open_rule_book(data: &Path) -> Result<Book, RegistryError> {
    OwnFiles::read(data)
        .and_then(|own| catalogue::open(&own))
        .map_err(|error| RegistryError::Specification(error.to_string()))
}

/// Judges names without any register: the rules that ask for neighbours say that they were skipped.
#[must_use]
pub fn check_alone(book: &Book, drafts: &[NameDraft], today: NaiveDate) -> Vec<Checked> {
    drafts
        .iter()
        .map(|draft| book.check(draft, today, &NoRegister))
        .collect()
}

impl Registry {
    /// The rule book.
    #[must_use]
    pub fn rule_book(&self) -> &Arc<Book> {
        &self.rule_book
    }

    /// Judges names against the register as this process shows it.
    ///
    /// # Errors
    /// [`RegistryError::NotReady`] until it is loaded.
    pub fn check_names(&self, drafts: &[NameDraft]) -> Result<Vec<Checked>, RegistryError> {
        Ok(self.check_beside(&*self.view()?, drafts))
    }

    /// The same in a process that serves nothing: against a look at the register of its own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn check_names_once(
        &self,
        drafts: &[NameDraft],
    ) -> Result<Vec<Checked>, RegistryError> {
        let view = self
            .gather(&[Kind::Region, Kind::Place, Kind::Road])
            .await?;
        Ok(self.check_beside(&view, drafts))
    }

    fn check_beside(&self, view: &View, drafts: &[NameDraft]) -> Vec<Checked> {
        let today = self.clock.today();
        drafts
            .iter()
            .map(|draft| self.rule_book.check(draft, today, &*view.index))
            .collect()
    }
}
