//! Whose turn it is at the file of the embedded database.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::backend::Address;
use crate::error::OpenError;

/// A turn, held until it is dropped. Whoever opens the database for a while shares it; whoever
/// changes its schema or puts another file in its place has it alone.
#[derive(Debug)]
pub struct Turn {
    _lock: File,
}

impl Turn {
    /// Waits until nobody else has one; nobody gets one before this is dropped.
    pub fn alone(path: &str) -> Result<Self, OpenError> {
        Self::of(path, File::lock)
    }

    /// Waits until nobody is alone with the database; nobody is before this is dropped.
    pub fn shared(path: &str) -> Result<Self, OpenError> {
        Self::of(path, File::lock_shared)
    }

    /// A turn to open these data, where they are a file, which must be there.
    pub(crate) fn to_open(address: &Address) -> Result<Option<Self>, OpenError> {
        let Address::Sqlite(path) = address else {
            return Ok(None);
        };
        let missing = || OpenError::Missing(path.clone());
        let there = || Path::new(path).exists().then_some(()).ok_or_else(missing);
        there()?;
        let turn = Self::shared(path)?;
        there()?;
        Ok(Some(turn))
    }

    fn of(path: &str, lock: fn(&File) -> io::Result<()>) -> Result<Self, OpenError> {
        let path = format!("{path}.migrating");
        let locked = open(&path).and_then(|file| lock(&file).map(|()| file));
        let file = locked.map_err(|error| OpenError::File(path, error))?;
        Ok(Self { _lock: file })
    }
}

/// The file that is locked. It may be there and belong to somebody else, who lets others read.
fn open(path: &str) -> io::Result<File> {
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path),
        opened => opened,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{RecvTimeoutError, channel};
    use std::thread::spawn;
    use std::time::Duration;

    use super::*;
    use crate::backups::copy;
    use crate::rig::Rig;
    use crate::{Clock, Minter, Settings, Store};

    /// That this waits for whoever is alone with the database.
    fn waits(path: &str, work: impl FnOnce() + Send + 'static) {
        let alone = Turn::alone(path).unwrap();
        let (tell, told) = channel();
        let working = spawn(move || {
            work();
            tell.send(()).unwrap();
        });
        let early = told.recv_timeout(Duration::from_millis(300));
        assert_eq!(early, Err(RecvTimeoutError::Timeout));
        drop(alone);
        told.recv_timeout(Duration::from_secs(30)).unwrap();
        working.join().unwrap();
    }

    #[test]
    fn whoever_opens_or_copies_a_database_waits_for_whoever_is_alone_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = Rig::in_folder(&folder);
        let address = Address::Sqlite(path.clone());
        waits(&path, move || {
            let store = Store::open(Settings {
                address,
                connections: 1,
                clock: Clock::System,
                minter: Minter::default(),
            });
            store.unwrap().close();
        });
        let (from, into) = (path.clone(), folder.path().join("copy"));
        waits(&path, move || copy(&from, &into).unwrap());
        // Two who open it do not wait for each other.
        let _one = Turn::shared(&path).unwrap();
        Turn::shared(&path).unwrap();
    }
}
