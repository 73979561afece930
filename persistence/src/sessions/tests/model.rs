//! Whatever owners, impatient windows and thieves do with refresh tokens, in any order: the family
//! behaves like a small model of it, never branches, and nobody goes on after a copy came back.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use domain::sessions::{GRACE, LONGEST};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// How many sequences are tried; `PROPTEST_CASES` asks for more.
const SEQUENCES: u32 = 48;

/// Around the two seconds in which a token may be repeated, and towards the end of a working day.
const WAITS: [i64; 6] = [500, 1_999, 2_000, 2_001, 600_000, 21_600_000];

#[derive(Debug, Clone, Copy)]
enum Step {
    /// Somebody presents a token: the newest, or one that came so many before.
    Present(u8),
    /// Somebody presents a token that nobody gave out.
    Invent,
    /// Time passes.
    Wait(TimeDelta),
    /// The owner signs out.
    SignOut,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0_u8..4).prop_map(Step::Present),
        1 => Just(Step::Invent),
        4 => proptest::sample::select(&WAITS[..])
            .prop_map(|millis| Step::Wait(TimeDelta::milliseconds(millis))),
        1 => Just(Step::SignOut),
    ]
}

/// What a family of tokens is, without a database.
struct Family {
    now: DateTime<Utc>,
    expires: DateTime<Utc>,
    has_ended: bool,
    newest: u8,
    used: BTreeMap<u8, DateTime<Utc>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Told {
    Goes,
    Refused,
    Reused,
}

impl Family {
    fn is_live(&self) -> bool {
        !self.has_ended && self.now < self.expires
    }

    fn goes(&self) -> Told {
        if self.is_live() {
            Told::Goes
        } else {
            Told::Refused
        }
    }

    fn present(&mut self, number: u8) -> Told {
        let Some(used_at) = self.used.get(&number).copied() else {
            self.used.insert(number, self.now);
            self.newest += u8::from(self.is_live());
            return self.goes();
        };
        if self.now - used_at > GRACE {
            let was_live = self.is_live();
            self.has_ended = true;
            return if was_live {
                Told::Reused
            } else {
                Told::Refused
            };
        }
        let is_successor_unused = number < self.newest && !self.used.contains_key(&(number + 1));
        if is_successor_unused {
            self.goes()
        } else {
            Told::Refused
        }
    }
}

/// Tokens of one sequence, which no other has.
fn token_of(sequence: u32, number: u8) -> Digest {
    let mut digest = [number; 32];
    digest[..4].copy_from_slice(&sequence.to_be_bytes());
    digest
}

fn told(refreshed: &Refreshed) -> Told {
    match refreshed {
        Refreshed::Goes { .. } => Told::Goes,
        Refreshed::Refused => Told::Refused,
        Refreshed::Reused => Told::Reused,
    }
}

/// Lets a family live through these steps, in the database and in the model.
fn live(rig: &Rig, sequence: u32, steps: &[Step]) -> Result<(), TestCaseError> {
    let letters: String = format!("{sequence:06}")
        .bytes()
        .map(|digit| char::from(digit - b'0' + b'a'))
        .collect();
    let member = rig.account(
        &format!("Prova{letters}"),
        Role::Counsellor,
        PasswordState::Chosen,
    );
    let id = member.id;
    let opened = rig.write(move |tx| {
        let session = Session::open(tx.new_id(), id, tx.now());
        insert(tx, session, &token_of(sequence, 1))
    });
    let session = opened.unwrap();
    let mut family = Family {
        now: session.opened_at,
        expires: session.opened_at + LONGEST,
        has_ended: false,
        newest: 1,
        used: BTreeMap::new(),
    };
    let present = |number: u8| {
        let (token, next) = (token_of(sequence, number), token_of(sequence, number + 1));
        told(
            &rig.write(move |tx| refresh(tx, &token, &next, None))
                .unwrap(),
        )
    };
    for step in steps {
        match *step {
            Step::Present(before) => {
                let number = family.newest.saturating_sub(before).max(1);
                prop_assert_eq!(present(number), family.present(number));
            }
            Step::Invent => prop_assert_eq!(present(200), Told::Refused),
            Step::Wait(time) => {
                rig.clock.advance(time);
                family.now += time;
            }
            Step::SignOut => {
                let id = session.id;
                let ended = rig.write(move |tx| {
                    let session = get(tx, id)?;
                    end(tx, session.end(EndReason::SignOut, tx.now()))
                });
                ended.unwrap();
                family.has_ended = true;
            }
        }
        let unused = unused(rig, session.id);
        prop_assert!(unused <= 1, "the family branches: {unused} tokens are good");
    }
    Ok(())
}

fn unused(rig: &Rig, session: SessionId) -> i64 {
    let id = Uid::from(session);
    let counted = rig.read(move |tx| {
        Ok(refresh_tokens::table
            .filter(refresh_tokens::session_id.eq(id))
            .filter(refresh_tokens::used_at.is_null())
            .count()
            .get_result(tx.conn())?)
    });
    counted.unwrap()
}

#[test]
fn a_family_of_tokens_behaves_like_its_model_whatever_people_do() {
    let cases = std::env::var("PROPTEST_CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok());
    let mut runner = TestRunner::new(Config {
        cases: cases.unwrap_or(SEQUENCES),
        failure_persistence: None,
        ..Config::default()
    });
    let (rig, sequence) = (Rig::new(), AtomicU32::new(0));
    let steps = proptest::collection::vec(step(), 1..16);
    let tried = runner.run(&steps, |steps| {
        live(&rig, sequence.fetch_add(1, Ordering::Relaxed), &steps)
    });
    tried.unwrap();
}
