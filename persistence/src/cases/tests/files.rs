//! The case file.

use diesel::prelude::*;
use domain::cases::{CaseOutcome, Closure, Silence};
use domain::kernel::Text;
use domain::notes::{Note, Visibility};
use domain::policy::Action;
use domain::rulebook::Rulebook;

use super::*;
use crate::case_files::{self, CaseFile};
use crate::keyset::Page;
use crate::schema::individual_sections;
use crate::{notes, timeline};

/// Sections as the record keeps them.
const SECTIONS: [(&str, &str); 4] = [
    (
        "identity",
        r#"{"family_name":"Verdi","given_name":"Lucia","sex":"F","birth_date":"1987-03-01"}"#,
    ),
    (
        "identifiers",
        r#"{"items":[{"kind":"provisional_code","value":"80123456784","valid_to":"2020-01-01"},
            {"kind":"tax_code","value":"VRDLCU87C41L219N"}]}"#,
    ),
    (
        "residence",
        r#"{"residence":{"street":"Via Roma","place_code":"L219"}}"#,
    ),
    (
        "contacts",
        r#"{"phones":["+390110000000"],"emails":["lucia@demo.example"]}"#,
    ),
];

fn fill(house: &House) {
    let individual = house.lucia;
    let filled = house.write(house.counsellor, move |tx| {
        for (section, content) in SECTIONS {
            diesel::insert_into(individual_sections::table)
                .values((
                    individual_sections::organisation_id.eq(tx.org()),
                    individual_sections::individual_id.eq(Uid::from(individual)),
                    individual_sections::section.eq(section),
                    individual_sections::version.eq(1),
                    individual_sections::source.eq("document"),
                    individual_sections::observed_on.eq(day("2026-02-01").date()),
                    individual_sections::verification.eq("none"),
                    individual_sections::recorded_at.eq(Instant(tx.now())),
                    individual_sections::content.eq(content),
                ))
                .execute(tx.conn())?;
        }
        Ok(())
    });
    filled.unwrap();
}

/// Writes a section of Lucia's record as it stands.
fn rewrite(house: &House, section: &'static str, content: &'static str) {
    let individual = house.lucia;
    let written = house.write(house.counsellor, move |tx| {
        let key = (tx.org(), Uid::from(individual), section);
        diesel::update(individual_sections::table.find(key))
            .set(individual_sections::content.eq(content))
            .execute(tx.conn())?;
        Ok(())
    });
    written.unwrap();
}

#[test]
fn the_file_shows_the_code_and_the_address_that_hold_today() {
    for house in houses() {
        let id = house.case();
        fill(&house);
        // Today is 20 May 2026.
        for (content, expected) in [
            (
                r#"{"items":[{"kind":"tax_code","value":"VRDLCU87C41H501V","valid_to":"2026-05-20"},
                {"kind":"tax_code","value":"VRDLCU87C41L219N","valid_from":"2026-05-21"}]}"#,
                Some("VRDLCU87C41H501V"),
            ),
            (
                r#"{"items":[{"kind":"tax_code","value":"VRDLCU87C41L219N","valid_from":"2026-05-20"},
                {"kind":"tax_code","value":"VRDLCU87C41H501V"}]}"#,
                Some("VRDLCU87C41L219N"),
            ),
            (
                r#"{"items":[{"kind":"tax_code","value":"VRDLCU87C41H501V","valid_to":"2026-05-19"}]}"#,
                None,
            ),
        ] {
            rewrite(&house, "identifiers", content);
            let who = file(&house, house.counsellor, id).unwrap().who;
            assert_eq!(who.tax_code.as_deref(), expected, "{content}");
        }
        for (content, expected) in [
            (
                r#"{"residence":{"place_code":"H501","valid_to":"2026-05-19"},
                "domicile":{"place_code":"L219","valid_from":"2026-05-20"}}"#,
                Some("L219"),
            ),
            (
                r#"{"residence":{"place_code":"H501","valid_to":"2026-05-20"},
                "domicile":{"place_code":"L219"}}"#,
                Some("H501"),
            ),
            (
                r#"{"residence":{"place_code":"H501","valid_from":"2026-05-21"}}"#,
                None,
            ),
        ] {
            rewrite(&house, "residence", content);
            let who = file(&house, house.counsellor, id).unwrap().who;
            assert_eq!(who.residence_code.as_deref(), expected, "{content}");
        }
    }
}

fn file(house: &House, hand: Hand, id: CaseId) -> Result<CaseFile, Error> {
    house.read(hand, |tx| case_files::get(tx, id))
}

