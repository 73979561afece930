//! A process with all that it started.

use std::fs;
use std::process::{Child, Command};

use crate::command::succeeds;
use crate::failure::Failure;

/// Ends a process, whom it started, and so on: cargo ends without the tests that it runs, and those
/// without their servers. They share our group, so that whoever interrupts us interrupts them too;
/// so it is not by their group that they are found.
pub(super) fn end(child: &mut Child) -> Result<(), Failure> {
    let started = started();
    let mut family = vec![child.id()];
    let mut at = 0;
    while let Some(&parent) = family.get(at) {
        let children = started.iter().filter(|(_, by)| *by == parent);
        family.extend(children.map(|(id, _)| *id));
        at += 1;
    }
    let ids = family.iter().map(u32::to_string);
    // Some may have ended meanwhile.
    succeeds(Command::new("kill").arg("-KILL").args(ids));
    child.kill().map_err(Failure::of("ending the tests"))?;
    child.wait().map_err(Failure::of("ending the tests"))?;
    Ok(())
}

/// Every process with the one that started it; none where the system does not tell.
fn started() -> Vec<(u32, u32)> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    all.filter_map(|one| {
        let id = one.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(one.path().join("stat")).ok()?;
        // The name before stands in parentheses and may hold anything.
        let (_, rest) = stat.rsplit_once(") ")?;
        let by = rest.split(' ').nth(1)?.parse().ok()?;
        Some((id, by))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;
    use std::thread::sleep;
    use std::time::Duration;

    use super::*;

    /// Nobody may have looked after one that ended yet.
    fn runs(id: u32) -> bool {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        stat.rsplit_once(") ")
            .is_some_and(|(_, rest)| !rest.starts_with('Z'))
    }

    #[test]
    fn who_is_ended_takes_along_whom_it_started_and_whom_they_started() {
        let inner = "sleep 60 & echo $!; wait";
        let mut child = Command::new("sh")
            .args(["-c", &format!("sh -c '{inner}' & wait")])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let sleeper: u32 = line.trim().parse().unwrap();
        assert!(runs(sleeper));

        end(&mut child).unwrap();

        let gone = (0..100).any(|_| {
            sleep(Duration::from_millis(20));
            !runs(sleeper)
        });
        assert!(gone, "it sleeps on");
        assert!(child.try_wait().unwrap().is_some());
    }
}
