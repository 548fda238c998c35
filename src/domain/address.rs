//! An address taken apart, and where it is.

use serde::Serialize;
use uuid::Uuid;

use crate::geo::LonLat;

/// The parts of an address, each as the text has it, with its unit word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AddressParts {
    /// 省, 自治区, 直辖市, 特别行政区.
    pub province: Option<String>,
    /// 地级市, 自治州, 地区, 盟.
    pub city: Option<String>,
    /// 县, 县级市, 市辖区, 旗.
    pub county: Option<String>,
    /// 街道, 镇, 乡, 开发区.
    pub town: Option<String>,
    /// 村, 社区; a natural village where it stands alone.
    pub village: Option<String>,
    /// 路, 街, 大道, 公路.
    pub road: Option<String>,
    /// 弄, 巷, 里, 胡同; a village's group (组).
    pub lane: Option<String>,
    /// The doorplate's number with its sub-number (附号).
    pub number: Option<String>,
    /// 幢, 栋, 号楼, 座.
    pub building: Option<String>,
    /// 单元.
    pub unit: Option<String>,
    /// 层, 楼.
    pub floor: Option<String>,
    /// 室.
    pub room: Option<String>,
    /// 小区, 花园, 新村; a natural village within a village.
    pub estate: Option<String>,
    /// What else is there: a shop, a company, a building by name.
    pub poi: Option<String>,
}

/// An address taken apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParsedAddress {
    /// The text as given.
    pub text: String,
    /// The parts: substrings of the text after its width and numerals have been normalised.
    pub components: AddressParts,
    /// How sure it is, 0 to 1: how much of the text was understood and by how firm a sign.
    pub confidence: f64,
}

/// How an address was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressMatch {
    /// Its doorplate.
    Exact,
    /// Between two doorplates of the same side.
    Interpolated,
    /// Its road.
    Road,
    /// Its village or natural village.
    Village,
    /// Its town.
    Town,
    /// Not found.
    None,
}

/// An address taken apart, and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct LocatedAddress {
    /// The address.
    pub parsed: ParsedAddress,
    /// Where it is; none when it was not found or what was found has no place.
    pub at: Option<LonLat>,
    /// How it was found.
    pub matched: AddressMatch,
    /// What was found: a doorplate, a road, a place, a region.
    pub id: Option<Uuid>,
}

impl Serialize for LocatedAddress {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("text", &self.parsed.text)?;
        map.serialize_entry("components", &self.parsed.components)?;
        map.serialize_entry("confidence", &self.parsed.confidence)?;
        map.serialize_entry("lon", &self.at.map(|at| at.lon))?;
        map.serialize_entry("lat", &self.at.map(|at| at.lat))?;
        map.serialize_entry("match", &self.matched)?;
        map.serialize_entry("id", &self.id)?;
        map.end()
    }
}
