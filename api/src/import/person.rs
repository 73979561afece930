//! One row of the file as a person, or everything that is wrong with it.

use std::fmt;

use domain::actor::OfficeId;
use domain::imports::{Column, DateOrder};
use domain::individuals::contacts::{EmailAddress, Phone};
use domain::individuals::{
    Address, CitizenshipCode, Citizenships, Contacts, Identifier, IdentifierCode, Identifiers,
    Identity, PlaceCode, Provenance, Registration, Residence,
};
use domain::kernel::tax_code::BirthDate;
use domain::kernel::{Day, Fault, PersonName, Sex, TaxCode, fold};

use super::header::Header;
use super::places::Hint;
use super::{citizenships, contacts, dates, names, places};

/// What a row says of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The family names.
    pub family_name: PersonName,
    /// The given names.
    pub given_name: PersonName,
    /// The sex: declared, or as the tax code has it.
    pub sex: Sex,
    /// The day of birth: declared, or as the tax code has it where only one century is plausible.
    pub birth_date: Day,
    /// The place of birth: declared, or as the tax code has it.
    pub birthplace: Option<PlaceCode>,
    /// The code that names the person.
    pub code: Option<IdentifierCode>,
    /// The citizenship.
    pub citizenship: Option<CitizenshipCode>,
    /// Where the person is resident.
    pub address: Option<Address>,
    /// Telephone numbers.
    pub phones: Vec<Phone>,
    /// E-mail addresses.
    pub emails: Vec<EmailAddress>,
    /// The certified e-mail address.
    pub certified_email: Option<EmailAddress>,
}

impl Person {
    /// The registration of this person at an office.
    pub fn registration(self, office: OfficeId, provenance: Provenance) -> Registration {
        let contacts = Contacts {
            phones: self.phones,
            emails: self.emails,
            certified_email: self.certified_email,
            ..Contacts::default()
        };
        let residence = self.address.map(|address| Residence {
            residence: Some(address),
            domicile: None,
        });
        Registration {
            office: Some(office),
            identity: Identity {
                family_name: self.family_name,
                given_name: self.given_name,
                sex: self.sex,
                birth_date: self.birth_date,
                birthplace_code: self.birthplace,
            },
            identifiers: self.code.map(|code| Identifiers {
                items: vec![Identifier::of(code)],
            }),
            local_id: None,
            residence,
            contacts: (contacts != Contacts::default()).then_some(contacts),
            citizenship: self.citizenship.map(Citizenships::of),
            provenance,
            confirmed_distinct_from: Vec::new(),
            acknowledged: Vec::new(),
        }
    }
}

/// What is wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault {
    /// Its column; none when the row as a whole is wrong.
    pub column: Option<Column>,
    /// What is wrong.
    pub fault: Fault,
}

/// The row, or all its faults.
pub(super) fn read(
    header: &Header,
    cells: &[String],
    order: DateOrder,
    today: Day,
) -> Result<Person, Vec<CellFault>> {
    let mut row = Row {
        header,
        order,
        cells,
        faults: Vec::new(),
    };
    row.whole();
    let person = row.person(today);
    match person {
        Some(person) if row.faults.is_empty() => Ok(person),
        _ => Err(row.faults),
    }
}

struct Row<'a> {
    header: &'a Header,
    order: DateOrder,
    cells: &'a [String],
    faults: Vec<CellFault>,
}

