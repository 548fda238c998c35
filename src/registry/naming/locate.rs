//! The region that a proposed name tells: a code, or the name of a region as lists write it. One that
//! is not known is told as a problem and never judged in silence.

use std::{cell::OnceCell, collections::HashMap};

use crate::{
    domain::{Kind, NameDraft, Problem, ProblemCode, shared},
    registry::View,
    text::{is_han, normalise},
};

const FIELD: &str = "region_code";

/// The regions of a view, by name when somebody asks for one.
pub(in crate::registry) struct Regions<'a> {
    view: &'a View,
    by_name: OnceCell<HashMap<&'a str, Vec<&'a str>>>,
}

impl<'a> Regions<'a> {
    pub(in crate::registry) const fn of(view: &'a View) -> Self {
        Self {
            view,
            by_name: OnceCell::new(),
        }
    }

    /// The draft with the code of its region, or what is wrong with that.
    pub(in crate::registry) fn settled(&self, draft: &NameDraft) -> Result<NameDraft, Problem> {
        let mut draft = draft.clone();
        draft.region_code = match draft.region_code.as_deref().map(normalise) {
            Some(told) if !told.is_empty() => Some(self.code(&told)?),
            _ => None,
        };
        Ok(draft)
    }

    /// The code that is meant.
    ///
    /// While no region is loaded every code that could be one is taken: there is nothing to know
    /// better by, and the rules that ask say that they were skipped.
    pub(in crate::registry) fn code(&self, told: &str) -> Result<String, Problem> {
        let known = self.view.snapshot.regions();
        if known.contains(told) {
            return Ok(told.to_owned());
        }
        if known.is_empty() && is_code(told) {
            return Ok(told.to_owned());
        }
        let by_name = self.by_name.get_or_init(|| by_name(self.view));
        let codes = by_name.get(told).map(Vec::as_slice).unwrap_or_default();
        match codes {
            [code] if told.contains(is_han) => Ok((*code).to_owned()),
            [] => Err(unknown(told)),
            several => {
                let shown: Vec<&str> = several.iter().take(10).copied().collect();
                Err(Problem::new(ProblemCode::UnclearRegion, FIELD, told)
                    .with("count", several.len().to_string())
                    .with("codes", shown.join(", ")))
            }
        }
    }
}

/// The same where no register is at hand: only what could be a code is taken.
pub(in crate::registry) fn without_register(draft: &NameDraft) -> Result<NameDraft, Problem> {
    let mut draft = draft.clone();
    draft.region_code = match draft.region_code.as_deref().map(normalise) {
        Some(told) if told.is_empty() => None,
        Some(told) if !is_code(&told) => return Err(unknown(&told)),
        told => told,
    };
    Ok(draft)
}

fn unknown(told: &str) -> Problem {
    Problem::new(ProblemCode::UnknownRegion, FIELD, told)
}

fn by_name(view: &View) -> HashMap<&str, Vec<&str>> {
    let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in view.snapshot.table(Kind::Region).iter() {
        if let (true, Some(name), Some(code)) = (
            row.state().is_published(),
            row.name(),
            row.text(shared::CODE_AT),
        ) {
            all.entry(name).or_default().push(code);
        }
    }
    for codes in all.values_mut() {
        codes.sort_unstable();
    }
    all
}

/// Whether it has the form of an administrative code: a province's two digits, and pairs or triples
/// of digits below.
///
/// # Source
/// GB/T 2260: the first two digits of provinces, autonomous regions, cities and special regions.
fn is_code(text: &str) -> bool {
    const PROVINCES: [&str; 34] = [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
        "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
        "65", "71", "81", "82",
    ];
    text.bytes().all(|b| b.is_ascii_digit())
        && matches!(text.len(), 2 | 4 | 6 | 9 | 12)
        && PROVINCES.iter().any(|province| text.starts_with(province))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_code_is_told_where_no_register_knows_better() {
        let draft = |code: &str| NameDraft {
            region_code: Some(code.to_owned()),
            ..NameDraft::new("长乐路")
        };
        for good in ["33", "3306", "330683", "330683001", "330683001001"] {
            let settled = without_register(&draft(good)).unwrap();
            assert_eq!(settled.region_code.as_deref(), Some(good));
        }
        assert_eq!(without_register(&draft(" ")).unwrap().region_code, None);
        for bad in ["嵊州", "99", "330", "33068x", "9906"] {
            let problem = without_register(&draft(bad)).unwrap_err();
            assert_eq!(
                (problem.code, problem.field.as_ref(), problem.value.as_str()),
                (ProblemCode::UnknownRegion, "region_code", bad)
            );
        }
    }
}
