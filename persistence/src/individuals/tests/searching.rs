use domain::individuals::{Born, Contacts, Proposal, Search};
use domain::policy::Action;

use diesel::connection::SimpleConnection;

use super::super::{Position, candidates_among, search, sections};
use super::*;
use crate::Page;
use crate::backend::Conn;
use crate::rig::plans::Plan;

fn names(term: &str, born: Option<Born>) -> Search {
    Search::Names {
        term: term.parse().unwrap(),
        born,
    }
}

impl House {
    /// `Family Given` of everybody found, page by page.
    fn find(&self, what: &Search, limit: u16) -> Vec<String> {
        let operator = self.operator();
        let mut after: Option<Position> = None;
        let mut all = Vec::new();
        loop {
            let page = Page { limit, after };
            let found = self
                .store
                .read(&operator, |tx| search(tx, what, &page))
                .unwrap();
            all.extend(
                found
                    .items
                    .iter()
                    .map(|f| format!("{} {}", f.card.family_name, f.card.given_name)),
            );
            after = found.items.last().map(|found| found.position.clone());
            if !found.more {
                return all;
            }
        }
    }
}

#[test]
fn the_beginning_of_either_name_finds_in_either_order_and_without_accents() {
    for house in houses() {
        for (family, given) in [
            ("D'Angelo-Costa", "Nicolò"),
            ("De Rossi", "Mario"),
            ("Rossi", "Demetrio"),
            ("Nicolosi", "Anna"),
            ("Verdi", "Anna"),
        ] {
            house.register(person(family, given)).unwrap();
        }
        let table: [(&str, &[&str]); 8] = [
            ("NICOLO", &["Nicolosi Anna", "D'Angelo-Costa Nicolò"]),
            ("dangelo", &["D'Angelo-Costa Nicolò"]),
            ("nicolò d’angelo", &["D'Angelo-Costa Nicolò"]),
            ("d angelo costa", &["D'Angelo-Costa Nicolò"]),
            ("de rossi", &["Rossi Demetrio", "De Rossi Mario"]),
            ("mario de rossi", &["De Rossi Mario"]),
            ("ross dem", &["Rossi Demetrio"]),
            ("angelo", &[]),
        ];
        for (term, expected) in table {
            for limit in [1, 2, 25] {
                let found = house.find(&names(term, None), limit);
                assert_eq!(found, expected, "{term}, {limit} a page");
            }
        }
    }
}

#[test]
fn a_day_or_year_of_birth_narrows_the_search() {
    for house in houses() {
        house.register(person("Rossi", "Mario")).unwrap();
        let mut anna = person("Rossi", "Anna");
        anna.identity.birth_date = "1980-12-31".parse().unwrap();
        house.register(anna).unwrap();
        let day = "1980-12-31".parse().unwrap();
        assert_eq!(
            house.find(&names("rossi", Some(Born::On(day))), 25),
            ["Rossi Anna"]
        );
        assert_eq!(
            house.find(&names("rossi", Some(Born::In(1980))), 25).len(),
            2
        );
        assert!(
            house
                .find(&names("rossi", Some(Born::In(1981))), 25)
                .is_empty()
        );
    }
}

#[test]
fn a_code_finds_as_issued_and_with_its_digits_restored() {
    for house in houses() {
        let mut mario = person("Rossi", "Mario");
        mario.identifiers = Some(codes(&["RSSMRA80A01L21VB", "12345678903"]));
        mario.acknowledged = vec!["individual.provisional_code_office".into()];
        let id = house.register(mario).unwrap();
        let by = |code: &str| house.find(&Search::Code(code.parse().unwrap()), 25).len();
        assert_eq!(by("RSSMRA80A01L219M"), 1);
        assert_eq!(by("rssmra80a01lnmvb"), 1);
        assert_eq!(by("12345678903"), 1);
        assert_eq!(by("BNCGLI92P63L219J"), 0);

        house
            .store
            .write(house.operator(), move |tx| {
                let person = sections::all(tx, id, Action::EditIndividual)?;
                let proposal = Proposal {
                    content: codes(&["RSSMRA80A01L219M"]),
                    provenance: shown_today(),
                    acknowledged: vec![],
                };
                let changed = person.replace(tx, proposal)?;
                sections::replace(tx, changed)
            })
            .unwrap();
        assert_eq!(by("12345678903"), 0);
        assert_eq!(by("RSSMRA80A01L219M"), 1);
    }
}

#[test]
fn a_search_never_leaves_the_organisation() {
    for house in houses() {
        house.register(person("Rossi", "Mario")).unwrap();
        let mut stranger = house.operator();
        stranger.actor.organisation = fresh();
        let page = Page {
            limit: 25,
            after: None,
        };
        let found = house
            .store
            .read(&stranger, |tx| search(tx, &names("rossi", None), &page));
        assert!(found.unwrap().items.is_empty());
    }
}

#[test]
fn a_search_by_names_is_served_by_the_indexes() {
    for house in houses() {
        if house.store.engine() != "sqlite" {
            continue;
        }
        let plan = house
            .store
            .read(&house.operator(), |tx| {
                let sql = "EXPLAIN QUERY PLAN SELECT id FROM individuals WHERE \
                           organisation_id = x'00' AND given_norm >= 'a' AND given_norm < 'b' \
                           ORDER BY given_norm, family_norm, id LIMIT 26";
                Ok(diesel::sql_query(sql).load::<Step>(tx.conn())?)
            })
            .unwrap();
        let plan: Vec<String> = plan.into_iter().map(|step| step.detail).collect();
        assert_eq!(plan.len(), 1, "no sorting: {plan:?}");
        assert!(plan[0].contains("individuals_by_given"), "{plan:?}");
    }
}

