//! The parts of a name: specific term (专名), one-syllable modifiers, generic term (通名).

use super::{
    Category, Term,
    generic::{self, known_category},
    numeral,
};

/// A name taken apart. The parts stand in this order and together are the whole name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split<'a> {
    /// The specific term (专名): never empty unless the name is.
    pub specific: &'a str,
    /// A one-syllable position before the generic term (中山东路: 东), or nothing.
    pub position: &'a str,
    /// A numeral before the generic term as written (建设二路: 二; 第三大道: 第三), or nothing.
    pub numeral: &'a str,
    /// The generic term (通名), or nothing when none is recognised.
    pub generic: &'a str,
    /// The ordinal of a numbered name. When the number is all there is before the generic term
    /// (一路), it stands in `specific`, and `numeral` is empty.
    pub ordinal: Option<u64>,
    /// What the generic term was taken for: the category asked for when the term can mean it.
    pub category: Option<Category>,
    /// The entry of the generic term.
    pub term: Option<&'static Term>,
}

impl Split<'_> {
    /// Whether nothing but a number stands before the generic term (一路, 第二大街).
    #[must_use]
    pub const fn is_ordinal_only(&self) -> bool {
        self.ordinal.is_some() && self.numeral.is_empty()
    }

    /// Positions, in characters, where specific, position, numeral and generic term end.
    #[must_use]
    pub fn positions(&self) -> [usize; 4] {
        let mut end = 0;
        [self.specific, self.position, self.numeral, self.generic].map(|part| {
            end += part.chars().count();
            end
        })
    }
}

/// Takes a name apart by the longest generic term of that category, or of any category when none
/// is given or none of it ends the name.
#[must_use]
pub fn split(name: &str, category: Option<Category>) -> Split<'_> {
    let wanted = category.or_else(|| known_category(name));
    let fits = |term: &&Term| may_end(name, term);
    let term = wanted
        .and_then(|wanted| {
            generic::endings(name)
                .filter(fits)
                .find(|term| term.categories.contains(&wanted))
        })
        .or_else(|| generic::endings(name).find(fits));
    let Some(term) = term else {
        return Split {
            specific: name,
            position: "",
            numeral: "",
            generic: "",
            ordinal: None,
            category: None,
            term: None,
        };
    };
    let (rest, generic) = name.split_at(name.len() - term.word.len());
    let category = wanted
        .filter(|wanted| term.categories.contains(wanted))
        .or_else(|| term.categories.first().copied());
    let (specific, position, numeral, ordinal) = modifiers(rest, term, category);
    Split {
        specific,
        position,
        numeral,
        generic,
        ordinal,
        category,
        term: Some(term),
    }
}

/// Whether the term can be the generic term of this name, given what stands before it.
fn may_end(name: &str, term: &Term) -> bool {
    let rest = &name[..name.len() - term.word.len()];
    let Some(last) = rest.chars().next_back() else {
        return false;
    };
    let has_one = rest.chars().count() == 1;
    let is_number = numeral::is_numeral(last) || last.is_ascii_digit();
    let follows = |words: &str| is_number || words.contains(last);
    match term.word.as_str() {
        // 北环路 is the road 北环; 创智北环路 is a ring road of 创智.
        "环路" => is_number || (!has_one && "东西南北中内外大小".contains(last)),
        "马路" => follows("大小老新横"),
        "条" | "道街" | "号路" | "号街" | "号线" => is_number,
        "段" => follows("东西南北中路街道上下"),
        "里" | "坊" | "径" => !has_one && !rest.chars().all(numeral::is_numeral),
        "林区" => rest.chars().count() >= 3,
        "小街" | "小巷" | "支巷" | "新区" | "矿区" | "市" | "省" | "镇" | "乡" | "旗" | "盟"
        | "道" => !has_one,
        _ => true,
    }
}

type Modifiers<'a> = (&'a str, &'a str, &'a str, Option<u64>);

/// Parts what stands before the generic term into specific, position, numeral and its value.
fn modifiers<'a>(rest: &'a str, term: &Term, category: Option<Category>) -> Modifiers<'a> {
    match category {
        Some(Category::Road) => road_modifiers(rest, term),
        Some(Category::Division) if term.word == "旗" => {
            let (specific, position) = position(rest, "前后中左右");
            (specific, position, "", None)
        }
        Some(Category::Facility) if term.word == "站" => {
            let (specific, position) = position(rest, "东南西北");
            (specific, position, "", None)
        }
        Some(Category::Natural) if term.word == "高地" && numeral::digits(rest).is_some() => (
            rest,
            "",
            "",
            numeral::digits(rest).and_then(|d| d.parse().ok()),
        ),
        _ => (rest, "", "", None),
    }
}

fn road_modifiers<'a>(rest: &'a str, term: &Term) -> Modifiers<'a> {
    let positions = match term.word.as_str() {
        "街" => "东西南北中前后上下横直正新老",
        "段" => "东西南北中前后上下",
        "支路" => "东西南北中",
        "路" => "东西南北中前后横直正新老",
        _ => "东西南北中前后横直正",
    };
    let Some((before, written, ordinal)) = trailing_ordinal(rest, term) else {
        let (specific, position) = position(rest, positions);
        return (specific, position, "", None);
    };
    if before.is_empty() {
        return (rest, "", "", Some(ordinal));
    }
    let (specific, position) = position(before, positions);
    (specific, position, written, Some(ordinal))
}

/// Parts a position from the end of a text that keeps at least two characters without it.
fn position<'a>(text: &'a str, positions: &str) -> (&'a str, &'a str) {
    match text.char_indices().next_back() {
        Some((at, last)) if positions.contains(last) && text[..at].chars().count() >= 2 => {
            text.split_at(at)
        }
        _ => (text, ""),
    }
}

