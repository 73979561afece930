//! Exact fractions.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Fault;

/// An exact fraction in lowest terms, written `7/100`, or `3` when it is whole. It never wraps
/// around: what does not fit is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: i64,
    /// Always positive.
    denominator: i64,
}

fn out_of_range() -> Fault {
    Fault::new("ratio_out_of_range")
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self::whole(0);

    /// The whole.
    pub const ONE: Self = Self::whole(1);

    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self {
            numerator: number,
            denominator: 1,
        }
    }

    /// `numerator / denominator` in lowest terms; refused over zero.
    pub fn new(numerator: i64, denominator: i64) -> Result<Self, Fault> {
        Self::reduced(numerator.into(), denominator.into())
    }

    /// The number above the line.
    pub const fn numerator(self) -> i64 {
        self.numerator
    }

    /// The number below the line; always positive.
    pub const fn denominator(self) -> i64 {
        self.denominator
    }

    fn reduced(numerator: i128, denominator: i128) -> Result<Self, Fault> {
        if denominator == 0 {
            return Err(Fault::new("division_by_zero"));
        }
        let divisor = greatest_common_divisor(numerator, denominator) * denominator.signum();
        let fits = |number: i128| i64::try_from(number / divisor).map_err(|_| out_of_range());
        Ok(Self {
            numerator: fits(numerator)?,
            denominator: fits(denominator)?,
        })
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, Fault> {
        let (a, b) = self.over_common(other);
        Self::reduced(a + b, self.product_of_denominators(other))
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self, Fault> {
        let (a, b) = self.over_common(other);
        Self::reduced(a - b, self.product_of_denominators(other))
    }

    /// The product.
    pub fn times(self, other: Self) -> Result<Self, Fault> {
        let above = i128::from(self.numerator) * i128::from(other.numerator);
        Self::reduced(above, self.product_of_denominators(other))
    }

    /// The quotient; refused when `other` is zero.
    pub fn divided_by(self, other: Self) -> Result<Self, Fault> {
        let above = i128::from(self.numerator) * i128::from(other.denominator);
        Self::reduced(
            above,
            i128::from(self.denominator) * i128::from(other.numerator),
        )
    }

    /// The nearest whole number, one half going down: 10.50 is 10, and more than a half is one
    /// more (art. 4 c. 2 L. 68/1999).
    pub fn round_half_down(self) -> i64 {
        self.floor() + i64::from(self.twice_the_rest() > self.denominator.into())
    }

    /// The nearest whole number, one half going up.
    pub fn round_half_up(self) -> i64 {
        self.floor() + i64::from(self.twice_the_rest() >= self.denominator.into())
    }

    /// The greatest whole number that is not more.
    pub fn floor(self) -> i64 {
        self.numerator.div_euclid(self.denominator)
    }

    /// The least whole number that is not less.
    pub fn ceil(self) -> i64 {
        self.floor() + i64::from(self.denominator != 1)
    }

    fn twice_the_rest(self) -> i128 {
        2 * i128::from(self.numerator.rem_euclid(self.denominator))
    }

    /// Both numerators over the product of the denominators. Each is below 2^126, so that their
    /// sum fits.
    fn over_common(self, other: Self) -> (i128, i128) {
        let cross = |a: Self, b: Self| i128::from(a.numerator) * i128::from(b.denominator);
        (cross(self, other), cross(other, self))
    }

    fn product_of_denominators(self, other: Self) -> i128 {
        i128::from(self.denominator) * i128::from(other.denominator)
    }
}

/// By Euclid; positive, because one of the two is not zero.
fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = self.over_common(*other);
        a.cmp(&b)
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Ratio {
    type Err = Fault;

    /// Takes `7/100` or a whole number; a fraction that is not in lowest terms is reduced.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let (above, below) = text.split_once('/').unwrap_or((text, "1"));
        let digits = above.strip_prefix('-').unwrap_or(above);
        if !is_number(digits) || !is_number(below) {
            return Err(Fault::new("invalid_ratio"));
        }
        let number = |part: &str| part.parse::<i64>().map_err(|_| out_of_range());
        Self::new(number(above)?, number(below)?)
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            denominator => write!(f, "{}/{denominator}", self.numerator),
        }
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio(text: &str) -> Ratio {
        text.parse().unwrap()
    }

    #[test]
    fn a_ratio_is_written_in_lowest_terms() {
        let table = [
            ("7/100", "7/100"),
            ("14/200", "7/100"),
            ("-6/4", "-3/2"),
            ("6/3", "2"),
            ("0/5", "0"),
            ("3", "3"),
        ];
        for (text, written) in table {
            assert_eq!(ratio(text).to_string(), written);
        }
        assert_eq!(Ratio::new(3, -6).unwrap(), ratio("-1/2"));
        assert_eq!(serde_json::to_string(&ratio("7/100")).unwrap(), "\"7/100\"");
        assert_eq!(
            serde_json::from_str::<Ratio>("\"14/200\"").unwrap(),
            ratio("7/100")
        );
        assert!(serde_json::from_str::<Ratio>("0.07").is_err());
    }

    #[test]
    fn what_is_no_ratio_is_refused() {
        for text in [
            "", "/", "1/", "/2", "1/-2", "+1/2", "1/2/3", "0.07", "7%", "1 /2", "--1/2",
        ] {
            assert_eq!(
                text.parse::<Ratio>().unwrap_err().code,
                "invalid_ratio",
                "{text}"
            );
        }
        assert_eq!("1/0".parse::<Ratio>().unwrap_err().code, "division_by_zero");
        let long = format!("1/{}", "9".repeat(40));
        assert_eq!(
            long.parse::<Ratio>().unwrap_err().code,
            "ratio_out_of_range"
        );
    }

    #[test]
    fn a_half_goes_down_for_quotas_and_up_elsewhere() {
        let table = [
            ("21/2", 10, 11),
            ("1051/100", 11, 11),
            ("1049/100", 10, 10),
            ("7/2", 3, 4),
            ("1/2", 0, 1),
            ("0", 0, 0),
            ("-1/2", -1, 0),
            ("-3/4", -1, -1),
            ("5", 5, 5),
        ];
        for (text, down, up) in table {
            assert_eq!(ratio(text).round_half_down(), down, "{text}");
            assert_eq!(ratio(text).round_half_up(), up, "{text}");
        }
        // 150 staff at 7 per cent are 10.50: ten.
        let quota = Ratio::whole(150).times(ratio("7/100")).unwrap();
        assert_eq!(quota.round_half_down(), 10);
        assert_eq!((ratio("7/2").floor(), ratio("7/2").ceil()), (3, 4));
        assert_eq!((ratio("-7/2").floor(), ratio("-7/2").ceil()), (-4, -3));
        assert_eq!((ratio("4").floor(), ratio("4").ceil()), (4, 4));
    }

    #[test]
    fn the_ends_of_the_range_are_refused_or_exact_never_wrapped() {
        let most = Ratio::whole(i64::MAX);
        let least = Ratio::whole(i64::MIN);
        for result in [
            most.plus(Ratio::ONE),
            least.minus(Ratio::ONE),
            most.times(most),
        ] {
            assert_eq!(result.unwrap_err().code, "ratio_out_of_range");
        }
        assert_eq!(
            Ratio::ONE.divided_by(least).unwrap_err().code,
            "ratio_out_of_range"
        );
        assert_eq!(
            Ratio::ONE.divided_by(Ratio::ZERO).unwrap_err().code,
            "division_by_zero"
        );
        assert_eq!(
            Ratio::new(1, i64::MIN).unwrap_err().code,
            "ratio_out_of_range"
        );
        assert_eq!(Ratio::new(i64::MIN, i64::MIN).unwrap(), Ratio::ONE);
        let fine = Ratio::new(i64::MAX, i64::MAX - 1).unwrap();
        assert_eq!((fine.round_half_down(), fine.ceil()), (1, 2));
        assert_eq!(least.ceil(), i64::MIN);
    }

    fn any_ratio() -> impl Strategy<Value = Ratio> {
        (-100_000_i64..100_000, 1_i64..10_000).prop_map(|(a, b)| Ratio::new(a, b).unwrap())
    }

    proptest! {
        #[test]
        fn a_ratio_reads_back_as_it_was_written(a in any::<i64>(), b in 1_i64..) {
            let ratio = Ratio::new(a, b).unwrap();
            prop_assert_eq!(ratio.to_string().parse::<Ratio>().unwrap(), ratio);
        }

        #[test]
        fn the_four_operations_undo_each_other(a in any_ratio(), b in any_ratio()) {
            prop_assert_eq!(a.plus(b).unwrap().minus(b).unwrap(), a);
            if b != Ratio::ZERO {
                prop_assert_eq!(a.divided_by(b).unwrap().times(b).unwrap(), a);
            }
            prop_assert_eq!(a > b, a.minus(b).unwrap() > Ratio::ZERO);
        }

        #[test]
        fn rounding_down_and_up_differ_at_a_half_alone(a in any_ratio()) {
            let is_half = a.denominator() == 2;
            prop_assert_eq!(a.round_half_up() - a.round_half_down(), i64::from(is_half));
        }

        #[test]
        fn extreme_numbers_never_panic(a in any::<i64>(), b in any::<i64>(), c in any::<i64>(), d in any::<i64>()) {
            if let (Ok(x), Ok(y)) = (Ratio::new(a, b), Ratio::new(c, d)) {
                let exact = [x.plus(y), x.minus(y), x.times(y), x.divided_by(y)];
                for ratio in exact.into_iter().flatten() {
                    prop_assert!(ratio.floor() <= ratio.ceil());
                }
            }
        }
    }
}
