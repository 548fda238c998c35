//! Overruling a finding to judge, with a written reason that stays, and taking that back.

use chrono::SubsecRound as _;
use uuid::Uuid;

use super::{Beside, campaign::draft_of, locate::Regions, told::bounded};
use crate::{
    domain::{
        Act, Actor, Checked, Event, EventAct, Finding, Kind, LONGEST_REASON, NameDraft, Overruling,
        Position, Problem, ProblemCode, Severity, Withdrawal, shared,
    },
    registry::{Registry, RegistryError, View, mint},
};

/// What is to be overruled.
#[derive(Clone, Debug, Default)]
pub struct OverrulingOrder {
    /// The name as it was checked.
    pub draft: NameDraft,
    /// The registered feature whose name it is; its own name, region and place count then.
    pub feature: Option<(Kind, Uuid)>,
    /// The code of the rule.
    pub rule: String,
    /// Which finding of the rule; needed when it has several.
    pub fingerprint: Option<String>,
    /// Why.
    pub reason: String,
}

impl Registry {
    /// Notes that a finding to judge was judged not to hold. The name is checked anew: what is not
    /// found is not overruled.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] when there is no such finding, it is a stop or a note, or no reason
    /// is given; [`RegistryError::OutOfReach`] outside the actor's regions;
    /// [`RegistryError::Conflict`] when it was overruled before.
    pub async fn overrule(
        &self,
        actor: &Actor,
        order: OverrulingOrder,
    ) -> Result<(Overruling, Checked, Position), RegistryError> {
        Self::require(actor, Act::Overrule)?;
        let view = self.view()?;
        let mut problems = Vec::new();
        let reason = why(Some(order.reason.as_str()), &mut problems);
        let draft = self.draft_meant(&view, &order)?;
        let Some(region_code) = region_of(&view, &draft) else {
            let missing = Problem::new(ProblemCode::MissingField, "region_code", "");
            return Err(refused(missing));
        };
        let checked = self.judge_one(&view, &draft, &beside(&view, order.feature));
        let finding = asked_for(&checked, &order.rule, order.fingerprint.as_deref());
        let (finding, reason) = match (finding, reason) {
            (Ok(finding), Some(reason)) if problems.is_empty() => (finding, reason),
            (finding, _) => {
                problems.extend(finding.err());
                return Err(RegistryError::Refused(problems));
            }
        };
        let one = Overruling {
            id: mint(),
            name: checked.name.clone(),
            category: checked.category,
            region_code,
            rule: order.rule,
            fingerprint: finding.fingerprint(),
            reason,
            login: actor.login.clone(),
            role: actor.role,
            // As finely as the database keeps it.
            at: self.clock.now().trunc_subsecs(6),
            withdrawn: None,
        };
        let mut commit = self.begin(actor).await?;
        commit.overrule(&one).await?;
        commit.tell(
            Event::about(EventAct::Overruled, one.name.clone())
                .with("rule", one.rule.as_str())
                .with("region", one.region_code.as_str()),
        );
        let position = self.seal(commit, actor, Some(&one.reason)).await?;
        let view = self.view()?;
        let checked = self.judge_one(&view, &draft, &beside(&view, order.feature));
        Ok((one, checked, position))
    }

    /// The region for which an order would hold, so that a role held there is chosen; none when it
    /// tells neither region nor place.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] for a region that is not known; [`RegistryError::NotFound`] for a
    /// feature that bears no name; [`RegistryError::NotReady`] until the register is loaded.
    pub fn overruling_region(
        &self,
        order: &OverrulingOrder,
    ) -> Result<Option<String>, RegistryError> {
        let view = self.view()?;
        Ok(region_of(&view, &self.draft_meant(&view, order)?))
    }

