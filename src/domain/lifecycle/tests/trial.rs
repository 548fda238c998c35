//! The functions do with a table what it says: proved on one in the shape of a naming proposal.

use std::sync::LazyLock;

use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::super::{
    Asker, By, CaseKind, CaseState, Entry, FormField, Given, Hindrance, Holds, OpenTask, Stage,
    Standing, Step, TaskKind, TaskMove, Whom, acts_open, catalogue, open, step,
};
use crate::domain::Role;

/// A table in the shape of a naming proposal, to hold the functions to.
pub(super) static NAMING: CaseKind = CaseKind {
    name: "trial",
    prefix: "MM",
    states: &[
        CaseState {
            name: "draft",
            stage: Stage::Open,
        },
        CaseState {
            name: "opinions",
            stage: Stage::Open,
        },
        CaseState {
            name: "notice",
            stage: Stage::Open,
        },
        CaseState {
            name: "published",
            stage: Stage::Ended,
        },
        CaseState {
            name: "withdrawn",
            stage: Stage::Ended,
        },
    ],
    fields: &[
        FormField {
            name: "text",
            holds: Holds::Text(20),
            told: false,
        },
        FormField {
            name: "experts",
            holds: Holds::Persons(Role::Expert),
            told: false,
        },
        FormField {
            name: "stance",
            holds: Holds::Choice(&["for", "against"]),
            told: false,
        },
    ],
    tasks: &[TaskKind {
        name: "opinion",
        role: Role::Expert,
        deadline: None,
    }],
    deadlines: &["notice"],
    subjects: &[],
    proposes_name: false,
    opening: Step {
        act: "draft",
        by: &[By::Role(Role::Clerk)],
        to: Some("draft"),
        form: &[Entry::must("text")],
        ..Step::BARE
    },
    steps: &[
        Step {
            act: "ask",
            from: &["draft"],
            by: &[By::Role(Role::Clerk)],
            to: Some("opinions"),
            form: &[Entry::must("experts")],
            tasks: &[TaskMove::Give("opinion", Whom::Field("experts"))],
            ..Step::BARE
        },
        Step {
            act: "give_opinion",
            from: &["opinions"],
            by: &[By::Holder("opinion")],
            form: &[Entry::must("stance")],
            tasks: &[TaskMove::OwnDone("opinion")],
            ..Step::BARE
        },
        Step {
            act: "announce",
            from: &["opinions"],
            by: &[By::Role(Role::Clerk)],
            to: Some("notice"),
            after: &["opinion"],
            starts: &["notice"],
            ..Step::BARE
        },
        Step {
            act: "publish",
            from: &["notice"],
            by: &[By::Role(Role::Approver)],
            to: Some("published"),
            over: Some("notice"),
            ..Step::BARE
        },
        Step {
            act: "return",
            from: &["opinions", "notice"],
            by: &[By::Role(Role::Clerk)],
            to: Some("draft"),
            tasks: &[TaskMove::Done("opinion")],
            stops: &["notice"],
            ..Step::BARE
        },
        Step {
            act: "withdraw",
            from: &["draft", "opinions"],
            by: &[By::Opener],
            to: Some("withdrawn"),
            ..Step::BARE
        },
    ],
};

fn asker<'a>(person: &'a str, roles: &'a [Role]) -> Asker<'a> {
    Asker {
        person: Some(person),
        roles,
        office: &[],
        opener: false,
    }
}

const CLERK: Asker<'_> = Asker {
    person: Some("clerk"),
    roles: &[Role::Clerk],
    office: &[],
    opener: true,
};

static NOTHING: LazyLock<Map<String, Json>> = LazyLock::new(Map::new);

fn standing<'a>(state: &'a str, tasks: &'a [OpenTask]) -> Standing<'a> {
    Standing {
        state,
        tasks,
        running: &[],
        form: &NOTHING,
        stopped: false,
        today: "2026-06-08".parse().unwrap(),
    }
}

fn form(value: &Json) -> Map<String, Json> {
    value.as_object().unwrap().clone()
}

fn acts(standing: Standing<'_>, asker: Asker<'_>) -> Vec<&'static str> {
    acts_open(&NAMING, standing, asker)
        .iter()
        .map(|open| open.step.act)
        .collect()
}

/// The tasks that were given, as the store would keep them.
fn kept(given: &[Given]) -> Vec<OpenTask> {
    given
        .iter()
        .map(|given| OpenTask {
            id: Uuid::now_v7(),
            task: given.task.name.to_owned(),
            role: given.task.role,
            person: given.person.clone(),
        })
        .collect()
}

