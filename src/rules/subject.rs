//! A name under examination, prepared once for all rules, and the report that they write.

use std::cell::OnceCell;

use chrono::NaiveDate;

use super::{
    Pack, Rule,
    matcher::Hit,
    word_list::{At, List, Plain},
};
use crate::{
    domain::{
        Answer, Asked, Evidence, Finding, NameDraft, Namesakes, ScopeLevel, Severity, Surroundings,
    },
    geo::LonLat,
    text::{Category, Split, split, to_standard},
};

/// A name with everything the rules look at.
pub(super) struct Subject<'a> {
    /// The draft.
    pub draft: &'a NameDraft,
    /// The name, normalised.
    pub name: &'a str,
    /// Its characters.
    pub chars: Vec<char>,
    /// Its parts.
    pub split: Split<'a>,
    /// Its naming category, told or read from the generic term.
    pub category: Option<Category>,
    /// The pack in force.
    pub pack: &'a Pack,
    /// The day whose law judges it.
    pub on: NaiveDate,
    /// What stands around it.
    pub around: &'a dyn Surroundings,
    /// Where it lies.
    pub position: Option<LonLat>,
    /// The region that holds it, told or found by its position.
    pub region: Option<String>,
    /// The characters in standard form, one for one.
    pub standard: Vec<char>,
    hits: Vec<Hit>,
    neighbours: OnceCell<Answer<Namesakes>>,
}

impl<'a> Subject<'a> {
    /// Prepares a name.
    pub(super) fn new(
        draft: &'a NameDraft,
        name: &'a str,
        on: NaiveDate,
        pack: &'a Pack,
        around: &'a dyn Surroundings,
        region: Option<String>,
    ) -> Self {
        let split = split(name, draft.category);
        let standard: Vec<char> = to_standard(name).chars().collect();
        let mut subject = Self {
            draft,
            name,
            chars: name.chars().collect(),
            category: draft.category.or(split.category),
            split,
            on,
            pack,
            around,
            position: draft.position(),
            region,
            hits: Vec::new(),
            neighbours: OnceCell::new(),
            standard,
        };
        subject.hits = subject.find_words();
        subject
    }

    /// Words that stand where they have to and lie in nothing exempt, the longest of a list where
    /// they overlap; a great word before a trade is that and no other.
    fn find_words(&self) -> Vec<Hit> {
        let found = self.pack.matcher.find(&self.standard);
        let mut hits: Vec<Hit> = found.into_iter().filter(|hit| self.stands(hit)).collect();
        let covers: Vec<Hit> = hits
            .iter()
            .filter(|hit| matches!(hit.list, List::Exempt | List::Function))
            .copied()
            .collect();
        hits.retain(|hit| {
            let is_over = |cover: &Hit| {
                let is_of = match cover.list {
                    List::Exempt => hit.list != List::Exempt,
                    _ => hit.list == List::Grand,
                };
                is_of && cover.start <= hit.start && hit.end <= cover.end
            };
            !covers.iter().any(is_over)
        });
        let all = hits.clone();
        hits.retain(|hit| {
            !all.iter().any(|other| {
                other.list == hit.list
                    && other.start <= hit.start
                    && hit.end <= other.end
                    && other.end - other.start > hit.end - hit.start
            })
        });
        hits
    }

    fn stands(&self, hit: &Hit) -> bool {
        let [specific_end, .., name_end] = self.split.positions();
        let len = self.standard.len();
        // 天恒大街 is no 恒大: a word that ends within the generic term has to begin there.
        let generic_start = name_end - self.split.generic.chars().count();
        if hit.start < generic_start && generic_start < hit.end && hit.end < len {
            return false;
        }
        // 理想国际 is 国际 and no 理想国, 中国家纺 no 国家.
        let is_cut = |before: usize, word: &str| {
            let mut cut = self.standard[before..].iter();
            word.chars().all(|c| cut.next() == Some(&c))
        };
        let reaches_into = hit.end - hit.start >= 2 && is_cut(hit.end - 1, "国际");
        let begins_within = hit.start > 0 && is_cut(hit.start - 1, "中国");
        if reaches_into || (begins_within && hit.end > hit.start + 1) {
            return false;
        }
        match hit.at {
            At::Any => true,
            At::Start => hit.start == 0,
            At::End => hit.end == len || hit.end == specific_end,
            At::Specific => hit.start == 0 && (hit.end == specific_end || hit.end == len),
            At::Name => hit.start == 0 && hit.end == len,
        }
    }

    /// The words of a list that stand in the name.
    pub(super) fn words(&self, list: List) -> impl Iterator<Item = &Hit> {
        self.hits.iter().filter(move |hit| hit.list == list)
    }

    /// The text between two positions, as written.
    pub(super) fn text(&self, start: usize, end: usize) -> String {
        self.chars
            .get(start..end)
            .map(|chars| chars.iter().collect())
            .unwrap_or_default()
    }

    /// Whether it is a plain name: of a road, a village, a community, a division or a natural
    /// feature, where old usage is common, rather than a developer's choice. When nobody told the
    /// category, only terms that no developer borrows count: 东京湾 and 北欧小镇 may be estates.
    pub(super) fn is_plain(&self) -> bool {
        let is_sure = self.draft.category.is_some();
        match self.category {
            Some(Category::Road | Category::Community) => true,
            Some(Category::Division) => is_sure || !self.name.ends_with("小镇"),
            Some(Category::Village) => is_sure || self.split.generic == "村",
            Some(Category::Natural) => is_sure,
            _ => false,
        }
    }

