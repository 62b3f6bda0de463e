//! Somebody who publishes canons: an HTTPS server with a certificate of its own authority, and a key that signs.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair as CertificateKey};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

use crate::tool::{Call, Home};

/// How a file is given.
#[derive(Clone)]
pub(crate) enum Given {
    /// As it is.
    Whole(Vec<u8>),
    /// The length is said, and fewer bytes come.
    BrokenOff(Vec<u8>),
    /// Half of it comes, and then nothing for as long as the client waits.
    Stalled(Vec<u8>),
    /// Somewhere else.
    Elsewhere(String),
}

type Files = Arc<Mutex<BTreeMap<String, Given>>>;

pub(crate) struct Publisher {
    pub(crate) url: String,
    files: Files,
    asked: Arc<Mutex<Vec<String>>>,
    signer: Ed25519KeyPair,
}

impl Publisher {
    /// Starts serving; the authority's certificate goes to `ca.pem` of that home.
    pub(crate) fn start(home: &Home) -> Self {
        let mut authority = CertificateParams::new([]).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = CertificateKey::generate().unwrap();
        let root = authority.self_signed(&authority_key).unwrap();
        home.write("ca.pem", root.pem());
        let key = CertificateKey::generate().unwrap();
        let own = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let own = own.signed_by(&key, &Issuer::new(authority, authority_key)).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![own.der().clone()], key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://localhost:{}/published", listener.local_addr().unwrap().port());
        let (files, asked) = (Files::default(), Arc::<Mutex<Vec<String>>>::default());
        let (shared, heard) = (Arc::clone(&files), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (files, heard, config) = (Arc::clone(&shared), Arc::clone(&heard), Arc::clone(&config));
                let tls = ServerConnection::new(config).unwrap();
                // A client that is killed, or does not trust the authority, breaks off.
                thread::spawn(move || answer(StreamOwned::new(tls, stream.unwrap()), &files, &heard).ok());
            }
        });
        Self { url, files, asked, signer: Ed25519KeyPair::generate().unwrap() }
    }

    /// The key that users configure.
    pub(crate) fn key(&self) -> String {
        format!("ed25519:{}", STANDARD.encode(self.signer.public_key().as_ref()))
    }

    pub(crate) fn give(&self, name: &str, given: Given) {
        self.files.lock().unwrap().insert(format!("/published/{name}"), given);
    }

    /// Gives every file of a folder.
    pub(crate) fn give_folder(&self, home: &Home, folder: &str) {
        for name in ["canon.json", "canon.json.sig", "canon.zip"] {
            self.give(name, Given::Whole(std::fs::read(home.path().join(folder).join(name)).unwrap()));
        }
    }

    /// Publishes an archive: describes it, and signs the description.
    pub(crate) fn publish(&self, archive: &[u8], entries: usize, made: &str) {
        self.describe(&format!(
            r#"{{"schema": "unstuck/canon/1", "made": "{made}", "entries": {entries}, "bytes": {}, "sha256": "{}", "later": 1}}"#,
            archive.len(),
            Sha256::digest(archive).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        ));
        self.give("canon.zip", Given::Whole(archive.to_vec()));
    }

    /// Signs a description, and gives both.
    pub(crate) fn describe(&self, description: &str) {
        self.give("canon.json", Given::Whole(description.into()));
        let signature = STANDARD.encode(self.signer.sign(description.as_bytes()));
        self.give("canon.json.sig", Given::Whole(signature.into()));
    }

    /// What was asked for since this was called before.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// A call of `update` that knows of this publisher.
    pub(crate) fn update(&self, home: &Home) -> Call {
        let call = home.unstuck(["update", "--url", &self.url, "--key", &self.key(), "--format", "json"]);
        call.env("SSL_CERT_FILE", home.path().join("ca.pem"))
    }
}

/// An archive with these files.
pub(crate) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        zip.start_file(*path, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn answer(
    stream: StreamOwned<ServerConnection, TcpStream>,
    files: &Files,
    heard: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        while line.trim_end() != "" {
            line.clear();
            stream.read_line(&mut line)?;
        }
        heard.lock().unwrap().push(path.clone());
        let given = files.lock().unwrap().get(&path).cloned();
        let out = stream.get_mut();
        let head = |out: &mut StreamOwned<_, _>, bytes: &[u8]| {
            write!(out, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", bytes.len())
        };
        match given {
            Some(Given::Whole(bytes)) => {
                head(out, &bytes)?;
                out.write_all(&bytes)?;
            }
            Some(Given::BrokenOff(bytes)) => {
                head(out, &bytes)?;
                out.write_all(&bytes[..bytes.len() / 2])?;
                out.conn.send_close_notify();
                return out.flush();
            }
            Some(Given::Stalled(bytes)) => {
                head(out, &bytes)?;
                out.write_all(&bytes[..bytes.len() / 2])?;
                out.flush()?;
                // Until the client goes.
                out.read_exact(&mut [0])?;
            }
            Some(Given::Elsewhere(url)) => {
                write!(out, "HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 0\r\n\r\n")?;
            }
            None => write!(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")?,
        }
        out.flush()?;
    }
}
