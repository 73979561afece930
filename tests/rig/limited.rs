//! What can be had once is had once, however many reach for it.

use std::sync::Barrier;
use std::thread::scope;
use std::time::Duration;

use serde_json::json;

use super::{Timed, comes_later, desk, millis, percentile, timed};
use crate::disposals::{approval, long_gone, proposed as listed};
use crate::hand_overs::{case, coordinator, counsellor, for_good, proposed};
use crate::referrals::{desk_there, sent, to_office};
use crate::support::effort::{effort, figure};
use crate::support::people::Somebody;
use crate::support::{Answer, Client, Member, TestApp};

/// How many reach at once, half of them at each of two servers.
const CLIENTS: usize = 32;

/// Two servers on the same data.
fn servers() -> [TestApp; 2] {
    let app = TestApp::with(|options| options.settings.connections = 8);
    let second = app.beside(|options| options.settings.connections = 8);
    [app, second]
}

/// What everybody hears who asks at the same moment; of two people one asks at each server.
fn crowd(
    servers: &[TestApp; 2],
    people: [Member; 2],
    ask: impl Fn(&Client, usize) -> Answer + Sync,
) -> Vec<Timed> {
    let (ready, ask) = (Barrier::new(CLIENTS), &ask);
    scope(|scope| {
        let all: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let client = servers[number % 2].member(people[number % 2]);
                let ready = &ready;
                scope.spawn(move || {
                    ready.wait();
                    timed(|| ask(&client, number))
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// What became of many rounds.
#[derive(Default)]
struct Tally {
    rounds: usize,
    waits: Vec<Duration>,
}

impl Tally {
    /// One wins; everybody else is told why not, or to come back.
    #[track_caller]
    fn one_wins(&mut self, heard: Vec<Timed>, lost: &[u16]) {
        let won = heard.iter().filter(|said| said.answer.status < 300).count();
        for said in heard.iter().filter(|said| said.answer.status >= 300) {
            if !lost.contains(&said.answer.status) {
                comes_later(&said.answer);
            }
        }
        assert_eq!(
            won,
            1,
            "{:?}",
            heard.iter().map(|s| s.answer.status).collect::<Vec<_>>()
        );
        self.rounds += 1;
        self.waits.extend(heard.into_iter().map(|said| said.took));
    }

    fn tell(self, what: &str) {
        figure(
            "R-4",
            &format!("{what}: rounds of 32, one winner each"),
            self.rounds,
        );
        let most = percentile(self.waits, 0.99);
        figure("R-4", &format!("{what}: p99 until told"), millis(most));
    }
}

fn rounds() -> usize {
    effort(2, 200)
}

#[test]
fn one_person_registered_by_thirty_two_is_one() {
    let servers = servers();
    let mut tally = Tally::default();
    for number in 0..rounds() {
        let somebody = Somebody::numbered(number);
        let body = somebody.with_code(somebody.tax_code());
        let heard = crowd(&servers, [desk(0), desk(1)], |client, _| {
            client.post("/individuals", &body)
        });
        tally.one_wins(heard, &[409]);
        let people = i64::try_from(number + 1).unwrap();
        assert_eq!(servers[0].database.count("individuals"), people);
        assert_eq!(servers[0].database.count("individual_keys"), people);
    }
    tally.tell("same person");
}

#[test]
fn one_case_has_one_open_hand_over() {
    let servers = servers();
    let mut tally = Tally::default();
    for number in 0..rounds() {
        let path = format!("{}/hand-overs", case(&servers[0], number));
        let body = for_good(counsellor(1));
        let people = [counsellor(0), coordinator(0)];
        let heard = crowd(&servers, people, |client, _| client.post(&path, &body));
        tally.one_wins(heard, &[409]);
        let there = i64::try_from(number + 1).unwrap();
        assert_eq!(servers[1].database.count("hand_overs"), there);
    }
    tally.tell("open hand-over of a case");
}

#[test]
fn one_hand_over_is_accepted_once() {
    let servers = servers();
    let mut tally = Tally::default();
    for number in 0..rounds() {
        let case = case(&servers[0], number);
        let mine = servers[0].member(counsellor(0));
        let hand_over = proposed(&mine, &case, &for_good(counsellor(1)));
        let tag = servers[0].member(counsellor(1)).tag(&hand_over);
        let path = format!("{hand_over}/acceptance");
        let people = [counsellor(1), coordinator(0)];
        let heard = crowd(&servers, people, |client, _| {
            client.with("If-Match", &tag).post(&path, &json!({}))
        });
        tally.one_wins(heard, &[409, 412]);
        let taken = i64::try_from(number + 1).unwrap();
        let facts = "events WHERE kind = 'case_handed_over'";
        assert_eq!(servers[1].database.count(facts), taken);
    }
    tally.tell("hand-over accepted");
}

#[test]
fn one_referral_is_answered_once() {
    let servers = servers();
    let mut tally = Tally::default();
    for number in 0..rounds() {
        let case = case(&servers[0], number);
        let referral = sent(&servers[0].member(counsellor(0)), &case, &to_office(1));
        let tag = servers[0].member(desk_there()).tag(&referral);
        let path = format!("{referral}/acceptance");
        let heard = crowd(&servers, [desk_there(), counsellor(2)], |client, _| {
            client.with("If-Match", &tag).post(&path, &json!({}))
        });
        tally.one_wins(heard, &[409, 412]);
        let answered = i64::try_from(number + 1).unwrap();
        let facts = "events WHERE kind = 'referral_accepted'";
        assert_eq!(servers[1].database.count(facts), answered);
    }
    tally.tell("referral answered");
}

#[test]
fn one_disposal_is_approved_once() {
    let servers = servers();
    let mut tally = Tally::default();
    for number in 0..rounds() {
        let proposer = servers[0].member(coordinator(0));
        long_gone(&proposer, number);
        let list = listed(&proposer);
        let other = servers[0].member(coordinator(1));
        let (tag, body) = (other.tag(&list), approval(&other, &list));
        let path = format!("{list}/approval");
        let heard = crowd(&servers, [coordinator(1), coordinator(1)], |client, _| {
            client.with("If-Match", &tag).post(&path, &body)
        });
        tally.one_wins(heard, &[409, 412]);
        let approved = i64::try_from(number + 1).unwrap();
        let facts = "events WHERE kind = 'disposal_approved'";
        assert_eq!(servers[1].database.count(facts), approved);
    }
    tally.tell("disposal approved");
}

#[test]
fn of_administrators_who_disable_each_other_one_remains() {
    let mut tally = Tally::default();
    for _ in 0..rounds() {
        let servers = servers();
        let third = Member::administrator(2).email();
        let out = format!("UPDATE staff SET disabled = true WHERE email = '{third}'");
        servers[0].database.execute(&out);
        let people = [Member::administrator(0), Member::administrator(1)];
        let heard = crowd(&servers, people, |client, number| {
            let whom = people[1 - number % 2].id();
            client
                .with("If-Match", "\"1-0\"")
                .step(&format!("/staff/{whom}/disablement"))
        });
        tally.one_wins(heard, &[401, 409, 412]);
        let left = "staff JOIN staff_roles ON staff_id = id WHERE role = 'administrator' \
                    AND NOT disabled AND email LIKE '%castelverde%'";
        assert_eq!(servers[0].database.count(left), 1);
    }
    tally.tell("last administrator");
}
