//! Machine clients, and the assertions that they used.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use domain::actor::{Actor, ActorKind, MachineClientId, OfficeId, OrganisationId, Role};
use domain::kernel::{Changed, Version};
use domain::machine_clients::{ClientKey, ClientStatus, ClientTerms, MachineClient};
use domain::policy::Scopes;

use crate::cached;
use crate::columns::parsed;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::schema::{machine_client_offices, machine_clients, organisations, spent_assertions};
use crate::sql_types::{Instant, Uid};
use crate::staff::rights::refuse_unknown_offices;
use crate::tx::Tx;

#[derive(Insertable)]
#[diesel(table_name = machine_clients, treat_none_as_default_value = false)]
struct NewRow {
    organisation_id: Uid,
    id: Uid,
    label: String,
    purpose: String,
    scopes: String,
    public_keys: String,
    status: String,
    proposed_by: Option<Uid>,
    epoch: i64,
    version: i64,
    created_at: Instant,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = machine_clients)]
struct Row {
    id: Uid,
    label: String,
    purpose: String,
    scopes: String,
    public_keys: String,
    status: String,
    proposed_by: Option<Uid>,
    epoch: i64,
    version: i64,
}

fn keys_as_text(keys: &BTreeSet<ClientKey>) -> Result<String, Error> {
    let keys = keys.iter();
    let all: Vec<_> = keys
        .map(|key| (&key.kid, &key.thumbprint, &key.jwk))
        .collect();
    serde_json::to_string(&all).map_err(|_| Error::Corrupt("machine client key"))
}

fn keys_of_text(text: &str) -> Result<BTreeSet<ClientKey>, Error> {
    let all: Vec<(String, String, String)> =
        serde_json::from_str(text).map_err(|_| Error::Corrupt("machine client key"))?;
    let key = |(kid, thumbprint, jwk)| ClientKey {
        kid,
        thumbprint,
        jwk,
    };
    Ok(all.into_iter().map(key).collect())
}

impl Row {
    fn client(self, offices: BTreeSet<OfficeId>) -> Result<MachineClient, Error> {
        let terms = ClientTerms {
            label: parsed(&self.label, "machine client")?,
            purpose: parsed(&self.purpose, "machine client")?,
            scopes: parsed(&self.scopes, "machine client scope")?,
            offices,
            keys: keys_of_text(&self.public_keys)?,
        };
        Ok(MachineClient {
            id: self.id.into(),
            terms,
            status: parsed(&self.status, "machine client status")?,
            proposed_by: self.proposed_by.map(Into::into),
            epoch: self.epoch,
            version: Version(self.version),
        })
    }
}

fn offices_of(
    tx: &mut Tx<'_>,
    clients: impl IntoIterator<Item = Uid>,
) -> Result<BTreeMap<Uid, BTreeSet<OfficeId>>, Error> {
    let clients: Vec<Uid> = clients.into_iter().collect();
    let rows: Vec<(Uid, Uid)> = machine_client_offices::table
        .filter(machine_client_offices::organisation_id.eq(tx.org()))
        .filter(machine_client_offices::client_id.eq_any(clients))
        .select((
            machine_client_offices::client_id,
            machine_client_offices::office_id,
        ))
        .load(tx.conn())?;
    let mut offices: BTreeMap<Uid, BTreeSet<OfficeId>> = BTreeMap::new();
    for (client, office) in rows {
        offices.entry(client).or_default().insert(office.into());
    }
    Ok(offices)
}

/// One client of the organisation.
pub fn get(tx: &mut Tx<'_>, id: MachineClientId) -> Result<MachineClient, Error> {
    let row: Row = machine_clients::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    let mut offices = offices_of(tx, [row.id])?;
    let offices = offices.remove(&row.id).unwrap_or_default();
    row.client(offices)
}

