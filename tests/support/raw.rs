//! A client that minds no rule of HTTP.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// A connection on which anything may be sent.
#[derive(Debug)]
pub(crate) struct Raw {
    socket: TcpStream,
}

/// What came back before the connection fell silent.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Raw {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let socket = TcpStream::connect(address).unwrap();
        socket.set_nodelay(true).unwrap();
        Self { socket }
    }

    /// Sends bytes; says whether the other side still took them.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.socket.write_all(bytes.as_ref()).is_ok()
    }

    /// Closes one direction or both.
    pub(crate) fn close(&self, how: Shutdown) {
        // Whoever was sent away first has nothing left to close.
        let _ = self.socket.shutdown(how);
    }

    /// Waits for an answer, at most so long. Status 0 means that none came.
    pub(crate) fn hear(&mut self, patience: Duration) -> Heard {
        let mut all = Vec::new();
        let mut buffer = [0; 8 * 1024];
        self.socket.set_read_timeout(Some(patience)).unwrap();
        loop {
            match self.socket.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    all.extend_from_slice(&buffer[..count]);
                    // The rest of an answer comes at once or not at all.
                    let rest = Duration::from_millis(150);
                    self.socket.set_read_timeout(Some(rest)).unwrap();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        let text = String::from_utf8_lossy(&all).into_owned();
        let status = text
            .strip_prefix("HTTP/1.1 ")
            .and_then(|rest| rest.get(..3))
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        Heard { status, text }
    }
}

/// Sends one request on a connection of its own and hears the answer.
pub(crate) fn exchange(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Heard {
    let mut raw = Raw::connect(address);
    raw.send(bytes);
    raw.hear(Duration::from_secs(20))
}
