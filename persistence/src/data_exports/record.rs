//! The record itself, and what happened to it.

use super::*;
use crate::emergency_accesses;
use crate::individuals::sections::Current;
use crate::schema::{
    holds, import_rows, imports, individual_section_versions, individual_sections,
    individuals as people, merges,
};

pub(super) fn records(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (Uid, String, String, NaiveDate, Instant, Uid, Option<Uid>);
    let rows: Vec<Row> = people::table
        .filter(people::organisation_id.eq(tx.org()))
        .filter(people::id.eq_any(records))
        .order(people::id)
        .select((
            people::id,
            people::given_name,
            people::family_name,
            people::birth_date,
            people::registered_at,
            people::office_id,
            people::survivor_id,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(id, given, family, born, at, office, survivor): Row| {
        Made::default()
            .id("id", id)
            .text("given_name", given)
            .text("family_name", family)
            .day("birth_date", born)
            .instant("registered_at", at)
            .text("office", names.office(office))
            .id("answered_for_by", survivor)
            .0
    };
    Ok(Chapter::of("records", rows.into_iter().map(item).collect()))
}

fn section(row: Current, names: &Names) -> Result<Item, Error> {
    let content: Value =
        serde_json::from_str(&row.content).map_err(|_| Error::Corrupt("section"))?;
    let by = row.recorded_by;
    Ok(Made::default()
        .id("record_id", row.individual_id)
        .text("section", row.section)
        .number("version", row.version)
        .text("source", row.source)
        .day("observed_on", row.observed_on)
        .text("verification", row.verification)
        .instant("recorded_at", row.recorded_at)
        .text("recorded_by", names.staff(by))
        .with("content", content)
        .0)
}

fn all(rows: Vec<Current>, names: &Names) -> Result<Vec<Item>, Error> {
    rows.into_iter().map(|row| section(row, names)).collect()
}

pub(super) fn sections(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    let rows: Vec<Current> = individual_sections::table
        .filter(individual_sections::organisation_id.eq(tx.org()))
        .filter(individual_sections::individual_id.eq_any(records))
        .order((
            individual_sections::individual_id,
            individual_sections::section,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    Ok(Chapter::of("sections", all(rows, names)?))
}

pub(super) fn versions(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    use individual_section_versions as versions;
    let rows: Vec<Current> = versions::table
        .filter(versions::organisation_id.eq(tx.org()))
        .filter(versions::individual_id.eq_any(records))
        .order((
            versions::individual_id,
            versions::section,
            versions::version,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    Ok(Chapter::of("section_versions", all(rows, names)?))
}

pub(super) fn merges(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (
        (Uid, Uid, Uid, String, String),
        (Instant, Option<Uid>, Option<Instant>, Option<Uid>),
    );
    let rows: Vec<Row> = merges::table
        .filter(merges::organisation_id.eq(tx.org()))
        .filter(
            merges::survivor_id
                .eq_any(records)
                .or(merges::absorbed_id.eq_any(records)),
        )
        .order(merges::id)
        .select((
            (
                merges::id,
                merges::survivor_id,
                merges::absorbed_id,
                merges::reason,
                merges::status,
            ),
            (
                merges::merged_at,
                merges::merged_by,
                merges::undone_at,
                merges::undone_by,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    // Of a record that turned out to be somebody else's not even the identifier is told.
    let own = |id: Uid| records.contains(&id).then_some(id);
    let item = |((id, survivor, absorbed, reason, status), (at, by, undone, undone_by)): Row| {
        Made::default()
            .id("id", id)
            .id("survivor_id", own(survivor))
            .id("absorbed_id", own(absorbed))
            .text("reason", reason)
            .text("status", status)
            .instant("merged_at", at)
            .text("merged_by", names.staff(by))
            .instant("undone_at", undone)
            .text("undone_by", names.staff(undone_by))
            .0
    };
    Ok(Chapter::of("merges", rows.into_iter().map(item).collect()))
}

/// What was decided about a row, and not whom else it might have been.
fn kind_of(decision: &str) -> Option<String> {
    let decision: Value = serde_json::from_str(decision).ok()?;
    decision["kind"].as_str().map(str::to_owned)
}

pub(super) fn imports(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (
        (
            Uid,
            i64,
            String,
            Option<String>,
            Option<Uid>,
            Option<Instant>,
        ),
        (Instant, Option<Uid>, Uid),
    );
    let these: Vec<Option<Uid>> = records.iter().copied().map(Some).collect();
    let rows: Vec<Row> = import_rows::table
        .inner_join(
            imports::table.on(imports::organisation_id
                .eq(import_rows::organisation_id)
                .and(imports::id.eq(import_rows::import_id))),
        )
        .filter(import_rows::organisation_id.eq(tx.org()))
        .filter(import_rows::individual_id.eq_any(these))
        .order((import_rows::import_id, import_rows::line))
        .select((
            (
                import_rows::import_id,
                import_rows::line,
                import_rows::outcome,
                import_rows::decision,
                import_rows::decided_by,
                import_rows::decided_at,
            ),
            (imports::created_at, imports::started_by, imports::office_id),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |((id, line, outcome, decision, decided_by, decided), (at, by, office)): Row| {
        Made::default()
            .id("import_id", id)
            .number("line", line)
            .text("row_outcome", outcome)
            .text("decision", decision.as_deref().and_then(kind_of))
            .text("decided_by", names.staff(decided_by))
            .instant("decided_at", decided)
            .instant("brought_in_at", at)
            .text("brought_in_by", names.staff(by))
            .text("office", names.office(office))
            .0
    };
    Ok(Chapter::of("imports", rows.into_iter().map(item).collect()))
}

pub(super) fn emergencies(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Chapter, Error> {
    let known = emergency_accesses::to_records(tx, records, MOST + 1)?;
    let full = |name: crate::names::StaffName| format!("{} {}", name.given_name, name.family_name);
    let item = |known: emergency_accesses::Known| {
        let access = known.access;
        let review = access.review;
        let ended = access.ended;
        Made::default()
            .id("id", Uid::from(access.id))
            .text("opened_by", known.staff.map(full))
            .text("emergency_purpose", access.purpose.to_string())
            .text("reason", access.reason.to_string())
            .instant("begun_at", Instant::from(access.begun_at))
            .instant("ends_at", Instant::from(access.ends_at))
            .instant("ended_at", ended.map(|ended| Instant::from(ended.at)))
            .text("reviewed_by", known.reviewer.map(full))
            .instant("reviewed_at", review.as_ref().map(|r| Instant::from(r.at)))
            .0
    };
    Ok(Chapter::of(
        "emergency_accesses",
        known.into_iter().map(item).collect(),
    ))
}

/// What the body writes for its own defence is left out, as are the words of a coordinator about a
/// colleague (Reg. (EU) 2016/679, art. 15 par. 4).
pub(super) fn holds(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (
        (Uid, Uid, String, String),
        (Option<Uid>, Instant, Option<Uid>, Option<Instant>),
    );
    let rows: Vec<Row> = holds::table
        .filter(holds::organisation_id.eq(tx.org()))
        .filter(holds::individual_id.eq_any(records))
        .order(holds::id)
        .select((
            (holds::id, holds::office_id, holds::reason, holds::status),
            (
                holds::placed_by,
                holds::placed_at,
                holds::released_by,
                holds::released_at,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |((id, office, reason, status), (by, at, freed_by, freed)): Row| {
        Made::default()
            .id("id", id)
            .text("office", names.office(office))
            .text("hold_reason", reason)
            .text("status", status)
            .text("placed_by", names.staff(by))
            .instant("placed_at", at)
            .text("released_by", names.staff(freed_by))
            .instant("released_at", freed)
            .0
    };
    Ok(Chapter::of("holds", rows.into_iter().map(item).collect()))
}
