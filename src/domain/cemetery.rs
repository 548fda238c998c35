//! Cemeteries (公墓).

use super::{
    Choice, Field, FieldType,
    shared::{CODE, NAME, REGION_CODE, SOURCE_ID, STATE, VALID_FROM, VALID_TO},
};

/// The types of a cemetery.
pub const TYPES: &[Choice] = &[
    Choice {
        value: "public_benefit",
        zh: "公益性公墓",
        en: "Public benefit",
        aliases: &["公益性", "公益"],
    },
    Choice {
        value: "commercial",
        zh: "经营性公墓",
        en: "Commercial",
        aliases: &["经营性", "经营"],
    },
    Choice {
        value: "eco",
        zh: "生态公墓",
        en: "Ecological",
        aliases: &["生态", "节地生态"],
    },
    Choice {
        value: "columbarium",
        zh: "骨灰堂",
        en: "Columbarium",
        aliases: &["骨灰楼"],
    },
    Choice {
        value: "heritage",
        zh: "文物墓地",
        en: "Heritage",
        aliases: &["历史墓地"],
    },
];

/// The columns of a cemetery.
pub const FIELDS: &[Field] = &[
    SOURCE_ID,
    CODE,
    NAME.required(),
    STATE,
    REGION_CODE,
    VALID_FROM,
    VALID_TO,
    Field::new(
        "cemetery_type",
        "公墓类型",
        "Type",
        FieldType::Choice(TYPES),
    )
    .required(),
    Field::text("manager", "管理单位", "Manager"),
    Field::text("licence", "批准文号", "Licence"),
    Field::new("capacity", "规划穴数", "Capacity", FieldType::Integer),
];

/// Position of `cemetery_type`.
pub const TYPE_AT: usize = 7;
