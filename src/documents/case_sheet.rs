//! The case sheet (办件单): what a case is about, all that happened, who is to do what until when, and
//! its papers. It holds what whoever prints it may see; nothing is looked up here.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value as Json, json};

use super::manuscript::{Manuscript, Paper, day, moment};
use crate::{
    domain::{
        Attachment, COMMENT, CaseEvent, CaseFile, CaseTask, Role,
        lifecycle::{FormField, Holds, Subject},
    },
    messages::{Lang, say},
};

/// The paper.
pub(super) static CASE_SHEET: Paper = Paper { name: "case_sheet" };

/// The words that the template asks for.
const WORDS: [&str; 20] = [
    "filled",
    "photos",
    "record",
    "when",
    "who",
    "what",
    "notice",
    "tasks",
    "task",
    "due",
    "done",
    "deadlines",
    "deadline",
    "state",
    "basis",
    "papers",
    "nth",
    "name",
    "size",
    "colon",
];

/// What a case sheet is made of.
#[derive(Clone, Debug)]
pub struct CaseSheetOrder<'a> {
    /// The case as whoever prints it may see it.
    pub file: &'a CaseFile,
    /// The names of its region and those above it, the highest first.
    pub regions: &'a [String],
    /// The features that it is about, with what they are called.
    pub subjects: &'a [(Subject, Option<String>)],
    /// Its photos and documents.
    pub enclosures: &'a [Enclosure],
    /// What people call whoever prints it.
    pub printed_by: &'a str,
    /// When it is printed.
    pub at: DateTime<Utc>,
    /// That day.
    pub today: NaiveDate,
    /// The language of its words.
    pub lang: Lang,
}

/// A photo or document of a case.
#[derive(Clone, Debug)]
pub struct Enclosure {
    /// What is known of it.
    pub attachment: Attachment,
    /// The photo in small.
    pub picture: Option<Vec<u8>>,
}

