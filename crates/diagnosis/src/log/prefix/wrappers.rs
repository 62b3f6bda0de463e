//! What runs other programs puts before the lines that it shows of them.

/// `#12 13.69 ` of BuildKit, and `13.69 ` where it shows the last lines of a step that failed: seconds, to four digits.
pub(super) fn buildkit(text: &[u8]) -> Option<usize> {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let step = match text.strip_prefix(b"#") {
        Some(rest) => 1 + Some(digits(rest)).filter(|digits| *digits > 0 && rest.get(*digits) == Some(&b' '))? + 1,
        None => 0,
    };
    let whole = digits(&text[step..]);
    let fraction = digits(text.get(step + whole..)?.strip_prefix(b".")?);
    let alone = matches!((whole, fraction), (1, 3) | (2, 2) | (3 | 4, 1));
    let end = step + whole + 1 + fraction;
    let seconds = if step == 0 { alone } else { whole > 0 && fraction > 0 };
    (seconds && text.get(end) == Some(&b' ')).then_some(end + 1)
}

/// `web-1  | ` of docker compose, `web.1  | ` of foreman.
pub(super) fn compose(text: &[u8]) -> Option<usize> {
    let name = text.iter().take(64).take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)).count();
    let spaces = text[name..].iter().take(64).take_while(|byte| **byte == b' ').count();
    let numbered = text[..name].iter().rposition(|byte| matches!(byte, b'-' | b'_' | b'.'));
    let number =
        numbered.is_some_and(|at| at > 0 && at + 1 < name && text[at + 1..name].iter().all(u8::is_ascii_digit));
    // A container named by hand has no number. Compose leaves two columns and more behind the name, most tables one.
    let named = spaces > 1 && text[..name].first().is_some_and(u8::is_ascii_alphabetic);
    let bar = text[name + spaces..].starts_with(b"| ");
    ((number && spaces > 0 || named) && bar).then_some(name + spaces + 2)
}

/// `0|server  | ` of pm2.
pub(super) fn pm2(text: &[u8]) -> Option<usize> {
    let number = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = text.get(number..)?.strip_prefix(b"|").filter(|_| number > 0)?;
    let name = rest.iter().take(64).take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)).count();
    let spaces = rest[name..].iter().take(64).take_while(|byte| **byte == b' ').count();
    let bar = name > 0 && spaces > 0 && rest[name + spaces..].starts_with(b"| ");
    bar.then_some(number + 1 + name + spaces + 2)
}

/// What the scripts of a workspace are mostly called.
const SCRIPTS: [&[u8]; 14] = [
    b"build",
    b"bundle",
    b"check",
    b"check-types",
    b"compile",
    b"dev",
    b"install",
    b"lint",
    b"postinstall",
    b"prepare",
    b"start",
    b"test",
    b"type-check",
    b"typecheck",
];

/// `web:build: ` and `@scope/web:build: ` of turbo, `packages/web build: ` of pnpm, `@scope/web: ` of lerna.
pub(super) fn workspace(text: &[u8]) -> Option<usize> {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./".contains(byte);
    let scope = usize::from(text.first() == Some(&b'@'));
    let name = scope + text[scope..].iter().take(100).take_while(|byte| part(byte)).count();
    let path = text[..name].contains(&b'/');
    let rest = &text[name..];
    if scope == 1 && path && rest.starts_with(b": ") {
        return Some(name + 2);
    }
    let script =
        rest.get(1..)?.iter().take(40).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    let known = SCRIPTS.contains(&&rest[1..1 + script]);
    let between = match rest[0] {
        b':' => name > scope && (known || scope == 1 && path && script > 0),
        b' ' => path && known,
        _ => false,
    };
    (between && rest[1 + script..].starts_with(b": ")).then_some(name + 1 + script + 2)
}

/// `[pod/web-5d4f/app] ` of kubectl.
pub(super) fn kubectl(text: &[u8]) -> Option<usize> {
    let rest = text.strip_prefix(b"[pod/")?;
    let name = rest.iter().take(512).take_while(|byte| byte.is_ascii_alphanumeric() || b"-./".contains(byte)).count();
    (name > 0 && rest[name..].starts_with(b"] ")).then_some(5 + name + 2)
}
