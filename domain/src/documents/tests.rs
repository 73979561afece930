//! What may be printed, and what becomes of it.

use super::*;
use crate::actor::Role;
use crate::agreements::samples::{counsellor, draft, now, proposed};
use crate::samples::{day, id, staff};

fn origin() -> Origin {
    Origin::agreement(&draft())
}

fn ordered(actor: &Actor) -> Result<Changed<Document>, Refusal> {
    let number = DocumentNumber {
        year: 2026,
        number: 12,
    };
    let what = (DocumentKind::OrientationAgreement, &origin());
    Document::order(actor, (id(50), number), what, DocumentLanguage::It, now())
}

fn file() -> MadeFile {
    MadeFile {
        sha256: [7; 32],
        length: 20_000,
        at: now(),
    }
}

#[test]
fn a_document_is_ordered_by_somebody_and_made_once() {
    let (document, facts) = ordered(&counsellor()).unwrap().into_parts();
    assert_eq!(document.number.to_string(), "12/2026");
    assert_eq!(document.ordered_by, id(4));
    assert_eq!(facts.len(), 1);
    let made = document.make(&origin(), file()).unwrap().into_parts().0;
    assert_eq!(
        (made.status, made.file),
        (DocumentStatus::Made, Some(file()))
    );
    for refused in [
        made.clone().make(&origin(), file()),
        made.clone().fail(&origin()),
    ] {
        assert!(matches!(refused, Err(Refusal::WrongStatus { .. })));
    }
}

#[test]
fn the_product_itself_orders_nothing() {
    let refused = ordered(&Actor::system(id(99)));
    assert!(matches!(refused, Err(Refusal::NotPermitted {})));
}

#[test]
fn what_three_processes_did_not_bring_to_an_end_is_given_up() {
    let document = ordered(&staff(4, &[Role::Counsellor], &[7])).unwrap();
    let document = document.into_parts().0;
    for (attempts, is_given_up) in [(0, false), (3, false), (4, true)] {
        let tried = Document {
            attempts,
            ..document.clone()
        };
        assert_eq!(tried.is_given_up(), is_given_up, "{attempts}");
    }
    let failed = document.fail(&origin()).unwrap().into_parts().0;
    assert_eq!(failed.status, DocumentStatus::Failed);
}

#[test]
fn a_sheet_says_whether_its_words_bind() {
    let drawn_up = draft();
    assert_eq!(
        printed(&drawn_up, None).unwrap().standing(),
        Standing::Draft
    );
    let given = proposed("2026-11-20");
    assert_eq!(
        printed(&given, None).unwrap().standing(),
        Standing::Proposed
    );
    let signed = Agreement {
        signed_on: Some(day("2026-11-20")),
        ..given
    };
    assert_eq!(printed(&signed, None).unwrap().standing(), Standing::Signed);
}

#[test]
fn what_is_to_be_signed_next_is_printed_unless_somebody_asks_for_what_binds() {
    use crate::agreements::Amendment;
    let of = |proposed_on| Agreement {
        signed_on: Some(day("2026-11-20")),
        amendment: Some(Amendment {
            officer: id(5),
            terms: draft().terms,
            proposed_on,
        }),
        ..draft()
    };
    let (written, given) = (of(None), of(Some(day("2026-11-21"))));
    for (agreement, part, officer, standing) in [
        (&written, None, 4, Standing::Signed),
        (&given, None, 5, Standing::Proposed),
        (&given, Some(AgreementPart::Terms), 4, Standing::Signed),
        (&written, Some(AgreementPart::Amendment), 5, Standing::Draft),
    ] {
        let printed = printed(agreement, part).unwrap();
        assert_eq!(
            (printed.officer, printed.standing()),
            (id(officer), standing)
        );
    }
    let none = draft();
    let refused = printed(&none, Some(AgreementPart::Amendment));
    assert!(matches!(refused, Err(Refusal::WrongStatus { .. })));
}

#[test]
fn an_hour_is_announced_as_long_as_somebody_is_to_come() {
    use crate::appointments::samples::at;
    use crate::appointments::{AppointmentMode, AppointmentState, ChangeReason, Place, Side};
    use crate::kernel::Span;
    let booked = Appointment {
        id: id(60),
        individual: id(3),
        case: None,
        service: id(30),
        is_once: false,
        place: Place {
            office: id(7),
            counsellor: id(4),
            room: None,
            mode: AppointmentMode::InPerson,
        },
        span: Span::new(at("2026-03-09T09:00:00Z"), at("2026-03-09T10:00:00Z")).unwrap(),
        state: AppointmentState::Booked,
        state_at: now(),
        note: None,
        remark: None,
        records: 0,
        booked_by: id(4),
        is_room_named: false,
        move_until_hours: 24,
        booked_at: now(),
        previous: None,
        uid: uuid::Uuid::nil(),
        sequence: 0,
        version: Version::FIRST,
    };
    let starts = booked.span.starts();
    assert!(announced(&booked, starts - chrono::TimeDelta::minutes(1)).is_ok());
    let begun = announced(&booked, starts);
    assert!(matches!(begun, Err(Refusal::WrongStatus { .. })));
    let off = Appointment {
        state: AppointmentState::Cancelled {
            by: Side::Person,
            reason: ChangeReason::CannotCome,
        },
        ..booked
    };
    let refused = announced(&off, starts - chrono::TimeDelta::days(1));
    assert!(matches!(refused, Err(Refusal::WrongStatus { .. })));
}
