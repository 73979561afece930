//! Everything that CI runs, in the order in which failures are cheapest to find.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::command::run as execute;
use crate::failure::Failure;
use crate::system::{Missing, on_path};
use crate::workspace::Workspace;
use crate::{api_lint, dependencies, left_out, openapi, postgres, provider, rig};

/// How a step ended, when it did not fail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    /// Not done, or not all of it, and why.
    Skipped(String),
}

/// The engines that stories run on, as their files are called.
pub(crate) const SQLITE: &str = "sqlite";
pub(crate) const POSTGRESQL: &str = "postgresql";

/// What every step may need.
struct Setting<'a> {
    workspace: &'a Workspace,
    missing: Missing,
}

struct Step {
    name: &'static str,
    run: fn(&Setting<'_>) -> Result<Outcome, Failure>,
}

/// Commands that build select the whole workspace, so that one set of features is compiled once.
const STEPS: [Step; 13] = [
    Step {
        name: "formatting",
        run: |s| cargo(s, "fmt --all --check"),
    },
    Step {
        name: "clippy",
        run: |s| {
            cargo(
                s,
                "clippy --locked --workspace --all-targets -- -D warnings",
            )
        },
    },
    Step {
        name: "documentation",
        run: documentation,
    },
    Step {
        name: "the percorso binary, which stories start and kill",
        run: |s| cargo(s, "build --locked --workspace --bin percorso"),
    },
    Step {
        name: "tests of domain, persistence, api and xtask",
        run: unit_tests,
    },
    Step {
        name: "the OpenID provider, at which stories sign in",
        run: |s| provider::install(s.workspace, s.missing),
    },
    Step {
        name: "strace, with which stories count and break syncs",
        run: strace,
    },
    Step {
        name: "stories on SQLite",
        run: stories_on_sqlite,
    },
    Step {
        name: "stories on PostgreSQL",
        run: stories_on_postgres,
    },
    Step {
        name: "openapi.json is current",
        run: |s| openapi::compare(s.workspace).map(|()| Outcome::Passed),
    },
    Step {
        name: "api-lint",
        run: |s| api_lint::run(s.workspace, Path::new(openapi::DOCUMENT), s.missing),
    },
    Step {
        name: "licences, bans, sources and advisories",
        run: |s| dependencies::deny(s.workspace, s.missing),
    },
    Step {
        name: "unused dependencies",
        run: |s| dependencies::machete(s.workspace, s.missing),
    },
];

/// Runs every step; stops at the first that fails and says which.
pub(crate) fn run(workspace: &Workspace, missing: Missing) -> Result<(), Failure> {
    walk(&STEPS, &Setting { workspace, missing })
}

fn walk(steps: &[Step], setting: &Setting<'_>) -> Result<(), Failure> {
    let begin = Instant::now();
    let mut skipped = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        eprintln!("\n[{}/{}] {}", index + 1, steps.len(), step.name);
        let started = Instant::now();
        let outcome = (step.run)(setting);
        let took = seconds(started.elapsed());
        match outcome {
            Ok(Outcome::Passed) => eprintln!("passed in {took}"),
            Ok(Outcome::Skipped(why)) => {
                eprintln!("skipped after {took}: {why}");
                skipped.push(format!("  {}: {why}", step.name));
            }
            Err(failure) => {
                return Err(Failure::new(format!(
                    "the check stopped after {took} at step {}, {}: {failure}",
                    index + 1,
                    step.name
                )));
            }
        }
    }
    eprintln!("\n{}", summary(steps.len(), begin.elapsed(), &skipped));
    Ok(())
}

