//! `percorso user`: accounts of the staff, the first administrator among them.

mod link;
mod password;
mod sessions;

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use domain::actor::{Actor, OfficeId, OrganisationId, Role};
use domain::kernel::{Changed, PersonName, Refusal};
use domain::staff::{Administrators, Email, NewStaffMember, PasswordState, StaffMember};
use persistence::staff::{self, StaffFilter};
use persistence::{Page, Store, second_factors};

use super::{Failure, all, nobody, organisation, serve, system};
use api::config::Settings;
use password::Given;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Creates one. Its password comes from `PERCORSO_PASSWORD` or from the standard input; without
    /// either one is made that opens one session, and printed. With `--invite` there is none: a
    /// link is printed.
    Create(NewUser),
    /// Prints all of an organisation.
    List {
        /// Whose they are; may be left out when there is one organisation only.
        #[arg(long)]
        organisation: Option<OrganisationId>,
    },
    /// Takes the right to sign in; sessions and tokens end.
    Disable {
        /// The account.
        email: Email,
    },
    /// Gives the right to sign in back.
    Enable {
        /// The account.
        email: Email,
    },
    /// Replaces roles and offices; tokens end. What the operator gives needs no approval.
    Roles {
        /// The account.
        email: Email,
        /// A role from now on; once for each.
        #[arg(long = "role", required = true)]
        roles: Vec<Role>,
        /// An office from now on; once for each.
        #[arg(long = "office")]
        offices: Vec<OfficeId>,
    },
    /// Approves the roles that an administrator proposed: for bodies with one administrator, where
    /// nobody else can; tokens end.
    Approve {
        /// The account.
        email: Email,
    },
    /// Prints a link by which the owner chooses another password, or the first one; an earlier one
    /// is good no more.
    Link {
        /// The account.
        email: Email,
    },
    /// Removes the second factor of somebody who lost the device and the recovery codes; sessions
    /// and tokens end.
    RemoveSecondFactor {
        /// The account.
        email: Email,
    },
    /// Ends all sessions of everybody, who sign in again: after an older copy of the data took their
    /// place, which knows nothing of sessions that have ended since.
    EndSessions,
    /// Sets another password, from where `create` takes it; sessions and tokens end.
    Password {
        /// The account.
        email: Email,
    },
}

/// The account to create.
#[derive(Debug, Args)]
pub(super) struct NewUser {
    /// Whose it is; may be left out when there is one organisation only.
    #[arg(long)]
    organisation: Option<OrganisationId>,
    /// Names the account at sign-in.
    #[arg(long)]
    email: Email,
    /// Given name.
    #[arg(long)]
    given_name: PersonName,
    /// Family name.
    #[arg(long)]
    family_name: PersonName,
    /// What its owner may do; once for each role.
    #[arg(long = "role", required = true)]
    roles: Vec<Role>,
    /// Where its owner works; once for each office.
    #[arg(long = "office")]
    offices: Vec<OfficeId>,
    /// Prints a link by which the owner chooses the password, instead of taking or making one.
    #[arg(long)]
    invite: bool,
}

pub(super) fn run(command: Command) -> Result<(), Failure> {
    let (settings, _) = Settings::load()?;
    let store = serve::open(&settings.storage()?)?;
    match command {
        Command::Create(user) if user.invite => link::invite(&store, &settings, user)?,
        Command::Create(user) => create(&store, user)?,
        Command::List { organisation } => list(&store, organisation)?,
        Command::Disable { email } => change(&store, &email, StaffMember::disable)?,
        Command::Enable { email } => {
            change(&store, &email, |member, actor, _| member.enable(actor))?;
        }
        Command::Roles {
            email,
            roles,
            offices,
        } => {
            let (roles, offices) = (BTreeSet::from_iter(roles), BTreeSet::from_iter(offices));
            change(&store, &email, move |member, actor, administrators| {
                member.change(roles.clone(), offices.clone(), actor, administrators)
            })?;
        }
        Command::Approve { email } => change(&store, &email, StaffMember::approve_roles)?,
        Command::Link { email } => link::print(&store, &settings, &email)?,
        Command::RemoveSecondFactor { email } => remove_second_factor(&store, &email)?,
        Command::EndSessions => sessions::end_all(&store)?,
        Command::Password { email } => set_password(&store, &email)?,
    }
    store.close();
    Ok(())
}

