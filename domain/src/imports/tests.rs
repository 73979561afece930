use super::*;
use crate::actor::Role;
use crate::samples::{day, id, staff};

fn coordinator() -> Actor {
    staff(4, &[Role::Coordinator], &[7])
}

fn order(mode: Mode) -> Order {
    Order {
        reason: ImportReason::Takeover,
        mode,
        source: EvidenceSource::SapImport,
        observed_on: day("2026-03-02"),
        mapping: None,
        layout: Layout::default(),
        acknowledged: Vec::new(),
    }
}

fn queued(actor: &Actor, mode: Mode) -> Result<Import, Refusal> {
    let request = Request {
        id: id(1),
        office: id(7),
        order: order(mode),
        length: 10,
    };
    let today = day("2026-03-02");
    Import::queue(actor, request, DateTime::UNIX_EPOCH, today).map(|changed| changed.into_parts().0)
}

fn import() -> Import {
    queued(&coordinator(), Mode::Load).unwrap()
}

#[test]
fn only_whoever_may_import_there_asks_for_an_import_stops_it_or_decides() {
    let elsewhere = staff(5, &[Role::Coordinator], &[8]);
    let desk = staff(6, &[Role::DeskOperator], &[7]);
    assert_eq!(
        queued(&elsewhere, Mode::Load).unwrap_err(),
        Refusal::unknown("/office_id")
    );
    assert_eq!(
        queued(&desk, Mode::Load).unwrap_err(),
        Refusal::NotPermitted {}
    );
    let now = DateTime::UNIX_EPOCH;
    assert_eq!(
        import().cancel(&desk, now).unwrap_err(),
        Refusal::NotPermitted {}
    );
    assert!(import().cancel(&coordinator(), now).is_ok());
    assert!(import().decide(&elsewhere, 1).is_err());
    assert!(import().decide(&coordinator(), 1).is_ok());
}

#[test]
fn facts_of_a_day_to_come_are_refused() {
    let mut request = Request {
        id: id(1),
        office: id(7),
        order: order(Mode::Load),
        length: 10,
    };
    request.order.observed_on = day("2026-03-03");
    let today = day("2026-03-02");
    assert!(Import::queue(&coordinator(), request, DateTime::UNIX_EPOCH, today).is_err());
}

#[test]
fn an_import_that_a_process_left_is_resumed_and_not_started_again() {
    let started = import().start().unwrap();
    assert_eq!(started.events()[0].fact, Fact::ImportStarted {});
    let resumed = started.into_parts().0.start().unwrap();
    assert_eq!(resumed.events()[0].fact, Fact::ImportResumed {});
    assert_eq!(resumed.state().status, ImportStatus::Running);
}

#[test]
fn of_a_dry_run_nothing_is_decided() {
    let dry = queued(&coordinator(), Mode::DryRun).unwrap();
    assert!(dry.clone().decide(&coordinator(), 1).is_err());
    let allowed = dry.allowed(&coordinator());
    let open: Vec<_> = allowed
        .iter()
        .filter(|step| step.findings.is_empty())
        .map(|step| step.step)
        .collect();
    assert_eq!(open, [ImportStep::Cancel]);
}

#[test]
fn rows_that_make_nobody_are_no_fact() {
    let mut counts = Counts::default();
    counts.add(RowOutcome::Unchanged, 200);
    assert!(import().batch(counts).is_none());
    counts.add(RowOutcome::Created, 1);
    counts.add(RowOutcome::Candidates, 2);
    let batch = import().batch(counts).unwrap();
    let fact = Fact::IndividualsImported {
        registered: 1,
        unchanged: 200,
        refused: 2,
    };
    assert_eq!(batch.events()[0].fact, fact);
    assert_eq!(counts.rows(), 203);
}

#[test]
fn a_decision_speaks_of_the_candidates_that_the_row_has() {
    let candidates = [Alike::new(id(1), &[]), Alike::new(id(2), &[])];
    let same = |n| Decision::SameAs { individual: id(n) };
    let new = |ids: &[u128]| Decision::NewPerson {
        confirmed_distinct_from: ids.iter().copied().map(id).collect(),
    };
    assert!(same(1).fits(&candidates).is_ok());
    assert!(same(3).fits(&candidates).is_err());
    assert!(new(&[1, 2]).fits(&candidates).is_ok());
    assert!(new(&[1]).fits(&candidates).is_err());
    assert!(Decision::Skip {}.fits(&candidates).is_ok());
}

#[test]
fn a_remark_keeps_no_word_of_a_cell() {
    let remark = Remark::new(None, "unknown_place", &[("code", "L219".to_owned())]);
    assert!(!format!("{remark:?}").contains("L219"));
    let remark = Remark::new(Some(Column::Phone), "too_long", &[("max", "20".to_owned())]);
    assert_eq!(remark.facts, [("max".to_owned(), "20".to_owned())]);
}

#[test]
fn a_layout_tells_everything_that_stands_twice() {
    let mapped = |heading: &str, column| Mapped {
        heading: heading.parse().unwrap(),
        column,
    };
    let layout = Layout {
        columns: vec![
            mapped("Name", Column::FamilyName),
            mapped("NAME", Column::GivenName),
            mapped("--", Column::FamilyName),
        ],
        ..Layout::default()
    };
    let faults = layout.faults();
    let codes: Vec<_> = faults.iter().map(|(at, _, code)| (*at, *code)).collect();
    assert_eq!(
        codes,
        [
            (1, "duplicate_heading"),
            (2, "blank"),
            (2, "duplicate_column")
        ]
    );
}

#[test]
fn the_codes_are_those_of_the_vocabulary() {
    use strum::VariantNames;
    let codes = crate::vocabulary::codes("import-reasons");
    assert_eq!(ImportReason::VARIANTS, codes);
}
