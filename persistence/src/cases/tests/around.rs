//! Desk contacts, first interviews, attempts and notes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use domain::cases::{AttemptOutcome, NewAttempt, Silence};
use domain::desk_contacts::{AgeBand, Channel, DeskContact, Topic};
use domain::intakes::{
    Arrival, Intake, IntakeStatus, Interview, Need, NewIntake, NoticeLanguage, NoticeShown,
    Outcome, Referral, ReferralSource, Urgency,
};
use domain::kernel::Version;
use domain::notes::{Note, NoteId, Visibility};
use domain::policy::Action;
use domain::rulebook::Rulebook;

use super::*;
use crate::keyset::Page;
use crate::{contact_attempts, desk_contacts, intakes, names, notes};

fn page<K>() -> Page<K> {
    Page {
        limit: 100,
        after: None,
    }
}

fn count_contact(house: &House, on: &str, topic: Topic, minutes: u16) {
    let (office, on) = (house.desk, day(on));
    let contact = house.write(house.operator, move |tx| {
        let contact = DeskContact {
            id: tx.new_id(),
            office,
            on,
            topic,
            age_band: AgeBand::From18To24,
            channel: Channel::Desk,
            minutes,
            sex: None,
            individual: None,
        };
        let changed = contact.record(None, tx.actor(), &Rulebook::shipped(), &[], tx.day()?)?;
        desk_contacts::insert(tx, changed)
    });
    contact.unwrap();
}

#[test]
fn contacts_are_counted_by_topic_within_the_period_and_the_own_offices() {
    for house in houses() {
        count_contact(&house, "2026-05-18", Topic::Cv, 10);
        count_contact(&house, "2026-05-19", Topic::Cv, 20);
        count_contact(&house, "2026-05-20", Topic::Work, 5);
        let counts = |hand| {
            let (from, to) = (day("2026-05-19"), day("2026-05-20"));
            house
                .read(hand, |tx| desk_contacts::counts(tx, None, from, to))
                .unwrap()
        };
        let mine = counts(house.operator);
        assert_eq!((mine.total.contacts, mine.total.minutes), (2, 25));
        assert_eq!(mine.topics["cv"].minutes, 20);
        assert_eq!(mine.age_bands["18-24"].contacts, 2);
        assert_eq!(counts(house.stranger).total.contacts, 0);
        let filter = desk_contacts::Filter {
            topic: Some(Topic::Cv),
            from: Some(day("2026-05-19")),
            ..desk_contacts::Filter::default()
        };
        let listed = house
            .read(house.operator, |tx| {
                desk_contacts::list(tx, &filter, &page())
            })
            .unwrap();
        assert_eq!(listed.items.len(), 1);
    }
}

fn interview() -> Interview {
    Interview {
        arrival: Arrival::SocialServices,
        referral: Some(Referral {
            from: ReferralSource::SocialServices,
            service: Some("Servizio sociale del quartiere".parse().unwrap()),
        }),
        urgency: Urgency::High,
        needs: vec![Need::Job, Need::ItalianLanguage],
        expectations: Some("Un lavoro vicino a casa.".parse().unwrap()),
        notice: NoticeShown {
            version: "1.0".parse().unwrap(),
            language: NoticeLanguage::En,
            on: day("2026-05-20"),
        },
    }
}

fn take(house: &House) -> Intake {
    let (individual, office) = (house.lucia, house.desk);
    let taken = house.write(house.counsellor, move |tx| {
        let new = NewIntake {
            id: tx.new_id(),
            individual: names::person(tx, individual)?,
            office,
            on: None,
            interview: interview(),
            referral: None,
        };
        let changed = Intake::take(tx.actor(), new, tx.day()?)?;
        intakes::insert(tx, changed)
    });
    taken.unwrap()
}

#[test]
fn a_first_interview_waits_and_then_opens_a_case_in_one_step() {
    for house in houses() {
        let taken = take(&house);
        let id = taken.id;
        let read = || {
            house.read(house.operator, |tx| {
                intakes::get(tx, id, Action::ReadIntake)
            })
        };
        assert_eq!(read().unwrap(), taken);
        let waiting = house.write(house.operator, move |tx| {
            let intake = intakes::get(tx, id, Action::TakeIntake)?;
            let until = Some(day("2026-06-01"));
            let changed = intake.conclude(tx.actor(), Outcome::Waiting { until }, tx.day()?)?;
            intakes::save(tx, changed)
        });
        assert_eq!(read().unwrap(), waiting.unwrap());
        let opened = house.write(house.counsellor, move |tx| {
            let intake = intakes::get(tx, id, Action::TakeIntake)?;
            let reason = "Cerca lavoro.".parse().unwrap();
            let person = names::person_of_record(tx, intake.individual)?;
            let case = tx.new_id();
            let changed = intake.open_case(tx.actor(), case, person, None, reason, tx.day()?)?;
            let case = insert(tx, changed)?.id;
            let changed = intake.conclude(tx.actor(), Outcome::CaseOpened { case }, tx.day()?)?;
            intakes::save(tx, changed).map(|intake| (intake, case))
        });
        let (concluded, case) = opened.unwrap();
        assert_eq!(read().unwrap(), concluded);
        let case = house.read(house.coordinator, |tx| get(tx, case, Action::ReadCase));
        assert_eq!(case.unwrap().intake, Some(id));
        let elsewhere = house.read(house.stranger, |tx| {
            intakes::get(tx, id, Action::ReadIntake)
        });
        assert_eq!(refusal(elsewhere), "not found");
    }
}

