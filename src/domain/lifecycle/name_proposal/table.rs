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
        CaseState::of("draft", Stage::Open),
        CaseState::of("submitted", Stage::Open),
        CaseState::of("checked", Stage::Open),
        CaseState::of("surveyed", Stage::Open),
        CaseState::of("opinions", Stage::Open),
        CaseState::of("sitting", Stage::Open),
        CaseState::of("deferred", Stage::Open),
        CaseState::of("passed", Stage::Open),
        CaseState::of("notice", Stage::Open),
        CaseState::of("approval", Stage::Open),
        CaseState::of("consulted", Stage::Open),
        CaseState::of("approved", Stage::Open),
        CaseState::of("announced", Stage::Open),
        CaseState::of("signed", Stage::Open),
        CaseState::of("published", Stage::Open),
        CaseState::of("closed", Stage::Ended),
        CaseState::of("withdrawn", Stage::Ended),
        CaseState::of("rejected", Stage::Ended),
    ],
    fields: &[
        // The application.
        FormField::kept("variant", Holds::Choice(VARIANTS)),
        FormField::kept("category", Holds::Choice(CATEGORIES)),
        FormField::kept("name", Holds::Text(60)),
        FormField::kept("reading", Holds::Text(100)),
        FormField::kept("alternatives", Holds::Text(100)),
        FormField::kept("former", Holds::Text(60)),
        FormField::kept("meaning", PARAGRAPH),
        FormField::kept("origin", PARAGRAPH),
        FormField::kept("reason", PARAGRAPH),
        FormField::kept("location", Holds::Text(300)),
        FormField::kept("construction", Holds::Choice(CONSTRUCTIONS)),
        FormField::kept("applicant", Holds::Text(100)),
        FormField::kept("reference", Holds::Text(60)),
        FormField::kept("position", Holds::Position),
        FormField::kept("subjects", Holds::Subjects),
        FormField::kept("assessment", REPORT),
        FormField::kept("argument", REPORT),
        FormField::kept("consultation", REPORT),
        FormField::kept("files", Holds::Attachments(20)),
        // On the way.
        FormField::kept("ground", PARAGRAPH),
        FormField::kept("visited_on", Holds::Date),
        FormField::kept("survey", PARAGRAPH),
        FormField::kept("photos", Holds::Attachments(20)),
        FormField::kept("experts", Holds::Persons(Role::Expert)),
        FormField::kept("stance", Holds::Choice(STANCES)),
        FormField::kept("opinion", Holds::Text(2_000)),
        FormField::kept("votes_for", Holds::Count(200)),
        FormField::kept("votes_against", Holds::Count(200)),
        FormField::kept("votes_abstained", Holds::Count(200)),
        FormField::kept("resolution", PARAGRAPH),
        FormField::kept("objections", Holds::Text(2_000)),
        // The approval and what follows from it.
        FormField::kept("department", LINE),
        FormField::kept("advice", Holds::Text(2_000)),
        FormField::kept("authority", LINE),
        FormField::kept("approval_number", Holds::Text(60)),
        FormField::kept("approved_on", Holds::Date),
        FormField::kept("remark", PARAGRAPH),
        FormField::kept("filed_with", LINE),
        FormField::kept("filed_on", Holds::Date),
        FormField::kept("filing_number", Holds::Text(60)),
        FormField::kept("channels", LINE),
        FormField::kept("link", LINE),
        FormField::kept("installed_on", Holds::Date),
        FormField::kept("signs", Holds::Count(10_000)),
        FormField::kept("sign_photos", Holds::Attachments(20)),
        FormField::kept("platforms", LINE),
        FormField::kept("proof", Holds::Attachments(20)),
        FormField::kept("note", PARAGRAPH),
    ],
    tasks: &[
        TaskKind::of("revise", Role::Clerk, None),
        TaskKind::of("check", Role::Clerk, Some("check")),
        TaskKind::of("survey", Role::Surveyor, Some("survey")),
        TaskKind::of("ask", Role::Clerk, None),
        TaskKind::of("opinion", Role::Expert, Some("opinion")),
        TaskKind::of("decide", Role::Committee, None),
        TaskKind::of("resume", Role::Clerk, None),
        TaskKind::of("proceed", Role::Clerk, None),
        TaskKind::of("close_notice", Role::Clerk, Some("notice")),
        TaskKind::of("approve", Role::Approver, Some("approve")),
        TaskKind::of("record", Role::Clerk, None),
        TaskKind::of("file", Role::Clerk, Some("file")),
        TaskKind::of("announce", Role::Clerk, Some("announce")),
        TaskKind::of("install", Role::Surveyor, Some("sign")),
        TaskKind::of("publish", Role::Clerk, Some("publish")),
        TaskKind::of("close", Role::Clerk, None),
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
