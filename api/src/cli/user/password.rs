//! Where a command takes a password from: never from its arguments, which everybody can read, and
//! never a default.

use std::io::{IsTerminal, Read};

use api::identity::password::{Hasher, NewPassword, Parameters};
use domain::staff::{Email, PasswordState};

use super::super::Failure;

/// A password for an account.
pub(super) enum Given {
    /// Somebody chose it.
    Chosen(NewPassword),
    /// It was made and opens one session.
    Made(NewPassword),
}

/// More than any password of ours has, in bytes.
const LONGEST: u64 = 4 * 1024;

impl Given {
    /// The password of `PERCORSO_PASSWORD`, or of the first line of the standard input when that
    /// is no terminal, or a new one.
    pub(super) fn take(email: &Email) -> Result<Self, Failure> {
        let typed = match std::env::var("PERCORSO_PASSWORD") {
            Ok(typed) => typed,
            Err(_) => from_input()?,
        };
        if typed.is_empty() {
            return Ok(Self::Made(NewPassword::single_use()?));
        }
        let chosen = NewPassword::chosen(&typed, email.as_str());
        Ok(Self::Chosen(chosen.map_err(|fault| {
            let facts = fault
                .facts
                .iter()
                .map(|(key, value)| format!(" ({key} {value})"));
            format!(
                "the password is refused: {fault}{}",
                facts.collect::<String>()
            )
        })?))
    }

    fn password(&self) -> &NewPassword {
        match self {
            Self::Chosen(password) | Self::Made(password) => password,
        }
    }

    /// Its hash.
    pub(super) fn hash(&self) -> Result<String, Failure> {
        let hasher = Hasher::new(Parameters::default(), 1)?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        Ok(runtime.block_on(hasher.hash(self.password()))?)
    }

    /// Where it comes from.
    pub(super) fn state(&self) -> PasswordState {
        match self {
            Self::Chosen(_) => PasswordState::Chosen,
            Self::Made(_) => PasswordState::SingleUse,
        }
    }

    /// Prints it once, if it was made: nobody can find it out again.
    #[expect(
        clippy::print_stdout,
        reason = "whoever asked for it must get to know it"
    )]
    pub(super) fn print(&self) {
        if let Self::Made(password) = self {
            println!(
                "Password for one session, to be replaced in it: {}",
                password.expose()
            );
        }
    }
}

fn from_input() -> Result<String, Failure> {
    let input = std::io::stdin();
    if input.is_terminal() {
        return Ok(String::new());
    }
    let mut text = String::new();
    input.lock().take(LONGEST).read_to_string(&mut text)?;
    Ok(text.lines().next().unwrap_or("").to_owned())
}
