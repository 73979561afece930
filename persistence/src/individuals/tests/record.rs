use domain::individuals::{Contacts, Lookalikes, Proposal, Recorded, Section, ServiceNeeds};
use domain::kernel::{Refusal, Version};
use domain::policy::Action;
use strum::IntoEnumIterator;

use super::super::sections::Place;
use super::super::{alike, open_cases, sections};
use super::*;
use crate::backend::Conn;
use crate::rig::plans::statements;
use crate::schema::individuals;
use crate::sql_types::Uid;
use crate::{Page, timeline};

fn renamed(given_name: &str) -> Proposal<Identity> {
    Proposal {
        content: Identity {
            given_name: given_name.parse().unwrap(),
            ..person("Rossi", "Mario").identity
        },
        provenance: shown_today(),
        acknowledged: vec![],
    }
}

fn rename(tx: &mut Tx<'_>, id: IndividualId, name: &str) -> Result<Recorded<Identity>, Error> {
    let person = sections::all(tx, id, Action::EditIndividual)?;
    let changed = person.replace(tx, renamed(name))?;
    sections::replace(tx, changed)
}

#[test]
fn a_section_has_a_version_of_its_own_and_keeps_the_earlier_ones() {
    for house in houses() {
        let id = house.register(person("Rossi", "Mario")).unwrap();
        let operator = house.operator();
        let second = house
            .store
            .write(operator.clone(), move |tx| rename(tx, id, "Marco"))
            .unwrap();
        assert_eq!(second.version, Version(2));
        let history = |after| {
            let page = Page { limit: 1, after };
            let read = |tx: &mut Tx<'_>| {
                sections::history::<Identity>(tx, id, Action::ReadIndividual, &page)
            };
            house.store.read(&operator, read).unwrap()
        };
        let latest = history(None);
        assert!(latest.more);
        assert_eq!(latest.items[0].content.given_name.as_str(), "Marco");
        let earlier = history(Some(Place::of(&latest.items[0])));
        assert!(!earlier.more);
        assert_eq!(earlier.items[0].content.given_name.as_str(), "Mario");

        let never = |tx: &mut Tx<'_>| {
            sections::get::<Contacts>(tx, id, Action::ReadIndividual).map(|found| found.version)
        };
        assert!(matches!(
            house.store.read(&operator, never),
            Err(Error::NotFound)
        ));
    }
}

#[test]
fn whoever_decides_on_an_old_version_is_stale() {
    for house in houses() {
        let id = house.register(person("Rossi", "Mario")).unwrap();
        let outcome = house.store.write(house.operator(), move |tx| {
            let person = sections::all(tx, id, Action::EditIndividual)?;
            let slow = person.replace(tx, renamed("Marco"))?;
            rename(tx, id, "Mirco")?;
            sections::replace(tx, slow)
        });
        assert!(matches!(outcome, Err(Error::Stale { .. })));
        let first_time = house.store.write(house.operator(), move |tx| {
            let person = sections::all(tx, id, Action::EditIndividual)?;
            let contacts = || Proposal {
                content: Contacts::default(),
                provenance: shown_today(),
                acknowledged: vec![],
            };
            let slow = person.replace(tx, contacts())?;
            let quick = person.replace(tx, contacts())?;
            sections::replace(tx, quick)?;
            sections::replace(tx, slow)
        });
        assert!(matches!(first_time, Err(Error::Stale { .. })));
    }
}

#[test]
fn the_whole_record_comes_in_two_statements() {
    for house in houses() {
        let mut mario = person("Rossi", "Mario");
        mario.identifiers = Some(codes(&["RSSMRA80A01L219M"]));
        mario.contacts = Some(Contacts::default());
        let id = house.register(mario).unwrap();
        let read = |tx: &mut Tx<'_>| {
            assert_eq!(open_cases(tx, id)?, []);
            sections::all(tx, id, Action::ReadIndividual)
        };
        let before = house.store.statements();
        let whole = house.store.read(&house.operator(), read).unwrap();
        // Three of ours, and those that begin and end the transaction.
        assert!(house.store.statements() - before <= 6);
        let names: Vec<String> = whole
            .stamps()
            .unwrap()
            .iter()
            .map(|stamp| stamp.section.to_string())
            .collect();
        assert_eq!(names, ["contacts", "identifiers", "identity"]);
        assert_eq!(whole.version(), Version(3));
        assert_eq!(whole.card().unwrap().birth_year, 1980);
    }
}

#[test]
fn who_asks_about_one_section_reads_no_version_of_another() {
    for house in houses() {
        let mut mario = person("Rossi", "Mario");
        mario.contacts = Some(Contacts::default());
        let id = house.register(mario).unwrap();
        let read = |tx: &mut Tx<'_>| {
            let contacts = sections::get::<Contacts>(tx, id, Action::ReadIndividual)?;
            Ok(statements(tx, |tx| sections::statements(tx, &contacts)))
        };
        let asked = house.store.read(&house.operator(), read).unwrap();
        let of_versions = |sql: &&String| sql.contains("individual_section_versions");
        let of_contacts = |sql: &&String| sql.contains("\"contacts\"");
        let all = || asked.iter().filter(of_versions);
        assert_eq!(all().count(), 2, "{asked:#?}");
        assert_eq!(all().filter(of_contacts).count(), 2, "{asked:#?}");
    }
}

