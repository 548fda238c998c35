//! What a naming rule has to say about a name, and what follows from all of it.

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

use super::{Namesake, Overruled, Relation};
use crate::{
    messages::{Lang, say},
    text::Category,
};

/// How much a finding weighs. The names by which packs and answers know them are lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Somebody has to judge.
    Judge,
    /// The law leaves no choice.
    Stop,
}

/// The closed list of what can be wrong with a name: the four classes of irregular names (民发
/// 〔2018〕146号), and four of the file and the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FindingCategory {
    /// Exaggerated (刻意夸大).
    #[serde(rename = "大")]
    Grand,
    /// Foreign (崇洋媚外).
    #[serde(rename = "洋")]
    Foreign,
    /// Odd, vulgar, feudal, or in characters that are not common (怪异难懂).
    #[serde(rename = "怪")]
    Odd,
    /// The same name or sound again (重名同音).
    #[serde(rename = "重")]
    Duplicate,
    /// The generic term.
    #[serde(rename = "通名")]
    GenericTerm,
    /// The name against what it names.
    #[serde(rename = "名实")]
    Truth,
    /// Length, form, ordinal only.
    #[serde(rename = "体例")]
    Form,
    /// The file.
    #[serde(rename = "程序")]
    File,
}

impl Severity {
    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Judge => "judge",
            Self::Note => "note",
        }
    }
}

impl FindingCategory {
    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grand => "大",
            Self::Foreign => "洋",
            Self::Odd => "怪",
            Self::Duplicate => "重",
            Self::GenericTerm => "通名",
            Self::Truth => "名实",
            Self::Form => "体例",
            Self::File => "程序",
        }
    }

    /// Whether it is one of the four classes that the State clears up.
    #[must_use]
    pub const fn is_national(self) -> bool {
        matches!(
            self,
            Self::Grand | Self::Foreign | Self::Odd | Self::Duplicate
        )
    }
}

impl FindingCategory {
    /// The category of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Grand,
            Self::Foreign,
            Self::Odd,
            Self::Duplicate,
            Self::GenericTerm,
            Self::Truth,
            Self::Form,
            Self::File,
        ]
        .into_iter()
        .find(|category| category.as_str() == word)
    }
}

/// What shows that a finding is true.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// These words of the name.
    Text(String),
    /// This other place.
    Feature(Namesake),
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        match self {
            Self::Text(text) => map.serialize_entry("text", text)?,
            Self::Feature(place) => {
                map.serialize_entry("kind", place.kind.as_str())?;
                // A name of the same list is not registered and has no id.
                let id = (!place.id.is_nil()).then_some(place.id);
                map.serialize_entry("id", &id)?;
                map.serialize_entry("name", &place.name)?;
                map.serialize_entry::<_, Relation>("relation", &place.relation)?;
                // A decimetre is finer than any name's position is known.
                let metres = place.distance_m.map(|m| (m * 10.0).round() / 10.0);
                map.serialize_entry("distance_m", &metres)?;
                map.serialize_entry("region_code", &place.region_code)?;
            }
        }
        map.end()
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The code of the rule.
    pub rule: &'static str,
    /// What is wrong.
    pub category: FindingCategory,
    /// How much it weighs.
    pub severity: Severity,
    /// The instrument and article that says so.
    pub article: String,
    /// The key of the message.
    pub message: &'static str,
    /// What the message names.
    pub values: Vec<(&'static str, String)>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// That somebody judged that it does not hold, and why.
    pub overruled: Option<Overruled>,
}

impl Finding {
    /// The message in that language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let values: Vec<(&str, &str)> = self
            .values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        say(lang, self.message, &values)
    }

    /// Whether it makes a name prohibited, or only worth attention, or neither, as what was overruled.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        if self.overruled.is_some() {
            return Verdict::Pass;
        }
        match self.severity {
            Severity::Stop => Verdict::Prohibited,
            Severity::Judge if self.category.is_national() => Verdict::Prohibited,
            Severity::Judge => Verdict::Attention,
            Severity::Note => Verdict::Pass,
        }
    }
}

/// What a name's findings amount to. People decide; this says what there is to decide about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing but notes.
    Pass,
    /// Something to judge outside the four national classes.
    Attention,
    /// A stop, or something to judge in one of the four national classes.
    Prohibited,
}

impl Verdict {
    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Attention => "attention",
            Self::Prohibited => "prohibited",
        }
    }
}

/// A name, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The name, normalised.
    pub name: String,
    /// Its naming category, told or read from the generic term.
    pub category: Option<Category>,
    /// The pack that judged it.
    pub pack: String,
    /// The gravest of its findings.
    pub verdict: Verdict,
    /// The findings, gravest first.
    pub findings: Vec<Finding>,
    /// The rules that could not ask what they need.
    pub skipped: Vec<&'static str>,
}

