//! An overruling (否决意见): somebody with the role judged that a finding does not hold for a name,
//! and wrote why. It stays, and every later check of the name shows it, until it is taken back.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

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
    /// How it ended, when it was taken back.
    pub withdrawn: Option<Withdrawal>,
}

/// The end of an overruling (撤回): the finding counts again.
#[derive(Clone, Debug, PartialEq)]
pub struct Withdrawal {
    /// Why.
    pub reason: String,
    /// The login of who took it back; told within the office alone.
    pub login: String,
    /// The role in which it was done.
    pub role: Role,
    /// When.
    pub at: DateTime<Utc>,
}

/// What an overruled finding says of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overruled {
    /// Which overruling, so that it can be taken back.
    pub id: Uuid,
    /// Why.
    pub reason: String,
    /// In which role.
    pub by_role: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Every overruling.
#[derive(Clone, Debug, Default)]
pub struct Overrulings {
    /// The newest first.
    all: Vec<Arc<Overruling>>,
    /// Those that hold, by name.
    by_name: HashMap<String, Vec<Arc<Overruling>>>,
}

/// Where an overruling stands in their order, the newest first.
pub type OverrulingRank = Reverse<(DateTime<Utc>, Uuid)>;

impl Overruling {
    /// Its place in the order, the newest first.
    #[must_use]
    pub const fn rank(&self) -> OverrulingRank {
        Reverse((self.at, self.id))
    }
}

impl Overrulings {
    /// Puts them in order, once for all who ask.
    #[must_use]
    pub fn new(all: Vec<Overruling>) -> Self {
        let mut all: Vec<Arc<Overruling>> = all.into_iter().map(Arc::new).collect();
        all.sort_by_key(|one| one.rank());
        let mut by_name: HashMap<String, Vec<Arc<Overruling>>> = HashMap::new();
        for one in all.iter().filter(|one| one.withdrawn.is_none()) {
            let known = by_name.entry(one.name.clone()).or_default();
            known.push(Arc::clone(one));
        }
        Self { all, by_name }
    }

    /// Whether there are none that hold.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// All of them, those that were taken back too, the newest first.
    #[must_use]
    pub fn newest_first(&self) -> &[Arc<Overruling>] {
        &self.all
    }

    /// Those strictly after a place in the order.
    #[must_use]
    pub fn after(&self, rank: OverrulingRank) -> &[Arc<Overruling>] {
        let from = self.all.partition_point(|one| one.rank() <= rank);
        &self.all[from..]
    }

    /// The overruling of that id.
    #[must_use]
    pub fn by_id(&self, id: Uuid) -> Option<&Overruling> {
        self.all.iter().find(|one| one.id == id).map(Arc::as_ref)
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
            let fits = |one: &&Arc<Overruling>| {
                one.rule == finding.rule
                    && one.category == category
                    && is_there(&one.region_code)
                    && one.fingerprint == finding.fingerprint()
            };
            if finding.severity == Severity::Judge {
                finding.overruled = known.iter().find(fits).map(|one| Overruled::from(&**one));
            }
        }
        checked.with(Vec::new())
    }
}

impl From<&Overruling> for Overruled {
    fn from(one: &Overruling) -> Self {
        Self {
            id: one.id,
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
            withdrawn: None,
        }])
    }

    #[test]
    fn what_was_taken_back_holds_no_more_and_is_listed_still() {
        let judge = finding(Severity::Judge, &["中央"]);
        let known = overrulings(&judge);
        let mut one = known.newest_first()[0].as_ref().clone();
        one.withdrawn = Some(Withdrawal {
            reason: "查无此史".to_owned(),
            login: "wang.li".to_owned(),
            role: Role::Approver,
            at: DateTime::UNIX_EPOCH,
        });
        let known = Overrulings::new(vec![one]);
        assert!(known.is_empty());
        assert_eq!(known.newest_first().len(), 1);
        let settled = known.settle(checked(judge), |_| true);
        assert_eq!(settled.verdict, Verdict::Prohibited);
    }

    #[test]
    fn a_page_goes_on_after_a_place_in_the_order_whatever_came_meanwhile() {
        let judge = finding(Severity::Judge, &["中央"]);
        let first = overrulings(&judge).newest_first()[0].as_ref().clone();
        let at = |seconds| Overruling {
            id: Uuid::from_u128(u128::from(seconds)),
            at: DateTime::UNIX_EPOCH + std::time::Duration::from_secs(u64::from(seconds)),
            ..first.clone()
        };
        let known = Overrulings::new([1_u32, 3, 2].map(at).into());
        let ids = |some: &[Arc<Overruling>]| -> Vec<u128> {
            some.iter().map(|one| one.id.as_u128()).collect()
        };
        assert_eq!(ids(known.newest_first()), [3, 2, 1]);
        let rank = at(2).rank();
        assert_eq!(ids(known.after(rank)), [1]);
        let grown = Overrulings::new([1_u32, 2, 3, 4].map(at).into());
        assert_eq!(ids(grown.after(rank)), [1]);
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
