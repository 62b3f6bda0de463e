//! Compiled expressions. Each is made when it is first asked for, and given up when others need its room: what a text costs in
//! memory has a bound, however many failures it shows.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use regex_automata::meta::{BuildError, Config, Regex};
use regex_automata::util::syntax;
use unstuck_canon::Pattern;

/// Bytes of the expressions that are kept. Matching with them takes as much again for each thread that does so at a time.
const ROOM: usize = 8 << 20;
/// Expressions in a row.
const ROW: usize = 64;
/// Expressions that one pattern can have: as many as [`Role`] has members.
const ROLES: usize = 3;

/// Which of a pattern's expressions.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Role {
    /// The one that a line must match.
    First,
    /// The one that it must not.
    Unless,
    /// The one for a later line.
    Then,
}

/// The expressions of all patterns. Rows are made on demand, so that a hundred thousand patterns cost nothing at the start.
#[derive(Debug)]
pub(super) struct Expressions {
    rows: Vec<OnceLock<Row>>,
    kept: Mutex<Kept>,
    room: usize,
}

type Row = Box<[Mutex<Slot>; ROW]>;

#[derive(Debug)]
struct Slot {
    expression: Option<Arc<Regex>>,
    /// Somebody asked for it since it was last its turn to go.
    used: bool,
}

impl Slot {
    const EMPTY: Self = Self { expression: None, used: false };

    fn take(&mut self) -> Option<Arc<Regex>> {
        self.used = true;
        self.expression.clone()
    }
}

/// Which expressions are there, in the order in which it is their turn to go, each with its size in bytes.
#[derive(Debug, Default)]
struct Kept {
    bytes: usize,
    turns: VecDeque<(usize, usize)>,
}

impl Expressions {
    pub(super) fn new(patterns: usize) -> Self {
        Self::within(ROOM, patterns)
    }

    fn within(room: usize, patterns: usize) -> Self {
        let rows = std::iter::repeat_with(OnceLock::new).take((patterns * ROLES).div_ceil(ROW)).collect();
        Self { rows, kept: Mutex::default(), room }
    }

    /// An expression, of which `text` gives the text. `None` where there is none, or it cannot be compiled.
    pub(super) fn get<'t>(
        &self,
        pattern: u32,
        role: Role,
        text: impl FnOnce() -> Option<&'t str>,
    ) -> Option<Arc<Regex>> {
        let at = pattern as usize * ROLES + role as usize;
        let kept = self.slot(at)?.take();
        kept.or_else(|| {
            let expression = Arc::new(compile(text()?).ok()?);
            self.keep(at, &expression);
            Some(expression)
        })
    }

    fn slot(&self, at: usize) -> Option<MutexGuard<'_, Slot>> {
        let row = self.rows.get(at / ROW)?.get_or_init(|| Box::new([const { Mutex::new(Slot::EMPTY) }; ROW]));
        Some(lock(&row[at % ROW]))
    }

    /// Keeps an expression, and gives up those that nobody asked for in the meantime. Nobody who holds a slot waits for
    /// `kept`, so that the two locks never wait for each other.
    fn keep(&self, at: usize, expression: &Arc<Regex>) {
        let mut kept = lock(&self.kept);
        match self.slot(at) {
            Some(mut slot) if slot.expression.is_none() => {
                *slot = Slot { expression: Some(Arc::clone(expression)), used: false };
            }
            _ => return,
        }
        let size = expression.memory_usage();
        kept.bytes += size;
        kept.turns.push_back((at, size));
        while kept.bytes > self.room
            && let Some((at, size)) = kept.turns.pop_front()
        {
            match self.slot(at) {
                Some(mut slot) if slot.used => {
                    slot.used = false;
                    kept.turns.push_back((at, size));
                }
                Some(mut slot) => {
                    slot.expression = None;
                    kept.bytes -= size;
                }
                None => {}
            }
        }
    }
}

