//! What the rules say of a proposed name, by the pack of the application's day.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use crate::{
    domain::{
        Checked, NameCheck, NameDraft, NameFile, Proposal, Variant, lifecycle::Subject, road,
        shared,
    },
    registry::{Registry, RegistryError, View, local_day, naming::Beside},
    store::Commit,
};

/// How long a check waits until this process shows what was committed before it.
const FRESH: std::time::Duration = std::time::Duration::from_secs(5);

/// What is checked: the proposal of a case.
#[derive(Clone, Copy, Debug)]
pub(in crate::registry) struct Asked<'a> {
    /// The case's number.
    pub(in crate::registry) number: &'a str,
    /// What was filled in by now.
    pub(in crate::registry) form: &'a Map<String, Json>,
    /// The feature that it is about.
    pub(in crate::registry) subject: Subject,
}

impl Registry {
    /// Checks the name that a case proposes; none where it proposes none.
    ///
    /// # Errors
    /// When the register is not shown as it is by now, or the database does not answer.
    pub(in crate::registry) async fn check_proposal(
        &self,
        commit: &mut Commit,
        case: uuid::Uuid,
        asked: Asked<'_>,
    ) -> Result<Option<NameCheck>, RegistryError> {
        let view = self.view_at(self.store.head().await?, FRESH).await?;
        let handed_in = commit.last_done_at(case, "submit").await?;
        let on = handed_in.map_or_else(|| self.clock.today(), local_day);
        let Some(checked) = self.judge_proposal(&view, asked, on) else {
            return Ok(None);
        };
        let position = view.snapshot.position();
        Ok(Some(NameCheck::of(
            &checked,
            on,
            self.clock.now(),
            position,
        )))
    }

    /// What the rules say of it as the register is shown, by the law of a day.
    pub(super) fn judge_proposal(
        &self,
        view: &View,
        asked: Asked<'_>,
        on: NaiveDate,
    ) -> Option<Checked> {
        let draft = draft_of(view, asked, on)?;
        let around = Beside {
            inner: &*view.index,
            itself: Some((asked.subject.kind, asked.subject.id)),
            docket: None,
        };
        Some(self.judge_one(view, &draft, &around))
    }
}

/// The proposal as the rules read it.
fn draft_of(view: &View, asked: Asked<'_>, on: NaiveDate) -> Option<NameDraft> {
    let proposal = Proposal::of(asked.form);
    let name = proposal.name()?;
    let row = view.snapshot.by_id(asked.subject.kind, asked.subject.id)?;
    let is_road = asked.subject.kind == crate::domain::Kind::Road;
    let number = |at: usize| is_road.then(|| row.number(at)).flatten();
    let owned = |field: &str| proposal.text(field).map(str::to_owned);
    let reference = owned("reference").unwrap_or_else(|| asked.number.to_owned());
    Some(NameDraft {
        category: proposal.category(),
        region_code: row.text(shared::REGION_CODE_AT).map(str::to_owned),
        length_m: number(road::LENGTH_M_AT),
        width_m: number(road::WIDTH_M_AT),
        road_class: is_road
            .then(|| row.text(road::CLASS_AT).map(str::to_owned))
            .flatten(),
        replaces: owned("former"),
        file: file_of(proposal),
        applicant: owned("applicant"),
        reference: Some(reference),
        is_of_office: true,
        geometry: row.geometry(),
        on: Some(on),
        ..NameDraft::new(&name)
    })
}

/// What an application brings; the office that names something by itself applies to nobody.
fn file_of(proposal: Proposal<'_>) -> Option<NameFile> {
    if proposal.variant() == Some(Variant::ExOfficio) {
        return None;
    }
    let papers = [
        ("reason", "申请书"),
        ("assessment", "综合评估报告"),
        ("argument", "专家论证报告"),
        ("consultation", "征求意见报告"),
    ];
    let is_there = |(field, _): &(&str, &str)| proposal.text(field).is_some();
    let text = |field: &str| proposal.text(field).unwrap_or_default().to_owned();
    Some(NameFile {
        meaning: text("meaning"),
        origin: text("origin"),
        attachments: papers
            .into_iter()
            .filter(is_there)
            .map(|(_, paper)| paper.to_owned())
            .collect(),
    })
}
