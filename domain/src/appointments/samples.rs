//! What stories about appointments and slots begin with.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc, Weekday};
use chrono_tz::Tz;

use crate::actor::Role;
use crate::availabilities::{Availability, Plan, Terms};
use crate::cases::Colleague;
use crate::closures::Closure;
use crate::kernel::{Calendar, ClockSpan, ClockTime, PatronDay, Period, Version};
use crate::samples::{day, id};
use crate::services::{BookedBy, Figures, Service, ServiceMode, ServiceTerms};

/// An instant.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Service 30: an hour, from the day after on, sixty days ahead.
pub(crate) fn service() -> Service {
    Service {
        id: id(30),
        code: "basic_orientation".parse().unwrap(),
        terms: ServiceTerms {
            label_it: "Orientamento di base".parse().unwrap(),
            label_en: "Basic orientation".parse().unwrap(),
            essential_level: None,
            mode: ServiceMode::Individual,
            figures: Figures {
                minutes: 60,
                min_size: 1,
                max_size: 1,
                margin_days: 1,
                ahead_days: 60,
                move_until_hours: 24,
                reminder_hours: None,
                cap_minutes: None,
                person_cap_minutes: None,
            },
            booked_by: BookedBy::Staff,
            channels: BTreeSet::new(),
            evidence: None,
            once_pending: true,
            is_search_path: false,
            blocked: false,
        },
        version: Version::FIRST,
    }
}

/// Weekly hours of counsellor `n` at office 7 in room 20.
pub(crate) fn hours(n: u128, weekday: Weekday, from: &str, to: &str) -> Availability {
    let time = |text: &str| text.parse::<ClockTime>().unwrap();
    Availability {
        id: id(100 + n),
        staff: id(n),
        weekday,
        times: ClockSpan::new(time(from), time(to)).unwrap(),
        valid: Period::new(day("2026-01-01"), None).unwrap(),
        terms: Terms {
            office: id(7),
            room: Some(id(20)),
            services: Vec::new(),
            languages: Vec::new(),
            remote: false,
        },
        version: Version::FIRST,
    }
}

/// When counsellor `n` receives people.
pub(crate) fn plan(n: u128, hours: Vec<Availability>) -> Plan {
    Plan {
        colleague: Colleague {
            staff: id(n),
            roles: vec![Role::Counsellor],
            offices: vec![id(7), id(8)],
            disabled: false,
        },
        hours,
        exceptions: Vec::new(),
        closures: Vec::new(),
        closed_rooms: BTreeMap::new(),
        calendar: Calendar::with_patron(PatronDay::new(6, 24).unwrap()),
        zone: Tz::Europe__Rome,
    }
}

/// Office 7 is closed on a day.
pub(crate) fn closed(on: &str) -> Closure {
    Closure {
        id: id(50),
        office: Some(id(7)),
        from: day(on),
        to: day(on),
        label: "Ponte".parse().unwrap(),
        version: Version::FIRST,
    }
}