impl<'a> Row<'a> {
    /// The text of a cell; none when it is blank or holds only strokes and dots.
    fn cell(&self, column: Column) -> Option<&'a str> {
        let cell = self.cells.get(self.header.place(column)?)?.trim();
        (!fold(cell).is_empty()).then_some(cell)
    }

    fn fault(&mut self, column: Column, fault: Fault) {
        self.faults.push(CellFault {
            column: Some(column),
            fault,
        });
    }

    /// Whether a code stands there that is none: what would have followed from it is not asked
    /// for besides.
    fn is_code_faulty(&self) -> bool {
        let mut faults = self.faults.iter();
        faults.any(|fault| fault.column == Some(Column::TaxCode))
    }

    /// The value of a cell; none when it is blank, or when its fault has been noted.
    fn read<T>(
        &mut self,
        column: Column,
        parse: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        let parsed = parse(self.cell(column)?);
        parsed.map_err(|fault| self.fault(column, fault)).ok()
    }

    /// The same of a cell that must not be blank.
    fn needed<T>(
        &mut self,
        column: Column,
        parse: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        if self.cell(column).is_none() {
            self.fault(column, Fault::new("blank"));
        }
        self.read(column, parse)
    }

    /// What can be wrong with the row whatever its cells mean.
    fn whole(&mut self) {
        let beyond = self.cells.get(self.header.width..).unwrap_or_default();
        if beyond.iter().any(|cell| !cell.trim().is_empty()) {
            let fault = Fault::new("too_many_cells")
                .with("expected", self.header.width)
                .with("found", self.cells.len());
            self.faults.push(CellFault {
                column: None,
                fault,
            });
        }
        for column in self.header.columns() {
            let Some(cell) = self.cell(column) else {
                continue;
            };
            if cell.contains('\u{FFFD}') {
                self.fault(column, Fault::new("undecodable_character"));
            } else if is_garbled(cell) {
                self.fault(column, Fault::new("garbled_text"));
            }
        }
    }

    fn person(&mut self, today: Day) -> Option<Person> {
        let code = self.read(Column::TaxCode, person_code);
        let tax_code = match &code {
            Some(IdentifierCode::TaxCode(code)) => Some(code),
            Some(IdentifierCode::ProvisionalCode(_) | IdentifierCode::LocalId(_)) | None => None,
        };
        let name = |cell: &str| names::person_name(cell).parse();
        let family_name: Option<PersonName> = self.needed(Column::FamilyName, name);
        let given_name: Option<PersonName> = self.needed(Column::GivenName, name);
        let sex = self.sex(tax_code);
        let birth_date = self.birth_date(tax_code, today);
        let birthplace = self.birthplace(tax_code, birth_date.unwrap_or(today));
        let citizenship = self.read(Column::Citizenship, |cell| {
            citizenships::code(cell, today)?.parse()
        });
        let address = self.address(today);
        let phones = self.several(&[Column::Mobile, Column::Phone], contacts::phone);
        let emails = self.several(&[Column::Email], email);
        let certified_email = self.read(Column::CertifiedEmail, email);
        Some(Person {
            family_name: family_name?,
            given_name: given_name?,
            sex: sex?,
            birth_date: birth_date?,
            birthplace,
            code,
            citizenship,
            address,
            phones,
            emails,
            certified_email,
        })
    }

    fn sex(&mut self, tax_code: Option<&TaxCode>) -> Option<Sex> {
        match (self.cell(Column::Sex), tax_code) {
            (None, Some(code)) => Some(code.parts().sex),
            (None, None) if self.is_code_faulty() => None,
            _ => self.needed(Column::Sex, sex),
        }
    }

    /// The declared day; without one that of the tax code, if its century is beyond doubt.
    fn birth_date(&mut self, tax_code: Option<&TaxCode>, today: Day) -> Option<Day> {
        match (self.cell(Column::BirthDate), tax_code) {
            (None, Some(code)) => match code.birth_date(today) {
                BirthDate::Known(day) => Some(day),
                BirthDate::Ambiguous(_) => {
                    self.fault(Column::BirthDate, Fault::new("century_ambiguous"));
                    None
                }
            },
            (None, None) if self.is_code_faulty() => None,
            _ => {
                let order = self.order;
                self.needed(Column::BirthDate, |cell| dates::day(cell, order))
            }
        }
    }

    fn birthplace(&mut self, tax_code: Option<&TaxCode>, born: Day) -> Option<PlaceCode> {
        let of_tax_code = tax_code.map(|code| code.parts().birthplace_code);
        let hint = Hint {
            day: born.date(),
            province: self.cell(Column::BirthProvince),
            of_tax_code,
        };
        let declared = [Column::Birthplace, Column::BirthState];
        let column = declared
            .into_iter()
            .find(|column| self.cell(*column).is_some_and(|cell| !is_italy(cell)));
        let Some(column) = column else {
            let place = of_tax_code.map(str::parse).transpose();
            return place
                .map_err(|fault| self.fault(Column::TaxCode, fault))
                .ok()
                .flatten();
        };
        // A town abroad whose State has a column of its own is born in that State.
        let is_abroad = self
            .cell(Column::BirthState)
            .is_some_and(|state| !is_italy(state));
        let column = if is_abroad {
            Column::BirthState
        } else {
            column
        };
        self.read(column, |cell| places::code(cell, hint)?.parse())
    }

    /// The address; whoever gives a part of it has to say in which municipality.
    fn address(&mut self, today: Day) -> Option<Address> {
        let parts = [Column::Address, Column::PostalCode, Column::Municipality];
        if parts.iter().all(|column| self.cell(*column).is_none()) {
            return None;
        }
        let hint = Hint {
            day: today.date(),
            province: self.cell(Column::Province),
            of_tax_code: None,
        };
        let place_code = self.needed(Column::Municipality, |cell| {
            places::code(cell, hint)?.parse()
        });
        let (street, number) = self.cell(Column::Address).map(contacts::street).unzip();
        let street = self.read(Column::Address, |_| street.unwrap_or_default().parse());
        let civic_number = match self.cell(Column::CivicNumber) {
            Some(_) => self.read(Column::CivicNumber, str::parse),
            None => number.flatten().and_then(|number| number.parse().ok()),
        };
        let postal_code = self.read(Column::PostalCode, |cell| {
            contacts::postal_code(cell).parse()
        });
        Some(Address {
            street,
            civic_number,
            postal_code,
            place_code: place_code?,
            valid_from: None,
            valid_to: None,
        })
    }

    /// What some columns hold together, each value once.
    fn several<T: PartialEq>(
        &mut self,
        columns: &[Column],
        parse: impl Fn(&str) -> Result<T, Fault>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for column in columns {
            let cell = self.cell(*column).unwrap_or_default();
            let mut texts: Vec<&str> = contacts::several(cell).collect();
            // What stands between numbers also stands within one: `011 - 5550101`.
            if texts.iter().any(|text| parse(text).is_err()) && parse(cell).is_ok() {
                texts = vec![cell];
            }
            for text in texts {
                match parse(text) {
                    Ok(value) if values.contains(&value) => {}
                    Ok(value) => values.push(value),
                    Err(fault) => self.fault(*column, fault),
                }
            }
        }
        values
    }
}

