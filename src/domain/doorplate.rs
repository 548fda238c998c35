//! Doorplates (门牌) of every kind: gate, building, unit and room plates.

use super::{
    Choice, Field, FieldType,
    shared::{CODE, NAME, REGION_CODE, SOURCE_ID, STATE, VALID_FROM, VALID_TO},
};

/// The side of the directed centre line.
pub const SIDES: &[Choice] = &[
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
];

/// The kinds of plate.
pub const PLATE_KINDS: &[Choice] = &[
    Choice {
        value: "large",
        zh: "大门牌",
        en: "Large gate plate",
        aliases: &[],
    },
    Choice {
        value: "medium",
        zh: "中门牌",
        en: "Medium gate plate",
        aliases: &["门牌"],
    },
    Choice {
        value: "small",
        zh: "小门牌",
        en: "Small gate plate",
        aliases: &[],
    },
    Choice {
        value: "building",
        zh: "楼牌",
        en: "Building plate",
        aliases: &["幢牌", "楼幢牌"],
    },
    Choice {
        value: "unit",
        zh: "单元牌",
        en: "Unit plate",
        aliases: &[],
    },
    Choice {
        value: "room",
        zh: "户室牌",
        en: "Room plate",
        aliases: &["户牌"],
    },
    Choice {
        value: "temporary",
        zh: "临时门牌",
        en: "Temporary plate",
        aliases: &["临时门楼号"],
    },
];

/// The columns of a doorplate.
pub const FIELDS: &[Field] = &[
    SOURCE_ID,
    CODE,
    NAME,
    STATE,
    REGION_CODE,
    VALID_FROM,
    VALID_TO,
    Field::text("road_source_id", "道路编号", "Road id"),
    Field::text("road_name", "道路名称", "Road"),
    Field::text("place_source_id", "地名编号", "Place id"),
    Field::text("number", "门牌号", "Number").required(),
    Field::text("suffix", "附号", "Suffix"),
    Field::text("building", "楼幢", "Building"),
    Field::text("unit", "单元", "Unit"),
    Field::text("room", "户室", "Room"),
    Field::new("side", "侧别", "Side", FieldType::Choice(SIDES)),
    Field::text("address", "标准地址", "Standard address"),
    Field::new(
        "plate_kind",
        "门牌类型",
        "Plate",
        FieldType::Choice(PLATE_KINDS),
    ),
    Field::new("issued_on", "制发日期", "Issued on", FieldType::Date),
];

/// Position of `road_source_id`.
pub const ROAD_SOURCE_ID_AT: usize = 7;
/// Position of `road_name`; filled from the road when only its id is given.
pub const ROAD_NAME_AT: usize = 8;
/// Position of `place_source_id`.
pub const PLACE_SOURCE_ID_AT: usize = 9;
/// Position of `number`: the text as it stands on the plate.
pub const NUMBER_AT: usize = 10;
/// Position of `suffix`.
pub const SUFFIX_AT: usize = 11;
/// Position of `building`.
pub const BUILDING_AT: usize = 12;
/// Position of `unit`.
pub const UNIT_AT: usize = 13;
/// Position of `room`.
pub const ROOM_AT: usize = 14;
/// Position of `side`: computed from the road's direction when the file gives none.
pub const SIDE_AT: usize = 15;
/// Position of `address`: composed when the file gives none.
pub const ADDRESS_AT: usize = 16;