/// Many people of the organisation, born on as many days.
fn crowd(tx: &mut Tx<'_>, office: OfficeId) -> Result<(), Error> {
    let is_sqlite = matches!(tx.conn(), Conn::Sqlite(_));
    let uid = |id: uuid::Uuid| {
        if is_sqlite {
            format!("x'{}'", id.simple())
        } else {
            format!("'{id}'::uuid")
        }
    };
    let (org, office) = (uid(tx.organisation().uuid()), uid(office.uuid()));
    let (mint, now, born, analyze) = if is_sqlite {
        let born = "date('1950-01-01', '+' || (n % 15000) || ' days')";
        ("randomblob(16)", "0", born, "")
    } else {
        let born = "date '1950-01-01' + CAST(n % 15000 AS integer)";
        // The worker of the server does so by itself, in time.
        ("gen_random_uuid()", "now()", born, "; ANALYZE individuals")
    };
    tx.conn().batch_execute(&format!(
        "INSERT INTO individuals (organisation_id, id, office_id, family_name, given_name, \
         birth_date, family_norm, given_norm, registered_at) \
         WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
         WHERE n < 20000) SELECT {org}, {mint}, {office}, 'Rossi', 'Mario', {born}, 'rossi', \
         'mario', {now} FROM counted{analyze}"
    ))?;
    Ok(())
}

#[test]
fn whoever_is_alike_is_looked_for_along_the_indexes_however_many_people_there_are() {
    for house in houses() {
        let desk = house.desk;
        let caller = house.operator();
        let filled = house.store.write(caller.clone(), move |tx| crowd(tx, desk));
        filled.unwrap();
        let mut mario = person("Rossi", "Mario");
        mario.identifiers = Some(codes(&["RSSMRA80A01L219M"]));
        for people in [
            vec![mario.clone()],
            vec![mario.clone(), person("Verdi", "Lia")],
        ] {
            let plans = house.store.read(&caller, |tx| {
                Ok(Plan::of_all(tx, |tx| candidates_among(tx, &people, |_| 0)))
            });
            for plan in plans.unwrap() {
                let walks = |step: &String| {
                    step.starts_with("SCAN") || step.ends_with("(organisation_id=?)")
                };
                let is_narrow = match &plan {
                    Plan::Sqlite(steps) => !steps.iter().any(walks),
                    Plan::Pg(_) => plan.touched() < 1_000.0,
                };
                assert!(is_narrow, "{plan}");
            }
        }
    }
}

/// All of the crowd hold one address.
fn reached_alike(tx: &mut Tx<'_>, office: OfficeId) -> Result<(), Error> {
    crowd(tx, office)?;
    let analyze = match tx.conn() {
        Conn::Sqlite(_) => "",
        Conn::Pg(_) => "; ANALYZE individual_keys",
    };
    let all = "SELECT organisation_id, 'email', 'nessuna@example.org', id FROM individuals";
    tx.conn().batch_execute(&format!(
        "INSERT INTO individual_keys (organisation_id, kind, key, individual_id) {all}{analyze}"
    ))?;
    Ok(())
}

#[test]
fn an_address_of_very_many_costs_no_more_than_the_look_at_the_first_of_them() {
    for house in houses() {
        let desk = house.desk;
        let caller = house.operator();
        let filled = house
            .store
            .write(caller.clone(), move |tx| reached_alike(tx, desk));
        filled.unwrap();
        let reached_by = |number: u8, address: &str| {
            let family = format!("Verdi {}", char::from(b'a' + number % 26));
            let mut mario = person(&family, "Mario");
            mario.contacts = Some(Contacts {
                emails: vec![address.parse().unwrap()],
                ..Contacts::default()
            });
            mario
        };
        let mut people: Vec<_> = (0..200)
            .map(|number| reached_by(number, "Nessuna@example.org"))
            .collect();
        people.push(reached_by(0, "mario@example.org"));
        let (looked, plans) = house
            .store
            .read(&caller, |tx| {
                let mut looked = Vec::new();
                let plans = Plan::of_all(tx, |tx| {
                    looked = candidates_among(tx, &people, |_| 0)?;
                    Ok(())
                });
                Ok((looked, plans))
            })
            .unwrap();
        let (last, others) = looked.split_last().unwrap();
        assert!(last.crowded.is_empty());
        for looked in others {
            assert!(looked.candidates.is_empty());
            let address = ("email", "nessuna@example.org".to_owned());
            assert_eq!(looked.crowded, [address]);
        }
        // Who holds the addresses, and who has these names: nobody else is asked for.
        assert_eq!(plans.len(), 2);
        for plan in plans {
            let walks = |step: &String| {
                let is_list = step.contains("VIRTUAL TABLE");
                step.starts_with("SCAN") && !is_list || step.ends_with("(organisation_id=?)")
            };
            let is_narrow = match &plan {
                Plan::Sqlite(steps) => !steps.iter().any(walks),
                Plan::Pg(_) => plan.touched() < 1_000.0,
            };
            assert!(is_narrow, "{plan}");
        }
    }
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}
