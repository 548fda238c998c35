//! A tile read back, for tests: every layer, feature, attribute and vertex.

use std::collections::BTreeMap;

/// A value as text, with its type where it is no text.
pub(crate) type Tags = BTreeMap<String, String>;

/// A feature of a tile.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Feature {
    pub(crate) id: u64,
    pub(crate) tags: Tags,
    /// 1 points, 2 lines, 3 areas.
    pub(crate) sort: u64,
    /// Points, lines or open rings.
    pub(crate) paths: Vec<Vec<[i64; 2]>>,
}

/// A layer of a tile.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layer {
    pub(crate) version: u64,
    pub(crate) extent: u64,
    pub(crate) keys: Vec<String>,
    pub(crate) values: Vec<String>,
    pub(crate) features: Vec<Feature>,
}

enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn varint(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.0[0];
            self.0 = &self.0[1..];
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (head, rest) = self.0.split_at(count);
        self.0 = rest;
        head
    }

    fn field(&mut self) -> Option<(u64, Field<'a>)> {
        if self.0.is_empty() {
            return None;
        }
        let key = self.varint();
        let value = match key & 7 {
            0 => Field::Number(self.varint()),
            1 => Field::Bytes(self.take(8)),
            2 => {
                let count = usize::try_from(self.varint()).unwrap();
                Field::Bytes(self.take(count))
            }
            5 => Field::Bytes(self.take(4)),
            other => panic!("wire type {other}"),
        };
        Some((key >> 3, value))
    }

    fn numbers(mut self) -> Vec<u64> {
        let mut numbers = Vec::new();
        while !self.0.is_empty() {
            numbers.push(self.varint());
        }
        numbers
    }
}

/// Reads a tile; what the specification does not allow fails.
pub(crate) fn decode(tile: &[u8]) -> BTreeMap<String, Layer> {
    let mut layers = BTreeMap::new();
    let mut reader = Reader(tile);
    while let Some((number, Field::Bytes(bytes))) = reader.field() {
        assert_eq!(number, 3, "only layers in a tile");
        let (name, layer) = decode_layer(bytes);
        assert!(layers.insert(name, layer).is_none(), "a layer twice");
    }
    layers
}

fn decode_layer(bytes: &[u8]) -> (String, Layer) {
    let mut layer = Layer {
        extent: 4096,
        ..Layer::default()
    };
    let mut name = None;
    let mut features = Vec::new();
    let mut reader = Reader(bytes);
    while let Some((number, value)) = reader.field() {
        match (number, value) {
            (1, Field::Bytes(bytes)) => name = Some(text(bytes)),
            (2, Field::Bytes(bytes)) => features.push(bytes),
            (3, Field::Bytes(bytes)) => layer.keys.push(text(bytes)),
            (4, Field::Bytes(bytes)) => layer.values.push(decode_value(bytes)),
            (5, Field::Number(extent)) => layer.extent = extent,
            (15, Field::Number(version)) => layer.version = version,
            (other, _) => panic!("field {other} in a layer"),
        }
    }
    layer.features = features
        .into_iter()
        .map(|bytes| decode_feature(bytes, &layer))
        .collect();
    (name.expect("a layer has a name"), layer)
}

fn decode_value(bytes: &[u8]) -> String {
    let eight = |bytes: &[u8]| f64::from_le_bytes(bytes.try_into().unwrap());
    match Reader(bytes).field().expect("a value holds something") {
        (1, Field::Bytes(bytes)) => text(bytes),
        (3, Field::Bytes(bytes)) => format!("number {}", eight(bytes)),
        (4 | 5, Field::Number(number)) => format!("number {number}"),
        (6, Field::Number(number)) => format!("number {}", unzigzag(number)),
        (7, Field::Number(truth)) => format!("bool {}", truth == 1),
        (other, _) => panic!("field {other} in a value"),
    }
}

fn decode_feature(bytes: &[u8], layer: &Layer) -> Feature {
    let mut feature = Feature {
        id: 0,
        tags: Tags::new(),
        sort: 0,
        paths: Vec::new(),
    };
    let mut reader = Reader(bytes);
    while let Some((number, value)) = reader.field() {
        match (number, value) {
            (1, Field::Number(id)) => feature.id = id,
            (2, Field::Bytes(bytes)) => {
                for pair in Reader(bytes).numbers().chunks(2) {
                    let at = |n: u64| usize::try_from(n).unwrap();
                    let key = layer.keys[at(pair[0])].clone();
                    let value = layer.values[at(pair[1])].clone();
                    assert!(feature.tags.insert(key, value).is_none(), "a key twice");
                }
            }
            (3, Field::Number(sort)) => feature.sort = sort,
            (4, Field::Bytes(bytes)) => feature.paths = decode_paths(&Reader(bytes).numbers()),
            (other, _) => panic!("field {other} in a feature"),
        }
    }
    feature
}

fn decode_paths(numbers: &[u64]) -> Vec<Vec<[i64; 2]>> {
    let mut paths: Vec<Vec<[i64; 2]>> = Vec::new();
    let mut at = [0; 2];
    let mut rest = numbers;
    while let Some((command, after)) = rest.split_first() {
        let count = usize::try_from(command >> 3).unwrap();
        assert!(count > 0, "a command without vertices");
        rest = after;
        if command & 7 == 7 {
            assert!(paths.last().unwrap().len() >= 3, "a ring of two vertices");
            continue;
        }
        for _ in 0..count {
            at = [at[0] + unzigzag(rest[0]), at[1] + unzigzag(rest[1])];
            rest = &rest[2..];
            match command & 7 {
                1 => paths.push(vec![at]),
                2 => {
                    let path = paths.last_mut().expect("a line begins somewhere");
                    assert_ne!(path.last(), Some(&at), "a step of no length");
                    path.push(at);
                }
                other => panic!("command {other}"),
            }
        }
    }
    paths
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}
