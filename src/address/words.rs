//! The unit words that end each part, and the names that are known without a register.

use std::{collections::HashMap, sync::LazyLock};

use crate::assets::AddressTables;

/// Which administrative level a unit word ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Level {
    Province,
    City,
    County,
    Town,
    Village,
}

/// Unit words of regions; where one begins another the longer one stands first.
pub(super) const REGION_UNITS: [(&str, Level); 34] = [
    ("特别行政区", Level::Province),
    ("自治区", Level::Province),
    ("省", Level::Province),
    ("自治州", Level::City),
    ("地区", Level::City),
    ("盟", Level::City),
    ("市", Level::County),
    ("自治县", Level::County),
    ("自治旗", Level::County),
    ("县", Level::County),
    ("旗", Level::County),
    ("经济技术开发区", Level::Town),
    ("经济开发区", Level::Town),
    ("开发区", Level::Town),
    ("管理委员会", Level::Town),
    ("管委会", Level::Town),
    ("高新区", Level::Town),
    ("街道办事处", Level::Town),
    ("街道", Level::Town),
    ("区", Level::County),
    ("镇", Level::Town),
    ("民族乡", Level::Town),
    ("乡", Level::Town),
    ("苏木", Level::Town),
    ("社区居民委员会", Level::Village),
    ("村村民委员会", Level::Village),
    ("村民委员会", Level::Village),
    ("居民委员会", Level::Village),
    ("嘎查", Level::Village),
    ("居委会", Level::Village),
    ("村委会", Level::Village),
    ("社区", Level::Village),
    ("行政村", Level::Village),
    ("村", Level::Village),
];

/// Unit words of roads; longer ones first.
pub(super) const ROADS: [&str; 16] = [
    "步行街",
    "快速路",
    "商业街",
    "老街",
    "新街",
    "环路",
    "大道",
    "大街",
    "公路",
    "国道",
    "省道",
    "县道",
    "乡道",
    "高速",
    "路",
    "街",
];
/// Unit words of lanes; those that are names too only count before a number.
pub(super) const LANES: [&str; 6] = ["支弄", "胡同", "小巷", "巷", "弄", "里弄"];
/// Unit words that are too common in names to count unless a number follows.
pub(super) const BEFORE_NUMBER: [&str; 8] = ["线", "道", "里", "条", "坊", "桥", "浜", "埭"];

/// What ends the name of an estate.
pub(super) const ESTATES: [&str; 50] = [
    "住宅小区",
    "安置小区",
    "小区",
    "花园",
    "花苑",
    "公寓",
    "新村",
    "家园",
    "嘉园",
    "佳园",
    "佳苑",
    "嘉苑",
    "名苑",
    "雅苑",
    "景苑",
    "锦苑",
    "丽苑",
    "山庄",
    "别墅",
    "华庭",
    "名庭",
    "豪庭",
    "家属院",
    "宿舍",
    "大院",
    "新苑",
    "北苑",
    "南苑",
    "东苑",
    "西苑",
    "名邸",
    "府邸",
    "公馆",
    "水岸",
    "名都",
    "新城",
    "花城",
    "自然村",
    "工业园区",
    "工业园",
    "产业园",
    "科技园",
    "创业园",
    "工业区",
    "园区",
    "苑",
    "庭",
    "墅",
    "湾",
    "郡",
];
/// What ends the name of something else.
pub(super) const PLACES: [&str; 45] = [
    "有限公司",
    "公司",
    "集团",
    "工厂",
    "厂",
    "大厦",
    "大楼",
    "中心",
    "广场",
    "商城",
    "市场",
    "超市",
    "商场",
    "酒店",
    "宾馆",
    "饭店",
    "餐厅",
    "银行",
    "学校",
    "中学",
    "小学",
    "大学",
    "学院",
    "幼儿园",
    "医院",
    "诊所",
    "药店",
    "卫生院",
    "国际",
    "派出所",
    "局",
    "所",
    "院",
    "馆",
    "店",
    "城",
    "站",
    "部",
    "行",
    "室",
    "塔",
    "寺",
    "庙",
    "亭",
    "吧",
];
/// Directions, which stand between a name and its unit word.
pub(super) const DIRECTIONS: &str = "东南西北中上下前后内外左右";

/// What is known without a register.
pub(super) struct Known {
    /// Full and short names of provinces, cities and counties. A name of two levels (吉林, 朝阳) is of
    /// each.
    names: HashMap<String, Vec<Level>>,
    pub(super) longest: usize,
}

impl Known {
    /// The levels that bear a name.
    pub(super) fn levels(&self, name: &str) -> &[Level] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    fn learn(&mut self, name: &str, level: Level) {
        let length = name.chars().count();
        let levels = self.names.entry(name.to_owned()).or_default();
        if length >= 2 && !levels.contains(&level) {
            levels.push(level);
            levels.sort_unstable();
        }
        self.longest = self.longest.max(length);
    }
}

pub(super) static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let table = AddressTables::get("divisions.txt")
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
        .unwrap_or_default();
    let mut known = Known {
        names: HashMap::new(),
        longest: 0,
    };
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let Some((city, counties)) = line.trim_start().split_once(':') else {
            known.learn(line, Level::Province);
            known.learn(short_province(line), Level::Province);
            continue;
        };
        for (name, level) in std::iter::once((city, Level::City)).chain(
            counties
                .split_whitespace()
                .map(|county| (county, Level::County)),
        ) {
            known.learn(name, level);
            // 区 is left away by nobody: 新城, 朝阳 and 西湖 are names of many other things.
            let short = ["市", "县", "地区"]
                .iter()
                .find_map(|unit| name.strip_suffix(unit));
            if let Some(short) = short {
                known.learn(short, level);
            }
        }
    }
    known
});

/// 浙江省 is called 浙江, 内蒙古自治区 内蒙古, 广西壮族自治区 广西.
fn short_province(name: &str) -> &str {
    for tail in [
        "壮族自治区",
        "回族自治区",
        "维吾尔自治区",
        "自治区",
        "特别行政区",
        "省",
        "市",
    ] {
        if let Some(short) = name.strip_suffix(tail) {
            return short;
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_are_known_by_both_names() {
        for (name, level) in [
            ("浙江省", Level::Province),
            ("内蒙古", Level::Province),
            ("广西", Level::Province),
            ("香港", Level::Province),
            ("绍兴", Level::City),
            ("锡林郭勒盟", Level::City),
            ("嵊州市", Level::County),
            ("象山", Level::County),
            ("南浔区", Level::County),
            ("仙桃市", Level::County),
        ] {
            assert!(KNOWN.levels(name).contains(&level), "{name}");
        }
        assert!(KNOWN.levels("西湖").is_empty());
    }
}
