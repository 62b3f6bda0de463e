//! The engine from outside: small canons made by hand, and the real one.

mod canon;
mod input;
mod matching;
mod ranking;
mod real;
mod unknown;
