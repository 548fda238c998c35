//! The rule book against its own examples, messages and pages.

use std::{collections::BTreeSet, sync::LazyLock};

use chrono::NaiveDate;

use super::{Book, Labelled, OwnFiles, catalogue, evaluate, examples};
use crate::{
    assets::RuleExamples,
    domain::{
        Answer, Asked, Bearer, Division, Kind, NameDraft, Namesake, Namesakes, NoRegister,
        Relation, Reservation, ScopeLevel, Searched, Severity, Standing, Surroundings, Verdict,
    },
    messages::{Lang, has},
};

fn own_words() -> OwnFiles {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    OwnFiles {
        packs: Vec::new(),
        words: vec![
            file("person.csv", "甲乙丙\n"),
            file("leader.csv", "丁戊己\n"),
        ],
        ..OwnFiles::default()
    }
}

static BOOK: LazyLock<Book> = LazyLock::new(|| catalogue::open(&own_words()).unwrap());

pub(super) fn today() -> NaiveDate {
    "2026-01-01".parse().unwrap()
}

/// Surroundings told in the words of the `around` column.
struct Told(Vec<String>);

impl Told {
    fn new(around: &str) -> Self {
        Self(around.split(' ').map(str::to_owned).collect())
    }

    fn word(&self, at: usize) -> &str {
        self.0.get(at).map_or("", String::as_str)
    }

    fn namesakes(&self, relations: &[(&str, Relation)]) -> Answer<Namesakes> {
        if self.word(0).is_empty() {
            return Answer::NotAsked;
        }
        let told = relations.iter().find(|(word, _)| *word == self.word(0));
        let places = told.map(|&(_, relation)| Namesake {
            kind: Kind::Road,
            id: uuid::Uuid::nil(),
            name: self.word(1).to_owned(),
            relation,
            distance_m: None,
            region_code: None,
        });
        Answer::Found(Namesakes {
            searched: Searched {
                level: ScopeLevel::from_word(self.word(2)).unwrap_or(ScopeLevel::BuiltUpArea),
                code: "330683".to_owned(),
                name: "嵊州市".to_owned(),
            },
            places: places.into_iter().collect(),
        })
    }

    fn division(&self) -> Division {
        Division {
            code: self.word(1).to_owned(),
            name: self.word(2).to_owned(),
            id: None,
        }
    }
}

impl Surroundings for Told {
    fn same_text(&self, _: &Asked<'_>) -> Answer<Namesakes> {
        self.namesakes(&[("same", Relation::Same)])
    }

    fn same_sound(&self, _: &Asked<'_>) -> Answer<Namesakes> {
        self.namesakes(&[
            ("same_sound", Relation::SameSound),
            ("same_sound_no_tone", Relation::SameSoundNoTone),
        ])
    }

    fn neighbours(&self, _: &Asked<'_>) -> Answer<Namesakes> {
        self.namesakes(&[("near", Relation::Near)])
    }

    fn containing(&self, asked: &Asked<'_>) -> Answer<Vec<Division>> {
        let mut here = vec![Division {
            code: asked.region_code.unwrap_or_default().to_owned(),
            name: "新昌县".to_owned(),
            id: None,
        }];
        if self.word(3) == "inside" {
            here.push(self.division());
        }
        Answer::Found(here)
    }

    fn divisions_named_in(&self, _: &Asked<'_>) -> Answer<Vec<Division>> {
        match self.word(0) {
            "" => Answer::NotAsked,
            "division" => Answer::Found(vec![self.division()]),
            _ => Answer::Found(Vec::new()),
        }
    }

    fn reserved(&self, _: &Asked<'_>) -> Answer<Vec<Reservation>> {
        match self.word(0) {
            "" => Answer::NotAsked,
            "reserved" => Answer::Found(vec![Reservation {
                name: self.word(1).to_owned(),
                until: self.word(2).parse().ok(),
                region_code: None,
                holder: Some("剡溪置业".to_owned()),
                reference: Some("嵊名7号".to_owned()),
            }]),
            _ => Answer::Found(Vec::new()),
        }
    }

