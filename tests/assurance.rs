//! The page that says which story proves what names only stories that are there.

use std::path::Path;
use std::process::Command;

/// The names in code quotes that look like stories, shortened where the page shortens them.
fn named(page: &str) -> Vec<&str> {
    let quoted = page.split('`').skip(1).step_by(2);
    quoted
        .filter(|text| text.contains("::") && !text.contains(' '))
        .map(|text| text.trim_end_matches('…'))
        .collect()
}

#[test]
fn every_proof_that_the_page_names_is_there() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/assurance.md");
    let page = std::fs::read_to_string(path).unwrap();
    let own = std::env::current_exe().unwrap();
    let listed = Command::new(own).arg("--list").output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let named = named(&page);
    assert!(named.len() > 40, "{named:?}");
    let missing: Vec<_> = named
        .iter()
        .filter(|name| !listed.contains(**name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
