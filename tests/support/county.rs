//! A small made-up county for tests: its regions, and features as requests and files write them.

use serde_json::{Value as Json, json};

use super::Served;

/// A Feature.
pub(crate) fn feature(geometry: Json, properties: Json) -> Json {
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

/// A FeatureCollection.
pub(crate) fn collection(features: Vec<Json>) -> Json {
    json!({ "type": "FeatureCollection", "features": features })
}

pub(crate) fn point(lon: f64, lat: f64) -> Json {
    json!({ "type": "Point", "coordinates": [lon, lat] })
}

pub(crate) fn line(points: &[[f64; 2]]) -> Json {
    json!({ "type": "LineString", "coordinates": points })
}

/// A rectangle.
pub(crate) fn area([west, south, east, north]: [f64; 4]) -> Json {
    json!({ "type": "Polygon", "coordinates": [[
        [west, south], [east, south], [east, north], [west, north], [west, south]
    ]] })
}

pub(crate) fn road(source_id: &str, name: &str, points: &[[f64; 2]]) -> Json {
    feature(
        line(points),
        json!({ "source_id": source_id, "name": name }),
    )
}

pub(crate) fn plate(source_id: &str, number: &str, lon: f64, lat: f64) -> Json {
    feature(
        point(lon, lat),
        json!({ "source_id": source_id, "number": number }),
    )
}

pub(crate) fn place(source_id: &str, name: &str, lon: f64, lat: f64) -> Json {
    feature(
        point(lon, lat),
        json!({ "source_id": source_id, "name": name, "class_code": "22000" }),
    )
}

/// The county 嵊州市 as a square with two towns, west and east, and a village in each.
pub(crate) fn regions() -> Json {
    let region = |code: &str, name: &str, bounds: Option<[f64; 4]>| {
        let outline = bounds.map_or(Json::Null, area);
        feature(outline, json!({ "code": code, "name": name }))
    };
    collection(vec![
        region("33", "浙江省", None),
        region("3306", "绍兴市", None),
        region("330683", "嵊州市", Some([120.5, 29.3, 121.1, 29.8])),
        region("330683001", "剡湖街道", Some([120.5, 29.3, 120.8, 29.8])),
        region("330683002", "三江街道", Some([120.8, 29.3, 121.1, 29.8])),
        region("330683001001", "东南社区", Some([120.6, 29.4, 120.7, 29.5])),
        region("330683002001", "仙湖社区", Some([120.9, 29.4, 121.0, 29.5])),
    ])
}

impl Served {
    /// Registers the county's regions.
    pub(crate) async fn with_county(self) -> Self {
        self.create_all("region", regions()["features"].as_array().expect("regions"))
            .await;
        self
    }

    /// Registers a feature; its id.
    pub(crate) async fn create(&self, kind: &str, body: &Json) -> String {
        let path = format!("/api/v1/{kind}");
        self.writer.post(&path, body).expect(201).await.id()
    }

    /// Registers features together; the position reached.
    pub(crate) async fn create_all(&self, kind: &str, features: &[Json]) -> i64 {
        let path = format!("/api/v1/{kind}");
        let body = collection(features.to_vec());
        self.writer.post(&path, &body).expect(201).await.position()
    }
}
