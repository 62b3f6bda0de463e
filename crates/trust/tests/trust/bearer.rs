//! Tokens that are shown to us: one that is believed, and everything that is not.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RsaEncoding};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use unstuck_trust::bearer::{Expected, Refused, read};
use unstuck_trust::jwt::{Keys, NoToken};

const EXPECTED: Expected<'_> =
    Expected { issuer: "https://token.actions.githubusercontent.com", audience: "https://unstuck.example" };

const NOW: i64 = 1_800_000_000;

/// An issuer with a key of its own, published as `key-1`.
struct Issuer {
    pair: KeyPair,
}

impl Issuer {
    fn new() -> Self {
        Self { pair: KeyPair::generate(KeySize::Rsa2048).unwrap() }
    }

    fn published(&self) -> Value {
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let public = self.pair.public_key();
        json!({
            "kty": "RSA", "use": "sig", "kid": "key-1",
            "n": number(public.modulus().big_endian_without_leading_zero()),
            "e": number(public.exponent().big_endian_without_leading_zero()),
        })
    }

    fn keys(&self) -> Keys {
        Keys::read(&json!({"keys": [self.published()]}).to_string()).unwrap()
    }

    fn sign(&self, header: &Value, claims: &Value, encoding: &'static dyn RsaEncoding) -> String {
        let text = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(encoding, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn token(&self, claims: &Value) -> String {
        self.sign(&header(), claims, &RSA_PKCS1_SHA256)
    }
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn header() -> Value {
    json!({"typ": "JWT", "alg": "RS256", "kid": "key-1"})
}

/// The claims that matter of a push to `octo/shop`, as GitHub makes them: valid from ten minutes before, for five after.
fn claims() -> Value {
    json!({
        "iss": EXPECTED.issuer, "aud": EXPECTED.audience, "repository": "octo/shop", "sub": "repo:octo/shop:ref:refs/heads/main",
        "iat": NOW, "nbf": NOW - 600, "exp": NOW + 300,
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut all = claims();
    all[field] = value;
    all
}

fn without(field: &str) -> Value {
    let mut all = claims();
    all.as_object_mut().unwrap().remove(field);
    all
}

fn refused(token: &str, keys: &Keys) -> Refused {
    match read(token, EXPECTED, NOW) {
        Err(refused) => refused,
        Ok(shown) => shown.proved(keys).expect_err("it was believed"),
    }
}

#[test]
fn a_token_of_the_issuer_is_the_word_of_its_repository() {
    let issuer = Issuer::new();
    let token = issuer.token(&claims());
    assert_eq!(read(&token, EXPECTED, NOW).unwrap().proved(&issuer.keys()), Ok("octo/shop"));
    let several = issuer.token(&with("aud", json!(["https://other.example", EXPECTED.audience])));
    assert_eq!(read(&several, EXPECTED, NOW).unwrap().proved(&issuer.keys()), Ok("octo/shop"));
}

#[test]
fn clocks_may_differ_by_a_minute() {
    let issuer = Issuer::new();
    let token = issuer.token(&claims());
    for (now, believed) in [
        (NOW - 60, true),
        (NOW - 61, false),
        (NOW + 300 + 59, true),
        (NOW + 300 + 60, false),
        (NOW + 86_400, false),
        (i64::MAX, false),
        (i64::MIN, false),
    ] {
        assert_eq!(read(&token, EXPECTED, now).is_ok(), believed, "{}", now.saturating_sub(NOW));
    }
    assert_eq!(read(&token, EXPECTED, NOW + 400).unwrap_err(), Refused::Expired { ago: 100 });
    assert_eq!(read(&token, EXPECTED, NOW - 100).unwrap_err(), Refused::Early { claim: "iat", ahead: 100 });
    let begins = issuer.token(&with("nbf", json!(NOW + 61)));
    assert_eq!(refused(&begins, &issuer.keys()), Refused::Early { claim: "nbf", ahead: 61 });
}

#[test]
fn what_it_says_is_compared_to_the_letter() {
    let issuer = Issuer::new();
    let keys = issuer.keys();
    for (claims, wanted) in [
        (with("iss", json!("https://token.actions.githubusercontent.com/")), "it is of the issuer"),
        (with("iss", json!("https://evil.example")), "it is of the issuer https://evil.example"),
        (with("iss", json!([EXPECTED.issuer])), "it is of the issuer missing"),
        (without("iss"), "it is of the issuer missing"),
        (with("aud", json!("https://unstuck.example.evil")), "it is for the audience https://unstuck.example.evil"),
        (with("aud", json!([EXPECTED.audience, 1])), "it is for the audience"),
        (with("aud", json!([])), "it is for the audience"),
        (with("aud", json!({"0": EXPECTED.audience})), "it is for the audience"),
        (without("aud"), "it is for the audience"),
        (without("exp"), "its exp is no time"),
        (with("exp", json!("9999999999")), "its exp is no time"),
        (with("exp", json!(1e30)), "its exp is no time"),
        (with("nbf", json!("now")), "its nbf is no time"),
        (with("iat", json!(null)), "its iat is no time"),
        (with("repository", json!("shop")), "its claim repository"),
        (with("repository", json!("octo/shop/more")), "its claim repository"),
        (with("repository", json!("octo/<b>")), "its claim repository"),
        (with("repository", json!(["octo/shop"])), "its claim repository"),
        (without("repository"), "its claim repository"),
    ] {
        let told = refused(&issuer.token(&claims), &keys).to_string();
        assert!(told.starts_with(wanted), "{told}, not {wanted}");
    }
}

#[test]
fn only_the_issuers_own_signature_counts() {
    let (issuer, stranger) = (Issuer::new(), Issuer::new());
    let keys = issuer.keys();
    let good = issuer.token(&claims());
    let (head, signature) = good.rsplit_once('.').unwrap();
    let (first, _) = head.split_once('.').unwrap();
    let unfit = Refused::Signature { reason: "its signature does not fit the key".to_owned() };
    // Another key under the same name, claims of another repository under a good signature, no signature at all.
    assert_eq!(refused(&stranger.token(&claims()), &keys), unfit);
    assert_eq!(
        refused(&format!("{first}.{}.{signature}", part(&with("repository", json!("evil/shop")))), &keys),
        unfit
    );
    assert_eq!(refused(&format!("{head}."), &keys), unfit);
    let renamed = json!({"alg": "RS256", "kid": "key-2"});
    let token = issuer.sign(&renamed, &claims(), &RSA_PKCS1_SHA256);
    assert_eq!(refused(&token, &keys), Refused::UnknownKey { kid: "key-2".to_owned() });
    let nameless = issuer.sign(&json!({"alg": "RS256"}), &claims(), &RSA_PKCS1_SHA256);
    assert_eq!(refused(&nameless, &keys), Refused::Signature { reason: "it names no key (kid)".to_owned() });
}

#[test]
fn its_own_algorithm_is_never_followed() {
    let issuer = Issuer::new();
    let keys = issuer.keys();
    let named = |algorithm: &str| json!({"alg": algorithm, "kid": "key-1"});
    let unsigned = |header: &Value| format!("{}.{}.", part(header), part(&claims()));
    for algorithm in ["none", "None", "HS256", "RS512", "rs256", ""] {
        assert_eq!(
            refused(&unsigned(&named(algorithm)), &keys),
            Refused::Algorithm { found: algorithm.to_owned() },
            "{algorithm}"
        );
    }
    assert_eq!(refused(&unsigned(&json!({})), &keys), Refused::Algorithm { found: "missing".to_owned() });
    // Made with the issuer's key, but in another way than it says.
    let other = issuer.sign(&header(), &claims(), &RSA_PKCS1_SHA512);
    assert!(matches!(refused(&other, &keys), Refused::Signature { .. }));
    // A secret that is published as a key proves nothing.
    let secret = json!({"keys": [{"kty": "oct", "kid": "key-1", "k": "c2VjcmV0"}]});
    assert!(matches!(
        refused(&issuer.token(&claims()), &Keys::read(&secret.to_string()).unwrap()),
        Refused::Signature { .. }
    ));
    // It may bring no key, and name no place to find one: what it names is not known.
    let mut brings = header();
    brings["kid"] = json!("own");
    brings["jwk"] = Issuer::new().published();
    brings["jku"] = json!("https://evil.example/keys");
    let token = issuer.sign(&brings, &claims(), &RSA_PKCS1_SHA256);
    assert_eq!(refused(&token, &keys), Refused::UnknownKey { kid: "own".to_owned() });
    let mut critical = header();
    critical["crit"] = json!(["b64"]);
    assert_eq!(refused(&issuer.sign(&critical, &claims(), &RSA_PKCS1_SHA256), &keys), Refused::Critical);
}

#[test]
fn what_is_no_token_is_refused() {
    let keys = Issuer::new().keys();
    let empty = part(&json!({}));
    for text in
        ["", "x", "a.b", "a.b.c.d", "..", "e30.e30", "ä.ö.ü", &format!("{empty}.W10."), &format!("W10.{empty}.")]
    {
        assert!(matches!(refused(text, &keys), Refused::NoToken(_)), "{text}");
    }
    assert_eq!(Keys::read("{}").unwrap_err(), NoToken::Keys);
}
