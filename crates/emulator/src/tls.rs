//! A listener with TLS, for clients that take nothing else, and an authority of its own that lives as long as the server.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;

use crate::{Error, hosts};

/// How long a client may take to shake hands, since nobody else is let in meanwhile.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a client must trust, and what makes it do so.
pub(crate) struct Certificate {
    /// The authority, as a file that clients take.
    pub(crate) authority: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl Certificate {
    /// A new authority, and a certificate of it for this machine and for the hosts that are emulated.
    pub(crate) fn new() -> Result<Self, Error> {
        let certified = || -> Result<_, rcgen::Error> {
            let mut authority = CertificateParams::new([])?;
            authority.distinguished_name.push(DnType::CommonName, "unstuck emulator");
            authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
            let authority_key = KeyPair::generate()?;
            let root = authority.self_signed(&authority_key)?;
            let names = hosts::names().chain(["localhost", "127.0.0.1"]);
            let mut own = CertificateParams::new(names.map(str::to_owned).collect::<Vec<_>>())?;
            own.use_authority_key_identifier_extension = true;
            own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            own.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            let key = KeyPair::generate()?;
            let leaf = own.signed_by(&key, &Issuer::new(authority, authority_key))?;
            Ok((root.pem(), leaf.der().clone(), PrivatePkcs8KeyDer::from(key.serialize_der())))
        };
        let (authority, leaf, key) = certified().map_err(Error::Certificate)?;
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![leaf], PrivateKeyDer::Pkcs8(key))
            .map_err(Error::Tls)?;
        Ok(Self { authority, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }
}

/// Connections after their handshake.
pub(crate) struct Secure {
    pub(crate) listener: TcpListener,
    pub(crate) acceptor: TlsAcceptor,
}

impl Listener for Secure {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            // A client that does not trust the authority goes away: the next one may.
            if let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, self.acceptor.accept(stream)).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}