impl CaseSheetOrder<'_> {
    /// The sheet, to be printed.
    #[must_use]
    pub fn compose(&self) -> Manuscript {
        let case = &self.file.case;
        let heading = self.say("heading", &[("kind", &case.kind.say(self.lang, "kind"))]);
        let words: Map<String, Json> = WORDS
            .into_iter()
            .map(|word| (word.to_owned(), self.word(word).into()))
            .collect();
        let photos = self.enclosures.iter().enumerate();
        let photos = photos.filter_map(|(nth, one)| Some((nth, one.picture.as_ref()?)));
        let captions: Vec<Json> = photos
            .clone()
            .enumerate()
            .map(|(at, (nth, _))| json!({ "at": at, "caption": (nth + 1).to_string() }))
            .collect();
        let data = [
            ("heading", heading.as_str().into()),
            ("words", Json::Object(words)),
            ("facts", self.facts()),
            ("filled", self.filled(&case.form, true)),
            ("photos", Json::Array(captions)),
            (
                "record",
                self.file.events.iter().map(|one| self.event(one)).collect(),
            ),
            (
                "tasks",
                self.file.tasks.iter().map(|one| self.task(one)).collect(),
            ),
            ("deadlines", self.deadlines()),
            ("papers", self.papers()),
            (
                "signs",
                json!(["handled", "checked", "date"].map(|part| self.word(part))),
            ),
            (
                "printed",
                self.say(
                    "printed",
                    &[
                        ("name", self.printed_by),
                        ("when", &moment(self.at, self.lang)),
                    ],
                )
                .into(),
            ),
        ];
        Manuscript {
            paper: &CASE_SHEET,
            title: format!("{heading} {}", case.number),
            data: data
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            pictures: photos.map(|(_, picture)| picture.clone()).collect(),
            lang: self.lang,
            at: self.at,
        }
    }

    fn say(&self, part: &str, values: &[(&str, &str)]) -> String {
        CASE_SHEET.say(self.lang, part, values)
    }

    fn word(&self, part: &str) -> String {
        self.say(part, &[])
    }

    fn facts(&self) -> Json {
        let case = &self.file.case;
        let kind = case.kind;
        let mut facts = vec![
            ("number", case.number.clone(), false),
            (
                "state",
                kind.say(self.lang, &format!("state.{}", case.state)),
                false,
            ),
            ("region", self.regions.concat(), false),
            ("opened", moment(case.opened_at, self.lang), false),
        ];
        if let Some(first) = self.file.events.first() {
            facts.push(("opened_by", self.person(&first.name, first.role), false));
        }
        match (case.closed_at, case.due_on) {
            (Some(at), _) => facts.push(("closed", moment(at, self.lang), false)),
            (None, Some(on)) => {
                facts.push(("due", self.due(on, case.due_provisional), false));
            }
            (None, None) => {}
        }
        if let Some(at) = case.position {
            facts.push(("position", format!("{:.6}, {:.6}", at.lon, at.lat), true));
        }
        if !self.subjects.is_empty() {
            let subjects: Vec<String> = self.subjects.iter().map(|one| self.subject(one)).collect();
            facts.push(("subjects", subjects.join(&self.word("and")), true));
        }
        // Whatever stands alone in the last row of pairs takes the whole row.
        let pairs = facts.iter().filter(|(.., wide)| !wide).count();
        if pairs % 2 == 1
            && let Some(last) = facts.iter_mut().rfind(|(.., wide)| !*wide)
        {
            last.2 = true;
        }
        facts
            .into_iter()
            .map(|(part, value, wide)| {
                json!({ "label": self.word(part), "value": value, "wide": wide })
            })
            .collect()
    }

    fn subject(&self, (subject, name): &(Subject, Option<String>)) -> String {
        let (zh, en) = subject.kind.labels();
        let kind = match self.lang {
            Lang::ZhCn => zh,
            Lang::En => en,
        };
        let name = name.clone().unwrap_or_else(|| self.word("unnamed"));
        self.of(&name, kind)
    }

    /// What was filled in, in the order of the kind's fields. Position and subjects are told above.
    fn filled(&self, form: &Map<String, Json>, wide: bool) -> Json {
        let kind = self.file.case.kind;
        kind.fields
            .iter()
            .filter(|field| !matches!(field.holds, Holds::Position | Holds::Subjects))
            .filter_map(|field| {
                let value = self.value(field, form.get(field.name)?);
                let label = kind.say(self.lang, &format!("field.{}", field.name));
                Some(json!({ "label": label, "value": value, "wide": wide }))
            })
            .collect()
    }

    fn value(&self, field: &FormField, value: &Json) -> String {
        let kind = self.file.case.kind;
        match (field.holds, value) {
            (Holds::Choice(_), Json::String(word)) => {
                kind.say(self.lang, &format!("choice.{}.{word}", field.name))
            }
            (Holds::Attachments(_), Json::Array(ids)) => {
                self.say("files", &[("n", &ids.len().to_string())])
            }
            (Holds::Date, Json::String(text)) => text
                .parse()
                .map_or_else(|_| text.clone(), |on| day(on, self.lang)),
            (Holds::Person(role), Json::String(login)) => self.called(login, role),
            (Holds::Persons(role), Json::Array(logins)) => {
                let names: Vec<String> = logins
                    .iter()
                    .filter_map(Json::as_str)
                    .map(|login| self.called(login, role))
                    .collect();
                names.join(&self.word("and"))
            }
            (_, Json::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        }
    }

    fn event(&self, event: &CaseEvent) -> Json {
        let kind = self.file.case.kind;
        let what = if event.act == COMMENT {
            say(self.lang, "case.commented", &[])
        } else {
            kind.say(self.lang, &format!("done.{}", event.act))
        };
        let state = |state: &str| kind.say(self.lang, &format!("state.{state}"));
        let moved = event
            .from
            .as_deref()
            .filter(|from| *from != event.to)
            .map(|from| format!("{} → {}", state(from), state(&event.to)));
        // What opened the case is filled in above.
        let lines = if event.from.is_none() {
            Json::Array(Vec::new())
        } else {
            self.filled(&event.form, false)
        };
        json!({
            "when": moment(event.at, self.lang),
            "who": self.person(&event.name, event.role),
            "what": what,
            "moved": moved,
            "lines": lines,
            "comment": event.comment,
            "notice": event.notice.as_deref()
                .map(|notice| kind.say(self.lang, &format!("notice.{notice}"))),
        })
    }

    fn task(&self, task: &CaseTask) -> Json {
        let kind = self.file.case.kind;
        let whose = task.done_by_name.as_ref().or(task.person_name.as_ref());
        let done = match task.done_at {
            Some(at) => moment(at, self.lang),
            None => self.word("open"),
        };
        json!({
            "what": kind.say(self.lang, &format!("task.{}", task.task)),
            "who": self.person(whose.map_or("", String::as_str), task.role),
            "due": task.due_on.map_or_else(String::new, |on| self.due(on, task.due_provisional)),
            "done": done,
        })
    }

    fn deadlines(&self) -> Json {
        let kind = self.file.case.kind;
        self.file
            .deadlines
            .iter()
            .map(|one| {
                let state = match one.stopped_at {
                    Some(at) => self.say("stopped", &[("when", &moment(at, self.lang))]),
                    None if one.due_on < self.today => self.word("overdue"),
                    None => self.word("running"),
                };
                json!({
                    "what": kind.say(self.lang, &format!("deadline.{}", one.name)),
                    "due": self.due(one.due_on, one.provisional),
                    "state": state,
                    "basis": one.basis,
                })
            })
            .collect()
    }

    fn papers(&self) -> Json {
        self.enclosures
            .iter()
            .enumerate()
            .map(|(nth, one)| {
                json!({
                    "nth": nth + 1,
                    "name": one.attachment.name,
                    "size": format!("{} KB", one.attachment.bytes.div_ceil(1_000)),
                    "when": moment(one.attachment.created_at, self.lang),
                })
            })
            .collect()
    }

    fn due(&self, on: NaiveDate, provisional: bool) -> String {
        let shown = day(on, self.lang);
        if provisional {
            self.say("provisional", &[("day", &shown)])
        } else {
            shown
        }
    }

    /// A name, and what bears it.
    fn of(&self, name: &str, what: &str) -> String {
        self.say("of", &[("name", name), ("what", what)])
    }

    /// Name and role; the role alone where nobody is named.
    fn person(&self, name: &str, role: Role) -> String {
        let label = role.label(self.lang);
        match (role, name) {
            (Role::Public, _) => self.word("public"),
            (_, "") => label.to_owned(),
            (_, name) => self.of(name, label),
        }
    }

    /// Whoever has this login.
    fn called(&self, login: &str, role: Role) -> String {
        let name = self.file.names.get(login).map_or("", String::as_str);
        self.person(name, role)
    }
}
