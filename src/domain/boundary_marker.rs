//! Markers on boundary lines (界桩). Exact positions are not public: the public sees a point
//! rounded to its cell.

use super::{
    ChangedBy, Choice, Field, FieldType,
    shared::{CODE, NAME, REGION_CODE, SOURCE_ID, STATE, VALID_FROM, VALID_TO},
};

/// The type codes of GB/T 17796: Q stands alone, A and B share a number on two banks, C, D and E
/// on three, S stands where three regions meet.
pub const TYPES: &[Choice] = &[
    Choice {
        value: "Q",
        zh: "单立",
        en: "Single",
        aliases: &["单立界桩", "单"],
    },
    Choice {
        value: "A",
        zh: "双立A",
        en: "Double A",
        aliases: &["同号双立A"],
    },
    Choice {
        value: "B",
        zh: "双立B",
        en: "Double B",
        aliases: &["同号双立B"],
    },
    Choice {
        value: "C",
        zh: "三立C",
        en: "Triple C",
        aliases: &["同号三立C"],
    },
    Choice {
        value: "D",
        zh: "三立D",
        en: "Triple D",
        aliases: &["同号三立D"],
    },
    Choice {
        value: "E",
        zh: "三立E",
        en: "Triple E",
        aliases: &["同号三立E"],
    },
    Choice {
        value: "S",
        zh: "三交点",
        en: "Tri-point",
        aliases: &["三面", "交会点"],
    },
];

/// What an inspection found of a marker.
pub const CONDITIONS: &[Choice] = &[
    Choice {
        value: "intact",
        zh: "完好",
        en: "Intact",
        aliases: &[],
    },
    Choice {
        value: "damaged",
        zh: "损坏",
        en: "Damaged",
        aliases: &["破损"],
    },
    Choice {
        value: "shifted",
        zh: "移位",
        en: "Shifted",
        aliases: &[],
    },
    Choice {
        value: "lost",
        zh: "丢失",
        en: "Lost",
        aliases: &["遗失"],
    },
    Choice {
        value: "threatened",
        zh: "受威胁",
        en: "Threatened",
        aliases: &[],
    },
    Choice {
        value: "unknown",
        zh: "不明",
        en: "Unknown",
        aliases: &["未知"],
    },
];

/// Which side keeps the marker.
pub const CUSTODIAN_SIDES: &[Choice] = &[
    Choice {
        value: "left",
        zh: "左侧",
        en: "Left",
        aliases: &["左"],
    },
    Choice {
        value: "right",
        zh: "右侧",
        en: "Right",
        aliases: &["右"],
    },
    Choice {
        value: "both",
        zh: "双方",
        en: "Both",
        aliases: &["共同"],
    },
];

/// The columns of a boundary marker.
pub const FIELDS: &[Field] = &[
    SOURCE_ID,
    CODE,
    NAME,
    STATE,
    REGION_CODE,
    VALID_FROM,
    VALID_TO,
    Field::new("line_code", "界线代码", "Line code", FieldType::Code).required(),
    Field::text("serial", "序号", "Serial").required(),
    Field::new("type", "类型码", "Type", FieldType::Choice(TYPES)).required(),
    Field::text("number", "界桩号", "Number"),
    Field::text("material", "材质", "Material"),
    Field::number("north_m", "纵坐标X", "Northing", "m")
        .restricted()
        .changed_by(ChangedBy::Case),
    Field::number("east_m", "横坐标Y", "Easting", "m")
        .restricted()
        .changed_by(ChangedBy::Case),
    Field::new("grid", "坐标系", "Grid", FieldType::Code).restricted(),
    Field::number("height_m", "高程(1985)", "Height (1985)", "m")
        .restricted()
        .changed_by(ChangedBy::Case),
    Field::new(
        "custodian_side",
        "管护方",
        "Custodian side",
        FieldType::Choice(CUSTODIAN_SIDES),
    ),
    Field::text("landmarks", "方位物", "Landmarks").restricted(),
    Field::new(
        "condition",
        "完好状况",
        "Condition",
        FieldType::Choice(CONDITIONS),
    )
    .changed_by(ChangedBy::Survey),
];

/// Position of `line_code`; several are parted by `|` at a tri-point.
pub const LINE_CODE_AT: usize = 7;
/// Position of `serial`.
pub const SERIAL_AT: usize = 8;
/// Position of `type`.
pub const TYPE_AT: usize = 9;
/// Position of `number`: line code, serial and type together.
pub const NUMBER_AT: usize = 10;
/// Position of `material`.
pub const MATERIAL_AT: usize = 11;
/// Position of `north_m`.
pub const NORTH_M_AT: usize = 12;
/// Position of `east_m`.
pub const EAST_M_AT: usize = 13;
/// Position of `grid`.
pub const GRID_AT: usize = 14;
/// Position of `height_m`.
pub const HEIGHT_M_AT: usize = 15;
/// Position of `custodian_side`.
pub const CUSTODIAN_SIDE_AT: usize = 16;
/// Position of `landmarks`.
pub const LANDMARKS_AT: usize = 17;
/// Position of `condition`.
pub const CONDITION_AT: usize = 18;
