//! Coordinates as decimal text: short, faster than the general formatter, or exact.

/// Appends a number with seven decimals at most, trailing zeros trimmed, never `-0`; `null` for
/// what is not finite, as JSON has no word for it.
pub fn write_number(out: &mut Vec<u8>, value: f64) {
    const ONE: u64 = 10_000_000;
    if !value.is_finite() {
        out.extend_from_slice(b"null");
        return;
    }
    let scaled = (value.abs() * 1e7).round();
    if scaled >= 9e15 {
        // Beyond the exact integers of f64: no coordinate, but still a number.
        out.extend_from_slice(format!("{value:.0}").as_bytes());
        return;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number between 0 and 9 × 10¹⁵"
    )]
    let scaled = scaled as u64;
    if value < 0.0 && scaled > 0 {
        out.push(b'-');
    }
    write_digits(out, scaled / ONE);
    let mut fraction = scaled % ONE;
    if fraction == 0 {
        return;
    }
    let mut digits = [b'0'; 8];
    digits[0] = b'.';
    for place in digits[1..].iter_mut().rev() {
        *place = digit(fraction);
        fraction /= 10;
    }
    let kept = digits.iter().rposition(|d| *d != b'0').unwrap_or(0);
    out.extend_from_slice(&digits[..=kept]);
}

/// Appends a number with as many figures as it takes to read the same number back, never with an
/// exponent, never `-0`; `null` for what is not finite.
pub fn write_exact_number(out: &mut Vec<u8>, value: f64) {
    if !value.is_finite() {
        out.extend_from_slice(b"null");
    } else if value == 0.0 {
        out.push(b'0');
    } else {
        out.extend_from_slice(value.to_string().as_bytes());
    }
}

fn write_digits(out: &mut Vec<u8>, mut whole: u64) {
    let mut digits = [b'0'; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = digit(whole);
        whole /= 10;
        if whole == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
}

const fn digit(number: u64) -> u8 {
    b'0' + (number % 10) as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-0.000_000_01, "0"),
            (120.0, "120"),
            (-120.5, "-120.5"),
            (29.123_456_78, "29.1234568"),
            (0.000_000_1, "0.0000001"),
            (179.999_999_99, "180"),
            (3_271_738.927, "3271738.927"),
            (1e20, "100000000000000000000"),
            (f64::NAN, "null"),
        ] {
            let mut out = Vec::new();
            write_number(&mut out, value);
            assert_eq!(std::str::from_utf8(&out).unwrap(), text);
        }
    }

    proptest! {
        #[test]
        fn an_exact_number_reads_back_as_it_was(value in prop::num::f64::NORMAL | prop::num::f64::ZERO) {
            let mut out = Vec::new();
            write_exact_number(&mut out, value);
            let text = std::str::from_utf8(&out).unwrap();
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
            prop_assert!(!text.contains('e') && text != "-0");
        }

        #[test]
        fn a_number_reads_back_within_half_of_the_last_place(value in -1e8f64..1e8) {
            let mut out = Vec::new();
            write_number(&mut out, value);
            let text = std::str::from_utf8(&out).unwrap();
            let read: f64 = text.parse().unwrap();
            prop_assert!((read - value).abs() <= 0.500_1e-7 + value.abs() * 1e-15, "{value} → {text}");
            prop_assert!(!text.contains('.') || !text.ends_with('0'));
        }
    }
}
