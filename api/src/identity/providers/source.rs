//! Where the keys of a provider come from.

use std::io::Read;
use std::path::PathBuf;

use domain::kernel::Fault;
use serde::Deserialize;

use super::fetch::{Address, Fetcher};

/// The longest file of keys.
const LONGEST: u64 = 256 * 1024;

/// Where the keys of a provider come from.
#[derive(Debug)]
pub(super) enum Source {
    /// A file that the operator keeps.
    File(PathBuf),
    /// An address that the operator named.
    Address(Address, Fetcher),
    /// The address that the provider's metadata name (OpenID Connect Discovery §4).
    Discovery {
        issuer: String,
        metadata: Address,
        fetcher: Fetcher,
    },
}

/// The part of a provider's metadata that concerns us.
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

impl Source {
    pub(super) fn address(text: &str, fetcher: Fetcher) -> Result<Self, Fault> {
        Ok(Self::Address(Address::parse(text)?, fetcher))
    }

    pub(super) fn discovery(issuer: &str, fetcher: Fetcher) -> Result<Self, Fault> {
        let below = issuer.trim_end_matches('/');
        let metadata = Address::parse(&format!("{below}/.well-known/openid-configuration"))?;
        Ok(Self::Discovery {
            issuer: issuer.to_owned(),
            metadata,
            fetcher,
        })
    }

    /// The key set as JSON. It waits for a file or a server, so never inside a transaction.
    pub(super) fn read(&self) -> Result<Vec<u8>, Fault> {
        match self {
            Self::File(path) => {
                let refused = |_| Fault::new("provider_keys_file").with("file", path.display());
                let file = std::fs::File::open(path).map_err(refused)?;
                let mut json = Vec::new();
                file.take(LONGEST).read_to_end(&mut json).map_err(refused)?;
                Ok(json)
            }
            Self::Address(address, fetcher) => fetcher.get(address),
            Self::Discovery {
                issuer,
                metadata,
                fetcher,
            } => {
                let json = fetcher.get(metadata)?;
                let said: Metadata =
                    serde_json::from_slice(&json).map_err(|_| Fault::new("provider_metadata"))?;
                // Who answers for another name is somebody else (Discovery §4.3).
                if said.issuer != *issuer {
                    return Err(Fault::new("provider_metadata_of_another"));
                }
                let keys = Address::parse(&said.jwks_uri)?;
                // Metadata lead nowhere else: for keys on another server its address is configured.
                if !keys.is_beside(metadata) {
                    return Err(Fault::new("provider_keys_elsewhere"));
                }
                fetcher.get(&keys)
            }
        }
    }

    /// Whether it is on this machine, and must be readable before the server starts.
    pub(super) fn is_local(&self) -> bool {
        matches!(self, Self::File(_))
    }
}