    /// Takes an overruling back: the finding counts again, and may be overruled anew.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none that still holds; [`RegistryError::OutOfReach`]
    /// outside the actor's regions; [`RegistryError::Refused`] without a reason.
    pub async fn withdraw_overruling(
        &self,
        actor: &Actor,
        id: Uuid,
        reason: Option<&str>,
    ) -> Result<Position, RegistryError> {
        Self::require(actor, Act::Overrule)?;
        let view = self.view()?;
        let one = view.overrulings.by_id(id);
        let one = one.filter(|one| one.withdrawn.is_none());
        let one = one.ok_or(RegistryError::NotFound)?;
        let is_below = |own: &str, above: &str| view.snapshot.is_below(own, above);
        if !actor.reaches(&one.region_code, is_below) {
            return Err(RegistryError::OutOfReach);
        }
        let mut problems = Vec::new();
        let Some(reason) = why(reason, &mut problems).filter(|_| problems.is_empty()) else {
            return Err(RegistryError::Refused(problems));
        };
        let end = Withdrawal {
            reason,
            login: actor.login.clone(),
            role: actor.role,
            at: self.clock.now().trunc_subsecs(6),
        };
        let mut commit = self.begin(actor).await?;
        commit.withdraw_overruling(id, &end).await?;
        commit.tell(
            Event::about(EventAct::OverrulingWithdrawn, one.name.clone())
                .with("rule", one.rule.as_str())
                .with("region", one.region_code.as_str()),
        );
        self.seal(commit, actor, Some(&end.reason)).await
    }

    /// The name as it is judged: the feature's own, or what the order tells, its region known.
    fn draft_meant(
        &self,
        view: &View,
        order: &OverrulingOrder,
    ) -> Result<NameDraft, RegistryError> {
        let told = match order.feature {
            Some((kind, id)) => {
                let row = view.snapshot.by_id(kind, id);
                let row = row.filter(|row| row.name().is_some() && row.state().is_published());
                draft_of(row.ok_or(RegistryError::NotFound)?, self.clock.today())
            }
            None => order.draft.clone(),
        };
        Regions::of(view).settled(&told).map_err(refused)
    }
}

/// The reason, or what is wrong with it.
fn why(told: Option<&str>, problems: &mut Vec<Problem>) -> Option<String> {
    let reason = bounded("reason", told.map(str::to_owned), LONGEST_REASON, problems);
    if reason.is_none() && problems.is_empty() {
        problems.push(Problem::new(ProblemCode::MissingField, "reason", ""));
    }
    reason
}

fn refused(problem: Problem) -> RegistryError {
    RegistryError::Refused(vec![problem])
}

fn beside(view: &View, itself: Option<(Kind, Uuid)>) -> Beside<'_> {
    Beside {
        inner: &*view.index,
        itself,
        docket: None,
    }
}

/// The region told, or else the smallest that holds the place.
fn region_of(view: &View, draft: &NameDraft) -> Option<String> {
    let at = || {
        let chain = view.index.containing(draft.position()?);
        chain.last()?.text(shared::CODE_AT).map(str::to_owned)
    };
    draft.region_code.clone().or_else(at)
}

/// The finding to judge that is meant, or why there is none.
fn asked_for<'a>(
    checked: &'a Checked,
    rule: &str,
    fingerprint: Option<&str>,
) -> Result<&'a Finding, Problem> {
    let of_rule: Vec<&Finding> = checked
        .findings
        .iter()
        .filter(|finding| finding.rule == rule)
        .collect();
    let is_judge = |finding: &&&Finding| finding.severity == Severity::Judge;
    let meant: Vec<&Finding> = of_rule
        .iter()
        .filter(|finding| fingerprint.is_none_or(|print| finding.fingerprint() == print))
        .copied()
        .collect();
    let judged: Vec<&Finding> = meant.iter().filter(is_judge).copied().collect();
    let is_stop = |finding: &&Finding| finding.severity == Severity::Stop;
    match judged.as_slice() {
        [one] => Ok(one),
        [] if meant.iter().any(is_stop) => Err(Problem::new(ProblemCode::StopStays, "rule", rule)),
        [] if of_rule.iter().any(|finding| is_judge(&finding)) => Err(wrong(
            "fingerprint",
            fingerprint.unwrap_or_default(),
            of_rule.iter().filter(is_judge).map(|f| f.fingerprint()),
        )),
        [] => {
            let all = checked.findings.iter();
            let mut rules: Vec<String> = all
                .filter(|finding| is_judge(&finding))
                .map(|finding| finding.rule.to_owned())
                .collect();
            rules.dedup();
            Err(wrong("rule", rule, rules.into_iter()))
        }
        several => Err(wrong(
            "fingerprint",
            fingerprint.unwrap_or_default(),
            several.iter().map(|finding| finding.fingerprint()),
        )),
    }
}

fn wrong(field: &'static str, value: &str, allowed: impl Iterator<Item = String>) -> Problem {
    let allowed: Vec<String> = allowed.collect();
    let allowed = if allowed.is_empty() {
        "—".to_owned()
    } else {
        allowed.join(", ")
    };
    Problem::new(ProblemCode::WrongValue, field, value).with("allowed", allowed)
}
