//! Appointments as a calendar (RFC 5545). Nobody's name stands in one: what leaves the house for a
//! telephone or for somebody else's server says which service, when and where.
//!
//! Nothing of it comes from the clock, so that the same appointments are the same bytes.

#[cfg(test)]
mod tests;

use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarMethod,
    ICalendarParameter, ICalendarParameterName, ICalendarParameterValue, ICalendarProperty,
    ICalendarStatus, ICalendarTransparency, ICalendarValue, Uri,
};
use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Tz;
use domain::appointments::{AppointmentMode, AppointmentStatus};
use persistence::appointments::Entry;

use crate::http::Links;
use crate::texts::{Language, text};

/// Who wrote the calendar, as its first lines say.
const PRODUCT: &str = "-//Percorso//Appointments//IT";

/// In seconds: what a time zone tells of begins before the first entry.
const A_DAY: i64 = 86_400;

/// For whom a calendar is written.
#[derive(Debug, Clone)]
pub struct Reader {
    /// In which language.
    pub language: Language,
    /// By which clock.
    pub zone: Tz,
    /// Builds the addresses of appointments.
    pub links: Links,
}

/// The calendar with these entries, as its file.
pub fn written(entries: &[Entry], reader: &Reader) -> String {
    let mut root = ICalendarComponent::new(ICalendarComponentType::VCalendar);
    root.add_property(ICalendarProperty::Version, "2.0");
    root.add_property(ICalendarProperty::Prodid, PRODUCT);
    let method = ICalendarValue::Method(ICalendarMethod::Publish);
    root.add_property(ICalendarProperty::Method, method);
    let heading = reader.says("heading");
    root.add_property(ICalendarProperty::Name, heading.clone());
    // What programs read that are older than `NAME` (RFC 7986).
    let label = ICalendarProperty::Other("X-WR-CALNAME".to_owned());
    root.add_property(label, heading);
    let mut components = vec![root];
    for (number, entry) in (1..).zip(entries) {
        components[0].component_ids.push(number);
        components.push(event(entry, reader));
    }
    let mut calendar = ICalendar { components };
    let spans = || entries.iter().map(|entry| entry.appointment.span);
    let first = spans().map(|span| span.starts().timestamp()).min();
    let last = spans().map(|span| span.ends().timestamp()).max();
    if let (Some(first), Some(last)) = (first, last) {
        calendar.add_timezone(reader.zone.name(), first - A_DAY, last);
    }
    calendar.to_string()
}

fn event(entry: &Entry, reader: &Reader) -> ICalendarComponent {
    let appointment = &entry.appointment;
    let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
    event.add_uid(&appointment.uid.to_string());
    event.add_sequence(appointment.sequence);
    event.add_dtstamp(utc(appointment.state_at));
    event.add_property(ICalendarProperty::Created, utc(appointment.booked_at));
    event.add_property(ICalendarProperty::LastModified, utc(appointment.state_at));
    let span = appointment.span;
    event.entries.extend([
        reader.at(ICalendarProperty::Dtstart, span.starts()),
        reader.at(ICalendarProperty::Dtend, span.ends()),
    ]);
    event.add_property(ICalendarProperty::Summary, reader.summary(entry));
    if let Some(location) = reader.location(entry) {
        event.add_property(ICalendarProperty::Location, location);
    }
    let address = format_args!("/appointments/{}", appointment.id);
    let address = Uri::Location(reader.links.to(address));
    event.add_property(ICalendarProperty::Url, ICalendarValue::Uri(address));
    let (status, transparency) = if appointment.occupies() {
        (ICalendarStatus::Confirmed, ICalendarTransparency::Opaque)
    } else {
        // Who is excused before the hour makes room as well.
        let transparency = ICalendarTransparency::Transparent;
        (ICalendarStatus::Cancelled, transparency)
    };
    let status = ICalendarValue::Status(status);
    event.add_property(ICalendarProperty::Status, status);
    let transparency = ICalendarValue::Transparency(transparency);
    event.add_property(ICalendarProperty::Transp, transparency);
    event
}

fn utc(at: DateTime<Utc>) -> PartialDateTime {
    PartialDateTime::from_utc_timestamp(at.timestamp())
}

impl Reader {
    fn says(&self, key: &str) -> String {
        let key = format!("calendar-{key}");
        text(self.language, &key, None, &[]).unwrap_or(key)
    }

    /// An instant by the clock of the organisation. Of an hour that comes twice, when the clocks go
    /// back, the local time means the first one (RFC 5545 §3.3.5): the second is told in UTC.
    fn at(&self, property: ICalendarProperty, at: DateTime<Utc>) -> ICalendarEntry {
        let local = at.with_timezone(&self.zone).naive_local();
        let first = self.zone.from_local_datetime(&local).earliest();
        let is_told = first.is_some_and(|first| first == at);
        let (value, params) = if is_told {
            let zone = ICalendarParameter {
                name: ICalendarParameterName::Tzid,
                value: ICalendarParameterValue::Text(self.zone.name().to_owned()),
            };
            let local = local.and_utc().timestamp();
            (PartialDateTime::from_naive_timestamp(local), vec![zone])
        } else {
            (utc(at), vec![])
        };
        ICalendarEntry {
            name: property,
            params,
            values: vec![ICalendarValue::PartialDateTime(Box::new(value))],
        }
    }

    /// The service, and how the appointment stands unless it is to come.
    fn summary(&self, entry: &Entry) -> String {
        let label = entry.service.as_ref().map(|label| match self.language {
            Language::Italian => label.it.clone(),
            Language::English => label.en.clone(),
        });
        let label = label.unwrap_or_else(|| self.says("heading"));
        match entry.appointment.status() {
            AppointmentStatus::Booked => label,
            status => format!("{label} ({})", self.says(&format!("status-{status}"))),
        }
    }

    fn location(&self, entry: &Entry) -> Option<String> {
        match entry.appointment.place.mode {
            AppointmentMode::Online => return Some(self.says("mode-online")),
            AppointmentMode::Phone => return Some(self.says("mode-phone")),
            AppointmentMode::InPerson => {}
        }
        let (office, address) = entry.office.clone()?;
        let parts = [entry.room.clone(), Some(office), address];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        Some(parts.join(", "))
    }
}
