//! What people are told of their appointments.

mod gateways;
mod telling;
mod undoing;

use api::mail::{Mailer, Settings, Tls};
use api::messages::{DropBox, Gateways, deliver, plan};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::appointments::{MONDAY, Office, interview, with};
use crate::hand_overs::{coordinator, step};
use crate::support::mail::MailServer;
use crate::support::people::{Somebody, contacts_of, register};
use crate::support::{Answer, Client, TestApp};

/// An office whose service tells people by these ways, and a mail server.
struct Telling {
    office: Office,
    mails: MailServer,
    mailer: Mailer,
}

impl Telling {
    fn open(channels: &[&str], reminder: Option<u16>) -> Self {
        let mut office = Office::open();
        let mut service = with(&interview("told", false), &json!({ "channels": channels }));
        if let Some(hours) = reminder {
            service["reminder_hours"] = json!(hours);
        }
        let client = office.app.member(coordinator(0));
        let service = client.post("/services", &service).ok(201);
        service["id"]
            .as_str()
            .unwrap()
            .clone_into(&mut office.service);
        let mails = MailServer::start();
        let mailer = Mailer::new(&Settings {
            server: mails.address.to_string(),
            tls: Tls::None,
            login: None,
            from: "Sportello Lavoro <lavoro@castelverde.example>".to_owned(),
        });
        Self {
            office,
            mailer: mailer.unwrap(),
            mails,
        }
    }

    fn app(&self) -> &TestApp {
        &self.office.app
    }

    fn desk(&self) -> Client {
        self.office.desk()
    }

    /// Somebody with a mail address: the identifier.
    fn person(&self, number: usize) -> String {
        self.reached(number, &contacts_of(number))
    }

    /// Somebody who is reached so.
    fn reached(&self, number: usize, contacts: &Value) -> String {
        let mut body = Somebody::numbered(number).registration();
        body["contacts"] = contacts.clone();
        let path = register(&self.desk(), &body);
        crate::hand_overs::id(&path).to_owned()
    }

    /// What the worker of a process does now.
    fn work(&self) {
        self.work_by(None);
    }

    fn work_by(&self, drop_box: Option<&DropBox>) {
        let store = &self.app().store;
        api::worker::seal_all(store).unwrap();
        let gateways = Gateways {
            mailer: Some(&self.mailer),
            drop_box,
        };
        plan(store, gateways).unwrap();
        deliver(store, gateways).unwrap();
    }

    /// The same after so many minutes.
    fn work_after(&self, minutes: i64) {
        // What happened until now is planned by its own time.
        self.work();
        self.app().clock.advance(TimeDelta::minutes(minutes));
        self.work();
    }

    /// What was sent about an appointment and what not, in the order in which it was planned.
    #[track_caller]
    fn told(&self, appointment: &str) -> Vec<String> {
        let page = self.desk().get(&format!("{appointment}/messages")).ok(200);
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|item| {
                let of = |member: &str| item[member].as_str().unwrap_or_default().to_owned();
                format!("{} {} {}", of("kind"), of("status"), of("dropped_because"))
                    .trim()
                    .to_owned()
            })
            .collect()
    }

    /// Books an hour that is called off.
    fn call_off(&self, appointment: &str, by: &str) -> Answer {
        let why = json!({ "by": by, "reason": "other" });
        step(&self.desk(), appointment, "cancellation", &why)
    }
}
