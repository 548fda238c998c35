//! Tiles, decoded: what is in them, for whom, from which zoom.

#![expect(clippy::cast_precision_loss, reason = "small numbers of units")]

use serde_json::json;

use super::{
    Layers, Painter, decode, embedded,
    testing::{change, feature, layer, layers, painted, snapshot, tile_at},
    tilejson,
};
use crate::{
    domain::{
        Audience::{Internal, Public},
        Kind, Position,
    },
    geo::TileAddress,
    messages::Lang,
};

const LON: f64 = 120.8213;
const LAT: f64 = 29.5899;

fn tags(layer: &decode::Layer, id: u64) -> Vec<(String, String)> {
    layer.feature(id).tags.clone().into_iter().collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = expected.iter();
    owned.map(|(k, v)| ((*k).into(), (*v).into())).collect()
}

#[test]
fn a_doorplate_has_its_number_from_14_and_its_road_from_16() {
    let fields = [("number", "12号"), ("road_name", "剡湖路"), ("code", "X1")];
    let point = format!("POINT({LON} {LAT})");
    let painted = painted([feature(Kind::Doorplate, 7, &point, &fields)]);
    let at = |z| layer(&painted, Public, "doorplates", tile_at(LON, LAT, z));
    assert_eq!(at(13).ids(), [0_u64; 0]);
    assert_eq!(tags(&at(14), 7), pairs(&[("number", "12号")]));
    for z in [16, 18, 22] {
        assert_eq!(
            tags(&at(z), 7),
            pairs(&[("number", "12号"), ("road", "剡湖路")])
        );
    }
    assert_eq!((at(14).version, at(14).extent), (2, 4096));
}

#[test]
fn equal_values_are_told_once_and_zoom_0_to_22_have_tiles() {
    let point = format!("POINT({LON} {LAT})");
    let plates: Vec<_> = (1..=3000)
        .map(|fid| {
            let fields = [("number", "12号"), ("road_name", "剡湖路")];
            feature(Kind::Doorplate, fid, &point, &fields)
        })
        .collect();
    let painted = painted(plates);
    let tile = layer(&painted, Public, "doorplates", tile_at(LON, LAT, 16));
    assert_eq!(tile.ids().len(), 3000);
    assert_eq!(tile.values, ["12号", "剡湖路"]);
    for z in 0..=TileAddress::DEEPEST {
        let tile = layer(&painted, Public, "doorplates", tile_at(LON, LAT, z));
        assert_eq!(tile.features.len(), if z < 14 { 0 } else { 3000 }, "{z}");
    }
}

#[test]
fn retired_and_draft_features_and_those_without_a_place_are_absent() {
    let point = format!("POINT({LON} {LAT})");
    let with = |fid, state| {
        let fields = [("number", "1号"), ("state", state)];
        feature(Kind::Doorplate, fid, &point, &fields)
    };
    let mut placeless = feature(Kind::Region, 5, "POINT(0 0)", &[("code", "33")]);
    placeless.geometry = None;
    let painted = painted([
        with(1, "current"),
        with(2, "planned"),
        with(3, "retired"),
        with(4, "draft"),
        placeless,
    ]);
    for audience in [Public, Internal] {
        let tile = layer(&painted, audience, "doorplates", tile_at(LON, LAT, 15));
        assert_eq!(tile.ids(), [1, 2]);
    }
    let world = tile_at(LON, LAT, 4);
    assert_eq!(
        painted.tile(Public, painted.layers().all(Public), world),
        None
    );
}

#[test]
fn roads_appear_by_class_and_unnamed_ones_are_flagged() {
    let line = format!("LINESTRING({LON} {LAT},{} {LAT})", LON + 0.02);
    let road = |fid, class, name: Option<&str>| {
        let mut fields = vec![("class", class)];
        fields.extend(name.map(|name| ("name", name)));
        feature(Kind::Road, fid, &line, &fields)
    };
    let painted = painted([
        road(1, "expressway", Some("常台高速")),
        road(2, "arterial", Some("官河路")),
        road(3, "secondary", Some("剡湖路")),
        road(4, "local", Some("东直街")),
        road(5, "lane", Some("南河弄")),
        road(6, "arterial", None),
        road(7, "lane", None),
    ]);
    let at = |z| layer(&painted, Public, "roads", tile_at(LON, LAT, z));
    for (z, ids) in [
        (8, &[][..]),
        (9, &[1, 2]),
        (11, &[1, 2, 3]),
        (12, &[1, 2, 3, 4, 6, 7]),
        (13, &[1, 2, 3, 4, 5, 6, 7]),
    ] {
        assert_eq!(at(z).ids(), ids, "{z}");
    }
    assert_eq!(
        tags(&at(13), 3),
        pairs(&[
            ("class", "secondary"),
            ("name", "剡湖路"),
            ("unnamed", "bool false")
        ])
    );
    assert_eq!(
        tags(&at(13), 6),
        pairs(&[("class", "arterial"), ("unnamed", "bool true")])
    );
    let order: Vec<u64> = at(13).features.iter().map(|f| f.id).collect();
    assert!(
        matches!(order.first(), Some(5 | 7)),
        "lanes are drawn first"
    );
    assert_eq!(order.last(), Some(&1), "expressways are drawn last");
}