impl Checked {
    /// The same with more findings, the gravest first again.
    #[must_use]
    pub fn with(mut self, findings: Vec<Finding>) -> Self {
        self.findings.extend(findings);
        self.findings
            .sort_by_key(|finding| std::cmp::Reverse((finding.verdict(), finding.severity)));
        let verdicts = self.findings.iter().map(Finding::verdict);
        self.verdict = verdicts.max().unwrap_or(Verdict::Pass);
        self
    }

    /// The answer in that language, ready to be written as JSON.
    #[must_use]
    pub const fn in_lang(&self, lang: Lang) -> CheckedInLang<'_> {
        CheckedInLang {
            checked: self,
            lang,
        }
    }
}

/// A checked name whose messages are written in one language.
#[derive(Clone, Copy, Debug)]
pub struct CheckedInLang<'a> {
    checked: &'a Checked,
    lang: Lang,
}

#[derive(Serialize)]
struct WrittenFinding<'a> {
    rule: &'a str,
    category: FindingCategory,
    severity: Severity,
    article: &'a str,
    message: String,
    evidence: &'a [Evidence],
    /// By which one to judge is named when it is overruled.
    fingerprint: Option<String>,
    overruled: Option<&'a Overruled>,
}

impl Serialize for CheckedInLang<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let checked = self.checked;
        let findings: Vec<_> = checked
            .findings
            .iter()
            .map(|finding| WrittenFinding {
                rule: finding.rule,
                category: finding.category,
                severity: finding.severity,
                article: &finding.article,
                message: finding.say(self.lang),
                evidence: &finding.evidence,
                fingerprint: (finding.severity == Severity::Judge).then(|| finding.fingerprint()),
                overruled: finding.overruled.as_ref(),
            })
            .collect();
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("name", &checked.name)?;
        map.serialize_entry("category", &checked.category.map(Category::as_str))?;
        map.serialize_entry("verdict", &checked.verdict)?;
        map.serialize_entry("findings", &findings)?;
        map.serialize_entry("skipped", &checked.skipped)?;
        map.serialize_entry("pack", &checked.pack)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;

    fn finding(category: FindingCategory, severity: Severity) -> Finding {
        Finding {
            rule: "N3",
            category,
            severity,
            article: "第九条".to_owned(),
            message: "rules.N3.found",
            values: Vec::new(),
            evidence: vec![Evidence::Text("B".to_owned())],
            overruled: None,
        }
    }

    #[test]
    fn a_judge_prohibits_in_the_four_national_classes_only() {
        use FindingCategory as C;
        for (category, severity, verdict) in [
            (C::Odd, Severity::Judge, Verdict::Prohibited),
            (C::Duplicate, Severity::Note, Verdict::Pass),
            (C::GenericTerm, Severity::Judge, Verdict::Attention),
            (C::Truth, Severity::Stop, Verdict::Prohibited),
            (C::File, Severity::Note, Verdict::Pass),
        ] {
            assert_eq!(finding(category, severity).verdict(), verdict);
        }
        assert!(Verdict::Prohibited > Verdict::Attention && Verdict::Attention > Verdict::Pass);
    }

    #[test]
    fn an_answer_is_written_as_the_contract_says() {
        let mut odd = finding(FindingCategory::Odd, Severity::Judge);
        odd.evidence.push(Evidence::Feature(Namesake {
            kind: Kind::Road,
            id: uuid::Uuid::nil(),
            name: "东路".to_owned(),
            relation: Relation::SameSoundNoTone,
            distance_m: Some(12.345),
            region_code: Some("330683".to_owned()),
        }));
        let checked = Checked {
            name: "B路".to_owned(),
            category: Some(Category::Road),
            pack: "national".to_owned(),
            verdict: odd.verdict(),
            findings: vec![odd],
            skipped: vec!["N8"],
        };
        let written = serde_json::to_value(checked.in_lang(Lang::En)).unwrap();
        assert_eq!(written["verdict"], "prohibited");
        assert_eq!(written["category"], "road");
        assert_eq!(written["skipped"], serde_json::json!(["N8"]));
        let finding = &written["findings"][0];
        assert_eq!(finding["category"], "怪");
        assert_eq!(finding["severity"], "judge");
        assert_eq!(
            finding["evidence"],
            serde_json::json!([
                {"text": "B"},
                {"kind": "road", "id": null, "name": "东路",
                 "relation": "same_sound_no_tone", "distance_m": 12.3, "region_code": "330683"}
            ])
        );
    }
}
