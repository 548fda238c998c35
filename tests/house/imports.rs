//! The law of imports: down only, never a sibling.

use crate::{
    floors::{floor_of, objection, room_of},
    read::{File, Token},
};

/// Every import of another room that is against the law.
pub(crate) fn judge(file: &File<'_>) -> Vec<(usize, String)> {
    let Some(room) = room_of(file.path).filter(|&room| room != "lib") else {
        return Vec::new();
    };
    if floor_of(room).is_none() {
        return vec![(
            1,
            format!("the room `{room}` has no floor in tests/house/floors.rs"),
        )];
    }
    imported(file)
        .into_iter()
        .filter_map(|(line, other)| Some((line, objection(room, &other)?)))
        .collect()
}

/// The rooms that a file names, by `crate::…`, by enough `super::`, or in main.rs by `mingjie::…`.
fn imported(file: &File<'_>) -> Vec<(usize, String)> {
    let tokens = &file.tokens;
    let mut rooms = Vec::new();
    let mut braces = 0_usize;
    let mut inline_modules: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match word(tokens, at) {
            "{" => {
                if at >= 2 && word(tokens, at - 2) == "mod" {
                    inline_modules.push(braces);
                }
                braces += 1;
            }
            "}" => {
                braces = braces.saturating_sub(1);
                if inline_modules.last() == Some(&braces) {
                    inline_modules.pop();
                }
            }
            "crate" | "mingjie" if word(tokens, at + 1) == "::" => {
                first_names(tokens, at + 2, &mut rooms);
            }
            "super" => {
                let mut steps = 0;
                while word(tokens, at + 2 * steps) == "super"
                    && word(tokens, at + 2 * steps + 1) == "::"
                {
                    steps += 1;
                }
                if steps > 0 && steps == depth(file.path) + inline_modules.len() {
                    first_names(tokens, at + 2 * steps, &mut rooms);
                }
                at += (2 * steps).saturating_sub(1);
            }
            _ => {}
        }
        at += 1;
    }
    rooms
}

fn word(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

/// The first name of a path, or of each path in a list `{a::b, c}`.
fn first_names(tokens: &[Token], start: usize, rooms: &mut Vec<(usize, String)>) {
    let Some(first) = tokens.get(start) else {
        return;
    };
    if first.text != "{" {
        rooms.push((first.line, first.text.clone()));
        return;
    }
    let mut depth = 0_usize;
    let mut is_first = false;
    for token in &tokens[start..] {
        match token.text.as_str() {
            "{" => {
                depth += 1;
                is_first = depth == 1;
            }
            "}" => {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
            "," => is_first = depth == 1,
            name => {
                if is_first {
                    rooms.push((token.line, name.to_owned()));
                }
                is_first = false;
            }
        }
    }
}

/// How many modules deep a file's own code stands: 1 for `src/config.rs` and `src/geo/mod.rs`.
fn depth(path: &str) -> usize {
    let parts = path.split('/').count() - 1;
    if path.ends_with("/mod.rs") {
        parts - 1
    } else {
        parts
    }
}
