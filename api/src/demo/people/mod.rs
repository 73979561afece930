//! Fictional people: names put together at random, codes that follow from them, telephone numbers
//! and addresses that reach nobody.

mod italian;
mod names;
mod places;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use domain::individuals::contacts::{EmailAddress, Phone};
use domain::individuals::{Address, IdentifierCode};
use domain::kernel::{Day, Fault, PersonName, ProvisionalCode, Sex, TaxCode, fold};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::import::Person;

use italian::ITALIAN;
use names::{FOREIGN, Origin, SEEKERS};

/// By which code a fictional person is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum KnownBy {
    /// The tax code that follows from the person's data.
    TaxCode,
    /// The same with letters in place of digits, because somebody else had it first.
    Omocodia,
    /// A provisional numeric code.
    ProvisionalCode,
    /// A local id that the office gives.
    LocalId,
    /// Nothing: the office could not tell yet.
    Nothing,
}

/// A fictional person.
#[derive(Debug, Clone)]
pub struct Fictional {
    /// What a desk would write down.
    pub person: Person,
    /// By which code the person is known.
    pub known_by: KnownBy,
}

/// People without end, the same for the same seed and day; every fiftieth of them is like the
/// fiftieth before in how the code is known, in age and in origin.
#[derive(Debug)]
pub struct People {
    rng: ChaCha8Rng,
    today: Day,
    count: u32,
    codes: HashSet<String>,
}

