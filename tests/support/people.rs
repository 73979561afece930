//! Fictional people, and what a desk knows of them.

use domain::kernel::{Day, Sex, TaxCode};
use serde_json::{Value, json};

use super::{Answer, Client};

/// Somebody who never lived.
#[derive(Debug, Clone)]
pub(crate) struct Somebody {
    pub(crate) family: String,
    pub(crate) given: String,
    pub(crate) birth_date: String,
}

impl Somebody {
    /// A woman born in Torino.
    pub(crate) fn new(family: &str, given: &str, birth_date: &str) -> Self {
        Self {
            family: family.to_owned(),
            given: given.to_owned(),
            birth_date: birth_date.to_owned(),
        }
    }

    /// One of many. Who shares a day of birth with another has a name unlike hers, so that nobody
    /// takes one for the other.
    pub(crate) fn numbered(number: usize) -> Self {
        // A step without a common factor goes through all the names before one comes again.
        let mut rest = number * 1_000_000_007 % 75_usize.pow(5);
        let mut letters = String::new();
        for _ in 0..5 {
            letters.push(char::from(b"bcdfghlmnprstvz"[rest % 15]));
            letters.push(char::from(b"aeiou"[rest / 15 % 5]));
            rest /= 75;
        }
        let (year, month, day) = (number % 50, number / 50 % 12, number / 600 % 28);
        let born = format!("19{:02}-{:02}-{:02}", 40 + year, 1 + month, 1 + day);
        Self::new(&format!("Prova{letters}"), "Persona", &born)
    }

    /// The code that she would have.
    pub(crate) fn tax_code(&self) -> TaxCode {
        let born: Day = self.birth_date.parse().unwrap();
        TaxCode::encode(&self.family, &self.given, Sex::Female, born, "L219").unwrap()
    }

    /// The section *identity*.
    pub(crate) fn identity(&self) -> Value {
        json!({
            "family_name": self.family,
            "given_name": self.given,
            "sex": "F",
            "birth_date": self.birth_date,
            "birthplace_code": "L219",
        })
    }

    /// A registration without any code.
    pub(crate) fn registration(&self) -> Value {
        json!({ "identity": self.identity(), "provenance": provenance() })
    }

    /// A registration with this tax code.
    pub(crate) fn with_code(&self, code: impl ToString) -> Value {
        let mut body = self.registration();
        body["identifiers"] = codes(&[("tax_code", &code.to_string())]);
        body
    }
}

/// The section *identifiers* with these codes.
pub(crate) fn codes(all: &[(&str, &str)]) -> Value {
    let items: Vec<Value> = all
        .iter()
        .map(|(kind, value)| json!({ "kind": kind, "value": value }))
        .collect();
    json!({ "items": items })
}

/// A document was shown.
pub(crate) fn provenance() -> Value {
    json!({ "source": "document", "observed_on": "2025-02-03", "verification": "verified" })
}

/// A request to replace a section.
pub(crate) fn section(content: &Value) -> Value {
    json!({ "content": content, "provenance": provenance() })
}

/// Writes a section that the person does not have yet.
pub(crate) fn first(client: &Client, path: &str, content: &Value) -> Answer {
    client.put_first(path, &section(content))
}

/// Registers somebody and gives the path of the person.
#[track_caller]
pub(crate) fn register(client: &Client, body: &Value) -> String {
    path(&client.post("/individuals", body))
}

/// The path of the person that this answer is about.
#[track_caller]
pub(crate) fn path(registered: &Answer) -> String {
    let view = registered.ok(201);
    format!("/individuals/{}", view["id"].as_str().unwrap())
}

/// The content of the sections that a registration may leave out.
pub(crate) fn residence() -> Value {
    json!({ "residence": {
        "street": "Via delle Prove",
        "civic_number": "1/bis",
        "postal_code": "10121",
        "place_code": "L219",
    } })
}

/// How somebody is reached.
pub(crate) fn contacts() -> Value {
    json!({
        "phones": ["011 0000000"],
        "emails": ["lucia@posta.example"],
        "preferred_channel": "phone",
        "language": "it",
    })
}

/// How one of many is reached, each at a number and an address of her own.
pub(crate) fn contacts_of(number: usize) -> Value {
    json!({
        "phones": [format!("011 555{number:04}")],
        "emails": [format!("persona{number}@posta.example")],
        "preferred_channel": "phone",
        "language": "it",
    })
}
