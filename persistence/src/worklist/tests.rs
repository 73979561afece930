//! Lists of work and of follow-ups go along an index, whatever their filter: the plans of both
//! engines say so, among many rows.

use diesel::connection::SimpleConnection;
use domain::actor::{Actor, ActorKind, OfficeId, Role, StaffId};
use domain::follow_ups::FollowUpStatus;
use domain::kernel::Id;
use uuid::Uuid;

use super::*;
use crate::backend::Conn;
use crate::follow_ups;
use crate::keyset::Page;
use crate::rig::Rig;
use crate::rig::plans::{Plan, statements};
use crate::{Caller, Tx};

/// How many rows there are, and how many of them a list may touch for a page.
const ROWS: i64 = 20_000;
const TOUCHED: f64 = 2_500.0;
/// Nobody's and everybody's work of an office is a tenth each; thirty counsellors have the rest.
const STAFF: u128 = 30;

struct Scene {
    rig: Rig,
    offices: [OfficeId; 2],
    first: u128,
}

impl Scene {
    fn staff(&self, n: u128) -> StaffId {
        Id::new(Uuid::from_u128(self.first + n))
    }

    fn of(rig: Rig) -> Self {
        let fresh = || Uuid::new_v4();
        let scene = Self {
            rig,
            offices: [Id::new(fresh()), Id::new(fresh())],
            first: fresh().as_u128() & !0xff,
        };
        scene.fill();
        scene
    }

    fn uid(&self, id: Uuid) -> String {
        if self.rig.store.engine() == "sqlite" {
            format!("x'{}'", id.simple())
        } else {
            format!("'{id}'::uuid")
        }
    }

    fn words(&self) -> Words {
        let is_sqlite = self.rig.store.engine() == "sqlite";
        let (mint, now, day) = if is_sqlite {
            let day = "date('2025-01-01', '+' || (n % 700) || ' days')";
            ("randomblob(16)", "0", day)
        } else {
            let day = "date '2025-01-01' + CAST(n % 700 AS integer)";
            ("gen_random_uuid()", "now()", day)
        };
        Words {
            org: self.uid(self.rig.organisation.uuid()),
            offices: self.offices.map(|office| self.uid(office.uuid())),
            staff: (0..STAFF).map(|n| self.uid(self.staff(n).uuid())).collect(),
            case: self.uid(Uuid::new_v4()),
            mint,
            now,
            day,
        }
    }

    /// The offices, the staff, a person and a case.
    fn things(&self, words: &Words) -> Vec<String> {
        let (org, now, case) = (&words.org, words.now, &words.case);
        let [here, _] = &words.offices;
        let person = self.uid(Uuid::new_v4());
        let offices = words.offices.iter().map(|office| {
            format!(
                "INSERT INTO offices (organisation_id, id, label, kind, version, created_at) \
                 VALUES ({org}, {office}, 'Sportello', 'employment_desk', 1, {now})"
            )
        });
        let staff = words.staff.iter().zip(0..).map(|(who, n)| {
            format!(
                "INSERT INTO staff (organisation_id, id, email, given_name, family_name, \
                 family_norm, password_state, epoch, disabled, version, created_at) VALUES \
                 ({org}, {who}, '{}@x.example', 'A', 'B', 'b', 'none', 1, false, 1, {now})",
                self.staff(n)
            )
        });
        let one = [
            format!(
                "INSERT INTO individuals (organisation_id, id, office_id, family_name, \
                 given_name, birth_date, family_norm, given_norm, registered_at) VALUES \
                 ({org}, {person}, {here}, 'F', 'G', '1990-01-01', 'f', 'g', {now})"
            ),
            format!(
                "INSERT INTO cases (organisation_id, id, individual_id, office_id, status, \
                 status_since, reason, opened_on, outcome, version, created_at) VALUES \
                 ({org}, {case}, {person}, {here}, 'closed', '2025-01-01', 'Cerca lavoro.', \
                 '2025-01-01', 'moved', 1, {now})"
            ),
        ];
        offices.chain(staff).chain(one).collect()
    }

    fn fill(&self) {
        let words = self.words();
        let mut filling = self.things(&words);
        filling.extend(words.many());
        self.rig
            .write(move |tx| {
                for statement in &filling {
                    tx.conn().batch_execute(statement)?;
                }
                if let Conn::Pg(c) = tx.conn() {
                    c.batch_execute("ANALYZE due_items; ANALYZE follow_ups;")?;
                }
                Ok(())
            })
            .unwrap();
    }

    fn caller(&self, role: Role) -> Caller {
        let actor = Actor {
            kind: ActorKind::Staff(self.staff(0), Id::new(Uuid::nil())),
            roles: vec![role],
            offices: self.offices.to_vec(),
            ..Actor::system(self.rig.organisation)
        };
        Caller {
            actor,
            ..self.rig.caller()
        }
    }

