//! The closing act: a feature gets its name, or is taken out of use, in the transaction of the step
//! that approves it.
//!
//! Whoever gives or keeps the same name waits for the other's end; then the rules are asked once
//! more, about the register as it is by then. What they had not found when it was decided stands in
//! the way.

use std::time::Duration;

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::check::Asked;
use crate::{
    domain::{
        Actor, Draft, Feature, Finding, KeptFinding, Kind, NameCheck, NameReservation, Operation,
        Proposal, Severity, State, Value, Verdict, lifecycle::Subject, region, shared,
    },
    registry::{
        KeptName, Registry, RegistryError, View,
        cases::CaseConflict,
        naming::{regions_around, settled_readings},
    },
    store::{Commit, GivenName, StoreError},
    text::{Romanized, normalise, romanize_as},
};

/// How long the act waits until this process shows what was committed before it.
const FRESH: Duration = Duration::from_secs(5);

/// The rule about names that are kept for others.
const RESERVED: &str = "N17-reserved";

/// What is given, and by what right.
#[derive(Clone, Copy, Debug)]
pub(in crate::registry) struct Giving<'a> {
    /// The case.
    pub(in crate::registry) case: Uuid,
    /// The proposal.
    pub(in crate::registry) asked: Asked<'a>,
    /// What was found when it was decided.
    pub(in crate::registry) known: Option<&'a NameCheck>,
}

/// Why a name is not given.
#[derive(Debug)]
pub(in crate::registry) enum NotGiven {
    /// Something that the case must settle first.
    Conflict(CaseConflict),
    /// Something else.
    Error(RegistryError),
}

impl<E: Into<RegistryError>> From<E> for NotGiven {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// What an approval says that its form left out.
pub(in crate::registry) fn approval_defaults(
    view: &View,
    region_code: &str,
    today: chrono::NaiveDate,
    form: &mut Map<String, Json>,
) {
    form.entry("approved_on")
        .or_insert_with(|| today.to_string().into());
    let chain = view.snapshot.chain(region_code);
    let county = chain
        .iter()
        .find(|row| row.text(region::LEVEL_AT) == Some("county"));
    if let Some(name) = county.and_then(|row| row.name()) {
        form.entry("authority")
            .or_insert_with(|| format!("{name}人民政府").into());
    }
}

impl Registry {
    /// Gives the name, or takes the feature out of use where the proposal cancels it.
    ///
    /// # Errors
    /// [`NotGiven`].
    pub(in crate::registry) async fn give_name(
        &self,
        commit: &mut Commit,
        actor: &Actor,
        giving: Giving<'_>,
    ) -> Result<(), NotGiven> {
        let asked = giving.asked;
        let Subject { kind, id } = asked.subject;
        Self::may_write(actor, kind)?;
        let proposal = Proposal::of(asked.form);
        let from = proposal.approved_on().unwrap_or_else(|| self.clock.today());
        commit.by_case(giving.case);
        let Some(name) = proposal.name() else {
            let view = self.view()?;
            let current = self.subject(commit, &view, actor, (kind, id)).await?;
            commit.give_name(None, from);
            return self.cancel(commit, current).await;
        };
        let readings = proposal
            .reading()
            .map(|told| settled_readings(&name, &told))
            .transpose()
            .map_err(RegistryError::Refused)?;
        let spelled = romanize_as(
            &name,
            proposal.category(),
            readings.as_deref().unwrap_or_default(),
        );
        commit.hold_name(&name, &spelled.plain).await?;
        let view = self.view_at(self.store.head().await?, FRESH).await?;
        self.judge_again(&view, giving)?;
        self.use_reservation(commit, &view, asked, &name).await?;
        let current = self.subject(commit, &view, actor, (kind, id)).await?;
        let misfits = super::misfits(&view, asked.form, &[asked.subject]);
        if !misfits.is_empty() {
            return Err(RegistryError::Refused(misfits).into());
        }
        let draft = draft_of(&current, proposal, &name, &spelled);
        let passed = self.judged_revision(&view, &current, draft)?;
        commit
            .update(
                kind,
                id,
                current.version,
                &passed.values,
                passed.geometry.as_ref(),
                Operation::Update,
            )
            .await?;
        let given = GivenName {
            feature: id,
            case: giving.case,
            legal_basis: proposal
                .text("approval_number")
                .unwrap_or(asked.number)
                .to_owned(),
            syllables: readings.is_some().then(|| numbered(&spelled)),
            pinyin_plain: spelled.plain,
        };
        commit.give_name(Some(given), from);
        Ok(())
    }

    /// The feature, locked; it is still in use.
    async fn subject(
        &self,
        commit: &mut Commit,
        view: &View,
        actor: &Actor,
        (kind, id): (Kind, Uuid),
    ) -> Result<Feature, NotGiven> {
        let current = self.lock_feature(commit, view, actor, (kind, id)).await?;
        if current.state() == State::Retired {
            return Err(RegistryError::Retired.into());
        }
        Ok(current)
    }

