//! What a rule is: its code, what it looks at, and the function that looks.

use super::subject::{Report, Subject};
use crate::{domain::FindingCategory, text::Category};

/// One naming rule. Severity and article come from the pack in force.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its code; the message keys are `rules.<code>.…`, its examples `fixtures/rules/<code>.csv`.
    pub code: &'static str,
    /// What is wrong with a name that it finds fault with.
    pub category: FindingCategory,
    /// The naming categories it applies to; every one, and names of no known category, when empty.
    pub applies_to: &'static [Category],
    /// The numbers that every pack has to give it.
    pub numbers: &'static [&'static str],
    /// Looks at a name and reports what it finds.
    pub(super) check: fn(&Subject<'_>, &mut Report<'_>),
}

impl Rule {
    /// Whether the rule looks at names of that category.
    #[must_use]
    pub fn applies(&self, category: Option<Category>) -> bool {
        self.applies_to.is_empty() || category.is_some_and(|c| self.applies_to.contains(&c))
    }
}
