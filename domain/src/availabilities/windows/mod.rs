//! When a colleague can be booked: the hours of the week, less and more by the exceptions of the
//! day, less closures and holidays.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;

use super::{Availability, AvailabilityId, Exception, OnTheDay, Terms};
use crate::cases::Colleague;
use crate::closures::{Closure, ClosureId};
use crate::kernel::{Calendar, ClockSpan, Day, Holiday};
use crate::rooms::RoomId;
use crate::services::ServiceId;

/// All that decides when a colleague can be booked.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Who.
    pub colleague: Colleague,
    /// The weekly hours.
    pub hours: Vec<Availability>,
    /// The exceptions.
    pub exceptions: Vec<Exception>,
    /// The closures.
    pub closures: Vec<Closure>,
    /// From which day on nobody is booked in these rooms.
    pub closed_rooms: BTreeMap<RoomId, Day>,
    /// The holidays.
    pub calendar: Calendar,
    /// Where the clock hangs.
    pub zone: Tz,
}

/// A time in which somebody can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// When it begins.
    pub starts: DateTime<Utc>,
    /// When it is over.
    pub ends: DateTime<Utc>,
    /// Where, and for what.
    pub terms: Terms,
}

/// Why nobody can be booked on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It is a holiday.
    Holiday(Holiday),
    /// The office is closed.
    Closure(ClosureId),
    /// The colleague is not there.
    Absence,
    /// There are no hours on such a day.
    NoHours,
}

/// A day on which nobody can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Without {
    /// The day.
    pub day: Day,
    /// Why: all that stands against it.
    pub why: Vec<Why>,
}

/// When a colleague can be booked, and when not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Windows {
    /// The windows, one after the other; no two of them have time in common.
    pub windows: Vec<Window>,
    /// The days that have none.
    pub without: Vec<Without>,
}

/// A piece of a day, as the clock shows it.
#[derive(Debug, Clone)]
struct Piece {
    times: ClockSpan,
    terms: Terms,
}

impl Plan {
    /// Has these hours become what is left of them; they go where nothing is.
    pub fn become_of(&mut self, hours: AvailabilityId, left: Option<Availability>) {
        self.hours.retain(|one| one.id != hours);
        self.hours.extend(left);
    }

    /// The windows of these days; with `service`, those in which one is booked for it.
    pub fn windows(&self, from: Day, to: Day, service: Option<ServiceId>) -> Windows {
        let mut all = Windows::default();
        let days = from
            .date()
            .iter_days()
            .map_while(|date| Day::new(date).ok());
        for day in days.take_while(|day| *day <= to) {
            let mut why = Vec::new();
            let windows = self.on(day, service, &mut why);
            if windows.is_empty() {
                all.without.push(Without { day, why });
            }
            all.windows.extend(windows);
        }
        all
    }

    fn on(&self, day: Day, service: Option<ServiceId>, why: &mut Vec<Why>) -> Vec<Window> {
        if let Some(holiday) = self.calendar.holiday(day) {
            why.push(Why::Holiday(holiday));
            return Vec::new();
        }
        let mut pieces = self.pieces(day, service, why);
        for closure in &self.closures {
            let before = pieces.len();
            pieces.retain(|piece| !closure.closes(piece.terms.office, day));
            if pieces.len() < before {
                why.push(Why::Closure(closure.id));
            }
        }
        let windows = self.instants(day, pieces);
        if windows.is_empty() && why.is_empty() {
            why.push(Why::NoHours);
        }
        windows
    }

    /// What the hours of the week and the exceptions leave of a day, in its order. An exception
    /// decides about its time alone.
    fn pieces(&self, day: Day, service: Option<ServiceId>, why: &mut Vec<Why>) -> Vec<Piece> {
        let exceptions: Vec<&Exception> = { self.exceptions.iter() }
            .filter(|exception| exception.day == day)
            .collect();
        let weekly = { self.hours.iter() }
            .filter(|hours| hours.valid.contains(day) && hours.weekday == day.date().weekday())
            .map(|hours| Piece {
                times: hours.times,
                terms: hours.terms.clone(),
            });
        let mut pieces: Vec<Piece> = weekly.filter(|piece| self.serves(piece, service)).collect();
        for exception in &exceptions {
            let meets = |piece: &Piece| piece.times.overlaps(&exception.times);
            let is_absent = matches!(exception.change, OnTheDay::Absent(_));
            if is_absent && pieces.iter().any(meets) && !why.contains(&Why::Absence) {
                why.push(Why::Absence);
            }
            pieces = { pieces.into_iter() }
                .flat_map(|piece| {
                    let left = piece.times.without(exception.times);
                    left.map(move |times| Piece {
                        times,
                        terms: piece.terms.clone(),
                    })
                })
                .collect();
        }
        let extra = exceptions.iter().filter_map(|exception| extra(exception));
        pieces.extend(extra.filter(|piece| self.serves(piece, service)));
        pieces.sort_by_key(|piece| piece.times);
        for piece in &mut pieces {
            let closed = |room: &RoomId| self.closed_rooms.get(room).is_some_and(|on| *on <= day);
            piece.terms.room = piece.terms.room.filter(|room| !closed(room));
        }
        pieces
    }

    /// Whether the colleague still receives people there, and for that.
    fn serves(&self, piece: &Piece, service: Option<ServiceId>) -> bool {
        let services = &piece.terms.services;
        self.colleague.can_answer_at(piece.terms.office)
            && service.is_none_or(|service| services.is_empty() || services.contains(&service))
    }

    /// The pieces as instants. Where the clock shows an hour twice, two pieces that touch in it
    /// would have it both: it is the earlier one's. Alike ones that touch are one.
    fn instants(&self, day: Day, pieces: Vec<Piece>) -> Vec<Window> {
        let mut windows: Vec<Window> = Vec::new();
        for Piece { times, terms } in pieces {
            let begins = times.from().begin(day, self.zone);
            let (Some(begins), Some(ends)) = (begins, times.to().end(day, self.zone)) else {
                continue;
            };
            let starts = windows.last().map_or(begins, |last| begins.max(last.ends));
            match windows.last_mut() {
                _ if starts >= ends => {}
                Some(last) if last.ends == starts && last.terms == terms => last.ends = ends,
                _ => windows.push(Window {
                    starts,
                    ends,
                    terms,
                }),
            }
        }
        windows
    }

    /// The closures by which nobody can be booked, for whoever says what they are called.
    pub fn closure(&self, id: ClosureId) -> Option<&Closure> {
        self.closures.iter().find(|closure| closure.id == id)
    }
}

/// What an exception adds to its day.
fn extra(exception: &Exception) -> Option<Piece> {
    let OnTheDay::Extra(extra) = &exception.change else {
        return None;
    };
    Some(Piece {
        times: exception.times,
        terms: Terms {
            office: extra.office,
            room: extra.room,
            services: Vec::new(),
            languages: extra.languages.clone(),
            remote: extra.remote,
        },
    })
}
