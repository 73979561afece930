//! What the pages for engineers name is there: the stories that prove what, and the files.

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

/// The paths in code quotes, as far as they name one file or folder.
fn paths(page: &str) -> Vec<&str> {
    let folders = [
        "api/",
        "docs/",
        "domain/",
        "migrations/",
        "openapi/",
        "persistence/",
        "tests/",
    ];
    // A placeholder, a choice, or the example of a checklist.
    let open = ['<', '{', '*', ' '];
    let quoted = page.split('`').skip(1).step_by(2);
    quoted
        .filter(|text| folders.iter().any(|folder| text.starts_with(folder)))
        .filter(|text| !text.contains(open) && !text.contains("job_clubs"))
        .collect()
}

#[test]
fn every_file_that_the_pages_for_engineers_name_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        let named = paths(&text);
        assert!(named.len() > 10, "{page}: {named:?}");
        let missing = named.iter().filter(|path| !root.join(path).exists());
        let missing: Vec<_> = missing.collect();
        assert!(missing.is_empty(), "{page}: {missing:?}");
    }
}
