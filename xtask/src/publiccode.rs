//! `publiccode.yml` as the catalogue of reusable software demands it (publiccode.yml 0.7).

use saphyr::{LoadableYamlNode, Yaml};

const TEXT: &str = include_str!("../../publiccode.yml");
const MANIFEST: &str = include_str!("../../Cargo.toml");

fn document() -> Yaml<'static> {
    let mut documents = Yaml::load_from_str(TEXT).unwrap();
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// The value at `path`, whose keys are parted by dots.
fn at<'a>(document: &'a Yaml<'static>, path: &str) -> Option<&'a Yaml<'static>> {
    path.split('.')
        .try_fold(document, |node, key| node.as_mapping_get(key))
}

fn text<'a>(document: &'a Yaml<'static>, path: &str) -> &'a str {
    at(document, path)
        .and_then(Yaml::as_str)
        .unwrap_or_else(|| panic!("{path} is not a text"))
}

fn list<'a>(document: &'a Yaml<'static>, path: &str) -> &'a [Yaml<'static>] {
    let items = at(document, path)
        .and_then(Yaml::as_vec)
        .unwrap_or_else(|| panic!("{path} is not a list"));
    assert!(!items.is_empty(), "{path} is empty");
    items
}

#[test]
fn every_mandatory_key_has_a_value_of_its_vocabulary() {
    let document = document();
    assert_eq!(text(&document, "publiccodeYmlVersion"), "0.7");
    assert_eq!(text(&document, "softwareType"), "standalone/backend");
    assert_eq!(text(&document, "legal.license"), "EUPL-1.2");
    assert!(text(&document, "url").starts_with("https://"));
    assert!(!text(&document, "name").is_empty());
    assert_eq!(list(&document, "platforms")[0].as_str(), Some("web"));
    let status = text(&document, "developmentStatus");
    assert!(
        ["concept", "development", "beta", "stable", "obsolete"].contains(&status),
        "{status}"
    );
}

#[test]
fn descriptions_in_both_languages_keep_the_lengths_of_the_standard() {
    let document = document();
    for language in ["it", "en"] {
        let part = |key| format!("description.{language}.{key}");
        let short = text(&document, &part("shortDescription")).chars().count();
        assert!((1..=150).contains(&short), "{language}: {short}");
        let long = text(&document, &part("longDescription")).chars().count();
        assert!((150..=10_000).contains(&long), "{language}: {long}");
        for feature in list(&document, &part("features")) {
            let length = feature.as_str().unwrap().chars().count();
            assert!((1..=100).contains(&length), "{language}: {length}");
        }
    }
}

#[test]
fn maintenance_names_a_contact_and_localisation_says_its_languages() {
    let document = document();
    let maintenance = text(&document, "maintenance.type");
    // `contract` would ask for contractors instead, and `none` for nobody.
    assert!(
        ["internal", "community"].contains(&maintenance),
        "{maintenance}"
    );
    for contact in list(&document, "maintenance.contacts") {
        assert!(!text(contact, "name").is_empty());
    }
    assert!(
        at(&document, "localisation.localisationReady")
            .and_then(Yaml::as_bool)
            .is_some()
    );
    let languages: Vec<_> = list(&document, "localisation.availableLanguages")
        .iter()
        .filter_map(Yaml::as_str)
        .collect();
    assert_eq!(languages, ["it", "en"]);
}

#[test]
fn standards_are_named_by_an_alias_that_the_catalogue_knows() {
    let known = [
        "alias:gdpr",
        "alias:spid",
        "alias:cie",
        "alias:eidas",
        "alias:nis2",
    ];
    for standard in list(&document(), "supports") {
        let id = text(standard, "id");
        assert!(known.contains(&id) || id.contains("://"), "{id}");
    }
}

#[test]
fn the_section_of_italy_that_0_7_deprecates_is_not_there() {
    let document = document();
    assert!(at(&document, "IT").is_none() && at(&document, "it").is_none());
}

#[test]
fn the_version_is_the_one_of_the_workspace() {
    let version = text(&document(), "softwareVersion").to_owned();
    assert!(
        MANIFEST.contains(&format!("\nversion = \"{version}\"\n")),
        "{version}"
    );
}
