//! Checking names: the rule book beside the register, or alone.

use std::{path::Path, sync::Arc};

use chrono::NaiveDate;

use super::{
    Registry, RegistryError, View,
    naming::{Beside, Docket, Regions, without_register},
};
use crate::{
    domain::{Checked, Kind, NameDraft, NoRegister, Problem, Surroundings, shared},
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
        .map_err(|error| RegistryError::Specification((&error).into()))
}

/// A name judged, or what is wrong with what is told of it: a region that is not known.
pub type Judged = Result<Checked, Problem>;

/// Judges names without any register: the rules that ask for neighbours say that they were skipped,
/// unless the list itself answers.
#[must_use]
pub fn check_alone(book: &Book, drafts: &[NameDraft], today: NaiveDate) -> Vec<Judged> {
    each(drafts.iter().map(without_register), |drafts| {
        check_among(book, &NoRegister, drafts, today)
    })
}

/// Judges names by the rule book, beside what surrounds them and beside each other.
#[must_use]
pub fn check_among(
    book: &Book,
    around: &(dyn Surroundings + Sync),
    drafts: &[NameDraft],
    today: NaiveDate,
) -> Vec<Checked> {
    let docket = Docket::of(drafts);
    let judge = |own: usize, draft: &NameDraft| {
        let beside = Beside {
            inner: around,
            itself: None,
            docket: Some((&docket, own)),
        };
        book.check(draft, today, &beside)
    };
    on_every_core(drafts, judge)
}

/// Judges together those that can be judged; the answers stand in the order of the drafts.
fn each(
    drafts: impl Iterator<Item = Result<NameDraft, Problem>>,
    judge: impl FnOnce(&[NameDraft]) -> Vec<Checked>,
) -> Vec<Judged> {
    let mut settled = Vec::new();
    let told: Vec<Option<Problem>> = drafts
        .map(|draft| match draft {
            Ok(draft) => {
                settled.push(draft);
                None
            }
            Err(problem) => Some(problem),
        })
        .collect();
    let mut checked = judge(&settled).into_iter();
    told.into_iter()
        .filter_map(|problem| match problem {
            Some(problem) => Some(Err(problem)),
            None => checked.next().map(Ok),
        })
        .collect()
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
    pub fn check_names(&self, drafts: &[NameDraft]) -> Result<Vec<Judged>, RegistryError> {
        Ok(self.check_each(&*self.view()?, drafts))
    }

    /// What is wrong with a region that somebody tells; nothing when it is known.
    ///
    /// # Errors
    /// [`RegistryError::NotReady`] until the register is loaded; [`RegistryError::Refused`] for a
    /// region that is not known.
    pub fn known_region(&self, told: &str) -> Result<String, RegistryError> {
        let view = self.view()?;
        let code = Regions::of(&view).code(told);
        code.map_err(|problem| RegistryError::Refused(vec![problem]))
    }

    /// The same in a process that serves nothing: against a look at the register of its own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn check_names_once(
        &self,
        drafts: &[NameDraft],
    ) -> Result<Vec<Judged>, RegistryError> {
        let view = self
            .gather(&[Kind::Region, Kind::Place, Kind::Road])
            .await?;
        Ok(self.check_each(&view, drafts))
    }

    fn check_each(&self, view: &View, drafts: &[NameDraft]) -> Vec<Judged> {
        let regions = Regions::of(view);
        each(
            drafts.iter().map(|draft| regions.settled(draft)),
            |drafts| self.check_beside(view, drafts),
        )
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
        if view.bank.words().is_empty() && view.overrulings.is_empty() {
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
        view.overrulings.settle(checked.with(found), is_there)
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
