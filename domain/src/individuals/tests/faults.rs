//! Faults of meaning: all of them, each where it stands.

use super::*;
use crate::kernel::Faults;

fn faults_of(section: &impl Section, context: &Context<'_>) -> Vec<String> {
    let mut faults = Faults::none();
    section.check(context, &mut faults);
    let told = faults.into_iter();
    told.map(|told| format!("{} {}", told.pointer, told.fault))
        .collect()
}

#[test]
fn faults_of_meaning_say_where_they_are() {
    let context = Context {
        identity: None,
        identifiers: None,
        minted: None,
        today: day("2026-03-02"),
        book: &Rulebook::shipped(),
        chain: &Chain::italy(),
    };
    let mut twice = codes(&["RSSMRA80A01L219M", "RSSMRA80A01L219M", "L0123456789"]);
    twice.items[0].valid_from = Some(day("2020-01-02"));
    twice.items[0].valid_to = Some(day("2020-01-01"));
    assert_eq!(
        faults_of(&twice, &context),
        [
            "/items/0/valid_to ends_before_it_begins",
            "/items/1/value duplicate_member",
            "/items/2/value local_id_not_ours",
        ]
    );
    let address = Address {
        street: None,
        civic_number: None,
        postal_code: Some("1012A".parse().unwrap()),
        place_code: "L219".parse().unwrap(),
        valid_from: Some(day("2020-01-02")),
        valid_to: Some(day("2020-01-01")),
    };
    let mut residence = Residence {
        residence: Some(address.clone()),
        domicile: Some(address),
    };
    assert_eq!(
        faults_of(&residence, &context),
        [
            "/residence/postal_code invalid_postal_code",
            "/residence/valid_to ends_before_it_begins",
            "/domicile/postal_code invalid_postal_code",
            "/domicile/valid_to ends_before_it_begins",
        ]
    );
    (residence.residence, residence.domicile) = (None, None);
    assert_eq!(
        faults_of(&residence, &context),
        ["/residence missing_member"]
    );
    let phone: contacts::Phone = "3331234567".parse().unwrap();
    let contacts = Contacts {
        phones: vec![phone; Contacts::MOST + 1],
        preferred_channel: Some(contacts::PreferredChannel::Email),
        ..Contacts::default()
    };
    assert_eq!(
        faults_of(&contacts, &context),
        [
            "/phones too_many",
            "/preferred_channel channel_without_address",
        ]
    );
}

#[test]
fn a_section_and_its_provenance_are_judged_together() {
    let context = Context {
        identity: None,
        identifiers: None,
        minted: None,
        today: day("2026-03-02"),
        book: &Rulebook::shipped(),
        chain: &Chain::italy(),
    };
    let tomorrow = day("2026-03-03");
    let proposal = Proposal {
        content: Identity {
            birth_date: tomorrow,
            ..mario()
        },
        provenance: Provenance {
            observed_on: tomorrow,
            ..at_the_desk()
        },
        acknowledged: vec![],
    };
    let refused = replace(
        Slot {
            individual: id(99),
            office: id(10),
            read: None,
            gone: 0,
        },
        proposal,
        Lookalikes::default(),
        &context,
    );
    assert_eq!(
        refused.unwrap_err().to_string(),
        "invalid: /provenance/observed_on in_the_future, /content/birth_date in_the_future"
    );
}

#[test]
fn nothing_is_known_from_before_the_birth() {
    let identity = mario();
    let context = Context {
        identity: Some(&identity),
        identifiers: None,
        minted: None,
        today: day("2026-03-02"),
        book: &Rulebook::shipped(),
        chain: &Chain::italy(),
    };
    let mut held = codes(&["RSSMRA80A01L219M"]);
    held.items[0].valid_from = Some(day("1979-12-31"));
    assert_eq!(
        faults_of(&held, &context),
        ["/items/0/valid_from before_birth"]
    );
    held.items[0].valid_from = Some(day("1980-01-01"));
    assert!(faults_of(&held, &context).is_empty());
    let mut newcomer = registration(mario(), None);
    newcomer.provenance.observed_on = day("1979-12-31");
    newcomer.residence = Some(Residence {
        residence: None,
        domicile: Some(Address {
            street: None,
            civic_number: None,
            postal_code: None,
            place_code: "L219".parse().unwrap(),
            valid_from: None,
            valid_to: Some(day("1979-12-31")),
        }),
    });
    assert_eq!(
        register(newcomer, vec![]).unwrap_err().to_string(),
        "invalid: /residence/domicile/valid_to before_birth, \
         /provenance/observed_on before_birth"
    );
    // The day of birth that counts is the one that the section will say.
    let younger = Proposal {
        content: Identity {
            birth_date: day("2000-01-01"),
            ..mario()
        },
        provenance: Provenance {
            observed_on: day("1999-12-31"),
            ..at_the_desk()
        },
        acknowledged: vec![],
    };
    let slot = Slot {
        individual: id(99),
        office: id(10),
        read: None,
        gone: 0,
    };
    let refused = replace(slot, younger, Lookalikes::default(), &context);
    assert_eq!(
        refused.unwrap_err(),
        Refusal::invalid("/provenance/observed_on", "before_birth")
    );
}

#[test]
fn all_sections_of_a_registration_are_judged_together() {
    let mut newcomer = registration(mario(), Some(codes(&["L0123456789"])));
    newcomer.office = Some(id(12));
    newcomer.identity.birth_date = day("2026-03-03");
    newcomer.provenance.observed_on = day("2026-03-03");
    newcomer.contacts = Some(Contacts {
        preferred_channel: Some(contacts::PreferredChannel::Phone),
        ..Contacts::default()
    });
    assert_eq!(
        register(newcomer, vec![]).unwrap_err().to_string(),
        "invalid: /office_id unknown_reference, /identity/birth_date in_the_future, \
         /identifiers/items/0/value local_id_not_ours, \
         /contacts/preferred_channel channel_without_address, \
         /provenance/observed_on in_the_future"
    );
}
