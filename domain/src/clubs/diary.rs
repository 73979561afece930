//! The search of one member, week by week.

/// Whether the member came to the session of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The member came.
    Came,
    /// The member did not.
    Missed,
    /// There was none, or nobody has said yet who came.
    NoSession,
}

/// What a member did for the search in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// How many activities were agreed on.
    pub target: u32,
    /// How many there were: applications, visits, calls, interviews.
    pub activities: u32,
    /// How many of them were applications.
    pub applications: u32,
    /// How many replies came.
    pub replies: u32,
    /// How many interviews there were.
    pub interviews: u32,
    /// Whether the member came.
    pub seen: Seen,
}

/// After how many weeks somebody asks what is the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// So many weeks in a row without any activity.
    pub empty: usize,
    /// So many sessions in a row to which the member did not come.
    pub missed: usize,
}

/// What somebody should ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alert {
    /// Weeks without any activity, so many in a row.
    EmptyWeeks(usize),
    /// Sessions to which the member did not come, so many in a row.
    Missed(usize),
}

/// The weeks of a member that are over, the first one first.
#[derive(Debug, Clone, Copy)]
pub struct Diary<'a>(pub &'a [Week]);

impl Diary<'_> {
    /// In how many weeks in a row, up to the last one, the target was reached.
    pub fn streak(self) -> usize {
        self.last_in_a_row(|week| week.activities >= week.target)
    }

    /// In how many weeks in a row it ever was.
    pub fn longest_streak(self) -> usize {
        let (mut longest, mut now) = (0, 0);
        for week in self.0 {
            now = if week.activities >= week.target {
                now + 1
            } else {
                0
            };
            longest = longest.max(now);
        }
        longest
    }

    /// How many interviews came of how many applications; nothing where there was none.
    pub fn hit_rate(self) -> Option<(u64, u64)> {
        let applications = self.sum(|week| week.applications);
        (applications > 0).then(|| (self.sum(|week| week.interviews), applications))
    }

    /// What somebody should ask about now. Weeks without a session neither make a member absent nor
    /// make up for it.
    pub fn alerts(self, limits: Limits) -> Vec<Alert> {
        let empty = self.last_in_a_row(|week| week.activities == 0);
        let sessions = self
            .0
            .iter()
            .rev()
            .filter(|week| week.seen != Seen::NoSession);
        let missed = sessions
            .take_while(|week| week.seen == Seen::Missed)
            .count();
        let empty = (empty >= limits.empty).then_some(Alert::EmptyWeeks(empty));
        let missed = (missed >= limits.missed).then_some(Alert::Missed(missed));
        empty.into_iter().chain(missed).collect()
    }

    /// So much of it in all weeks.
    pub fn sum(self, of: impl Fn(&Week) -> u32) -> u64 {
        self.0.iter().map(|week| u64::from(of(week))).sum()
    }

    fn last_in_a_row(self, is_so: impl Fn(&Week) -> bool) -> usize {
        self.0.iter().rev().take_while(|week| is_so(week)).count()
    }
}
