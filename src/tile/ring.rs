//! Rings in whole units: without vertices that say nothing, and turned the right way.

/// Appends a ring without repeated vertices, vertices on a straight way and spikes, and says
/// whether it is one still: at least three vertices and an area of the wanted sign.
///
/// A ring that rounding has flattened or turned over is taken back.
pub(super) fn append_tidy(
    out: &mut Vec<[i32; 2]>,
    ring: impl Iterator<Item = [i32; 2]>,
    positive: bool,
) -> bool {
    let start = out.len();
    for point in ring {
        push(out, start, point);
    }
    trim(out, start);
    let area = twice_area(&out[start..]);
    let kept = if positive { area > 0 } else { area < 0 };
    if !kept {
        out.truncate(start);
    }
    kept
}

/// Pushes a vertex, taking back those that it makes superfluous.
fn push(out: &mut Vec<[i32; 2]>, start: usize, point: [i32; 2]) {
    loop {
        match out[start..] {
            [.., last] if last == point => return,
            [.., before, last] if turn(before, last, point) == 0 => {
                out.pop();
            }
            _ => break,
        }
    }
    out.push(point);
}

/// Does the same where the ring closes.
fn trim(out: &mut Vec<[i32; 2]>, start: usize) {
    while out.len() - start >= 3 {
        let ring = &out[start..];
        let (first, second) = (ring[0], ring[1]);
        let (before, last) = (ring[ring.len() - 2], ring[ring.len() - 1]);
        if turn(before, last, first) == 0 {
            out.pop();
        } else if turn(last, first, second) == 0 {
            out.remove(start);
        } else {
            return;
        }
    }
    out.truncate(start);
}

/// Twice the area of the triangle, above 0 when it turns right on the screen.
fn turn(a: [i32; 2], b: [i32; 2], c: [i32; 2]) -> i64 {
    let d = |p: i32, q: i32| i64::from(q) - i64::from(p);
    d(a[0], b[0]) * d(a[1], c[1]) - d(a[1], b[1]) * d(a[0], c[0])
}

/// Twice the area by the surveyor's formula: above 0 for outer rings, y counting down.
fn twice_area(ring: &[[i32; 2]]) -> i64 {
    match ring {
        [] => 0,
        [first, rest @ ..] => rest
            .windows(2)
            .map(|pair| turn(*first, pair[0], pair[1]))
            .sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::append_tidy;

    fn tidy(ring: &[[i32; 2]], positive: bool) -> Option<Vec<[i32; 2]>> {
        let mut out = vec![[9, 9]];
        let kept = append_tidy(&mut out, ring.iter().copied(), positive);
        assert_eq!(out[0], [9, 9]);
        assert_eq!(kept, out.len() > 1);
        kept.then(|| out[1..].to_vec())
    }

    const SQUARE: [[i32; 2]; 4] = [[0, 0], [4, 0], [4, 4], [0, 4]];

    #[test]
    fn repeated_and_straight_vertices_and_spikes_go() {
        let ring = [
            [2, 0],
            [4, 0],
            [4, 0],
            [4, 2],
            [9, 2],
            [4, 2],
            [4, 4],
            [0, 4],
            [0, 0],
        ];
        assert_eq!(
            tidy(&ring, true),
            Some(vec![[4, 0], [4, 4], [0, 4], [0, 0]])
        );
    }

    #[test]
    fn a_ring_keeps_only_its_own_sign() {
        assert_eq!(tidy(&SQUARE, true), Some(SQUARE.to_vec()));
        assert_eq!(tidy(&SQUARE, false), None);
        let mut turned = SQUARE;
        turned.reverse();
        assert_eq!(tidy(&turned, true), None);
        assert_eq!(tidy(&turned, false), Some(turned.to_vec()));
    }

    #[test]
    fn flat_rings_vanish() {
        for ring in [
            &[][..],
            &[[1, 1]],
            &[[1, 1], [1, 1], [1, 1]],
            &[[0, 0], [4, 0]],
            &[[0, 0], [4, 4], [2, 2], [1, 1]],
            &[[0, 0], [4, 0], [0, 0], [0, 4]],
        ] {
            assert_eq!(tidy(ring, true), None, "{ring:?}");
        }
    }
}