#[test]
fn the_file_says_who_it_is_about_and_who_owns_it() {
    for house in houses() {
        let id = house.case();
        fill(&house);
        let file = file(&house, house.counsellor, id).unwrap();
        assert_eq!(file.who.sex.as_deref(), Some("F"));
        assert_eq!(file.who.tax_code.as_deref(), Some("VRDLCU87C41L219N"));
        assert_eq!(file.who.residence_code.as_deref(), Some("L219"));
        assert_eq!(file.who.phones, ["+390110000000"]);
        assert!(file.who.is_reachable());
        assert_eq!(file.office_label, "Sportello");
        assert_eq!(file.counsellor.map(|c| c.id), Some(house.counsellor.id));
        assert_eq!(file.sections.len(), 4);
        assert_eq!(file.events[0].fact.kind(), "case_opened");
        assert_eq!(
            file.events[0].actor.as_ref().map(|actor| actor.id),
            Some(house.counsellor.id)
        );
    }
}

#[test]
fn the_file_takes_seven_statements_however_long_its_history() {
    for house in houses() {
        let id = house.case();
        fill(&house);
        file(&house, house.counsellor, id).unwrap();
        let before = house.store.statements();
        file(&house, house.counsellor, id).unwrap();
        let begin_and_end = 2;
        assert_eq!(house.store.statements() - before, 7 + begin_and_end);
    }
}

#[test]
fn the_file_shows_ten_facts_and_notes_only_to_who_works_on_the_case() {
    for house in houses() {
        let id = house.case();
        for _ in 0..12 {
            let written = house.write(house.counsellor, move |tx| {
                let case = super::get(tx, id, Action::WriteNotes)?;
                let text: Text<10_000> = "Nota.".parse().unwrap();
                let note = Note::write(tx.actor(), &case, tx.new_id(), Visibility::Team, text)?;
                notes::insert(tx, note)
            });
            written.unwrap();
        }
        let mine = file(&house, house.counsellor, id).unwrap().events;
        assert_eq!(mine.len(), 10);
        assert!(mine.iter().all(|event| event.fact.kind() == "note_written"));
        let theirs = file(&house, house.coordinator, id).unwrap().events;
        assert_eq!(theirs.len(), 1);
        assert_eq!(theirs[0].fact.kind(), "case_opened");
    }
}

#[test]
fn whoever_does_not_reach_the_case_finds_no_file() {
    for house in houses() {
        let id = house.case();
        assert_eq!(refusal(file(&house, house.stranger, id)), "not found");
        assert_eq!(refusal(file(&house, house.operator, id)), "not_permitted");
    }
}

fn close(house: &House, id: CaseId) {
    let closed = house.write(house.counsellor, move |tx| {
        let closure = Closure {
            outcome: CaseOutcome::Training {},
            on: None,
            acknowledged: Vec::new(),
        };
        let silence = Silence { attempts: 0 };
        let book = Rulebook::shipped();
        let case = super::get(tx, id, Action::WorkCase)?;
        let changed = case.close(tx.actor(), closure, silence, &book, tx.day()?)?;
        crate::cases::save(tx, changed)
    });
    closed.unwrap();
}

#[test]
fn who_followed_somebody_reads_the_closed_case_but_not_how_the_person_lives_now() {
    for house in houses() {
        let old = house.case();
        fill(&house);
        close(&house, old);
        house.open_for(Some(house.other)).unwrap();
        let theirs = file(&house, house.counsellor, old).unwrap();
        assert_eq!(theirs.given_name.as_str(), "Lucia");
        assert_eq!(theirs.who, case_files::Who::default());
        assert!(theirs.sections.is_empty());
        // Its end, and before that in the list the two times somebody is to ask how it went.
        assert_eq!(theirs.events[2].fact.kind(), "case_closed");
        let whole = file(&house, house.coordinator, old).unwrap();
        assert_eq!(whole.who.phones, ["+390110000000"]);
    }
}

fn note(house: &House, hand: Hand, id: CaseId) {
    let written = house.write(hand, move |tx| {
        let case = super::get(tx, id, Action::WriteNotes)?;
        let text: Text<10_000> = "Nota.".parse().unwrap();
        let note = Note::write(tx.actor(), &case, tx.new_id(), Visibility::Team, text)?;
        notes::insert(tx, note)
    });
    written.unwrap();
}

#[test]
fn the_timeline_tells_of_cases_and_notes_only_what_can_be_read_there() {
    for house in houses() {
        let id = house.case();
        note(&house, house.counsellor, id);
        let kinds = |hand| {
            let page = Page {
                limit: 25,
                after: None,
            };
            let told = house.read(hand, |tx| timeline::of_individual(tx, house.lucia, &page));
            let kinds = |entry: &timeline::Entry| entry.fact.kind().to_owned();
            told.unwrap().items.iter().map(kinds).collect::<Vec<_>>()
        };
        assert_eq!(kinds(house.counsellor), ["note_written", "case_opened"]);
        assert_eq!(kinds(house.coordinator), ["case_opened"]);
        note(&house, house.coordinator, id);
        assert_eq!(kinds(house.coordinator), ["note_written", "case_opened"]);
        close(&house, id);
        assert!(kinds(house.operator).is_empty());
        assert!(kinds(house.other).is_empty());
        assert_eq!(kinds(house.counsellor)[2], "case_closed");
    }
}
