//! The ledger of erasures: a file that only grows, outside of the database.
//!
//! Whoever restores an older copy of the data brings erased people back. The ledger tells who they
//! were, by identifiers alone. Each line carries a code over itself and the code of the line before
//! it, made with a key of the installation, so that a line that is changed, moved or left out shows.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use persistence::erasures::Entry;
use serde::{Deserialize, Serialize};

use crate::identity::secret::Secret;

/// Why the ledger cannot be read or written, or does not fit the database.
#[derive(Debug, thiserror::Error)]
pub enum LedgerFault {
    /// The file cannot be read or written.
    #[error("the ledger of erasures {0}: {1}")]
    File(PathBuf, io::Error),
    /// A line is not as it was written.
    #[error(
        "the ledger of erasures {0}: line {1} is damaged, or was written under another secret \
         (percorso erasures reseal)"
    )]
    Damaged(PathBuf, usize),
    /// The database knows of more than the ledger tells.
    #[error(
        "the ledger of erasures {0} does not tell erasure {1}, which the database knows at its \
         position {2}: put back the whole ledger, or name the right one (erasure_ledger)"
    )]
    Short(PathBuf, String, i64),
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] persistence::Error),
}

/// A line of the file. Positions count from 1, without gaps.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    position: i64,
    entry: Entry,
    code: String,
}

/// The file, and the keys with which its lines are made and read.
pub struct Ledger {
    path: PathBuf,
    present: hmac::Key,
    previous: Option<hmac::Key>,
    failing: AtomicBool,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// What the file tells.
#[derive(Debug, Default)]
struct Told {
    entries: Vec<Entry>,
    /// The code of the last line.
    code: Vec<u8>,
    /// Where whole lines end: what stands behind was being written when a process died.
    whole: u64,
}

impl Ledger {
    /// The ledger in this file. Lines that were written under the secret before are read too.
    pub fn new(path: PathBuf, present: &Secret, previous: Option<&Secret>) -> Self {
        let key = |secret: &Secret| secret.key_for("erasure-ledger");
        Self {
            path,
            present: key(present),
            previous: previous.map(key),
            failing: AtomicBool::new(false),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the last attempt to write it failed.
    pub fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// Remembers how the last attempt went.
    pub fn attempted(&self, went_well: bool) {
        self.failing.store(!went_well, Ordering::Relaxed);
    }

    fn fault(&self, error: io::Error) -> LedgerFault {
        LedgerFault::File(self.path.clone(), error)
    }

    /// Every erasure that it tells; none when there is no file yet.
    pub fn read(&self) -> Result<Vec<Entry>, LedgerFault> {
        match File::open(&self.path) {
            Ok(file) => Ok(self.told(file)?.entries),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(self.fault(error)),
        }
    }

    fn told(&self, mut file: File) -> Result<Told, LedgerFault> {
        let mut text = Vec::new();
        file.read_to_end(&mut text)
            .map_err(|error| self.fault(error))?;
        let mut told = Told::default();
        for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let Some(line) = line.strip_suffix(b"\n") else {
                break;
            };
            let damaged = || LedgerFault::Damaged(self.path.clone(), index + 1);
            let read: Line = serde_json::from_slice(line).map_err(|_| damaged())?;
            let code = URL_SAFE_NO_PAD.decode(&read.code).map_err(|_| damaged())?;
            let said = said(&told.code, read.position, &read.entry).ok_or_else(damaged)?;
            let keys = [Some(&self.present), self.previous.as_ref()];
            let mut keys = keys.into_iter().flatten();
            let holds = keys.any(|key| hmac::verify(key, &said, &code).is_ok());
            let next = i64::try_from(told.entries.len()).map_err(|_| damaged())? + 1;
            if !holds || read.position != next {
                return Err(damaged());
            }
            told.whole += line.len() as u64 + 1;
            told.code = code;
            told.entries.push(read.entry);
        }
        Ok(told)
    }

    /// Writes these erasures at the end, durably, and says at which positions; one that stands
    /// there already keeps its place. `known` is the last position that the database knows: a
    /// shorter file is not the one.
    pub fn append(&self, entries: &[Entry], known: i64) -> Result<Vec<i64>, LedgerFault> {
        let fault = |error| self.fault(error);
        let is_new = !self.path.exists();
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(fault)?;
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .append(true)
            .create(true)
            .open(&self.path)
            .map_err(fault)?;
        // Until the file is closed: two processes write one behind the other.
        file.lock().map_err(fault)?;
        let mut told = self.told(file.try_clone().map_err(fault)?)?;
        let length = i64::try_from(told.entries.len()).unwrap_or(i64::MAX);
        if length < known {
            let whose = entries.first().map(|entry| entry.erasure.to_string());
            let whose = whose.unwrap_or_default();
            return Err(LedgerFault::Short(self.path.clone(), whose, known));
        }
        file.set_len(told.whole).map_err(fault)?;
        let (lines, positions) = self.lines(&mut told, entries);
        file.write_all(lines.as_bytes()).map_err(fault)?;
        file.sync_all().map_err(fault)?;
        if is_new {
            self.sync_folder().map_err(fault)?;
        }
        Ok(positions)
    }

    /// A file that is new under its name is there after a power cut only when its folder says so.
    fn sync_folder(&self) -> io::Result<()> {
        match self.path.parent() {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }

    /// The lines for those that are not told yet, and the position of each.
    fn lines(&self, told: &mut Told, entries: &[Entry]) -> (String, Vec<i64>) {
        let mut lines = String::new();
        let mut positions = Vec::with_capacity(entries.len());
        for entry in entries {
            let known = told.entries.iter();
            let at = known
                .clone()
                .position(|other| other.erasure == entry.erasure);
            if at.is_none() {
                let position = told.entries.len() + 1;
                lines += &self.line(told, position, entry);
                told.entries.push(entry.clone());
            }
            let position = at.map_or(told.entries.len(), |at| at + 1);
            positions.push(i64::try_from(position).unwrap_or(i64::MAX));
        }
        (lines, positions)
    }

    fn line(&self, told: &mut Told, position: usize, entry: &Entry) -> String {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        let said = said(&told.code, position, entry).unwrap_or_default();
        told.code = hmac::sign(&self.present, &said).as_ref().to_vec();
        let line = Line {
            position,
            entry: entry.clone(),
            code: URL_SAFE_NO_PAD.encode(&told.code),
        };
        let mut line = serde_json::json!(line).to_string();
        line.push('\n');
        line
    }

    /// Writes the whole file anew under the present secret, so that the one before is needed no
    /// longer; says how many lines. No process serves meanwhile.
    pub fn reseal(&self) -> Result<usize, LedgerFault> {
        let fault = |error| self.fault(error);
        let entries = self.read()?;
        let (lines, _) = self.lines(&mut Told::default(), &entries);
        let aside = self.path.with_extension("resealed");
        let mut file = File::create(&aside).map_err(fault)?;
        file.write_all(lines.as_bytes()).map_err(fault)?;
        file.sync_all().map_err(fault)?;
        std::fs::rename(&aside, &self.path).map_err(fault)?;
        self.sync_folder().map_err(fault)?;
        Ok(entries.len())
    }
}

/// What a code is made over: the code before, the position and the erasure.
fn said(before: &[u8], position: i64, entry: &Entry) -> Option<Vec<u8>> {
    let mut said = before.to_vec();
    said.extend_from_slice(&position.to_be_bytes());
    said.extend(serde_json::to_vec(entry).ok()?);
    Some(said)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::kernel::Id;
    use uuid::Uuid;

    use super::*;

    fn secret(text: &str) -> Secret {
        text.parse().unwrap()
    }

    fn present() -> Secret {
        secret("the present secret of an installation")
    }

    fn entry(number: u128) -> Entry {
        Entry {
            organisation: Id::new(Uuid::from_u128(1)),
            erasure: Id::new(Uuid::from_u128(number)),
            ground: "court_order".to_owned(),
            individuals: vec![Id::new(Uuid::from_u128(100 + number))],
            at: DateTime::UNIX_EPOCH,
        }
    }

    fn ledger(folder: &Path) -> Ledger {
        Ledger::new(folder.join("erasures.jsonl"), &present(), None)
    }

    #[test]
    fn what_was_written_is_told_in_its_order_and_once() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(folder.path());
        assert_eq!(ledger.read().unwrap(), []);
        assert_eq!(ledger.append(&[entry(1), entry(2)], 0).unwrap(), [1, 2]);
        assert_eq!(ledger.append(&[entry(2), entry(3)], 2).unwrap(), [2, 3]);
        assert_eq!(ledger.read().unwrap(), [entry(1), entry(2), entry(3)]);
    }

    #[test]
    fn a_line_that_is_changed_moved_or_left_out_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(folder.path());
        ledger.append(&[entry(1), entry(2), entry(3)], 0).unwrap();
        let whole = std::fs::read_to_string(ledger.path()).unwrap();
        let lines: Vec<&str> = whole.lines().collect();
        let changed = whole.replace("court_order", "authority_order");
        for (bent, at) in [
            (changed, 1),
            (format!("{}\n{}\n", lines[0], lines[2]), 2),
            (format!("{}\n{}\n{}\n", lines[0], lines[2], lines[1]), 2),
            (format!("{whole}{}\n", lines[2]), 4),
            (format!("{whole}nonsense\n"), 4),
        ] {
            std::fs::write(ledger.path(), &bent).unwrap();
            let fault = ledger.read().unwrap_err();
            assert!(
                matches!(fault, LedgerFault::Damaged(_, line) if line == at),
                "{fault}"
            );
        }
    }

