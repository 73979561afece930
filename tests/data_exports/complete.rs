//! Every table about a person is told, or is said to be left out.

use persistence::erasures::{CATALOGUE, Fate};

use super::*;

/// Tables about a person that have no chapter, with the words that say so.
const LEFT_OUT: [(&str, &str); 8] = [
    ("occupancy", "gli orari occupati"),
    ("due_items", "scadenze di lavoro degli uffici"),
    ("idempotency_keys", "risposte conservate per poche ore"),
    ("merge_counts", "unioni di schede"),
    ("merge_moves", "unioni di schede"),
    ("merge_sections", "unioni di schede"),
    ("merge_written", "unioni di schede"),
    // Of whoever gets a copy there is none.
    ("erased_individuals", ""),
];

/// In which chapter a table is told, where it is not one of its own.
fn told_as(table: &str) -> &str {
    match table {
        "individuals" => "records",
        // Search keys are made from the sections.
        "individual_sections" | "individual_keys" => "sections",
        "individual_section_versions" => "section_versions",
        "case_team" => "cases",
        "note_versions" => "notes",
        "import_rows" => "imports",
        "export_subjects" => "exports",
        "document_files" => "documents",
        "message_pauses" => "reminder_pauses",
        "disposal_items" => "disposals",
        "events" => "accesses",
        same => same,
    }
}

/// Whether rows of a table are about somebody: an erasure does something with them, or they say of
/// whom they are.
fn is_personal(fate: &Fate) -> bool {
    match fate {
        Fate::Deleted | Fate::Emptied { .. } => true,
        Fate::Kept { columns, .. } => columns.split_whitespace().any(|c| c == "individual_id"),
    }
}

#[test]
fn every_table_about_a_person_has_its_chapter_or_is_said_to_be_left_out() {
    let desk = desk();
    let data = desk.coordinator.get(&desk.path("twin")).ok(200);
    let chapters = data["chapters"].as_array().unwrap().iter();
    let chapters: Vec<&str> = chapters
        .map(|chapter| chapter["chapter"].as_str().unwrap())
        .chain(["accesses"])
        .collect();
    let notes = data["notes"].to_string();
    let personal = CATALOGUE.iter().filter(|(_, fate)| is_personal(fate));
    let personal: Vec<&str> = personal.map(|(table, _)| *table).collect();
    for table in &personal {
        match LEFT_OUT.iter().find(|(left_out, _)| left_out == table) {
            Some((_, said)) => assert!(notes.contains(said), "{table}: {notes}"),
            None => assert!(
                chapters.contains(&told_as(table)),
                "{table} is told nowhere"
            ),
        }
    }
    for chapter in chapters {
        let has_table = personal.iter().any(|table| told_as(table) == chapter);
        assert!(has_table || chapter == "exports", "{chapter}");
    }
    for left_out in ["sigillati", "per la propria difesa", "file caricati"] {
        assert!(notes.contains(left_out), "{left_out}: {notes}");
    }
}
