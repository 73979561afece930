//! Registering somebody: once, and knowingly.

use super::section::weigh;
use super::{
    Candidate, Citizenships, Contacts, Context, Identifier, IdentifierCode, Identifiers, Identity,
    LocalId, Lookalikes, Provenance, Residence, Section,
};
use crate::actor::{Actor, OfficeId};
use crate::event::{About, Fact, IndividualId};
use crate::kernel::{Changed, Day, Faults, Refusal};
use crate::policy::{Action, Reach};
use crate::rulebook::{Finding, Rulebook};

/// What the desk knows of somebody who comes for the first time.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    /// The office that registers; the actor's own when only one can be meant.
    pub office: Option<OfficeId>,
    /// Who the person is.
    pub identity: Identity,
    /// Codes of the person.
    pub identifiers: Option<Identifiers>,
    /// The id that is minted for a person without any code, when somebody asks for one.
    pub local_id: Option<LocalId>,
    /// Where the person lives.
    pub residence: Option<Residence>,
    /// How the person is reached.
    pub contacts: Option<Contacts>,
    /// Of which States the person is a citizen.
    pub citizenship: Option<Citizenships>,
    /// Where all this comes from.
    pub provenance: Provenance,
    /// Candidates of whom somebody says that they are other people.
    pub confirmed_distinct_from: Vec<IndividualId>,
    /// The rules whose warning somebody acknowledges.
    pub acknowledged: Vec<String>,
}

/// Somebody about to be stored for the first time.
#[derive(Debug, Clone, PartialEq)]
pub struct Newcomer {
    /// Who.
    pub id: IndividualId,
    /// The office that registers.
    pub office: OfficeId,
    /// Who the person is.
    pub identity: Identity,
    /// Codes of the person, a minted one included.
    pub identifiers: Option<Identifiers>,
    /// Where the person lives.
    pub residence: Option<Residence>,
    /// How the person is reached.
    pub contacts: Option<Contacts>,
    /// Of which States the person is a citizen.
    pub citizenship: Option<Citizenships>,
    /// Where all this comes from.
    pub provenance: Provenance,
}

impl Registration {
    /// The codes under which the person may be there already.
    pub fn keys(&self) -> impl Iterator<Item = &IdentifierCode> {
        let items = self.identifiers.iter().flat_map(|all| &all.items);
        items.map(|item| &item.code)
    }

    /// Registers the person as `id`, by the numbers of the organisation. All faults of all sections,
    /// of their provenance and of the office are refused together. Everybody who looks alike must be
    /// confirmed to be somebody else, and every warning acknowledged; both are recorded.
    pub fn register(
        mut self,
        book: &Rulebook,
        actor: &Actor,
        id: IndividualId,
        candidates: Vec<Candidate>,
        today: Day,
    ) -> Result<Changed<Newcomer>, Refusal> {
        if let Some(minted) = self.local_id.clone() {
            let code = IdentifierCode::LocalId(minted);
            let all = self.identifiers.get_or_insert_default();
            all.items.push(Identifier::of(code));
        }
        let (office, mut findings) = self.judge(book, actor, today)?;
        let lookalikes = Lookalikes {
            candidates,
            confirmed: std::mem::take(&mut self.confirmed_distinct_from),
        };
        findings.extend(lookalikes.findings());
        let acknowledged = weigh(&findings, &self.acknowledged)?;
        let fact = Fact::IndividualRegistered {
            confirmed_distinct_from: lookalikes.distinct()?,
            acknowledged,
        };
        let about = About::thing("individual", id).of(id).at(office);
        let newcomer = Newcomer {
            id,
            office,
            identity: self.identity,
            identifiers: self.identifiers,
            residence: self.residence,
            contacts: self.contacts,
            citizenship: self.citizenship,
            provenance: self.provenance,
        };
        Ok(Changed::new(newcomer, about.says(fact)))
    }

    /// An office of the actor's; whoever works in several says which.
    fn office_for(&self, actor: &Actor) -> Result<OfficeId, Refusal> {
        let reach = actor.reach(Action::RegisterIndividual);
        match (self.office, actor.offices.as_slice()) {
            (Some(office), _) if reach == Reach::Organisation || actor.works_in(office) => {
                Ok(office)
            }
            (Some(_), _) => Err(Refusal::unknown("/office_id")),
            (None, [only]) => Ok(*only),
            (None, _) => Err(Refusal::invalid("/office_id", "missing_member")),
        }
    }

    /// The office that registers and what rules find; refuses with the faults of everything.
    fn judge(
        &self,
        book: &Rulebook,
        actor: &Actor,
        today: Day,
    ) -> Result<(OfficeId, Vec<Finding>), Refusal> {
        let chain = actor.chain();
        let context = Context {
            identity: Some(&self.identity),
            // Nothing is stored yet: a local id among the codes is ours only if just minted.
            identifiers: None,
            minted: self.local_id.as_ref(),
            today,
            book,
            chain: &chain,
        };
        let mut faults = Faults::none();
        let office = faults.gather(self.office_for(actor))?;
        let mut findings = judged("/identity", Some(&self.identity), &context, &mut faults);
        for more in [
            judged(
                "/identifiers",
                self.identifiers.as_ref(),
                &context,
                &mut faults,
            ),
            judged("/residence", self.residence.as_ref(), &context, &mut faults),
            judged("/contacts", self.contacts.as_ref(), &context, &mut faults),
            judged(
                "/citizenship",
                self.citizenship.as_ref(),
                &context,
                &mut faults,
            ),
        ] {
            findings.extend(more);
        }
        let born = Some(self.identity.birth_date);
        faults.below("/provenance", |faults| {
            self.provenance.check(born, today, faults);
        });
        Ok((faults.unless_any(office)?, findings))
    }
}

/// What a section finds; its faults point below the member that holds it.
fn judged<S: Section>(
    member: &str,
    section: Option<&S>,
    context: &Context<'_>,
    faults: &mut Faults,
) -> Vec<Finding> {
    let Some(section) = section else {
        return Vec::new();
    };
    faults.below(member, |faults| section.check(context, faults));
    section.findings(context)
}