/// The clients of the organisation, in the order in which they were proposed.
pub fn list(tx: &mut Tx<'_>, page: &Page<MachineClientId>) -> Result<Paged<MachineClient>, Error> {
    let after = page.after.map_or(Uid(uuid::Uuid::nil()), Uid::from);
    let rows: Vec<Row> = machine_clients::table
        .filter(machine_clients::organisation_id.eq(tx.org()))
        .filter(machine_clients::id.gt(after))
        .order(machine_clients::id)
        .limit(page.probe())
        .select(Row::as_select())
        .load(tx.conn())?;
    let page = page.cut(rows);
    let mut offices = offices_of(tx, page.items.iter().map(|row| row.id))?;
    let clients = page.items.into_iter().map(|row| {
        let offices = offices.remove(&row.id).unwrap_or_default();
        row.client(offices)
    });
    Ok(Paged {
        items: clients.collect::<Result<_, _>>()?,
        more: page.more,
    })
}

/// Saves a new client.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<MachineClient>) -> Result<MachineClient, Error> {
    refuse_unknown_offices(tx, changed.state().terms.offices.iter().copied())?;
    let client = tx.record(changed);
    let row = NewRow {
        organisation_id: tx.org(),
        id: client.id.into(),
        label: client.terms.label.to_string(),
        purpose: client.terms.purpose.to_string(),
        scopes: client.terms.scopes.to_string(),
        public_keys: keys_as_text(&client.terms.keys)?,
        status: client.status.to_string(),
        proposed_by: client.proposed_by.map(Uid::from),
        epoch: client.epoch,
        version: client.version.0,
        created_at: tx.now().into(),
    };
    diesel::insert_into(machine_clients::table)
        .values(&row)
        .execute(tx.conn())?;
    insert_offices(tx, &client)?;
    Ok(client)
}

