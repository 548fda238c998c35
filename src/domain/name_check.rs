//! A check of a proposed name as it is kept with its case: what was found then stays what it was,
//! whatever the rules or the register come to say.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::{Checked, Finding, FindingCategory, Position, Severity, Verdict};
use crate::{
    messages::{Lang, say},
    text::Category,
};

/// A check that is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct NameCheck {
    /// The line of the case's record that made it.
    pub ordinal: i32,
    /// The name, normalised.
    pub name: String,
    /// Its naming category.
    pub category: Option<Category>,
    /// The pack that judged it.
    pub pack: String,
    /// The day whose law judged: that of the application.
    pub judged_on: NaiveDate,
    /// When it was checked.
    pub at: DateTime<Utc>,
    /// Where the log of the register stood.
    pub position: Position,
    /// The gravest of its findings.
    pub verdict: Verdict,
    /// What was found, gravest first.
    pub findings: Vec<KeptFinding>,
    /// The rules that could not ask what they need.
    pub skipped: Vec<String>,
}

/// A finding that is kept. Its message waits for its reader's language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptFinding {
    /// The code of the rule.
    pub rule: String,
    /// What is wrong.
    pub category: FindingCategory,
    /// How much it weighs.
    pub severity: Severity,
    /// The instrument and article that says so.
    pub article: String,
    /// The key of the message.
    pub message: String,
    /// What the message names.
    pub values: Vec<(String, String)>,
    /// What shows it, as the contract writes it.
    pub evidence: Json,
    /// What tells it from other findings of the rule.
    pub fingerprint: String,
    /// That somebody judged that it does not hold, and why.
    pub overruled: Option<Json>,
}

impl NameCheck {
    /// A check as it is to be kept.
    #[must_use]
    pub fn of(
        checked: &Checked,
        judged_on: NaiveDate,
        at: DateTime<Utc>,
        position: Position,
    ) -> Self {
        Self {
            ordinal: 0,
            name: checked.name.clone(),
            category: checked.category,
            pack: checked.pack.clone(),
            judged_on,
            at,
            position,
            verdict: checked.verdict,
            findings: checked.findings.iter().map(KeptFinding::from).collect(),
            skipped: checked.skipped.iter().map(|&rule| rule.into()).collect(),
        }
    }

    /// Whether the law leaves no choice: a finding is a stop.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.findings.iter().any(KeptFinding::is_stop)
    }

    /// As the contract writes a check, with when and at which position of the log it was made.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> Json {
        let findings: Vec<Json> = self.findings.iter().map(|one| one.in_lang(lang)).collect();
        json!({
            "name": self.name,
            "category": self.category.map(Category::as_str),
            "verdict": self.verdict.as_str(),
            "findings": findings,
            "skipped": self.skipped,
            "pack": self.pack,
            "judged_on": self.judged_on,
            "at": self.at,
            "position": self.position.0,
            "ordinal": self.ordinal,
        })
    }
}

impl KeptFinding {
    /// Whether it is a stop; nobody overrules one.
    #[must_use]
    pub fn is_stop(&self) -> bool {
        self.severity == Severity::Stop
    }

    /// The message in that language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let values: Vec<(&str, &str)> = self
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        say(lang, &self.message, &values)
    }

    /// As the contract writes a finding.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> Json {
        json!({
            "rule": self.rule,
            "category": self.category,
            "severity": self.severity,
            "article": self.article,
            "message": self.say(lang),
            "evidence": self.evidence,
            "fingerprint": (self.severity == Severity::Judge).then_some(&self.fingerprint),
            "overruled": self.overruled,
        })
    }
}

impl From<&Finding> for KeptFinding {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.to_owned(),
            category: finding.category,
            severity: finding.severity,
            article: finding.article.clone(),
            message: finding.message.to_owned(),
            values: finding
                .values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            evidence: json!(finding.evidence),
            fingerprint: finding.fingerprint(),
            overruled: finding.overruled.as_ref().map(|one| json!(one)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Evidence;

    #[test]
    fn a_finding_that_is_kept_comes_back_as_it_was_and_speaks_both_languages() {
        let finding = Finding {
            rule: "N3-letter",
            category: FindingCategory::Odd,
            severity: Severity::Stop,
            article: "第九条".to_owned(),
            message: "rules.N17-reserved.found",
            values: vec![("name", "长乐路".to_owned()), ("until", "—".to_owned())],
            evidence: vec![Evidence::Text("B".to_owned())],
            overruled: None,
        };
        let kept = KeptFinding::from(&finding);
        assert!(kept.is_stop());
        let back: KeptFinding = serde_json::from_value(json!(kept)).unwrap();
        assert_eq!(back, kept);
        for lang in [Lang::ZhCn, Lang::En] {
            assert_eq!(back.say(lang), finding.say(lang));
            assert!(back.say(lang).contains("长乐路"));
        }
        assert_eq!(back.in_lang(Lang::En)["evidence"][0]["text"], "B");
    }
}