#[test]
fn the_public_sees_a_marker_in_its_cell_and_only_to_zoom_12() {
    let point = format!("POINT({LON} {LAT})");
    let fields = [
        ("number", "33-01-0001Q"),
        ("type", "Q"),
        ("line_code", "33"),
    ];
    let painted = painted([feature(Kind::BoundaryMarker, 9, &point, &fields)]);
    let (centre_lon, centre_lat) = (120.825, 29.585);
    for z in 10..=12 {
        let tile = tile_at(centre_lon, centre_lat, z);
        let shown = layer(&painted, Public, "boundary_markers", tile);
        let [at] = shown.feature(9).paths[0][..] else {
            panic!("one point");
        };
        let bounds = tile.bounds();
        let lon = bounds.west + (bounds.east - bounds.west) * at[0] as f64 / 4096.0;
        let step = (bounds.east - bounds.west) / 4096.0;
        assert!((lon - centre_lon).abs() <= step, "{z}: {lon}");
        assert_eq!(
            tags(&shown, 9),
            pairs(&[("number", "33-01-0001Q"), ("type", "Q")])
        );
    }
    for z in [9, 13, 14, 18, 22] {
        let shown = layer(
            &painted,
            Public,
            "boundary_markers",
            tile_at(centre_lon, centre_lat, z),
        );
        assert_eq!(shown.ids(), [0_u64; 0], "{z}");
        let exact = layer(&painted, Public, "boundary_markers", tile_at(LON, LAT, z));
        assert_eq!(exact.ids(), [0_u64; 0], "{z}");
    }
    let exact = layer(
        &painted,
        Internal,
        "boundary_markers",
        tile_at(LON, LAT, 18),
    );
    assert_eq!(exact.ids(), [9]);
}

#[test]
fn the_public_line_leaves_out_bends_within_50_m_at_every_zoom() {
    let line = format!(
        "LINESTRING({LON} {LAT},{} {},{} {LAT})",
        LON + 0.001,
        LAT + 0.0003,
        LON + 0.002
    );
    let fields = [("code", "3306-01"), ("name", "嵊新线"), ("level", "county")];
    let painted = painted([feature(Kind::BoundaryLine, 1, &line, &fields)]);
    for z in [6, 12, 18] {
        let tile = tile_at(LON, LAT, z);
        let public = layer(&painted, Public, "boundary_lines", tile);
        let vertices: usize = public.feature(1).paths.iter().map(Vec::len).sum();
        assert!(vertices <= 2, "{z}: {vertices}");
        assert_eq!(
            tags(&public, 1),
            pairs(&[("code", "3306-01"), ("level", "county"), ("name", "嵊新线")])
        );
    }
    let tile = tile_at(LON + 0.001, LAT, 16);
    let exact = layer(&painted, Internal, "boundary_lines", tile);
    let public = layer(&painted, Public, "boundary_lines", tile);
    assert_ne!(exact.feature(1).paths, public.feature(1).paths);
}

#[test]
fn a_plot_tells_free_or_not_and_no_more() {
    let ring = |shift: f64| {
        let (w, s, e, n) = (LON + shift, LAT, LON + shift + 2e-5, LAT + 2e-5);
        format!("POLYGON(({w} {s},{e} {s},{e} {n},{w} {n},{w} {s}))")
    };
    let plot = |fid, occupancy: &str, shift| {
        let fields = [("number", "3号"), ("occupancy", occupancy)];
        feature(Kind::Plot, fid, &ring(shift), &fields)
    };
    let painted = painted([plot(1, "free", 0.0), plot(2, "occupied", 3e-5)]);
    let tile = layer(&painted, Public, "plots", tile_at(LON, LAT, 18));
    assert_eq!(
        tags(&tile, 1),
        pairs(&[("free", "bool true"), ("number", "3号")])
    );
    assert_eq!(
        tags(&tile, 2),
        pairs(&[("free", "bool false"), ("number", "3号")])
    );
    let below = layer(&painted, Public, "plots", tile_at(LON, LAT, 15));
    assert_eq!(below.ids(), [0_u64; 0]);
}

