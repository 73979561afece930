//! A file that is being made. It gets its name when it is whole, and is gone if it never is.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use persistence::backups::companions;

use super::{BackupFault, at};

/// How the names of drafts end: of a backup, of what is restored, of what is looked over.
pub(super) const PARTIAL: &str = ".partial";
pub(super) const RESTORING: &str = ".restoring";
pub(super) const CHECKING: &str = ".checking";

/// A file that only its owner reads, removed again unless it was put in its place. It is locked as
/// long as somebody works on it, so that what a run left that died can be told from it.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) path: PathBuf,
    pub(super) file: File,
    placed: bool,
}

impl Draft {
    /// A new and empty one beside `place`, with this ending. What a run left that died is removed.
    pub(super) fn beside(place: &Path, ending: &str) -> Result<Self, BackupFault> {
        let mut name = place.as_os_str().to_owned();
        name.push(ending);
        let path = PathBuf::from(name);
        loop {
            let mut options = OpenOptions::new();
            let options = options.read(true).write(true).create_new(true).mode(0o600);
            match options.open(&path) {
                Ok(file) => {
                    // Another run may have taken the new file for one that was left.
                    if is_ours(&file, &path)? {
                        let placed = false;
                        return Ok(Self { path, file, placed });
                    }
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => clear(&path)?,
                Err(error) => return Err(BackupFault::File(path, error)),
            }
        }
    }

    /// Gives it its name, durably.
    pub(super) fn place(mut self, place: &Path) -> Result<(), BackupFault> {
        self.file.sync_all().map_err(at(&self.path))?;
        std::fs::rename(&self.path, place).map_err(at(place))?;
        self.placed = true;
        sync_folder(place)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.placed {
            // Who cannot remove it finds it by its name.
            std::fs::remove_file(&self.path).ok();
        }
    }
}

/// Removes a draft that nobody works on any more, with what SQLite may keep beside it.
fn clear(path: &Path) -> Result<(), BackupFault> {
    if !path.is_file() || path.is_symlink() {
        return Err(BackupFault::Taken(path.to_owned()));
    }
    let left = File::open(path).map_err(at(path))?;
    if !is_ours(&left, path)? {
        return Ok(());
    }
    let beside = path.to_str().map_or_else(Vec::new, companions);
    for file in beside.iter().filter(|file| file.exists()) {
        std::fs::remove_file(file).map_err(at(file))?;
    }
    std::fs::remove_file(path).map_err(at(path))
}

/// Takes the file for oneself and says whether it is still the one of this name. Refuses when
/// another run has it.
fn is_ours(file: &File, path: &Path) -> Result<bool, BackupFault> {
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(BackupFault::Busy(path.to_owned())),
        Err(TryLockError::Error(error)) => return Err(at(path)(error)),
    }
    let own = file.metadata().map_err(at(path))?;
    match std::fs::symlink_metadata(path) {
        Ok(named) => Ok((own.dev(), own.ino()) == (named.dev(), named.ino())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(at(path)(error)),
    }
}

/// What runs that died left beside this file, under whatever name they had been given: each may
/// hold everybody's data. What cannot be read is not told.
pub fn left_beside(file: &Path) -> Vec<PathBuf> {
    let is_draft = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        let endings = [PARTIAL, RESTORING, CHECKING];
        let fits = name.is_some_and(|name| endings.iter().any(|ending| name.ends_with(ending)));
        fits && path.is_file() && File::open(path).is_ok_and(|file| file.try_lock().is_ok())
    };
    let entries = std::fs::read_dir(folder(file)).into_iter().flatten();
    let paths = entries.flatten().map(|entry| entry.path());
    let mut left: Vec<PathBuf> = paths.filter(is_draft).collect();
    left.sort();
    left
}

fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// What is new under its name is there after a power cut only when its folder says so.
pub(super) fn sync_folder(path: &Path) -> Result<(), BackupFault> {
    let folder = folder(path);
    let synced: io::Result<()> = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(at(folder))
}
