//! Fault reports (标志问题上报): a sign, doorplate or marker that is wrong, missing or damaged.
//!
//! Anybody reports it with a position and photos; the township checks, assigns, mends and closes;
//! whoever reported follows by the number, and may say that it is still broken.

use super::{
    form::{FormField, Holds},
    table::{By, CaseKind, CaseState, Entry, Stage, Step, TaskKind, TaskMove, Whom},
};
use crate::domain::{Kind, Role};

/// What is at fault.
const TARGETS: &[&str] = &[
    "street_sign",
    "doorplate",
    "place_sign",
    "boundary_marker",
    "other",
];

/// What is wrong with it: the classes of damage that sign rules record.
const FAULTS: &[&str] = &[
    "damaged",
    "unclear",
    "missing",
    "wrong_name",
    "outdated",
    "misplaced",
    "wrong_number",
    "other",
];

const CLERK: By = By::Role(Role::Clerk);
const APPROVER: By = By::Role(Role::Approver);

/// The table.
pub(super) static FAULT_REPORT: CaseKind = CaseKind {
    name: "fault_report",
    prefix: "GZ",
    states: &[
        CaseState::of("reported", Stage::Open),
        CaseState::of("accepted", Stage::Open),
        CaseState::of("assigned", Stage::Open),
        CaseState::of("mended", Stage::Open),
        CaseState::of("closed", Stage::Ended),
        CaseState::of("unfounded", Stage::Ended),
        CaseState::of("duplicate", Stage::Ended),
    ],
    fields: &[
        FormField::told("target", Holds::Choice(TARGETS)),
        FormField::told("fault", Holds::Choice(FAULTS)),
        FormField::told("description", Holds::Text(1_000)),
        FormField::told("position", Holds::Position),
        FormField::told("photos", Holds::Attachments(6)),
        FormField::told("subjects", Holds::Subjects),
        FormField::kept("note", Holds::Text(1_000)),
        FormField::told("reason", Holds::Text(500)),
        FormField::kept("duplicate_of", Holds::Case),
        FormField::kept("person", Holds::Person(Role::Surveyor)),
        FormField::kept("work", Holds::Text(1_000)),
        FormField::kept("proof", Holds::Attachments(6)),
        FormField::told("reply", Holds::Text(500)),
    ],
    tasks: &[
        TaskKind::of("check", Role::Clerk, Some("check")),
        TaskKind::of("assign", Role::Clerk, Some("mend")),
        TaskKind::of("mend", Role::Surveyor, Some("mend")),
        TaskKind::of("confirm", Role::Clerk, Some("confirm")),
    ],
    deadlines: &["check", "mend", "confirm"],
    subjects: &[
        Kind::Place,
        Kind::Road,
        Kind::Doorplate,
        Kind::BoundaryMarker,
    ],
    proposes_name: false,
    opening: Step {
        act: "report",
        by: &[By::Role(Role::Public)],
        to: Some("reported"),
        form: &[
            Entry::must("target"),
            Entry::must("fault"),
            Entry::must("position"),
            Entry::may("description"),
            Entry::may("photos"),
            Entry::may("subjects"),
        ],
        tasks: &[TaskMove::Give("check", Whom::Role)],
        starts: &["check"],
        notice: Some("received"),
        ..Step::BARE
    },
    steps: &[
        Step {
            act: "accept",
            from: &["reported"],
            by: &[CLERK, APPROVER],
            to: Some("accepted"),
            form: &[Entry::may("note"), Entry::may("subjects")],
            tasks: &[
                TaskMove::Done("check"),
                TaskMove::Give("assign", Whom::Role),
            ],
            starts: &["mend"],
            stops: &["check"],
            notice: Some("accepted"),
            ..Step::BARE
        },
        Step {
            act: "reject",
            from: &["reported"],
            by: &[CLERK, APPROVER],
            to: Some("unfounded"),
            form: &[Entry::must("reason")],
            notice: Some("unfounded"),
            ..Step::BARE
        },
        Step {
            act: "duplicate",
            from: &["reported", "accepted"],
            by: &[CLERK, APPROVER],
            to: Some("duplicate"),
            form: &[Entry::must("duplicate_of"), Entry::may("note")],
            notice: Some("duplicate"),
            ..Step::BARE
        },
        Step {
            act: "assign",
            from: &["accepted", "assigned"],
            by: &[CLERK, APPROVER],
            to: Some("assigned"),
            form: &[Entry::must("person"), Entry::may("note")],
            tasks: &[
                TaskMove::Done("assign"),
                TaskMove::Done("mend"),
                TaskMove::Give("mend", Whom::Field("person")),
            ],
            notice: Some("assigned"),
            ..Step::BARE
        },
        Step {
            act: "give_back",
            from: &["assigned"],
            by: &[By::Holder("mend")],
            to: Some("accepted"),
            form: &[Entry::must("note")],
            tasks: &[TaskMove::Done("mend"), TaskMove::Give("assign", Whom::Role)],
            ..Step::BARE
        },
        Step {
            act: "mend",
            from: &["assigned"],
            by: &[By::Holder("mend")],
            to: Some("mended"),
            form: &[Entry::must("proof"), Entry::may("work")],
            tasks: &[
                TaskMove::Done("mend"),
                TaskMove::Give("confirm", Whom::Role),
            ],
            starts: &["confirm"],
            stops: &["mend"],
            notice: Some("mended"),
            ..Step::BARE
        },
        Step {
            act: "close",
            from: &["mended"],
            by: &[CLERK, APPROVER],
            to: Some("closed"),
            form: &[Entry::may("reply"), Entry::may("note")],
            notice: Some("closed"),
            ..Step::BARE
        },
        Step {
            act: "reopen",
            from: &["mended", "closed", "unfounded"],
            by: &[CLERK, APPROVER, By::Opener],
            to: Some("accepted"),
            form: &[Entry::must("reason"), Entry::may("photos")],
            tasks: &[
                TaskMove::Done("confirm"),
                TaskMove::Give("assign", Whom::Role),
            ],
            starts: &["mend"],
            stops: &["confirm"],
            notice: Some("reopened"),
            ..Step::BARE
        },
    ],
};
