//! A fictional office full of fictional people, the same for the same seed and day: made by the
//! decisions and repositories of the product itself, in the order in which it would have happened.

mod agreements;
mod appointments;
mod availabilities;
mod deeds;
mod departure;
mod diary;
mod documents;
mod emergency;
mod export;
mod follow_ups;
mod groups;
mod hand_overs;
mod import;
mod memory;
pub mod office;
pub mod people;
mod record;
mod referrals;
mod services;
mod story;
mod twins;
mod words;

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::OrganisationId;
use domain::kernel::{Day, Fault};
use persistence::{Caller, Clock, Error, Store};

use deeds::World;
use diary::{Diary, Entry};
pub use import::import;
use people::People;

use crate::import::Person;

/// How many people the demonstration knows.
pub const PEOPLE: usize = 500;
/// The seed of the people and of what happens to them.
pub const SEED: u64 = 2026;
/// How many deeds are handed over before their outcome is awaited: as many as share one commit.
const AT_ONCE: usize = 64;

/// Why the demonstration could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A value of ours is none.
    #[error("demonstration data: {0}")]
    Value(#[from] Fault),
    /// The record refused, or could not be reached.
    #[error("demonstration data: {0}")]
    Record(#[from] Error),
}

/// Fills an empty store with what has happened until `now`. The store's clock must be held: it
/// is moved through the past, and stands at `now` at the end.
pub fn fill(store: &Store, now: DateTime<Utc>) -> Result<OrganisationId, Failure> {
    let today = Day::new(now.date_naive())?;
    let mut all = People::new(SEED, today);
    let people = (0..PEOPLE)
        .map(|_| all.next_person())
        .collect::<Result<Vec<_>, Fault>>()?;
    let diary = Diary::write(SEED, today, &people);
    set(store.clock(), diary.first_day());
    let office = office::open(store)?;
    let organisation = office.organisation;
    let world = Arc::new(Mutex::new(World::new(office, people)));
    let entries = Arc::new(diary.entries);
    for start in (0..entries.len()).step_by(AT_ONCE) {
        perform(store, &world, &entries, start)?;
    }
    set(store.clock(), now);
    register_twice(store, &world)?;
    propose_disposal(store, &world, elder(&mut all, today)?)?;
    services::offer(store, &lock(&world).office)?;
    availabilities::set(store, &lock(&world).office)?;
    departure::help_out(store, &lock(&world).office)?;
    hand_overs::hand_over(store, &lock(&world).office)?;
    export::ask(store, &lock(&world).office)?;
    referrals::refer(store, &lock(&world).office, now)?;
    agreements::agree(store, &lock(&world).office)?;
    appointments::expect(store, &lock(&world).office)?;
    groups::gather(store, &lock(&world).office)?;
    documents::print(store, &lock(&world).office)?;
    follow_ups::ask(store, &lock(&world).office)?;
    let world = lock(&world);
    emergency::open(store, &world.office, world.known(20))?;
    Ok(organisation)
}

/// Somebody else, who was of age long ago.
fn elder(all: &mut People, today: Day) -> Result<Person, Fault> {
    let born = today.subtract_months(12 * 40)?;
    loop {
        let person = all.next_person()?.person;
        if person.birth_date < born {
            return Ok(person);
        }
    }
}

/// Lets the coordinator enter an old file on paper, and propose that it be disposed of.
fn propose_disposal(
    store: &Store,
    world: &Arc<Mutex<World>>,
    person: Person,
) -> Result<(), Failure> {
    let (actor, office, _) = lock(world).twins()?;
    let caller = Caller {
        actor,
        request_id: "demo-disposal".to_owned(),
        purpose: None,
    };
    // The paper names no code.
    let person = Person {
        code: None,
        ..person
    };
    store.write(caller, move |tx| {
        let told_on = memory::years_ago(tx, 14)?;
        let individual = twins::register(tx, person.clone(), office, told_on)?;
        memory::end_long_ago(tx, individual, office)?;
        memory::propose_disposal(tx)
    })?;
    Ok(())
}

/// Lets the coordinator find the first two people registered twice, merge the first, whose data are
/// held for a lawsuit, and ask that the second record of the other be erased.
fn register_twice(store: &Store, world: &Arc<Mutex<World>>) -> Result<(), Failure> {
    let (actor, office, twins) = lock(world).twins()?;
    let caller = Caller {
        actor,
        request_id: "demo-twins".to_owned(),
        purpose: None,
    };
    store.write(caller, move |tx| {
        let [(first, again), (_, other)] = &twins;
        let today = tx.day()?;
        let absorbed = twins::register(tx, again.clone(), office, today)?;
        let by_mistake = twins::register(tx, other.clone(), office, today)?;
        memory::ask_to_forget(tx, by_mistake)?;
        memory::hold(tx, *first)?;
        twins::merge(tx, *first, absorbed)
    })?;
    Ok(())
}

/// Performs some entries in their order. Each of them sets the clock for the next one, since
/// they are done one by one, but share a commit.
fn perform(
    store: &Store,
    world: &Arc<Mutex<World>>,
    entries: &Arc<Vec<Entry>>,
    start: usize,
) -> Result<(), Error> {
    let end = entries.len().min(start + AT_ONCE);
    set(store.clock(), entries[start].at);
    let (tell, told) = channel();
    for at in start..end {
        let (world, entries) = (Arc::clone(world), Arc::clone(entries));
        let actor = lock(&world).office.actor(entries[at].by);
        let caller = Caller {
            actor,
            request_id: format!("demo-{at}"),
            purpose: None,
        };
        let clock = store.clock().clone();
        let tell = tell.clone();
        let work = move |tx: &mut persistence::Tx<'_>| {
            let done = deeds::perform(tx, &mut lock(&world), &entries[at]);
            if let Some(next) = entries.get(at + 1) {
                set(&clock, next.at);
            }
            done
        };
        store.submit(caller, work, move |outcome| drop(tell.send(outcome)));
    }
    drop(tell);
    told.iter().collect()
}

fn lock(world: &Mutex<World>) -> std::sync::MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

fn set(clock: &Clock, at: DateTime<Utc>) {
    let by: TimeDelta = at - clock.now();
    clock.advance(by);
}
