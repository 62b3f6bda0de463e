//! AWS STS: `AssumeRoleWithWebIdentity` of the query protocol.
//!
//! Source: the STS API reference; the statuses and codes as public logs show them.

use axum::Router;
use axum::extract::{Form, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use unstuck_trust::{Party, Policy};

use crate::Shared;
use crate::exchange::{Shown, Worthless};

const NOT_AUTHORIZED: &str = "Not authorized to perform sts:AssumeRoleWithWebIdentity";

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/aws", post(assume)).route("/aws/", post(assume))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Asked {
    action: Option<String>,
    role_arn: Option<String>,
    role_session_name: Option<String>,
    web_identity_token: Option<String>,
}

async fn assume(State(emulator): State<Shared>, Form(asked): Form<Asked>) -> Response {
    if asked.action.as_deref() != Some("AssumeRoleWithWebIdentity") {
        let action = asked.action.unwrap_or_default();
        return refused(
            StatusCode::BAD_REQUEST,
            "InvalidAction",
            &format!("emulated: only AssumeRoleWithWebIdentity is known here, not {action}"),
        );
    }
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
        Err(other) => return refused(StatusCode::BAD_REQUEST, "InvalidIdentityToken", &other.to_string()),
    };
    // A provider's file holds for every role of the account.
    let provider = |policy: &dyn Policy| policy.is_registration();
    if let Shown::Refused(decision) = emulator.shown(claims.clone(), Party::Aws, provider) {
        return refused(
            StatusCode::BAD_REQUEST,
            "InvalidIdentityToken",
            decision.error.as_deref().unwrap_or("Incorrect token audience"),
        );
    }
    let named = |name: &str| role == name || role.rsplit('/').next() == Some(name);
    match emulator.shown(claims, Party::Aws, |policy| !policy.is_registration() && policy.name().is_none_or(named)) {
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
             <Credentials><AccessKeyId>ASIAEMULATED</AccessKeyId><SecretAccessKey>emulated</SecretAccessKey>\
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