impl NewUser {
    fn account(self, password: PasswordState) -> NewStaffMember {
        NewStaffMember {
            email: self.email,
            given_name: self.given_name,
            family_name: self.family_name,
            roles: self.roles.into_iter().collect(),
            offices: self.offices.into_iter().collect::<BTreeSet<_>>(),
            password,
        }
    }
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
fn create(store: &Store, user: NewUser) -> Result<(), Failure> {
    let organisation = organisation::chosen(store, user.organisation)?;
    let given = Given::take(&user.email)?;
    let hash = given.hash()?;
    let new = user.account(given.state());
    let member = store.write(system(organisation), move |tx| {
        let changed = StaffMember::create(tx.new_id(), new.clone(), tx.actor())?;
        staff::insert(tx, changed, Some(&hash))
    })?;
    println!("{}", member.id);
    given.print();
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
fn list(store: &Store, organisation: Option<OrganisationId>) -> Result<(), Failure> {
    let caller = system(organisation::chosen(store, organisation)?);
    let everybody = StaffFilter::default();
    let list = |page: &Page<_>| store.read(&caller, |tx| staff::list(tx, &everybody, page));
    for member in all(list, staff::key)? {
        let in_force = member.roles.iter().map(ToString::to_string);
        let waiting = member.awaiting.keys().map(|role| format!("{role}:waiting"));
        let roles: Vec<String> = in_force.chain(waiting).collect();
        let (id, email, status) = (member.id, &member.email, member.status);
        println!("{id}\t{status}\t{email}\t{}", roles.join(","));
    }
    Ok(())
}

/// The account that an address names, whatever its organisation.
fn find(store: &Store, email: &Email) -> Result<staff::Account, Failure> {
    let found = store.read(&nobody(), |tx| staff::by_email(tx, email))?;
    found.ok_or_else(|| "no account has this e-mail address".into())
}

fn change(
    store: &Store,
    email: &Email,
    decide: impl Fn(StaffMember, &Actor, &Administrators) -> Result<Changed<StaffMember>, Refusal>
    + Send
    + 'static,
) -> Result<(), Failure> {
    let account = find(store, email)?;
    store.write(system(account.organisation), move |tx| {
        let administrators = staff::lock_administrators(tx, account.staff)?;
        let member = staff::get(tx, account.staff)?;
        let changed = decide(member, tx.actor(), &administrators)?;
        staff::save(tx, changed)
    })?;
    Ok(())
}

fn remove_second_factor(store: &Store, email: &Email) -> Result<(), Failure> {
    let account = find(store, email)?;
    store.write(system(account.organisation), move |tx| {
        let owner = staff::get(tx, account.staff)?;
        let stored = second_factors::in_force(tx, account.staff)?;
        let stored = stored.ok_or(persistence::Error::NotFound)?;
        let removed = stored.factor.remove(owner, tx.actor(), None)?;
        second_factors::remove(tx, removed).map(drop)
    })?;
    Ok(())
}

fn set_password(store: &Store, email: &Email) -> Result<(), Failure> {
    let account = find(store, email)?;
    let given = Given::take(email)?;
    let (hash, state) = (given.hash()?, given.state());
    store.write(system(account.organisation), move |tx| {
        let member = staff::get(tx, account.staff)?;
        let changed = member.change_password(state, tx.actor())?;
        staff::set_password(tx, changed, &hash, None)
    })?;
    given.print();
    Ok(())
}
