//! VAT numbers.

use std::fmt;
use std::str::FromStr;

use super::Fault;
use super::tax_code::{Digits, has_known_office};

/// An Italian VAT number: 11 digits, the last of which checks the others, issued by an office
/// that exists. Of a sole trader it is not the tax code, which has 16 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VatNumber(Digits);

impl VatNumber {
    /// The eleven digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for VatNumber {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let digits: Digits = text.parse()?;
        if has_known_office(&digits) {
            Ok(Self(digits))
        } else {
            Err(Fault::new("vat_number_office"))
        }
    }
}

impl fmt::Display for VatNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The number of a sole trader names a person: it never shows up in a debug print.
impl fmt::Debug for VatNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VatNumber(***)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{LegalPersonCode, ProvisionalCode};
    use super::*;

    #[test]
    fn each_way_of_being_wrong_has_its_code() {
        let table = [
            ("", "numeric_code_length"),
            ("0743042001", "numeric_code_length"),
            ("074304200130", "numeric_code_length"),
            ("0743042001A", "numeric_code_structure"),
            ("0743042001٣", "numeric_code_structure"),
            ("00000000000", "numeric_code_zeros"),
            ("07430420014", "numeric_code_check_digit"),
            ("80012345676", "vat_number_office"),
        ];
        for (text, code) in table {
            assert_eq!(text.parse::<VatNumber>().unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn an_unknown_office_is_no_fault_of_a_numeric_tax_code() {
        let person: ProvisionalCode = "80012345676".parse().unwrap();
        assert!(!person.has_known_office());
        let body: LegalPersonCode = "97543210013".parse().unwrap();
        assert!(body.has_known_office() && body.is_of_association_or_body());
        let firm: LegalPersonCode = "07430420013".parse().unwrap();
        assert!(!firm.is_of_association_or_body());
    }

    #[test]
    fn blanks_are_dropped_and_nothing_shows_up_in_a_debug_print() {
        let number: VatNumber = " 0743 0420 013 ".parse().unwrap();
        assert_eq!(number.to_string(), "07430420013");
        let person: ProvisionalCode = "80012345676".parse().unwrap();
        let body: LegalPersonCode = "97543210013".parse().unwrap();
        let print = format!("{number:?} {person:?} {body:?}");
        assert!(!print.contains(|c: char| c.is_ascii_digit()), "{print}");
    }

    #[test]
    fn the_offices_are_those_of_the_list() {
        let accepted: Vec<u16> = (0..1000)
            .filter(|office| {
                (0..10).any(|check| {
                    format!("1234567{office:03}{check}")
                        .parse::<VatNumber>()
                        .is_ok()
                })
            })
            .collect();
        let listed: Vec<u16> = (1..=100).chain([120, 121, 888, 999]).collect();
        assert_eq!(accepted, listed);
    }

    proptest! {
        #[test]
        fn one_check_digit_alone_fits(start in "[0-9]{9}[1-9]") {
            let fitting = (0..10).filter(|check| {
                format!("{start}{check}").parse::<ProvisionalCode>().is_ok()
            });
            prop_assert_eq!(fitting.count(), 1);
        }

        #[test]
        fn one_wrong_digit_is_always_noticed(start in "[0-9]{9}[1-9]", at in 0_usize..11, by in 1_u32..10) {
            let code = (0..10).find_map(|check| format!("{start}{check}").parse::<ProvisionalCode>().ok());
            let mut digits: Vec<char> = code.unwrap().to_string().chars().collect();
            let wrong = (digits[at].to_digit(10).unwrap() + by) % 10;
            digits[at] = char::from_digit(wrong, 10).unwrap();
            let text: String = digits.into_iter().collect();
            prop_assert!(text.parse::<ProvisionalCode>().is_err());
        }

        #[test]
        fn any_text_is_read_or_refused_without_panic(text in any::<String>()) {
            let _ = text.parse::<VatNumber>();
            prop_assert!(text.parse::<ProvisionalCode>().is_ok() || text.parse::<LegalPersonCode>().is_err());
        }
    }
}
