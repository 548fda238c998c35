//! The rule book: rules and packs together, and the judging of a name.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::{
    OwnFiles, PackError, Packs, Rule,
    subject::{Report, Subject},
};
use crate::{
    domain::{Answer, Asked, Checked, NameDraft, ScopeLevel, Surroundings, Verdict},
    text::normalise,
};

/// Rules and packs.
#[derive(Debug)]
pub struct Book {
    rules: &'static [Rule],
    packs: Packs,
}

impl Book {
    /// Opens the book.
    ///
    /// # Errors
    /// [`PackError`] naming file and key of whatever is empty, broken or missing.
    pub(super) fn open(rules: &'static [Rule], own: &OwnFiles) -> Result<Self, PackError> {
        Ok(Self {
            rules,
            packs: Packs::open(own, rules)?,
        })
    }

    /// The rules, in the order of the catalogue.
    #[must_use]
    pub const fn rules(&self) -> &'static [Rule] {
        self.rules
    }

    /// The packs.
    #[must_use]
    pub const fn packs(&self) -> &Packs {
        &self.packs
    }

    /// Judges a name by every rule of the pack in force for its region on its day.
    ///
    /// `today` is the day for a draft that tells none.
    #[must_use]
    pub fn check(&self, draft: &NameDraft, today: NaiveDate, around: &dyn Surroundings) -> Checked {
        let name = normalise(&draft.name);
        let region = draft
            .region_code
            .clone()
            .or_else(|| region_at(&name, draft, around));
        let on = draft.on.unwrap_or(today);
        let pack = self.packs.in_force(region.as_deref(), on);
        let subject = Subject::new(draft, &name, on, pack, around, region);
        let category = subject.category;
        let mut findings = Vec::new();
        let mut skipped = Vec::new();
        if let Some(first) = self.rules.first() {
            let mut report = Report::new(pack, category, first);
            for rule in self.rules {
                if rule.applies(category) && pack.severity(rule.code, category).is_some() {
                    report.turn_to(rule);
                    (rule.check)(&subject, &mut report);
                }
            }
            (findings, skipped) = (report.findings, report.skipped);
        }
        // Stable: within a weight the catalogue's order stays.
        findings.sort_by_key(|finding| Reverse((finding.verdict(), finding.severity)));
        let verdict = findings
            .iter()
            .map(crate::domain::Finding::verdict)
            .max()
            .unwrap_or(Verdict::Pass);
        Checked {
            category,
            pack: pack.code.clone(),
            verdict,
            findings,
            skipped,
            name,
        }
    }
}

/// The smallest division that holds the draft's position, when the surroundings know it.
fn region_at(name: &str, draft: &NameDraft, around: &dyn Surroundings) -> Option<String> {
    let asked = Asked {
        name,
        category: draft.category,
        scope: ScopeLevel::County,
        region_code: None,
        position: Some(draft.position()?),
    };
    match around.containing(&asked) {
        Answer::Found(divisions) => divisions.last().map(|division| division.code.clone()),
        Answer::NotAsked => None,
    }
}