impl People {
    /// The people of a seed, whose ages fit `today`.
    pub fn new(seed: u64, today: Day) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            today,
            count: 0,
            codes: HashSet::new(),
        }
    }

    /// The next of them.
    pub fn next_person(&mut self) -> Result<Fictional, Fault> {
        loop {
            let drafted = self.draft()?;
            // Nobody shares a key with somebody else by chance.
            let identity = fold(&format!(
                "{}{}{}",
                drafted.person.family_name, drafted.person.given_name, drafted.person.birth_date
            ));
            let code = match &drafted.person.code {
                Some(code) => code.key(),
                None => identity.clone(),
            };
            if self.codes.contains(&code) || self.codes.contains(&identity) {
                continue;
            }
            self.codes.extend([code, identity]);
            self.count += 1;
            return Ok(drafted);
        }
    }

    fn draft(&mut self) -> Result<Fictional, Fault> {
        let known_by = match self.count % 50 {
            7 | 32 => KnownBy::Omocodia,
            13 => KnownBy::ProvisionalCode,
            19 => KnownBy::Nothing,
            43 => KnownBy::LocalId,
            _ => KnownBy::TaxCode,
        };
        let origin = self.origin(known_by);
        let sex = if self.rng.random_ratio(11, 20) {
            Sex::Female
        } else {
            Sex::Male
        };
        let birth_date = self.birth_date()?;
        let birthplace = self.birthplace(origin, birth_date);
        let given = match sex {
            Sex::Female => origin.women,
            Sex::Male => origin.men,
        };
        let given_name: PersonName = self.one(given).parse()?;
        let family_name: PersonName = self.one(origin.families).parse()?;
        let (family, given) = (family_name.as_str(), given_name.as_str());
        let code = match known_by {
            KnownBy::TaxCode | KnownBy::Omocodia => {
                let code = TaxCode::encode(family, given, sex, birth_date, birthplace)?;
                Some(IdentifierCode::TaxCode(self.issued(code, known_by)))
            }
            KnownBy::ProvisionalCode => Some(IdentifierCode::ProvisionalCode(self.provisional()?)),
            KnownBy::LocalId | KnownBy::Nothing => None,
        };
        let (phones, emails) = self.contacts(family, given)?;
        let person = Person {
            sex,
            birth_date,
            birthplace: Some(birthplace.parse()?),
            code,
            citizenship: Some(origin.citizenship.parse()?),
            address: self.address()?,
            phones,
            emails,
            certified_email: None,
            family_name,
            given_name,
        };
        Ok(Fictional { person, known_by })
    }

    fn one<T: Copy + Default>(&mut self, of: &[T]) -> T {
        of.choose(&mut self.rng).copied().unwrap_or_default()
    }

    /// Seven of ten are Italians; who has no code of 16 characters asked for protection.
    fn origin(&mut self, known_by: KnownBy) -> &'static Origin {
        match known_by {
            KnownBy::ProvisionalCode | KnownBy::Nothing => &FOREIGN[self.one(&SEEKERS)],
            KnownBy::LocalId => &ITALIAN,
            KnownBy::TaxCode | KnownBy::Omocodia if self.rng.random_ratio(7, 10) => &ITALIAN,
            KnownBy::TaxCode | KnownBy::Omocodia => {
                &FOREIGN[self.rng.random_range(0..FOREIGN.len())]
            }
        }
    }

    /// One of ten is 14 to 17, the others up to 66.
    fn birth_date(&mut self) -> Result<Day, Fault> {
        let (least, most) = match self.count % 10 {
            3 => (14 * 12, 18 * 12),
            0 | 1 | 4 | 6 => (18 * 12, 30 * 12),
            2 | 5 | 7 | 8 => (30 * 12, 50 * 12),
            _ => (50 * 12, 67 * 12),
        };
        // A month short of the upper age: no day of a month reaches it.
        let months = self.rng.random_range(least + 1..most - 1);
        let days = self.rng.random_range(0..28);
        self.today.subtract_months(months)?.subtract_days(days)
    }

    fn birthplace(&mut self, origin: &Origin, born: Day) -> &'static str {
        use chrono::Datelike;
        let is_ceased = self.count % 25 == 9 && origin.citizenship == ITALIAN.citizenship;
        if is_ceased && born.date().year() < places::CEASED_FROM {
            return self.one(&places::CEASED);
        }
        let known = origin.birthplaces.iter().copied().filter(|place| {
            // Only the old are born in States that are no more.
            let verdict = domain::vocabulary::birthplace(place, born.date());
            matches!(verdict, domain::vocabulary::PlaceVerdict::Valid(_))
        });
        let known: Vec<_> = known.collect();
        match &known[..] {
            [] => "Z158",
            known => self.one(known),
        }
    }

    fn issued(&mut self, code: TaxCode, known_by: KnownBy) -> TaxCode {
        if known_by != KnownBy::Omocodia {
            return code;
        }
        let letters = self.rng.random_range(1..=3);
        code.omocodia_variant(letters).unwrap_or(code)
    }

    /// Eleven digits of an office that does not exist, so that they are nobody's.
    fn provisional(&mut self) -> Result<ProvisionalCode, Fault> {
        let number = self.rng.random_range(1..=999_999_u32);
        let body = format!("0{number:06}777");
        let found = (0..10).find_map(|check| format!("{body}{check}").parse().ok());
        found.ok_or_else(|| Fault::new("numeric_code_check_digit"))
    }

    /// One of twenty has no fixed abode.
    fn address(&mut self) -> Result<Option<Address>, Fault> {
        if self.count % 20 == 11 {
            return Ok(None);
        }
        let (place, postal_code) = places::RESIDENCES[self.rng.random_range(0..10)];
        let number = self.rng.random_range(1..120_u32);
        let suffix = self.one(&["", "", "", "", "/a", "/b", " bis"]);
        Ok(Some(Address {
            street: Some(self.one(&places::STREETS).parse()?),
            civic_number: Some(format!("{number}{suffix}").parse()?),
            postal_code: Some(postal_code.parse()?),
            place_code: place.parse()?,
            valid_from: None,
            valid_to: None,
        }))
    }

    /// Numbers of ranges that are not given out, addresses of domains that are nobody's
    /// (RFC 2606); one of twelve has neither.
    fn contacts(
        &mut self,
        family: &str,
        given: &str,
    ) -> Result<(Vec<Phone>, Vec<EmailAddress>), Fault> {
        let (mut phones, mut emails) = (Vec::new(), Vec::new());
        if self.count % 12 == 10 {
            return Ok((phones, emails));
        }
        let number = self.rng.random_range(0..10_000_u32);
        phones.push(format!("+39 300 555 {number:04}").parse()?);
        if self.rng.random_ratio(1, 5) {
            let number = self.rng.random_range(0..10_000_u32);
            phones.push(format!("+39 011 555 {number:04}").parse()?);
        }
        if self.rng.random_ratio(3, 4) {
            let domain = self.one(&["example.com", "example.net", "example.org"]);
            let local = format!("{}.{}{}", fold(given), fold(family), self.count % 90 + 10);
            emails.push(format!("{local}@{domain}").parse()?);
        }
        Ok((phones, emails))
    }
}
