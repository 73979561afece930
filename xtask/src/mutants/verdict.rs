//! What a run of tests says of a fault: noticed by an assertion, or merely in the way.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::family;
use crate::failure::Failure;

/// How long the tests of one fault may take: who waits for ever has noticed nothing.
const PATIENCE: Duration = Duration::from_mins(20);

/// How a fault ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// This test failed, because what it asserts did not hold.
    Killed(String),
    Survived,
    /// Tests failed or did not end, and none of them by an assertion: why.
    Unclear(String),
}

/// Runs the tests and says what became of the fault; what they write is kept in the file `told`.
pub(super) fn of(tests: &mut Command, told: &Path, tree: &Path) -> Result<Fate, Failure> {
    let file = File::create(told).map_err(Failure::of("keeping what the tests say"))?;
    let errors = file.try_clone();
    let errors = errors.map_err(Failure::of("keeping what the tests say"))?;
    tests.stdin(Stdio::null()).stdout(file).stderr(errors);
    let Some(status) = ended(tests)? else {
        return Ok(Fate::Unclear(format!(
            "the tests did not end in {} minutes",
            PATIENCE.as_secs() / 60
        )));
    };
    let said = fs::read(told).map_err(Failure::of("reading what the tests say"))?;
    Ok(judge(&String::from_utf8_lossy(&said), status, |place| {
        line(tree, place)
    }))
}

/// How the tests ended; nothing where they had to be ended.
fn ended(tests: &mut Command) -> Result<Option<ExitStatus>, Failure> {
    let failed = "waiting for the tests";
    let begun = Instant::now();
    let mut child = tests.spawn().map_err(Failure::of("starting the tests"))?;
    while begun.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().map_err(Failure::of(failed))? {
            return Ok(Some(status));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    family::end(&mut child)?;
    Ok(None)
}

fn judge(said: &str, status: ExitStatus, line: impl Fn(&str) -> Option<String>) -> Fate {
    let sections = sections(said);
    let noticed = sections
        .iter()
        .find(|(_, text)| panics(text).any(|(place, why)| asserts(&line, place, why)));
    match noticed {
        _ if ran(said) == 0 => Fate::Unclear("no test ran".to_owned()),
        _ if status.success() => Fate::Survived,
        Some((name, _)) => Fate::Killed((*name).to_owned()),
        None => {
            let names: Vec<&str> = sections.iter().map(|(name, _)| *name).collect();
            Fate::Unclear(format!("failed without an assertion: {}", names.join(", ")))
        }
    }
}

/// How many tests ran, in all binaries.
fn ran(said: &str) -> u64 {
    let results = said.lines().filter(|line| line.starts_with("test result:"));
    let numbers = results.flat_map(|line| line.split([';', '.']));
    numbers
        .filter_map(|part| {
            let part = part.trim();
            let number = part
                .strip_suffix(" passed")
                .or_else(|| part.strip_suffix(" failed"))?;
            number.rsplit(' ').next()?.parse::<u64>().ok()
        })
        .sum()
}

/// The tests that failed, with what each wrote.
fn sections(said: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for part in said.split("\n---- ").skip(1) {
        if let Some((name, text)) = part.split_once(" stdout ----\n") {
            let end = text.find("\nfailures:\n").unwrap_or(text.len());
            found.push((name, &text[..end]));
        }
    }
    found
}

/// Where each panic was, and what it said first.
fn panics(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(" panicked at ").skip(1).filter_map(|panic| {
        let (place, why) = panic.split_once(":\n")?;
        Some((place, why.lines().next().unwrap_or_default()))
    })
}

/// Whether a panic is an assertion of a test: it says so itself, or stands where one is written.
/// So it is where a refusal was to come and did not. What `unwrap` and the like say else is a test
/// that fell over. What a property says of its smallest counterexample it says behind two words.
fn asserts(line: impl Fn(&str) -> Option<String>, place: &str, why: &str) -> bool {
    let why = why.strip_prefix("Test failed: ").unwrap_or(why);
    let fell = why.starts_with("called `");
    let written = || line(place).is_some_and(|line| line.contains("assert"));
    let unrefused = why.starts_with("called `Result::unwrap_err()`");
    why.starts_with("assertion ") || unrefused || (!fell && written())
}

/// The line of the tree at a place such as `tests/lists.rs:33:9`.
fn line(tree: &Path, place: &str) -> Option<String> {
    let mut parts = place.rsplitn(3, ':').skip(1);
    let number: usize = parts.next()?.parse().ok()?;
    let path: PathBuf = tree.join(parts.next()?);
    let text = fs::read_to_string(path).ok()?;
    text.lines().nth(number.checked_sub(1)?).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    const FAILED: &str = "test result: FAILED. 3 passed; 1 failed; 0 ignored;\n";

    fn said(why: &str) -> String {
        format!(
            "\nfailures:\n\n---- lists::pages stdout ----\n\n\
             thread 'lists::pages' (7) panicked at tests/lists.rs:33:9:\n{why}\n\n\
             failures:\n    lists::pages\n\n{FAILED}"
        )
    }

    fn fate(said: &str, code: i32, written: &str) -> Fate {
        judge(said, ExitStatus::from_raw(code << 8), |place| {
            assert_eq!(place, "tests/lists.rs:33:9");
            Some(written.to_owned())
        })
    }

    #[test]
    fn an_assertion_that_failed_kills_and_names_the_test() {
        let killed = Fate::Killed("lists::pages".to_owned());
        let spoken = said("assertion `left == right` failed\n  left: 1\n right: 2");
        assert_eq!(fate(&spoken, 101, "answer.ok(200);"), killed);
        let unrefused = said("called `Result::unwrap_err()` on an `Ok` value: ()");
        assert_eq!(fate(&unrefused, 101, "told.unwrap_err();"), killed);
        let property = said("Test failed: assertion failed: verifier.verify(&token).is_err()");
        assert_eq!(fate(&property, 101, "proptest! {"), killed);
        let worded = said("two of them were let in");
        assert_eq!(fate(&worded, 101, "    assert!(one, \"{many}\");"), killed);
    }

    #[test]
    fn a_test_that_fell_over_has_noticed_nothing() {
        let fell = said("called `Result::unwrap()` on an `Err` value: Os { code: 111 }");
        let fate = fate(&fell, 101, "let answer = client.ask().unwrap();");
        let Fate::Unclear(why) = fate else {
            panic!("{fate:?}")
        };
        assert!(why.ends_with("lists::pages"), "{why}");
    }

    #[test]
    fn tests_that_did_not_run_or_did_not_fail_notice_nothing_either() {
        let passed = "test result: ok. 4 passed; 0 failed; 0 ignored;\n";
        assert_eq!(fate(passed, 0, ""), Fate::Survived);
        let none = "test result: ok. 0 passed; 0 failed; 0 ignored;\n";
        assert!(matches!(fate(none, 0, ""), Fate::Unclear(_)));
        let unbuilt = "error[E0425]: cannot find value\n";
        assert!(matches!(fate(unbuilt, 101, ""), Fate::Unclear(_)));
    }
}
