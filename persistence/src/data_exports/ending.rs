//! What is to become of the data.

use super::*;
use crate::schema::{disposal_items, disposals, erasure_requests};

type Requested = (
    (Uid, Uid, String, Option<String>, String),
    (Option<Uid>, Instant, Option<Uid>, Option<Instant>),
    Option<Instant>,
);

/// Requests to erase the person. The other records that it names were the person's then, and may
/// be somebody else's by now.
pub(super) fn erasure_requests(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<Chapter, Error> {
    let rows: Vec<Requested> = erasure_requests::table
        .filter(erasure_requests::organisation_id.eq(tx.org()))
        .filter(erasure_requests::individual_id.eq_any(records))
        .order(erasure_requests::id)
        .select((
            (
                erasure_requests::id,
                erasure_requests::office_id,
                erasure_requests::ground,
                erasure_requests::reference,
                erasure_requests::status,
            ),
            (
                erasure_requests::requested_by,
                erasure_requests::requested_at,
                erasure_requests::decided_by,
                erasure_requests::decided_at,
            ),
            erasure_requests::ended_at,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(asked, who, ended): Requested| {
        Made::default()
            .id("id", asked.0)
            .text("office", names.office(asked.1))
            .text("erasure_ground", asked.2)
            .text("reference", asked.3)
            .text("status", asked.4)
            .text("requested_by", names.staff(who.0))
            .instant("requested_at", who.1)
            .text("decided_by", names.staff(who.2))
            .instant("decided_at", who.3)
            .instant("ended_at", ended)
            .0
    };
    let items = rows.into_iter().map(item);
    Ok(Chapter::of("erasure_requests", items.collect()))
}

type OnList = (
    (Uid, String, String, NaiveDate, NaiveDate),
    (String, Option<String>, Option<Instant>),
);

/// Lists of people whose term is over, of which the person is one.
pub(super) fn disposals(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Chapter, Error> {
    let rows: Vec<OnList> = disposal_items::table
        .inner_join(
            disposals::table.on(disposals::organisation_id
                .eq(disposal_items::organisation_id)
                .and(disposals::id.eq(disposal_items::disposal_id))),
        )
        .filter(disposal_items::organisation_id.eq(tx.org()))
        .filter(disposal_items::individual_id.eq_any(records))
        .order(disposal_items::id)
        .select((
            (
                disposal_items::id,
                disposals::class,
                disposal_items::trigger_kind,
                disposal_items::trigger_on,
                disposal_items::due_on,
            ),
            (
                disposal_items::status,
                disposal_items::kept_because,
                disposal_items::ended_at,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(term, (status, kept, ended)): OnList| {
        Made::default()
            .id("id", term.0)
            .text("disposal_class", term.1)
            .text("trigger", term.2)
            .day("trigger_on", term.3)
            .day("due_on", term.4)
            .text("status", status)
            .text("kept_because", kept)
            .instant("ended_at", ended)
            .0
    };
    let items = rows.into_iter().map(item);
    Ok(Chapter::of("disposals", items.collect()))
}
