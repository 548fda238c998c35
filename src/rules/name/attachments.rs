//! The papers that an application brings with it (申请材料).
//!
//! # What
//! With a file, the papers of the pack for the category that are not among the attachments.
//!
//! # Law
//! 地名管理条例 (2022) art. 11; 民政部令第71号 art. 5: application, assessment, expert opinion, consultation.
//!
//! # Example
//! A file with the application alone is to judge; one with all four papers passes.

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N20-attachments",
    category: FindingCategory::File,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(file) = &subject.draft.file else {
        return;
    };
    let is_there = |paper: &str| file.attachments.iter().any(|one| one.trim() == paper);
    let papers = subject.pack.papers(subject.category);
    let missing: Vec<&str> = papers.filter(|paper| !is_there(paper)).collect();
    if missing.is_empty() {
        return;
    }
    let said = vec![("words", missing.join("、"))];
    let evidence = missing
        .iter()
        .map(|paper| Evidence::Text((*paper).to_owned()));
    report.find("rules.N20-attachments.found", said, evidence.collect());
}
