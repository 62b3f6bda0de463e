//! A proxy for clients that know parties by their own hosts: `CONNECT HOST:443` leads to the listener with TLS, whatever the host.
//!
//! `HTTPS_PROXY` and the authority's certificate are then all that a client is told. Nothing leaves the machine: a host that is not
//! emulated is refused.

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper_util::rt::TokioIo;
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;

use crate::{Shared, hosts};

/// Whatever no route takes.
pub(crate) async fn connect(State(emulator): State<Shared>, request: Request) -> Response {
    if request.method() != Method::CONNECT {
        return StatusCode::NOT_FOUND.into_response();
    }
    let host = request.uri().host().unwrap_or_default();
    if !hosts::is_known(host) {
        return (StatusCode::BAD_GATEWAY, format!("emulated: {host} is none of the hosts that are known here\n"))
            .into_response();
    }
    let secure = emulator.secure;
    tokio::spawn(async move {
        // A client that goes away ends its tunnel, and only that.
        let (Ok(client), Ok(mut server)) = tokio::join!(hyper::upgrade::on(request), TcpStream::connect(secure)) else {
            return;
        };
        let _ended = copy_bidirectional(&mut TokioIo::new(client), &mut server).await;
    });
    StatusCode::OK.into_response()
}