    fn bearers(&self, _: &Asked<'_>, names: &[String]) -> Answer<Vec<Bearer>> {
        let standing = match self.word(0) {
            "" => return Answer::NotAsked,
            "current" => Standing::Current,
            "former" => Standing::Former,
            "cancelled" => Standing::Cancelled,
            "protected" => Standing::Protected,
            _ => return Answer::Found(Vec::new()),
        };
        let name = self.word(1).to_owned();
        let place = self.word(2).parse().ok().map(|kind| Namesake {
            kind,
            id: uuid::Uuid::nil(),
            name: name.clone(),
            relation: Relation::Same,
            distance_m: self.word(3).parse().ok(),
            region_code: None,
        });
        let is_asked = names.contains(&name);
        let bearer = Bearer {
            name,
            standing,
            place,
            is_same_type: true,
        };
        Answer::Found(is_asked.then_some(bearer).into_iter().collect())
    }

    fn spoken_like(&self, _: &Asked<'_>, _: &[String]) -> Answer<Namesakes> {
        self.namesakes(&[("spoken", Relation::SameSound)])
    }
}

#[test]
fn every_rule_finds_what_its_examples_say() {
    let mut wrong = Vec::new();
    for rule in BOOK.rules() {
        let shown = examples::of(rule.code).unwrap();
        let outcomes: BTreeSet<bool> = shown.iter().map(|e| e.expected == "pass").collect();
        assert_eq!(
            outcomes.len(),
            2,
            "{}: one that passes, one that fails",
            rule.code
        );
        for example in shown {
            let checked = BOOK.check(&example.draft, today(), &Told::new(&example.around));
            let of_rule = checked.findings.iter().filter(|f| f.rule == rule.code);
            let gravest = of_rule.map(|f| f.severity).max();
            let found = match gravest {
                None => "pass",
                Some(Severity::Note) => "note",
                Some(Severity::Judge) => "judge",
                Some(Severity::Stop) => "stop",
            };
            if found != example.expected {
                let line = (
                    rule.code,
                    example.draft.name,
                    example.expected,
                    found.to_owned(),
                );
                wrong.push(line);
            }
        }
    }
    assert_eq!(wrong, []);
}

#[test]
fn catalogue_messages_and_examples_agree() {
    let codes: BTreeSet<String> = BOOK.rules().iter().map(|r| r.code.to_owned()).collect();
    assert_eq!(codes.len(), BOOK.rules().len(), "a code twice");
    let shown: BTreeSet<String> = RuleExamples::iter()
        .map(|file| file.trim_end_matches(".csv").to_owned())
        .collect();
    assert_eq!(shown, codes);
    for lang in [Lang::ZhCn, Lang::En] {
        for code in &codes {
            assert!(has(lang, &format!("rules.{code}.title")), "{code}");
        }
    }
}

#[test]
fn every_finding_of_the_examples_can_be_said() {
    for rule in BOOK.rules() {
        for example in examples::of(rule.code).unwrap() {
            let checked = BOOK.check(&example.draft, today(), &Told::new(&example.around));
            for finding in checked.findings {
                for lang in [Lang::ZhCn, Lang::En] {
                    let said = finding.say(lang);
                    assert!(!said.contains('{') && said != finding.message, "{said}");
                }
                assert!(!finding.article.is_empty());
            }
        }
    }
}

#[test]
fn the_page_in_docs_is_the_one_that_the_catalogue_makes() {
    let book = catalogue::open(&OwnFiles::default()).unwrap();
    let made = catalogue::markdown(&book, Lang::ZhCn);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");
    if std::env::var_os("MINGJIE_WRITE_DOCS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == made,
        "docs/rules.md is stale: set MINGJIE_WRITE_DOCS=1 and run this test"
    );
}

#[test]
fn a_duplicate_outside_the_legal_scope_says_so_and_is_no_stop() {
    let mut draft = NameDraft::new("长乐路");
    draft.category = Some(crate::text::Category::Road);
    let checked = BOOK.check(&draft, today(), &Told::new("same 长乐路 county"));
    let finding = &checked.findings[0];
    assert_eq!(finding.message, "rules.N8-same.fallback");
    assert_eq!(finding.severity, Severity::Judge);
    assert_eq!(checked.verdict, Verdict::Prohibited);
}

#[test]
fn without_a_register_the_rules_that_ask_report_themselves_skipped() {
    let checked = BOOK.check(&NameDraft::new("长乐路"), today(), &NoRegister);
    assert_eq!(checked.verdict, Verdict::Pass);
    assert_eq!(
        checked.skipped,
        [
            "N8-same",
            "N8-sound",
            "N8-near",
            "N8-glyph",
            "N8-reversed",
            "N13-division",
            "N16-protected",
            "N17-reserved",
            "N17-cancelled"
        ]
    );
}

