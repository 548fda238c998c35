//! The steps of a name proposal.

use super::{
    forms::{ANNOUNCED, CHECKED_AND_OPEN, EDITED, GROUND, NOT_DECIDED, SUBMITTED},
    table::{BY_DEPARTMENT, BY_GOVERNMENT, DEADLINES},
};
use crate::domain::{
    Role,
    lifecycle::table::{By, Effect, Entry, Gather, Step, TaskMove, Whom},
};

/// Of the township or the bureau.
const CLERK: By = By::Role(Role::Clerk);
/// Of the bureau.
const BUREAU: By = By::Office(Role::Clerk);
const SURVEYOR: By = By::Role(Role::Surveyor);
const COMMITTEE: By = By::Office(Role::Committee);
const APPROVER: By = By::Office(Role::Approver);

/// Filing and announcement are done side by side, and the case goes on after both.
const BOTH: Option<Gather> = Some(Gather {
    tasks: &["file", "announce"],
    to: "announced",
});

/// In the table's order.
pub(super) const STEPS: &[Step] = &[
    Step {
        act: "edit",
        from: &["draft"],
        by: &[CLERK],
        form: EDITED,
        ..Step::BARE
    },
    Step {
        act: "submit",
        from: &["draft"],
        by: &[CLERK],
        to: Some("submitted"),
        form: SUBMITTED,
        tasks: &[
            TaskMove::Done("revise"),
            TaskMove::Give("check", Whom::Role),
        ],
        starts: &["check"],
        ..Step::BARE
    },
    Step {
        act: "check",
        from: &["submitted"],
        by: &[BUREAU],
        to: Some("checked"),
        form: &[Entry::may("note")],
        tasks: &[
            TaskMove::Done("check"),
            TaskMove::Give("survey", Whom::Role),
        ],
        starts: &["survey"],
        stops: &["check"],
        effect: Some(Effect::CheckName),
        ..Step::BARE
    },
    Step {
        act: "recheck",
        from: CHECKED_AND_OPEN,
        by: &[BUREAU, COMMITTEE, APPROVER],
        effect: Some(Effect::CheckName),
        ..Step::BARE
    },
    Step {
        act: "survey",
        from: &["checked"],
        by: &[SURVEYOR, CLERK],
        to: Some("surveyed"),
        form: &[
            Entry::must("visited_on"),
            Entry::must("survey"),
            Entry::may("location"),
            Entry::may("photos"),
        ],
        tasks: &[TaskMove::Done("survey"), TaskMove::Give("ask", Whom::Role)],
        stops: &["survey"],
        cleared: true,
        ..Step::BARE
    },
    Step {
        act: "ask_experts",
        from: &["surveyed"],
        by: &[BUREAU],
        to: Some("opinions"),
        form: &[Entry::must("experts")],
        tasks: &[
            TaskMove::Done("ask"),
            TaskMove::Give("opinion", Whom::Field("experts")),
        ],
        starts: &["opinion"],
        cleared: true,
        ..Step::BARE
    },
    Step {
        act: "give_opinion",
        from: &["opinions"],
        by: &[By::Holder("opinion")],
        form: &[Entry::must("stance"), Entry::must("opinion")],
        tasks: &[TaskMove::OwnDone("opinion")],
        apart: true,
        sealed_in: &["opinions"],
        ..Step::BARE
    },
    Step {
        act: "close_opinions",
        from: &["opinions"],
        by: &[BUREAU],
        form: GROUND,
        tasks: &[TaskMove::Done("opinion")],
        apart: true,
        ..Step::BARE
    },
    Step {
        act: "to_sitting",
        from: &["opinions"],
        by: &[BUREAU],
        to: Some("sitting"),
        after: &["opinion"],
        tasks: &[TaskMove::Give("decide", Whom::Role)],
        stops: &["opinion"],
        cleared: true,
        ..Step::BARE
    },
    Step {
        act: "pass",
        from: &["sitting"],
        by: &[COMMITTEE],
        to: Some("passed"),
        form: &[
            Entry::may("votes_for"),
            Entry::may("votes_against"),
            Entry::may("votes_abstained"),
            Entry::may("resolution"),
        ],
        tasks: &[
            TaskMove::Done("decide"),
            TaskMove::Give("proceed", Whom::Role),
        ],
        cleared: true,
        ..Step::BARE
    },
    Step {
        act: "defer",
        from: &["sitting"],
        by: &[COMMITTEE],
        to: Some("deferred"),
        form: GROUND,
        tasks: &[
            TaskMove::Done("decide"),
            TaskMove::Give("resume", Whom::Role),
        ],
        ..Step::BARE
    },
    Step {
        act: "resume",
        from: &["deferred"],
        by: &[BUREAU],
        to: Some("sitting"),
        form: &[Entry::may("note")],
        tasks: &[
            TaskMove::Done("resume"),
            TaskMove::Give("decide", Whom::Role),
        ],
        cleared: true,
        ..Step::BARE
    },
    Step {
        act: "remand",
        from: &["sitting"],
        by: &[COMMITTEE],
        to: Some("draft"),
        form: GROUND,
        tasks: &[
            TaskMove::Done("decide"),
            TaskMove::Give("revise", Whom::Role),
        ],
        ..Step::BARE
    },
    Step {
        act: "vote_down",
        from: &["sitting"],
        by: &[COMMITTEE],
        to: Some("rejected"),
        form: GROUND,
        ..Step::BARE
    },
    Step {
        act: "open_notice",
        from: &["passed"],
        by: &[BUREAU],
        to: Some("notice"),
        form: &[Entry::must_by_now("location")],
        tasks: &[
            TaskMove::Done("proceed"),
            TaskMove::Give("close_notice", Whom::Role),
        ],
        starts: &["notice"],
        when: Some(BY_GOVERNMENT),
        cleared: true,
        ..Step::BARE
    },
    Step {
        act: "request",
        from: &["notice"],
        by: &[BUREAU],
        to: Some("approval"),
        form: &[Entry::must("objections")],
        over: Some("notice"),
        tasks: &[
            TaskMove::Done("close_notice"),
            TaskMove::Give("approve", Whom::Role),
        ],
        starts: &["approve"],
        stops: &["notice"],
        effect: Some(Effect::CloseNotice),
        cleared: true,
        ..Step::BARE
    },
    Step {
        act: "issue_opinion",
        from: &["surveyed", "passed"],
        by: &[BUREAU],
        to: Some("consulted"),
        form: &[Entry::must("department"), Entry::must("advice")],
        tasks: &[
            TaskMove::Done("ask"),
            TaskMove::Done("proceed"),
            TaskMove::Give("record", Whom::Role),
        ],
        when: Some(BY_DEPARTMENT),
        cleared: true,
        ..Step::BARE
    },
    Step {
        act: "approve",
        from: &["approval"],
        by: &[APPROVER],
        to: Some("approved"),
        form: &[
            Entry::must("approval_number"),
            Entry::may("approved_on"),
            Entry::may("authority"),
            Entry::may("remark"),
        ],
        tasks: &[
            TaskMove::Done("approve"),
            TaskMove::Give("file", Whom::Role),
            TaskMove::Give("announce", Whom::Role),
            TaskMove::Give("install", Whom::Role),
        ],
        starts: &["file", "announce", "sign"],
        stops: &["approve"],
        counts_from: Some("approved_on"),
        effect: Some(Effect::GiveName),
        cleared: true,
        ..Step::BARE
    },
    Step {
        act: "send_back",
        from: &["approval"],
        by: &[APPROVER],
        to: Some("passed"),
        form: GROUND,
        tasks: &[
            TaskMove::Done("approve"),
            TaskMove::Give("proceed", Whom::Role),
        ],
        stops: &["approve"],
        ..Step::BARE
    },
    Step {
        act: "disapprove",
        from: &["approval"],
        by: &[APPROVER],
        to: Some("rejected"),
        form: GROUND,
        ..Step::BARE
    },
    Step {
        act: "record_approval",
        from: &["consulted"],
        by: &[BUREAU],
        to: Some("approved"),
        form: &[
            Entry::must("authority"),
            Entry::must("approval_number"),
            Entry::must("approved_on"),
            Entry::may("remark"),
        ],
        tasks: &[
            TaskMove::Done("record"),
            TaskMove::Give("file", Whom::Role),
            TaskMove::Give("announce", Whom::Role),
            TaskMove::Give("install", Whom::Role),
        ],
        starts: &["file", "sign"],
        counts_from: Some("approved_on"),
        effect: Some(Effect::GiveName),
        cleared: true,
        ..Step::BARE
    },
    Step {
        act: "decline",
        from: &["consulted"],
        by: &[BUREAU],
        to: Some("rejected"),
        form: GROUND,
        ..Step::BARE
    },
    Step {
        act: "file",
        from: &["approved"],
        by: &[BUREAU],
        form: &[
            Entry::must("filed_with"),
            Entry::must("filed_on"),
            Entry::may("filing_number"),
        ],
        tasks: &[TaskMove::Done("file")],
        stops: &["file"],
        when: Some(BY_GOVERNMENT),
        gather: BOTH,
        ..Step::BARE
    },
    // The department files with the bureau, and the clock of the announcement runs from there.
    Step {
        act: "receive_filing",
        from: &["approved"],
        by: &[BUREAU],
        form: &[Entry::must("filed_on"), Entry::may("filing_number")],
        tasks: &[TaskMove::Done("file")],
        starts: &["announce"],
        stops: &["file"],
        when: Some(BY_DEPARTMENT),
        counts_from: Some("filed_on"),
        gather: BOTH,
        ..Step::BARE
    },
    Step {
        act: "announce",
        from: &["approved"],
        by: &[BUREAU],
        form: ANNOUNCED,
        tasks: &[TaskMove::Done("announce")],
        stops: &["announce"],
        when: Some(BY_GOVERNMENT),
        gather: BOTH,
        ..Step::BARE
    },
    Step {
        act: "announce_filed",
        from: &["approved"],
        by: &[BUREAU],
        form: ANNOUNCED,
        after: &["file"],
        tasks: &[TaskMove::Done("announce")],
        stops: &["announce"],
        when: Some(BY_DEPARTMENT),
        gather: BOTH,
        ..Step::BARE
    },
    Step {
        act: "install",
        from: &["announced"],
        by: &[SURVEYOR, CLERK],
        to: Some("signed"),
        form: &[
            Entry::must("installed_on"),
            Entry::may("signs"),
            Entry::may("sign_photos"),
            Entry::may("note"),
        ],
        tasks: &[
            TaskMove::Done("install"),
            TaskMove::Give("publish", Whom::Role),
        ],
        starts: &["publish"],
        stops: &["sign"],
        ..Step::BARE
    },
    Step {
        act: "publish",
        from: &["signed"],
        by: &[CLERK],
        to: Some("published"),
        form: &[
            Entry::must("platforms"),
            Entry::may("link"),
            Entry::may("proof"),
        ],
        tasks: &[
            TaskMove::Done("publish"),
            TaskMove::Give("close", Whom::Role),
        ],
        stops: &["publish"],
        ..Step::BARE
    },
    Step {
        act: "close",
        from: &["published"],
        by: &[BUREAU],
        to: Some("closed"),
        form: &[Entry::may("note")],
        ..Step::BARE
    },
    Step {
        act: "return",
        from: &["submitted", "checked", "surveyed", "opinions"],
        by: &[BUREAU],
        to: Some("draft"),
        form: GROUND,
        tasks: &[
            TaskMove::Done("check"),
            TaskMove::Done("survey"),
            TaskMove::Done("ask"),
            TaskMove::Done("opinion"),
            TaskMove::Give("revise", Whom::Role),
        ],
        stops: DEADLINES,
        ..Step::BARE
    },
    Step {
        act: "reconsider",
        from: &["passed", "notice"],
        by: &[BUREAU],
        to: Some("sitting"),
        form: GROUND,
        tasks: &[
            TaskMove::Done("proceed"),
            TaskMove::Done("close_notice"),
            TaskMove::Give("decide", Whom::Role),
        ],
        stops: &["notice"],
        ..Step::BARE
    },
    Step {
        act: "refuse",
        from: &["submitted", "checked"],
        by: &[BUREAU],
        to: Some("rejected"),
        form: GROUND,
        ..Step::BARE
    },
    Step {
        act: "withdraw",
        from: NOT_DECIDED,
        by: &[By::Opener, BUREAU],
        to: Some("withdrawn"),
        form: GROUND,
        ..Step::BARE
    },
];
