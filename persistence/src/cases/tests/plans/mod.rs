//! Lists and searches go along an index, whatever their filter: the plans of both engines say so,
//! among many rows.

mod passing_on;

use diesel::connection::SimpleConnection;
use domain::cases::CaseStatus;
use domain::desk_contacts::Topic;
use domain::individuals::{Born, Search};
use domain::intakes::IntakeStatus;

use super::super::{ByCounsellor, Filter, Key, list};
use super::*;
use crate::backend::Conn;
use crate::keyset::Page;
use crate::rig::plans::{Plan, statements};
use crate::schema::{case_team, cases, individual_keys};
use crate::{desk_contacts, individuals as people, intakes};

/// How many rows each table has, and how many of them a list may touch for a page.
const ROWS: i64 = 20_000;
const TOUCHED: f64 = 2_500.0;

/// A code that two people have.
const CODE: &str = "VRDLCU87C41L219N";

/// What a list or a search may not walk.
const TABLES: [&str; 6] = [
    "cases",
    "intakes",
    "desk_contacts",
    "individuals",
    "hand_overs",
    "referrals",
];

/// What each engine writes in its own way.
struct Dialect {
    mint: &'static str,
    instant: &'static str,
    is_sqlite: bool,
}

impl Dialect {
    fn of(house: &House) -> Self {
        if house.store.engine() == "sqlite" {
            Self {
                mint: "randomblob(16)",
                instant: "0",
                is_sqlite: true,
            }
        } else {
            Self {
                mint: "gen_random_uuid()",
                instant: "now()",
                is_sqlite: false,
            }
        }
    }

    fn uid<T>(&self, id: Id<T>) -> String {
        if self.is_sqlite {
            format!("x'{}'", id.uuid().simple())
        } else {
            format!("'{id}'::uuid")
        }
    }

    /// The day that is `n` modulo `many` days after another.
    fn day(&self, first: &str, many: u32) -> String {
        if self.is_sqlite {
            format!("date('{first}', '+' || (n % {many}) || ' days')")
        } else {
            format!("date '{first}' + CAST(n % {many} AS integer)")
        }
    }
}

/// The statements that fill the tables, half of the rows at each of the two offices.
fn filling(house: &House, dialect: &Dialect) -> Vec<String> {
    let org = dialect.uid(house.organisation);
    let (mint, now) = (dialect.mint, dialect.instant);
    let office = format!(
        "CASE n % 2 WHEN 0 THEN {} ELSE {} END",
        dialect.uid(house.desk),
        dialect.uid(house.elsewhere)
    );
    let born = dialect.day("1950-01-01", 18_000);
    let held = dialect.day("2019-01-01", 2_500);
    let numbered = format!(
        "FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM individuals \
         WHERE organisation_id = {org}) p"
    );
    let follower = format!(
        "(SELECT id AS staff_id, row_number() OVER (ORDER BY id) AS k FROM staff \
         WHERE organisation_id = {org}) s"
    );
    vec![
        format!(
            "INSERT INTO individuals (organisation_id, id, office_id, family_name, given_name, \
             birth_date, family_norm, given_norm, registered_at) \
             WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
             WHERE n < {ROWS}) \
             SELECT {org}, {mint}, {office}, 'F', 'G', {born}, \
             substr('abcdefghijklmnopqrstuvwxyz', n % 26 + 1, 1) || CAST(n AS text), \
             substr('zyxwvutsrqponmlkjihgfedcba', n % 23 + 1, 1) || CAST(n AS text), {now} \
             FROM counted"
        ),
        format!(
            "INSERT INTO cases (organisation_id, id, individual_id, office_id, counsellor_id, \
             status, status_since, reason, opened_on, outcome, suspension_reason, version, created_at) \
             SELECT {org}, {mint}, p.id, {office}, \
             CASE WHEN n % 400 = 7 THEN NULL ELSE s.staff_id END, \
             CASE WHEN n % 200 = 1 THEN 'suspended' WHEN n % 10 = 0 THEN 'open' \
             ELSE 'closed' END, {held}, 'Cerca lavoro.', {held}, \
             CASE WHEN n % 200 = 1 OR n % 10 = 0 THEN NULL ELSE 'moved' END, \
             CASE WHEN n % 200 = 1 THEN 'away' END, 1, {now} \
             {numbered} JOIN {follower} ON s.k = n % 30 + 1"
        ),
        format!(
            "INSERT INTO intakes (organisation_id, id, individual_id, office_id, held_on, \
             arrival, urgency, needs, notice_version, notice_language, notice_on, status, \
             version, created_at) \
             SELECT {org}, {mint}, p.id, {office}, {held}, 'social_services', 'high', 'job', \
             '1.0', 'it', {held}, CASE WHEN n % 200 < 3 THEN 'waiting' ELSE 'concluded' END, \
             1, {now} {numbered}"
        ),
        format!(
            "INSERT INTO desk_contacts (organisation_id, id, office_id, held_on, topic, \
             age_band, channel, minutes, recorded_at) \
             SELECT {org}, {mint}, {office}, {held}, \
             CASE WHEN n % 200 < 3 THEN 'cv' ELSE 'work' END, '18-24', 'desk', 10, {now} \
             {numbered}"
        ),
        passing_on::hand_overs_of(&org, dialect, &office, &follower),
        passing_on::referrals_of(&org, dialect, &office, &follower),
    ]
}

