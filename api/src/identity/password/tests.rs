use std::sync::Arc;
use std::time::Duration;

use super::{HashFault, Hasher, NewPassword, Parameters};

const EMAIL: &str = "lucia.bianchi@comune.example";
const GOOD: &str = "tre civette sul comò";
/// The same, as a system types it that composes accents from two code points.
const GOOD_DECOMPOSED: &str = "tre civette sul como\u{300}";

/// Cheap, so that the tests are quick; the price itself has its own test.
fn hasher(cores: usize) -> Hasher {
    Hasher::new(
        Parameters {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        },
        cores,
    )
    .unwrap()
}

fn refusal(password: &str) -> Option<&'static str> {
    NewPassword::chosen(password, EMAIL)
        .err()
        .map(|fault| fault.code)
}

#[tokio::test]
async fn a_stored_hash_says_the_price_of_the_decision() {
    let hasher = Hasher::new(Parameters::default(), 1).unwrap();
    let phc = hasher
        .hash(&NewPassword::chosen(GOOD, EMAIL).unwrap())
        .await
        .unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
    let parts: Vec<_> = phc.split('$').collect();
    // 16 bytes of salt and 32 of hash, in base64 without padding.
    assert_eq!((parts[4].len(), parts[5].len()), (22, 43));
    assert!(hasher.verify_or_dummy(Some(&phc), GOOD).await.unwrap());
}

#[tokio::test]
async fn two_hashes_of_one_password_differ() {
    let hasher = hasher(1);
    let password = NewPassword::chosen(GOOD, EMAIL).unwrap();
    assert_ne!(
        hasher.hash(&password).await.unwrap(),
        hasher.hash(&password).await.unwrap()
    );
}

#[tokio::test]
async fn every_login_costs_exactly_one_hash() {
    let hasher = hasher(1);
    let password = NewPassword::chosen(GOOD, EMAIL).unwrap();
    let current = hasher.hash(&password).await.unwrap();
    let cheaper = Parameters {
        memory_kib: 32,
        passes: 1,
        lanes: 1,
    };
    let legacy = Hasher::new(cheaper, 1)
        .unwrap()
        .hash(&password)
        .await
        .unwrap();
    let long = "x".repeat(129);
    let huge = "x".repeat(1024 * 1024);
    let dear = current.replace("m=64", "m=4194304");
    let cases = [
        ("known, right", Some(current.as_str()), GOOD, true),
        (
            "known, right, typed elsewhere",
            Some(&current),
            GOOD_DECOMPOSED,
            true,
        ),
        ("known, wrong", Some(&current), "quattro civette", false),
        ("unknown or disabled", None, GOOD, false),
        ("empty", Some(&current), "", false),
        ("over-long", Some(&current), &long, false),
        ("over-long by far", Some(&current), &huge, false),
        ("unknown and over-long", None, &huge, false),
        ("unknown and empty", None, "", false),
        ("legacy, right", Some(&legacy), GOOD, true),
        ("legacy, wrong", Some(&legacy), "quattro civette", false),
        (
            "of another kind",
            Some("$2b$12$abcdefghijklmnopqrstuv"),
            GOOD,
            false,
        ),
        ("too dear to compute", Some(&dear), GOOD, false),
        ("damaged", Some(&current[..60]), GOOD, false),
        ("without a hash", Some(""), "", false),
    ];
    for (name, stored, given, right) in cases {
        let before = hasher.computations();
        assert_eq!(
            hasher.verify_or_dummy(stored, given).await,
            Ok(right),
            "{name}"
        );
        assert_eq!(hasher.computations() - before, 1, "{name}");
    }
}

#[tokio::test]
async fn a_hash_of_other_parameters_is_replaced_at_the_next_login() {
    let old = hasher(1);
    let new = Hasher::new(
        Parameters {
            memory_kib: 128,
            passes: 1,
            lanes: 1,
        },
        1,
    )
    .unwrap();
    let legacy = old
        .hash(&NewPassword::chosen(GOOD, EMAIL).unwrap())
        .await
        .unwrap();
    assert!(!old.needs_rehash(&legacy));
    assert!(new.needs_rehash(&legacy));
    assert!(new.needs_rehash("no hash at all"));
    let current = new.rehash(GOOD).await.unwrap();
    assert!(!new.needs_rehash(&current));
    assert_eq!(new.verify_or_dummy(Some(&current), GOOD).await, Ok(true));
}

