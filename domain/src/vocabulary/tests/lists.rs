//! What the lists say.

use std::collections::HashSet;

use super::super::{all, codes, get};
use super::day;

#[test]
fn every_list_has_its_own_kebab_case_name_and_tells_its_origin() {
    let mut names = HashSet::new();
    for list in all() {
        assert!(names.insert(list.id), "{} twice", list.id);
        assert!(
            list.id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{}",
            list.id
        );
        for text in [
            list.label_it,
            list.label_en,
            list.source,
            list.licence,
            list.edition,
        ] {
            assert!(!text.is_empty(), "{}", list.id);
        }
        assert!(!list.concepts.is_empty(), "{}", list.id);
    }
}

#[test]
fn every_file_of_the_folder_is_served_and_every_line_of_it_is_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    let mut served = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if path.extension().is_some_and(|e| e == "csv")
            && !["parameters", "ateco_2025_2022"].contains(&stem)
        {
            let lines = std::fs::read_to_string(&path).unwrap().lines().count();
            let list = get(&stem.replace('_', "-")).unwrap_or_else(|| panic!("{stem}"));
            assert_eq!(list.concepts.len(), lines - 1, "{stem}");
            served += 1;
        }
    }
    assert_eq!(served, all().len());
}

#[test]
fn codes_of_a_list_are_told_once_each_in_its_order() {
    assert_eq!(codes("contact-channels")[..3], ["desk", "phone", "email"]);
    assert_eq!(
        codes("citizenships")
            .iter()
            .filter(|code| **code == "219")
            .count(),
        1
    );
    assert!(codes("no-such-list").is_empty());
}

#[test]
fn the_code_lists_of_the_office_have_the_codes_that_rules_decide_on() {
    for (list, expected) in [
        ("verifications", "none sampled verified contradicted"),
        (
            "evidence-sources",
            "self_declared self_certification_445 document cpi_certificate sap_import co_import \
             pdnd operator_observation",
        ),
        (
            "intake-outcomes",
            "information_only referred_elsewhere case_opened waiting",
        ),
        (
            "case-outcomes",
            "employed training other_service pension moved withdrawn opened_in_error no_contact \
             deceased",
        ),
        ("note-visibilities", "team office organisation"),
        (
            "work-kinds",
            "employee_open employee_fixed apprenticeship agency intermittent cococo self_employed \
             occasional traineeship cantiere ppu puc lsu civil_service other",
        ),
        (
            "roles",
            "desk_operator counsellor targeted_placement_officer coordinator administrator \
             auditor machine_client link_holder",
        ),
    ] {
        assert_eq!(codes(list).join(" "), expected, "{list}");
    }
}

#[test]
fn age_bands_leave_no_year_out_and_fit_the_bands_of_the_statistics() {
    let bands: Vec<_> = get("age-bands").unwrap().concepts.iter().collect();
    let number = |band: usize, column| bands[band].extra(column).and_then(|n| n.parse().ok());
    let mut next: Option<u32> = Some(0);
    for (n, band) in bands
        .iter()
        .enumerate()
        .filter(|(_, band)| band.code != "unknown")
    {
        assert_eq!(number(n, "min_age"), next, "{}", band.code);
        next = number(n, "max_age").map(|age| age + 1);
    }
    assert_eq!(next, None, "the last band is open");
    for (statistics, first, last) in [
        ("15-24", 15, 24),
        ("25-29", 25, 29),
        ("30-49", 30, 49),
        ("50-59", 50, 59),
    ] {
        let inside: Vec<_> = (0..bands.len())
            .filter(|n| bands[*n].extra("statistics_band") == Some(statistics))
            .collect();
        assert_eq!(number(inside[0], "min_age"), Some(first));
        assert_eq!(number(*inside.last().unwrap(), "max_age"), Some(last));
    }
}

#[test]
fn a_british_citizen_was_a_citizen_of_the_union_until_january_2020() {
    let group = |on: &str| {
        let verdict = get("citizenships").unwrap().at("219", day(on));
        verdict.concept().and_then(|concept| concept.extra("group"))
    };
    assert_eq!(group("2020-01-31"), Some("eu"));
    assert_eq!(group("2020-02-01"), Some("non_eu"));
}

#[test]
fn a_municipality_lies_in_a_region_that_exists_unless_it_is_no_longer_italian() {
    let regions = get("regions").unwrap();
    let provinces: HashSet<_> = get("provinces")
        .unwrap()
        .concepts
        .iter()
        .filter_map(|p| p.extra("abbreviation"))
        .collect();
    let today = day("2026-01-01");
    for concept in get("municipalities").unwrap().concepts.iter() {
        assert!(
            concept
                .extra("region")
                .is_none_or(|code| regions.contains(code))
        );
        if concept.is_valid_on(today) {
            assert!(
                provinces.contains(concept.extra("province").unwrap()),
                "{}",
                concept.code
            );
        }
    }
}
