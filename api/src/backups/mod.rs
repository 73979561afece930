//! Backups of the embedded database: made while it is used, believed only after a look, put in the
//! place of the data and never over them.
//!
//! A backup is one file: the copy, which SQLite opens as it is, and behind its last page what the
//! copy holds (the manifest) with the digests of both. One bit that is not as it was written shows.

mod draft;
mod seal;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use domain::actor::OrganisationId;
use persistence::backups::{Age, Contents, alone, companions, copy, look_over};
use persistence::{Clock, OpenError, Turn};
use serde::{Deserialize, Serialize};

use crate::audit_heads::{self, HeadsFault};
use draft::{CHECKING, Draft, PARTIAL, RESTORING};

pub use draft::left_beside;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The program that made it.
    pub program: String,
    /// Everything that was acknowledged until then is in it.
    pub at: DateTime<Utc>,
    /// How long the copy is.
    pub bytes: u64,
    /// The digest of the copy.
    pub sha256: String,
    /// What the copy holds.
    pub contents: Contents,
}

/// Why a backup is not made, not believed or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// Something of this name is there.
    #[error("{0} is there already: nothing is written over it")]
    Taken(PathBuf),
    /// Another run makes the same.
    #[error("another run is at work on {0}")]
    Busy(PathBuf),
    /// A file of another database lies where SQLite would take it for one of the restored.
    #[error("{0} belongs to a database that is gone: move it away")]
    Stray(PathBuf),
    /// The end of the file is not that of a backup.
    #[error("this is no backup of `percorso backup`, or it was cut short")]
    NotOne,
    /// The bytes are not those that were written.
    #[error("the backup is damaged: {0}")]
    Damaged(&'static str),
    /// The copy is of a newer program.
    #[error(
        "the backup went through migration {0}, which this program does not know: use the program \
         that made it ({1}), or a newer one"
    )]
    Newer(String, String),
    /// There is a database already.
    #[error(
        "there is a database at {0}: with --replace it is kept aside and the backup takes its place"
    )]
    Occupied(String),
    /// There is none, and one was to be replaced.
    #[error(
        "there is no database at {0} to be replaced: look at the settings, or leave --replace out"
    )]
    Vacant(String),
    /// What was there has another name already.
    #[error("{0}; what was there is {1} now")]
    Aside(Box<BackupFault>, PathBuf),
    /// The database or the copy refuses.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The published heads cannot be read.
    #[error(transparent)]
    Heads(#[from] HeadsFault),
}

fn at(path: &Path) -> impl Fn(io::Error) -> BackupFault {
    move |error| BackupFault::File(path.to_owned(), error)
}

/// Copies the database at `path` into a new file at `place`, while others work on it.
pub fn write(path: &str, place: &Path) -> Result<Manifest, BackupFault> {
    let taken = || BackupFault::Taken(place.to_owned());
    if place.exists() {
        return Err(taken());
    }
    let (draft, manifest) = draft(path, place)?;
    if place.exists() {
        return Err(taken());
    }
    draft.place(place)?;
    Ok(manifest)
}

/// The same, told to whoever takes it: a program that encrypts, or one that sends it away.
pub fn tell(path: &str, to: &mut impl Write) -> Result<Manifest, BackupFault> {
    let (draft, manifest) = draft(path, Path::new(path))?;
    let mut file = File::open(&draft.path).map_err(at(&draft.path))?;
    let told = io::copy(&mut file, to).and_then(|_| to.flush());
    told.map_err(at(Path::new("-")))?;
    Ok(manifest)
}

/// A copy with its manifest, looked over, under the name that it has while it is made.
fn draft(path: &str, place: &Path) -> Result<(Draft, Manifest), BackupFault> {
    let mut draft = Draft::beside(place, PARTIAL)?;
    let begun = Clock::System.now();
    copy(path, &draft.path)?;
    let contents = look_over(&draft.path)?;
    let (bytes, sha256) = seal::digest(&mut draft.file, u64::MAX).map_err(at(&draft.path))?;
    let manifest = Manifest {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        at: begun,
        bytes,
        sha256,
        contents,
    };
    seal::append(&mut draft.file, &manifest).map_err(at(&draft.path))?;
    draft.file.sync_all().map_err(at(&draft.path))?;
    Ok((draft, manifest))
}

/// What a backup holds. Refuses one that is damaged, cut short or of a newer program.
pub fn check(place: &Path) -> Result<Manifest, BackupFault> {
    let mut file = File::open(place).map_err(at(place))?;
    checked(&mut file, place)
}

/// The same for one that is told, such as by a program that decrypts: it is kept beside `place` for
/// as long as it is looked over.
pub fn check_told(from: &mut impl Read, place: &Path) -> Result<Manifest, BackupFault> {
    let mut draft = spooled(from, place, CHECKING)?;
    checked(&mut draft.file, &draft.path)
}

fn spooled(from: &mut impl Read, place: &Path, ending: &str) -> Result<Draft, BackupFault> {
    let mut draft = Draft::beside(place, ending)?;
    let spooled = io::copy(from, &mut draft.file).and_then(|_| draft.file.sync_all());
    spooled.map_err(at(&draft.path))?;
    Ok(draft)
}

fn checked(file: &mut File, place: &Path) -> Result<Manifest, BackupFault> {
    let manifest = seal::read(file, place)?;
    let (bytes, sha256) = seal::digest(file, manifest.bytes).map_err(at(place))?;
    if (bytes, &sha256) != (manifest.bytes, &manifest.sha256) {
        return Err(BackupFault::Damaged("a page is not as it was written"));
    }
    let contents = look_over(place)?;
    if contents != manifest.contents {
        return Err(BackupFault::Damaged("it holds other things than it says"));
    }
    match contents.age()? {
        Age::Newer(version) => Err(BackupFault::Newer(version, manifest.program)),
        Age::Same | Age::Older(_) => Ok(manifest),
    }
}

