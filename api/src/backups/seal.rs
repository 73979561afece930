//! What stands behind the last page of a copy: its manifest, and a last line of fixed length that
//! tells where the manifest begins and its digest. SQLite looks at neither.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256, digest as whole};

use super::{BackupFault, Manifest};
use crate::hex::hex;

/// What the last line begins with; the figure is that of the form.
const MARK: &str = "percorso-backup 1";
/// How long the last line is: the mark, ten figures, 64 figures, two blanks and the end of a line.
const LAST: u64 = MARK.len() as u64 + 1 + 10 + 1 + 64 + 1;
/// How much is read at once.
const PIECE: usize = 256 * 1024;
/// No manifest is longer: some hundred bytes for each organisation.
const LONGEST: u64 = 64 * 1024 * 1024;

/// The length and the digest of the first bytes of a file, at most so many of them.
pub(super) fn digest(file: &mut File, most: u64) -> io::Result<(u64, String)> {
    file.seek(SeekFrom::Start(0))?;
    let mut piece = vec![0; PIECE];
    let mut context = Context::new(&SHA256);
    let mut bytes = 0;
    let mut rest = file.take(most);
    loop {
        match rest.read(&mut piece)? {
            0 => return Ok((bytes, hex(context.finish().as_ref()))),
            count => {
                context.update(&piece[..count]);
                bytes += count as u64;
            }
        }
    }
}

/// Writes the manifest behind the copy.
pub(super) fn append(file: &mut File, manifest: &Manifest) -> io::Result<()> {
    let told = serde_json::to_string(manifest)?;
    let sha256 = hex(whole(&SHA256, told.as_bytes()).as_ref());
    let last = format!("{MARK} {:010} {sha256}\n", told.len());
    file.seek(SeekFrom::End(0))?;
    file.write_all(format!("{told}{last}").as_bytes())
}

/// The manifest behind a copy.
pub(super) fn read(file: &mut File, path: &Path) -> Result<Manifest, BackupFault> {
    let unreadable = |error| BackupFault::File(path.to_owned(), error);
    let length = file.metadata().map_err(unreadable)?.len();
    let end = length.checked_sub(LAST).ok_or(BackupFault::NotOne)?;
    let last = piece(file, end, LAST).map_err(unreadable)?;
    let (told, sha256) = told(&last).ok_or(BackupFault::NotOne)?;
    let begin = end.checked_sub(told).ok_or(BackupFault::NotOne)?;
    let text = piece(file, begin, told).map_err(unreadable)?;
    if hex(whole(&SHA256, &text).as_ref()) != sha256 {
        return Err(BackupFault::Damaged(
            "its manifest is not as it was written",
        ));
    }
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|_| BackupFault::Damaged("its manifest is none"))?;
    if manifest.bytes == begin {
        Ok(manifest)
    } else {
        Err(BackupFault::Damaged("it is longer or shorter than it says"))
    }
}

fn piece(file: &mut File, begin: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(begin))?;
    let mut piece = Vec::new();
    file.take(length).read_to_end(&mut piece)?;
    Ok(piece)
}

/// How long the manifest is and which digest it has, as the last line says.
fn told(last: &[u8]) -> Option<(u64, String)> {
    let line = std::str::from_utf8(last).ok()?.strip_suffix('\n')?;
    let (length, sha256) = line
        .strip_prefix(MARK)?
        .strip_prefix(' ')?
        .split_once(' ')?;
    let length = length.parse().ok().filter(|length| *length <= LONGEST)?;
    Some((length, sha256.to_owned()))
}
