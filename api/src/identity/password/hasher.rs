//! Argon2id, at a bounded price.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::{Output, ParamsString, PasswordHash, Salt, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::{constant_time, rand};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

use super::{NewPassword, normalise};

/// How many may wait for a core; the next one is told to come back.
const QUEUE: usize = 32;
/// Bytes of salt, and of hash.
const SALT: usize = 16;
const HASH: usize = 32;
/// What a stored hash may cost at most: the database must not be a way to exhaust the server.
const DEAREST_MEMORY_KIB: u32 = 64 * 1024;
const DEAREST_PASSES: u32 = 10;
const DEAREST_LANES: u32 = 4;

/// The price of one guess. The default is the minimum of OWASP: 19 MiB, 2 passes, 1 lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
        }
    }
}

impl Parameters {
    fn params(self) -> Result<Params, HashFault> {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(HASH))
            .map_err(|_| HashFault::Failed)
    }

    fn of(params: &Params) -> Self {
        Self {
            memory_kib: params.m_cost(),
            passes: params.t_cost(),
            lanes: params.p_cost(),
        }
    }

    fn is_bearable(self) -> bool {
        self.memory_kib <= DEAREST_MEMORY_KIB
            && self.passes <= DEAREST_PASSES
            && self.lanes <= DEAREST_LANES
    }
}

/// Why there is no answer about a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HashFault {
    /// Too many are waiting already: 503, come back.
    #[error("too many passwords are being checked")]
    Busy,
    /// The system failed (memory, randomness).
    #[error("hashing failed")]
    Failed,
}

/// Hashes and compares passwords, on as many cores as it was given and no more.
///
/// A computation takes 19 MiB and tens of milliseconds: without the bound, logins alone would
/// take down the server.
#[derive(Debug, Clone)]
pub struct Hasher {
    parameters: Parameters,
    params: Params,
    permits: Arc<Semaphore>,
    places: Arc<Semaphore>,
    computations: Arc<AtomicU64>,
}

impl Hasher {
    /// A hasher that keeps `cores` cores busy at most, with 32 more waiting.
    pub fn new(parameters: Parameters, cores: usize) -> Result<Self, HashFault> {
        let cores = cores.clamp(1, 1024);
        Ok(Self {
            parameters,
            params: parameters.params()?,
            permits: Arc::new(Semaphore::new(cores)),
            places: Arc::new(Semaphore::new(cores + QUEUE)),
            computations: Arc::new(AtomicU64::new(0)),
        })
    }

    /// The PHC text to store for a password that passed the policy.
    pub async fn hash(&self, password: &NewPassword) -> Result<String, HashFault> {
        self.store(Zeroizing::new(password.text().to_owned())).await
    }

    /// The PHC text to store in place of an outdated one, for a password that was just right.
    pub async fn rehash(&self, given: &str) -> Result<String, HashFault> {
        self.store(normalise(given).ok_or(HashFault::Failed)?).await
    }

    async fn store(&self, text: Zeroizing<String>) -> Result<String, HashFault> {
        let mut salt = [0; SALT];
        rand::fill(&mut salt).map_err(|_| HashFault::Failed)?;
        let task = Task {
            params: self.params.clone(),
            salt: salt.to_vec(),
            text,
        };
        let params = ParamsString::try_from(&task.params).map_err(|_| HashFault::Failed)?;
        let hash = self.compute(task).await?;
        let salt = SaltString::encode_b64(&salt).map_err(|_| HashFault::Failed)?;
        let phc = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params,
            salt: Some(salt.as_salt()),
            hash: Some(Output::new(hash.as_slice()).map_err(|_| HashFault::Failed)?),
        };
        Ok(phc.to_string())
    }

    /// Whether `given` is the password behind `stored`, after exactly one computation, whatever
    /// the two are: so that the time of the answer does not tell which accounts exist.
    ///
    /// Pass no `stored` for an account that is unknown or disabled. These and an empty, over-long
    /// or unreadable text cost a computation with the current parameters; a readable hash costs
    /// one with its own, which are the current ones after the first login that `needs_rehash`.
    pub async fn verify_or_dummy(
        &self,
        stored: Option<&str>,
        given: &str,
    ) -> Result<bool, HashFault> {
        let text = normalise(given).filter(|text| !text.is_empty());
        let known = stored.and_then(Stored::read);
        let (task, expected) = match (known, text) {
            (Some(Stored { params, salt, hash }), Some(text)) => {
                (Task { params, salt, text }, Some(hash))
            }
            (_, text) => (self.dummy(text), None),
        };
        let hash = self.compute(task).await?;
        Ok(expected.is_some_and(|expected| {
            constant_time::verify_slices_are_equal(&hash, &expected).is_ok()
        }))
    }

    /// Whether a stored hash should be replaced at the next right password.
    pub fn needs_rehash(&self, stored: &str) -> bool {
        Stored::read(stored).is_none_or(|stored| {
            Parameters::of(&stored.params) != self.parameters
                || stored.salt.len() < SALT
                || stored.hash.len() != HASH
        })
    }

    /// How many hashes were computed since the start; for metrics, and for the test that no path
    /// of a login skips its one.
    pub fn computations(&self) -> u64 {
        self.computations.load(Ordering::Relaxed)
    }

    /// How many of its cores wait for work; for metrics.
    pub fn idle_cores(&self) -> usize {
        self.permits.available_permits()
    }

    fn dummy(&self, text: Option<Zeroizing<String>>) -> Task {
        Task {
            params: self.params.clone(),
            salt: vec![0; SALT],
            text: text.unwrap_or_default(),
        }
    }

    /// The only place that hashes.
    async fn compute(&self, task: Task) -> Result<Zeroizing<Vec<u8>>, HashFault> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| HashFault::Busy)?;
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| HashFault::Failed)?;
        self.computations.fetch_add(1, Ordering::Relaxed);
        // The permits go along: a client that hangs up drops this future, not the computation.
        tokio::task::spawn_blocking(move || task.run(place, permit))
            .await
            .map_err(|_| HashFault::Failed)?
    }
}

/// One computation.
struct Task {
    params: Params,
    salt: Vec<u8>,
    text: Zeroizing<String>,
}

impl Task {
    fn run(
        self,
        _place: OwnedSemaphorePermit,
        _permit: OwnedSemaphorePermit,
    ) -> Result<Zeroizing<Vec<u8>>, HashFault> {
        let length = self.params.output_len().unwrap_or(HASH);
        let mut hash = Zeroizing::new(vec![0; length]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params)
            .hash_password_into(self.text.as_bytes(), &self.salt, &mut hash)
            .map_err(|_| HashFault::Failed)?;
        Ok(hash)
    }
}

/// What a PHC text says, if it is an Argon2id one that we are ready to compute.
struct Stored {
    params: Params,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Stored {
    fn read(phc: &str) -> Option<Self> {
        let phc = PasswordHash::new(phc).ok()?;
        if phc.algorithm != Algorithm::Argon2id.ident() || phc.version != Some(0x13) {
            return None;
        }
        let params = Params::try_from(&phc).ok()?;
        if !Parameters::of(&params).is_bearable() {
            return None;
        }
        let mut buffer = [0; Salt::MAX_LENGTH];
        let salt = phc.salt?.decode_b64(&mut buffer).ok()?.to_vec();
        Some(Self {
            params,
            salt,
            hash: phc.hash?.as_bytes().to_vec(),
        })
    }
}
