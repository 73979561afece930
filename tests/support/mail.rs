//! A mail server on this machine that keeps what it gets.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// A mail server that takes every mail, unless it is told to be busy.
#[derive(Debug, Clone)]
pub(crate) struct MailServer {
    pub(crate) address: SocketAddr,
    mails: Arc<Mutex<Vec<String>>>,
    busy: Arc<AtomicBool>,
}

impl MailServer {
    /// Listens until the story ends.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            mails: Arc::default(),
            busy: Arc::default(),
        };
        let serving = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let serving = serving.clone();
                std::thread::spawn(move || serving.talk(&stream));
            }
        });
        server
    }

    /// Whether it puts everybody off from now on.
    pub(crate) fn set_busy(&self, busy: bool) {
        self.busy.store(busy, Ordering::SeqCst);
    }

    /// The mails so far, decoded.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }

    /// The conversation of RFC 5321, as short as it goes.
    fn talk(&self, stream: &TcpStream) -> Option<()> {
        let mut out = stream.try_clone().ok()?;
        let mut say = move |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).ok();
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        say("220 mail.example")?;
        while let Some(line) = lines.next() {
            let verb = line.split([' ', ':']).next().unwrap_or("").to_uppercase();
            match verb.as_str() {
                "EHLO" => say("250 mail.example")?,
                "MAIL" if self.busy.load(Ordering::SeqCst) => say("451 later")?,
                "RCPT" if line.contains("refused@") => say("550 nobody")?,
                "DATA" => {
                    say("354 go on")?;
                    let said: Vec<String> = lines.by_ref().take_while(|l| l != ".").collect();
                    self.mails.lock().unwrap().push(decoded(&said));
                    say("250 taken")?;
                }
                "QUIT" => return say("221 bye"),
                _ => say("250 well")?,
            }
        }
        Some(())
    }
}

/// The head as it came, and the text without its transfer encoding (RFC 2045 §6.7).
fn decoded(lines: &[String]) -> String {
    let mut bytes = Vec::new();
    for line in lines {
        let (text, soft) = match line.strip_suffix('=') {
            Some(text) => (text, true),
            None => (line.as_str(), false),
        };
        let mut rest = text.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            let code = after
                .get(..2)
                .and_then(|code| std::str::from_utf8(code).ok());
            let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
            if let (b'=', Some(byte)) = (first, byte) {
                bytes.push(byte);
                rest = &after[2..];
            } else {
                bytes.push(*first);
                rest = after;
            }
        }
        if !soft {
            bytes.push(b'\n');
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