#[test]
fn outer_rings_turn_one_way_and_holes_the_other() {
    let outer = "120.80 29.50,120.90 29.50,120.90 29.60,120.80 29.60,120.80 29.50";
    let hole = "120.83 29.53,120.83 29.57,120.87 29.57,120.87 29.53,120.83 29.53";
    let reversed = |ring: &str| ring.split(',').rev().collect::<Vec<_>>().join(",");
    let fields = [("code", "330683"), ("name", "嵊州市"), ("level", "county")];
    for (one, other) in [
        (outer.to_owned(), hole.to_owned()),
        (reversed(outer), hole.to_owned()),
        (outer.to_owned(), reversed(hole)),
    ] {
        let wkt = format!("POLYGON(({one}),({other}))");
        let painted = painted([feature(Kind::Region, 1, &wkt, &fields)]);
        for z in [9, 12, 13] {
            let region = layer(&painted, Public, "regions", tile_at(120.831, 29.55, z));
            let areas: Vec<i64> = region.feature(1).paths.iter().map(|r| area(r)).collect();
            assert!(areas[0] > 0, "{z} {areas:?}");
            assert!(areas[1..].iter().all(|area| *area < 0), "{z} {areas:?}");
        }
        let inside_hole = layer(&painted, Public, "regions", tile_at(120.85, 29.55, 16));
        assert_eq!(inside_hole.ids(), [0_u64; 0]);
        let inside = layer(&painted, Public, "regions", tile_at(120.815, 29.55, 16));
        assert_eq!(
            inside.feature(1).paths,
            [[[-64, -64], [4160, -64], [4160, 4160], [-64, 4160]]]
        );
    }
}

