//! What the system knows of the memory of a process.

/// A figure of a process, in KiB; nothing once it is gone.
pub(crate) fn kib(process: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let found = status.lines().find_map(|line| line.strip_prefix(name));
    found?.trim().strip_suffix(" kB")?.parse().ok()
}

/// The most that a process may hold of its own, in MiB: with the pages of a released executable, which
/// are less than 40, it stays below 150.
pub(crate) const BOUND: u64 = 110;

/// The most that a process has held of its own, in MiB. The pages of the executable, of which a debug
/// build has many, are the system's to drop.
pub(crate) fn peak(process: u32) -> Option<u64> {
    let (most, mapped) = (kib(process, "VmHWM:")?, kib(process, "RssFile:")?);
    Some(most.saturating_sub(mapped) / 1024)
}