fn fill(house: &House) {
    let dialect = Dialect::of(house);
    let statements = filling(house, &dialect);
    let (desk, me, twins) = (house.desk, house.counsellor.id, [house.lucia, house.omar]);
    // Nobody waits for so much, or it would be taken back.
    let founder = Caller::system(house.organisation, "test");
    let filled = house.store.write(founder, move |tx| {
        for _ in 0..30 {
            let role = Role::Counsellor;
            let (id, office) = (tx.new_id(), desk);
            hire(tx, Hand { id, role, office })?;
        }
        for statement in &statements {
            tx.conn().batch_execute(statement)?;
        }
        let mine: Vec<Uid> = cases::table
            .filter(cases::organisation_id.eq(tx.org()))
            .select(cases::id)
            .limit(200)
            .load(tx.conn())?;
        for case in mine {
            diesel::insert_into(case_team::table)
                .values((
                    case_team::organisation_id.eq(tx.org()),
                    case_team::case_id.eq(case),
                    case_team::staff_id.eq(Uid::from(me)),
                ))
                .execute(tx.conn())?;
        }
        for twin in twins {
            diesel::insert_into(individual_keys::table)
                .values((
                    individual_keys::organisation_id.eq(tx.org()),
                    individual_keys::kind.eq("tax_code"),
                    individual_keys::key.eq(CODE),
                    individual_keys::individual_id.eq(Uid::from(twin)),
                ))
                .execute(tx.conn())?;
        }
        if !dialect.is_sqlite {
            // The worker of the server does so by itself, in time.
            let analyze = format!("ANALYZE {}, case_team, staff", TABLES.join(", "));
            tx.conn().batch_execute(&analyze)?;
        }
        Ok(())
    });
    filled.unwrap();
}

/// What the engine says about a statement, if it takes more rows into its hand than a page needs.
fn fault(tx: &mut Tx<'_>, statement: &str) -> Option<String> {
    let plan = Plan::of(tx, statement);
    let faulty = match &plan {
        Plan::Sqlite(steps) => steps.iter().any(|step| walks(step)),
        Plan::Pg(_) => plan.touched() > TOUCHED,
    };
    faulty.then(|| format!("{statement}\n{plan}"))
}

