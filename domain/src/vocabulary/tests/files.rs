//! What the build refuses.

use super::super::{check, correspondence, parameters};

const HEADER: &str = "code,label_it,label_en,valid_from,valid_to\n";

/// The faults of a list with these rows below a good header.
fn faults(rows: &str) -> Vec<(usize, String)> {
    check::faults("needs", &format!("{HEADER}{rows}"))
}

#[test]
fn a_good_list_has_no_fault() {
    assert_eq!(
        faults("job,Lavoro,Job,,\ncv,Curriculum,\"A CV, or two\",2020-01-01,\n"),
        []
    );
}

#[test]
fn each_mistake_is_told_with_its_line() {
    let told = |rows: &str, line: usize, words: &str| {
        let faults = faults(rows);
        let found = faults
            .iter()
            .any(|(at, what)| *at == line && what.contains(words));
        assert!(found, "{rows:?}: {faults:?}");
    };
    told("job,Lavoro,Job,,\nJob,Lavoro,Job,,\n", 3, "snake_case");
    told("job,,Job,,\n", 2, "label_it is blank");
    told("job,Lavoro,,,\n", 2, "label_en is blank");
    told(",Lavoro,Job,,\n", 2, "code is blank");
    told("job,Lavoro,Job,2025-02-29,\n", 2, "not a date");
    told("job,Lavoro,Job,01/02/2025,\n", 2, "not a date");
    told(
        "job,Lavoro,Job,2025-02-02,2025-02-01\n",
        2,
        "ends before it begins",
    );
    told(
        "job,Lavoro,Job,,\njob,Lavoro,Job,2025-01-01,\n",
        3,
        "line 2",
    );
    told(
        "job,Lavoro,Job,,2025-01-01\njob,Lavoro,Job,2025-01-01,\n",
        3,
        "line 2",
    );
    told("job,Lavoro,Job,\n", 2, "4 cells");
    told("job,Lavoro ,Job,,\n", 2, "blank ends");
    told("job,\"Il \"\"lavoro\"\"\",Job,,\n", 2, "every reader");
    told("job,Lavoro,Job,,\r\n", 2, "carriage return");
    told("job,Lavoro,Job,,", 2, "line feed");
}

#[test]
fn a_code_may_come_back_after_its_end() {
    assert_eq!(faults("job,A,A,,2024-12-31\njob,B,B,2025-01-01,\n"), []);
}

#[test]
fn a_byte_order_mark_and_other_columns_are_refused() {
    let marked = check::faults("needs", &format!("\u{FEFF}{HEADER}"));
    assert!(
        marked
            .iter()
            .any(|(_, what)| what.contains("byte order mark"))
    );
    let renamed = check::faults("needs", "code,name\njob,Lavoro\n");
    assert!(renamed.iter().any(|(_, what)| what.contains("columns")));
    assert!(!check::faults("needs", "").is_empty());
}

#[test]
fn codes_of_places_have_the_shape_that_the_tax_code_knows() {
    for (list, code, good) in [
        ("municipalities", "L219", true),
        ("municipalities", "Z110", false),
        ("municipalities", "L21", false),
        ("states", "Z110", true),
        ("states", "L219", false),
        ("provinces", "001", true),
        ("regions", "001", false),
        ("age_bands", "15-17", true),
        ("needs", "15-17", false),
    ] {
        let wrong = check::faults(list, &format!("{HEADER}{code},Nome,Name,,\n"));
        let refused = wrong.iter().any(|(_, what)| what.contains("the code"));
        assert_eq!(refused, !good, "{list} {code}");
    }
}

#[test]
fn a_parameter_is_typed_dated_sourced_and_in_order() {
    let header = "key,scope,valid_from,valid_to,value,unit,source,confidence\n";
    let told = |rows: &str, words: &str| {
        let faults = parameters::faults(&format!("{header}{rows}"));
        assert!(
            faults.iter().any(|(_, what)| what.contains(words)),
            "{rows:?}: {faults:?}"
        );
    };
    assert_eq!(
        parameters::faults(&format!("{header}a.b,IT,,,1,days,here,sure\n")),
        []
    );
    told("a.b,IT,,,1:2,days,here,sure\n", "wrong value");
    told("a.b,IT,,,1.5,eur,here,sure\n", "wrong value");
    told("a.b,IT,,,02-30,month_day,here,sure\n", "wrong value");
    told("a.b,PIEMONTE,,,1,days,here,sure\n", "wrong scope");
    told("a.b,IT,,,1,days,,sure\n", "wrong source");
    told("a.b,IT,,,1,days,here,perhaps\n", "wrong confidence");
    told("a,IT,,,1,days,here,sure\n", "wrong key");
    told(
        "a.b,EU,,,1,days,here,sure\na.b,IT,,,1,weeks,here,sure\n",
        "wrong unit",
    );
    told(
        "b.b,IT,,,1,days,here,sure\na.b,IT,,,1,days,here,sure\n",
        "not sorted",
    );
    told(
        "a.b,IT,,,1,days,x,sure\na.b,IT,2025-01-01,,1,days,x,sure\n",
        "line 2",
    );
}

#[test]
fn a_correspondence_is_in_order_and_says_how_much_of_each_code_it_is_about() {
    let header = "code_2025,code_2022,coverage_2025,coverage_2022\n";
    let told = |rows: &str| correspondence::faults(&format!("{header}{rows}"));
    assert_eq!(told("01,01,part,whole\n01,03,part,part\n"), []);
    for (rows, words) in [
        ("01,03,part,part\n01,01,part,whole\n", "not sorted"),
        ("01,01,part,whole\n01,01,part,whole\n", "not sorted"),
        ("01,01,PARZIALE,whole\n", "neither whole nor part"),
        ("01,01,part\n", "3 cells"),
    ] {
        assert!(told(rows)[0].1.contains(words), "{rows:?}");
    }
}
