//! Two towns with one of everything in each: whoever is at home in the first looks at the second.

use serde_json::{Value as Json, json};

use crate::support::{
    Served,
    county::{area, feature, line, point},
};

/// Where people of the tests are at home.
pub(super) const HOME: &str = "330683001";
/// The town beside it.
pub(super) const AWAY: &str = "330683002";

/// What a town has, by id.
pub(super) struct Town {
    pub(super) code: &'static str,
    pub(super) road: String,
    pub(super) draft: String,
    pub(super) marker: String,
    pub(super) plot: String,
}

/// A served county of two towns.
pub(super) async fn towns() -> (Served, [Town; 2]) {
    let served = Served::new().await.with_county().await;
    let home = town(&served, HOME, 120.60).await;
    let away = town(&served, AWAY, 120.90).await;
    (served, [home, away])
}

async fn town(served: &Served, code: &'static str, west: f64) -> Town {
    let village = format!("{code}001");
    let at = |dx: f64, lat: f64| [west + dx, lat];
    let street = |id: &str, name: &str, state: &str, lat: f64| {
        feature(
            line(&[at(0.01, lat), at(0.03, lat)]),
            json!({ "source_id": format!("{id}-{code}"), "name": name, "state": state }),
        )
    };
    let road = served
        .create("road", &street("R", "剡湖路", "current", 29.41))
        .await;
    let draft = served
        .create("road", &street("D", "拟建路", "draft", 29.42))
        .await;
    let course = line(&[at(0.0, 29.46), at(0.05, 29.46)]);
    let border = json!({
        "code": format!("L{code}"), "name": format!("{code}线"), "left_code": code, "right_code": village,
    });
    served
        .create("boundary_line", &feature(course, border))
        .await;
    let exact = at(0.023_456, 29.460_01);
    let marker = json!({
        "line_code": format!("L{code}"), "serial": "001", "type": "Q", "landmarks": "老槐树东五步",
    });
    let marker = served
        .create(
            "boundary_marker",
            &feature(point(exact[0], exact[1]), marker),
        )
        .await;
    let ground = area([west + 0.01, 29.47, west + 0.02, 29.48]);
    let yard = json!({
        "source_id": format!("C-{code}"), "name": "西山公墓", "cemetery_type": "public_benefit",
    });
    served.create("cemetery", &feature(ground, yard)).await;
    let spot = area([west + 0.0101, 29.4701, west + 0.0102, 29.4702]);
    let grave = json!({
        "cemetery_source_id": format!("C-{code}"), "number": "7", "occupancy": "reserved",
    });
    let plot = served.create("plot", &feature(spot, grave)).await;
    Town {
        code,
        road,
        draft,
        marker,
        plot,
    }
}

impl Town {
    /// A road to be registered in the town.
    pub(super) fn new_road(&self, id: &str) -> Json {
        let west = if self.code == HOME { 120.60 } else { 120.90 };
        feature(
            line(&[[west + 0.01, 29.43], [west + 0.02, 29.43]]),
            json!({ "source_id": id, "name": "新造路" }),
        )
    }
}
