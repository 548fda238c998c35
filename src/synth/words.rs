//! Invented names: characters of common place names, grouped by sound so that homophones can be
//! made on purpose.

use super::random::Random;

/// Characters with the same sound, tones aside.
const SOUNDS: &[(&str, &str)] = &[
    ("an", "安岸"),
    ("bai", "白柏百"),
    ("bei", "北贝"),
    ("chang", "长昌常"),
    ("chao", "潮朝"),
    ("cheng", "城成诚澄"),
    ("chun", "春椿"),
    ("cui", "翠"),
    ("da", "大达"),
    ("dong", "东栋"),
    ("feng", "丰凤枫峰"),
    ("fu", "福富阜"),
    ("gao", "高皋"),
    ("gu", "古谷"),
    ("guang", "光广"),
    ("hai", "海"),
    ("he", "河和鹤荷"),
    ("hong", "红宏虹洪"),
    ("hou", "后厚"),
    ("hu", "湖"),
    ("hua", "华花桦"),
    ("jia", "家嘉佳"),
    ("jiang", "江姜"),
    ("jin", "金锦晋"),
    ("kang", "康"),
    ("le", "乐"),
    ("li", "李理丽"),
    ("lian", "莲联"),
    ("lin", "林临琳"),
    ("ling", "岭灵"),
    ("liu", "柳刘"),
    ("long", "龙隆"),
    ("lu", "鹿芦"),
    ("mei", "梅美"),
    ("ming", "明鸣铭"),
    ("nan", "南楠"),
    ("ning", "宁"),
    ("ping", "平萍坪"),
    ("pu", "浦"),
    ("qian", "前钱"),
    ("qiao", "桥乔"),
    ("qing", "青清庆"),
    ("qiu", "秋"),
    ("shan", "山杉"),
    ("shang", "上尚"),
    ("sheng", "胜盛"),
    ("shi", "石时"),
    ("tai", "泰台"),
    ("tang", "塘唐棠"),
    ("wang", "王旺"),
    ("wu", "吴梧"),
    ("xi", "溪喜熙"),
    ("xia", "下夏霞"),
    ("xin", "新欣信"),
    ("xing", "兴杏星"),
    ("xu", "徐旭"),
    ("yang", "阳杨洋"),
    ("yin", "银"),
    ("yong", "永涌"),
    ("yu", "玉裕育"),
    ("yuan", "园源远"),
    ("yun", "云芸"),
    ("zhong", "钟忠"),
    ("zhou", "周洲舟"),
    ("zhu", "珠竹筑"),
];

/// Generic terms of roads, their sounds and their shares in hundredths.
const ROAD_TERMS: &[(&str, &str, usize)] = &[
    ("路", "lu", 48),
    ("街", "jie", 14),
    ("巷", "xiang", 16),
    ("弄", "nong", 13),
    ("大道", "dadao", 4),
    ("里", "li", 5),
];

/// A specific part and a generic term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RoadName {
    /// The specific part.
    pub(super) specific: String,
    term: usize,
}

impl RoadName {
    /// A name of two or three characters and a term.
    pub(super) fn invent(random: &mut Random) -> Self {
        let mut roll = random.below(100);
        let mut term = 0;
        while roll >= ROAD_TERMS[term].2 {
            roll -= ROAD_TERMS[term].2;
            term += 1;
        }
        let count = if random.chance(0.8) { 2 } else { 3 };
        Self {
            specific: specific(count, random),
            term,
        }
    }

    /// The same sound in other characters, where there are any.
    pub(super) fn homophone(&self, random: &mut Random) -> Self {
        let mut characters: Vec<char> = self.specific.chars().collect();
        let start = random.below(characters.len());
        for step in 0..characters.len() {
            let at = (start + step) % characters.len();
            let others: Vec<char> = group(characters[at])
                .map(|(_, same)| same.chars().filter(|c| *c != characters[at]).collect())
                .unwrap_or_default();
            if !others.is_empty() {
                characters[at] = *random.pick(&others);
                break;
            }
        }
        Self {
            specific: characters.into_iter().collect(),
            term: self.term,
        }
    }

    /// One character changed for any other.
    pub(super) fn edited(&self, random: &mut Random) -> Self {
        let mut characters: Vec<char> = self.specific.chars().collect();
        let at = random.below(characters.len());
        characters[at] = character(random);
        Self {
            specific: characters.into_iter().collect(),
            term: self.term,
        }
    }

    /// The whole name.
    pub(super) fn text(&self) -> String {
        format!("{}{}", self.specific, ROAD_TERMS[self.term].0)
    }

    /// Its sound without tones.
    pub(super) fn pinyin(&self) -> String {
        let sounds = self
            .specific
            .chars()
            .filter_map(group)
            .map(|(sound, _)| *sound);
        sounds.chain([ROAD_TERMS[self.term].1]).collect()
    }
}

fn group(character: char) -> Option<&'static (&'static str, &'static str)> {
    SOUNDS.iter().find(|(_, same)| same.contains(character))
}

fn character(random: &mut Random) -> char {
    let (_, same) = random.pick(SOUNDS);
    let at = random.below(same.chars().count());
    same.chars().nth(at).unwrap_or('安')
}

/// So many characters of common place names.
pub(super) fn specific(count: usize, random: &mut Random) -> String {
    (0..count).map(|_| character(random)).collect()
}

#[cfg(test)]
mod tests {
    use super::{ROAD_TERMS, Random, RoadName, SOUNDS};

    #[test]
    fn a_homophone_sounds_the_same_and_is_written_differently() {
        let mut random = Random::new(1, "words", 0);
        let mut changed = 0;
        for _ in 0..500 {
            let name = RoadName::invent(&mut random);
            let other = name.homophone(&mut random);
            assert_eq!(name.pinyin(), other.pinyin());
            changed += usize::from(name != other);
        }
        assert!(changed > 480, "{changed}");
    }

    #[test]
    fn every_character_has_one_sound_and_shares_add_up() {
        let all: Vec<char> = SOUNDS.iter().flat_map(|(_, same)| same.chars()).collect();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(all.len(), once.len());
        assert_eq!(ROAD_TERMS.iter().map(|term| term.2).sum::<usize>(), 100);
    }
}