/// Where a backup goes.
#[derive(Debug)]
pub struct Target<'a> {
    /// The file of the database.
    pub path: &'a str,
    /// The folder of the installation, with the published heads of the chains.
    pub data: &'a Path,
    /// Whether a database that is there may be set aside.
    pub replace: bool,
}

/// What became of it.
#[derive(Debug)]
pub struct Restored {
    /// What the backup said.
    pub manifest: Manifest,
    /// What was there before, kept under these names.
    pub aside: Vec<PathBuf>,
    /// Why the published heads behind the end of the copy are still there, if they are.
    pub heads: Option<BackupFault>,
}

/// Whether there is something to be set aside, as whoever restores says.
fn occupied(target: &Target<'_>) -> Result<bool, BackupFault> {
    match (Path::new(target.path).exists(), target.replace) {
        (true, false) => Err(BackupFault::Occupied(target.path.to_owned())),
        (false, true) => Err(BackupFault::Vacant(target.path.to_owned())),
        (occupied, _) => Ok(occupied),
    }
}

/// Puts a backup in the place of the data, when nobody works on them. It is read to its end and
/// looked over before anything else is touched; what was there is kept aside.
pub fn restore(from: &mut impl Read, target: &Target<'_>) -> Result<Restored, BackupFault> {
    let place = Path::new(target.path);
    occupied(target)?;
    let mut draft = spooled(from, place, RESTORING)?;
    let manifest = checked(&mut draft.file, &draft.path)?;
    let cut = draft.file.set_len(manifest.bytes);
    cut.map_err(at(&draft.path))?;
    // Held until the end: whoever starts meanwhile waits, and then finds the restored data. What
    // came while the backup was read is found here.
    let turn = Turn::alone(target.path)?;
    let alone = if occupied(target)? {
        let alone = alone(target.path, &turn)?;
        belongs_to_who_had_it(&draft, place)?;
        Some(alone)
    } else {
        None
    };
    let stray = companions(target.path)
        .into_iter()
        .find(|file| file.exists());
    if let Some(stray) = stray {
        return Err(BackupFault::Stray(stray));
    }
    let ending = format!(
        "replaced-{}",
        Clock::System.now().format("%Y%m%dT%H%M%S%3fZ")
    );
    let mut aside = Vec::new();
    if alone.is_some() {
        let kept = set_aside(place, &ending)?;
        draft
            .place(place)
            .map_err(|fault| back(fault, place, &kept))?;
        aside.push(kept);
    } else {
        draft.place(place)?;
    }
    drop(alone);
    let heads = cut_heads(target.data, &manifest.contents, &ending, &mut aside).err();
    drop(turn);
    Ok(Restored {
        manifest,
        aside,
        heads,
    })
}

/// Gives back the name of what was set aside, where nothing took it; else its new name is told.
fn back(fault: BackupFault, place: &Path, aside: &Path) -> BackupFault {
    let file = |path: &Path| path.metadata().ok().map(|file| (file.dev(), file.ino()));
    let given = match file(place) {
        None => std::fs::rename(aside, place).is_ok(),
        // It has both names still, of which a database may have but one.
        here if here == file(aside) => std::fs::remove_file(aside).is_ok(),
        Some(_) => false,
    };
    if given {
        return fault;
    }
    BackupFault::Aside(Box::new(fault), aside.to_owned())
}

/// Who restores may be another user than who serves.
fn belongs_to_who_had_it(draft: &Draft, place: &Path) -> Result<(), BackupFault> {
    let before = place.metadata().map_err(at(place))?;
    let own = draft.file.metadata().map_err(at(&draft.path))?;
    if (before.uid(), before.gid()) != (own.uid(), own.gid()) {
        let owner = (Some(before.uid()), Some(before.gid()));
        std::os::unix::fs::chown(&draft.path, owner.0, owner.1).map_err(at(&draft.path))?;
    }
    Ok(())
}

/// Keeps a file under another name, without a moment in which there is none under its own.
fn set_aside(place: &Path, ending: &str) -> Result<PathBuf, BackupFault> {
    let mut name = place.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    let aside = PathBuf::from(name);
    if aside.exists() {
        return Err(BackupFault::Taken(aside));
    }
    // Not every file system has two names for a file.
    let kept = std::fs::hard_link(place, &aside).or_else(|_| std::fs::rename(place, &aside));
    kept.map_err(at(place))?;
    Ok(aside)
}

/// Chains go on from the end that the copy has: heads that were published behind it are of chains
/// that are gone, and are kept aside.
fn cut_heads(
    data: &Path,
    contents: &Contents,
    ending: &str,
    aside: &mut Vec<PathBuf>,
) -> Result<(), BackupFault> {
    let heads = contents.heads.iter();
    let ends: BTreeMap<OrganisationId, i64> = heads
        .map(|head| (head.organisation, head.position))
        .collect();
    let file = audit_heads::file(data);
    let Some(kept) = audit_heads::until(&file, &ends)? else {
        return Ok(());
    };
    let before = set_aside(&file, ending)?;
    aside.push(before.clone());
    let mut draft = Draft::beside(&file, RESTORING)?;
    draft.file.write_all(kept.as_bytes()).map_err(at(&file))?;
    belongs_to_who_had_it(&draft, &before)?;
    draft.place(&file)
}
