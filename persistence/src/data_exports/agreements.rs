//! What was agreed with the person, as it stands, as it was signed, and how it went.

use domain::agreements::Terms;
use domain::kernel::Day;
use serde_json::json;

use super::*;
use crate::schema::{agreement_editions, agreement_reviews, agreements, cases};

/// What was agreed, member by member; codes have a member of their own.
fn agreed(made: Made, terms: &str) -> Result<Made, Error> {
    let terms: Terms =
        serde_json::from_str(terms).map_err(|_| Error::Corrupt("agreement terms"))?;
    let goals = terms.goals.iter().map(|goal| {
        let actions = goal.actions.iter().map(|action| {
            let made = Made::default()
                .text("text", action.text.to_string())
                .text("doer", action.by.to_string())
                .text("action_status", action.status.to_string())
                .day("due_on", action.due_on.map(Day::date))
                .day("ended_on", action.ended_on.map(Day::date));
            Value::Object(made.0)
        });
        json!({ "text": goal.text.to_string(), "actions": actions.collect::<Vec<_>>() })
    });
    Ok(made
        .text("pact_reference", terms.pact.map(|pact| pact.to_string()))
        .text("profile", terms.profile.to_string())
        .text("search_acts", terms.search.to_string())
        .number("contact_every_days", terms.contact_every_days.into())
        .text("proof_mode", terms.proof.to_string())
        .with("goals", Value::Array(goals.collect())))
}

pub(super) fn agreements(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<Chapter, Error> {
    type Row = (
        (Uid, Uid, String, Uid, String, Uid, Instant),
        (Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>),
        (Option<NaiveDate>, Option<NaiveDate>, Option<String>),
    );
    let rows: Vec<Row> = agreements::table
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(agreements::organisation_id)
                .and(cases::id.eq(agreements::case_id))),
        )
        .filter(agreements::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order(agreements::id)
        .select((
            (
                agreements::id,
                agreements::case_id,
                agreements::status,
                agreements::officer_id,
                agreements::terms,
                agreements::drawn_up_by,
                agreements::drawn_up_at,
            ),
            (
                agreements::proposed_on,
                agreements::signed_on,
                agreements::reviewed_on,
            ),
            (
                agreements::next_review_on,
                agreements::closed_on,
                agreements::close_reason,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(what, when, end): Row| {
        let made = Made::default()
            .id("id", what.0)
            .id("case_id", what.1)
            .text("status", what.2)
            .text("officer", names.staff(Some(what.3)));
        let made = agreed(made, &what.4)?
            .text("drawn_up_by", names.staff(Some(what.5)))
            .instant("drawn_up_at", what.6)
            .day("proposed_on", when.0)
            .day("signed_on", when.1)
            .day("reviewed_on", when.2)
            .day("next_review_on", end.0)
            .day("closed_on", end.1)
            .text("agreement_end", end.2);
        Ok(made.0)
    };
    let items: Result<Vec<Item>, Error> = rows.into_iter().map(item).collect();
    Ok(Chapter::of("agreements", items?))
}

pub(super) fn editions(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (
        (Uid, i64, NaiveDate, Uid, String),
        (NaiveDate, Instant, Uid),
    );
    let rows: Vec<Row> = agreement_editions::table
        .inner_join(
            agreements::table.on(agreements::organisation_id
                .eq(agreement_editions::organisation_id)
                .and(agreements::id.eq(agreement_editions::agreement_id))),
        )
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(agreements::organisation_id)
                .and(cases::id.eq(agreements::case_id))),
        )
        .filter(agreement_editions::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order((agreements::id, agreement_editions::number))
        .select((
            (
                agreement_editions::agreement_id,
                agreement_editions::number,
                agreement_editions::signed_on,
                agreement_editions::officer_id,
                agreement_editions::terms,
            ),
            (
                agreement_editions::next_on,
                agreement_editions::recorded_at,
                agreement_editions::recorded_by,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(what, when): Row| {
        let made = Made::default()
            .id("agreement_id", what.0)
            .number("number", what.1)
            .day("signed_on", what.2)
            .text("officer", names.staff(Some(what.3)));
        let made = agreed(made, &what.4)?
            .day("next_review_on", when.0)
            .instant("recorded_at", when.1)
            .text("recorded_by", names.staff(Some(when.2)));
        Ok(made.0)
    };
    let items: Result<Vec<Item>, Error> = rows.into_iter().map(item).collect();
    Ok(Chapter::of("agreement_editions", items?))
}

pub(super) fn reviews(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (
        (Uid, i64, i64, NaiveDate, String, Option<String>),
        (NaiveDate, Instant, Uid),
    );
    let rows: Vec<Row> = agreement_reviews::table
        .inner_join(
            agreements::table.on(agreements::organisation_id
                .eq(agreement_reviews::organisation_id)
                .and(agreements::id.eq(agreement_reviews::agreement_id))),
        )
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(agreements::organisation_id)
                .and(cases::id.eq(agreements::case_id))),
        )
        .filter(agreement_reviews::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order((agreements::id, agreement_reviews::number))
        .select((
            (
                agreement_reviews::agreement_id,
                agreement_reviews::number,
                agreement_reviews::edition,
                agreement_reviews::held_on,
                agreement_reviews::outcome,
                agreement_reviews::remark,
            ),
            (
                agreement_reviews::next_on,
                agreement_reviews::recorded_at,
                agreement_reviews::recorded_by,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(what, when): Row| {
        Made::default()
            .id("agreement_id", what.0)
            .number("number", what.1)
            .number("edition_number", what.2)
            .day("held_on", what.3)
            .text("review_outcome", what.4)
            .text("remark", what.5)
            .day("next_review_on", when.0)
            .instant("recorded_at", when.1)
            .text("recorded_by", names.staff(Some(when.2)))
            .0
    };
    Ok(Chapter::of(
        "agreement_reviews",
        rows.into_iter().map(item).collect(),
    ))
}
