//! The papers of a name proposal: application (申请书), approval (批复), announcement (公告). All three say
//! the same of the name, each in its own form.
//!
//! # Law
//! 地名管理条例 (2022) art. 11, 13, 14; the six things that an announcement says; layout by
//! GB/T 9704-2012.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value as Json, json};

use super::manuscript::{Manuscript, Paper, day};
use crate::{
    domain::{Case, Proposal, Variant},
    messages::Lang,
};

/// The application.
pub(super) static APPLICATION: Paper = Paper {
    name: "name_application",
};
/// The approval.
pub(super) static APPROVAL: Paper = Paper {
    name: "name_approval",
};
/// The announcement.
pub(super) static ANNOUNCEMENT: Paper = Paper {
    name: "name_announcement",
};

/// What the papers of a proposal are made of.
#[derive(Clone, Debug)]
pub struct NamePaperOrder<'a> {
    /// The case.
    pub case: &'a Case,
    /// The names of its region and those above it, the highest first.
    pub regions: &'a [String],
    /// The name of the county.
    pub county: &'a str,
    /// How the name is spelled.
    pub pinyin: &'a str,
    /// What is known of the feature, each with its label.
    pub facts: &'a [(String, String)],
    /// What is attached, by name.
    pub enclosures: &'a [String],
    /// The day that the paper bears: of handing in, of the approval, of the announcement.
    pub dated: NaiveDate,
    /// When it is printed.
    pub at: DateTime<Utc>,
    /// The language of its words.
    pub lang: Lang,
}