    /// Whether it names a settlement, a division or a natural feature that somebody said it is: such
    /// names are old, and words in them are history before they are fashion (帝王庙村, 国际村).
    pub(super) fn is_settled(&self) -> bool {
        matches!(
            self.draft.category,
            Some(Category::Village | Category::Division | Category::Natural)
        )
    }

    /// Whether a developer or an owner chooses the name, as far as can be told: an estate, a building,
    /// or what nobody says and no plain term ends (帕提欧, 御景湾).
    pub(super) fn is_developed(&self) -> bool {
        let is_public = matches!(self.category, Some(Category::Park | Category::Facility));
        !is_public && !self.is_plain() && !self.is_settled()
    }

    /// Places one character away, asked for once.
    pub(super) fn neighbours(&self) -> &Answer<Namesakes> {
        self.neighbours
            .get_or_init(|| self.around.neighbours(&self.asked()))
    }

    /// How far the name must be the only one: as the pack says for its category, or for counties and
    /// what stands above them.
    pub(super) fn scope(&self) -> ScopeLevel {
        const TOWNSHIPS: [&str; 5] = ["乡", "镇", "街道", "街道办事处", "苏木"];
        let is_county = self.category == Some(Category::Division)
            && !self.split.generic.is_empty()
            && !TOWNSHIPS.contains(&self.split.generic);
        let of_counties = self.pack.county_scope().filter(|_| is_county);
        of_counties.unwrap_or_else(|| self.pack.scope(self.category))
    }

    /// The question to the surroundings, at the scope that the pack sets for the category.
    pub(super) fn asked(&self) -> Asked<'_> {
        Asked {
            name: self.name,
            category: self.category,
            scope: self.scope(),
            region_code: self.draft.region_code.as_deref(),
            position: self.position,
        }
    }
}

/// What the rules write while they look at one name.
pub(super) struct Report<'a> {
    pack: &'a Pack,
    category: Option<Category>,
    rule: &'a Rule,
    /// What was found.
    pub findings: Vec<Finding>,
    /// The rules that could not ask what they need.
    pub skipped: Vec<&'static str>,
}

impl<'a> Report<'a> {
    /// An empty report; `rule` writes first.
    pub(super) const fn new(pack: &'a Pack, category: Option<Category>, rule: &'a Rule) -> Self {
        Self {
            pack,
            category,
            rule,
            findings: Vec::new(),
            skipped: Vec::new(),
        }
    }

    /// The rule that writes from now on.
    pub(super) const fn turn_to(&mut self, rule: &'a Rule) {
        self.rule = rule;
    }

    /// Reports a finding at the severity that the pack sets.
    pub(super) fn find(
        &mut self,
        message: &'static str,
        values: Vec<(&'static str, String)>,
        evidence: Vec<Evidence>,
    ) {
        self.find_at_most(Severity::Stop, message, values, evidence);
    }

    /// Reports a finding that may weigh no more than this.
    pub(super) fn find_at_most(
        &mut self,
        most: Severity,
        message: &'static str,
        values: Vec<(&'static str, String)>,
        evidence: Vec<Evidence>,
    ) {
        let Some(severity) = self.pack.severity(self.rule.code, self.category) else {
            return;
        };
        self.findings.push(Finding {
            rule: self.rule.code,
            category: self.rule.category,
            severity: severity.min(most),
            article: self.pack.article(self.rule.code).to_owned(),
            message,
            values,
            evidence,
            overruled: None,
        });
    }

    /// Reports words of a list, as a note where they weigh less in plain names; without any word to
    /// look for, that nothing was looked for.
    pub(super) fn find_words(&mut self, subject: &Subject<'_>, list: List, message: &'static str) {
        if !subject.pack.matcher.knows(list) {
            self.skip::<()>();
            return;
        }
        let is_plain = subject.is_plain();
        let is_history = subject.is_settled() && !matches!(list, List::Leader | List::Person);
        let mut weighty = Vec::new();
        let mut light = Vec::new();
        for hit in subject.words(list) {
            let text = subject.text(hit.start, hit.end);
            let plain = if is_plain { hit.plain } else { Plain::Same };
            let words = match plain {
                Plain::Same if !is_history => &mut weighty,
                Plain::Same | Plain::Note => &mut light,
                Plain::Pass => continue,
            };
            if !words.contains(&text) {
                words.push(text);
            }
        }
        for (words, most) in [(weighty, Severity::Stop), (light, Severity::Note)] {
            if !words.is_empty() {
                let said = vec![("words", words.join("、"))];
                let evidence = words.into_iter().map(Evidence::Text).collect();
                self.find_at_most(most, message, said, evidence);
            }
        }
    }

    /// The answer, or none and the rule reports itself skipped.
    pub(super) fn answer<T>(&mut self, answer: Answer<T>) -> Option<T> {
        match answer {
            Answer::Found(found) => Some(found),
            Answer::NotAsked => self.skip(),
        }
    }

    /// The same of an answer that others look at too.
    pub(super) fn shared_answer<'b, T>(&mut self, answer: &'b Answer<T>) -> Option<&'b T> {
        match answer {
            Answer::Found(found) => Some(found),
            Answer::NotAsked => self.skip(),
        }
    }

    fn skip<T>(&mut self) -> Option<T> {
        if !self.skipped.contains(&self.rule.code) {
            self.skipped.push(self.rule.code);
        }
        None
    }
}
