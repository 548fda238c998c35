//! The applicant's own name in the place's.
//!
//! # What
//! Two characters or more of the applicant's name (its trade name, without the place before and the
//! legal form after it) that stand in the specific term.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (6); Order 71 art. 4.
//!
//! # Example
//! 荣锦花园 of 嵊州市荣锦置业有限公司 fails; 长乐花园 of the same applicant passes.

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N12-applicant",
    category: FindingCategory::Form,
    applies_to: &[],
    numbers: &[],
    check,
};

/// What a company's name has besides its trade name.
const FORMS: [&str; 17] = [
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "公司",
    "集团",
    "房地产开发",
    "房地产",
    "置业",
    "地产",
    "开发",
    "建设",
    "投资",
    "实业",
    "控股",
    "发展",
    "物业",
    "管理",
];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(applicant) = subject.draft.applicant.as_deref() else {
        return;
    };
    let trade = trade_name(applicant);
    if trade.chars().count() >= 2 && subject.split.specific.contains(trade) {
        let said = vec![("words", trade.to_owned())];
        let evidence = vec![Evidence::Text(trade.to_owned())];
        report.find("rules.N12-applicant.found", said, evidence);
    }
}

/// 嵊州市荣锦置业有限公司 → 荣锦.
fn trade_name(applicant: &str) -> &str {
    let after_place = ["省", "市", "县", "区", ")", "）"]
        .iter()
        .filter_map(|end| applicant.find(end).map(|at| at + end.len()))
        .filter(|&at| at <= 18 && applicant[at..].chars().count() > 4)
        .max()
        .unwrap_or(0);
    let mut rest = &applicant[after_place..];
    while let Some(shorter) = FORMS.iter().find_map(|form| rest.strip_suffix(form)) {
        rest = shorter;
    }
    rest
}
