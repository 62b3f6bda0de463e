//! What an expression of CEL can come to, as far as that is known before the job runs.

use crate::text::Text;
use crate::truth::Truth;

/// The outcomes that a condition may have. One that is not known has several of them, and every connective works on all pairs, so
/// that what is left is never too few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcomes {
    pub(super) yes: bool,
    pub(super) no: bool,
    /// An evaluation error: a missing claim, an operator between kinds that it does not take.
    pub(super) error: bool,
}

impl Outcomes {
    pub(super) const ANY: Self = Self { yes: true, no: true, error: true };
    pub(super) const ERROR: Self = Self { yes: false, no: false, error: true };
    /// `false`, or an error: CEL's implementations differ on comparisons between kinds.
    pub(super) const REFUSED: Self = Self { yes: false, no: true, error: true };

    pub(super) fn known(value: bool) -> Self {
        Self { yes: value, no: !value, error: false }
    }

    pub(super) fn or_error(self, error: bool) -> Self {
        Self { error: self.error || error, ..self }
    }

    pub(super) fn either(self, other: Self) -> Self {
        Self { yes: self.yes || other.yes, no: self.no || other.no, error: self.error || other.error }
    }

    pub(super) fn not(self) -> Self {
        Self { yes: self.no, no: self.yes, error: self.error }
    }

    /// `&&`: false beats an error, on either side.
    pub(super) fn and(self, other: Self) -> Self {
        let possible = |one: Self| one.yes || one.error;
        Self {
            yes: self.yes && other.yes,
            no: self.no || other.no,
            error: (self.error && possible(other)) || (other.error && possible(self)),
        }
    }

    /// `||`: true beats an error, on either side.
    pub(super) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// Whether it is true.
    pub(super) fn truth(self) -> Truth {
        match self {
            Self { yes: true, no: false, error: false } => Truth::Yes,
            Self { yes: false, .. } => Truth::No,
            Self { .. } => Truth::Unknown,
        }
    }
}

impl From<Truth> for Outcomes {
    fn from(truth: Truth) -> Self {
        Self { yes: truth != Truth::No, no: truth != Truth::Yes, error: false }
    }
}

/// A value, where there is one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Bool(Outcomes),
    Text(Text),
    Int(i64),
    /// The first items, and whether more may follow.
    List(Vec<Value>, bool),
    /// `assertion`, `google`, `attribute`
    Map(Map),
    /// An error and nothing else.
    Error,
    /// Not understood: any value at all.
    Any,
}

/// The maps that conditions may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Map {
    Assertion,
    Google,
    Attribute,
}

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) kind: Kind,
    /// Whether it may be an error instead.
    pub(super) fails: bool,
}

impl Value {
    pub(super) fn new(kind: Kind, fails: bool) -> Self {
        Self { kind, fails }
    }

    pub(super) fn text(text: impl Into<Text>) -> Self {
        Self::new(Kind::Text(text.into()), false)
    }

    pub(super) fn outcomes(outcomes: Outcomes) -> Self {
        Self::new(Kind::Bool(outcomes), false)
    }

    pub(super) fn error() -> Self {
        Self::new(Kind::Error, true)
    }

    pub(super) fn any() -> Self {
        Self::new(Kind::Any, true)
    }

    /// The value as a condition. What is no truth value is an error.
    pub(super) fn as_outcomes(&self) -> Outcomes {
        match &self.kind {
            Kind::Bool(outcomes) => outcomes.or_error(self.fails),
            Kind::Any => Outcomes::ANY,
            _ => Outcomes::ERROR,
        }
    }

    /// Either value, when it is not known which.
    pub(super) fn either(self, other: Self) -> Self {
        let fails = self.fails || other.fails;
        match (self.kind, other.kind) {
            (Kind::Bool(one), Kind::Bool(other)) => Self::new(Kind::Bool(one.either(other)), fails),
            (Kind::Error, kind) | (kind, Kind::Error) => Self::new(kind, true),
            (one, other) if one == other => Self::new(one, fails),
            (Kind::Text(one), Kind::Text(other)) => {
                Self::new(Kind::Text(Text::unknown(format!("{one} or {other}"))), fails)
            }
            _ => Self::any(),
        }
    }

    /// `==`
    pub(super) fn same(&self, other: &Self) -> Outcomes {
        let outcomes = match (&self.kind, &other.kind) {
            (Kind::Error, _) | (_, Kind::Error) => Outcomes::ERROR,
            (Kind::Any, _) | (_, Kind::Any) => Outcomes::ANY,
            (Kind::Text(one), Kind::Text(other)) => one.same(other).into(),
            (Kind::Int(one), Kind::Int(other)) => Outcomes::known(one == other),
            (Kind::Bool(one), Kind::Bool(other)) => one.and(*other).or(one.not().and(other.not())),
            (Kind::List(one, false), Kind::List(other, false)) if one.len() == other.len() => {
                let pairs = one.iter().zip(other).map(|(one, other)| one.same(other));
                pairs.fold(Outcomes::known(true), Outcomes::and)
            }
            (Kind::List(_, false), Kind::List(_, false)) => Outcomes::known(false),
            (Kind::List(..), Kind::List(..)) | (Kind::Map(_), Kind::Map(_)) => Outcomes::ANY,
            _ => Outcomes::REFUSED,
        };
        outcomes.or_error(self.fails || other.fails)
    }
}
