//! The rooms and the floor each stands on.

/// The floors from the ground up. A room imports only rooms of floors below its own.
const FLOORS: [&[&str]; 7] = [
    &["geo", "text", "config", "assets", "messages"],
    &["domain"],
    &["snapshot"],
    &[
        "rules",
        "numbering",
        "topology",
        "index",
        "tile",
        "exchange",
        "documents",
        "files",
        "address",
        "store",
        "synth",
    ],
    &["registry"],
    &["http", "cli"],
    &["main"],
];

/// Imports beside the floors, each with its reason.
const PASSAGES: [(&str, &str, &str); 2] = [
    (
        "messages",
        "assets",
        "the catalogues travel inside the binary",
    ),
    (
        "text",
        "assets",
        "the character and word lists travel inside the binary",
    ),
];

/// The room of a file such as `src/geo/bounds.rs`; `lib` for the list of rooms.
pub(crate) fn room_of(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    let room = inside.split('/').next()?;
    Some(room.strip_suffix(".rs").unwrap_or(room))
}

/// The floor of a room, from 1.
pub(crate) fn floor_of(room: &str) -> Option<usize> {
    let below = FLOORS.iter().position(|rooms| rooms.contains(&room))?;
    Some(below + 1)
}

/// Why `from` may not import `to`, if so.
pub(crate) fn objection(from: &str, to: &str) -> Option<String> {
    if from == to || PASSAGES.iter().any(|&(a, b, _)| (a, b) == (from, to)) {
        return None;
    }
    let (Some(from_floor), Some(to_floor)) = (floor_of(from), floor_of(to)) else {
        return Some(format!(
            "`{from}` imports `{to}`, but one of them is no room with a floor"
        ));
    };
    if from_floor == to_floor {
        return Some(format!(
            "`{from}` imports its sibling `{to}` on floor {to_floor}: what crosses goes into domain/"
        ));
    }
    (from_floor < to_floor).then(|| {
        format!("`{from}` on floor {from_floor} imports `{to}` on floor {to_floor}: imports go down only")
    })
}
