//! Standard addresses (标准地址), composed where the file gives none: the regions from the province
//! down, the road, the number and what stands behind it.

use std::{collections::HashMap, sync::Arc};

use crate::{
    domain::{Value, doorplate, region, shared},
    snapshot::Snapshot,
};

/// Composes addresses; the part that a region's plates share is composed once.
#[derive(Debug, Default)]
pub(super) struct Composer {
    heads: HashMap<String, Arc<str>>,
}

impl Composer {
    /// The address of a plate with these values; `None` without a number.
    pub(super) fn compose(&mut self, snapshot: &Snapshot, values: &[Value]) -> Option<String> {
        let text = |at: usize| values.get(at).and_then(Value::as_text);
        let number = text(doorplate::NUMBER_AT)?;
        let mut address = String::with_capacity(96);
        if let Some(code) = text(shared::REGION_CODE_AT) {
            address.push_str(&self.head(snapshot, code));
        }
        if let Some(road) = text(doorplate::ROAD_NAME_AT) {
            address.push_str(road);
        }
        address.push_str(number);
        if let Some(suffix) = text(doorplate::SUFFIX_AT) {
            address.push('-');
            address.push_str(suffix);
        }
        if address.ends_with(|c: char| c.is_ascii_digit()) {
            address.push('号');
        }
        for (at, word) in [
            (doorplate::BUILDING_AT, "幢"),
            (doorplate::UNIT_AT, "单元"),
            (doorplate::ROOM_AT, "室"),
        ] {
            if let Some(part) = text(at) {
                address.push_str(part);
                if part.ends_with(|c: char| c.is_ascii_alphanumeric()) {
                    address.push_str(word);
                }
            }
        }
        Some(address)
    }

    fn head(&mut self, snapshot: &Snapshot, code: &str) -> Arc<str> {
        if let Some(head) = self.heads.get(code) {
            return Arc::clone(head);
        }
        let mut head = String::new();
        for row in snapshot.chain(code) {
            if row.text(region::LEVEL_AT) == Some("built_up_area") {
                continue;
            }
            if let Some(name) = row.name() {
                head.push_str(name);
            }
        }
        let head: Arc<str> = head.into();
        self.heads.insert(code.to_owned(), Arc::clone(&head));
        head
    }
}
