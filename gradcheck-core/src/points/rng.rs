//! The generator: `SplitMix64` (Steele, Lea and Flood 2014).

use super::DrawnNumber;
use ndarray::{Array, ShapeBuilder};

/// Weyl increment of `SplitMix64`, 2⁶⁴ divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A stream of numbers that a seed and a name determine.
///
/// ```
/// use grad_check::Rng;
/// use ndarray::Array2;
///
/// let w: Array2<f64> = Rng::new(3).stream("w").randn((4, 3));
/// assert_eq!(w, Rng::new(3).stream("w").randn((4, 3)));
/// assert_ne!(w, Rng::new(3).stream("b").randn::<f64, _>((4, 3)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rng(u64);

impl Rng {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(mix(seed.wrapping_add(GOLDEN)))
    }

    /// The stream of a name under this one, which doesn't advance.
    #[must_use]
    pub fn stream(self, name: &str) -> Self {
        Self(mix(self.0 ^ fnv(name.bytes())))
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Standard normal but for its tails, which end at ±6: the sum of twelve uniform numbers less
    /// six (Irwin and Hall 1927). It needs no logarithm, whose last digit differs between platforms.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// An array of standard normal numbers.
    pub fn randn<A: DrawnNumber, Sh: ShapeBuilder>(&mut self, shape: Sh) -> Array<A, Sh::Dim> {
        self.fill(shape, Self::normal)
    }

    /// An array of numbers uniform in [0, 1).
    pub fn uniform<A: DrawnNumber, Sh: ShapeBuilder>(&mut self, shape: Sh) -> Array<A, Sh::Dim> {
        self.fill(shape, Self::unit)
    }

    fn fill<A: DrawnNumber, Sh: ShapeBuilder>(
        &mut self,
        shape: Sh,
        mut draw: impl FnMut(&mut Self) -> f64,
    ) -> Array<A, Sh::Dim> {
        let mut array: Array<A, Sh::Dim> = Array::from_elem(shape, A::of_parts(&mut || 0.0));
        // By logical index, so that a column-major array holds the same matrix.
        array
            .iter_mut()
            .for_each(|number| *number = A::of_parts(&mut || draw(self)));
        array
    }
}

/// A number with another mixed into it, in an order that matters.
pub(crate) fn mixed(one: u64, other: u64) -> u64 {
    mix(one.wrapping_add(GOLDEN) ^ other)
}

/// The finaliser of `SplitMix64`.
pub(crate) fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// FNV-1a (Fowler, Noll and Vo 1991): well-defined over bytes on every platform.
pub(crate) fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_its_published_numbers() {
        // The reference implementation's first outputs from state 1234567.
        let mut rng = Rng(1_234_567);
        assert_eq!(rng.bits(), 6_457_827_717_110_365_317);
        assert_eq!(rng.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_seed_and_a_name_give_the_same_numbers_for_ever() {
        let mut stream = Rng::new(3).stream("w");
        let drawn: Vec<f64> = (0..3).map(|_| stream.normal()).collect();
        let pinned = [
            -0.030_232_775_407_972_312,
            0.251_488_485_555_515_96,
            -0.479_866_738_299_926_43,
        ];
        assert_eq!(drawn, pinned);
    }

    #[test]
    fn normal_numbers_have_mean_zero_and_variance_one() {
        let mut rng = Rng::new(1);
        let drawn: Vec<f64> = (0..10_000).map(|_| rng.normal()).collect();
        let mean = drawn.iter().sum::<f64>() / 1e4;
        let variance = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 1e4;
        assert!(
            mean.abs() < 0.04 && (variance - 1.0).abs() < 0.05,
            "{mean} {variance}"
        );
    }
}