impl NamePaperOrder<'_> {
    /// The application (申请书).
    #[must_use]
    pub fn application(&self) -> Manuscript {
        let form = Proposal::of(&self.case.form);
        let filled = |field: &str| form.text(field).map(str::to_owned);
        let mut facts = vec![
            self.fact("number", Some(self.case.number.clone()), false),
            self.fact(
                "applicant",
                filled("applicant").or_else(|| self.own()),
                false,
            ),
            self.fact("variant", self.choice("variant"), false),
            self.fact("category", self.choice("category"), false),
            self.fact("name", form.name(), false),
            self.fact("pinyin", self.spelling(), false),
            self.fact("former", self.former(), false),
            self.fact("alternatives", filled("alternatives"), false),
            self.fact("region", Some(self.regions.concat()), true),
            self.fact("location", filled("location"), true),
        ];
        let known = self.facts.iter();
        facts.extend(known.map(|(label, value)| Some(pair(label, value, false))));
        facts.extend([
            self.fact("construction", self.choice("construction"), false),
            self.fact("meaning", filled("meaning"), true),
            self.fact("origin", filled("origin"), true),
            self.fact("reason", filled("reason"), true),
        ]);
        let reports: Vec<Json> = ["assessment", "argument", "consultation"]
            .into_iter()
            .filter_map(|field| {
                let text = form.text(field)?;
                let heading = self.case.kind.say(self.lang, &format!("field.{field}"));
                Some(json!({ "heading": heading, "text": text }))
            })
            .collect();
        let heading = self.say(
            &APPLICATION,
            &format!("heading.{}", self.variant().as_str()),
            &[],
        );
        self.manuscript(
            &APPLICATION,
            &heading,
            [
                ("facts", whole_rows(facts.into_iter().flatten().collect())),
                ("reports", reports.into()),
                ("enclosures", json!(self.enclosures)),
                ("enclosed", self.say(&APPLICATION, "enclosed", &[]).into()),
                (
                    "signs",
                    json!(["sealed", "handled"].map(|part| self.say(&APPLICATION, part, &[]))),
                ),
                ("dated", day(self.dated, self.lang).into()),
            ],
        )
    }

    /// The approval (批复).
    #[must_use]
    pub fn approval(&self) -> Manuscript {
        let form = Proposal::of(&self.case.form);
        let authority = form.text("authority").unwrap_or_default();
        let about = self.about(&APPROVAL);
        let title = self.say(
            &APPROVAL,
            "title",
            &[("authority", authority), ("about", &about)],
        );
        let bureau = self.bureau();
        let mut said = vec![
            self.say(
                &APPROVAL,
                "received",
                &[("about", &about), ("number", &self.case.number)],
            ),
            self.decided(),
        ];
        let remark = form.text("remark").map(str::to_owned);
        said.extend(remark);
        for part in ["file", "signs"] {
            said.push(self.say(&APPROVAL, part, &[]));
        }
        self.manuscript(
            &APPROVAL,
            &title,
            [
                ("authority", authority.into()),
                ("number", form.text("approval_number").into()),
                (
                    "to",
                    self.say(&APPROVAL, "to", &[("bureau", &bureau)]).into(),
                ),
                ("said", said.into()),
                ("closing", self.say(&APPROVAL, "closing", &[]).into()),
                ("dated", day(self.dated, self.lang).into()),
            ],
        )
    }

    /// The announcement (公告) with its six facts.
    #[must_use]
    pub fn announcement(&self) -> Manuscript {
        let form = Proposal::of(&self.case.form);
        let bureau = self.bureau();
        let about = self.about(&ANNOUNCEMENT);
        let title = self.say(
            &ANNOUNCEMENT,
            "title",
            &[("bureau", &bureau), ("about", &about)],
        );
        let approved = form
            .approved_on()
            .map(|on| day(on, self.lang))
            .unwrap_or_default();
        let text = |field: &str| form.text(field).map(str::to_owned);
        let closing = match self.variant() {
            Variant::Cancellation => "cancelled",
            _ => "closing",
        };
        let former = self
            .former()
            .filter(|_| self.variant() == Variant::Renaming);
        let name = form.name().or_else(|| text("former"));
        let facts: Vec<Json> = [
            ("name", name),
            ("pinyin", Some(self.pinyin.to_owned())),
            ("region", Some(self.regions.concat())),
            ("location", text("location")),
            ("authority", text("authority")),
            ("approved", Some(approved)),
            ("number", text("approval_number")),
            ("former", former),
            ("meaning", text("meaning")),
        ]
        .into_iter()
        .filter_map(|(part, value)| Some((part, value.filter(|value| !value.is_empty())?)))
        .map(|(part, value)| pair(&self.say(&ANNOUNCEMENT, part, &[]), &value, true))
        .collect();
        self.manuscript(
            &ANNOUNCEMENT,
            &title,
            [
                (
                    "said",
                    json!([self.say(&ANNOUNCEMENT, "said", &[("about", &about)])]),
                ),
                ("facts", facts.into()),
                ("closing", self.say(&ANNOUNCEMENT, closing, &[]).into()),
                ("bureau", bureau.into()),
                ("dated", day(self.dated, self.lang).into()),
            ],
        )
    }

    /// What is decided, in one sentence.
    fn decided(&self) -> String {
        let form = Proposal::of(&self.case.form);
        let name = form.name().unwrap_or_default();
        let former = self.former().unwrap_or_default();
        let location = form
            .text("location")
            .unwrap_or_default()
            .trim_end_matches('。');
        let known: Vec<String> = self
            .facts
            .iter()
            .map(|(label, value)| {
                self.say(&APPROVAL, "fact", &[("label", label), ("value", value)])
            })
            .collect();
        let known = if known.is_empty() {
            String::new()
        } else {
            let joined = known.join(&self.say(&APPROVAL, "and", &[]));
            self.say(&APPROVAL, "known", &[("facts", &joined)])
        };
        self.say(
            &APPROVAL,
            &format!("decided.{}", self.variant().as_str()),
            &[
                ("name", &name),
                ("former", &former),
                ("pinyin", self.pinyin),
                ("category", &self.choice("category").unwrap_or_default()),
                ("location", location),
                ("known", &known),
            ],
        )
    }

    /// What it is about: 命名“长乐路”.
    fn about(&self, paper: &Paper) -> String {
        let name = Proposal::of(&self.case.form).name().unwrap_or_default();
        let former = self.former().unwrap_or_default();
        let part = format!("about.{}", self.variant().as_str());
        self.say(paper, &part, &[("name", &name), ("former", &former)])
    }

    fn variant(&self) -> Variant {
        Proposal::of(&self.case.form)
            .variant()
            .unwrap_or(Variant::Naming)
    }

    fn former(&self) -> Option<String> {
        let former = Proposal::of(&self.case.form).text("former");
        former.map(str::to_owned)
    }

    fn spelling(&self) -> Option<String> {
        let gives = self.variant().gives_name();
        gives.then(|| self.pinyin.to_owned())
    }

    /// The bureau that keeps the names.
    fn bureau(&self) -> String {
        self.say(&APPROVAL, "bureau", &[("county", self.county)])
    }

    /// Whoever applies where nobody does: the office itself.
    fn own(&self) -> Option<String> {
        (self.variant() == Variant::ExOfficio).then(|| self.bureau())
    }

    fn choice(&self, field: &str) -> Option<String> {
        let word = Proposal::of(&self.case.form).text(field)?;
        let key = format!("choice.{field}.{word}");
        Some(self.case.kind.say(self.lang, &key))
    }

    fn say(&self, paper: &Paper, part: &str, values: &[(&str, &str)]) -> String {
        paper.say(self.lang, part, values)
    }

    fn fact(&self, part: &str, value: Option<String>, wide: bool) -> Option<Json> {
        let value = value.filter(|value| !value.is_empty())?;
        Some(pair(&self.say(&APPLICATION, part, &[]), &value, wide))
    }

    fn manuscript<const N: usize>(
        &self,
        paper: &'static Paper,
        heading: &str,
        data: [(&str, Json); N],
    ) -> Manuscript {
        let mut members: Map<String, Json> = data
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        members.insert("heading".to_owned(), heading.into());
        Manuscript {
            paper,
            title: format!("{heading} {}", self.case.number),
            data: members,
            pictures: Vec::new(),
            lang: self.lang,
            at: self.at,
        }
    }
}

fn pair(label: &str, value: &str, wide: bool) -> Json {
    json!({ "label": label, "value": value, "wide": wide })
}

/// Whatever would leave half a row empty takes the whole row.
fn whole_rows(mut facts: Vec<Json>) -> Json {
    let mut left = true;
    for at in 0..facts.len() {
        let is_wide = facts[at]["wide"] == true;
        if is_wide {
            if !left {
                facts[at - 1]["wide"] = true.into();
            }
            left = true;
        } else {
            left = !left;
        }
    }
    if !left && let Some(last) = facts.last_mut() {
        last["wide"] = true.into();
    }
    facts.into()
}