    fn judge<T>(&self, role: Role, what: &str, work: impl Fn(&mut Tx<'_>) -> Result<T, Error>) {
        let faults = self.rig.store.read(&self.caller(role), |tx| {
            let seen = statements(tx, &work);
            let lists: Vec<&String> = seen.iter().filter(|sql| sql.contains("LIMIT")).collect();
            assert!(!lists.is_empty(), "{what}");
            Ok(lists
                .into_iter()
                .filter_map(|sql| fault(tx, sql))
                .collect::<Vec<_>>())
        });
        let faults = faults.unwrap();
        assert!(faults.is_empty(), "{role} {what}: {}", faults.join("\n\n"));
    }
}

/// What each engine writes in its own way.
struct Words {
    org: String,
    offices: [String; 2],
    staff: Vec<String>,
    case: String,
    mint: &'static str,
    now: &'static str,
    day: &'static str,
}

impl Words {
    /// The rows of the lists, half of them at each office.
    fn many(&self) -> [String; 2] {
        let (org, case, mint, day, now) = (&self.org, &self.case, self.mint, self.day, self.now);
        let counted = format!(
            "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted \
             WHERE n < {ROWS})"
        );
        let staff = self.staff.iter().enumerate();
        let staff: Vec<String> = staff
            .map(|(n, who)| format!("WHEN {n} THEN {who}"))
            .collect();
        let follower = format!("CASE n % 30 {} END", staff.join(" "));
        let [here, there] = &self.offices;
        let office = format!("CASE n % 2 WHEN 0 THEN {here} ELSE {there} END");
        [
            format!(
                "INSERT INTO due_items (organisation_id, subject_id, reason, case_id, circle, \
                 office_id, counsellor_id, due_on, about_on) {counted} SELECT {org}, {mint}, \
                 'no_contact', {case}, CASE n % 10 WHEN 7 THEN 'office' WHEN 8 THEN 'coordinator' \
                 ELSE 'somebody' END, {office}, CASE WHEN n % 10 IN (7, 8) THEN NULL \
                 ELSE {follower} END, {day}, {day} FROM counted"
            ),
            format!(
                "INSERT INTO follow_ups (organisation_id, id, case_id, office_id, counsellor_id, \
                 turn, closed_on, planned_for, status, attempts, outcome, ended_at, version) \
                 {counted} SELECT {org}, {mint}, {case}, {office}, {follower}, 'first', {day}, \
                 {day}, CASE WHEN n % 300 = 7 THEN 'unreachable' ELSE 'done' END, 0, \
                 CASE WHEN n % 300 = 7 THEN 'unreachable' ELSE 'inactive' END, {now}, 1 \
                 FROM counted"
            ),
        ]
    }
}

/// What the engine says about a statement, if it takes more rows into its hand than a page needs.
fn fault(tx: &mut Tx<'_>, statement: &str) -> Option<String> {
    let plan = Plan::of(tx, statement);
    let is_walk = |step: &String| {
        let terms = step.rsplit_once('(').map_or("", |(_, terms)| terms);
        let of_table = ["due_items", "follow_ups"]
            .iter()
            .any(|table| step.starts_with(&format!("SEARCH {table}")));
        let is_order = |term: &str| {
            ["organisation_id", "due_on", "planned_for"]
                .iter()
                .any(|column| term.starts_with(column))
        };
        let is_scan = ["SCAN due_items", "SCAN follow_ups"];
        is_scan.iter().any(|scan| step.starts_with(scan))
            || (of_table && terms.split(" AND ").all(is_order))
    };
    let faulty = match &plan {
        Plan::Sqlite(steps) => steps.iter().any(is_walk),
        Plan::Pg(_) => plan.touched() > TOUCHED,
    };
    faulty.then(|| format!("{statement}\n{plan}"))
}

fn filters(scene: &Scene) -> Vec<Filter> {
    let whose = [
        None,
        Some(Whose::Mine),
        Some(Whose::Team),
        Some(Whose::Unowned),
        Some(Whose::All),
    ];
    let mut all: Vec<Filter> = whose
        .into_iter()
        .map(|whose| Filter {
            whose,
            ..Filter::default()
        })
        .collect();
    all.push(Filter {
        counsellor: Some(scene.staff(3)),
        ..Filter::default()
    });
    let due = all.clone().into_iter().map(|filter| Filter {
        due_until: "2025-03-01".parse().ok(),
        ..filter
    });
    let here = all.clone().into_iter().map(|filter| Filter {
        office: Some(scene.offices[1]),
        ..filter
    });
    let more: Vec<Filter> = due.chain(here).collect();
    all.extend(more);
    all
}

#[test]
fn every_list_of_work_goes_along_an_index() {
    for rig in Rig::on_each_engine() {
        let scene = Scene::of(rig);
        let key = Key {
            on: "2025-06-01".parse().unwrap(),
            subject: Uuid::new_v4(),
            reason: "no_contact".to_owned(),
        };
        for role in [Role::Counsellor, Role::Coordinator] {
            let mut all = filters(&scene);
            // A counsellor asks nothing of the database about the work of a colleague.
            all.retain(|filter| role == Role::Coordinator || filter.counsellor.is_none());
            for filter in all {
                for after in [None, Some(key.clone())] {
                    let what = format!("{filter:?} {after:?}");
                    let page = Page { limit: 25, after };
                    scene.judge(role, &what, |tx| list(tx, &filter, &page));
                }
            }
        }
    }
}

#[test]
fn every_list_of_follow_ups_goes_along_an_index() {
    for rig in Rig::on_each_engine() {
        let scene = Scene::of(rig);
        let key = follow_ups::Key {
            planned_for: "2025-06-01".parse().unwrap(),
            id: Id::new(Uuid::new_v4()),
        };
        for role in [Role::Counsellor, Role::Coordinator] {
            for status in [None, Some(FollowUpStatus::Unreachable)] {
                for after in [None, Some(key)] {
                    let filter = follow_ups::Filter {
                        status,
                        ..follow_ups::Filter::default()
                    };
                    let what = format!("{filter:?} {after:?}");
                    let page = Page { limit: 25, after };
                    scene.judge(role, &what, |tx| follow_ups::list(tx, &filter, &page));
                }
            }
        }
    }
}
