//! The facts of the demo county as the fixtures hold them; `fixtures/README.md` says what is fact
//! and what is made.

use serde::{Deserialize, de::DeserializeOwned};

use super::super::SynthError;

/// `county.toml`.
#[derive(Debug, Deserialize)]
pub(super) struct County {
    /// Regions around and above: code, name, parent.
    pub(super) reference: Vec<[String; 3]>,
    /// Rivers.
    pub(super) river: Vec<River>,
    /// Hills that streets go around.
    pub(super) hill: Vec<Hill>,
    /// Street grids, the first that covers a spot has it.
    pub(super) zone: Vec<Zone>,
    /// Expressways.
    pub(super) expressway: Vec<Expressway>,
    /// Roads between two towns: code, code, name.
    pub(super) link: Vec<[String; 3]>,
    /// Boundary lines.
    pub(super) line: Vec<BorderLine>,
    /// Cemeteries.
    pub(super) cemetery: Vec<Ground>,
}

/// A river, downstream.
#[derive(Debug, Deserialize)]
pub(super) struct River {
    pub(super) name: String,
    #[serde(default)]
    pub(super) aliases: String,
    pub(super) width_m: f64,
    pub(super) course: Vec<[f64; 2]>,
}

/// A hill.
#[derive(Debug, Deserialize)]
pub(super) struct Hill {
    pub(super) lon: f64,
    pub(super) lat: f64,
    pub(super) radius_m: f64,
}

/// A street grid.
#[derive(Debug, Deserialize)]
pub(super) struct Zone {
    pub(super) town: String,
    pub(super) lon: f64,
    pub(super) lat: f64,
    /// Degrees from east, counter-clockwise.
    pub(super) angle: f64,
    pub(super) half_m: [f64; 2],
    pub(super) block_m: [f64; 2],
    pub(super) along: Vec<String>,
    pub(super) across: Vec<String>,
    pub(super) wide: Vec<String>,
    pub(super) bridge: Vec<String>,
}

/// An expressway.
#[derive(Debug, Deserialize)]
pub(super) struct Expressway {
    pub(super) name: String,
    pub(super) course: Vec<[f64; 2]>,
}

/// A boundary line along the outer border.
#[derive(Debug, Deserialize)]
pub(super) struct BorderLine {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) level: String,
    pub(super) ours: String,
    pub(super) theirs: String,
    pub(super) neighbours: Vec<String>,
    pub(super) markers: usize,
}

/// A cemetery.
#[derive(Debug, Deserialize)]
pub(super) struct Ground {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) lon: f64,
    pub(super) lat: f64,
    pub(super) cemetery_type: String,
    /// Name, rows, plots a row, burial kind; `historic` is an old section of large plots.
    pub(super) sections: Vec<(String, usize, usize, String)>,
}

/// A vertex of the outline, and the neighbour beyond the edge that starts there.
#[derive(Debug, Deserialize)]
pub(super) struct Vertex {
    pub(super) lon: f64,
    pub(super) lat: f64,
    pub(super) neighbour: String,
}

/// A township-level unit.
#[derive(Debug, Deserialize)]
pub(super) struct Town {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) lon: f64,
    pub(super) lat: f64,
    pub(super) speed: f64,
}

/// A village or community.
#[derive(Debug, Deserialize)]
pub(super) struct Village {
    pub(super) code: String,
    pub(super) name: String,
}

impl Village {
    /// Whether it is a community (居委会): 001–199 of the township.
    pub(super) fn is_urban(&self) -> bool {
        self.code
            .as_bytes()
            .get(9)
            .is_some_and(|digit| *digit < b'2')
    }

    /// The name without its generic part.
    pub(super) fn short(&self) -> &str {
        ["社区", "居委会", "新村", "村"]
            .iter()
            .find_map(|term| self.name.strip_suffix(term))
            .filter(|short| !short.is_empty())
            .unwrap_or(&self.name)
    }
}

/// A place with its position.
#[derive(Debug, Deserialize)]
pub(super) struct Spot {
    pub(super) name: String,
    pub(super) class_code: String,
    pub(super) lon: f64,
    pub(super) lat: f64,
    pub(super) state: String,
    pub(super) aliases: String,
    pub(super) origin: String,
    pub(super) history: String,
    pub(super) heritage: String,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) county: County,
    pub(super) outline: Vec<Vertex>,
    pub(super) towns: Vec<Town>,
    pub(super) villages: Vec<Village>,
    pub(super) spots: Vec<Spot>,
}

impl Facts {
    /// Reads the fixtures inside the binary.
    pub(super) fn read() -> Result<Self, SynthError> {
        let county = include_str!("../../../fixtures/demo/county.toml");
        Ok(Self {
            county: toml::from_str(county).map_err(|e| SynthError::Facts(e.to_string()))?,
            outline: table(include_str!("../../../fixtures/demo/outline.csv"))?,
            towns: table(include_str!("../../../fixtures/demo/towns.csv"))?,
            villages: table(include_str!("../../../fixtures/demo/villages.csv"))?,
            spots: table(include_str!("../../../fixtures/demo/places.csv"))?,
        })
    }

    /// The number of a town.
    pub(super) fn town(&self, code: &str) -> Result<usize, SynthError> {
        self.towns
            .iter()
            .position(|town| town.code == code)
            .ok_or_else(|| SynthError::Facts(format!("no town {code}")))
    }
}

fn table<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, SynthError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| SynthError::Facts(e.to_string()))
}
