//! What the three rules of sameness share: which of the places found count, and how they are told.

use crate::{
    domain::{Evidence, Namesake, Namesakes, Severity},
    rules::subject::{Report, Subject},
    text::sequence_family,
};

/// Whether the two names are members of one family, told apart by number or position alone
/// (一路 and 二路, 中山东路 and 中山西路): such names are meant to resemble each other.
pub(super) fn is_family(a: &str, b: &str) -> bool {
    match (sequence_family(a), sequence_family(b)) {
        (Some((family, member)), Some((other, another))) => family == other && member != another,
        // 中山路 beside 中山东路: the street and its part.
        (Some((family, _)), None) => family.replace('◇', "") == b,
        (None, Some((family, _))) => family.replace('◇', "") == a,
        (None, None) => false,
    }
}

/// The most that a finding may weigh, for where namesakes were in fact sought: where the legal scope
/// could not be searched, it is never a stop.
pub(super) fn most(subject: &Subject<'_>, found: &Namesakes) -> Severity {
    if found.searched.level == subject.scope() {
        Severity::Stop
    } else {
        Severity::Judge
    }
}

/// Reports the places under a message that names the searched area, or its fallback twin.
pub(super) fn report(
    subject: &Subject<'_>,
    found: &Namesakes,
    places: Vec<Namesake>,
    most_severe: Severity,
    messages: [&'static str; 2],
    report: &mut Report<'_>,
) {
    let Some(first) = places.first() else {
        return;
    };
    let is_legal_scope = found.searched.level == subject.scope();
    let said = vec![
        ("name", first.name.clone()),
        ("count", places.len().to_string()),
        ("area", found.searched.name.clone()),
    ];
    let message = messages[usize::from(!is_legal_scope)];
    let evidence = places.into_iter().map(Evidence::Feature).collect();
    report.find_at_most(most_severe, message, said, evidence);
}
