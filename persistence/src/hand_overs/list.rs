//! Lists of hand-overs.

use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::event::CaseId;
use domain::hand_overs::{HandOver, HandOverId, HandOverStatus};
use domain::kernel::Fault;
use domain::policy::{Action, Reach};
use strum::{Display, EnumString, VariantNames};

use super::row::Row;
use super::ways::ways;
use super::{Item, followed, named};
use crate::cases::ByCounsellor;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach::{self, Condition};
use crate::schema::hand_overs;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = domain::kernel::unknown_code)]
pub enum Direction {
    /// To the actor, or to an office that the actor coordinates.
    In,
    /// From there.
    Out,
}

/// Which hand-overs; all in which the actor has a part when nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// In this status.
    pub status: Option<HandOverStatus>,
    /// Which way.
    pub direction: Option<Direction>,
    /// From or to this office.
    pub office: Option<OfficeId>,
    /// Of whoever handed over, is asked or took over; or an office is asked, and nobody there.
    pub counsellor: Option<ByCounsellor>,
    /// Of this case.
    pub case: Option<CaseId>,
    /// Only those that the actor is to answer.
    pub mine_to_answer: bool,
}

/// A page of the hand-overs in which the actor has a part, the last proposed first: a statement for
/// each way into them, and three for the names. The key is the hand-over.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &Page<HandOverId>,
) -> Result<Paged<Item>, Error> {
    let reach = reach::of(tx, Action::HandOverCases)?;
    let mut rows: Vec<Row> = Vec::new();
    let ways = if filter.mine_to_answer {
        to_answer(tx, reach)
    } else {
        ways(tx.actor(), filter.direction)
    };
    // One query for each way: four for the actor, and two for each office that the actor
    // coordinates; never one for each row.
    for way in ways {
        rows.extend(of_way(tx, way, filter, page)?);
    }
    let page = page.merge(rows, |row| row.id);
    let ids: Vec<Uid> = page.items.iter().map(|row| row.case_id).collect();
    let followed = followed(tx, &ids)?;
    let items: Result<Vec<HandOver>, Error> = page
        .items
        .iter()
        .map(|row| row.hand_over(&followed))
        .collect();
    Ok(Paged {
        items: named(tx, items?)?,
        more: page.more,
    })
}

/// The ways to what the actor is to answer: what asks the actor, and what asks an office of which
/// the actor is the coordinator.
fn to_answer(tx: &Tx<'_>, reach: Reach) -> Vec<Condition<hand_overs::table>> {
    let me = reach::me(tx.actor());
    let asked = hand_overs::to_counsellor_id.assume_not_null().eq(me);
    let mut ways: Vec<Condition<hand_overs::table>> = vec![Box::new(
        hand_overs::to_counsellor_id.is_not_null().and(asked),
    )];
    if reach >= Reach::OwnOffice {
        let offices = tx.actor().offices.iter().copied();
        ways.extend(offices.map(|office| -> Condition<hand_overs::table> {
            Box::new(hand_overs::to_office_id.eq(Uid::from(office)))
        }));
    }
    ways
}

fn of_way(
    tx: &mut Tx<'_>,
    way: Condition<hand_overs::table>,
    filter: &Filter,
    page: &Page<HandOverId>,
) -> Result<Vec<Row>, Error> {
    let mut query = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed()
        .filter(way);
    let answerable = filter.mine_to_answer.then_some(HandOverStatus::Proposed);
    for status in filter.status.into_iter().chain(answerable) {
        query = query.filter(hand_overs::status.eq(status.to_string()));
    }
    if let Some(office) = filter.office.map(Uid::from) {
        let here = hand_overs::from_office_id
            .eq(office)
            .or(hand_overs::to_office_id.eq(office));
        query = query.filter(here);
    }
    match filter.counsellor {
        None => {}
        Some(ByCounsellor::Nobody {}) => {
            let nobody = hand_overs::to_counsellor_id.is_null();
            query = query.filter(nobody.and(hand_overs::taken_by.is_null()));
        }
        Some(ByCounsellor::Staff(who)) => {
            let who = Uid::from(who);
            let theirs = hand_overs::from_counsellor_id
                .eq(who)
                .or(hand_overs::to_counsellor_id.eq(who))
                .or(hand_overs::taken_by.eq(who));
            query = query.filter(theirs.assume_not_null());
        }
    }
    if let Some(case) = filter.case {
        query = query.filter(hand_overs::case_id.eq(Uid::from(case)));
    }
    if let Some(after) = page.after {
        query = query.filter(hand_overs::id.lt(Uid::from(after)));
    }
    Ok(query
        .order(hand_overs::id.desc())
        .limit(page.probe())
        .load(tx.conn())?)
}
