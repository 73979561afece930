//! The services that an organisation begins with.

use std::str::FromStr;

use super::{Figures, ServiceCode, ServiceTerms};
use crate::kernel::{Fault, Faults, Refusal};
use crate::vocabulary::{Concept, get};

/// The list of the file.
const LIST: &str = "service-catalogue";

/// The services that an organisation begins with, in the order of the list: what employment
/// services usually offer, with lengths and hours to be compared with the call in force. A line
/// that is no service refuses all of them.
pub fn start_set() -> Result<Vec<(ServiceCode, ServiceTerms)>, Refusal> {
    let concepts = get(LIST).map(|list| list.concepts.iter());
    let lines = concepts.into_iter().flatten();
    lines
        .map(|line| {
            let mut faults = Faults::none();
            let read = faults.read(format!("/{}", line.code), service(line));
            faults.unless_any(read)
        })
        .collect()
}

fn service(line: &Concept) -> Result<(ServiceCode, ServiceTerms), Fault> {
    let terms = ServiceTerms {
        label_it: line.label_it.parse()?,
        label_en: line.label_en.unwrap_or(line.label_it).parse()?,
        essential_level: maybe(line, "essential_level")?,
        mode: required(line, "mode")?,
        figures: Figures {
            minutes: value(line, "minutes")?,
            min_size: value(line, "min_size")?,
            max_size: value(line, "max_size")?,
            margin_days: value(line, "margin_days")?,
            ahead_days: value(line, "ahead_days")?,
            move_until_hours: value(line, "move_until_hours")?,
            reminder_hours: maybe_value(line, "reminder_hours")?,
            cap_minutes: maybe_value(line, "cap_minutes")?,
            person_cap_minutes: maybe_value(line, "person_cap_minutes")?,
        },
        booked_by: required(line, "booked_by")?,
        channels: { line.extra("channels").unwrap_or_default().split(' ') }
            .filter(|code| !code.is_empty())
            .map(str::parse)
            .collect::<Result<_, Fault>>()?,
        evidence: maybe(line, "evidence")?,
        once_pending: value(line, "once_pending")?,
        is_search_path: value(line, "is_search_path")?,
        blocked: false,
    };
    Ok((line.code.parse()?, terms))
}

fn maybe<T: FromStr<Err = Fault>>(line: &Concept, column: &str) -> Result<Option<T>, Fault> {
    line.extra(column).map(str::parse).transpose()
}

fn required<T: FromStr<Err = Fault>>(line: &Concept, column: &str) -> Result<T, Fault> {
    line.extra(column).unwrap_or_default().parse()
}

fn value<N: FromStr>(line: &Concept, column: &str) -> Result<N, Fault> {
    maybe_value(line, column)?.ok_or_else(|| Fault::new("invalid_value"))
}

fn maybe_value<N: FromStr>(line: &Concept, column: &str) -> Result<Option<N>, Fault> {
    let read = |cell: &str| cell.parse().map_err(|_| Fault::new("invalid_value"));
    line.extra(column).map(read).transpose()
}
