//! Plots in a cemetery (墓穴). The public sees free or not free, never who lies there.

use super::{
    ChangedBy, Choice, Field, FieldType,
    shared::{CODE, NAME, REGION_CODE, SOURCE_ID, STATE, VALID_FROM, VALID_TO},
};

/// How somebody is buried.
pub const BURIAL_KINDS: &[Choice] = &[
    Choice {
        value: "ash",
        zh: "骨灰墓",
        en: "Ash plot",
        aliases: &["骨灰", "骨灰葬"],
    },
    Choice {
        value: "body",
        zh: "遗体墓",
        en: "Body plot",
        aliases: &["遗体", "土葬"],
    },
    Choice {
        value: "tree",
        zh: "树葬",
        en: "Tree burial",
        aliases: &[],
    },
    Choice {
        value: "flower",
        zh: "花葬",
        en: "Flower burial",
        aliases: &["花坛葬"],
    },
    Choice {
        value: "lawn",
        zh: "草坪葬",
        en: "Lawn burial",
        aliases: &["草坪"],
    },
    Choice {
        value: "wall",
        zh: "壁葬",
        en: "Wall burial",
        aliases: &["壁龛"],
    },
    Choice {
        value: "niche",
        zh: "格位",
        en: "Niche",
        aliases: &["骨灰格位"],
    },
    Choice {
        value: "sea",
        zh: "海葬",
        en: "Sea burial",
        aliases: &[],
    },
];

/// Whether a plot is taken, and how.
pub const OCCUPANCIES: &[Choice] = &[
    Choice {
        value: "free",
        zh: "空置",
        en: "Free",
        aliases: &["可售", "空闲", "未用"],
    },
    Choice {
        value: "held",
        zh: "锁定",
        en: "Held",
        aliases: &["暂留"],
    },
    Choice {
        value: "reserved",
        zh: "预留",
        en: "Reserved",
        aliases: &["预订", "保留"],
    },
    Choice {
        value: "sold",
        zh: "已售",
        en: "Sold",
        aliases: &["已售待安葬", "待安葬"],
    },
    Choice {
        value: "occupied",
        zh: "已安葬",
        en: "Occupied",
        aliases: &["已用", "已葬", "已安葬(单)", "已安葬(双)"],
    },
    Choice {
        value: "due",
        zh: "到期",
        en: "Due",
        aliases: &["欠费", "逾期"],
    },
    Choice {
        value: "vacated",
        zh: "迁出",
        en: "Vacated",
        aliases: &["已迁出"],
    },
    Choice {
        value: "closed",
        zh: "停用",
        en: "Closed",
        aliases: &["维修", "封闭"],
    },
    Choice {
        value: "historic",
        zh: "历史墓",
        en: "Historic",
        aliases: &["老坟"],
    },
];

/// The columns of a plot.
pub const FIELDS: &[Field] = &[
    SOURCE_ID,
    CODE,
    NAME,
    STATE,
    REGION_CODE,
    VALID_FROM,
    VALID_TO,
    Field::text("cemetery_source_id", "公墓编号", "Cemetery id").required(),
    Field::text("section", "区", "Section"),
    Field::text("row", "排", "Row"),
    Field::text("number", "号", "Number").required(),
    Field::new(
        "burial_kind",
        "葬式",
        "Burial",
        FieldType::Choice(BURIAL_KINDS),
    ),
    Field::number("area_m2", "面积", "Area", "m²"),
    Field::new(
        "occupancy",
        "使用状况",
        "Occupancy",
        FieldType::Choice(OCCUPANCIES),
    )
    .restricted()
    .changed_by(ChangedBy::Case),
];

/// Position of `cemetery_source_id`.
pub const CEMETERY_SOURCE_ID_AT: usize = 7;
/// Position of `section`.
pub const SECTION_AT: usize = 8;
/// Position of `row`.
pub const ROW_AT: usize = 9;
/// Position of `number`.
pub const NUMBER_AT: usize = 10;
/// Position of `area_m2`: computed on the ellipsoid when the file gives none.
pub const AREA_M2_AT: usize = 12;
/// Position of `occupancy`.
pub const OCCUPANCY_AT: usize = 13;
