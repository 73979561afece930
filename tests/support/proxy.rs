//! The network between a server and its database, which a story may break, slow down and mend.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// What the network does with what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Passes it on.
    Fair,
    /// Has closed every connection and closes each new one.
    Broken,
    /// Takes everything and delivers nothing, until it is fair again.
    Hole,
    /// Passes it on after 100 ms, that is 200 ms for each question and its answer.
    Late,
    /// Passes one byte on in a second.
    Drip,
}

/// Where a connection is cut that commits what a story watches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Before the database hears of the commit: nothing happened.
    Before,
    /// After the database has committed, before anybody is told.
    After,
}

/// A connection to cut: the one on which this text passes, at the commit that follows.
#[derive(Debug)]
struct Trap {
    text: Vec<u8>,
    cut: Cut,
}

#[derive(Debug)]
struct Shared {
    target: u16,
    weather: Mutex<Weather>,
    trap: Mutex<Option<Trap>>,
    open: Mutex<Vec<TcpStream>>,
}

/// A stretch of network to a port of this machine.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) port: u16,
    shared: Arc<Shared>,
}

/// How long a pump sleeps before it looks at the weather again.
const GLANCE: Duration = Duration::from_millis(5);

impl Proxy {
    /// A network in fair weather to this port.
    pub(crate) fn to(target: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            target,
            weather: Mutex::new(Weather::Fair),
            trap: Mutex::default(),
            open: Mutex::default(),
        });
        let all = Arc::clone(&shared);
        // It listens until the stories end.
        spawn(move || {
            for client in listener.incoming().flatten() {
                let all = Arc::clone(&all);
                spawn(move || all.link(client));
            }
        });
        Self { port, shared }
    }

    /// Changes the weather. Breaking closes what is open.
    pub(crate) fn turn(&self, weather: Weather) {
        *self.shared.weather.lock().unwrap() = weather;
        if weather == Weather::Broken {
            for socket in self.shared.open.lock().unwrap().drain(..) {
                // Whoever is gone already has nothing left to close.
                let _ = socket.shutdown(Shutdown::Both);
            }
        }
    }

    /// Cuts the connection on which `text` passes, once, at the commit that follows.
    pub(crate) fn cut(&self, text: &str, cut: Cut) {
        let text = text.as_bytes().to_vec();
        *self.shared.trap.lock().unwrap() = Some(Trap { text, cut });
    }
}

fn contains(chunk: &[u8], text: &[u8]) -> bool {
    chunk.windows(text.len()).any(|window| window == text)
}

impl Shared {
    fn weather(&self) -> Weather {
        *self.weather.lock().unwrap()
    }

    /// Joins a client and the database until one of them leaves.
    fn link(self: &Arc<Self>, client: TcpStream) {
        while self.weather() == Weather::Hole {
            sleep(GLANCE);
        }
        if self.weather() == Weather::Broken {
            return;
        }
        let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.target)) else {
            return;
        };
        let mut open = self.open.lock().unwrap();
        for socket in [&client, &server] {
            socket.set_nodelay(true).unwrap();
            open.push(socket.try_clone().unwrap());
        }
        drop(open);
        let (from, to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        let all = Arc::clone(self);
        let down = spawn(move || all.pump(from, to, false));
        self.pump(client, server, true);
        down.join().unwrap();
    }

    fn pump(&self, mut from: TcpStream, mut to: TcpStream, asks: bool) {
        let mut buffer = vec![0; 64 * 1024];
        let mut armed = None;
        loop {
            let chunk = match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => &buffer[..count],
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => break,
            };
            if asks {
                armed = armed.or_else(|| self.sprung(chunk));
                if let Some(cut) = armed
                    && contains(chunk, b"COMMIT")
                {
                    if cut == Cut::After {
                        // The answer of the database would be the client's: nobody listens to it.
                        let _ = from.shutdown(Shutdown::Both);
                        let _ = to.write_all(chunk);
                        // It reads its next message only once it has committed.
                        sleep(Duration::from_millis(300));
                    }
                    break;
                }
            }
            if self.carry(chunk, &mut to).is_err() {
                break;
            }
        }
        for socket in [from, to] {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    /// How to cut the connection on which this passes, if it is the one.
    fn sprung(&self, chunk: &[u8]) -> Option<Cut> {
        let mut trap = self.trap.lock().unwrap();
        let found = trap.as_ref().is_some_and(|t| contains(chunk, &t.text));
        if found {
            trap.take().map(|t| t.cut)
        } else {
            None
        }
    }

    /// Carries bytes as the weather lets it.
    fn carry(&self, mut chunk: &[u8], to: &mut TcpStream) -> std::io::Result<()> {
        while !chunk.is_empty() {
            match self.weather() {
                Weather::Fair => {
                    to.write_all(chunk)?;
                    return Ok(());
                }
                Weather::Broken => return Err(ErrorKind::BrokenPipe.into()),
                Weather::Hole => sleep(GLANCE),
                Weather::Late => {
                    sleep(Duration::from_millis(100));
                    to.write_all(chunk)?;
                    return Ok(());
                }
                Weather::Drip => {
                    to.write_all(&chunk[..1])?;
                    chunk = &chunk[1..];
                    self.rest(Duration::from_secs(1));
                }
            }
        }
        Ok(())
    }

    /// Waits so long, or until the weather is another.
    fn rest(&self, long: Duration) {
        let now = self.weather();
        let begun = std::time::Instant::now();
        while self.weather() == now && begun.elapsed() < long {
            sleep(GLANCE);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.turn(Weather::Broken);
    }
}
