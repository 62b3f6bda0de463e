//! Proofs that mean harm, or go wrong: contained, told, and nothing left behind.

use std::fs;
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use unstuck_ledger::Seen;
use unstuck_proof::{Ended, Why};

use crate::lab::{Lab, TOML, runs};

const QUICK: &str = "schema = 1\ntools = [\"cat\"]\ntimeout = 2\ndisk = 16\nmemory = 512\nprocesses = 40\n[environment]\ncat = \"cat --version\"\n";

#[test]
fn one_that_hangs_is_ended() {
    let begun = Instant::now();
    let lab = Lab::new().toml(QUICK).script("trigger", "trap '' TERM; sleep 31.4159");
    assert_eq!(lab.broken(), Why::Slow("trigger", 2));
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert!(!runs("31.4159"));
}

#[test]
fn one_that_leaves_processes_behind_leaves_none() {
    let lab = Lab::new().toml(QUICK).approach("setsid sleep 27.1828 </dev/null &>/dev/null & echo text >/work/file");
    assert_eq!(lab.ended(), Ended::Seen(Seen::Fixed));
    assert!(!runs("27.1828"));
}

#[test]
fn one_that_forks_without_end_reaches_its_limit() {
    let lab = Lab::new().toml(QUICK).approach("for i in {1..500}; do sleep 16.1803 & done");
    let tried = lab.run().remove(0);
    assert_eq!(tried.ended, Ended::Broken(Why::Slow("the approach", 2)), "bash tries again and again");
    assert!(tried.steps[2].output.contains("fork: retry: Resource temporarily unavailable"), "{tried:?}");
    assert!(!runs("16.1803"));
}

#[test]
fn one_that_fills_the_disk_fills_its_own() {
    let lab = Lab::new().toml(&QUICK.replace("timeout = 2", "timeout = 60")).approach(
        "for place in /work /tmp /home/prover /dev/shm /run /dev / /proof /etc /usr /out /var; do
            for i in 1 2 3 4 5 6 7 8; do head -c 15M /dev/zero >\"$place/fill$i\"; done
        done 2>/dev/null
        du -sm /work /tmp /home/prover /dev/shm /run | awk '{ sum += $1 } END { print \"MiB\", sum }'
        ls -d /fill1 /dev/fill1 /proof/fill1 /etc/fill1 /usr/fill1 /out/fill1 /var/fill1 2>/dev/null
        rm -f /work/fill*; touch /work/file",
    );
    let tried = lab.run().remove(0);
    assert_eq!(tried.ended, Ended::Seen(Seen::Fixed), "{tried:?}");
    let output = tried.steps[2].output.trim();
    let filled: u64 = output.strip_prefix("MiB ").unwrap().parse().expect("nothing but its own folders took a file");
    assert!((100..=3 * 16 + 2 * 64 + 1).contains(&filled), "{filled} MiB");
}

#[test]
fn one_that_prints_a_gigabyte_is_read_to_its_end() {
    let lab = Lab::new()
        .toml(&TOML.replace("[env", "timeout = 120\n[env"))
        .script("trigger", "[ -e /work/file ] || yes 'nothing of note' | head -c 16M; cat /work/file")
        .approach("yes 'nothing of note' | head -c 1G; echo the end; touch /work/file");
    let tried = lab.run().remove(0);
    assert_eq!(tried.ended, Ended::Seen(Seen::Fixed));
    assert!(tried.steps[1].output.ends_with("cat: /work/file: No such file or directory\n"));
    assert!(tried.steps[2].output.ends_with("nothing of note\nthe end\n"));
    assert!(tried.steps.iter().all(|step| step.output.len() <= 64 << 10));
}

#[test]
fn one_that_takes_too_much_memory_is_ended() {
    let lab = Lab::new()
        .toml(&QUICK.replace("timeout = 2", "timeout = 60"))
        .approach("tail /dev/zero; echo \"tail: $?\"; touch /work/file");
    let tried = lab.run().remove(0);
    assert_eq!(tried.ended, Ended::Seen(Seen::Fixed), "{tried:?}");
    assert!(tried.steps[2].output.contains("memory exhausted"), "{tried:?}");
}

#[test]
fn one_that_kills_its_parent_kills_only_its_sandbox() {
    let lab = Lab::new().toml(QUICK).approach("kill -9 $PPID; sleep 5");
    assert_eq!(lab.ended(), Ended::Seen(Seen::Same), "only the step's own watch is gone");
    let Why::Cut(step, _) = lab.approach("kill -9 -1; sleep 5").broken() else { panic!() };
    assert_eq!(step, "the approach");
}

