//! Every table is sound, its words are there, and its deadlines have lengths.

use std::collections::BTreeSet;

use super::{
    super::{By, CaseKind, DeadlineBook, Entry, Holds, Stage, Step, TaskMove, Whom, catalogue},
    trial::NAMING,
};
use crate::{
    domain::Role,
    messages::{Lang, has},
};

/// Everything that is wrong with a table.
fn faults(kind: &CaseKind) -> Vec<String> {
    let steps = || std::iter::once(&kind.opening).chain(kind.steps);
    let mut found = Vec::new();
    let mut check = |holds: bool, fault: String| {
        if !holds {
            found.push(fault);
        }
    };
    let mut acts = BTreeSet::new();
    for step in steps() {
        let act = step.act;
        check(acts.insert(act), format!("{act}: twice"));
        check(!step.by.is_empty(), format!("{act}: nobody may"));
        let gathered = step.gather.iter().map(|gather| &gather.to);
        for state in step
            .from
            .iter()
            .chain(&step.to)
            .chain(gathered)
            .chain(step.sealed_in)
        {
            check(kind.state(state).is_some(), format!("{act}: state {state}"));
        }
        for entry in step.form {
            let field = entry.field;
            check(kind.field(field).is_some(), format!("{act}: field {field}"));
        }
        for name in step.starts.iter().chain(step.stops).chain(&step.over) {
            check(
                kind.deadlines.contains(name),
                format!("{act}: deadline {name}"),
            );
        }
        let holders = step.by.iter().filter_map(|by| match by {
            By::Holder(task) => Some(*task),
            By::Role(_) | By::Office(_) | By::Opener => None,
        });
        let moved = step.tasks.iter().map(|task_move| match task_move {
            TaskMove::Give(task, _) | TaskMove::Done(task) | TaskMove::OwnDone(task) => *task,
        });
        let gathered = step.gather.iter().flat_map(|gather| gather.tasks);
        let waited = step.after.iter().chain(gathered).copied();
        for task in holders.chain(moved).chain(waited) {
            check(kind.task(task).is_some(), format!("{act}: task {task}"));
        }
        let asked = step.form.iter().filter_map(|entry| entry.when);
        for when in asked.chain(step.when) {
            let choices = kind.field(when.field).map(|field| field.holds);
            let known = matches!(choices, Some(Holds::Choice(choices))
                if when.among.iter().all(|word| choices.contains(word)));
            check(known, format!("{act}: {} is no such choice", when.field));
        }
        if let Some(name) = step.counts_from {
            let is_date = step.form.iter().any(|entry| entry.field == name)
                && kind
                    .field(name)
                    .is_some_and(|field| field.holds == Holds::Date);
            check(is_date, format!("{act}: {name} is no date of its form"));
        }
        let ends = step.gather.and_then(|gather| kind.state(gather.to));
        check(
            ends.is_none_or(|state| state.stage == Stage::Open),
            format!("{act}: ends by itself"),
        );
        for task_move in step.tasks {
            if let TaskMove::Give(_, Whom::Field(name)) = task_move {
                let names_people = step.form.iter().any(|entry| entry.field == *name)
                    && kind.field(name).is_some_and(|field| {
                        matches!(field.holds, Holds::Person(_) | Holds::Persons(_))
                    });
                check(names_people, format!("{act}: {name} names nobody"));
            }
        }
    }
    check(
        kind.opening.from.is_empty(),
        "the opening comes from nowhere".to_owned(),
    );
    check(
        kind.opening.to.is_some(),
        "the opening leads nowhere".to_owned(),
    );
    // Every state is reached.
    let mut reached: BTreeSet<&str> = kind.opening.to.into_iter().collect();
    while let Some(next) = kind
        .steps
        .iter()
        .filter(|step| step.from.iter().any(|from| reached.contains(from)))
        .filter_map(leads_to)
        .find(|to| !reached.contains(to))
    {
        reached.insert(next);
    }
    for state in kind.states {
        let name = state.name;
        check(reached.contains(name), format!("{name}: never reached"));
        check(
            state.stage == Stage::Ended || can_end(kind, name),
            format!("{name}: no way to an end"),
        );
    }
    found
}

