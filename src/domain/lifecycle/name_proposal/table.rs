//! The table: where a proposal may stand, what its forms hold, who is given what to do.
//!
//! # Law
//! 地名管理条例 (2022) art. 11 (what an application holds), 12 (who approves), 13 (filing within fifteen
//! days), 14 (announcement within fifteen days); 地名管理条例实施办法 (2024) art. 5 (the three reports).

use super::{forms::PROPOSED, steps::STEPS};
use crate::domain::{
    Kind, Role,
    lifecycle::{
        form::{FormField, Holds},
        table::{By, CaseKind, CaseState, Stage, Step, TaskKind, TaskMove, When, Whom},
    },
};

/// How a proposal changes the register.
const VARIANTS: &[&str] = &["naming", "renaming", "cancellation", "ex_officio"];

/// The naming categories that are proposed here; divisions go a way of their own (行政区划管理条例).
const CATEGORIES: &[&str] = &[
    "road",
    "residential",
    "building",
    "village",
    "community",
    "natural",
    "park",
    "facility",
    "other",
];

/// What an expert thinks of a proposal.
const STANCES: &[&str] = &["agree", "amend", "disagree"];

/// Whether the thing is there already.
const CONSTRUCTIONS: &[&str] = &["built", "planned"];

/// Approved by the government of the county.
pub(super) const BY_GOVERNMENT: When = When::is(
    "category",
    &["road", "village", "community", "natural", "park", "other"],
);

/// Approved by another department, which asks for an opinion and files what it approved.
pub(super) const BY_DEPARTMENT: When =
    When::is("category", &["residential", "building", "facility"]);

/// Asked for by somebody: the application brings its three reports.
pub(super) const APPLIED: When = When::is("variant", &["naming", "renaming"]);

/// A name is given.
pub(super) const GIVES: When = When::is("variant", &["naming", "renaming", "ex_officio"]);

/// Every deadline.
pub(super) const DEADLINES: &[&str] = &[
    "check", "survey", "opinion", "notice", "approve", "file", "announce", "sign", "publish",
];

const REPORT: Holds = Holds::Text(4_000);
const PARAGRAPH: Holds = Holds::Text(1_000);
const LINE: Holds = Holds::Text(200);

/// The table.
pub(in crate::domain::lifecycle) static NAME_PROPOSAL: CaseKind = CaseKind {
    name: "name_proposal",
    prefix: "DM",
    states: &[
        state("draft", Stage::Open),
        state("submitted", Stage::Open),
        state("checked", Stage::Open),
        state("surveyed", Stage::Open),
        state("opinions", Stage::Open),
        state("sitting", Stage::Open),
        state("deferred", Stage::Open),
        state("passed", Stage::Open),
        state("notice", Stage::Open),
        state("approval", Stage::Open),
        state("consulted", Stage::Open),
        state("approved", Stage::Open),
        state("announced", Stage::Open),
        state("signed", Stage::Open),
        state("published", Stage::Open),
        state("closed", Stage::Ended),
        state("withdrawn", Stage::Ended),
        state("rejected", Stage::Ended),
    ],
    fields: &[
        // The application.
        field("variant", Holds::Choice(VARIANTS)),
        field("category", Holds::Choice(CATEGORIES)),
        field("name", Holds::Text(60)),
        field("reading", Holds::Text(100)),
        field("alternatives", Holds::Text(100)),
        field("former", Holds::Text(60)),
        field("meaning", PARAGRAPH),
        field("origin", PARAGRAPH),
        field("reason", PARAGRAPH),
        field("location", Holds::Text(300)),
        field("construction", Holds::Choice(CONSTRUCTIONS)),
        field("applicant", Holds::Text(100)),
        field("reference", Holds::Text(60)),
        field("position", Holds::Position),
        field("subjects", Holds::Subjects),
        field("assessment", REPORT),
        field("argument", REPORT),
        field("consultation", REPORT),
        field("files", Holds::Attachments(20)),
        // On the way.
        field("ground", PARAGRAPH),
        field("visited_on", Holds::Date),
        field("survey", PARAGRAPH),
        field("photos", Holds::Attachments(20)),
        field("experts", Holds::Persons(Role::Expert)),
        field("stance", Holds::Choice(STANCES)),
        field("opinion", Holds::Text(2_000)),
        field("votes_for", Holds::Count(200)),
        field("votes_against", Holds::Count(200)),
        field("votes_abstained", Holds::Count(200)),
        field("resolution", PARAGRAPH),
        field("objections", Holds::Text(2_000)),
        // The approval and what follows from it.
        field("department", LINE),
        field("advice", Holds::Text(2_000)),
        field("authority", LINE),
        field("approval_number", Holds::Text(60)),
        field("approved_on", Holds::Date),
        field("remark", PARAGRAPH),
        field("filed_with", LINE),
        field("filed_on", Holds::Date),
        field("filing_number", Holds::Text(60)),
        field("channels", LINE),
        field("link", LINE),
        field("installed_on", Holds::Date),
        field("signs", Holds::Count(10_000)),
        field("sign_photos", Holds::Attachments(20)),
        field("platforms", LINE),
        field("proof", Holds::Attachments(20)),
        field("note", PARAGRAPH),
    ],
    tasks: &[
        task("revise", Role::Clerk, None),
        task("check", Role::Clerk, Some("check")),
        task("survey", Role::Surveyor, Some("survey")),
        task("ask", Role::Clerk, None),
        task("opinion", Role::Expert, Some("opinion")),
        task("decide", Role::Committee, None),
        task("resume", Role::Clerk, None),
        task("proceed", Role::Clerk, None),
        task("close_notice", Role::Clerk, Some("notice")),
        task("approve", Role::Approver, Some("approve")),
        task("record", Role::Clerk, None),
        task("file", Role::Clerk, Some("file")),
        task("announce", Role::Clerk, Some("announce")),
        task("install", Role::Surveyor, Some("sign")),
        task("publish", Role::Clerk, Some("publish")),
        task("close", Role::Clerk, None),
    ],
    deadlines: DEADLINES,
    subjects: &[Kind::Road, Kind::Place],
    proposes_name: true,
    opening: Step {
        act: "propose",
        by: &[By::Role(Role::Clerk)],
        to: Some("draft"),
        form: PROPOSED,
        tasks: &[TaskMove::Give("revise", Whom::Role)],
        ..Step::BARE
    },
    steps: STEPS,
};

const fn state(name: &'static str, stage: Stage) -> CaseState {
    CaseState { name, stage }
}

const fn field(name: &'static str, holds: Holds) -> FormField {
    FormField {
        name,
        holds,
        told: false,
    }
}

const fn task(name: &'static str, role: Role, deadline: Option<&'static str>) -> TaskKind {
    TaskKind {
        name,
        role,
        deadline,
    }
}