#[tokio::test]
async fn beyond_the_queue_the_answer_is_busy_and_later_it_works_again() {
    let slow = Hasher::new(
        Parameters {
            memory_kib: 8192,
            passes: 2,
            lanes: 1,
        },
        1,
    )
    .unwrap();
    let slow = Arc::new(slow);
    let logins: Vec<_> = (0..40)
        .map(|_| {
            let hasher = Arc::clone(&slow);
            tokio::spawn(async move { hasher.verify_or_dummy(None, GOOD).await })
        })
        .collect();
    let mut busy = 0;
    for login in logins {
        if login.await.unwrap() == Err(HashFault::Busy) {
            busy += 1;
        }
    }
    assert_eq!(busy, 40 - 1 - 32);
    assert_eq!(slow.verify_or_dummy(None, GOOD).await, Ok(false));
}

#[tokio::test]
async fn a_client_that_hangs_up_keeps_its_place_until_the_hash_is_done() {
    let slow = Hasher::new(
        Parameters {
            memory_kib: 19_456,
            passes: 3,
            lanes: 1,
        },
        1,
    )
    .unwrap();
    let hung_up =
        tokio::time::timeout(Duration::from_millis(1), slow.verify_or_dummy(None, GOOD)).await;
    assert!(hung_up.is_err());
    assert_eq!(slow.idle_cores(), 0);
    assert_eq!(slow.verify_or_dummy(None, GOOD).await, Ok(false));
    assert_eq!((slow.computations(), slow.idle_cores()), (2, 1));
}

#[test]
fn length_is_counted_in_characters() {
    assert_eq!(refusal("undici cara"), Some("password_too_short"));
    assert_eq!(refusal("àèìòùàèìòùà"), Some("password_too_short"));
    assert_eq!(refusal("dodici carat"), None);
    let long: String = ('!'..='~').cycle().step_by(7).take(128).collect();
    assert_eq!(refusal(&long), None);
    assert_eq!(refusal(&format!("{long}x")), Some("password_too_long"));
    assert_eq!(refusal(&"x".repeat(1024 * 1024)), Some("password_too_long"));
}

#[test]
fn what_everybody_would_try_first_is_refused() {
    for guessable in [
        "qwerty123456",
        "QWERTY123456",
        "123456789012",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "juventusjuventus",
        "ｑｗｅｒｔｙ１２３４５６",
        "administrator",
        "P@ssw0rd!2026",
        "iloveyou1980",
        "Percorso2026!",
        "percorsopercorso",
        "Lucia.Bianchi1",
        "Lucia.Bianchi@comune.example",
    ] {
        assert_eq!(
            refusal(guessable),
            Some("password_guessable"),
            "{guessable}"
        );
    }
}

#[test]
fn a_password_made_for_somebody_passes_and_is_made_once() {
    let [one, other] = [(); 2].map(|()| NewPassword::single_use().unwrap());
    assert_eq!(refusal(one.expose()), None);
    assert_eq!(one.expose().len(), 27);
    assert_ne!(one.expose(), other.expose());
}

#[test]
fn a_password_of_the_longest_kind_is_judged_in_no_time() {
    for text in ["aA1!".repeat(32), "qwerty".repeat(21), "1".repeat(128)] {
        let begun = std::time::Instant::now();
        let judged = NewPassword::chosen(&text, EMAIL);
        assert!(judged.is_err(), "{text}");
        assert!(begun.elapsed() < Duration::from_secs(1), "{text}");
    }
}

#[test]
fn a_sentence_or_a_generated_password_is_welcome() {
    for good in [
        GOOD,
        "correct horse battery staple",
        "kV9$wq2!Lm7#",
        "839 20 174 63 52 91",
    ] {
        assert_eq!(refusal(good), None, "{good}");
    }
    // A local part of one letter is found everywhere and forbids nothing.
    assert!(NewPassword::chosen(GOOD, "t@comune.example").is_ok());
}

#[test]
fn a_chosen_password_is_not_printed() {
    assert_eq!(format!("{:?}", NewPassword::chosen(GOOD, EMAIL)), "Ok(***)");
}
