//! Names for roads that the fixtures do not name: a specific part of two characters with sounds
//! of their own, so that no homophone arises but those made on purpose.

use super::{
    super::random::Random,
    facts::{Facts, Village},
};

const FIRST: [char; 30] = [
    '剡', '越', '鹿', '兰', '桂', '梅', '竹', '松', '云', '锦', '秀', '瑞', '和', '康', '永', '嘉',
    '文', '书', '琴', '明', '丰', '白', '长', '双', '南', '东', '新', '高', '古', '万',
];
const SECOND: [char; 27] = [
    '溪', '山', '泉', '园', '亭', '桥', '塘', '坊', '井', '田', '林', '岭', '湾', '畔', '门', '渡',
    '浦', '台', '石', '华', '湖', '洲', '宅', '岙', '坞', '峰', '坂',
];

/// The names not yet given.
pub(super) struct Names(Vec<String>);

impl Names {
    /// All that no known name begins with, shuffled.
    pub(super) fn new(facts: &Facts, random: &mut Random) -> Self {
        let county = &facts.county;
        let known: Vec<&str> = county
            .zone
            .iter()
            .flat_map(|zone| zone.along.iter().chain(&zone.across).map(String::as_str))
            .chain(facts.villages.iter().map(Village::short))
            .collect();
        let mut names: Vec<String> = FIRST
            .iter()
            .flat_map(|first| SECOND.iter().map(move |second| format!("{first}{second}")))
            .filter(|specific| {
                !known
                    .iter()
                    .any(|known| known.starts_with(specific.as_str()))
            })
            .collect();
        random.shuffle(&mut names);
        Self(names)
    }

    /// The next name for a road of a class; `None` when all are given.
    pub(super) fn next(&mut self, class: &str, random: &mut Random) -> Option<String> {
        let term = match class {
            "arterial" | "secondary" => "路",
            "local" => *random.pick(&["路", "路", "街"]),
            _ => *random.pick(&["弄", "弄", "巷"]),
        };
        self.0.pop().map(|specific| specific + term)
    }
}
