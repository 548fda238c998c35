//! Random numbers that are the same everywhere: `SplitMix64` (Steele, Lea and Flood, 2014), one
//! independent stream a subject, so that adding a table does not move the others.

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The stream of a seed for one subject and one of its members.
    pub(super) fn new(seed: u64, subject: &str, member: u64) -> Self {
        let mut state = seed ^ 0xcbf2_9ce4_8422_2325;
        for byte in subject.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        let mut stream = Self(state ^ member.wrapping_mul(0xd134_2543_de82_ef95));
        stream.next();
        stream
    }

    /// The next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to below 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// A number from `low` to below `high`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `count`; 0 when there is nothing to choose from.
    pub(super) fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.next()) * count as u128) >> 64) as usize
    }

    /// Whether something of this probability happens.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A number that is nearly normal, mean 0, deviation 1: twelve uniform ones added, which
    /// needs no transcendental function.
    pub(super) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// One member of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// The list in another order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_same_subject_gives_the_same_stream_and_another_one_does_not() {
        let draw = |seed, subject, member| {
            let mut random = Random::new(seed, subject, member);
            [random.next(), random.next()]
        };
        assert_eq!(draw(1, "road", 7), draw(1, "road", 7));
        for other in [draw(2, "road", 7), draw(1, "rode", 7), draw(1, "road", 8)] {
            assert_ne!(draw(1, "road", 7), other);
        }
    }

    #[test]
    fn numbers_stay_in_their_ranges() {
        let mut random = Random::new(3, "range", 0);
        for _ in 0..10_000 {
            assert!((0.0..1.0).contains(&random.unit()));
            assert!(random.below(7) < 7);
            assert!(random.normal().abs() <= 6.0);
        }
        assert_eq!(random.below(0), 0);
    }
}
