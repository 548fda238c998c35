//! Built-up areas (建成区): one ring around a centre, drawn in until its county holds it.

use super::{
    partition::Rings,
    plane::{Frame, Metre, holds},
};

/// A ring whose distance from `centre` in each of `reach.len()` equal directions is `reach`,
/// made smaller until `county` holds it.
pub(super) fn ring(frame: &Frame, centre: Metre, reach: &[f64], county: &Rings) -> Rings {
    let mut factor = 1.0;
    loop {
        let ring: Vec<_> = reach
            .iter()
            .enumerate()
            .map(|(direction, metres)| {
                let angle = std::f64::consts::TAU * direction as f64 / reach.len() as f64;
                frame.out(centre.plus(Metre::new(metres * factor, 0.0).turned(angle)))
            })
            .collect();
        let mut closed = ring.clone();
        closed.extend(ring.first());
        // A centre stands well inside its county, so a small enough ring always fits.
        if factor < 0.01 || holds(county, &closed) {
            return vec![ring];
        }
        factor *= 0.85;
    }
}
