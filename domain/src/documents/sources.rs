//! What may be printed of a thing as it stands.

use chrono::{DateTime, Utc};
use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::StaffId;
use crate::agreements::{Agreement, AmendmentStatus, Terms};
use crate::appointments::{Appointment, AppointmentStatus};
use crate::kernel::{Day, Fault, Refusal, unknown_code};

/// Which words of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum AgreementPart {
    /// What binds, or the first draft.
    Terms,
    /// What is to bind instead.
    Amendment,
}

/// What is printed of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printed<'a> {
    /// What was agreed, or is to be.
    pub terms: &'a Terms,
    /// Who answers for it.
    pub officer: StaffId,
    /// When the person was given these words to read.
    pub proposed_on: Option<Day>,
    /// When the person signed them.
    pub signed_on: Option<Day>,
    /// Since when they bind nobody any more.
    pub closed_on: Option<Day>,
}

/// These words of an agreement. Where nobody says which, those that are to be signed next: an
/// amendment that the person has been given to read, and otherwise what binds.
pub fn printed(agreement: &Agreement, part: Option<AgreementPart>) -> Result<Printed<'_>, Refusal> {
    let amendment = agreement.amendment.as_ref();
    let is_next = amendment.is_some_and(|amendment| amendment.proposed_on.is_some());
    let part = part.unwrap_or(if is_next {
        AgreementPart::Amendment
    } else {
        AgreementPart::Terms
    });
    let closed_on = agreement.end.map(|end| end.on);
    match part {
        AgreementPart::Terms => Ok(Printed {
            terms: &agreement.terms,
            officer: agreement.officer,
            proposed_on: agreement.proposed_on,
            signed_on: agreement.signed_on,
            closed_on,
        }),
        AgreementPart::Amendment => {
            let amendment = amendment.ok_or(Refusal::WrongStatus {
                step: "print_amendment",
                status: AmendmentStatus::None.to_string(),
            })?;
            Ok(Printed {
                terms: &amendment.terms,
                officer: amendment.officer,
                proposed_on: amendment.proposed_on,
                signed_on: None,
                closed_on,
            })
        }
    }
}

/// Refuses to announce an hour to which nobody is to come any more.
pub fn announced(appointment: &Appointment, now: DateTime<Utc>) -> Result<(), Refusal> {
    let status = appointment.state.status();
    if status == AppointmentStatus::Booked && appointment.span.starts() > now {
        return Ok(());
    }
    Err(Refusal::WrongStatus {
        step: "print_letter",
        status: if status == AppointmentStatus::Booked {
            "begun".to_owned()
        } else {
            status.to_string()
        },
    })
}

/// How words stand: whoever reads the sheet must not take a draft for what binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display)]
#[strum(serialize_all = "snake_case")]
pub enum Standing {
    /// Nobody was given them.
    Draft,
    /// The person has them to read.
    Proposed,
    /// They bind.
    Signed,
    /// They bind nobody any more.
    Closed,
}

impl Printed<'_> {
    /// How the words stand.
    pub const fn standing(&self) -> Standing {
        match (self.closed_on, self.signed_on, self.proposed_on) {
            (Some(_), ..) => Standing::Closed,
            (None, Some(_), _) => Standing::Signed,
            (None, None, Some(_)) => Standing::Proposed,
            (None, None, None) => Standing::Draft,
        }
    }
}