/// A tax code, or a provisional one of eleven digits.
fn person_code(cell: &str) -> Result<IdentifierCode, Fault> {
    if contacts::is_spreadsheet_number(cell) {
        return Err(Fault::new("spreadsheet_number"));
    }
    let is_filling = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '\'' | '*');
    let kept: String = cell.chars().filter(|c| !is_filling(*c)).collect();
    if kept.bytes().all(|b| b.is_ascii_digit()) {
        kept.parse().map(IdentifierCode::ProvisionalCode)
    } else {
        kept.parse().map(IdentifierCode::TaxCode)
    }
}

fn sex(cell: &str) -> Result<Sex, Fault> {
    match fold(cell).as_str() {
        "m" | "maschio" | "maschile" | "uomo" | "male" => Ok(Sex::Male),
        "f" | "femmina" | "femminile" | "donna" | "female" => Ok(Sex::Female),
        _ => Err(Fault::new("unknown_sex")),
    }
}

fn email(text: &str) -> Result<EmailAddress, Fault> {
    text.trim().trim_start_matches("mailto:").parse()
}

fn is_italy(cell: &str) -> bool {
    matches!(fold(cell).as_str(), "italia" | "it" | "ita" | "italy")
}

/// Whether UTF-8 has been read as Windows-1252 once too often (`NicolÃ²`): a letter with a tilde
/// or a circumflex before a sign that no name has.
fn is_garbled(cell: &str) -> bool {
    let letters = cell.chars().zip(cell.chars().skip(1));
    letters
        .filter(|(first, _)| matches!(first, 'Ã' | 'Â'))
        .any(|(_, second)| !second.is_ascii() && !second.is_alphabetic())
}

/// A row tells of a person: it never shows up in a debug print.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(***)")
    }
}