/// Whether some way leads from a state to an end.
fn can_end(kind: &CaseKind, from: &'static str) -> bool {
    let mut seen = vec![from];
    let mut at = 0;
    while let Some(state) = seen.get(at).copied() {
        at += 1;
        for step in kind.steps.iter().filter(|step| step.from.contains(&state)) {
            if step.ends(kind) {
                return true;
            }
            seen.extend(leads_to(step).filter(|to| !seen.contains(to)));
        }
    }
    false
}

fn leads_to(step: &Step) -> Option<&'static str> {
    step.to.or(step.gather.map(|gather| gather.to))
}

/// The keys of every message that a table needs.
fn message_keys(kind: &CaseKind) -> Vec<String> {
    let steps = || std::iter::once(&kind.opening).chain(kind.steps);
    let mut parts = vec!["kind".to_owned(), "title".to_owned()];
    parts.extend(
        kind.states
            .iter()
            .map(|state| format!("state.{}", state.name)),
    );
    for step in steps() {
        parts.push(format!("act.{}", step.act));
        parts.push(format!("done.{}", step.act));
        parts.extend(step.notice.map(|notice| format!("notice.{notice}")));
    }
    for field in kind.fields {
        parts.push(format!("field.{}", field.name));
        if let Holds::Choice(choices) = field.holds {
            let words = choices
                .iter()
                .map(|word| format!("choice.{}.{word}", field.name));
            parts.extend(words);
        }
    }
    parts.extend(kind.tasks.iter().map(|task| format!("task.{}", task.name)));
    parts.extend(kind.deadlines.iter().map(|name| format!("deadline.{name}")));
    parts.iter().map(|part| kind.key(part)).collect()
}

#[test]
fn every_table_is_sound() {
    for kind in catalogue::ALL {
        assert_eq!(faults(kind), Vec::<String>::new(), "{}", kind.name);
    }
}

#[test]
fn every_word_of_every_table_is_there_in_both_languages() {
    for kind in catalogue::ALL {
        for key in message_keys(kind) {
            for lang in [Lang::ZhCn, Lang::En] {
                assert!(has(lang, &key), "{} lacks {key}", lang.tag());
            }
        }
    }
}

#[test]
fn every_deadline_of_every_table_has_a_length_everywhere() {
    let book = DeadlineBook::built_in().unwrap();
    let today = "2026-06-01".parse().unwrap();
    for kind in catalogue::ALL {
        for name in kind.deadlines {
            assert!(book.rule(kind.name, name, &[], today).is_some(), "{name}");
        }
    }
}

#[test]
fn numbers_of_two_kinds_never_look_alike() {
    let prefixes: BTreeSet<&str> = catalogue::ALL.iter().map(|kind| kind.prefix).collect();
    assert_eq!(prefixes.len(), catalogue::ALL.len());
    for prefix in prefixes {
        assert!(prefix.bytes().all(|letter| letter.is_ascii_uppercase()));
    }
}

#[test]
fn the_trial_table_is_sound_and_a_broken_one_is_not() {
    assert_eq!(faults(&NAMING), Vec::<String>::new());
    let found = faults(&BROKEN).join("; ");
    for fault in [
        "ask: nobody may",
        "ask: state gone",
        "ask: field nothing",
        "ask: deadline never",
        "ask: task nobody",
        "ask: text names nobody",
        "notice: never reached",
        "draft: no way to an end",
    ] {
        assert!(found.contains(fault), "{fault}: {found}");
    }
}

/// The trial table as a constant, to vary.
const NAMING_COPY: CaseKind = CaseKind {
    name: "trial",
    prefix: "MM",
    states: NAMING.states,
    fields: NAMING.fields,
    tasks: NAMING.tasks,
    deadlines: NAMING.deadlines,
    subjects: &[],
    proposes_name: false,
    opening: Step {
        act: "draft",
        by: &[By::Role(Role::Clerk)],
        to: Some("draft"),
        form: &[Entry::must("text")],
        ..Step::BARE
    },
    steps: &[],
};

/// A table with one fault of each sort.
static BROKEN: CaseKind = CaseKind {
    steps: &[Step {
        act: "ask",
        from: &["draft", "gone"],
        form: &[Entry::must("nothing")],
        tasks: &[TaskMove::Give("nobody", Whom::Field("text"))],
        starts: &["never"],
        ..Step::BARE
    }],
    ..NAMING_COPY
};
