//! Orientation agreements. Whoever reaches the case reaches them; whoever writes one holds the case.

mod course;
mod row;

use std::collections::HashMap;

use diesel::prelude::*;
use domain::actor::StaffId;
use domain::agreements::{ActionOutcome, Agreement, AgreementId, AgreementStatus, Edition, Review};
use domain::agreements::{Followed, Reviewed, Signed};
use domain::cases::Case;
use domain::event::CaseId;
use domain::kernel::{Changed, Day, Refusal};
use domain::policy::Action;

use crate::cached;
use crate::cases as stored_cases;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::names::{self, StaffName};
use crate::schema::{agreement_action_outcomes, agreement_editions, agreement_reviews, agreements};
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::worklist;

pub(crate) use course::{after_closing, running};
use row::{Changes, EditionRow, OutcomeRow, ReviewRow};
pub(crate) use row::{Row, told};

/// Something of an agreement, with whoever of the staff it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<T> {
    /// It.
    pub of: T,
    /// Who answers for it.
    pub officer: Option<StaffName>,
    /// Who wrote it down.
    pub by: Option<StaffName>,
}

/// The agreement with its case, if the actor's right to `action` reaches that.
pub fn get(tx: &mut Tx<'_>, id: AgreementId, action: Action) -> Result<(Case, Agreement), Error> {
    let case = case_of(tx, id)?;
    let case = stored_cases::get(tx, case, action)?;
    let agreement = read(tx, id, &case)?;
    Ok((case, agreement))
}

/// The same, with the case held until the end of the transaction: what is decided of an agreement
/// rests on the case, too, and what is due because of it is planned with that.
pub fn lock(tx: &mut Tx<'_>, id: AgreementId, action: Action) -> Result<(Case, Agreement), Error> {
    let case = case_of(tx, id)?;
    let case = stored_cases::lock(tx, case, action)?;
    let agreement = read(tx, id, &case)?;
    Ok((case, agreement))
}

fn case_of(tx: &mut Tx<'_>, id: AgreementId) -> Result<CaseId, Error> {
    let case: Uid = agreements::table
        .find((tx.org(), Uid::from(id)))
        .select(agreements::case_id)
        .first(tx.conn())?;
    Ok(case.into())
}

fn read(tx: &mut Tx<'_>, id: AgreementId, case: &Case) -> Result<Agreement, Error> {
    let row: Row = agreements::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.agreement(case)
}

/// The agreement that the case has by now instead of one that has ended.
pub fn next(tx: &mut Tx<'_>, ended: &Agreement, case: &Case) -> Result<Option<Agreement>, Error> {
    if ended.end.is_none() {
        return Ok(None);
    }
    let mut running = running(tx, std::slice::from_ref(case))?;
    Ok(running.remove(&case.id))
}

/// A page of the agreements of a case that the actor reads, the last drawn up first.
pub fn list(
    tx: &mut Tx<'_>,
    case: &Case,
    page: &Page<AgreementId>,
) -> Result<Paged<Item<Agreement>>, Error> {
    let mut query = agreements::table
        .filter(agreements::organisation_id.eq(tx.org()))
        .filter(agreements::case_id.eq(Uid::from(case.id)))
        .select(Row::as_select())
        .into_boxed();
    if let Some(after) = page.after {
        query = query.filter(agreements::id.lt(Uid::from(after)));
    }
    let rows: Vec<Row> = query
        .order(agreements::id.desc())
        .limit(page.probe())
        .load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let items: Result<Vec<Agreement>, Error> =
        items.iter().map(|row| row.agreement(case)).collect();
    let of = |one: &Agreement| (one.officer, one.drawn_up_by);
    let items = named(tx, items?, of)?;
    Ok(Paged { items, more })
}

/// The same for one of them.
pub fn item(tx: &mut Tx<'_>, agreement: Agreement) -> Result<Item<Agreement>, Error> {
    let of = |one: &Agreement| (one.officer, one.drawn_up_by);
    let mut items = named(tx, vec![agreement], of)?;
    items.pop().ok_or(Error::NotFound)
}

/// Each of them with those whom it names, in one statement.
fn named<T>(
    tx: &mut Tx<'_>,
    all: Vec<T>,
    of: impl Fn(&T) -> (StaffId, StaffId),
) -> Result<Vec<Item<T>>, Error> {
    let staff = all.iter().map(&of).flat_map(|(officer, by)| [officer, by]);
    let names: HashMap<StaffId, StaffName> = names::of_staff(tx, &staff.collect::<Vec<_>>())?;
    let item = |one: T| {
        let (officer, by) = of(&one);
        Item {
            officer: names.get(&officer).cloned(),
            by: names.get(&by).cloned(),
            of: one,
        }
    };
    Ok(all.into_iter().map(item).collect())
}

/// A page of what was signed, the first one first. The agreement was loaded within reach.
pub fn editions(
    tx: &mut Tx<'_>,
    agreement: &Agreement,
    page: &Page<i64>,
) -> Result<Paged<Item<Edition>>, Error> {
    let rows: Vec<EditionRow> = agreement_editions::table
        .filter(agreement_editions::organisation_id.eq(tx.org()))
        .filter(agreement_editions::agreement_id.eq(Uid::from(agreement.id)))
        .filter(agreement_editions::number.gt(page.after.unwrap_or(0)))
        .order(agreement_editions::number)
        .limit(page.probe())
        .select(EditionRow::as_select())
        .load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let items: Result<Vec<Edition>, Error> = items.iter().map(EditionRow::edition).collect();
    let items = named(tx, items?, |one| (one.officer, one.by))?;
    Ok(Paged { items, more })
}

