//! How the types of lists of people whose term is over travel.

use std::borrow::Cow;

use domain::disposals::{DisposalId, DisposalItemId, DisposalStatus, ItemStatus};
use domain::retention::{Kept, RetentionClass, Trigger};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// A list of people whose term is over.
pub type DisposalIdField = Field<DisposalId>;

/// One person of such a list.
pub type DisposalItemIdField = Field<DisposalItemId>;

/// Whose term.
pub type RetentionClassField = Field<RetentionClass>;
impl Wire for RetentionClass {
    fn name() -> Cow<'static, str> {
        "RetentionClass".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "`case_file`: people who were followed, from the end of their last case; \
             `person_without_case`: people who never were, from the last time that they were seen.",
        )
    }
}

/// From what a term runs.
pub type TriggerField = Field<Trigger>;
impl Wire for Trigger {
    fn name() -> Cow<'static, str> {
        "RetentionTrigger".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "What the term runs from, the last that happened: `activity` (something was written), `registered`, a `desk_contact` that \
             names the person, an `intake`, or `case_closed`.",
        )
    }
}

/// Why data are kept.
pub type KeptField = Field<Kept>;
impl Wire for Kept {
    fn name() -> Cow<'static, str> {
        "KeptBecause".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "`record_changed`: the records are others than those listed; `held`: a hold stands; \
             `running_case`; `open_intake`: nothing is decided yet; `emergency_to_review`: nobody has looked at an emergency \
             access yet; `other_class`: another term \
             runs; `no_term`: none is set; `not_due`: it is not over.",
        )
    }
}

/// Where a list stands.
pub type DisposalStatusField = Field<DisposalStatus>;
impl Wire for DisposalStatus {
    fn name() -> Cow<'static, str> {
        "DisposalStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "`proposed`: it waits for the authorisation and for a second person; `approved`: it is \
             being carried out; `done`: of everybody it is known what became of the data; \
             `withdrawn`: taken back, whoever was not erased by then is kept.",
        )
    }
}

/// Where one person of a list stands.
pub type ItemStatusField = Field<ItemStatus>;
impl Wire for ItemStatus {
    fn name() -> Cow<'static, str> {
        "DisposalItemStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "`waiting`: nothing happened to the data; `erased`: they are gone; `fell_out`: \
             something came in between, they are kept; `withdrawn`: the list was taken back before.",
        )
    }
}
