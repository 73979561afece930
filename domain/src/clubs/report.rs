//! What a cycle of a club came to. Each figure says of how many it is: who could not be asked is
//! neither at work nor not.

use super::{Diary, Seen, Week};

/// What is known of somebody some months after the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// At work.
    AtWork,
    /// Not at work.
    NotAtWork,
    /// Nobody knows: not reached, or did not want to answer.
    Unknown,
    /// It is too early to ask.
    NotYet,
}

/// A member of a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The weeks, the first one first.
    pub weeks: Vec<Week>,
    /// Whether the member left for work before the cycle was over.
    pub left_for_work: bool,
    /// Three months after the cycle.
    pub at_three_months: Known,
    /// Six months after it.
    pub at_six_months: Known,
}

/// How many are at work, of how many of whom that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// At work.
    pub at_work: u64,
    /// Of whom it is known: the denominator.
    pub known: u64,
    /// Of whom nobody knows.
    pub unknown: u64,
    /// Of whom it is too early to ask.
    pub not_yet: u64,
}

impl Outcome {
    fn add(&mut self, known: Known) {
        match known {
            Known::AtWork => {
                self.at_work += 1;
                self.known += 1;
            }
            Known::NotAtWork => self.known += 1,
            Known::Unknown => self.unknown += 1,
            Known::NotYet => self.not_yet += 1,
        }
    }
}

/// What a cycle came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// How many members there were.
    pub members: u64,
    /// How often somebody came to a session, of how many times that somebody was expected.
    pub attendance: (u64, u64),
    /// How many activities there were, of how many that were agreed on.
    pub activities: (u64, u64),
    /// How many applications.
    pub applications: u64,
    /// How many replies.
    pub replies: u64,
    /// How many interviews.
    pub interviews: u64,
    /// How many members left for work within the cycle, of all members.
    pub left_for_work: u64,
    /// Three months after it.
    pub at_three_months: Outcome,
    /// Six months after it.
    pub at_six_months: Outcome,
}

impl Report {
    /// Of these members.
    pub fn of(members: &[Member]) -> Self {
        let mut report = Self::default();
        for member in members {
            report.add(member);
        }
        report
    }

    fn add(&mut self, member: &Member) {
        let diary = Diary(&member.weeks);
        let seen = |wanted: Seen| diary.sum(|week| u32::from(week.seen == wanted));
        let (came, missed) = (seen(Seen::Came), seen(Seen::Missed));
        self.members += 1;
        self.attendance.0 += came;
        self.attendance.1 += came + missed;
        self.activities.0 += diary.sum(|week| week.activities);
        self.activities.1 += diary.sum(|week| week.target);
        self.applications += diary.sum(|week| week.applications);
        self.replies += diary.sum(|week| week.replies);
        self.interviews += diary.sum(|week| week.interviews);
        self.left_for_work += u64::from(member.left_for_work);
        self.at_three_months.add(member.at_three_months);
        self.at_six_months.add(member.at_six_months);
    }
}