/// A page of how it went, the first time first. The agreement was loaded within reach.
pub fn reviews(
    tx: &mut Tx<'_>,
    agreement: &Agreement,
    page: &Page<i64>,
) -> Result<Paged<Item<Review>>, Error> {
    let rows: Vec<ReviewRow> = agreement_reviews::table
        .filter(agreement_reviews::organisation_id.eq(tx.org()))
        .filter(agreement_reviews::agreement_id.eq(Uid::from(agreement.id)))
        .filter(agreement_reviews::number.gt(page.after.unwrap_or(0)))
        .order(agreement_reviews::number)
        .limit(page.probe())
        .select(ReviewRow::as_select())
        .load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let items: Result<Vec<Review>, Error> = items.iter().map(ReviewRow::review).collect();
    let items = named(tx, items?, |one| (one.by, one.by))?;
    Ok(Paged { items, more })
}

/// A page of what became of each thing that was agreed, as somebody said each time, the first time
/// first. The agreement was loaded within reach.
pub fn outcomes(
    tx: &mut Tx<'_>,
    agreement: &Agreement,
    page: &Page<i64>,
) -> Result<Paged<Item<ActionOutcome>>, Error> {
    let rows: Vec<OutcomeRow> = agreement_action_outcomes::table
        .filter(agreement_action_outcomes::organisation_id.eq(tx.org()))
        .filter(agreement_action_outcomes::agreement_id.eq(Uid::from(agreement.id)))
        .filter(agreement_action_outcomes::number.gt(page.after.unwrap_or(0)))
        .order(agreement_action_outcomes::number)
        .limit(page.probe())
        .select(OutcomeRow::as_select())
        .load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let items: Result<Vec<ActionOutcome>, Error> = items.iter().map(OutcomeRow::outcome).collect();
    let items = named(tx, items?, |one| (one.by, one.by))?;
    Ok(Paged { items, more })
}

/// Stores an agreement that was drawn up, for a case that is held. Refuses a second one that has not
/// ended.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Agreement>) -> Result<Agreement, Error> {
    let agreement = tx.record(changed);
    let row = Row::of(&agreement, tx.org())?;
    diesel::insert_into(agreements::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(|error| Error::from(error).taken(Refusal::AgreementRunning {}))?;
    Ok(agreement)
}

/// Saves a decided step; fails with `Error::Stale` when the stored version is no longer the one that
/// was loaded.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Agreement>) -> Result<Agreement, Error> {
    let agreement = tx.record(changed);
    store(tx, agreement)
}

/// Saves that it was signed, with what was.
pub fn save_signed(tx: &mut Tx<'_>, changed: Changed<Signed>) -> Result<Agreement, Error> {
    let Signed { agreement, edition } = tx.record(changed);
    let row = EditionRow::of(&edition, &agreement, (tx.org(), tx.now().into()))?;
    diesel::insert_into(agreement_editions::table)
        .values(&row)
        .execute(tx.conn())?;
    met(tx, &agreement, edition.signed_on)?;
    store(tx, agreement)
}

/// Saves that both looked at it, with how it went.
pub fn save_reviewed(tx: &mut Tx<'_>, changed: Changed<Reviewed>) -> Result<Agreement, Error> {
    let Reviewed { agreement, review } = tx.record(changed);
    let row = ReviewRow::of(&review, &agreement, (tx.org(), tx.now().into()));
    diesel::insert_into(agreement_reviews::table)
        .values(&row)
        .execute(tx.conn())?;
    met(tx, &agreement, review.held_on)?;
    store(tx, agreement)
}

/// Saves what became of something that was agreed, after whatever was said of it before.
pub fn save_followed(tx: &mut Tx<'_>, changed: Changed<Followed>) -> Result<Agreement, Error> {
    let Followed { agreement, outcome } = tx.record(changed);
    let row = OutcomeRow::of(outcome, &agreement, (tx.org(), tx.now().into()));
    diesel::insert_into(agreement_action_outcomes::table)
        .values(&row)
        .execute(tx.conn())?;
    store(tx, agreement)
}

/// Whoever signs, or looks at how it goes, was reached.
fn met(tx: &mut Tx<'_>, agreement: &Agreement, on: Day) -> Result<(), Error> {
    stored_cases::move_last_contact(tx, agreement.case, on)
}

/// Stores it and plans what is due because of its case: when both look at it next.
fn store(tx: &mut Tx<'_>, mut agreement: Agreement) -> Result<Agreement, Error> {
    let stored = agreements::table
        .find((tx.org(), Uid::from(agreement.id)))
        .filter(agreements::version.eq(agreement.version.0));
    agreement.version = agreement.version.next();
    let update = diesel::update(stored)
        .set(Changes::of(&agreement)?)
        .returning(agreements::version);
    // What is opened again may meet another one that runs.
    cached::still::<_, i64>(update, tx.conn())
        .map_err(|error| error.taken(Refusal::AgreementRunning {}))?;
    worklist::of_cases(tx, &[agreement.case.into()])?;
    Ok(agreement)
}

/// The status of what has ended, as stored.
pub(crate) fn closed() -> String {
    AgreementStatus::Closed.to_string()
}
