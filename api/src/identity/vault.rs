//! What the database keeps and only the program may read: sealed with keys of the installation.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use domain::kernel::Fault;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::secret::Secret;

/// The form of a sealed value; another one would begin with another byte.
const FORM: u8 = 1;
/// Bytes that tell which key sealed a value.
const MARK: usize = 4;
/// What stands before the sealed bytes: form, mark of the key, nonce.
const HEAD: usize = 1 + MARK + NONCE_LEN;

/// Where a sealed value lies. It is bound to this place: what somebody copies into another row,
/// or into another organisation, does not open there.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The organisation; nil where none is known.
    pub organisation: Uuid,
    /// The row in it.
    pub row: &'a str,
}

impl Place<'_> {
    fn bound(self) -> Vec<u8> {
        let Self {
            table,
            column,
            organisation,
            row,
        } = self;
        format!("{table}\0{column}\0{organisation}\0{row}").into_bytes()
    }
}

struct Key {
    mark: [u8; MARK],
    key: RandomizedNonceKey,
}

impl Key {
    fn of(secret: &Secret) -> Result<Self, Fault> {
        let key = secret.derive("vault");
        let mut mark = [0; MARK];
        mark.copy_from_slice(&secret.derive("vault-mark")[..MARK]);
        let key = RandomizedNonceKey::new(&AES_256_GCM, key.as_slice());
        Ok(Self {
            mark,
            key: key.map_err(|_| Fault::new("no_key"))?,
        })
    }
}

/// Seals and opens (AES-256-GCM, a random nonce each time).
pub struct Vault {
    present: Key,
    previous: Option<Key>,
}

impl Vault {
    /// Seals with a key of the present secret; opens also what one before it sealed.
    pub fn new(present: &Secret, previous: Option<&Secret>) -> Result<Self, Fault> {
        Ok(Self {
            present: Key::of(present)?,
            previous: previous.map(Key::of).transpose()?,
        })
    }

    /// The value, sealed for this place.
    pub fn seal(&self, place: Place<'_>, value: &[u8]) -> Result<Vec<u8>, Fault> {
        let failed = |_| Fault::new("not_sealed");
        let mut inside = value.to_vec();
        let bound = Aad::from(place.bound());
        let nonce = self
            .present
            .key
            .seal_in_place_append_tag(bound, &mut inside);
        let nonce = nonce.map_err(failed)?;
        let mut sealed = Vec::with_capacity(HEAD + inside.len());
        sealed.push(FORM);
        sealed.extend_from_slice(&self.present.mark);
        sealed.extend_from_slice(nonce.as_ref());
        sealed.extend_from_slice(&inside);
        Ok(sealed)
    }

    /// The value that was sealed for this place, if it was and nobody changed it since.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (head, inside) = sealed.split_at_checked(HEAD)?;
        let (mark, nonce) = head.strip_prefix(&[FORM])?.split_at_checked(MARK)?;
        let keys = [Some(&self.present), self.previous.as_ref()];
        let key = keys.into_iter().flatten().find(|key| key.mark == mark)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut inside = Zeroizing::new(inside.to_vec());
        let bound = Aad::from(place.bound());
        let length = key
            .key
            .open_in_place(nonce, bound, inside.as_mut_slice())
            .ok()?
            .len();
        inside.truncate(length);
        Some(inside)
    }

    /// Whether a value was sealed with a key of a former secret.
    pub fn is_outdated(&self, sealed: &[u8]) -> bool {
        sealed.get(1..=MARK) != Some(self.present.mark.as_slice())
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        text.parse().unwrap()
    }

    fn first() -> Secret {
        secret("the first secret of an installation")
    }

    const HERE: Place<'static> = Place {
        table: "second_factors",
        column: "secret",
        organisation: Uuid::from_u128(1),
        row: "7",
    };

    #[test]
    fn a_value_opens_only_where_it_was_sealed() {
        let vault = Vault::new(&first(), None).unwrap();
        let sealed = vault.seal(HERE, b"value").unwrap();
        assert_eq!(vault.open(HERE, &sealed).unwrap().as_slice(), b"value");
        assert!(!sealed.windows(5).any(|part| part == b"value"));
        for elsewhere in [
            Place {
                table: "outbox_mails",
                ..HERE
            },
            Place {
                column: "sealed",
                ..HERE
            },
            Place {
                organisation: Uuid::from_u128(2),
                ..HERE
            },
            Place { row: "8", ..HERE },
        ] {
            assert!(vault.open(elsewhere, &sealed).is_none(), "{elsewhere:?}");
        }
    }

    #[test]
    fn a_value_that_somebody_changed_or_cut_does_not_open() {
        let vault = Vault::new(&first(), None).unwrap();
        let sealed = vault.seal(HERE, b"value").unwrap();
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(vault.open(HERE, &bent).is_none(), "byte {at}");
            assert!(vault.open(HERE, &sealed[..at]).is_none(), "cut at {at}");
        }
        assert_ne!(vault.seal(HERE, b"value").unwrap(), sealed, "another nonce");
    }

    #[test]
    fn a_former_secret_opens_and_no_longer_seals() {
        let next = secret("the second secret of an installation");
        let old = Vault::new(&first(), None)
            .unwrap()
            .seal(HERE, b"value")
            .unwrap();
        let both = Vault::new(&next, Some(&first())).unwrap();
        assert_eq!(both.open(HERE, &old).unwrap().as_slice(), b"value");
        assert!(both.is_outdated(&old));
        let new = both.seal(HERE, b"value").unwrap();
        assert!(!both.is_outdated(&new));
        assert!(Vault::new(&next, None).unwrap().open(HERE, &old).is_none());
    }
}
