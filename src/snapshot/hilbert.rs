//! Where a position lies along a Hilbert curve over the whole earth: neighbours on the curve are
//! neighbours on the ground, so that a chunk is a patch of country.

/// The key of a position; 31 bits an axis, half a centimetre fine.
///
/// # Units
/// Degrees. What is out of range is clamped to the edge.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float that is out of range becomes the nearest end"
)]
pub(super) fn key(lon: f64, lat: f64) -> u64 {
    const CELLS: f64 = 2_147_483_648.0;
    let mut x = ((lon + 180.0) / 360.0 * CELLS) as u32 & 0x7fff_ffff;
    let mut y = ((lat + 90.0) / 180.0 * CELLS) as u32 & 0x7fff_ffff;
    let mut key = 0;
    for bit in (0..31).rev() {
        let (right, up) = (x >> bit & 1, y >> bit & 1);
        key = key << 2 | u64::from((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                x = !x;
                y = !y;
            }
            std::mem::swap(&mut x, &mut y);
        }
    }
    key
}