#[test]
fn opinions_of_several_are_given_side_by_side_and_all_are_waited_for() {
    let asked = json!({ "experts": ["wang", "li", "wang"] });
    let stepped = step(&NAMING, standing("draft", &[]), CLERK, "ask", &form(&asked)).unwrap();
    assert_eq!((stepped.to, stepped.ends), ("opinions", false));
    let mut tasks = kept(&stepped.given);
    assert_eq!(tasks.len(), 2, "one a person");

    let opinion = form(&json!({ "stance": "for" }));
    let wang = asker("wang", &[Role::Expert]);
    let other = asker("zhao", &[Role::Expert]);
    let here = standing("opinions", &tasks);
    assert_eq!(acts(here, wang), ["give_opinion"]);
    assert_eq!(
        step(&NAMING, here, other, "give_opinion", &opinion).unwrap_err(),
        Hindrance::NotYours
    );
    assert_eq!(
        step(&NAMING, here, CLERK, "announce", &Map::new()).unwrap_err(),
        Hindrance::Waiting("opinion")
    );
    let given = step(&NAMING, here, wang, "give_opinion", &opinion).unwrap();
    assert_eq!(
        (given.to, given.done.as_slice()),
        ("opinions", &[tasks[0].id][..])
    );

    tasks.remove(0);
    assert_eq!(
        acts(standing("opinions", &tasks), wang),
        [""; 0],
        "once each"
    );
    let li = asker("li", &[Role::Expert]);
    let last = step(
        &NAMING,
        standing("opinions", &tasks),
        li,
        "give_opinion",
        &opinion,
    );
    assert_eq!(last.unwrap().done, [tasks[0].id]);
    assert_eq!(
        acts(standing("opinions", &[]), CLERK),
        ["announce", "return", "withdraw"]
    );
}

#[test]
fn what_must_run_out_is_waited_for_to_the_end_of_its_last_day() {
    let approver = asker("zhou", &[Role::Approver]);
    let running = [("notice".to_owned(), "2026-06-08".parse().unwrap())];
    let on = |day: &str| Standing {
        running: &running,
        today: day.parse().unwrap(),
        ..standing("notice", &[])
    };
    assert_eq!(
        step(&NAMING, on("2026-06-08"), approver, "publish", &Map::new()).unwrap_err(),
        Hindrance::Early("notice", running[0].1)
    );
    let stepped = step(&NAMING, on("2026-06-09"), approver, "publish", &Map::new()).unwrap();
    assert!(stepped.ends);
    assert_eq!(
        stepped.stops, NAMING.deadlines,
        "an end stops every deadline"
    );
}

#[test]
fn a_return_ends_what_was_under_way_and_an_end_ends_everything() {
    let tasks = kept(&[
        Given {
            task: &NAMING.tasks[0],
            person: Some("wang".to_owned()),
        },
        Given {
            task: &NAMING.tasks[0],
            person: Some("li".to_owned()),
        },
    ]);
    let ids: Vec<Uuid> = tasks.iter().map(|task| task.id).collect();
    let here = standing("opinions", &tasks);
    let returned = step(&NAMING, here, CLERK, "return", &Map::new()).unwrap();
    assert_eq!((returned.to, &returned.done), ("draft", &ids));
    let withdrawn = step(&NAMING, here, CLERK, "withdraw", &Map::new()).unwrap();
    assert_eq!((withdrawn.ends, &withdrawn.done), (true, &ids));
}

#[test]
fn what_does_not_fit_is_told_apart() {
    let here = standing("draft", &[]);
    let told = |asker, act| step(&NAMING, here, asker, act, &Map::new()).unwrap_err();
    assert_eq!(told(CLERK, "dance"), Hindrance::Unknown);
    assert_eq!(told(CLERK, "publish"), Hindrance::NotOpen);
    let expert = asker("wang", &[Role::Expert]);
    assert_eq!(told(expert, "ask"), Hindrance::NotYours);
    let Hindrance::Form(problems) = told(CLERK, "ask") else {
        panic!("the form is empty");
    };
    assert_eq!(problems[0].field, "experts");
}

#[test]
fn whoever_works_the_machine_holds_every_role() {
    let operator = asker("write-token", &[Role::Operator]);
    assert_eq!(acts(standing("draft", &[]), operator), ["ask"]);
    assert!(acts(standing("draft", &[]), asker("zhao", &[Role::Auditor])).is_empty());
}

#[test]
fn a_form_names_everything_that_is_wrong_with_it() {
    let kind = catalogue::REPORTS;
    let public = Asker {
        person: None,
        roles: &[],
        office: &[],
        opener: false,
    };
    let opened = open(
        kind,
        public,
        &form(&json!({
            "target": "doorplate", "fault": "damaged", "position": [120.6, 29.4],
            "description": "  锈了  ", "photos": [],
        })),
    )
    .unwrap();
    assert_eq!(opened.to, "reported");
    assert_eq!(opened.filled.values["description"], "锈了");
    assert!((opened.filled.position.unwrap().lon - 120.6).abs() < f64::EPSILON);
    assert!(!opened.filled.values.contains_key("photos"));

    let wrong = json!({
        "target": "lamp", "position": [420.6, 29.4], "description": "\u{7}",
        "photos": ["x"], "subjects": [{ "kind": "cemetery", "id": Uuid::nil() }], "colour": 1,
    });
    let Err(Hindrance::Form(problems)) = open(kind, public, &form(&wrong)) else {
        panic!("it is wrong");
    };
    let named: Vec<(&str, &str)> = problems
        .iter()
        .map(|problem| (problem.field.as_ref(), problem.code.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("colour", "unknown_field"),
            ("target", "wrong_value"),
            ("fault", "missing_field"),
            ("position", "coordinate_out_of_range"),
            ("description", "control_character"),
            ("photos", "wrong_type"),
            ("subjects", "wrong_value"),
        ]
    );
}
