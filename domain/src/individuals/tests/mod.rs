//! Tables of what the record takes, what it warns of and what it refuses.

mod faults;
mod values;

use chrono_tz::Tz;
use strum::VariantNames;
use uuid::Uuid;

use super::*;
use crate::actor::{Actor, ActorKind, OfficeId, Role};
use crate::event::{Fact, IndividualId};
use crate::kernel::{Day, Id, Refusal, Version};
use crate::rulebook::{Chain, Rulebook};
use crate::samples::own_number;
use crate::vocabulary;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

fn mario() -> Identity {
    Identity {
        family_name: "Rossi".parse().unwrap(),
        given_name: "Mario".parse().unwrap(),
        sex: "M".parse().unwrap(),
        birth_date: day("1980-01-01"),
        birthplace_code: Some("L219".parse().unwrap()),
    }
}

fn codes(codes: &[&str]) -> Identifiers {
    let items = codes
        .iter()
        .map(|code| Identifier::of(code.parse().unwrap()));
    Identifiers {
        items: items.collect(),
    }
}

fn at_the_desk() -> Provenance {
    Provenance {
        source: EvidenceSource::Document,
        observed_on: day("2026-03-02"),
        verification: Verification::None,
    }
}

fn registration(identity: Identity, identifiers: Option<Identifiers>) -> Registration {
    Registration {
        office: None,
        identity,
        identifiers,
        local_id: None,
        residence: None,
        contacts: None,
        citizenship: None,
        provenance: at_the_desk(),
        confirmed_distinct_from: vec![],
        acknowledged: vec![],
    }
}

fn operator(offices: &[u128]) -> Actor {
    Actor {
        organisation: id(1),
        kind: ActorKind::Staff(id(2), id(3)),
        roles: vec![Role::DeskOperator],
        offices: offices.iter().map(|office| id(*office)).collect(),
        zone: Tz::Europe__Rome,
    }
}

fn register(registration: Registration, candidates: Vec<Candidate>) -> Result<Fact, Refusal> {
    let changed = registration.register(
        &Rulebook::shipped(),
        &operator(&[10]),
        id(99),
        candidates,
        day("2026-03-02"),
    )?;
    Ok(changed.events()[0].fact.clone())
}

fn rules_of(refusal: Refusal) -> Vec<&'static str> {
    match refusal {
        Refusal::Rules { findings } => findings.iter().map(|finding| finding.rule).collect(),
        other => panic!("refused otherwise: {other:?}"),
    }
}

#[test]
fn a_code_that_fits_raises_no_question() {
    let registration = registration(mario(), Some(codes(&["RSSMRA80A01L219M"])));
    assert_eq!(
        register(registration, vec![]).unwrap(),
        Fact::IndividualRegistered {
            confirmed_distinct_from: vec![],
            acknowledged: vec![],
        }
    );
}

#[test]
fn what_does_not_fit_warns_until_it_is_acknowledged() {
    let person = |change: fn(&mut Identity)| {
        let mut identity = mario();
        change(&mut identity);
        identity
    };
    let table = [
        (
            person(|p| p.given_name = "Ugo".parse().unwrap()),
            vec!["RSSMRA80A01L219M"],
            vec!["individual.tax_code_conflict"],
        ),
        (
            person(|p| p.given_name = "Mario Ugo".parse().unwrap()),
            vec!["RSSMRA80A01L219M"],
            vec!["individual.tax_code_compatible"],
        ),
        (
            // Fiume was Italian until 1947.
            person(|p| p.birthplace_code = Some("D620".parse().unwrap())),
            vec![],
            vec!["individual.birthplace_validity"],
        ),
        (
            person(|p| p.birth_date = day("2012-03-03")),
            vec![],
            vec!["individual.under_fourteen"],
        ),
        (
            mario(),
            vec!["80012345676"],
            vec!["individual.provisional_code_office"],
        ),
    ];
    for (identity, given, rules) in table {
        let mut registration = registration(identity, Some(codes(&given)));
        assert_eq!(
            rules_of(register(registration.clone(), vec![]).unwrap_err()),
            rules
        );
        registration.acknowledged = rules.iter().map(ToString::to_string).collect();
        let Fact::IndividualRegistered { acknowledged, .. } =
            register(registration, vec![]).unwrap()
        else {
            panic!("another fact");
        };
        assert_eq!(acknowledged, rules);
    }
}

