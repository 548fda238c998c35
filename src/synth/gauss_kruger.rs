//! Northing and easting of made markers: the Gauss-Kruger forward series of Krüger (1912) to the
//! fourth order in the third flattening, millimetres within a zone. It serves made data alone, so
//! that a million markers need no PROJ context; real data goes through PROJ.

/// Northing, easting (without zone number) and EPSG code of the 3-degree zone that holds a
/// position in degrees.
///
/// # CRS
/// CGCS2000 / 3-degree Gauss-Kruger with central meridians 75°E (EPSG:4534) to 135°E (4554).
pub(super) fn forward(lon: f64, lat: f64) -> (f64, f64, u32) {
    let semi_major = 6_378_137.0_f64;
    let flattening = 1.0 / 298.257_222_101_f64;
    let n = flattening / (2.0 - flattening);
    let (n2, n3, n4) = (n * n, n.powi(3), n.powi(4));
    let zone = (lon / 3.0).round();
    let meridian = zone * 3.0;
    let radius = semi_major / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
    let alpha = [
        n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
        13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4,
        61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
        49_561.0 / 161_280.0 * n4,
    ];
    let (phi, lambda) = (lat.to_radians(), (lon - meridian).to_radians());
    let eccentricity = 2.0 * n.sqrt() / (1.0 + n);
    let t = (phi.sin().atanh() - eccentricity * (eccentricity * phi.sin()).atanh()).sinh();
    let xi = t.atan2(lambda.cos());
    let eta = (lambda.sin() / t.hypot(lambda.cos())).asinh();
    let (mut north, mut east) = (xi, eta);
    for (term, factor) in alpha.iter().zip([2.0, 4.0, 6.0, 8.0_f64]) {
        north += term * (factor * xi).sin() * (factor * eta).cosh();
        east += term * (factor * xi).cos() * (factor * eta).sinh();
    }
    let epsg = 4534 + (zone - 25.0) as u32;
    (radius * north, 500_000.0 + radius * east, epsg)
}

#[cfg(test)]
mod tests {
    use super::forward;

    #[test]
    fn it_agrees_with_proj_to_a_millimetre() {
        for (lon, lat) in [(120.831, 29.561), (119.2, 27.4), (121.49, 28.9)] {
            let (north, east, epsg) = forward(lon, lat);
            let proj = proj::Proj::new_known_crs("OGC:CRS84", &format!("EPSG:{epsg}"), None)
                .expect("both systems are known");
            let (e, n) = proj.convert((lon, lat)).expect("inside the zone");
            assert!((north - n).abs() < 0.001, "{north} {n}");
            assert!((east - e).abs() < 0.001, "{east} {e}");
        }
        assert_eq!(forward(120.831, 29.561).2, 4549);
    }
}
