//! Keys in PEM files.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
#[cfg(unix)]
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use zeroize::Zeroizing;

use super::KeyFault;

/// More than any key of ours needs.
const LONGEST: u64 = 64 * 1024;

/// The DER inside a PEM file.
pub(super) enum Content {
    /// PKCS#8.
    Private(Zeroizing<Vec<u8>>),
    /// SPKI.
    Public(Vec<u8>),
}

/// Reads one PEM block; a private key must not be open to every user of the machine.
pub(super) fn read(path: &Path) -> Result<Content, KeyFault> {
    let fault = |source| KeyFault::File {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(fault)?;
    let exposed = is_exposed(&file).map_err(fault)?;
    let mut text = Zeroizing::new(Vec::new());
    file.take(LONGEST).read_to_end(&mut text).map_err(fault)?;
    let block = pem::parse(text.as_slice()).map_err(|_| KeyFault::Unreadable)?;
    match block.tag() {
        "PRIVATE KEY" if exposed => Err(KeyFault::Exposed(path.to_owned())),
        "PRIVATE KEY" => Ok(Content::Private(Zeroizing::new(block.into_contents()))),
        "PUBLIC KEY" => Ok(Content::Public(block.into_contents())),
        _ => Err(KeyFault::Unreadable),
    }
}

/// Writes PKCS#8 DER as PEM to a new file that only its owner can read, and syncs it.
pub(super) fn write_private(path: &Path, der: &[u8]) -> Result<(), KeyFault> {
    let fault = |source| KeyFault::File {
        path: path.to_owned(),
        source,
    };
    let text = Zeroizing::new(pem::encode(&pem::Pem::new("PRIVATE KEY", der)));
    let mut options = OpenOptions::new();
    // An existing key is never overwritten: tokens signed with it may be in use.
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).map_err(fault)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(fault)
}

/// Whether users other than owner and group have any right. The group may read: that is how
/// orchestrators hand secrets to a process.
#[cfg(unix)]
fn is_exposed(file: &File) -> std::io::Result<bool> {
    Ok(file.metadata()?.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_: &File) -> std::io::Result<bool> {
    Ok(false)
}
