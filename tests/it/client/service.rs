//! A service on loopback that answers with bytes, not with HTTP: it can break off, hang, lie and reset.

use std::{
    fmt::Write as _,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

use tokio::sync::watch;

/// A received request.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) head: String,
    pub(crate) body: String,
    /// The number of round trips up to and including this request.
    pub(crate) round: usize,
    /// Its number, from 0.
    pub(crate) number: usize,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
        line.split_once(':').map(|(_, value)| value.trim())
    }

    pub(crate) fn number_of(&self, name: &str) -> u32 {
        let value = self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        value.expect("the parameter").parse().expect("a number")
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// These bytes, then the connection ends.
    Bytes(Vec<u8>),
    /// These bytes, then nothing, the connection staying open.
    Hang(Vec<u8>),
}

impl Reply {
    /// A whole answer with a `Content-Length`.
    pub(crate) fn http(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").expect("a string grows");
        }
        Self::Bytes([head.as_bytes(), b"\r\n", body].concat())
    }

    pub(crate) fn json(body: impl AsRef<[u8]>) -> Self {
        Self::http(200, &[("Content-Type", "application/json; charset=utf-8")], body)
    }
}

type Answering = dyn Fn(&Seen) -> Reply + Send + Sync;

#[derive(Default)]
struct Log {
    seen: Vec<Seen>,
    answered_round: usize,
    held: Vec<TcpStream>,
}

#[derive(Default)]
struct Shared {
    log: Mutex<Log>,
    arrival: Condvar,
    /// Changes after each request.
    arrived: watch::Sender<()>,
}

/// The service. Its threads end with the test process; its connections with the client.
pub(crate) struct Service {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Service {
    /// Answers every request as `answer` says.
    pub(crate) fn start(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_in_waves(&[], answer)
    }

    /// Answers no request of a wave before the whole wave has come (or a hang guard ends); `waves` are their sizes.
    pub(crate) fn start_in_waves(waves: &[usize], answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared::default());
        let waves = waves.to_vec();
        let (threads, answer): (_, Arc<Answering>) = (Arc::clone(&shared), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, answer) = (Arc::clone(&threads), Arc::clone(&answer));
                let waves = waves.clone();
                thread::spawn(move || serve(stream, &shared, &waves, &*answer));
            }
        });
        Self { address, shared }
    }

    /// Resets every connection once a request starts to arrive: a close with unread bytes is a reset.
    pub(crate) fn resetting() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = stream.peek(&mut [0]);
            }
        });
        Self { address, shared: Arc::default() }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    pub(crate) fn https_url(&self) -> String {
        format!("https://{}/v1", self.address)
    }

    /// Waits until a condition on this service holds; checks it after each request.
    pub(crate) async fn wait_until(&self, holds: impl Fn(&Self) -> bool) {
        let mut arrived = self.shared.arrived.subscribe();
        while !holds(self) {
            arrived.changed().await.expect("the service lives");
        }
    }

    /// Every request so far, in the order of arrival.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.shared.log.lock().expect("the log").seen.clone()
    }
}

fn serve(mut stream: TcpStream, shared: &Shared, waves: &[usize], answer: &Answering) {
    let Some(mut seen) = read_request(&mut stream) else { return };
    {
        let mut log = shared.log.lock().expect("the log");
        (seen.round, seen.number) = (log.answered_round + 1, log.seen.len());
        log.seen.push(seen.clone());
        shared.arrival.notify_all();
        shared.arrived.send_replace(());
        let ends = waves.iter().scan(0, |sum, size| {
            *sum += size;
            Some(*sum)
        });
        let wave_end = ends.into_iter().find(|end| seen.number < *end).unwrap_or(0);
        let incomplete = |log: &mut Log| log.seen.len() < wave_end;
        drop(shared.arrival.wait_timeout_while(log, Duration::from_secs(30), incomplete).expect("the log"));
    }
    let reply = answer(&seen);
    {
        let mut log = shared.log.lock().expect("the log");
        log.answered_round = log.answered_round.max(seen.round);
    }
    match reply {
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(&bytes);
        }
        Reply::Hang(bytes) => {
            let _ = stream.write_all(&bytes);
            shared.log.lock().expect("the log").held.push(stream);
        }
    }
}

/// Reads a head and the body it announces; `None` for anything that is not HTTP, a TLS hello for instance.
fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end + 4;
        }
        if bytes.first() == Some(&0x16) {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut words = head.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let query = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut seen = Seen {
        method,
        path: path.to_owned(),
        query: query.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
        head: head.clone(),
        body: String::new(),
        round: 0,
        number: 0,
    };
    let length: usize = seen.header("content-length").map_or(0, |n| n.parse().expect("a length"));
    let mut body = bytes[end..].to_vec();
    while body.len() < length {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).ok().filter(|n| *n > 0)?;
        body.extend_from_slice(&chunk[..read]);
    }
    seen.body = String::from_utf8_lossy(&body).into_owned();
    Some(seen)
}
