//! How many places there are, how many are taken, and whose turn it is.
//!
//! The counts stand on the group itself, which whoever decides on them holds: nobody counts rows and
//! adds one afterwards.

use crate::kernel::Faults;

/// The places of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// How many there are.
    size: u16,
    /// How many people have one; more than there are where somebody was let in beyond them.
    enrolled: u16,
    /// How many tickets were given out, to whoever has a place and to whoever waits.
    tickets: i64,
}

/// How somebody is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// With a place.
    Enrolled,
    /// With a place beyond those that there are: somebody answers for it.
    Overbooked,
    /// Without one: whoever comes after waits longer.
    Waiting,
}

impl Places {
    /// The most places of a group.
    pub const MOST: u16 = 500;

    /// The places of a group that nobody is in yet.
    pub fn of(places: u16, faults: &mut Faults) -> Self {
        if !(1..=Self::MOST).contains(&places) {
            faults.tell("/places", "out_of_range");
        }
        Self {
            size: places,
            enrolled: 0,
            tickets: 0,
        }
    }

    /// The same as they were stored.
    pub const fn stored(places: u16, enrolled: u16, tickets: i64) -> Self {
        Self {
            size: places,
            enrolled,
            tickets,
        }
    }

    /// How many there are.
    pub const fn size(self) -> u16 {
        self.size
    }

    /// How many people have one.
    pub const fn enrolled(self) -> u16 {
        self.enrolled
    }

    /// How many tickets were given out.
    pub const fn tickets(self) -> i64 {
        self.tickets
    }

    /// How many are free.
    pub const fn free(self) -> u16 {
        self.size.saturating_sub(self.enrolled)
    }

    /// Lets somebody in: the ticket, and how. Nobody passes by those `waiting` who could come at the
    /// hours of the group: as long as somebody does, a place that is free is theirs.
    pub fn admit(&mut self, waiting: usize, overbooks: Option<()>) -> (i64, Admission) {
        self.tickets += 1;
        let has_place = self.free() > 0 && waiting == 0;
        let admission = match (has_place, overbooks) {
            (true, _) => Admission::Enrolled,
            (false, Some(())) => Admission::Overbooked,
            (false, None) => Admission::Waiting,
        };
        if admission != Admission::Waiting {
            self.enrolled += 1;
        }
        (self.tickets, admission)
    }

    /// Takes back the place of somebody who leaves. What was given beyond those that there are was for
    /// that person alone, and makes room for nobody.
    pub const fn leave(&mut self) {
        self.enrolled = self.enrolled.saturating_sub(1);
    }

    /// Gives what is free to those who wait, in the order of their tickets: which of them, by their
    /// place in the queue. Who cannot come at these hours is passed over and goes on waiting.
    pub fn promote(&mut self, queue: impl IntoIterator<Item = Turn>) -> Vec<usize> {
        let mut promoted = Vec::new();
        for (n, turn) in queue.into_iter().enumerate() {
            if self.free() == 0 {
                break;
            }
            if turn == Turn::Comes {
                self.enrolled += 1;
                promoted.push(n);
            }
        }
        promoted
    }

    /// Says otherwise how many there are. There are never fewer than people who have one.
    pub fn change(&mut self, places: u16, faults: &mut Faults) {
        if !(1..=Self::MOST).contains(&places) {
            faults.tell("/places", "out_of_range");
        } else if places < self.enrolled && places < self.size {
            faults.tell("/places", "fewer_than_enrolled");
        }
        self.size = places;
    }
}

/// Whether somebody who waits can come at the hours of the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nothing stands against it.
    Comes,
    /// Another thing is booked for one of the hours.
    IsTaken,
}
