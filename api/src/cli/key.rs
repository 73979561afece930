//! `percorso key` and `percorso secret`: what an installation must have before it serves.

use std::path::PathBuf;

use api::config::Settings;
use api::identity::keys::SigningKeys;
use api::identity::secret::RefreshToken;
use api::identity::token::Algorithm;
use clap::{Subcommand, ValueEnum};

use super::Failure;

/// What to do with signing keys.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Writes a new private key to a file that must not exist yet, and prints its key id.
    Generate {
        /// How it signs.
        #[arg(long, value_enum, default_value = "es256")]
        algorithm: Kind,
        /// Where to write it; the configured signing key by default.
        #[arg(long)]
        file: Option<PathBuf>,
    },
}

/// What to do with the secret of the installation.
#[derive(Debug, Subcommand)]
pub(super) enum SecretCommand {
    /// Prints a new one, for `PERCORSO_SECRET` or the file named by `PERCORSO_SECRET_FILE`.
    Generate,
}

/// How a key signs.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Kind {
    /// ECDSA with P-256.
    Es256,
    /// RSA with 2048 bits.
    Rs256,
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
pub(super) fn run(command: Command) -> Result<(), Failure> {
    let Command::Generate { algorithm, file } = command;
    let algorithm = match algorithm {
        Kind::Es256 => Algorithm::Es256,
        Kind::Rs256 => Algorithm::Rs256,
    };
    let file = match file {
        Some(file) => file,
        None => configured()?,
    };
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let public = SigningKeys::generate_file(&file, algorithm)?;
    println!("{}\t{}", public.kid(), file.display());
    Ok(())
}

/// The file of the signing key, as `serve` would read it. No secret is needed to name it.
fn configured() -> Result<PathBuf, Failure> {
    let (settings, _) = Settings::load()?;
    let in_data = settings.data.join("signing-key.pem");
    Ok(settings.signing_key.unwrap_or(in_data))
}

#[expect(clippy::print_stdout, reason = "the secret is what was asked for")]
pub(super) fn secret(command: SecretCommand) -> Result<(), Failure> {
    let SecretCommand::Generate = command;
    println!("{}", RefreshToken::generate()?.expose().as_str());
    Ok(())
}
