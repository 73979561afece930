//! What of a file lies in the database is sealed: a file may tell more than the record ever
//! would, and a database keeps copies of what was deleted in its log and its backups.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use domain::actor::OrganisationId;
use domain::imports::ImportId;

use crate::identity::secret::Secret;

/// Seals and opens with a key for each import, which follows from the secret of the installation.
#[derive(Debug, Clone)]
pub struct Vault {
    secret: Secret,
}

/// Where something sealed lies; elsewhere it does not open.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Whose.
    pub organisation: OrganisationId,
    /// Of which import.
    pub import: ImportId,
    /// What it is.
    pub what: What,
}

/// What is sealed.
#[derive(Debug, Clone, Copy)]
pub enum What {
    /// A piece of the file, by its number.
    Piece(i64),
    /// What a row says that waits for a decision, by its line.
    Row(i64),
}

/// It does not open: the secret was changed, or somebody changed the database.
#[derive(Debug, thiserror::Error)]
#[error("it does not open")]
pub struct Unopened;

impl Vault {
    /// A vault of this installation.
    pub fn new(secret: &Secret) -> Self {
        Self {
            secret: secret.clone(),
        }
    }

    /// Seals bytes for their place. The same bytes at the same place always look the same
    /// (RFC 8452 §4), so that nothing need be remembered about nonces.
    pub fn seal(&self, place: Place, mut bytes: Vec<u8>) -> Result<Vec<u8>, Unopened> {
        self.key(place.import)?
            .seal_in_place_append_tag(place.nonce(), place.aad(), &mut bytes)
            .map_err(|_| Unopened)?;
        Ok(bytes)
    }

    /// The bytes that were sealed for this place.
    pub fn open(&self, place: Place, mut sealed: Vec<u8>) -> Result<Vec<u8>, Unopened> {
        let key = self.key(place.import)?;
        let opened = key.open_in_place(place.nonce(), place.aad(), &mut sealed);
        let length = opened.map_err(|_| Unopened)?.len();
        sealed.truncate(length);
        Ok(sealed)
    }

    fn key(&self, import: ImportId) -> Result<LessSafeKey, Unopened> {
        let key = self.secret.derive(&format!("import {import}"));
        let key = UnboundKey::new(&AES_256_GCM_SIV, key.as_slice()).map_err(|_| Unopened)?;
        Ok(LessSafeKey::new(key))
    }
}

impl Place {
    fn nonce(self) -> Nonce {
        let (kind, number) = match self.what {
            What::Piece(number) => (0, number),
            What::Row(line) => (1, line),
        };
        let mut nonce = [0; 12];
        nonce[0] = kind;
        nonce[4..].copy_from_slice(&number.to_be_bytes());
        Nonce::assume_unique_for_key(nonce)
    }

    fn aad(self) -> Aad<String> {
        let table = match self.what {
            What::Piece(_) => "import_pieces",
            What::Row(_) => "import_rows",
        };
        let Self {
            organisation,
            import,
            ..
        } = self;
        Aad::from(format!("{table}|content|{organisation}|{import}"))
    }
}

#[cfg(test)]
mod tests {
    use domain::kernel::Id;
    use uuid::Uuid;

    use super::*;

    fn vault(seed: &str) -> Vault {
        let secret = format!("{seed}-0123456789-abcdefghijklmnop-qrstuvw");
        Vault::new(&secret.parse().unwrap())
    }

    fn place(import: u128, what: What) -> Place {
        Place {
            organisation: Id::new(Uuid::from_u128(1)),
            import: Id::new(Uuid::from_u128(import)),
            what,
        }
    }

    #[test]
    fn what_is_sealed_opens_at_its_place_only() {
        let here = place(2, What::Piece(3));
        let sealed = vault("ours").seal(here, b"Rossi;Mario".to_vec()).unwrap();
        assert!(!sealed.windows(5).any(|part| part == b"Rossi"));
        let opened = vault("ours").open(here, sealed.clone()).unwrap();
        assert_eq!(opened, b"Rossi;Mario");
        for elsewhere in [
            place(2, What::Piece(4)),
            place(2, What::Row(3)),
            place(3, What::Piece(3)),
        ] {
            assert!(vault("ours").open(elsewhere, sealed.clone()).is_err());
        }
        assert!(vault("other").open(here, sealed).is_err());
    }
}
