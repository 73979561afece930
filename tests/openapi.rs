//! The document of the API, and the words for everything that it may say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use api::http::ProblemCode;
use api::texts::{Language, text};
use domain::event::FactKind;
use domain::kernel::tax_code::CheckCode;
use strum::{IntoEnumIterator, VariantNames};

use crate::support::process::run;
use crate::support::{Database, TestApp};

#[test]
fn the_document_in_the_repository_is_the_one_that_is_served() {
    let database = Database::seeded();
    let said = run(&database, &["openapi"]);
    assert!(said.status.success());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openapi.json");
    let kept = std::fs::read(&path).unwrap_or_default();
    assert!(
        kept == said.stdout,
        "{} is not current: cargo xtask openapi",
        path.display()
    );
    let app = TestApp::start();
    let served = app.stranger().get("/openapi.json").ok(200);
    let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap();
    assert_eq!(served, kept);
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut waiting: Vec<PathBuf> = ["api/src", "domain/src", "persistence/src"]
        .iter()
        .map(|folder| root.join(folder))
        .collect();
    let mut files = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs")
                && !path.ends_with("tests.rs")
                && !path.iter().any(|part| part == "tests")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                files.push((path, product.to_owned()));
            }
        }
    }
    assert!(files.len() > 50);
    files
}

/// The codes given to the calls that `begin` names: the last text in quotes among the arguments.
fn codes_in_calls(source: &str, begin: &str) -> Vec<String> {
    let mut codes = Vec::new();
    for rest in source.split(begin).skip(1) {
        let mut depth = 1;
        let arguments: String = rest
            .chars()
            .take_while(|c| {
                depth += i32::from(*c == '(') - i32::from(*c == ')');
                depth > 0
            })
            .collect();
        let code = arguments.rsplit('"').nth(1).unwrap_or("");
        let is_code = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if !code.is_empty() && code.bytes().all(is_code) {
            codes.push(code.to_owned());
        }
    }
    codes
}

fn missing(keys: impl IntoIterator<Item = String>, attribute: Option<&str>) -> Vec<String> {
    let mut missing = BTreeSet::new();
    for key in keys {
        for language in [Language::Italian, Language::English] {
            if text(language, &key, attribute, &[]).is_none() {
                missing.insert(format!("{} {key}", language.tag()));
            }
        }
    }
    missing.into_iter().collect()
}

#[test]
fn every_problem_has_words_in_both_languages() {
    let keys: Vec<String> = ProblemCode::iter()
        .map(|code| format!("problem-{}", code.as_str()))
        .collect();
    assert_eq!(missing(keys.clone(), None), [""; 0]);
    assert_eq!(missing(keys, Some("detail")), [""; 0]);
}

#[test]
fn every_fault_has_words_in_both_languages() {
    let mut codes = BTreeSet::new();
    for (path, source) in sources() {
        // What only the operator hears of, or only who builds the product: never in an answer.
        let within = [
            "identity/token",
            "identity/keys",
            "identity/providers",
            "identity/secret",
            "rulebook",
        ];
        if within
            .iter()
            .any(|place| path.to_string_lossy().contains(place))
        {
            continue;
        }
        for begin in [
            "Fault::new(",
            "Problem::parameter(",
            "Refusal::invalid(",
            "ValidationError::new(",
            ".stop(",
            "faults.tell(",
        ] {
            codes.extend(codes_in_calls(&source, begin));
        }
    }
    // Made by the validator crate and by the look over a body, not named where we call them.
    for code in ["length", "range", "null", "malformed_json", "unknown_code"] {
        codes.insert(code.to_owned());
    }
    assert!(codes.len() > 30, "{codes:?}");
    let keys = codes.iter().map(|code| format!("fault-{code}"));
    assert_eq!(missing(keys, None), [""; 0]);
}

#[test]
fn every_rule_has_words_in_both_languages() {
    let mut rules = BTreeSet::new();
    for (_, source) in sources() {
        for begin in ["Finding::", "Rule::new("] {
            for rest in source.split(begin).skip(1) {
                let literal = rest
                    .split(';')
                    .next()
                    .and_then(|call| call.split('"').nth(1));
                let rule = literal.filter(|rule| {
                    rule.contains('.')
                        && rule
                            .bytes()
                            .all(|b| b.is_ascii_lowercase() || b"._-".contains(&b))
                });
                rules.extend(rule.map(|rule| format!("rule-{}", rule.replace('.', "-"))));
            }
        }
    }
    assert_eq!(missing(rules, None), [""; 0]);
}

#[test]
fn every_verdict_on_a_tax_code_has_words_in_both_languages() {
    let keys = CheckCode::VARIANTS
        .iter()
        .map(|code| format!("check-{code}"));
    assert_eq!(missing(keys, None), [""; 0]);
}

#[test]
fn every_kind_of_fact_has_words_in_both_languages() {
    let keys = FactKind::iter().map(|kind| format!("event-{kind}"));
    assert_eq!(missing(keys, None), [""; 0]);
}