/// Whether SQLite walks a whole table, or all rows of the organisation in the order of the list.
fn walks(step: &str) -> bool {
    let of = |verb: &str| {
        let rest = step.strip_prefix(verb)?;
        TABLES.into_iter().find(|table| {
            rest.strip_prefix(table)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    };
    let terms = step.rsplit_once('(').map_or("", |(_, terms)| terms);
    let is_order = |term: &str| {
        ["organisation_id", "opened_on", "held_on"]
            .iter()
            .any(|column| term.starts_with(column))
    };
    of("SCAN ").is_some() || (of("SEARCH ").is_some() && terms.split(" AND ").all(is_order))
}

fn judge<T>(
    house: &House,
    hands: &[Hand],
    what: &str,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Error>,
) {
    let mut caller = house.caller(hands[0]);
    caller.actor.roles = hands.iter().map(|hand| hand.role).collect();
    caller.actor.offices = hands.iter().map(|hand| hand.office).collect();
    let faults = house.store.read(&caller, |tx| {
        let statements = statements(tx, &work);
        let of_lists = statements.iter().filter(|sql| sql.contains("LIMIT"));
        let of_lists: Vec<&String> = of_lists.collect();
        assert!(!of_lists.is_empty(), "{what}");
        Ok(of_lists
            .into_iter()
            .filter_map(|sql| fault(tx, sql))
            .collect::<Vec<_>>())
    });
    let faults = faults.unwrap();
    assert!(faults.is_empty(), "{what}: {}", faults.join("\n\n"));
}

fn page<K>(after: Option<K>) -> Page<K> {
    Page { limit: 25, after }
}

/// Every filter alone and with a status.
fn filters(house: &House) -> Vec<Filter> {
    let alone = [
        Filter::default(),
        Filter {
            office: Some(house.desk),
            ..Filter::default()
        },
        Filter {
            counsellor: Some(ByCounsellor::Staff(house.counsellor.id)),
            ..Filter::default()
        },
        Filter {
            counsellor: Some(ByCounsellor::Staff(house.other.id)),
            office: Some(house.desk),
            ..Filter::default()
        },
        Filter {
            counsellor: Some(ByCounsellor::Nobody {}),
            ..Filter::default()
        },
        Filter {
            individual: Some(house.lucia),
            ..Filter::default()
        },
        Filter {
            individual: Some(house.lucia),
            office: Some(house.desk),
            ..Filter::default()
        },
        Filter {
            opened_from: Some(day("2020-01-01")),
            opened_to: Some(day("2020-02-01")),
            ..Filter::default()
        },
    ];
    let with = |status| {
        alone.clone().into_iter().map(move |filter| Filter {
            status: Some(status),
            ..filter
        })
    };
    with(CaseStatus::Suspended)
        .chain(with(CaseStatus::Closed))
        .chain(alone.clone())
        .collect()
}

#[test]
fn every_list_of_cases_goes_along_an_index() {
    for house in houses() {
        fill(&house);
        let hands = [
            vec![house.counsellor],
            vec![house.coordinator],
            vec![house.coordinator, house.stranger],
        ];
        let key = Key {
            opened_on: day("2021-06-01"),
            id: fresh(),
        };
        for filter in filters(&house) {
            for after in [None, Some(key)] {
                for hands in &hands {
                    let what = format!("{filter:?} {after:?} {}", hands[0].role);
                    judge(&house, hands, &what, |tx| list(tx, &filter, &page(after)));
                }
            }
        }
        the_lists_around_them(&house);
        passing_on::every_list_of_hand_overs(&house);
        passing_on::every_list_of_referrals(&house);
        every_search(&house);
    }
}

fn the_lists_around_them(house: &House) {
    let hands = [house.coordinator, house.stranger];
    for office in [None, Some(house.desk)] {
        for status in [None, Some(IntakeStatus::Waiting)] {
            for individual in [None, Some(house.lucia)] {
                let filter = intakes::Filter {
                    status,
                    office,
                    individual,
                };
                let what = format!("{filter:?}");
                judge(house, &hands, &what, |tx| {
                    intakes::list(tx, &filter, &page(None))
                });
            }
        }
        for topic in [None, Some(Topic::Cv)] {
            for (from, to) in [
                (None, None),
                (Some(day("2020-01-01")), Some(day("2020-02-01"))),
            ] {
                let filter = desk_contacts::Filter {
                    office,
                    from,
                    to,
                    topic,
                };
                let what = format!("{filter:?}");
                judge(house, &hands, &what, |tx| {
                    desk_contacts::list(tx, &filter, &page(None))
                });
            }
        }
    }
}

fn every_search(house: &House) {
    let hands = [house.counsellor];
    for born in [
        None,
        Some(Born::On(day("1960-01-01"))),
        Some(Born::In(1960)),
    ] {
        for term in ["f1", "f10 w1", "verdi lucia", "王"] {
            let search = Search::Names {
                term: term.parse().unwrap(),
                born,
            };
            judge(house, &hands, term, |tx| {
                people::search(tx, &search, &page(None))
            });
        }
    }
    let code = Search::Code(CODE.parse().unwrap());
    judge(house, &hands, "code", |tx| {
        people::search(tx, &code, &page(None))
    });
}

#[test]
fn a_plan_that_walks_all_rows_is_found_out() {
    for house in houses() {
        fill(&house);
        let found = house.read(house.coordinator, |tx| {
            let statement = "SELECT id FROM cases WHERE reason = 'x' LIMIT 25 -- binds: []";
            let statement = match tx.conn() {
                Conn::Pg(_) => statement.replace("-- binds: []", "-- binds: "),
                Conn::Sqlite(_) => statement.to_owned(),
            };
            Ok(fault(tx, &statement))
        });
        assert!(found.unwrap().is_some());
    }
}
