//! An overruling (否决意见): somebody with the role judged that a finding does not hold for a name,
//! and wrote why. It stays, and every later check of the name shows it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::{Checked, Finding, Role, Severity};
use crate::text::Category;

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

/// A finding overruled.
#[derive(Clone, Debug, PartialEq)]
pub struct Overruling {
    /// Its id.
    pub id: Uuid,
    /// The name, normalised.
    pub name: String,
    /// The naming category that it was judged in.
    pub category: Option<Category>,
    /// The region in which, with everything below, it holds.
    pub region_code: String,
    /// The code of the rule.
    pub rule: String,
    /// Which finding of the rule ([`Finding::fingerprint`]).
    pub fingerprint: String,
    /// Why; shown to everybody who checks the name.
    pub reason: String,
    /// The login of who did it; told within the office alone.
    pub login: String,
    /// The role in which it was done.
    pub role: Role,
    /// When.
    pub at: DateTime<Utc>,
}

/// What an overruled finding says of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overruled {
    /// Why.
    pub reason: String,
    /// In which role.
    pub by_role: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Every overruling, by name.
#[derive(Clone, Debug, Default)]
pub struct Overrulings {
    by_name: HashMap<String, Vec<Overruling>>,
}

impl Overrulings {
    /// Sorts them by name.
    #[must_use]
    pub fn new(all: Vec<Overruling>) -> Self {
        let mut by_name: HashMap<String, Vec<Overruling>> = HashMap::new();
        for one in all {
            by_name.entry(one.name.clone()).or_default().push(one);
        }
        Self { by_name }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// All of them, the newest first.
    #[must_use]
    pub fn newest_first(&self) -> Vec<&Overruling> {
        let mut all: Vec<&Overruling> = self.by_name.values().flatten().collect();
        all.sort_by_key(|one| std::cmp::Reverse((one.at, one.id)));
        all
    }

    /// The same answer with the findings marked that were overruled where the name lies, which
    /// `is_there` tells. A stop is never overruled.
    #[must_use]
    pub fn settle(&self, mut checked: Checked, is_there: impl Fn(&str) -> bool) -> Checked {
        let Some(known) = self.by_name.get(&checked.name) else {
            return checked;
        };
        let category = checked.category;
        for finding in &mut checked.findings {
            let fits = |one: &&Overruling| {
                one.rule == finding.rule
                    && one.category == category
                    && is_there(&one.region_code)
                    && one.fingerprint == finding.fingerprint()
            };
            if finding.severity == Severity::Judge {
                finding.overruled = known.iter().find(fits).map(Overruled::from);
            }
        }
        checked.with(Vec::new())
    }
}

impl From<&Overruling> for Overruled {
    fn from(one: &Overruling) -> Self {
        Self {
            reason: one.reason.clone(),
            by_role: one.role.as_str(),
            at: one.at,
        }
    }
}

impl Finding {
    /// What tells this finding of the rule from another: the words and places that it shows. When
    /// another place comes to share the name, it is another finding.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        use sha2::{Digest as _, Sha256};

        use super::Evidence;
        let mut shown: Vec<String> = self
            .evidence
            .iter()
            .map(|evidence| match evidence {
                Evidence::Text(text) => format!("text\t{text}"),
                Evidence::Feature(place) => {
                    format!("{}\t{}\t{}", place.kind.as_str(), place.id, place.name)
                }
            })
            .collect();
        shown.sort();
        let whole = format!("{}\n{}", self.rule, shown.join("\n"));
        let digest = Sha256::digest(whole.as_bytes());
        hex::encode(&digest[..8])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Evidence, FindingCategory, Verdict};

    fn finding(severity: Severity, words: &[&str]) -> Finding {
        Finding {
            rule: "N2-grand",
            category: FindingCategory::Grand,
            severity,
            article: String::new(),
            message: "rules.N2-grand.found",
            values: Vec::new(),
            evidence: words
                .iter()
                .map(|word| Evidence::Text((*word).to_owned()))
                .collect(),
            overruled: None,
        }
    }

    fn checked(finding: Finding) -> Checked {
        Checked {
            name: "中央路".to_owned(),
            category: Some(Category::Road),
            pack: "national".to_owned(),
            verdict: finding.verdict(),
            findings: vec![finding],
            skipped: Vec::new(),
        }
    }

    fn overrulings(of: &Finding) -> Overrulings {
        Overrulings::new(vec![Overruling {
            id: Uuid::nil(),
            name: "中央路".to_owned(),
            category: Some(Category::Road),
            region_code: "330683".to_owned(),
            rule: of.rule.to_owned(),
            fingerprint: of.fingerprint(),
            reason: "沿用至今的老地名".to_owned(),
            login: "wang.li".to_owned(),
            role: Role::Committee,
            at: DateTime::UNIX_EPOCH,
        }])
    }

    #[test]
    fn what_is_overruled_stays_and_counts_no_more() {
        let judge = finding(Severity::Judge, &["中央"]);
        let settled = overrulings(&judge).settle(checked(judge.clone()), |code| code == "330683");
        assert_eq!(settled.verdict, Verdict::Pass);
        let told = settled.findings[0].overruled.as_ref().unwrap();
        assert_eq!(
            (told.by_role, told.reason.as_str()),
            ("committee", "沿用至今的老地名")
        );
    }

    #[test]
    fn elsewhere_on_other_evidence_and_for_a_stop_it_does_not_hold() {
        let judge = finding(Severity::Judge, &["中央"]);
        let known = overrulings(&judge);
        let verdict =
            |finding: Finding, here: bool| known.settle(checked(finding), |_| here).verdict;
        assert_eq!(verdict(judge, false), Verdict::Prohibited);
        let other = finding(Severity::Judge, &["中央", "世界"]);
        assert_eq!(verdict(other, true), Verdict::Prohibited);
        let stop = finding(Severity::Stop, &["中央"]);
        assert_eq!(verdict(stop, true), Verdict::Prohibited);
    }

    #[test]
    fn the_order_of_what_a_finding_shows_does_not_matter() {
        let print = |words: &[&str]| finding(Severity::Judge, words).fingerprint();
        assert_eq!(print(&["中央", "世界"]), print(&["世界", "中央"]));
        assert_ne!(print(&["中央"]), print(&["世界"]));
    }
}
