//! What the texts of a record become.

use super::*;

#[test]
fn telephone_numbers_are_written_one_way() {
    let table = [
        ("011 442 1234", "+390114421234"),
        ("333-1234567", "+393331234567"),
        ("+39 (0)11/4421234", "+390114421234"),
        ("0040 21 555 0101", "+40215550101"),
    ];
    for (given, kept) in table {
        let phone: contacts::Phone = given.parse().unwrap();
        assert_eq!(phone.to_string(), kept);
    }
    for refused in ["", "12", "+0123456789", "casa", "+1234567890123456"] {
        assert_eq!(
            refused.parse::<contacts::Phone>().unwrap_err().code,
            "invalid_phone",
            "{refused}"
        );
    }
}

#[test]
fn addresses_of_electronic_mail_have_two_sound_halves() {
    let kept: contacts::EmailAddress = " Lucia.Verdi@Demo.EXAMPLE ".parse().unwrap();
    assert_eq!(kept.to_string(), "Lucia.Verdi@demo.example");
    for refused in [
        "lucia",
        "@demo.example",
        "lucia@demo",
        "a@b@demo.example",
        "a b@demo.example",
        ".a@demo.example",
        "a..b@demo.example",
        "a@-demo.example",
        "a@demo..example",
    ] {
        assert_eq!(
            refused.parse::<contacts::EmailAddress>().unwrap_err().code,
            "invalid_email",
            "{refused}"
        );
    }
}

#[test]
fn a_place_is_one_that_a_list_has_now_or_had() {
    for code in ["L219", "l219", " Z330 ", "Z118", "D620"] {
        assert!(code.parse::<PlaceCode>().is_ok(), "{code}");
    }
    for code in ["", "L2199", "Z999", "Torino"] {
        assert_eq!(code.parse::<PlaceCode>().unwrap_err().code, "unknown_place");
    }
}

#[test]
fn a_code_tells_its_kind_by_its_shape() {
    let kind = |text: &str| text.parse::<IdentifierCode>().unwrap().kind();
    assert_eq!(kind("rss mra 80a01 l219m"), IdentifierKind::TaxCode);
    assert_eq!(kind("12345678903"), IdentifierKind::ProvisionalCode);
    assert_eq!(kind("L0123456789"), IdentifierKind::LocalId);
    assert_eq!(
        "RSSMRA80A01L219X"
            .parse::<IdentifierCode>()
            .unwrap_err()
            .code,
        "tax_code_check_letter"
    );
}
