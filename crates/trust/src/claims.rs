//! What a token says.

use std::collections::BTreeMap;

use crate::subject::Template;
use crate::text::Text;

/// What is known about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim<'c> {
    /// The token carries it.
    Present(&'c Text),
    /// It does not.
    Absent,
    /// It may carry it, and then it would be this.
    Perhaps(&'c Text),
}

/// The claims of a token, as far as they are known before the job runs. All values are texts: GitHub writes its own claims
/// (numbers and truth values too) as strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    values: BTreeMap<String, (Text, bool)>,
    template: Template,
}

impl Claims {
    /// No claims yet, and how `sub` will be made of them.
    #[must_use]
    pub fn with_template(template: Template) -> Self {
        Self { values: BTreeMap::new(), template }
    }

    /// Makes `sub` of the other claims.
    pub fn render_subject(&mut self) {
        let subject = self.template.clone().render(self);
        self.set("sub", subject);
    }

    /// The token carries this claim.
    pub fn set(&mut self, name: &str, value: impl Into<Text>) {
        self.values.insert(name.to_owned(), (value.into(), true));
    }

    /// The token may carry this claim.
    pub fn set_perhaps(&mut self, name: &str, value: impl Into<Text>) {
        self.values.insert(name.to_owned(), (value.into(), false));
    }

    /// Gives each unknown part of that name this value, in every claim.
    pub fn fill(&mut self, name: &str, value: &str) {
        for (text, _) in self.values.values_mut() {
            *text = text.filled(name, value);
        }
    }

    /// The token does not carry this claim.
    pub fn remove(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// What is known about a claim.
    #[must_use]
    pub fn get(&self, name: &str) -> Claim<'_> {
        match self.values.get(name) {
            Some((text, true)) => Claim::Present(text),
            Some((text, false)) => Claim::Perhaps(text),
            None => Claim::Absent,
        }
    }

    /// The value of a claim that the token carries.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Text> {
        match self.get(name) {
            Claim::Present(text) => Some(text),
            Claim::Absent | Claim::Perhaps(_) => None,
        }
    }

    /// The claims that the token carries, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.values.iter().filter(|(_, (_, certain))| *certain).map(|(name, (text, _))| (name.as_str(), text))
    }

    /// The same token for another audience.
    #[must_use]
    pub fn for_audience(&self, audience: &Text) -> Self {
        let mut claims = self.clone();
        claims.set("aud", audience.clone());
        claims
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Claims {
    fn from(known: [(&str, &str); N]) -> Self {
        let mut claims = Self::default();
        for (name, value) in known {
            claims.set(name, value);
        }
        claims
    }
}