/// As [`Pattern::compile`], without one-pass automata: they make some captures faster, and took a third of the room.
fn compile(text: &str) -> Result<Regex, Box<BuildError>> {
    let config = Config::new().utf8_empty(false).nfa_size_limit(Some(Pattern::SIZE_LIMIT)).onepass(false).dfa(false);
    let dialect = syntax::Config::new().unicode(false).utf8(false);
    Regex::builder().configure(config).syntax(dialect).build(text).map_err(Box::new)
}

/// A thread that panicked cannot have left anything half done behind these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Expressions, Role, compile, lock};

    const PATTERNS: u32 = 200;

    fn text(pattern: u32) -> String {
        format!("^error {pattern}: .{{1,20}} is missing$")
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let size = compile(&text(100)).unwrap().memory_usage();
        let few = Expressions::within(size * 20, PATTERNS as usize);
        for round in 0..3 {
            for pattern in 0..PATTERNS {
                let own = text(pattern);
                let found = few.get(pattern, Role::First, || Some(own.as_str())).unwrap();
                let line = format!("error {pattern}: all is missing");
                assert!(found.is_match(line.as_bytes()), "round {round}: {line}");
                let kept = lock(&few.kept);
                assert!(kept.bytes <= size * 20, "{} bytes", kept.bytes);
                assert_eq!(kept.bytes, kept.turns.iter().map(|(_, size)| size).sum::<usize>());
                assert!(!kept.turns.is_empty());
            }
        }
        let there = (0..PATTERNS).filter(|at| few.get(*at, Role::First, || None).is_some()).count();
        assert_eq!(there, lock(&few.kept).turns.len());
    }

    #[test]
    fn what_is_used_stays() {
        let size = compile(&text(100)).unwrap().memory_usage();
        let few = Expressions::within(size * 20, PATTERNS as usize);
        let often = few.get(0, Role::Then, || Some("^often")).unwrap();
        for pattern in 0..PATTERNS {
            let own = text(pattern);
            few.get(pattern, Role::First, || Some(own.as_str())).unwrap();
            let again = few.get(0, Role::Then, || None).expect("dropped, though it was used");
            assert!(Arc::ptr_eq(&often, &again));
        }
    }

    #[test]
    fn the_roles_of_a_pattern_are_different_expressions() {
        let all = Expressions::new(PATTERNS as usize);
        for (role, own) in [(Role::First, "^first"), (Role::Unless, "^unless"), (Role::Then, "^then")] {
            all.get(7, role, || Some(own)).unwrap();
        }
        for (role, own) in [(Role::First, "first"), (Role::Unless, "unless"), (Role::Then, "then")] {
            let found = all.get(7, role, || None).unwrap();
            assert!(found.is_match(own.as_bytes()) && !found.is_match(b"other"));
        }
    }

    #[test]
    fn what_does_not_compile_is_nothing_each_time() {
        let all = Expressions::new(PATTERNS as usize);
        for _ in 0..2 {
            assert!(all.get(0, Role::First, || Some("(")).is_none());
            assert!(all.get(0, Role::First, || Some("(a{1000}){1000}")).is_none());
            assert!(all.get(PATTERNS * 100, Role::First, || Some("a")).is_none());
        }
        assert_eq!(lock(&all.kept).bytes, 0);
    }

    #[test]
    fn threads_that_want_the_same_room_get_what_they_ask_for() {
        let size = compile(&text(100)).unwrap().memory_usage();
        let few = Expressions::within(size * 3, PATTERNS as usize);
        std::thread::scope(|scope| {
            for step in [1, 7, 13, 31] {
                let few = &few;
                scope.spawn(move || {
                    for at in 0..2_000 {
                        let pattern = at * step % PATTERNS;
                        let own = text(pattern);
                        let found = few.get(pattern, Role::First, || Some(own.as_str())).unwrap();
                        assert!(found.is_match(format!("error {pattern}: it is missing").as_bytes()));
                    }
                });
            }
        });
        assert!(lock(&few.kept).bytes <= size * 3);
    }
}