    async fn cancel(&self, commit: &mut Commit, mut current: Feature) -> Result<(), NotGiven> {
        current.values[shared::STATE_AT] = Value::from(State::Retired.as_str());
        commit
            .update(
                current.kind,
                current.id,
                current.version,
                &current.values,
                current.geometry.as_ref(),
                Operation::Retire,
            )
            .await?;
        Ok(())
    }

    /// Asks the rules once more: a stop, a name kept for others, or a duplicate that was not known
    /// when it was decided stands in the way.
    fn judge_again(&self, view: &View, giving: Giving<'_>) -> Result<(), NotGiven> {
        let on = giving
            .known
            .map_or_else(|| self.clock.today(), |known| known.judged_on);
        let Some(checked) = self.judge_proposal(view, giving.asked, on) else {
            return Ok(());
        };
        let is_known = |finding: &Finding| {
            let print = finding.fingerprint();
            let mut known = giving.known.iter().flat_map(|check| &check.findings);
            known.any(|one| one.rule == finding.rule && one.fingerprint == print)
        };
        let stands_in_the_way = |finding: &&Finding| {
            finding.overruled.is_none()
                && match finding.severity {
                    Severity::Stop => true,
                    Severity::Judge if finding.rule == RESERVED => true,
                    Severity::Judge => {
                        finding.verdict() == Verdict::Prohibited && !is_known(finding)
                    }
                    Severity::Note => false,
                }
        };
        let found: Vec<KeptFinding> = checked
            .findings
            .iter()
            .filter(stands_in_the_way)
            .map(KeptFinding::from)
            .collect();
        if found.is_empty() {
            Ok(())
        } else {
            Err(NotGiven::Conflict(CaseConflict::NewFindings(found)))
        }
    }

    /// A name that was kept for this proposal is used up; one that is kept for others is not given.
    async fn use_reservation(
        &self,
        commit: &mut Commit,
        view: &View,
        asked: Asked<'_>,
        name: &str,
    ) -> Result<(), NotGiven> {
        let row = view.snapshot.by_id(asked.subject.kind, asked.subject.id);
        let region = row.and_then(|row| row.text(shared::REGION_CODE_AT));
        let around = regions_around(view, region.unwrap_or_default());
        let Some(held) = commit.reserved_among(name, &around).await? else {
            return Ok(());
        };
        if !is_own(asked, &held) {
            return Err(RegistryError::NameKept(Box::new(KeptName::from(&held))).into());
        }
        match commit.release(held.id).await {
            // It lies beyond the reach of whoever approves, and ends on its own day.
            Ok(_) | Err(StoreError::NotFound) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether a name is kept for the applicant or the file of this proposal.
fn is_own(asked: Asked<'_>, held: &NameReservation) -> bool {
    let proposal = Proposal::of(asked.form);
    let is_same = |told: Option<&str>, kept: Option<&str>| {
        told.zip(kept)
            .is_some_and(|(told, kept)| normalise(told) == normalise(kept))
    };
    let reference = proposal.text("reference").unwrap_or(asked.number);
    is_same(Some(reference), held.reference.as_deref())
        || is_same(proposal.text("applicant"), held.holder.as_deref())
}

/// The feature as it is with the name.
fn draft_of(
    current: &Feature,
    proposal: Proposal<'_>,
    name: &str,
    spelled: &Romanized<'_>,
) -> Draft {
    let kind = current.kind;
    let mut draft = Draft::new(kind, 0);
    draft.values[shared::NAME_AT] = Some(Value::from(name));
    let told = [
        ("pinyin", Some(spelled.pinyin.as_str())),
        ("specific", Some(spelled.split.specific)),
        ("generic", Some(spelled.split.generic)),
        ("meaning", proposal.text("meaning")),
        ("origin", proposal.text("origin")),
    ];
    for (field, text) in told {
        let at = kind.fields().iter().position(|one| one.name == field);
        if let (Some(at), Some(text)) = (at, text.filter(|text| !text.is_empty())) {
            draft.values[at] = Some(Value::from(text));
        }
    }
    if current.state() == State::Draft {
        let state = match proposal.text("construction") {
            Some("built") => State::Current,
            _ => State::Planned,
        };
        draft.values[shared::STATE_AT] = Some(Value::from(state.as_str()));
    }
    draft
}

/// The reading of each character as name records keep it: `yue4`.
fn numbered(spelled: &Romanized<'_>) -> Vec<String> {
    let told = |read: &crate::text::Read| match read.syllable {
        Some(syllable) => format!("{}{}", syllable.base(), syllable.tone()),
        None => String::new(),
    };
    spelled.syllables.iter().map(told).collect()
}
