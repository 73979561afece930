//! Account numbers.

use std::fmt;
use std::str::FromStr;

use super::Fault;
use super::tax_code::check_letter;

/// The countries of the single euro payments area with the length of their account numbers.
/// Nobody may require an Italian one (Reg. EU 260/2012 art. 9).
const LENGTHS: [(&str, usize); 42] = [
    ("AD", 24),
    ("AL", 28),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GI", 23),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("RS", 22),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("VA", 22),
];

/// The longest account number that ISO 13616 allows.
const LONGEST: usize = 34;

/// The number of a bank account in the single euro payments area (ISO 13616), in upper case and
/// without blanks. Its check digits fit; of an Italian one the control letter (CIN) fits too.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(String);

impl Iban {
    /// The number without blanks.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of its country, two letters.
    pub fn country(&self) -> &str {
        &self.0[..2]
    }
}

impl FromStr for Iban {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let kept = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(LONGEST + 1);
        let iban: String = kept.map(|c| c.to_ascii_uppercase()).collect();
        if !iban.bytes().all(|byte| byte.is_ascii_alphanumeric()) || !begins_well(&iban) {
            return Err(Fault::new("iban_structure"));
        }
        let length = LENGTHS
            .iter()
            .find(|(country, _)| iban.starts_with(country));
        let (_, length) = length.ok_or_else(|| Fault::new("iban_country"))?;
        if iban.len() != *length {
            return Err(Fault::new("iban_length").with("length", length));
        }
        if iban.starts_with("IT") && !is_italian_account(iban.as_bytes()) {
            return Err(Fault::new("iban_structure"));
        }
        // The control letter first: it tells that the fault is in the account itself.
        if iban.starts_with("IT") && !control_letter_fits(iban.as_bytes()) {
            return Err(Fault::new("iban_control_letter"));
        }
        if !check_digits_fit(&iban) {
            return Err(Fault::new("iban_check_digits"));
        }
        Ok(Self(iban))
    }
}

/// Two letters and two digits.
fn begins_well(iban: &str) -> bool {
    let is_digit = |at: usize| iban.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let is_letter = |at: usize| iban.as_bytes().get(at).is_some_and(u8::is_ascii_uppercase);
    is_letter(0) && is_letter(1) && is_digit(2) && is_digit(3)
}

/// Control letter, five digits of the bank, five of the branch, twelve of the account.
fn is_italian_account(iban: &[u8]) -> bool {
    iban[4].is_ascii_uppercase() && iban[5..15].iter().all(u8::is_ascii_digit)
}

/// Whether the number, its first four characters moved to the end and its letters counted from
/// 10, leaves 1 when divided by 97. Check digits are computed as 98 less a remainder, so that 00,
/// 01 and 99 would be a second writing of another number.
fn check_digits_fit(iban: &str) -> bool {
    let (start, account) = iban.split_at(4);
    let remainder = account
        .chars()
        .chain(start.chars())
        .fold(0, |remainder, c| {
            let value = c.to_digit(36).unwrap_or_default();
            (remainder * if value < 10 { 10 } else { 100 } + value) % 97
        });
    remainder == 1 && !matches!(&start[2..], "00" | "01" | "99")
}

/// Whether the control letter is the one of bank, branch and account.
fn control_letter_fits(iban: &[u8]) -> bool {
    iban[4] == check_letter(&iban[5..])
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account belongs to a person: it never shows up in a debug print.
impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Iban(***)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn foreign_accounts_of_the_payments_area_are_accepted() {
        // The examples of the public registry of ISO 13616.
        let examples = [
            "DE89 3704 0044 0532 0130 00",
            "FR14 2004 1010 0505 0001 3M02 606",
            "GB29 NWBK 6016 1331 9268 19",
            "NO93 8601 1117 947",
            "RO49 AAAA 1B31 0075 9384 0000",
            "CH93 0076 2011 6238 5295 7",
            "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
            "BE68 5390 0754 7034",
        ];
        for text in examples {
            let iban: Iban = text.parse().unwrap();
            assert_eq!(iban.country(), &text[..2]);
            assert_eq!(iban.as_str(), text.replace(' ', ""));
        }
    }

    #[test]
    fn each_way_of_being_wrong_has_its_code() {
        let table = [
            ("", "iban_structure"),
            ("IT", "iban_structure"),
            ("1T60X0542811101000000123456", "iban_structure"),
            ("ITX0X0542811101000000123456", "iban_structure"),
            ("IT60X0542811101000000123-56", "iban_structure"),
            ("IT6010542811101000000123456", "iban_structure"),
            ("IT60XO542811101000000123456", "iban_structure"),
            ("IT60X0542811101００0000123456", "iban_structure"),
            ("US60X0542811101000000123456", "iban_country"),
            ("IT60X054281110100000012345", "iban_length"),
            ("IT60X05428111010000001234567", "iban_length"),
            ("DE8937040044053201300", "iban_length"),
            ("IT61X0542811101000000123456", "iban_check_digits"),
            ("DE88370400440532013000", "iban_check_digits"),
        ];
        for (text, code) in table {
            assert_eq!(text.parse::<Iban>().unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn a_wrong_control_letter_is_noticed_whatever_the_check_digits() {
        for letter in ('A'..='Z').filter(|letter| *letter != 'X') {
            for check in 2..=98 {
                let text = format!("IT{check:02}{letter}0542811101000000123456");
                assert_eq!(
                    text.parse::<Iban>().unwrap_err().code,
                    "iban_control_letter"
                );
            }
        }
    }

    #[test]
    fn an_account_has_one_writing_alone() {
        let accounts = (0..1000).map(|number| format!("BE{{}}{number:012}"));
        for account in accounts {
            let fitting = (0..100).filter(|check| {
                account
                    .replace("{}", &format!("{check:02}"))
                    .parse::<Iban>()
                    .is_ok()
            });
            assert_eq!(fitting.count(), 1, "{account}");
        }
    }

    #[test]
    fn an_account_never_shows_up_in_a_debug_print() {
        let iban: Iban = "it60 x054 2811 1010 0000 0123 456".parse().unwrap();
        assert_eq!(iban.to_string(), "IT60X0542811101000000123456");
        assert_eq!(format!("{iban:?}"), "Iban(***)");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_noticed(at in 5_usize..27, by in 1_u32..10) {
            let mut iban: Vec<char> = "IT60X0542811101000000123456".chars().collect();
            let wrong = (iban[at].to_digit(10).unwrap() + by) % 10;
            iban[at] = char::from_digit(wrong, 10).unwrap();
            let text: String = iban.into_iter().collect();
            prop_assert!(text.parse::<Iban>().is_err());
        }

        #[test]
        fn any_text_is_read_or_refused_without_panic(text in any::<String>(), tail in "[A-Z0-9]{0,32}") {
            let _ = text.parse::<Iban>();
            for country in ["IT", "DE", "SM"] {
                let _ = format!("{country}{tail}").parse::<Iban>();
            }
        }
    }
}
