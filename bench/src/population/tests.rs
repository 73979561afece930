use chrono::TimeZone;
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use domain::actor::{Actor, Role};
use domain::event::CaseId;
use domain::individuals::Search;
use persistence::{Caller, Page, case_files, cases, events, individuals, worklist};
use strum::IntoEnumIterator as _;

use super::*;

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 9, 14, 8, 0, 0).unwrap()
}

fn first<K>() -> Page<K> {
    Page {
        limit: 50,
        after: None,
    }
}

fn count(place: &Place, sql: &str) -> i64 {
    let manager = Manager::new(place.address().unwrap(), Use::Inspect, Arc::default());
    let mut conn = manager.open().unwrap();
    let counted: Count = diesel::sql_query(sql).get_result(&mut conn).unwrap();
    counted.count
}

/// A colleague as if signed in.
fn caller(organised: &Organised, role: Role) -> Caller {
    let (_, colleague) = organised.everybody(role).next().unwrap();
    let system = Actor::system(organised.organisation);
    let actor = system.on_behalf_of(colleague.id, [role], colleague.offices.iter().copied());
    Caller {
        actor,
        request_id: "bench".to_owned(),
        purpose: Some("case_work".to_owned()),
    }
}

#[test]
fn the_product_takes_a_generated_organisation_for_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Sqlite(folder.path().join("people.sqlite"));
    let population = fill(&place, 900, Clock::System.now()).unwrap();
    assert!(population.people >= 900, "{}", population.people);
    let dangling = "SELECT count(*) AS count FROM pragma_foreign_key_check";
    assert_eq!(count(&place, dangling), 0);
    let alike = "SELECT count(*) AS count FROM (SELECT 1 FROM individual_keys \
                 GROUP BY kind, key HAVING count(DISTINCT individual_id) > 1)";
    assert_eq!(
        count(&place, alike),
        0,
        "nobody shares a code, number or address"
    );
    let unplanned = "SELECT count(*) AS count FROM plannings";
    assert_eq!(count(&place, unplanned), 1);
    let store = store(&place, 1).unwrap();
    let organised = &population.organised;
    let counsellor = caller(organised, Role::Counsellor);
    let facts = store
        .read(&counsellor, |tx| events::verify(tx, None))
        .unwrap();
    assert_eq!((facts.first_bad, facts.unsealed, facts.stray), (None, 0, 0));
    let per_person = facts.checked / i64::try_from(population.people).unwrap();
    assert!((8..20).contains(&per_person), "{per_person} facts a person");
    let caseload = store
        .read(&counsellor, |tx| {
            cases::list(tx, &cases::Filter::default(), &first())
        })
        .unwrap();
    assert!(!caseload.items.is_empty());
    let case: CaseId = caseload.items[0].case.id;
    let file = store
        .read(&counsellor, move |tx| case_files::get(tx, case))
        .unwrap();
    assert!(!file.sections.is_empty() && !file.events.is_empty());
    let due = store
        .read(&counsellor, |tx| {
            worklist::list(tx, &worklist::Filter::default(), &first())
        })
        .unwrap();
    assert!(!due.items.is_empty());
    let name = file.family_name.as_str().to_owned();
    let search = Search::Names {
        term: name.parse().unwrap(),
        born: None,
    };
    let found = store
        .read(&counsellor, move |tx| {
            individuals::search(tx, &search, &first())
        })
        .unwrap();
    assert!(!found.items.is_empty());
    let wanted = store.read(
        &Caller::system(organised.organisation, "bench"),
        worklist::wanted,
    );
    assert!(!wanted.unwrap(), "the work is planned");
    store.close();
}

#[test]
fn the_same_size_and_day_give_the_same_rows() {
    let specimens = Specimens::make(now()).unwrap();
    let site = office::Site {
        offices: (1..=3)
            .map(|n| domain::kernel::Id::new(uuid::Uuid::from_u128(n)))
            .collect(),
        staff: Role::iter()
            .map(|role| office::Colleague {
                id: domain::kernel::Id::new(uuid::Uuid::from_u128(9)),
                email: String::new(),
                role,
                offices: (1..=3)
                    .map(|n| domain::kernel::Id::new(uuid::Uuid::from_u128(n)))
                    .collect(),
            })
            .collect(),
    };
    let organised = Organised {
        organisation: domain::kernel::Id::new(uuid::Uuid::from_u128(8)),
        chief: site.staff[0].clone(),
        sites: vec![site],
    };
    let rows = || {
        let mut crowd = Crowd::new(SEED, Day::new(now().date_naive()).unwrap());
        let copies = Copies::new(&specimens, &mut crowd, &organised, 2).unwrap();
        let mut rows = Vec::new();
        for pattern in patterns(&specimens, Form::Copy).iter().take(4) {
            let taken = copies.write(pattern, Form::Copy, &mut |row| {
                rows.push(row.to_owned());
                Ok(())
            });
            taken.unwrap();
        }
        rows
    };
    let (once, again) = (rows(), rows());
    assert!(once.len() > 5_000);
    assert_eq!(once, again);
}
