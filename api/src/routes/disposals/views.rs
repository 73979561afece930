//! What is said and answered about lists of people whose term is over.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::disposals::{Authorised, Disposal, DisposalItem};
use domain::kernel::Day;
use domain::retention::RetentionClass;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::address;
use crate::http::wire::{
    DayField, DisposalIdField, DisposalItemIdField, DisposalStatusField, IndividualIdField,
    ItemStatusField, KeptField, OfficeIdField, RetentionClassField, StaffIdField, Text200Field,
    TriggerField,
};
use crate::http::{AllowedAction, Field, Links, Problem, SelfLink};
use crate::texts::Language;

/// Whose term, and by when it is over.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DisposalTerms {
    /// Whose term.
    #[validate(nested)]
    class: RetentionClassField,
    /// By which day it is over; not one to come.
    #[validate(nested)]
    as_of: DayField,
}

impl DisposalTerms {
    /// What was sent.
    pub(super) fn terms(self) -> Result<(RetentionClass, Day), Problem> {
        Ok((self.class.parsed()?, self.as_of.parsed()?))
    }
}

/// The authorisation of the Soprintendenza.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DisposalApproval {
    /// Its protocol. It outlives the people: never a name.
    #[validate(nested)]
    authorisation: Text200Field,
    /// Its day.
    #[validate(nested)]
    authorised_on: DayField,
}

impl DisposalApproval {
    /// What was sent.
    pub(super) fn authorised(self) -> Result<Authorised, Problem> {
        Ok(Authorised {
            reference: self.authorisation.parsed()?,
            on: self.authorised_on.parsed()?,
        })
    }
}

/// A list among others.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisposalCard {
    /// The list.
    id: DisposalIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: DisposalStatusField,
    /// Whose term.
    class: RetentionClassField,
    /// By which day it is over.
    as_of: DayField,
    /// How many people it has.
    #[schema(minimum = 1, maximum = 500, example = 12)]
    items: i64,
    /// How many of them are erased.
    #[schema(minimum = 0, maximum = 500, example = 0)]
    erased: i64,
    /// How many of them fell out.
    #[schema(minimum = 0, maximum = 500, example = 0)]
    fell_out: i64,
    /// Whether it has everybody who was due; if not, the next list has the others.
    #[schema(example = true)]
    is_whole: bool,
    /// Protocol of the authorisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    authorisation: Option<Text200Field>,
    /// Its day.
    #[serde(skip_serializing_if = "Option::is_none")]
    authorised_on: Option<DayField>,
    /// Who proposed it; left out when the product did.
    #[serde(skip_serializing_if = "Option::is_none")]
    proposed_by: Option<StaffIdField>,
    /// When.
    proposed_at: DateTime<Utc>,
    /// Who agreed with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<StaffIdField>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<DateTime<Utc>>,
    /// Who took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_by: Option<StaffIdField>,
    /// When it came to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl DisposalCard {
    /// As it is answered.
    pub(super) fn of(disposal: &Disposal, links: &Links) -> Self {
        let authorised = disposal.authorised.clone();
        Self {
            id: Field::of(disposal.id),
            version: disposal.version.0,
            status: Field::of(disposal.status),
            class: Field::of(disposal.class),
            as_of: Field::of(disposal.as_of),
            items: disposal.items,
            erased: disposal.erased,
            fell_out: disposal.fell_out,
            is_whole: disposal.is_whole,
            authorised_on: authorised.as_ref().map(|found| Field::of(found.on)),
            authorisation: authorised.map(|found| Field::of(found.reference)),
            proposed_by: disposal.proposed_by.map(Field::of),
            proposed_at: disposal.proposed_at,
            decided_by: disposal.decided_by.map(Field::of),
            decided_at: disposal.decided_at,
            withdrawn_by: disposal.withdrawn_by.map(Field::of),
            ended_at: disposal.ended_at,
            links: links.of(address(disposal.id)),
        }
    }
}

/// A list of people whose term is over.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisposalView {
    #[serde(flatten)]
    card: DisposalCard,
    /// What the caller may do to it now: `approve`, `withdraw`.
    #[schema(min_items = 2, max_items = 2)]
    allowed_actions: Vec<AllowedAction>,
}

impl DisposalView {
    /// As it is answered.
    pub(super) fn of(
        disposal: &Disposal,
        actor: &Actor,
        language: Language,
        links: &Links,
    ) -> Self {
        Self {
            card: DisposalCard::of(disposal, links),
            allowed_actions: AllowedAction::all(language, &disposal.allowed(actor)),
        }
    }
}

/// One person of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisposalItemCard {
    /// The item; the erasure that comes of it has the same identifier.
    id: DisposalItemIdField,
    /// Where it stands.
    status: ItemStatusField,
    /// Who it is, or was; for whoever works at the office. Nobody is found by it afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    individual_id: Option<IndividualIdField>,
    /// The office that registered the person.
    office_id: OfficeIdField,
    /// What the term ran from.
    trigger: TriggerField,
    /// When that was.
    trigger_on: DayField,
    /// The first day on which the data could go.
    due_on: DayField,
    /// Why the data are kept, when it fell out; for whoever works at the office.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_because: Option<KeptField>,
    /// When the data were erased, or when it fell out.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
}

impl DisposalItemCard {
    /// As it is answered: who it is, and that the person is followed or that the data are held, is
    /// no affair of other offices.
    pub(super) fn of(item: &DisposalItem, actor: &Actor) -> Self {
        let is_own = actor.offices.contains(&item.office);
        Self {
            id: Field::of(item.id),
            status: Field::of(item.status),
            individual_id: is_own.then(|| Field::of(item.individual)),
            office_id: Field::of(item.office),
            trigger: Field::of(item.due.trigger),
            trigger_on: Field::of(item.due.trigger_on),
            due_on: Field::of(item.due.due_on),
            kept_because: item.kept.filter(|_| is_own).map(Field::of),
            ended_at: item.ended_at,
        }
    }
}
