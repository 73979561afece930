use super::*;
use crate::Store;
use crate::rig::Rig;

fn attempt(account: u8, address: u8) -> Attempt {
    Attempt {
        account: [account; 32],
        address: [address; 32],
    }
}

fn try_at(store: &Store, rig: &Rig, attempt: Attempt) -> Result<Counted, Option<u32>> {
    let outcome = store.write(rig.caller(), move |tx| count(tx, &attempt));
    outcome.map_err(|error| match error {
        Error::Refused(Refusal::TooManyAttempts { retry_after }) => Some(retry_after),
        _ => None,
    })
}

fn try_it(rig: &Rig, account: u8, address: u8) -> Result<Counted, Option<u32>> {
    try_at(&rig.store, rig, attempt(account, address))
}

#[test]
fn the_eleventh_guess_is_refused_also_by_another_process() {
    let rig = Rig::new();
    for guess in 1..=10 {
        assert!(try_it(&rig, 1, 1).is_ok(), "{guess}");
    }
    assert!(try_it(&rig, 1, 1).is_err());
    assert!(try_at(&rig.second(), &rig, attempt(1, 1)).is_err());
    // Another account is not concerned.
    assert!(try_it(&rig, 2, 1).is_ok());
}

#[test]
fn no_fifteen_minutes_hold_more_than_ten_guesses_and_then_the_door_opens_again() {
    let rig = Rig::new();
    rig.clock.advance(TimeDelta::seconds(59));
    for _ in 0..10 {
        try_it(&rig, 1, 1).unwrap();
    }
    rig.clock
        .advance(TimeDelta::minutes(15) - TimeDelta::seconds(1));
    let wait = try_it(&rig, 1, 1).unwrap_err().unwrap();
    assert!((1..=61).contains(&wait), "{wait}");
    rig.clock.advance(TimeDelta::seconds(i64::from(wait)));
    assert!(try_it(&rig, 1, 1).is_ok());
}

#[test]
fn knocking_at_a_closed_door_does_not_keep_it_closed() {
    let rig = Rig::new();
    let mut let_in = Vec::new();
    for knock in 0..17 * 6 {
        if try_it(&rig, 1, 1).is_ok() {
            let_in.push(knock / 6);
        }
        rig.clock.advance(TimeDelta::seconds(10));
    }
    // Ten in the first two minutes, and as many again when those minutes are over.
    assert_eq!(
        let_in,
        [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 16, 16, 16, 16, 16, 16]
    );
}

#[test]
fn the_owner_still_gets_in_from_a_clean_address() {
    let rig = Rig::new();
    for _ in 0..10 {
        try_it(&rig, 1, 1).unwrap();
    }
    assert!(try_it(&rig, 1, 1).is_err());
    let owner = try_it(&rig, 1, 2).unwrap();
    rig.write(move |tx| give_back(tx, &owner)).unwrap();
    // The password was right, so the address stays clean.
    assert!(try_it(&rig, 1, 2).is_ok());
    // This one was not given back: now the address is no longer clean.
    assert!(try_it(&rig, 1, 2).is_err());
}

#[test]
fn an_army_of_clean_addresses_gets_ten_guesses_more_and_no_further() {
    let rig = Rig::new();
    let let_in = (1..=200).filter(|address| try_it(&rig, 1, *address).is_ok());
    assert_eq!(let_in.count(), 20);
}

#[test]
fn an_address_that_sprays_many_accounts_is_stopped() {
    let rig = Rig::new();
    let let_in = (1..=200).filter(|account| try_it(&rig, *account, 1).is_ok());
    assert_eq!(let_in.count(), 100);
    assert!(try_it(&rig, 201, 2).is_ok());
}

#[test]
fn right_passwords_use_nothing_up() {
    let rig = Rig::new();
    for _ in 0..30 {
        let counted = try_it(&rig, 1, 1).unwrap();
        rig.write(move |tx| give_back(tx, &counted)).unwrap();
    }
}

#[test]
fn forty_guesses_at_once_in_two_processes_get_ten() {
    let rig = Rig::new();
    let stores = [rig.store.clone(), rig.second()];
    let all: Vec<_> = (0..40)
        .map(|number| {
            let store = stores[number % 2].clone();
            let caller = rig.caller();
            std::thread::spawn(move || store.write(caller, |tx| count(tx, &attempt(1, 1))).is_ok())
        })
        .collect();
    let let_in = all.into_iter().filter_map(|one| one.join().ok());
    assert_eq!(let_in.filter(|let_in| *let_in).count(), 10);
}

#[test]
fn windows_that_are_over_are_forgotten() {
    let rig = Rig::new();
    try_it(&rig, 1, 1).unwrap();
    rig.clock.advance(TimeDelta::minutes(15));
    assert_eq!(rig.write(purge).unwrap(), 0);
    rig.clock.advance(TimeDelta::minutes(3));
    assert_eq!(rig.write(purge).unwrap(), 3);
}