#[test]
fn interviews_are_listed_with_the_names_of_who_was_heard() {
    for house in houses() {
        let taken = take(&house);
        let shown = |status| {
            let filter = intakes::Filter {
                status: Some(status),
                individual: Some(house.lucia),
                office: Some(house.desk),
            };
            house
                .read(house.operator, |tx| intakes::list(tx, &filter, &page()))
                .unwrap()
                .items
        };
        assert_eq!(shown(IntakeStatus::Open)[0].intake, taken);
        assert_eq!(
            shown(IntakeStatus::Open)[0].person.given_name.as_str(),
            "Lucia"
        );
        assert!(shown(IntakeStatus::Waiting).is_empty());
    }
}

fn attempt(house: &House, id: CaseId, on: &str, outcome: AttemptOutcome) {
    let on = Some(day(on));
    let made = house.write(house.counsellor, move |tx| {
        let case = get(tx, id, Action::WorkCase)?;
        let new = NewAttempt {
            id: tx.new_id(),
            on,
            channel: Channel::Phone,
            outcome,
        };
        let changed = case.attempt_contact(tx.actor(), new, tx.day()?)?;
        contact_attempts::insert(tx, changed)
    });
    made.unwrap();
}

#[test]
fn attempts_count_from_the_last_contact_which_never_moves_back() {
    for house in houses() {
        let id = house.case();
        attempt(&house, id, "2026-02-01", AttemptOutcome::NotReached);
        attempt(&house, id, "2026-03-10", AttemptOutcome::Reached);
        attempt(&house, id, "2026-03-01", AttemptOutcome::Reached);
        attempt(&house, id, "2026-03-10", AttemptOutcome::MessageLeft);
        attempt(&house, id, "2026-04-01", AttemptOutcome::NotReached);
        attempt(&house, id, "2026-04-20", AttemptOutcome::MessageLeft);
        let case = house
            .read(house.counsellor, |tx| get(tx, id, Action::ReadCase))
            .unwrap();
        assert_eq!(case.last_contact_on, Some(day("2026-03-10")));
        assert_eq!(case.version, Version::FIRST);
        let silence = house.read(house.counsellor, |tx| contact_attempts::silence(tx, &case));
        assert_eq!(silence.unwrap(), Silence { attempts: 2 });
        let listed = house
            .read(house.counsellor, |tx| {
                contact_attempts::list(tx, &case, &page())
            })
            .unwrap();
        let days: Vec<Day> = listed.items.iter().map(|attempt| attempt.on).collect();
        assert!(days.is_sorted_by(|a, b| a >= b) && days.len() == 6);
    }
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// How many wait for what this transaction holds.
fn waiting(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = "SELECT count(*) AS count FROM pg_stat_activity \
               WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))";
    let waiting: Waiting = diesel::sql_query(sql).get_result(tx.conn())?;
    Ok(waiting.count)
}

/// Writers of SQLite are one after the other anyway, so only a PostgreSQL house can tell.
#[test]
fn who_closes_for_want_of_contact_sees_the_contact_of_who_was_there_first() {
    let on_a_server = |house: &House| house.store.engine() == "postgresql";
    for house in houses().into_iter().filter(on_a_server) {
        let id = house.case();
        let (begun, waits) = std::sync::mpsc::channel();
        let finished = Arc::new(AtomicBool::new(false));
        let passed = Arc::clone(&finished);
        let (first, second) = std::thread::scope(|scope| {
            let first = scope.spawn(|| {
                house.write(house.counsellor, move |tx| {
                    let case = lock(tx, id, Action::WorkCase)?;
                    // Nobody listens any more when the work is run again.
                    let _ = begun.send(());
                    // Until the other one waits for us, or has passed by without waiting.
                    while waiting(tx)? == 0 && !passed.load(Ordering::Acquire) {
                        std::thread::yield_now();
                    }
                    let new = NewAttempt {
                        id: tx.new_id(),
                        on: None,
                        channel: Channel::Phone,
                        outcome: AttemptOutcome::Reached,
                    };
                    let changed = case.attempt_contact(tx.actor(), new, tx.day()?)?;
                    contact_attempts::insert(tx, changed)
                })
            });
            waits.recv().unwrap();
            let seen = house.write(house.counsellor, move |tx| {
                lock(tx, id, Action::WorkCase).map(|case| case.last_contact_on)
            });
            finished.store(true, Ordering::Release);
            (first.join().unwrap(), seen)
        });
        assert_eq!(second.unwrap(), Some(first.unwrap().on));
    }
}

#[test]
fn nobody_holds_a_case_out_of_reach() {
    for house in houses() {
        let id = house.case();
        let afar = house.write(house.stranger, move |tx| lock(tx, id, Action::WorkCase));
        assert!(matches!(afar, Err(Error::NotFound)));
    }
}

fn write_note(house: &House, id: CaseId, visibility: Visibility) -> NoteId {
    let note = house.write(house.counsellor, move |tx| {
        let case = get(tx, id, Action::WriteNotes)?;
        let text = "Ha sostenuto un colloquio.".parse().unwrap();
        let changed = Note::write(tx.actor(), &case, tx.new_id(), visibility, text)?;
        notes::insert(tx, changed)
    });
    note.unwrap().note.id
}

fn amend(house: &House, hand: Hand, id: CaseId, note: NoteId) -> Result<notes::Written, Error> {
    house.write(hand, move |tx| {
        let case = get(tx, id, Action::WriteNotes)?;
        let written = notes::get(tx, &case, note)?;
        let first = written.first_written_at;
        let text = "Ha sostenuto due colloqui.".parse().unwrap();
        let changed = written.note.amend(tx.actor(), text, None)?;
        notes::save(tx, changed, first)
    })
}

#[test]
fn an_amended_note_keeps_its_earlier_text_readable() {
    for house in houses() {
        let id = house.case();
        let note = write_note(&house, id, Visibility::Office);
        house.clock.advance(TimeDelta::hours(1));
        amend(&house, house.coordinator, id, note).unwrap();
        let (now, texts) = house
            .read(house.counsellor, |tx| {
                let case = get(tx, id, Action::ReadNotes)?;
                let now = notes::get(tx, &case, note)?;
                let texts = notes::history(tx, &now, &page())?;
                Ok((now, texts.items))
            })
            .unwrap();
        assert_eq!(now.note.text.as_str(), "Ha sostenuto due colloqui.");
        assert_eq!(
            now.writer.map(|writer| writer.id),
            Some(house.coordinator.id)
        );
        assert_eq!(
            now.author.map(|author| author.id),
            Some(house.counsellor.id)
        );
        assert_eq!(texts[0].note.text.as_str(), "Ha sostenuto un colloquio.");
        assert_eq!(texts[0].written_at, texts[1].first_written_at);
        assert_eq!(
            texts[1].written_at - texts[0].written_at,
            TimeDelta::hours(1)
        );
    }
}

#[test]
fn a_note_is_shown_to_its_circle_only() {
    for house in houses() {
        let id = house.case();
        let team = write_note(&house, id, Visibility::Team);
        let office = write_note(&house, id, Visibility::Office);
        let all = write_note(&house, id, Visibility::Organisation);
        let shown = |hand| {
            let page = house.read(hand, |tx| {
                let case = get(tx, id, Action::ReadNotes)?;
                notes::list(tx, &case, &page())
            });
            let notes = page.unwrap().items.into_iter();
            notes.map(|written| written.note.id).collect::<Vec<_>>()
        };
        assert_eq!(shown(house.counsellor), [all, office, team]);
        assert_eq!(shown(house.coordinator), [all, office]);
        let hidden = amend(&house, house.coordinator, id, team);
        assert_eq!(refusal(hidden), "not found");
    }
}

#[test]
fn the_database_itself_refuses_to_change_evidence() {
    for house in houses() {
        let id = house.case();
        write_note(&house, id, Visibility::Team);
        attempt(&house, id, "2026-02-01", AttemptOutcome::NotReached);
        for change in [
            "UPDATE note_versions SET body = 'altro'",
            "DELETE FROM note_versions",
            "UPDATE contact_attempts SET outcome = 'reached'",
            "DELETE FROM contact_attempts",
        ] {
            let outcome = house.write(house.counsellor, |tx| {
                tx.conn().batch_execute(change).map_err(Error::from)
            });
            assert!(outcome.is_err(), "{change}");
        }
    }
}
