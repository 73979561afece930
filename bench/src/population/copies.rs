//! Copies of rows: the same, with other identifiers, of other people, at another site.

use std::borrow::Cow;

use uuid::Uuid;

use super::faces::{Crowd, Face};
use super::forms::Form;
use super::office::Organised;
use super::patterns::{Bit, Name, Pattern, Reader, Told};
use super::specimens::{Post, Specimens};
use crate::Failure;

/// What the names become in one copy.
#[derive(Debug)]
struct Places {
    number: u16,
    organisation: Uuid,
    offices: Vec<Uuid>,
    staff: Vec<Uuid>,
}

/// Writes rows as those of other people.
#[derive(Debug)]
pub(super) struct Copies {
    places: Vec<Places>,
    /// Of each copy, in the order of the specimens.
    faces: Vec<Vec<Face>>,
}

/// The identifier of a copy. Those of the demonstration are counted and end with two free bytes.
fn derived(own: Uuid, copy: u16) -> Uuid {
    let mut bytes = *own.as_bytes();
    bytes[14..].copy_from_slice(&copy.to_be_bytes());
    Uuid::from_bytes(bytes)
}

impl Copies {
    /// So many copies of each specimen.
    pub(super) fn new(
        specimens: &Specimens,
        crowd: &mut Crowd,
        organised: &Organised,
        count: u16,
    ) -> Result<Self, Failure> {
        let reader = Reader::new(specimens, Form::Copy);
        let mut copies = Self {
            places: Vec::new(),
            faces: Vec::new(),
        };
        for number in 1..=count {
            copies.places.push(Places::of(&reader, organised, number)?);
            let faces = reader.order.iter().map(|id| {
                let specimen = &specimens.people[id];
                crowd.like(specimen, derived(*id, number))
            });
            copies.faces.push(faces.collect::<Result<_, Failure>>()?);
        }
        Ok(copies)
    }

    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// Writes a row in each copy, one after the other, as if it had happened to all of them at the
    /// same time of their lives; `write` gets each row.
    pub(super) fn write(
        &self,
        pattern: &Pattern,
        form: Form,
        write: &mut impl FnMut(&str) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut line = String::new();
        for (bits, person) in &pattern.rows {
            for (places, faces) in self.places.iter().zip(&self.faces).take(pattern.most) {
                line.clear();
                let face = person.and_then(|person| faces.get(person));
                for bit in bits {
                    places.put(&mut line, form, bit, face);
                }
                write(&line)?;
            }
        }
        Ok(())
    }
}

impl Places {
    /// Who and what stand at the place of those of the demonstration.
    fn of(reader: &Reader<'_>, organised: &Organised, number: u16) -> Result<Self, Failure> {
        let turn = usize::from(number - 1);
        let site = &organised.sites[turn % organised.sites.len()];
        let staff = reader.staff.iter().map(|id| {
            let Post { role, desk } = reader.specimens.posts[id];
            let found = site.colleague(role, desk, turn / organised.sites.len());
            found
                .map(|colleague| colleague.id.uuid())
                .ok_or_else(|| format!("nobody at a site is {role}").into())
        });
        Ok(Self {
            number,
            organisation: organised.uid(),
            offices: site.offices.iter().map(|office| office.uuid()).collect(),
            staff: staff.collect::<Result<_, Failure>>()?,
        })
    }

    fn uid(&self, name: Name) -> Uuid {
        match name {
            Name::Organisation => self.organisation,
            Name::Office(at) => self.offices[at],
            Name::Staff(at) => self.staff[at],
            Name::Own(own) => derived(own, self.number),
        }
    }

    fn put(&self, out: &mut String, form: Form, bit: &Bit, face: Option<&Face>) {
        match bit {
            Bit::Same(text) => out.push_str(text),
            Bit::Uid(name) => form.uid(out, self.uid(*name)),
            Bit::Word(name) => out.push_str(&self.uid(*name).to_string()),
            Bit::Told(told) => {
                if let Some(face) = face {
                    form.text(out, &face.told(*told));
                }
            }
        }
    }
}

impl Face {
    fn told(&self, told: Told) -> Cow<'_, str> {
        let number = self.number;
        Cow::Borrowed(match told {
            Told::Family => &self.family,
            Told::Given => &self.given,
            Told::FamilyNorm => &self.family_norm,
            Told::GivenNorm => &self.given_norm,
            Told::BirthDate => &self.birth_date,
            Told::Identity => &self.identity,
            Told::Identifiers => &self.identifiers,
            Told::Residence => &self.residence,
            Told::Code => &self.code,
            // A range of numbers that is not given out.
            Told::Phone(nth) => return Cow::Owned(format!("+39300{:07}", number * 4 + nth % 4)),
            Told::Email(nth) => {
                let (given, family) = (&self.given_norm, &self.family_norm);
                return Cow::Owned(format!("{given}.{family}{number}.{nth}@example.org"));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_one_identifier_are_as_many_as_copies_and_keep_its_time() {
        let own = Uuid::try_parse("01992d46-3580-7000-8000-000000130000").unwrap();
        let all: std::collections::HashSet<Uuid> = (1..=2_000).map(|n| derived(own, n)).collect();
        assert_eq!(all.len(), 2_000);
        assert!(
            all.iter()
                .all(|copy| copy.as_bytes()[..14] == own.as_bytes()[..14])
        );
    }
}
