//! `unstuck serve`

use std::sync::Arc;

use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use unstuck_app::{Error, Lang, Library, Records};
use unstuck_mcp::{Desk, Hosts};
use unstuck_serve::{JobTokens, Limits, Server, Settings};

use crate::args::Serve;
use crate::context::Context;
use crate::exit::Done;

/// The Model Context Protocol at `/mcp`. Whoever comes over a network reads the canon and nothing else: reports need to say whose they
/// are, as they do at `/api/v1/outcomes`.
fn mcp(library: &Arc<Library>, lang: Lang, base_url: &str, longest: u64) -> unstuck_serve::Router {
    let longest = usize::try_from(longest).unwrap_or(usize::MAX);
    let desk = Desk::over(Arc::clone(library), lang);
    let host = base_url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let names = ["localhost", "127.0.0.1", "[::1]", host].map(str::to_owned).to_vec();
    let service = unstuck_mcp::http(Arc::new(desk), Hosts { names, origins: Vec::new(), longest });
    unstuck_serve::Router::new().route_service("/mcp", service)
}

pub(crate) fn run(context: &Context, args: Serve) -> Result<Done, Error> {
    let runtime = Builder::new_multi_thread().enable_all().build().map_err(Error::Runtime)?;
    let listener = runtime.block_on(unstuck_serve::listen(&args.addr))?;
    let address = listener.local_addr().map_err(|source| Error::Listen { addr: args.addr.clone(), source })?;
    let base_url = args.base_url.unwrap_or_else(|| format!("http://{address}"));
    let settings = Settings {
        base_url: base_url.clone(),
        tokens: context.tokens(args.tokens.as_ref()).ok(),
        jobs: args.oidc_audience.map(|audience| JobTokens { issuer: args.oidc_issuer, audience }),
        journal: !context.is_quiet(),
        behind_proxy: args.behind_proxy,
        limits: Limits {
            body: args.max_body,
            text: args.max_text,
            time: args.max_time,
            pause: args.max_pause,
            head: args.max_head,
            concurrent: args.max_concurrent,
            connections: args.max_connections,
            rate: args.rate,
            ..Limits::default()
        },
    };
    let library = context.library_that_serves(unstuck_serve::tell_of_ledger)?;
    if library.records().is_some_and(Records::is_gone) {
        context.notice(
            "warning: the ledger does not answer: serving without its outcomes, and taking none, until it does",
        );
    }
    let server = Server::new(library, settings)?;
    // Held here, too: what reads the ledger must not be dropped where others wait. It asks the same ledger, of which the server tells.
    let library = Arc::new(context.library_that_serves(|_| ())?.keeping(Limits::default().fresh));
    let router = unstuck_serve::router(&server, mcp(&library, context.lang(), &base_url, args.max_body));
    context.notice(&format!("listening on http://{address}, answering as {base_url}"));
    runtime.block_on(async {
        // Ctrl-C, and what service managers send.
        let mut ends = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
        let told = async {
            let [one, other] = &mut ends;
            match (one, other) {
                (Ok(one), Ok(other)) => {
                    tokio::select! { _ = one.recv() => {}, _ = other.recv() => {} }
                }
                // Without signals it ends as any process does.
                _ => std::future::pending::<()>().await,
            }
        };
        unstuck_serve::serve(&server, listener, router, told).await;
    });
    Ok(Done::Yes)
}