#[test]
fn a_rule_whose_list_only_a_bureau_has_says_that_it_looked_for_nothing() {
    let without = catalogue::open(&OwnFiles::default()).unwrap();
    let asked = |book: &Book| {
        let checked = book.check(&NameDraft::new("鲁迅路"), today(), &NoRegister);
        let of_persons = |rule: &&&str| rule.starts_with("N4-");
        let skipped = checked.skipped.iter().filter(of_persons).copied();
        skipped.collect::<Vec<_>>()
    };
    assert_eq!(asked(&without), ["N4-leader", "N4-person"]);
    assert_eq!(asked(&BOOK), [""; 0]);
}

#[test]
fn an_old_application_is_judged_by_the_pack_of_its_day() {
    let pack = |region: Option<&str>, on: &str| {
        let pack = BOOK.packs().in_force(region, on.parse().unwrap());
        pack.code.clone()
    };
    assert_eq!(pack(Some("330683"), "2025-06-01"), "zhejiang-2025-06-01");
    assert_eq!(pack(Some("330683"), "2025-05-31"), "zhejiang-2012-12-18");
    assert_eq!(pack(Some("330683"), "2012-12-17"), "national-1986-01-23");
    assert_eq!(pack(Some("330212"), "2025-06-01"), "ningbo-2020-04-09");
    assert_eq!(pack(Some("610102"), "2026-01-01"), "xian-2020-01-01");
    assert_eq!(pack(None, "2022-05-01"), "national-2022-05-01");
    assert_eq!(pack(None, "2022-04-30"), "national-1986-01-23");
    assert_eq!(pack(None, "1970-01-01"), "national-1986-01-23");
    let ningbo = BOOK.packs().in_force(Some("330212"), today());
    assert_eq!(
        ningbo.layers,
        [
            "national-2022-05-01",
            "zhejiang-2025-06-01",
            "ningbo-2020-04-09"
        ]
    );
    assert_eq!(
        ningbo.scope(Some(crate::text::Category::Road)),
        ScopeLevel::City
    );
}

#[test]
fn how_long_a_name_is_kept_free_is_the_citys_to_say() {
    let text = "region = \"3306\"\nfrom = \"2026-01-01\"\nbasis = \"x\"\n\
                title = { zh = \"绍兴\", en = \"Shaoxing\" }\n[reservation]\nmonths = 12\n";
    let own = OwnFiles {
        packs: vec![("shaoxing-2026-01-01.toml".to_owned(), text.to_owned())],
        ..OwnFiles::default()
    };
    let book = catalogue::open(&own).unwrap();
    let months = |region| {
        book.packs()
            .in_force(Some(region), today())
            .reservation_months()
    };
    assert_eq!((months("330683"), months("330102")), (12, 6));
}

#[test]
fn the_labelled_names_are_told_apart() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rules/labelled.csv");
    let labelled = Labelled::read_csv(&std::fs::read_to_string(path).unwrap()).unwrap();
    let result = evaluate(&BOOK, &labelled, today(), &NoRegister);
    assert!(result.irregular > 150 && result.regular > 40);
    assert!(result.recall >= 0.9, "{:?}", result.missed);
    assert!(
        result.category_agreement >= 0.85,
        "{:?}",
        result.by_category
    );
    assert!(
        result.first_category_agreement >= 0.8,
        "{:?}",
        result.by_category
    );
    assert!(result.false_prohibited <= 0.05, "{:?}", result.false_alarms);
    assert!(result.false_attention <= 0.1);
}

#[test]
fn names_of_the_campaign_of_2019_are_told_apart_also_those_never_tuned_on() {
    for (half, least) in [("tuned", 0.95), ("held", 0.9)] {
        let path = format!(
            "{}/tests/rules/campaign_{half}.csv",
            env!("CARGO_MANIFEST_DIR")
        );
        let labelled = Labelled::read_csv(&std::fs::read_to_string(path).unwrap()).unwrap();
        let result = evaluate(&BOOK, &labelled, today(), &NoRegister);
        assert!(result.irregular > 300 && result.regular > 300);
        assert!(result.recall >= least, "{half}: {:?}", result.missed);
        assert!(result.category_agreement >= 0.9, "{:?}", result.by_category);
        assert!(result.false_prohibited <= 0.05, "{:?}", result.false_alarms);
        assert!(result.false_attention <= 0.05);
    }
}
