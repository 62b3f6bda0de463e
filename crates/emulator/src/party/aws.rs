//! AWS STS: `AssumeRoleWithWebIdentity` of the query protocol, and `GetCallerIdentity` for who has come so far.
//!
//! Source: the STS API reference; the statuses and codes as public logs show them.

use axum::Router;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use unstuck_trust::{Party, Policy};

use crate::exchange::{Shown, Worthless};
use crate::{Emulator, Shared};

const NOT_AUTHORIZED: &str = "Not authorized to perform sts:AssumeRoleWithWebIdentity";

/// With the two blanks that public logs show.
const NO_KEYS: &str = "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements";

const TOO_LONG: &str = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";

/// The access key of every session.
const KEY: &str = "ASIAEMULATED";

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/aws", post(answer)).route("/aws/", post(answer))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Asked {
    action: Option<String>,
    role_arn: Option<String>,
    role_session_name: Option<String>,
    web_identity_token: Option<String>,
    duration_seconds: Option<u64>,
}

async fn answer(State(emulator): State<Shared>, headers: HeaderMap, Form(asked): Form<Asked>) -> Response {
    match asked.action.as_deref() {
        Some("AssumeRoleWithWebIdentity") => assume(&emulator, asked),
        Some("GetCallerIdentity") => caller(&headers),
        other => {
            let message = format!("emulated: the action {} is not known here", other.unwrap_or_default());
            refused(StatusCode::BAD_REQUEST, "InvalidAction", &message)
        }
    }
}

/// Who signs with the key that every session here has.
fn caller(headers: &HeaderMap) -> Response {
    let signed = headers.get(header::AUTHORIZATION).and_then(|signed| signed.to_str().ok()).unwrap_or_default();
    if !signed.contains(&format!("Credential={KEY}/")) {
        return refused(
            StatusCode::FORBIDDEN,
            "InvalidClientTokenId",
            "emulated: the request is signed with another key",
        );
    }
    xml(
        StatusCode::OK,
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>arn:aws:sts::1:assumed-role/emulated/session</Arn><UserId>AROAEMULATED:session</UserId><Account>1</Account>\
         </GetCallerIdentityResult><ResponseMetadata><RequestId>emulated</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
            .to_owned(),
    )
}

fn assume(emulator: &Emulator, asked: Asked) -> Response {
    let (Some(role), Some(session), Some(token)) = (asked.role_arn, asked.role_session_name, asked.web_identity_token)
    else {
        return refused(
            StatusCode::BAD_REQUEST,
            "MissingParameter",
            "emulated: the request must contain RoleArn, RoleSessionName and WebIdentityToken.",
        );
    };
    let claims = match emulator.verified(&token) {
        Ok(claims) => claims,
        Err(Worthless::Expired { expired, .. }) => {
            let now = crate::now();
            let message =
                format!("Token expired: current date/time {now} must be before the expiration date/time{expired}");
            return refused(StatusCode::BAD_REQUEST, "ExpiredTokenException", &message);
        }
        Err(Worthless::Malformed) => {
            let message =
                "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)";
            return refused(StatusCode::BAD_REQUEST, "InvalidIdentityToken", message);
        }
        Err(Worthless::NoKeys) => return refused(StatusCode::BAD_REQUEST, "InvalidIdentityToken", NO_KEYS),
        Err(other) => return refused(StatusCode::BAD_REQUEST, "InvalidIdentityToken", &other.to_string()),
    };
    // Providers of another account are not looked at. Without any, the account is taken to have the right one.
    let account = role.split(':').nth(4).unwrap_or_default();
    let provider = |policy: &dyn Policy| policy.is_registration() && policy.place().is_none_or(|own| own == account);
    let registered = emulator.policies.iter().any(|policy| policy.is_registration());
    let why = match emulator.shown(claims.clone(), Party::Aws, provider) {
        Shown::Refused(decision) => Some(decision.error.unwrap_or_else(|| format!("emulated: {}", decision.why))),
        Shown::NoPolicy(claims) if registered => {
            let issuer = claims.value("iss").map(ToString::to_string).unwrap_or_default();
            Some(format!("No OpenIDConnect provider found in your account for {issuer}"))
        }
        _ => None,
    };
    if let Some(why) = why {
        return refused(StatusCode::BAD_REQUEST, "InvalidIdentityToken", &why);
    }
    let named = |name: &str| role == name || role.rsplit('/').next() == Some(name);
    let meant = |policy: &dyn Policy| !policy.is_registration() && policy.name().is_none_or(named);
    let longest =
        emulator.policies.iter().filter(|policy| meant(policy.as_ref())).find_map(|policy| policy.longest_session());
    match emulator.shown(claims, Party::Aws, meant) {
        Shown::Accepted(_) if longest.zip(asked.duration_seconds).is_some_and(|(longest, asked)| asked > longest) => {
            refused(StatusCode::BAD_REQUEST, "ValidationError", TOO_LONG)
        }
        Shown::Accepted(claims) => {
            let claim = |name: &str| claims.value(name).map(ToString::to_string).unwrap_or_default();
            accepted(&role, &session, &claim("sub"), &claim("aud"))
        }
        _ => refused(StatusCode::FORBIDDEN, "AccessDenied", NOT_AUTHORIZED),
    }
}

fn accepted(role: &str, session: &str, subject: &str, audience: &str) -> Response {
    let assumed = role.replacen(":iam:", ":sts:", 1).replacen(":role/", ":assumed-role/", 1);
    let (assumed, session, subject, audience) =
        (escaped(&assumed), escaped(session), escaped(subject), escaped(audience));
    xml(
        StatusCode::OK,
        format!(
            "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleWithWebIdentityResult>\
             <SubjectFromWebIdentityToken>{subject}</SubjectFromWebIdentityToken><Audience>{audience}</Audience>\
             <AssumedRoleUser><Arn>{assumed}/{session}</Arn><AssumedRoleId>AROAEMULATED:{session}</AssumedRoleId></AssumedRoleUser>\
             <Credentials><AccessKeyId>{KEY}</AccessKeyId><SecretAccessKey>emulated</SecretAccessKey>\
             <SessionToken>emulated</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
             </AssumeRoleWithWebIdentityResult><ResponseMetadata><RequestId>emulated</RequestId></ResponseMetadata></AssumeRoleWithWebIdentityResponse>"
        ),
    )
}

fn refused(status: StatusCode, code: &str, message: &str) -> Response {
    let message = escaped(message);
    xml(
        status,
        format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code>\
             <Message>{message}</Message></Error><RequestId>emulated</RequestId></ErrorResponse>"
        ),
    )
}

fn xml(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/xml")], body).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
