//! The canon's format and its rules, from outside.

mod format;
mod rules;
