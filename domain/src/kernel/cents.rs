//! Money.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Fault, Ratio};

/// An amount of euro, in whole cents, written `600.00`. It never wraps around: what does not fit
/// is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cents(i64);

fn out_of_range() -> Fault {
    Fault::new("amount_out_of_range")
}

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// This many cents.
    pub const fn new(cents: i64) -> Self {
        Self(cents)
    }

    /// How many cents.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, Fault> {
        self.0
            .checked_add(other.0)
            .map(Self)
            .ok_or_else(out_of_range)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self, Fault> {
        self.0
            .checked_sub(other.0)
            .map(Self)
            .ok_or_else(out_of_range)
    }

    /// The amount `count` times.
    pub fn times(self, count: i64) -> Result<Self, Fault> {
        self.0.checked_mul(count).map(Self).ok_or_else(out_of_range)
    }

    /// The amount divided by `parts`, half a cent up.
    pub fn divided_by(self, parts: NonZeroU32) -> Result<Self, Fault> {
        half_up(self.0.into(), parts.get().into())
    }

    /// This share of the amount, half a cent up: `7/100` of 1.50 is 0.11.
    pub fn share(self, ratio: Ratio) -> Result<Self, Fault> {
        let exact = i128::from(self.0) * i128::from(ratio.numerator());
        half_up(exact, ratio.denominator().into())
    }

    /// The sum of all of them.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, Fault> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }
}

/// Half a cent goes away from zero, so that an entry and the one that compensates it are rounded
/// alike. The divisor is positive.
fn half_up(exact: i128, divisor: i128) -> Result<Cents, Fault> {
    let half = divisor / 2;
    let rounded = (exact.abs() + half) / divisor * exact.signum();
    i64::try_from(rounded)
        .map(Cents)
        .map_err(|_| out_of_range())
}

impl FromStr for Cents {
    type Err = Fault;

    /// Takes whole euro (`600`) or euro and two digits (`600.00`), with a point and nothing
    /// between the thousands.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let invalid = || Fault::new("invalid_amount");
        let (sign, unsigned) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (euro, cents) = unsigned.split_once('.').unwrap_or((unsigned, "00"));
        let is_canonical = euro == "0" || !(euro.is_empty() || euro.starts_with('0'));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_canonical || cents.len() != 2 || !is_digits(euro) || !is_digits(cents) {
            return Err(invalid());
        }
        // Nineteen digits are more than fit, and still fit the wider number.
        if euro.len() > 19 {
            return Err(out_of_range());
        }
        let number = |part: &str| part.parse::<i128>().map_err(|_| invalid());
        let amount = sign * (number(euro)? * 100 + number(cents)?);
        i64::try_from(amount).map(Self).map_err(|_| out_of_range())
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let absolute = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", absolute / 100, absolute % 100)
    }
}

impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(text: &str) -> Cents {
        text.parse().unwrap()
    }

    #[test]
    fn an_amount_is_read_and_written_with_two_digits() {
        let table = [
            ("600.00", 60_000, "600.00"),
            ("600", 60_000, "600.00"),
            ("0.05", 5, "0.05"),
            ("-0.05", -5, "-0.05"),
            ("-12.30", -1_230, "-12.30"),
            ("92233720368547758.07", i64::MAX, "92233720368547758.07"),
            ("-92233720368547758.08", i64::MIN, "-92233720368547758.08"),
        ];
        for (text, cents, written) in table {
            assert_eq!(amount(text), Cents::new(cents), "{text}");
            assert_eq!(Cents::new(cents).to_string(), written);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let invalid = [
            "", "-", "+1.00", "1.0", "1.000", "1,00", "1.000,00", "01.00", ".50", "1.", "1e3",
            "NaN", "--1", "1.-1", " 1", "1 ", "١.٠٠", "1.+1",
        ];
        for text in invalid {
            assert_eq!(
                text.parse::<Cents>().unwrap_err().code,
                "invalid_amount",
                "{text}"
            );
        }
        for text in [
            "92233720368547758.08",
            "-92233720368547758.09",
            &"9".repeat(400),
        ] {
            assert_eq!(
                text.parse::<Cents>().unwrap_err().code,
                "amount_out_of_range",
                "{text}"
            );
        }
    }

    #[test]
    fn half_a_cent_goes_up_on_both_sides_of_zero() {
        let two = NonZeroU32::new(2).unwrap();
        let three = NonZeroU32::new(3).unwrap();
        assert_eq!(amount("0.05").divided_by(two).unwrap(), amount("0.03"));
        assert_eq!(amount("-0.05").divided_by(two).unwrap(), amount("-0.03"));
        assert_eq!(amount("1.00").divided_by(three).unwrap(), amount("0.33"));
        assert_eq!(amount("2.00").divided_by(three).unwrap(), amount("0.67"));
        assert_eq!(
            amount("1.50").share("7/100".parse().unwrap()).unwrap(),
            amount("0.11")
        );
        assert_eq!(
            amount("600.00").share("7/10".parse().unwrap()).unwrap(),
            amount("420.00")
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let most = Cents::new(i64::MAX);
        let least = Cents::new(i64::MIN);
        let one = Cents::new(1);
        let refused = [
            most.plus(one),
            least.minus(one),
            most.times(2),
            least.times(-1),
            most.share("2".parse().unwrap()),
            Cents::sum([most, one]),
        ];
        for result in refused {
            assert_eq!(result.unwrap_err().code, "amount_out_of_range");
        }
        let whole = NonZeroU32::new(1).unwrap();
        assert_eq!(least.divided_by(whole).unwrap(), least);
        assert_eq!(
            Cents::sum([amount("1.10"), amount("2.20")]).unwrap(),
            amount("3.30")
        );
    }

    #[test]
    fn an_amount_travels_as_a_string_never_as_a_number() {
        assert_eq!(
            serde_json::to_string(&amount("600.00")).unwrap(),
            "\"600.00\""
        );
        assert_eq!(
            serde_json::from_str::<Cents>("\"600.00\"").unwrap(),
            amount("600")
        );
        assert!(serde_json::from_str::<Cents>("600.00").is_err());
    }

    proptest! {
        #[test]
        fn an_amount_reads_back_as_it_was_written(cents in any::<i64>()) {
            prop_assert_eq!(Cents::new(cents).to_string().parse::<Cents>().unwrap(), Cents::new(cents));
        }

        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "-?[0-9.,+]{0,25}") {
            if let Ok(amount) = text.parse::<Cents>() {
                let read_again: Cents = amount.to_string().parse().unwrap();
                prop_assert_eq!(read_again, amount);
            }
        }

        #[test]
        fn a_division_is_never_more_than_half_a_cent_off(cents in any::<i64>(), parts in 1_u32..) {
            let part = Cents::new(cents).divided_by(NonZeroU32::new(parts).unwrap()).unwrap();
            let error = i128::from(part.get()) * i128::from(parts) - i128::from(cents);
            prop_assert!(error.abs() * 2 <= i128::from(parts));
        }
    }
}