#[test]
fn fourteen_on_the_day_is_old_enough() {
    let mut identity = mario();
    identity.birth_date = day("2012-03-02");
    assert!(register(registration(identity, None), vec![]).is_ok());
}

#[test]
fn everybody_who_looks_alike_must_be_confirmed_to_be_somebody_else() {
    let alike = |number| Candidate {
        card: Card {
            id: id(number),
            family_name: "Rossi".parse().unwrap(),
            given_name: "Mario".parse().unwrap(),
            birth_year: 1980,
            office: id(10),
        },
        reasons: vec![Likeness::SameNames],
        records: Vec::new(),
        has_issued_code: false,
    };
    let mut registration = registration(mario(), None);
    registration.confirmed_distinct_from = vec![id(7)];
    let both = vec![alike(7), alike(8)];
    assert_eq!(
        register(registration.clone(), both.clone()).unwrap_err(),
        Refusal::PossibleDuplicate {
            candidates: both.clone()
        }
    );
    registration.confirmed_distinct_from.push(id(8));
    assert!(register(registration, both).is_ok());
}

#[test]
fn whoever_works_in_several_offices_says_which_one_registers() {
    let by = |offices: &[u128], office: Option<u128>| {
        let registration = Registration {
            office: office.map(id),
            ..registration(mario(), None)
        };
        let changed = registration.register(
            &Rulebook::shipped(),
            &operator(offices),
            id(99),
            vec![],
            day("2026-03-02"),
        )?;
        Ok::<OfficeId, Refusal>(changed.state().office)
    };
    assert_eq!(by(&[10], None).unwrap(), id(10));
    assert_eq!(by(&[10, 11], Some(11)).unwrap(), id(11));
    assert_eq!(
        by(&[10, 11], None).unwrap_err(),
        Refusal::invalid("/office_id", "missing_member")
    );
    assert_eq!(
        by(&[10], Some(12)).unwrap_err(),
        Refusal::unknown("/office_id")
    );
}

#[test]
fn a_local_id_is_taken_only_from_us() {
    let minted = LocalId::minted(Uuid::from_u128(0x1234_5678_9ABC_DEF0));
    assert_eq!(minted.to_string().parse::<LocalId>().unwrap(), minted);
    let mut asked = registration(mario(), None);
    asked.local_id = Some(minted.clone());
    let changed = asked
        .register(
            &Rulebook::shipped(),
            &operator(&[10]),
            id(99),
            vec![],
            day("2026-03-02"),
        )
        .unwrap();
    let kept = changed.state().identifiers.as_ref().unwrap();
    assert_eq!(kept.items[0].code, IdentifierCode::LocalId(minted.clone()));

    let typed = registration(mario(), Some(codes(&[&minted.to_string()])));
    assert_eq!(
        register(typed, vec![]).unwrap_err(),
        Refusal::invalid("/identifiers/items/0/value", "local_id_not_ours")
    );
}

#[test]
fn a_section_is_replaced_from_the_version_that_was_read() {
    let identity = mario();
    let known = codes(&["RSSMRA80A01L219M"]);
    let context = Context {
        identity: Some(&identity),
        identifiers: Some(&known),
        minted: None,
        today: day("2026-03-02"),
        book: &Rulebook::shipped(),
        chain: &Chain::italy(),
    };
    let proposal = |given_name: &str, acknowledged: &[&str]| Proposal {
        content: Identity {
            given_name: given_name.parse().unwrap(),
            ..identity.clone()
        },
        provenance: at_the_desk(),
        acknowledged: acknowledged.iter().map(ToString::to_string).collect(),
    };
    let over = |read| Slot {
        individual: id(99),
        office: id(10),
        read,
        gone: 6,
    };
    let third = over(Some(Version(3)));
    let refused = replace(third, proposal("Ugo", &[]), Lookalikes::default(), &context);
    assert_eq!(
        rules_of(refused.unwrap_err()),
        ["individual.tax_code_conflict"]
    );
    let conflict = ["individual.tax_code_conflict"];
    let changed = replace(
        third,
        proposal("Ugo", &conflict),
        Lookalikes::default(),
        &context,
    )
    .unwrap();
    assert_eq!(changed.state().read, Some(Version(3)));
    assert_eq!(
        changed.events()[0].fact,
        Fact::SectionReplaced {
            section: "identity".into(),
            version: 4,
            source: "document".into(),
            verification: "none".into(),
            confirmed_distinct_from: vec![],
            acknowledged: vec!["individual.tax_code_conflict".into()],
        }
    );
    let mut tomorrow = proposal("Mario", &[]);
    tomorrow.provenance.observed_on = day("2026-03-03");
    assert_eq!(
        replace(third, tomorrow, Lookalikes::default(), &context).unwrap_err(),
        Refusal::invalid("/provenance/observed_on", "in_the_future")
    );
    // What went away with an undone merge counts on for whoever writes first.
    let mario = proposal("Mario", &[]);
    let first = replace(over(None), mario, Lookalikes::default(), &context).unwrap();
    assert_eq!(first.state().version, Version(7));
}

