//! The numbers of a service, and how they fit together.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::{MessageChannel, ServiceMode};
use crate::kernel::{Faults, GRID_MINUTES};

/// How long one time lasts, in minutes: at the most a whole day of work.
const MINUTES: RangeInclusive<u16> = 5..=720;
/// How many take part.
const SIZE: RangeInclusive<u16> = 1..=500;
/// How many days before its day somebody is booked at the latest.
const MARGIN: RangeInclusive<u16> = 0..=90;
/// How many days before its day somebody is booked at the earliest.
const AHEAD: RangeInclusive<u16> = 0..=365;
/// How many hours before it is moved at the latest, or people are reminded: two weeks.
const HOURS: RangeInclusive<u16> = 0..=336;
/// The most minutes altogether.
const CAP: RangeInclusive<u32> = 5..=6_000_000;

/// The numbers of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// How long one time lasts, in minutes.
    pub minutes: u16,
    /// With how many it is held at the least.
    pub min_size: u16,
    /// With how many at the most.
    pub max_size: u16,
    /// How many days lie between booking and its day at the least.
    pub margin_days: u16,
    /// How many at the most.
    pub ahead_days: u16,
    /// Until how many hours before it begins it is moved.
    pub move_until_hours: u16,
    /// How many hours before it begins people are reminded; never when nothing is said.
    pub reminder_hours: Option<u16>,
    /// The most minutes of it that the organisation gives altogether.
    pub cap_minutes: Option<u32>,
    /// The most minutes of it that one person has.
    pub person_cap_minutes: Option<u32>,
}

fn within<N: PartialOrd>(faults: &mut Faults, at: &'static str, number: &N, of: RangeInclusive<N>) {
    if !of.contains(number) {
        faults.tell(at, "out_of_range");
    }
}

impl Figures {
    /// Tells every fault: of each number, and of those that do not fit each other, the mode or the
    /// channels, as far as these are known.
    pub fn check(
        &self,
        mode: Option<ServiceMode>,
        channels: Option<&BTreeSet<MessageChannel>>,
        faults: &mut Faults,
    ) {
        within(faults, "/minutes", &self.minutes, MINUTES);
        if !u32::from(self.minutes).is_multiple_of(GRID_MINUTES) {
            faults.tell("/minutes", "off_the_grid");
        }
        self.check_sizes(mode, faults);
        within(faults, "/margin_days", &self.margin_days, MARGIN);
        within(faults, "/ahead_days", &self.ahead_days, AHEAD);
        if self.ahead_days < self.margin_days {
            faults.tell("/ahead_days", "fewer_than_the_margin");
        }
        within(faults, "/move_until_hours", &self.move_until_hours, HOURS);
        if let Some(hours) = self.reminder_hours {
            within(faults, "/reminder_hours", &hours, 1..=*HOURS.end());
            if channels.is_some_and(BTreeSet::is_empty) {
                faults.tell("/channels", "reminder_without_channel");
            }
        }
        self.check_caps(faults);
    }

    fn check_sizes(&self, mode: Option<ServiceMode>, faults: &mut Faults) {
        within(faults, "/min_size", &self.min_size, SIZE);
        within(faults, "/max_size", &self.max_size, SIZE);
        if self.max_size < self.min_size {
            faults.tell("/max_size", "fewer_than_the_least");
        }
        match mode {
            Some(ServiceMode::Individual | ServiceMode::Phone) => {
                for (at, size) in [("/min_size", self.min_size), ("/max_size", self.max_size)] {
                    if size > 1 {
                        faults.tell(at, "for_one_alone");
                    }
                }
            }
            Some(ServiceMode::Group) if self.max_size == 1 => {
                faults.tell("/max_size", "group_of_one");
            }
            Some(ServiceMode::Group | ServiceMode::Online) | None => {}
        }
    }

    fn check_caps(&self, faults: &mut Faults) {
        let one_time = u32::from(self.minutes);
        for (at, cap) in [
            ("/cap_minutes", self.cap_minutes),
            ("/person_cap_minutes", self.person_cap_minutes),
        ] {
            let Some(cap) = cap else { continue };
            within(faults, at, &cap, CAP);
            if cap < one_time {
                faults.tell(at, "less_than_one_time");
            }
        }
        if let (Some(all), Some(one)) = (self.cap_minutes, self.person_cap_minutes)
            && one > all
        {
            faults.tell("/person_cap_minutes", "more_than_for_all");
        }
    }
}