fn insert_offices(tx: &mut Tx<'_>, client: &MachineClient) -> Result<(), Error> {
    let (org, id) = (tx.org(), Uid::from(client.id));
    for office in &client.terms.offices {
        diesel::insert_into(machine_client_offices::table)
            .values((
                machine_client_offices::organisation_id.eq(org),
                machine_client_offices::client_id.eq(id),
                machine_client_offices::office_id.eq(Uid::from(*office)),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Saves a decided change of a client; fails with `Error::Stale` when the stored version is no
/// longer the one that was loaded.
pub fn save(tx: &mut Tx<'_>, changed: Changed<MachineClient>) -> Result<MachineClient, Error> {
    refuse_unknown_offices(tx, changed.state().terms.offices.iter().copied())?;
    let mut client = tx.record(changed);
    let (org, id) = (tx.org(), Uid::from(client.id));
    let loaded = machine_clients::table
        .find((org, id))
        .filter(machine_clients::version.eq(client.version.0));
    let update = diesel::update(loaded)
        .set((
            machine_clients::label.eq(client.terms.label.to_string()),
            machine_clients::purpose.eq(client.terms.purpose.to_string()),
            machine_clients::scopes.eq(client.terms.scopes.to_string()),
            machine_clients::public_keys.eq(keys_as_text(&client.terms.keys)?),
            machine_clients::status.eq(client.status.to_string()),
            machine_clients::proposed_by.eq(client.proposed_by.map(Uid::from)),
            machine_clients::epoch.eq(client.epoch),
            machine_clients::version.eq(client.version.next().0),
        ))
        .returning(machine_clients::version);
    client.version = Version(cached::still(update, tx.conn())?);
    diesel::delete(
        machine_client_offices::table
            .filter(machine_client_offices::organisation_id.eq(org))
            .filter(machine_client_offices::client_id.eq(id)),
    )
    .execute(tx.conn())?;
    insert_offices(tx, &client)?;
    Ok(client)
}

/// What an assertion is verified with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The organisation of the client.
    pub organisation: OrganisationId,
    /// Its public keys.
    pub keys: BTreeSet<ClientKey>,
}

/// The keys of an enabled client, whatever its organisation: whoever asks for a token has none yet.
pub fn credentials(tx: &mut Tx<'_>, id: MachineClientId) -> Result<Option<Credentials>, Error> {
    let found: Option<(Uid, String)> = machine_clients::table
        .filter(machine_clients::id.eq(Uid::from(id)))
        .filter(machine_clients::status.eq(ClientStatus::Enabled.to_string()))
        .select((
            machine_clients::organisation_id,
            machine_clients::public_keys,
        ))
        .first(tx.conn())
        .optional()?;
    let Some((organisation, keys)) = found else {
        return Ok(None);
    };
    Ok(Some(Credentials {
        organisation: organisation.into(),
        keys: keys_of_text(&keys)?,
    }))
}

/// Uses an assertion up: says whether it was the first time. `digest` names it; after
/// `expires_at` no verifier takes it any more, so that it may be forgotten.
pub fn spend(
    tx: &mut Tx<'_>,
    client: MachineClientId,
    digest: &[u8; 32],
    expires_at: DateTime<Utc>,
) -> Result<bool, Error> {
    let (org, conn) = (tx.org(), tx.conn());
    // `ON CONFLICT` exists on the concrete engines only. Of two at once the second waits for the
    // first and then finds its row.
    let inserted = crate::on_each!(conn, |c| diesel::insert_into(spent_assertions::table)
        .values((
            spent_assertions::organisation_id.eq(org),
            spent_assertions::client_id.eq(Uid::from(client)),
            spent_assertions::digest.eq(digest.as_slice()),
            spent_assertions::expires_at.eq(Instant(expires_at)),
        ))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Forgets assertions that nobody would take any more and says how many. Those of all
/// organisations: this is the worker's.
pub fn purge_spent(tx: &mut Tx<'_>) -> Result<usize, Error> {
    // A little later than the end, because clocks may disagree.
    let before = Instant(tx.now() - chrono::TimeDelta::minutes(1));
    let old = spent_assertions::table.filter(spent_assertions::expires_at.lt(before));
    Ok(diesel::delete(old).execute(tx.conn())?)
}

/// What the access token of a machine client claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MachineBearer {
    /// The client.
    pub client: MachineClientId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Its epoch when the token was issued.
    pub epoch: i64,
    /// The scopes of the token.
    pub scopes: Scopes,
}

/// The actor behind a token, with the scopes of the token that the client still has, and its
/// offices of this moment. A token of a client that is not enabled, or of an earlier epoch, is
/// refused.
pub fn identify(tx: &mut Tx<'_>, bearer: MachineBearer) -> Result<Actor, Error> {
    let id = Uid::from(bearer.client);
    let found: Option<(i64, String, String, String)> = machine_clients::table
        .inner_join(organisations::table.on(organisations::id.eq(machine_clients::organisation_id)))
        .filter(machine_clients::organisation_id.eq(Uid::from(bearer.organisation)))
        .filter(machine_clients::id.eq(id))
        .select((
            machine_clients::epoch,
            machine_clients::status,
            machine_clients::scopes,
            organisations::time_zone,
        ))
        .first(tx.conn())
        .optional()?;
    let Some((epoch, status, scopes, zone)) = found else {
        return Err(Error::SessionEnded);
    };
    let status: ClientStatus = parsed(&status, "machine client status")?;
    if epoch != bearer.epoch || status != ClientStatus::Enabled {
        return Err(Error::SessionEnded);
    }
    let scopes: Scopes = parsed(&scopes, "machine client scope")?;
    let mut offices = offices_of(tx, [id])?;
    Ok(Actor {
        organisation: bearer.organisation,
        kind: ActorKind::Machine(bearer.client, scopes.and(bearer.scopes)),
        roles: vec![Role::MachineClient],
        offices: offices
            .remove(&id)
            .unwrap_or_default()
            .into_iter()
            .collect(),
        zone: Tz::from_str(&zone).map_err(|_| Error::Corrupt("time zone"))?,
    })
}
