//! It is never called what it is not.

use super::*;

/// Every word that people read, and the names in the document of the API.
const READ: [(&str, &str); 3] = [
    ("it.ftl", include_str!("../../api/texts/it.ftl")),
    ("en.ftl", include_str!("../../api/texts/en.ftl")),
    ("openapi.json", include_str!("../../openapi/openapi.json")),
];

/// What the pact with the employment centre is called (D.Lgs. 150/2015, article 20).
const OTHERS: [&str; 3] = [
    "patto di servizio",
    "personal service agreement",
    "individual action plan",
];

#[test]
fn nobody_calls_it_by_the_name_of_the_employment_centres_pact() {
    for (name, text) in READ {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let short = words.filter(|word| word.eq_ignore_ascii_case("psp"));
        assert_eq!(short.count(), 0, "{name}");
        // A text may go on in further lines, which are indented.
        let whole = text.replace("\n   ", " ");
        let ours = whole.lines().filter(|line| line.contains("agreement"));
        for line in ours.map(str::to_lowercase) {
            let is_other = OTHERS.iter().any(|other| line.contains(other));
            assert!(!is_other, "{name}: {line}");
        }
    }
    let lists = domain::vocabulary::all().iter();
    for list in lists.filter(|list| list.id.starts_with("agreement-")) {
        for concept in list.concepts.iter() {
            let labels = [Some(concept.label_it), concept.label_en].into_iter();
            for label in labels.flatten().map(str::to_lowercase) {
                let is_other = OTHERS.iter().any(|other| label.contains(other));
                assert!(!is_other && !label.contains("psp"), "{label}");
            }
        }
    }
}

#[test]
fn the_employment_centres_pact_is_named_when_known() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = drawn_up(&me, &case(&app, 1));
    let known = json!({ "pact_id": "2026/1234" });
    let view = me.put_now_at(&agreement, "pact", &known).ok(200);
    assert_eq!(view["pact_id"], "2026/1234");
    let view = me.put_now_at(&agreement, "pact", &json!({})).ok(200);
    assert!(view.get("pact_id").is_none());
}