fn area(ring: &[[i64; 2]]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    let pairs = ring.iter().zip(next);
    pairs.map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

#[test]
fn a_commit_prepares_only_what_is_new_and_shows_at_once() {
    let point = |lon: f64| format!("POINT({lon} {LAT})");
    let plate = |fid, lon| feature(Kind::Doorplate, fid, &point(lon), &[("number", "1号")]);
    let painter = Painter::new(layers());
    let first = snapshot([plate(1, LON), plate(2, LON)]);
    let before = painter.follow(&first);
    let moved = plate(1, LON + 1.0);
    let second = first.apply(
        Position(2),
        &[change(2, Some(&plate(1, LON)), Some(&moved))],
    );
    let after = painter.follow(&second);
    let ids = |painted, lon| layer(painted, Public, "doorplates", tile_at(lon, LAT, 15)).ids();
    assert_eq!(ids(&before, LON), [1, 2]);
    assert_eq!(ids(&after, LON), [2]);
    assert_eq!(ids(&after, LON + 1.0), [1]);
    assert_eq!(
        (before.position(), after.position()),
        (Position(1), Position(2))
    );
}

#[test]
fn a_layer_alone_and_an_unknown_one() {
    let point = format!("POINT({LON} {LAT})");
    let painted = painted([
        feature(Kind::Doorplate, 1, &point, &[("number", "1号")]),
        feature(
            Kind::Place,
            1,
            &point,
            &[("name", "鹿胎山"), ("class_code", "21600")],
        ),
    ]);
    let places = painted.layers().one(Public, "places").expect("a layer");
    let tile = painted
        .tile(Public, places, tile_at(LON, LAT, 15))
        .expect("a tile");
    assert_eq!(decode::decode(&tile).keys().collect::<Vec<_>>(), ["places"]);
    assert_eq!(painted.layers().one(Public, "graves"), None);
}

#[test]
fn the_layers_built_in_are_those_of_the_contract() {
    let layers = embedded().expect("layers");
    let told: Vec<_> = layers
        .iter()
        .map(|l| {
            let names: Vec<_> = l.attributes_for(Public).map(|(_, a)| &*a.name).collect();
            let view = l.view(Public).expect("public");
            assert_eq!(&*l.name, l.source.plural());
            (&*l.name, view.min_zoom, view.max_zoom, names.join(","))
        })
        .collect();
    let expected = [
        ("boundary_lines", 6, 22, "code,name,level"),
        ("boundary_markers", 10, 12, "number,type"),
        ("cemeteries", 11, 22, "name,cemetery_type"),
        ("doorplates", 14, 22, "number,road"),
        ("places", 8, 22, "name,pinyin,class_code"),
        ("plots", 16, 22, "number,free"),
        ("regions", 4, 22, "code,name,level"),
        ("roads", 9, 22, "name,pinyin,class,unnamed"),
    ];
    let told: Vec<_> = told.iter().map(|t| (t.0, t.1, t.2, t.3.as_str())).collect();
    assert_eq!(told, expected);
}

#[test]
fn the_description_names_layers_zooms_and_fields() {
    let layers = layers();
    let set = layers.one(Public, "boundary_markers").expect("a layer");
    let tiles = "http://h/tiles/boundary_markers/{z}/{x}/{y}.mvt";
    let told = tilejson(&layers, Public, set, tiles, None, Lang::En);
    assert_eq!(told["tilejson"], "3.0.0");
    assert_eq!(told["tiles"], json!([tiles]));
    assert_eq!(
        (&told["minzoom"], &told["maxzoom"]),
        (&json!(10), &json!(12))
    );
    let vector = &told["vector_layers"][0];
    assert_eq!(vector["id"], "boundary_markers");
    assert_eq!(
        vector["fields"]
            .as_object()
            .expect("fields")
            .keys()
            .collect::<Vec<_>>(),
        ["number", "type"]
    );
    let all = tilejson(&layers, Public, layers.all(Public), tiles, None, Lang::ZhCn);
    assert_eq!((&all["minzoom"], &all["maxzoom"]), (&json!(4), &json!(18)));
}

fn refusal(text: &str) -> String {
    let text = format!("name = \"x\"\nzh = \"\"\nen = \"\"\nmin_zoom = 5\n{text}");
    Layers::parse([("x.toml", text.as_str())])
        .expect_err("refused")
        .to_string()
}

#[test]
fn a_mistake_in_a_layer_is_named_with_file_and_key() {
    let attribute = |text: &str| {
        refusal(&format!(
            "source = \"plot\"\n[[attribute]]\nname = \"a\"\nzh = \"\"\nen = \"\"\n{text}"
        ))
    };
    for (told, expected) in [
        (
            refusal("source = \"grave\""),
            "x.toml: source: `grave` is no kind",
        ),
        (
            refusal("source = \"plot\"\ncolour = 1"),
            "x.toml: line 6: unknown field `colour`",
        ),
        (
            attribute("field = \"width\""),
            "x.toml: attribute.a.field: `width` is no field of plot",
        ),
        (
            attribute("field = \"occupancy\""),
            "x.toml: attribute.a.field: `occupancy` is restricted",
        ),
        (
            attribute("derive = \"taken\""),
            "x.toml: attribute.a.derive: `taken` cannot be derived",
        ),
        (
            refusal("source = \"plot\"\nmax_zoom = 4"),
            "x.toml: public: zooms 5 to 4",
        ),
        (
            refusal("source = \"plot\"\nmax_zoom = 23"),
            "x.toml: public: zooms 5 to 23",
        ),
        (
            refusal("source = \"plot\"\naudiences = [\"all\"]"),
            "x.toml: audiences: `all`",
        ),
        (
            refusal("source = \"road\"\n[appears]\nfield = \"class\"\nzooms = { alley = 9 }"),
            "x.toml: appears.zooms: `alley` is no class",
        ),
        (
            refusal("source = \"road\"\n[order]\nfield = \"name\"\nfirst_to_last = []"),
            "x.toml: order.field: `name` is no closed list",
        ),
        (
            refusal("source = \"road\"\nsimplify = [{ to_zoom = 5, tolerance_m = -1.0 }]"),
            "x.toml: simplify.tolerance_m",
        ),
        (refusal("source = "), "x.toml: line 5:"),
    ] {
        assert!(told.starts_with(expected), "{told}");
    }
}

#[test]
fn the_benchmarks_layers_can_be_told() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/layers");
    let layers = super::from_folder(folder.as_ref()).expect("layers");
    let names: Vec<_> = layers.iter().map(|layer| &*layer.name).collect();
    assert_eq!(names, ["boundaries", "doorplates", "plots", "roads"]);
    let line = format!("LINESTRING({LON} {LAT},{} {LAT})", LON + 0.02);
    let fields = [
        ("code", "R1"),
        ("name", "官河路"),
        ("class", "lane"),
        ("width_m", "7.5"),
    ];
    let painted = Painter::new(layers).follow(&snapshot([feature(Kind::Road, 1, &line, &fields)]));
    let roads = layer(&painted, Public, "roads", tile_at(LON, LAT, 10));
    assert_eq!(
        tags(&roads, 1),
        pairs(&[
            ("class", "lane"),
            ("code", "R1"),
            ("name", "官河路"),
            ("width_m", "number 7.5")
        ])
    );
}
