//! The heads of the audit chains, published outside the database.
//!
//! Whoever can write to the database could cut a chain at its end, or make all of it anew; a head
//! that was written down elsewhere tells. Copy the file away from the server now and then.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use domain::actor::OrganisationId;
use domain::kernel::Id;
use persistence::{Caller, Store, events};
use serde::{Deserialize, Serialize};

use crate::hex::hex;

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    organisation: OrganisationId,
    position: i64,
    hash: String,
    at: String,
}

/// Published heads: hash by position, for each organisation.
pub type Heads = BTreeMap<OrganisationId, BTreeMap<i64, Vec<u8>>>;

/// Why heads could not be published or read.
#[derive(Debug, thiserror::Error)]
pub enum HeadsFault {
    /// The file cannot be read or written.
    #[error("audit heads {0}: {1}")]
    File(PathBuf, io::Error),
    /// A line is not as it was written.
    #[error("audit heads {0}: line {1} is damaged")]
    Damaged(PathBuf, usize),
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] persistence::Error),
}

/// Where the heads of an installation are published.
pub fn file(data: &Path) -> PathBuf {
    data.join("audit-heads.jsonl")
}

/// Appends the head of every chain that has grown since it was last published to `path`, and
/// syncs it.
#[derive(Debug, Default)]
pub struct Publisher {
    published: BTreeMap<OrganisationId, i64>,
}

impl Publisher {
    /// A publisher that goes on where the file ends.
    pub fn resume(path: &Path) -> Result<Self, HeadsFault> {
        let last = |positions: BTreeMap<i64, Vec<u8>>| positions.keys().last().copied();
        let published = read(path)?
            .into_iter()
            .filter_map(|(organisation, positions)| Some((organisation, last(positions)?)))
            .collect();
        Ok(Self { published })
    }

    /// Publishes what is new and says how many heads that were. Blocks.
    pub fn publish(&mut self, store: &Store, path: &Path) -> Result<usize, HeadsFault> {
        let nobody = Caller::system(Id::new(uuid::Uuid::nil()), "audit-heads");
        let mut lines = String::new();
        let mut grown = Vec::new();
        for organisation in store.read(&nobody, events::organisations)? {
            let caller = Caller::system(organisation, "audit-heads");
            let (position, hash) = store.read(&caller, events::head)?;
            let before = self.published.get(&organisation).copied().unwrap_or(0);
            if position > before {
                lines += &line(organisation, position, &hash, store.clock().now());
                grown.push((organisation, position));
            }
        }
        if !grown.is_empty() {
            append(path, &lines).map_err(|error| HeadsFault::File(path.to_owned(), error))?;
        }
        let count = grown.len();
        self.published.extend(grown);
        Ok(count)
    }
}

fn line(organisation: OrganisationId, position: i64, hash: &[u8], now: DateTime<Utc>) -> String {
    let head = Head {
        organisation,
        position,
        hash: hex(hash),
        at: now.to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    let mut line = serde_json::json!(head).to_string();
    line.push('\n');
    line
}

/// One write at the end of the file, so that two processes never mix their lines.
fn append(path: &Path, lines: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()
}

/// Every published head; none when nothing was ever published.
pub fn read(path: &Path) -> Result<Heads, HeadsFault> {
    let fault = |error| HeadsFault::File(path.to_owned(), error);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Heads::new()),
        Err(error) => return Err(fault(error)),
    };
    let mut heads = Heads::new();
    for (index, line) in BufReader::new(file).lines().enumerate() {
        let damaged = || HeadsFault::Damaged(path.to_owned(), index + 1);
        let line = line.map_err(fault)?;
        let head: Head = serde_json::from_str(&line).map_err(|_| damaged())?;
        let hash = bytes(&head.hash).ok_or_else(damaged)?;
        let positions = heads.entry(head.organisation).or_default();
        if positions
            .insert(head.position, hash.clone())
            .is_some_and(|other| other != hash)
        {
            return Err(damaged());
        }
    }
    Ok(heads)
}

/// The lines of the file that are of the chains up to these ends; nothing when that is all of them.
pub fn until(
    path: &Path,
    ends: &BTreeMap<OrganisationId, i64>,
) -> Result<Option<String>, HeadsFault> {
    let fault = |error| HeadsFault::File(path.to_owned(), error);
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fault(error)),
    };
    let (mut kept, mut all) = (String::new(), true);
    for (index, line) in text.lines().enumerate() {
        let damaged = |_| HeadsFault::Damaged(path.to_owned(), index + 1);
        let head: Head = serde_json::from_str(line).map_err(damaged)?;
        let end = ends.get(&head.organisation).copied().unwrap_or(0);
        if head.position <= end {
            kept += line;
            kept.push('\n');
        } else {
            all = false;
        }
    }
    Ok((!all).then_some(kept))
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    (0..64).step_by(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> OrganisationId {
        Id::new(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn what_was_published_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path());
        assert_eq!(read(&path).unwrap(), Heads::new());
        for (organisation, position) in [(1, 3), (2, 1), (1, 9)] {
            let hash = [u8::try_from(position).unwrap(); 32];
            let line = line(id(organisation), position, &hash, DateTime::UNIX_EPOCH);
            append(&path, &line).unwrap();
        }
        let heads = read(&path).unwrap();
        assert_eq!(heads[&id(1)].keys().copied().collect::<Vec<_>>(), [3, 9]);
        assert_eq!(heads[&id(2)][&1], vec![1; 32]);
    }

    #[test]
    fn heads_behind_the_end_of_a_chain_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path());
        let ends = |ends: &[(u128, i64)]| ends.iter().map(|(o, at)| (id(*o), *at)).collect();
        assert_eq!(until(&path, &ends(&[])).unwrap(), None);
        let all = [(1, 3), (2, 1), (1, 9)].map(|(organisation, position)| {
            line(id(organisation), position, &[7; 32], DateTime::UNIX_EPOCH)
        });
        append(&path, &all.concat()).unwrap();
        assert_eq!(until(&path, &ends(&[(1, 9), (2, 1)])).unwrap(), None);
        let first = until(&path, &ends(&[(1, 8)])).unwrap();
        assert_eq!(first, Some(all[0].clone()));
    }

    #[test]
    fn a_damaged_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path());
        append(&path, &line(id(1), 3, &[7; 32], DateTime::UNIX_EPOCH)).unwrap();
        append(&path, &line(id(1), 3, &[8; 32], DateTime::UNIX_EPOCH)).unwrap();
        assert!(matches!(read(&path), Err(HeadsFault::Damaged(_, 2))));
    }
}