#[test]
fn one_that_tries_the_network_finds_only_its_own_loopback() {
    let here = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = here.local_addr().unwrap().port();
    here.set_nonblocking(true).unwrap();
    let lab = Lab::new().toml(QUICK).approach(&format!(
        "ls /sys/class/net 2>/dev/null; cat /proc/net/dev | tail -n +3 | cut -d: -f1
        (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null && echo reached the host
        (exec 3<>/dev/tcp/1.1.1.1/53) 2>/dev/null && echo reached the world
        touch /work/file"
    ));
    let tried = lab.run().remove(0);
    assert_eq!(tried.steps[2].output.trim(), "lo");
    assert_eq!(tried.ended, Ended::Seen(Seen::Fixed));
    assert!(here.accept().is_err());
}

#[test]
fn one_that_looks_around_sees_neither_home_nor_canon_nor_secrets() {
    let lab = Lab::new().toml(QUICK);
    let root = lab.root().to_owned();
    fs::write(root.join("secret"), "secret").unwrap();
    let home = std::env::var("HOME").unwrap();
    let lab = lab.approach(&format!(
        "cat '{0}/secret' '{0}/lab/missing/entry.md' 2>/dev/null
        ls -A '{home}' /root /var/lib/postgresql /etc/shadow /etc/sudoers 2>/dev/null
        ls -A /home /work /tmp /home/prover
        env | grep -v -E '^(PATH|HOME|USER|LOGNAME|LANG|TZ|TMPDIR|VARIANT|PWD|OLDPWD|SHLVL|_)='
        id -un; touch /work/file",
        root.display()
    ));
    let tried = lab.run().remove(0);
    let listed = "/home:\nprover\n\n/home/prover:\n\n/tmp:\n\n/work:\n";
    assert_eq!(tried.steps[2].output, format!("{listed}prover\n"));
    assert_eq!(tried.ended, Ended::Seen(Seen::Fixed));
}

#[test]
fn one_that_wants_to_be_root_or_nest_a_sandbox_is_refused() {
    let lab = Lab::new().toml(QUICK).approach(
        "unshare -Ur true 2>/dev/null && echo nested
        su -c true </dev/null 2>/dev/null && echo root
        mount -t tmpfs none /work 2>/dev/null && echo mounted
        mount -o remount,rw / 2>/dev/null && echo remounted
        grep -E '^(CapEff|NoNewPrivs)' /proc/self/status; touch /work/file",
    );
    assert_eq!(lab.run().remove(0).steps[2].output, "CapEff:\t0000000000000000\nNoNewPrivs:\t1\n");
}

#[test]
fn nothing_stays_in_the_temporary_folder() {
    let temp = tempfile::tempdir().unwrap();
    let count = || fs::read_dir(temp.path()).unwrap().count();
    // Other tests use the system's folder at the same time: this one runs itself again in a folder of its own.
    let inner = std::env::var_os("UNSTUCK_PROOF_INNER").is_some();
    if inner {
        for script in ["exit 0", "kill -9 -1; sleep 5"] {
            Lab::new().toml(QUICK).approach(script).run();
        }
        return;
    }
    fs::set_permissions(temp.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "hostile::nothing_stays_in_the_temporary_folder"])
        .env("UNSTUCK_PROOF_INNER", "1")
        .env("TMPDIR", temp.path())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(count(), 0);
}

/// What is kept is a way out: it takes no more than the folders may hold, and leads nowhere else.
#[test]
fn one_whose_inside_is_kept_gets_no_further() {
    let keep = tempfile::tempdir().unwrap();
    let victim = keep.path().join("victim");
    fs::write(&victim, "precious").unwrap();
    let lab = Lab::new().toml(&QUICK.replace("timeout = 2", "timeout = 120")).approach(&format!(
        "for place in /keep /out /work; do ln -sf '{0}' $place/3-approach.log; ln -sf '{0}' $place/inside.tar; done 2>/dev/null
        ls -d '{0}' /keep 2>/dev/null
        head -c 60M /dev/zero >/out/5",
        victim.display()
    ));
    let tried = lab.run_with(Some(keep.path()), &AtomicBool::new(false)).remove(0);
    assert_eq!(tried.ended, Ended::Seen(Seen::Same), "{tried:?}");
    let kept = tried.kept.unwrap();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    assert_eq!(fs::read_to_string(kept.join("3-approach.log")).unwrap(), "");
    let archive = fs::symlink_metadata(kept.join("inside.tar")).unwrap();
    assert!(archive.is_file(), "{archive:?}");
    assert_eq!(archive.len(), (3 * 16) << 20, "as much as its three folders may hold, of 60 MiB");
}

/// Each within its limit, and all together beyond what a sandbox may have in use.
#[test]
fn many_that_take_too_much_memory_together_are_ended() {
    let lab = Lab::new().toml(&QUICK.replace("timeout = 2", "timeout = 300")).approach(
        "for i in 1 2 3 4 5 6 7 8 9; do { head -c 400M /dev/zero; sleep 290; } | tail & done; wait; touch /work/file",
    );
    assert_eq!(lab.broken(), Why::Memory);
}

#[test]
fn one_that_is_stopped_ends_at_once() {
    let stopped = AtomicBool::new(false);
    let lab = Lab::new().script("setup", "touch /work/there; sleep 14.1421");
    let begun = Instant::now();
    let tried = std::thread::scope(|scope| {
        let tried = scope.spawn(|| lab.run_with(None, &stopped));
        std::thread::sleep(Duration::from_millis(500));
        stopped.store(true, Ordering::Relaxed);
        tried.join().unwrap()
    });
    assert_eq!(tried[0].ended, Ended::NotRun(Why::Stopped));
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert!(!runs("14.1421"));
}

#[test]
fn status_lines_that_a_proof_prints_are_only_output() {
    let lab = Lab::new().toml(QUICK).approach("echo step 4 0; echo 'fact 0 forged'; for fd in /proc/$PPID/fd/1 /out/4; do echo 'step 4 0' >$fd; done 2>/dev/null");
    assert_ne!(lab.ended(), Ended::Seen(Seen::Fixed));
}
