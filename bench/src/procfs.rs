//! What the system knows of processes: their time on a processor and their memory.

use std::fs;
use std::time::Duration;

/// How many ticks of the process table make a second: the same on every Linux.
const TICKS: u64 = 100;

/// A line of the process table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stat {
    parent: u32,
    /// Ticks of the process itself.
    own: u64,
    /// Ticks of its children that have ended.
    ended: u64,
}

impl Stat {
    /// Behind the name, which may hold blanks, come state, parent, and from the 12th figure on the
    /// times.
    fn parse(text: &str) -> Option<Self> {
        let (_, figures) = text.rsplit_once(") ")?;
        let figures: Vec<&str> = figures.split(' ').collect();
        let number = |at: usize| figures.get(at)?.parse::<u64>().ok();
        Some(Self {
            parent: figures.get(1)?.parse().ok()?,
            own: number(11)? + number(12)?,
            ended: number(13)? + number(14)?,
        })
    }

    fn of(process: u32) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
    }
}

/// The parent of a process.
pub(crate) fn parent(process: u32) -> Option<u32> {
    Stat::of(process).map(|stat| stat.parent)
}

fn children(of: u32) -> Vec<u32> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers
        .filter(|number| parent(*number) == Some(of))
        .collect()
}

/// The time that a process spent on processors.
pub(crate) fn spent(process: u32) -> Duration {
    let ticks = Stat::of(process).map_or(0, |stat| stat.own);
    time(ticks)
}

/// The time that a server with a process for each connection spent, those that ended included.
pub(crate) fn spent_by_all(postmaster: u32) -> Duration {
    let own = Stat::of(postmaster).map_or(0, |stat| stat.own + stat.ended);
    let children = children(postmaster).into_iter().filter_map(Stat::of);
    time(own + children.map(|stat| stat.own + stat.ended).sum::<u64>())
}

/// The time that children of a process spent that have ended.
pub(crate) fn spent_by_ended(process: u32) -> Duration {
    time(Stat::of(process).map_or(0, |stat| stat.ended))
}

fn time(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1_000 / TICKS)
}

/// A figure of a process, in KiB.
pub(crate) fn kib(process: u32, file: &str, name: &str) -> Option<u64> {
    figure(
        &fs::read_to_string(format!("/proc/{process}/{file}")).ok()?,
        name,
    )
}

fn figure(text: &str, name: &str) -> Option<u64> {
    let found = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    found?.trim().strip_suffix(" kB")?.parse().ok()
}

/// The most that a process ever held, in MiB.
pub(crate) fn peak(process: u32) -> f64 {
    mib(kib(process, "status", "VmHWM").unwrap_or(0))
}

/// What a process holds of its own now, in MiB: without the pages of files, which the system takes
/// back when it needs room.
pub(crate) fn own(process: u32) -> f64 {
    mib(kib(process, "status", "RssAnon").unwrap_or(0))
}

/// What a server with a process for each connection holds, in MiB: pages that they share count once.
pub(crate) fn held_by_all(postmaster: u32) -> f64 {
    let all = children(postmaster).into_iter().chain([postmaster]);
    let shares = all.filter_map(|process| kib(process, "smaps_rollup", "Pss"));
    mib(shares.sum())
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_process_table_is_read_also_with_a_name_of_blanks_and_brackets() {
        let line = "17 (a ) name) S 5 17 17 0 -1 4194304 9 9 0 0 250 50 30 20 20 0 1 0 1 1 1";
        let read = Stat::parse(line).unwrap();
        let right = Stat {
            parent: 5,
            own: 300,
            ended: 50,
        };
        assert_eq!(read, right);
        assert_eq!(time(read.own), Duration::from_secs(3));
    }

    #[test]
    fn a_figure_is_found_by_its_whole_name() {
        let text = "VmPeak:\t  100 kB\nVmHWM:\t   42 kB\nVmHWMx:\t 1 kB\n";
        assert_eq!(figure(text, "VmHWM"), Some(42));
        assert_eq!(figure(text, "VmH"), None);
    }
}
