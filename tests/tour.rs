//! The tour of the README, taken word for word: its commands in a shell, its answers compared.

use std::process::Command;

use serde_json::Value;

use super::demo::{PASSWORD, demo_command};
use super::support::Database;
use super::support::process::Process;

const README: &str = include_str!("../README.md");
/// What stands between the outputs of two steps.
const STEP: &str = "=== next step ===";

/// The shell blocks of the README with the answer that each shows, if it shows one.
fn steps() -> Vec<(String, Option<Value>)> {
    let mut steps: Vec<(String, Option<Value>)> = Vec::new();
    let mut fences = README.split("\n```");
    fences.next();
    // Opening and closing fences take turns.
    for block in fences.step_by(2) {
        let (language, text) = block.split_once('\n').unwrap();
        match language {
            "bash" => steps.push((text.to_owned(), None)),
            "json" => steps.last_mut().unwrap().1 = Some(serde_json::from_str(text).unwrap()),
            _ => {}
        }
    }
    steps
}

/// Whether `heard` says all that `shown` says; it may say more.
fn says(heard: &Value, shown: &Value) -> bool {
    match (heard, shown) {
        (Value::Object(heard), Value::Object(shown)) => shown
            .iter()
            .all(|(name, shown)| heard.get(name).is_some_and(|heard| says(heard, shown))),
        (Value::Array(heard), Value::Array(shown)) => {
            heard.len() == shown.len() && heard.iter().zip(shown).all(|(h, s)| says(h, s))
        }
        (heard, shown) => heard == shown,
    }
}

#[test]
fn the_tour_of_the_readme_leads_from_the_desk_to_an_open_case() {
    let database = Database::empty();
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(demo_command(&database, folder.path()));
    let steps = steps();
    assert!(steps.len() > 6, "the tour got lost");
    let mut script = String::new();
    for (shell, _) in &steps {
        script.extend([shell.as_str(), "\nprintf '\\n", STEP, "\\n'\n"]);
    }
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .env(
            "API",
            format!("http://{}/rest/employment/v1", process.address),
        )
        .env("PERCORSO_DEMO_PASSWORD", PASSWORD)
        .output()
        .expect("the tour needs bash and curl");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let heard = String::from_utf8(output.stdout).unwrap();
    let heard: Vec<&str> = heard.split(STEP).collect();
    for ((shell, shown), heard) in steps.iter().zip(heard) {
        let Some(shown) = shown else { continue };
        let answer: Value =
            serde_json::from_str(heard.trim()).unwrap_or_else(|_| panic!("{shell}\n{heard}"));
        assert!(
            says(&answer, shown),
            "{shell}\n{answer:#}\nis not\n{shown:#}"
        );
    }
}