    #[test]
    fn a_line_that_nobody_finished_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(folder.path());
        ledger.append(&[entry(1)], 0).unwrap();
        let mut file = OpenOptions::new().append(true).open(ledger.path()).unwrap();
        file.write_all(br#"{"position":2,"ent"#).unwrap();
        assert_eq!(ledger.read().unwrap(), [entry(1)]);
        assert_eq!(ledger.append(&[entry(2)], 1).unwrap(), [2]);
        assert_eq!(ledger.read().unwrap(), [entry(1), entry(2)]);
    }

    #[test]
    fn a_ledger_that_is_shorter_than_the_database_knows_is_not_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let fault = ledger(folder.path()).append(&[entry(1)], 1).unwrap_err();
        assert!(matches!(fault, LedgerFault::Short(_, _, 1)), "{fault}");
    }

    #[test]
    fn a_ledger_of_before_is_read_and_sealed_anew_when_the_secret_changes() {
        let folder = tempfile::tempdir().unwrap();
        let old = ledger(folder.path());
        old.append(&[entry(1)], 0).unwrap();
        let next = secret("the second secret of the installation");
        let path = old.path().to_owned();
        let alone = Ledger::new(path.clone(), &next, None);
        assert!(matches!(alone.read(), Err(LedgerFault::Damaged(_, 1))));
        let both = Ledger::new(path, &next, Some(&present()));
        assert_eq!(both.append(&[entry(2)], 1).unwrap(), [2]);
        assert_eq!(both.reseal().unwrap(), 2);
        assert_eq!(alone.read().unwrap(), [entry(1), entry(2)]);
    }
}
