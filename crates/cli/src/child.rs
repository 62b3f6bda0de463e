//! Runs a command as if we were not there: its terminal, its signals and its exit code stay its own.
//!
//! Where our standard output or error is a terminal, the command gets a pseudo-terminal of the same size, so that it shows
//! progress bars, colours and prompts; what is not a terminal is a pipe. Output is passed on as it comes, and kept. Where
//! all output goes to one file, the command writes into it by itself.

mod keyboard;
mod pump;
mod signals;
mod terminal;
mod written;

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};

use keyboard::Keyboard;
use pump::{Pump, Source};
use signals::Signals;
use terminal::Terminal;
use unstuck_app::Kept;
use written::{Written, one_stream};

/// Which of our standard streams are terminals.
#[derive(Debug, Clone, Copy)]
struct Streams {
    input: bool,
    output: bool,
    error: bool,
}

/// How a command ended, and what became of its output.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    /// Whoever read our output left before its end.
    pub(crate) unread: bool,
    /// Why output could not be passed on.
    pub(crate) unwritten: Option<io::Error>,
}

/// Runs a command to its end, passing its output through and keeping it.
///
/// # Errors
/// Where it cannot be started, or its terminal cannot be set up.
pub(crate) fn run(command: &[OsString], kept: &mut Kept) -> io::Result<Ended> {
    let streams = Streams {
        input: io::stdin().is_terminal(),
        output: io::stdout().is_terminal(),
        error: io::stderr().is_terminal(),
    };
    let (program, arguments) = command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    if streams.output || streams.error {
        in_terminal(program, arguments, streams, kept)
    } else {
        in_pipes(program, arguments, streams, kept)
    }
}

/// The exit code that a shell would give: the command's own, or 128 and the number of the signal that ended it.
pub(crate) fn code(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    u8::try_from(code).unwrap_or(1)
}

fn in_pipes(program: &OsString, arguments: &[OsString], streams: Streams, kept: &mut Kept) -> io::Result<Ended> {
    let signals = Signals::watch()?;
    let mut command = Command::new(program);
    command.args(arguments);
    let one = one_stream()?;
    let written = if one { Written::find()? } else { None };
    let mut pump = Pump::new();
    match (one, &written) {
        (_, Some(_)) => {}
        // In two pipes, what the command writes to the one could overtake what it wrote to the other before.
        (true, None) => {
            let (reader, writer) = io::pipe()?;
            pump.add(Source::Output, reader.into())?;
            command.stdout(writer.try_clone()?).stderr(writer);
        }
        (false, None) => {
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
        }
    }
    let mut child = command.spawn()?;
    // It holds the pipe's other end.
    drop(command);
    if let Some(output) = child.stdout.take() {
        pump.add(Source::Output, output.into())?;
    }
    if let Some(error) = child.stderr.take() {
        pump.add(Source::Error, error.into())?;
    }
    // On a terminal, Ctrl-C reaches the command by itself: it is in our process group.
    let forwarding = signals.forward(&child, streams.input, None)?;
    let ended = finish(child, pump, signals, kept)?;
    drop(forwarding);
    if let Some(written) = written.filter(|_| !ended.status.success()) {
        written.keep(kept)?;
    }
    Ok(ended)
}

fn in_terminal(program: &OsString, arguments: &[OsString], streams: Streams, kept: &mut Kept) -> io::Result<Ended> {
    let signals = Signals::watch()?;
    let (terminal, theirs) = Terminal::open(streams.input)?;
    let mut command = pty_process::blocking::Command::new(program).args(arguments);
    if !streams.input {
        command = command.stdin(Stdio::inherit());
    }
    if !streams.output {
        command = command.stdout(Stdio::piped());
    }
    if !streams.error {
        command = command.stderr(Stdio::piped());
    }
    let mut child = command.spawn(theirs).map_err(into_io)?;
    let mut pump = Pump::new();
    let shown = if streams.output { Source::Output } else { Source::Error };
    pump.add(shown, terminal.reader()?)?;
    if let Some(output) = child.stdout.take() {
        pump.add(Source::Output, output.into())?;
    }
    if let Some(error) = child.stderr.take() {
        pump.add(Source::Error, error.into())?;
    }
    if streams.input {
        pump.listen(Keyboard::enter(terminal.reader()?, &child)?);
    }
    let forwarding = signals.forward(&child, false, Some(terminal))?;
    finish(child, pump, signals, kept).inspect(|_| drop(forwarding))
}

fn finish(mut child: Child, mut pump: Pump, signals: Signals, kept: &mut Kept) -> io::Result<Ended> {
    let status = pump.run(signals.ended(), kept, || child.try_wait())?;
    Ok(Ended { status, unread: pump.unread, unwritten: pump.unwritten })
}

fn into_io(error: pty_process::Error) -> io::Error {
    match error {
        pty_process::Error::Io(error) => error,
        other => io::Error::other(other),
    }
}
