use domain::individuals::{Contacts, Likeness};
use domain::kernel::Refusal;

use super::*;

fn reasons(refused: Result<IndividualId, Error>) -> Vec<Vec<Likeness>> {
    match refused {
        Err(Error::Refused(Refusal::PossibleDuplicate { candidates })) => {
            candidates.into_iter().map(|c| c.reasons).collect()
        }
        other => panic!("not refused as a duplicate: {other:?}"),
    }
}

#[test]
fn whoever_looks_alike_is_shown_before_anybody_is_registered_twice() {
    for house in houses() {
        let mut mario = person("Rossi", "Mario");
        mario.identifiers = Some(codes(&["RSSMRA80A01L219M"]));
        let first = house.register(mario.clone()).unwrap();

        assert_eq!(
            reasons(house.register(mario.clone())),
            [[Likeness::SameCode, Likeness::SameNames]]
        );
        // The same digits behind the letters of omocodia, under another spelling.
        mario.identifiers = Some(codes(&["RSSMRA80A01L21VB"]));
        mario.identity.given_name = "Mario Ugo".parse().unwrap();
        mario.acknowledged = vec!["individual.tax_code_compatible".into()];
        assert_eq!(
            reasons(house.register(mario)),
            [[Likeness::SameCode, Likeness::FirstGivenName]]
        );
        assert_eq!(
            reasons(house.register(person("MARIO", "Róssi"))),
            [[Likeness::TransposedNames]]
        );

        let mut namesake = person("Rossi", "Mario");
        namesake.confirmed_distinct_from = vec![first];
        let second = house.register(namesake).unwrap();
        assert_ne!(first, second);
    }
}

#[test]
fn another_day_of_birth_is_another_person() {
    for house in houses() {
        house.register(person("Rossi", "Mario")).unwrap();
        let mut younger = person("Rossi", "Mario");
        younger.identity.birth_date = "1981-01-01".parse().unwrap();
        assert!(house.register(younger).is_ok());
    }
}

#[test]
fn the_same_person_registered_at_many_desks_at_once_is_one_person() {
    for house in houses() {
        let house = &house;
        let outcomes: Vec<Result<IndividualId, Error>> = std::thread::scope(|scope| {
            let desks: Vec<_> = (0..8)
                .map(|desk| {
                    let mut mario = person("Rossi", "Mario");
                    if desk % 2 == 0 {
                        mario.identifiers = Some(codes(&["RSSMRA80A01L219M"]));
                    }
                    scope.spawn(move || house.register(mario))
                })
                .collect();
            let desks = desks.into_iter();
            desks.map(|desk| desk.join().unwrap()).collect()
        });
        let registered = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(registered, 1, "{}", house.store.engine());
        for refused in outcomes.into_iter().filter(Result::is_err) {
            reasons(refused);
        }
    }
}

#[test]
fn whoever_is_elsewhere_is_shown_as_a_card_and_stays_out_of_reach() {
    for house in houses() {
        let elsewhere = house.actor(Role::DeskOperator, house.elsewhere);
        let id = house
            .store
            .write(elsewhere, |tx| enter(tx, person("Rossi", "Mario")))
            .unwrap();
        assert_eq!(
            reasons(house.register(person("Rossi", "Mario"))),
            [[Likeness::SameNames]]
        );
        let read = house.store.read(&house.operator(), |tx| {
            super::super::sections::all(tx, id, domain::policy::Action::ReadIndividual)
        });
        assert!(matches!(read, Err(Error::NotFound)));
    }
}

#[test]
fn whoever_has_the_same_names_is_not_hidden_behind_those_who_share_a_telephone() {
    for house in houses() {
        let twin = house.register(person("Verdi", "Anna")).unwrap();
        let sheltered = |family: &str, born: &str| {
            let mut anna = person(family, "Anna");
            anna.identity.birth_date = born.parse().unwrap();
            anna.contacts = Some(Contacts {
                phones: vec!["+390115550199".parse().unwrap()],
                ..Contacts::default()
            });
            anna
        };
        let mut known: Vec<IndividualId> = Vec::new();
        for guest in 0..21 {
            let family = format!("Ospite {}", char::from(b'a' + guest));
            let mut anna = sheltered(&family, &format!("19{:02}-03-04", 50 + guest));
            anna.confirmed_distinct_from.clone_from(&known);
            known.push(house.register(anna).unwrap());
        }
        let mut anna = sheltered("Verdi", "1980-01-01");
        let first = match house.register(anna.clone()) {
            Err(Error::Refused(Refusal::PossibleDuplicate { candidates })) => candidates,
            other => panic!("not refused as a duplicate: {other:?}"),
        };
        assert_eq!((first.len(), first[0].card.id), (20, twin));
        anna.confirmed_distinct_from = known;
        assert_eq!(reasons(house.register(anna))[0], [Likeness::SameNames]);
    }
}
