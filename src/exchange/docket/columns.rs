//! Which column is what: the words that offices write at the head of their lists.

use crate::text::{Category, normalise, to_standard};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Category,
    Region,
    Length,
    Width,
    Area,
    FloorArea,
    Storeys,
    Applicant,
    On,
    Lon,
    Lat,
}

/// The field's word in answers and the words at the head of a column, in standard characters, without
/// spaces and units.
const WORDS: [(Column, &str, &[&str]); 12] = [
    (
        Column::Name,
        "name",
        &[
            "name",
            "text",
            "名称",
            "地名",
            "标准名称",
            "拟用名称",
            "拟命名名称",
            "拟名",
            "申报名称",
            "申请名称",
            "地名名称",
            "道路名称",
            "路名",
            "街路巷名称",
            "小区名称",
            "拟命名",
            "建议名称",
        ],
    ),
    (
        Column::Category,
        "category",
        &[
            "category",
            "kind",
            "类别",
            "地名类别",
            "类型",
            "地名类型",
            "种类",
        ],
    ),
    (
        Column::Region,
        "region_code",
        &[
            "region_code",
            "region",
            "区划代码",
            "行政区划代码",
            "所在区划代码",
            "行政区代码",
            "政区代码",
            "政区",
            "所在政区",
            "所属政区",
            "所属区划",
            "所在地区",
            "所在区划",
            "所在乡镇",
            "所属乡镇",
            "乡镇",
            "乡镇街道",
            "镇街",
            "所在镇街",
        ],
    ),
    (
        Column::Length,
        "length_m",
        &["length_m", "length", "长度", "长", "道路长度", "路长"],
    ),
    (
        Column::Width,
        "width_m",
        &[
            "width_m",
            "width",
            "宽度",
            "宽",
            "红线宽度",
            "道路宽度",
            "路宽",
        ],
    ),
    (
        Column::Area,
        "area_m2",
        &["area_m2", "area", "占地面积", "用地面积", "面积"],
    ),
    (
        Column::FloorArea,
        "floor_area_m2",
        &["floor_area_m2", "建筑面积", "总建筑面积"],
    ),
    (
        Column::Storeys,
        "storeys",
        &["storeys", "层数", "楼层", "最高层数", "主楼层数"],
    ),
    (
        Column::Applicant,
        "applicant",
        &["applicant", "申请单位", "申报单位", "建设单位", "申请人"],
    ),
    (Column::On, "on", &["on", "申请日期", "申报日期", "日期"]),
    (Column::Lon, "lon", &["lon", "longitude", "经度"]),
    (Column::Lat, "lat", &["lat", "latitude", "纬度"]),
];

impl Column {
    /// The column whose head says so.
    pub(super) fn of(head: &str) -> Option<Self> {
        let head = plain(head);
        WORDS
            .iter()
            .find(|(_, _, words)| words.contains(&head.as_str()))
            .map(|(column, ..)| *column)
    }

    /// The field's word in answers.
    pub(super) fn field(self) -> &'static str {
        let mut words = WORDS.iter();
        words
            .find(|(column, ..)| *column == self)
            .map_or("", |(_, field, _)| field)
    }
}

/// A head in standard characters, lower case, without spaces, marks and what stands in brackets.
fn plain(head: &str) -> String {
    let head = normalise(head).to_lowercase();
    let head = head
        .split(['(', '[', '〔', '【', '/', ':'])
        .next()
        .unwrap_or_default()
        .replace(
            |c: char| c.is_whitespace() || matches!(c, '*' | '＊' | '\'' | '"'),
            "",
        );
    to_standard(&head).into_owned()
}

/// The words for naming categories in a cell.
const CATEGORIES: [(Category, &[&str]); 10] = [
    (
        Category::Road,
        &[
            "道路",
            "街路巷",
            "街巷",
            "街路",
            "路街巷",
            "城镇道路",
            "道路街巷",
            "街道巷",
            "路",
        ],
    ),
    (
        Category::Residential,
        &[
            "住宅区",
            "居民区",
            "居民住宅区",
            "小区",
            "住宅小区",
            "居住区",
            "居民点小区",
        ],
    ),
    (
        Category::Building,
        &["建筑物", "楼宇", "大型建筑物", "建筑", "商务楼宇", "大厦"],
    ),
    (
        Category::Village,
        &["自然村", "村", "居民点", "村庄", "聚落", "自然村落"],
    ),
    (
        Category::Community,
        &[
            "社区",
            "村居",
            "群众自治组织",
            "行政村",
            "村民委员会",
            "居民委员会",
        ],
    ),
    (Category::Division, &["行政区划", "行政区域", "政区"]),
    (
        Category::Natural,
        &["自然地理实体", "自然实体", "山", "河流", "水系", "岛屿"],
    ),
    (
        Category::Park,
        &["公园", "自然保护地", "风景区", "公园绿地"],
    ),
    (
        Category::Facility,
        &[
            "设施",
            "交通设施",
            "桥梁",
            "隧道",
            "公共设施",
            "水利设施",
            "交通运输设施",
            "桥",
        ],
    ),
    (Category::Other, &["其他", "其它"]),
];

/// The naming category that a cell names, by its word or in Chinese.
pub(super) fn category(cell: &str) -> Option<Category> {
    if let Ok(category) = cell.parse() {
        return Some(category);
    }
    let cell = plain(cell);
    CATEGORIES
        .iter()
        .find(|(_, words)| words.contains(&cell.as_str()))
        .map(|(category, _)| *category)
}
