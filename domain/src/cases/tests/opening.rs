//! Stories about cases that begin.

use super::*;

#[test]
fn a_case_opens_today_or_before_at_an_own_office() {
    let on = |on: &str, office: u128| {
        let mut opening = opening(None);
        opening.on = Some(day(on));
        opening.office = id(office);
        Case::open(&counsellor(), opening, today())
            .err()
            .map(|refusal| refusal.to_string())
    };
    let refused = |told: &str| Some(told.to_owned());
    assert_eq!(on("2026-05-20", 7), None);
    assert_eq!(
        on("2026-05-21", 7),
        refused("invalid: /opened_on in_the_future")
    );
    assert_eq!(
        on("2026-05-20", 8),
        refused("invalid: /office_id unknown_reference")
    );
}

#[test]
fn every_fault_of_an_opening_is_told_at_once() {
    let told = |opening| {
        let refused = Case::open(&coordinator(), opening, today());
        refused.unwrap_err().to_string()
    };
    let desk = colleague(5, &[Role::DeskOperator], &[7]);
    let mut early = opening(Some(desk));
    early.on = Some(day("1989-12-31"));
    assert_eq!(
        told(early),
        "invalid: /opened_on before_birth, /counsellor_id unsuitable_colleague"
    );
    let nobody = Opening {
        individual: Named::Unknown,
        counsellor: Some(Named::Unknown),
        office: id(8),
        on: Some(day("2026-05-21")),
        ..opening(None)
    };
    assert_eq!(
        told(nobody),
        "invalid: /office_id unknown_reference, /individual_id unknown_reference, \
         /opened_on in_the_future, /counsellor_id unknown_reference"
    );
}

#[test]
fn a_counsellor_opens_for_nobody_or_for_themselves_and_a_coordinator_for_anybody_suitable() {
    let other = || colleague(5, &[Role::Counsellor], &[7]);
    let desk = || colleague(5, &[Role::DeskOperator], &[7]);
    let afar = || colleague(5, &[Role::Counsellor], &[8]);
    let gone = || Colleague {
        disabled: true,
        ..other()
    };
    for (actor, to, expected) in [
        (counsellor(), other(), Some("not_permitted")),
        (coordinator(), other(), None),
        (coordinator(), desk(), Some("invalid")),
        (coordinator(), afar(), Some("invalid")),
        (coordinator(), gone(), Some("invalid")),
    ] {
        let opened = Case::open(&actor, opening(Some(to)), today());
        assert_eq!(opened.err().map(|refusal| refusal.code()), expected);
    }
}