/// Words that end in a numeral and count nothing.
const NOT_COUNTED: [&str; 18] = [
    "统一", "天一", "太一", "归一", "唯一", "专一", "合一", "元一", "守一", "正一", "抱一", "真一",
    "纯一", "双十", "合十", "重九", "东四", "西四",
];

/// The ordinal that ends a text: what stands before it, how it is written (第 included), its value.
fn trailing_ordinal<'a>(text: &'a str, term: &Term) -> Option<(&'a str, &'a str, u64)> {
    let is_figure = text.ends_with(|c: char| c.is_ascii_digit());
    let in_run = |c: char| {
        if is_figure {
            c.is_ascii_digit()
        } else {
            numeral::is_numeral(c)
        }
    };
    let mut start = text.trim_end_matches(in_run).len();
    // 东四十二条 is the twelfth 条 of 东四, not the forty-second of 东.
    if term.word == "条" && text[..start].ends_with(['东', '西']) && text[start..].starts_with('四')
    {
        let after = start + '四'.len_utf8();
        if after < text.len() {
            start = after;
        }
    }
    let written = &text[start..];
    if written.is_empty() || NOT_COUNTED.contains(&text) {
        return None;
    }
    let value = if is_figure {
        written.parse().ok()?
    } else {
        numeral::number(written)?
    };
    let before = &text[..start];
    if before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let (before, written) = match before.strip_suffix('第') {
        Some(shorter) => (shorter, &text[shorter.len()..]),
        None => (before, written),
    };
    Some((before, written, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> (&str, &str, &str, &str) {
        let split = split(name, None);
        (split.specific, split.position, split.numeral, split.generic)
    }

    #[test]
    fn roads_fall_into_specific_modifier_and_generic() {
        for (name, expected) in [
            ("长乐路", ("长乐", "", "", "路")),
            ("中山北路", ("中山", "北", "", "路")),
            ("济南路", ("济南", "", "", "路")),
            ("济南西路", ("济南", "西", "", "路")),
            ("友谊南大街", ("友谊", "南", "", "大街")),
            ("东大街", ("东", "", "", "大街")),
            ("解放路南小街", ("解放路", "南", "", "小街")),
            ("清波门直街", ("清波门", "", "", "直街")),
            ("朝阳门内大街", ("朝阳门内", "", "", "大街")),
            ("建设二路", ("建设", "", "二", "路")),
            ("经十二路", ("经", "", "十二", "路")),
            ("第三大道", ("第三", "", "", "大道")),
            ("建设东一路", ("建设", "东", "一", "路")),
            ("东四十二条", ("东四", "", "十二", "条")),
            ("东四十条", ("东四", "", "十", "条")),
            ("三环路", ("三", "", "", "环路")),
            ("玉环路", ("玉环", "", "", "路")),
            ("白马路", ("白马", "", "", "路")),
            ("二马路", ("二", "", "", "马路")),
            ("三八路", ("三八", "", "", "路")),
            ("统一路", ("统一", "", "", "路")),
            ("中山1路", ("中山", "", "1", "路")),
            ("道德新街", ("道德", "新", "", "街")),
            ("规划3号路", ("规划", "", "3", "号路")),
            ("经十东路", ("经十", "东", "", "路")),
            ("黄河中路二段", ("黄河中路", "", "二", "段")),
            ("同福里", ("同福", "", "", "里")),
            ("十里", ("十里", "", "", "")),
            ("大街", ("大", "", "", "街")),
            ("路", ("路", "", "", "")),
        ] {
            assert_eq!(parts(name), expected, "{name}");
        }
    }

    #[test]
    fn other_names_keep_their_specific_whole() {
        for (name, expected) in [
            ("王村", ("王", "", "", "村")),
            ("谯城区", ("谯城", "", "", "区")),
            ("万柏林区", ("万柏林", "", "", "区")),
            ("神农架林区", ("神农架", "", "", "林区")),
            ("龙湾区", ("龙湾", "", "", "区")),
            ("新乡", ("新乡", "", "", "")),
            ("新乡市", ("新乡", "", "", "市")),
            ("三江街道", ("三江", "", "", "街道")),
            ("阿拉善左旗", ("阿拉善", "左", "", "旗")),
            ("五一广场", ("五一", "", "", "广场")),
            ("北京西站", ("北京", "西", "", "站")),
            ("乌镇", ("乌镇", "", "", "")),
            ("嵊州", ("嵊州", "", "", "")),
            ("", ("", "", "", "")),
        ] {
            assert_eq!(parts(name), expected, "{name}");
        }
    }

    #[test]
    fn the_category_asked_for_chooses_the_term() {
        let category = |name, wanted| split(name, wanted).category;
        assert_eq!(category("柳塘", None), Some(Category::Village));
        let road = Some(Category::Road);
        assert_eq!(category("柳塘", road), road);
        assert_eq!(category("三江街道", road), road);
        assert_eq!(category("嵊州大桥", road), Some(Category::Facility));
        assert_eq!(category("太行山", None), Some(Category::Natural));
    }

    #[test]
    fn only_a_number_before_the_generic_term_is_told() {
        for (name, expected) in [
            ("一路", true),
            ("第二大街", true),
            ("三环路", true),
            ("建设一路", false),
            ("三八路", false),
        ] {
            assert_eq!(split(name, None).is_ordinal_only(), expected, "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_parts_are_the_name(name in "[一二十第中东山南长路街巷村省条环道A1 ]{0,9}") {
            let split = split(&name, None);
            let whole = [split.specific, split.position, split.numeral, split.generic].concat();
            proptest::prop_assert_eq!(&whole, &name);
            proptest::prop_assert_eq!(split.specific.is_empty(), name.is_empty());
        }
    }
}
