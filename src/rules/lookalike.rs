//! Characters that look alike (形近字): 己已巳, 未末, 茶荼.
//!
//! # Source
//! `fixtures/words/lookalike.csv`, one group a line, written by us from general knowledge.

use hashbrown::HashMap;

use super::PackError;
use crate::messages::Phrase;

/// Which characters look alike.
#[derive(Debug)]
pub(super) struct Lookalikes {
    /// The groups that a character is in.
    groups: HashMap<char, Vec<u16>>,
}

impl Lookalikes {
    /// Reads one group a line.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, PackError> {
        let mut groups: HashMap<char, Vec<u16>> = HashMap::new();
        let mut count = 0;
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line.chars().count() < 2 {
                let reason = Phrase::of("pack.small_group");
                return Err(PackError::new(file, format!("line {}", at + 1), reason));
            }
            for c in line.chars() {
                groups.entry(c).or_default().push(count);
            }
            count += 1;
        }
        if count == 0 {
            return Err(PackError::new(file, "group", Phrase::of("pack.empty_list")));
        }
        Ok(Self { groups })
    }

    /// Whether the two are different and look alike.
    pub(super) fn are_alike(&self, a: char, b: char) -> bool {
        a != b
            && match (self.groups.get(&a), self.groups.get(&b)) {
                (Some(of_a), Some(of_b)) => of_a.iter().any(|group| of_b.contains(group)),
                _ => false,
            }
    }

    /// The one pair in which two texts of the same length differ, when its characters look alike.
    pub(super) fn pair(&self, a: &str, b: &str) -> Option<(char, char)> {
        let mut pairs = a.chars().zip(b.chars()).filter(|(x, y)| x != y);
        let pair = pairs.next()?;
        let is_all = pairs.next().is_none() && a.chars().count() == b.chars().count();
        (is_all && self.are_alike(pair.0, pair.1)).then_some(pair)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_when_their_one_difference_is() {
        let table = Lookalikes::parse("l.csv", "# x\n己已巳\n未末\n未朱\n").unwrap();
        assert_eq!(table.pair("末央路", "未央路"), Some(('末', '未')));
        assert_eq!(table.pair("朱央路", "末央路"), None, "in no group together");
        assert_eq!(table.pair("未央路", "未央路"), None);
        assert_eq!(table.pair("末己路", "未已路"), None, "two differences");
        assert_eq!(table.pair("未央", "末央路"), None);
    }

    #[test]
    fn a_broken_or_empty_table_is_an_error() {
        let say = |text| Lookalikes::parse("l.csv", text).unwrap_err().to_string();
        assert_eq!(
            say("# none\n"),
            "l.csv: group: the list is empty: write a line or take the file away"
        );
        assert!(say("未末\n己\n").starts_with("l.csv: line 2: "));
    }
}
