//! Checking names: the rule book beside the register, or alone.

use std::{path::Path, sync::Arc};

use chrono::NaiveDate;

use super::{
    Registry, RegistryError, View,
    naming::{Beside, Docket},
};
use crate::{
    domain::{Checked, Kind, NameDraft, NoRegister, shared},
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

/// Judges names without any register: the rules that ask for neighbours say that they were skipped,
/// unless the list itself answers.
#[must_use]
pub fn check_alone(book: &Book, drafts: &[NameDraft], today: NaiveDate) -> Vec<Checked> {
    let docket = Docket::of(drafts);
    let judge = |own: usize, draft: &NameDraft| {
        let around = Beside {
            inner: &NoRegister,
            itself: None,
            docket: Some((&docket, own)),
        };
        book.check(draft, today, &around)
    };
    on_every_core(drafts, judge)
}

impl Registry {
    /// The rule book.
    #[must_use]
    pub fn rule_book(&self) -> &Arc<Book> {
        &self.rule_book
    }

    /// Judges names against the register as this process shows it, and against each other.
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

    pub(super) fn check_beside(&self, view: &View, drafts: &[NameDraft]) -> Vec<Checked> {
        let docket = (drafts.len() > 1).then(|| Docket::of(drafts));
        let judge = |own: usize, draft: &NameDraft| {
            let around = Beside {
                inner: &*view.index,
                itself: None,
                docket: docket.as_ref().map(|docket| (docket, own)),
            };
            self.judge_one(view, draft, &around)
        };
        on_every_core(drafts, judge)
    }

    /// Judges one name by the rules and by the office's own words.
    pub(super) fn judge_one(&self, view: &View, draft: &NameDraft, around: &Beside<'_>) -> Checked {
        let today = self.clock.today();
        let checked = self.rule_book.check(draft, today, around);
        if view.bank.words().is_empty() {
            return checked;
        }
        let at = draft.position().map(|at| view.index.containing(at));
        let own = at
            .as_ref()
            .and_then(|chain| chain.last())
            .and_then(|row| row.text(shared::CODE_AT))
            .or(draft.region_code.as_deref());
        let is_there = |code: &str| own.is_some_and(|own| view.snapshot.is_below(own, code));
        let on = draft.on.unwrap_or(today);
        let category = draft.category;
        let found = view.bank.findings(&checked.name, category, on, is_there);
        checked.with(found)
    }
}

/// Fewer names than this are judged on the calling thread.
const FEW: usize = 64;

fn on_every_core(
    drafts: &[NameDraft],
    judge: impl Fn(usize, &NameDraft) -> Checked + Sync,
) -> Vec<Checked> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    if drafts.len() < FEW || threads == 1 {
        return (0..)
            .zip(drafts)
            .map(|(own, draft)| judge(own, draft))
            .collect();
    }
    let share = drafts.len().div_ceil(threads);
    let judge = &judge;
    std::thread::scope(|scope| {
        let workers: Vec<_> = drafts
            .chunks(share)
            .enumerate()
            .map(|(nth, part)| {
                let owns = nth * share..;
                scope.spawn(move || {
                    let each = owns.zip(part).map(|(own, draft)| judge(own, draft));
                    each.collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| match worker.join() {
                Ok(done) => done,
                Err(cause) => std::panic::resume_unwind(cause),
            })
            .collect()
    })
}