#[test]
fn sections_are_stored_as_text_and_read_again() {
    let contacts = Contacts {
        phones: vec!["3331234567".parse().unwrap()],
        emails: vec!["lucia.verdi@demo.example".parse().unwrap()],
        language: Some("ro".parse().unwrap()),
        ..Contacts::default()
    };
    let json = serde_json::to_string(&contacts).unwrap();
    assert_eq!(serde_json::from_str::<Contacts>(&json).unwrap(), contacts);
    let json = serde_json::to_string(&mario()).unwrap();
    assert_eq!(serde_json::from_str::<Identity>(&json).unwrap(), mario());
    let mut all = codes(&["RSSMRA80A01L21VB", "12345678903"]);
    all.items[0].valid_to = Some(day("2020-01-01"));
    let json = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<Identifiers>(&json).unwrap(), all);
}

#[test]
fn the_enumerations_are_those_of_the_vocabularies() {
    assert_eq!(
        vocabulary::codes("evidence-sources"),
        EvidenceSource::VARIANTS
    );
    assert_eq!(vocabulary::codes("verifications"), Verification::VARIANTS);
    let channels = vocabulary::codes("contact-channels");
    for channel in contacts::PreferredChannel::VARIANTS {
        assert!(channels.contains(channel), "{channel}");
    }
}

#[test]
fn nothing_of_a_person_shows_up_in_a_debug_print() {
    let registration = registration(mario(), Some(codes(&["RSSMRA80A01L219M"])));
    let printed = format!("{registration:?}");
    for personal in ["Rossi", "Mario", "RSSMRA"] {
        assert!(!printed.contains(personal), "{printed}");
    }
    let whose: IndividualId = id(99);
    assert!(printed.contains("Identity(***)") && !printed.contains(&whose.to_string()));
}

#[test]
fn what_was_recorded_of_a_section_before_anybody_was_confirmed_is_still_read() {
    let fact = Fact::SectionReplaced {
        section: "identity".into(),
        version: 2,
        source: "document".into(),
        verification: "none".into(),
        confirmed_distinct_from: vec![],
        acknowledged: vec![],
    };
    let stored = serde_json::to_value(&fact).unwrap();
    assert!(!stored.to_string().contains("confirmed_distinct_from"));
    assert_eq!(serde_json::from_value::<Fact>(stored).unwrap(), fact);
}

#[test]
fn who_is_too_young_for_a_registration_without_a_word_is_a_number_of_the_organisation() {
    let identity = Identity {
        birth_date: day("2012-03-02"),
        ..mario()
    };
    let found = |(book, chain): &(Rulebook, Chain)| {
        let context = Context {
            identity: None,
            identifiers: None,
            minted: None,
            today: day("2026-03-02"),
            book,
            chain,
        };
        identity.findings(&context)
    };
    assert!(found(&(Rulebook::shipped(), Chain::italy())).is_empty());
    let own = found(&own_number("privacy.online_consent_min_age", "16"));
    assert_eq!(own[0].rule, "individual.under_fourteen");
    let facts = [("age", "14"), ("years", "16")];
    assert_eq!(
        own[0].facts,
        facts.map(|(name, value)| (name, value.to_owned()))
    );
}
