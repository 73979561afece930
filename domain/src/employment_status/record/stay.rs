//! The right to stay: permits, and citizenships that make them needless.

use crate::employment_status::facts::{Permit, Renewal};
use crate::individuals::items::source_of;
use crate::individuals::residence_permit::{Permit as Document, PermitReason};
use crate::individuals::{Citizenships, Provenance, Recorded, ResidencePermits, Sourced};
use crate::kernel::Day;

/// What gives the right to stay, and whether the person may need nothing because nobody knows of
/// which State. `None` where a permit is needed and none is known.
pub(super) fn permits(
    permits: Option<&Recorded<ResidencePermits>>,
    citizenships: Option<&Recorded<Citizenships>>,
    reference: Day,
) -> (Option<Vec<Permit>>, bool) {
    let group = citizenships.and_then(|section| section.content.group(reference));
    let mut told: Vec<Permit> = citizenships.into_iter().flat_map(free).collect();
    told.extend(permits.into_iter().flat_map(issued_or_asked));
    let is_known = group.is_some();
    let is_lacking = is_known && told.is_empty();
    ((!is_lacking).then_some(told), !is_known)
}

/// Citizenships of Italy, of the Union and of the EFTA, on the days on which they free people from
/// permits.
fn free(section: &Recorded<Citizenships>) -> impl Iterator<Item = Permit> {
    section.content.items.iter().flat_map(|citizenship| {
        let source = source_of(citizenship, section.provenance).source;
        let spans = citizenship.item.free_spans().into_iter();
        spans.map(move |(valid_from, expires_on)| Permit {
            valid_from,
            expires_on,
            renewal: None,
            for_employment: Some(false),
            source: Some(source),
        })
    })
}

fn issued_or_asked(section: &Recorded<ResidencePermits>) -> impl Iterator<Item = Permit> {
    let items = &section.content.items;
    items.iter().filter_map(|sourced| {
        let provenance = source_of(sourced, section.provenance);
        let others = || {
            let others = items.iter().filter(|other| other.item != sourced.item);
            others.map(|other| &other.item)
        };
        let (valid_from, expires_on) = if sourced.item.is_issued() {
            (sourced.item.issued_on, sourced.item.expires_on)
        } else {
            // Whoever asked for a first permit may stay until it is issued.
            let asked = sourced.item.request.as_ref()?.requested_on;
            let issued = others().filter_map(|other| other.issued_on);
            (Some(asked), issued.filter(|on| asked <= *on).min())
        };
        Some(Permit {
            valid_from,
            expires_on,
            renewal: renewal(sourced, provenance, others()),
            for_employment: sourced
                .item
                .reason
                .and_then(PermitReason::is_for_employment),
            source: Some(provenance.source),
        })
    })
}

/// Whether the renewal was asked for. Where a later permit, or the request of one, shows that it
/// was some day, nobody says when; else it was not as far as was known when the permit was seen.
fn renewal<'a>(
    sourced: &Sourced<Document>,
    provenance: Provenance,
    mut others: impl Iterator<Item = &'a Document>,
) -> Option<Renewal> {
    if let Some(request) = &sourced.item.request {
        let on = request.requested_on;
        return Some(Renewal::Requested { on });
    }
    let end = sourced.item.expires_on?;
    let came_later =
        |other: &Document| !other.is_issued() || other.expires_on.is_none_or(|other| end < other);
    let seen_on = provenance.observed_on;
    (!others.any(came_later)).then_some(Renewal::NotRequested { seen_on })
}