#[test]
fn the_timeline_tells_the_latest_first() {
    for house in houses() {
        let id = house.register(person("Rossi", "Mario")).unwrap();
        house
            .store
            .write(house.operator(), move |tx| rename(tx, id, "Marco"))
            .unwrap();
        let page = |after| {
            let page = Page { limit: 1, after };
            let read = |tx: &mut Tx<'_>| timeline::of_individual(tx, id, &page);
            house.store.read(&house.operator(), read).unwrap()
        };
        let latest = page(None);
        assert!(latest.more);
        assert_eq!(latest.items[0].fact.kind(), "section_replaced");
        let first = page(Some(latest.items[0].id));
        assert!(!first.more);
        assert_eq!(first.items[0].fact.kind(), "individual_registered");
        let stranger = house.actor(Role::Counsellor, house.elsewhere);
        let whole = Page {
            limit: 25,
            after: None,
        };
        let read = |tx: &mut Tx<'_>| timeline::of_individual(tx, id, &whole);
        assert!(matches!(
            house.store.read(&stranger, read),
            Err(Error::NotFound)
        ));
        let read = |tx: &mut Tx<'_>| timeline::of_individual(tx, nobody(), &whole);
        assert!(matches!(
            house.store.read(&house.operator(), read),
            Err(Error::NotFound)
        ));
    }
}

fn replaced<S: Section>(
    house: &House,
    id: IndividualId,
    content: S,
    confirmed: Vec<IndividualId>,
) -> Result<Version, Error> {
    house.store.write(house.operator(), move |tx| {
        let person = sections::all(tx, id, Action::EditIndividual)?;
        let lookalikes = Lookalikes {
            candidates: alike(tx, &person, &content)?,
            confirmed: confirmed.clone(),
        };
        let proposal = Proposal {
            content: content.clone(),
            provenance: shown_today(),
            acknowledged: vec!["individual.tax_code_conflict".into()],
        };
        let changed = person.replace_among(tx, proposal, lookalikes)?;
        Ok(sections::replace(tx, changed)?.version)
    })
}

fn shown(outcome: Result<Version, Error>) -> Vec<IndividualId> {
    match outcome {
        Err(Error::Refused(Refusal::PossibleDuplicate { candidates })) => {
            candidates.iter().map(|c| c.card.id).collect()
        }
        other => panic!("not refused as a duplicate: {other:?}"),
    }
}

#[test]
fn an_import_reads_no_section_that_it_does_not_compare() {
    for house in houses() {
        let mut mario = person("Rossi", "Mario");
        mario.contacts = Some(Contacts {
            phones: vec!["+390115550101".parse().unwrap()],
            ..Contacts::default()
        });
        let id = house.register(mario).unwrap();
        let needs = ServiceNeeds { items: vec![] };
        replaced(&house, id, needs, vec![]).unwrap();
        let read = |tx: &mut Tx<'_>| sections::compared(tx, vec![id.into()]);
        let rows = house.store.read(&house.operator(), read).unwrap();
        let is_of = |section| rows.iter().any(|row| row.is_of(section));
        assert_eq!(rows.len(), 2);
        assert!(is_of(Identity::NAME) && is_of(Contacts::NAME));
    }
}

#[test]
fn nobody_becomes_somebody_else_by_a_new_code_or_new_names() {
    for house in houses() {
        let mut mario = person("Rossi", "Mario");
        mario.identifiers = Some(codes(&["RSSMRA80A01L219M"]));
        let identity = mario.identity.clone();
        let first = house.register(mario).unwrap();
        let second = house.register(person("Verdi", "Ugo")).unwrap();

        let same = codes(&["RSSMRA80A01L219M"]);
        assert_eq!(
            shown(replaced(&house, second, same.clone(), vec![])),
            [first]
        );
        assert_eq!(
            shown(replaced(&house, second, identity.clone(), vec![])),
            [first]
        );
        // The code as issued is of one person only: the other one has letters for digits.
        let refused = replaced(&house, second, same.clone(), vec![first]);
        assert!(matches!(
            refused,
            Err(Error::Refused(Refusal::Rules { .. }))
        ));
        let other = codes(&["RSSMRA80A01L21VB"]);
        // Whoever was confirmed to be somebody else is not asked about again.
        replaced(&house, second, other.clone(), vec![first]).unwrap();
        replaced(&house, second, other, vec![]).unwrap();
        replaced(&house, second, identity.clone(), vec![first]).unwrap();
        replaced(&house, second, identity.clone(), vec![]).unwrap();
        // And nobody looks like himself.
        replaced(&house, first, same, vec![]).unwrap();
        replaced(&house, first, identity, vec![]).unwrap();
    }
}

/// Whether somebody could merge the record now.
fn is_free(store: &Store, caller: &Caller, id: IndividualId) -> Result<bool, Error> {
    store.write(caller.clone(), move |tx| {
        let row = individuals::table.find((tx.org(), Uid::from(id)));
        let row = row.select(individuals::id).for_update().skip_locked();
        match tx.conn() {
            Conn::Pg(c) => Ok(row.first::<Uid>(c).optional()?.is_some()),
            Conn::Sqlite(_) => Err(Error::Corrupt("engine")),
        }
    })
}

#[test]
fn whoever_edits_anything_of_a_record_keeps_it_from_being_merged_meanwhile() {
    // SQLite has one writer: nobody merges while somebody edits.
    let houses = houses().into_iter();
    for house in houses.filter(|house| house.store.engine() == "postgresql") {
        let id = house.register(person("Rossi", "Mario")).unwrap();
        let caller = house.actor(Role::Counsellor, house.desk);
        for action in Action::iter().filter(|action| action.edits_record()) {
            let (store, asking) = (house.store.clone(), caller.clone());
            let free = house.store.write(caller.clone(), move |tx| {
                super::super::within(tx, id, action)?;
                is_free(&store, &asking, id)
            });
            assert!(!free.unwrap(), "{action}");
        }
        assert!(is_free(&house.store, &caller, id).unwrap());
    }
}
