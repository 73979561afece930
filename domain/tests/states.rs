//! Draws the life of everything that has one into `docs/states.md`, from the very functions that
//! decide. With `UPDATE_STATES=1` the test writes the file, else it compares.

use std::fmt::Display;
use std::path::Path;

use domain::agreements::{AgreementStatus, AmendmentStatus};
use domain::appointments::AppointmentStatus;
use domain::cases::CaseStatus;
use domain::disposals::DisposalStatus;
use domain::documents::DocumentStatus;
use domain::emergency_accesses::EmergencyStatus;
use domain::erasures::ErasureStatus;
use domain::exports::ExportStatus;
use domain::follow_ups::FollowUpStatus;
use domain::groups::{EnrolmentStatus, GroupStatus, SessionStatus};
use domain::hand_overs::{HandOverStatus, TermKind};
use domain::holds::HoldStatus;
use domain::imports::ImportStatus;
use domain::individuals::merging::MergeStatus;
use domain::intakes::IntakeStatus;
use domain::kernel::Refusal;
use domain::machine_clients::ClientStatus;
use domain::messages::MessageStatus;
use domain::referrals::ReferralStatus;
use strum::IntoEnumIterator;

/// The drawing of one life: where it begins, and every step that leads somewhere.
fn drawing<S, T>(title: &str, first: S, after: impl Fn(S, T) -> Result<S, Refusal>) -> String
where
    S: IntoEnumIterator + Display + Copy,
    T: IntoEnumIterator + Display + Copy,
{
    let after = &after;
    let steps = S::iter().flat_map(|status| {
        T::iter().filter_map(move |step| {
            let next = after(status, step).ok()?;
            Some(format!("    {status} --> {next}: {step}\n"))
        })
    });
    let steps: String = steps.collect();
    format!("\n## {title}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {first}\n{steps}```\n")
}

/// Groups, when they meet and who is in them.
fn groups() -> String {
    let mut text = drawing("Groups", GroupStatus::Planned, GroupStatus::after);
    text += &drawing(
        "Sessions of groups",
        SessionStatus::Planned,
        SessionStatus::after,
    );
    text += &drawing(
        "Enrolments",
        EnrolmentStatus::Waiting,
        EnrolmentStatus::after,
    );
    text
}

/// The whole page. A capability with a life adds one line.
fn page() -> String {
    let mut text = String::from(
        "# States\n\nWritten by `UPDATE_STATES=1 cargo test -p domain --test states` from the \
         transition tables of `domain`; a test\nrefuses a page that is not current. A step that \
         is not drawn is refused with 409 `wrong_status`.\n",
    );
    text += &drawing("Intakes", IntakeStatus::Open, IntakeStatus::after);
    text += &drawing(
        "Machine clients",
        ClientStatus::Waiting,
        ClientStatus::after,
    );
    text += &drawing("Cases", CaseStatus::Open, CaseStatus::after);
    for (title, term) in [
        ("Hand-overs for good", TermKind::Permanent),
        ("Hand-overs for a time", TermKind::Temporary),
    ] {
        text += &drawing(title, HandOverStatus::Proposed, |status, step| {
            HandOverStatus::after(status, step, term)
        });
    }
    text += &drawing("Referrals", ReferralStatus::Sent, ReferralStatus::after);
    // What was closed and is opened again stands where it stood before: here, for one, where it was
    // signed.
    text += &drawing(
        "Agreements (closed once they were signed)",
        AgreementStatus::Draft,
        |status, step| AgreementStatus::after(status, step, Some(AgreementStatus::Signed)),
    );
    text += &drawing(
        "What binds, written otherwise",
        AmendmentStatus::None,
        AmendmentStatus::after,
    );
    text += &drawing(
        "Appointments",
        AppointmentStatus::Booked,
        AppointmentStatus::after,
    );
    text += &groups();
    text += &drawing("Follow-ups", FollowUpStatus::Planned, FollowUpStatus::after);
    text += &drawing("Merges of records", MergeStatus::Merged, MergeStatus::after);
    text += &drawing("Imports", ImportStatus::Queued, ImportStatus::after);
    text += &drawing("Erasures", ErasureStatus::Waiting, ErasureStatus::after);
    text += &drawing("Disposals", DisposalStatus::Proposed, DisposalStatus::after);
    text += &drawing("Holds", HoldStatus::Standing, HoldStatus::after);
    text += &drawing(
        "Emergency accesses",
        EmergencyStatus::Running,
        EmergencyStatus::after,
    );
    text += &drawing("Messages", MessageStatus::Waiting, MessageStatus::after);
    text += &drawing("Documents", DocumentStatus::Ordered, DocumentStatus::after);
    text += &drawing("Exports", ExportStatus::Queued, ExportStatus::after);
    text
}

#[test]
fn the_page_shows_the_tables_as_they_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/states.md");
    if std::env::var_os("UPDATE_STATES").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == page(),
        "docs/states.md is not current: UPDATE_STATES=1 cargo test -p domain --test states"
    );
}
