//! Running other programs.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Runs `command` with its output on our terminal; fails unless it exits with 0.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let shown = show(command);
    let status = command
        .status()
        .map_err(Failure::of(format!("`{shown}` did not start")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "`{shown}` failed ({status}); its output is above"
        )))
    }
}

/// What `command` writes on its standard output; its standard error stays on our terminal.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let shown = show(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(Failure::of(format!("`{shown}` did not start")))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Failure::new(format!(
            "`{shown}` failed ({})",
            output.status
        )))
    }
}

/// Whether `command` runs and exits with 0; its output is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The program's name and its arguments; never the environment, which may hold a password.
fn show(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let words: Vec<_> = std::iter::once(program.file_name().unwrap_or(program.as_os_str()))
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_fails_is_named_with_its_arguments_and_without_its_environment() {
        let mut command = Command::new("sh");
        command.args(["-c", "exit 3"]).env("SECRET", "do-not-show");

        let failure = run(&mut command).unwrap_err().to_string();

        assert!(
            failure.contains("`sh -c exit 3` failed (exit status: 3)"),
            "{failure}"
        );
        assert!(!failure.contains("do-not-show"), "{failure}");
    }

    #[test]
    fn a_program_that_is_not_there_does_not_succeed() {
        assert!(!succeeds(&mut Command::new("no-such-program-anywhere")));
        assert!(succeeds(&mut Command::new("true")));
    }
}