/// What a reader of the last lines must know: a skipped step is never called passed.
fn summary(steps: usize, took: Duration, skipped: &[String]) -> String {
    let took = seconds(took);
    if skipped.is_empty() {
        return format!("all {steps} steps passed in {took}");
    }
    format!(
        "{} of {steps} steps passed in {took}; NOT CHECKED HERE, at least in part:\n{}",
        steps - skipped.len(),
        skipped.join("\n")
    )
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

fn cargo(setting: &Setting<'_>, arguments: &str) -> Result<Outcome, Failure> {
    execute(&mut setting.workspace.cargo(arguments))?;
    Ok(Outcome::Passed)
}

fn documentation(setting: &Setting<'_>) -> Result<Outcome, Failure> {
    execute(
        setting
            .workspace
            .cargo("doc --locked --workspace --no-deps --document-private-items")
            .env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    Ok(Outcome::Passed)
}

/// The crates' own tests; the `tests` package has no library and no binary, so it stays out here.
fn unit_tests(setting: &Setting<'_>) -> Result<Outcome, Failure> {
    let cargo = |arguments| {
        let mut command = setting.workspace.cargo(arguments);
        execute(command.env_remove(postgres::ADDRESS))
    };
    cargo("test --locked --workspace --lib --bins")?;
    cargo("test --locked --workspace --doc")?;
    Ok(Outcome::Passed)
}

/// Without npm the stories of the real provider are left out; the step before them says so. Without
/// strace those that count syncs are, and their own step says so.
fn stories(setting: &Setting<'_>) -> std::process::Command {
    let mut stories = setting
        .workspace
        .cargo("test --locked --workspace --test it --");
    if !setting.workspace.tools().join("provider").is_dir() {
        stories.args(["--skip", "real_provider::"]);
    }
    if on_path("strace").is_none() {
        stories.args(["--skip", rig::TRACED]);
    }
    stories
}

fn strace(setting: &Setting<'_>) -> Result<Outcome, Failure> {
    Ok(match rig::strace(setting.missing)? {
        None => Outcome::Passed,
        Some(why) => Outcome::Skipped(why),
    })
}

fn stories_on_sqlite(setting: &Setting<'_>) -> Result<Outcome, Failure> {
    let mut stories = stories(setting);
    let noted = left_out::noted(&mut stories, setting.workspace, SQLITE)?;
    execute(noted.env_remove(postgres::ADDRESS))?;
    Ok(Outcome::Passed)
}

fn stories_on_postgres(setting: &Setting<'_>) -> Result<Outcome, Failure> {
    let left = |engines: &[&str]| left_out::everywhere(setting.workspace, engines);
    let Some(server) = postgres::Server::find(setting.missing)? else {
        let also = left(&[SQLITE])?.map_or_else(String::new, |left| format!("; {left}"));
        return Ok(Outcome::Skipped(postgres::missing() + &also));
    };
    let mut stories = stories(setting);
    let noted = left_out::noted(&mut stories, setting.workspace, POSTGRESQL)?;
    execute(noted.env(postgres::ADDRESS, server.address()))?;
    Ok(left(&[SQLITE, POSTGRESQL])?.map_or(Outcome::Passed, Outcome::Skipped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_with_a_skipped_step_does_not_say_that_all_passed() {
        let skipped = vec!["  api-lint: OAS_RULES is not set".to_owned()];
        let text = summary(11, Duration::from_millis(1500), &skipped);
        assert!(text.starts_with("10 of 11 steps passed in 1.5 s"), "{text}");
        assert!(
            text.ends_with("\n  api-lint: OAS_RULES is not set"),
            "{text}"
        );
    }

    #[test]
    fn the_first_failure_stops_the_check_and_is_named() {
        let steps = [
            Step {
                name: "first",
                run: |_| Ok(Outcome::Passed),
            },
            Step {
                name: "second",
                run: |_| Err(Failure::new("it is broken")),
            },
            Step {
                name: "third",
                run: |_| Err(Failure::new("this must not run")),
            },
        ];
        let workspace = Workspace::find().unwrap();
        let setting = Setting {
            workspace: &workspace,
            missing: Missing::Report,
        };
        let failure = walk(&steps, &setting).unwrap_err().to_string();
        assert!(failure.contains("at step 2, second"), "{failure}");
        assert!(failure.ends_with("it is broken"), "{failure}");
    }
}
