//! Compressed logs: read as they are, whatever they are called. The fixtures were packed by gzip and zstd themselves.

use serde_json::Value;

use crate::tool::{BUILD_LOG, Home};

const GZIP: &[u8] = include_bytes!("fixtures/build.log.gz");
const ZSTD: &[u8] = include_bytes!("fixtures/build.log.zst");

fn explained(bytes: &[u8]) -> Value {
    let home = Home::new();
    home.write("packed", bytes);
    let from_file = home.unstuck(["explain", "--format", "json", "packed"]).run().code(0).quiet().json();
    let from_pipe = home.unstuck(["explain", "--format", "json"]).input(bytes).run().code(0).quiet().json();
    assert_eq!(from_file["diagnoses"], from_pipe["diagnoses"]);
    from_file
}

#[test]
fn the_same_answer_as_unpacked() {
    let plain = explained(BUILD_LOG);
    for packed in [GZIP, ZSTD] {
        assert_eq!(explained(packed), plain);
    }
}

#[test]
fn one_behind_the_other() {
    let lines = BUILD_LOG.iter().filter(|byte| **byte == b'\n').count();
    for packed in [GZIP, ZSTD] {
        let answer = explained(&packed.repeat(3));
        assert_eq!(answer["input"]["lines"], 3 * lines);
        assert_eq!(answer["input"]["bytes"], 3 * BUILD_LOG.len());
        assert_eq!(answer["diagnoses"][0]["match"]["count"], 6);
    }
}

#[test]
fn frames_to_be_skipped() {
    // A skippable frame of three bytes, as pzstd and seekable zstd files hold.
    let skippable = b"\x50\x2A\x4D\x18\x03\x00\x00\x00abc";
    let plain = explained(BUILD_LOG);
    assert_eq!(explained(&[skippable, ZSTD, skippable].concat()), plain);
}

#[test]
fn padding_behind_gzip() {
    // Tapes and some upload tools pad with zeros, which gzip itself ignores.
    let plain = explained(BUILD_LOG);
    assert_eq!(explained(&[GZIP, &[0; 512]].concat()), plain);
}

#[test]
fn damage_is_told_with_the_name_and_what_to_do() {
    let flipped = |packed: &[u8]| {
        let mut bytes = packed.to_vec();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        bytes
    };
    let damaged = [
        ("gzip", GZIP[..GZIP.len() - 9].to_vec()),
        ("gzip", GZIP[..GZIP.len() - 1].to_vec()),
        ("gzip", GZIP[..5].to_vec()),
        ("gzip", flipped(GZIP)),
        ("gzip", [GZIP, b"and then something else"].concat()),
        ("zstd", ZSTD[..ZSTD.len() - 9].to_vec()),
        ("zstd", ZSTD[..ZSTD.len() - 1].to_vec()),
        ("zstd", ZSTD[..5].to_vec()),
        ("zstd", flipped(ZSTD)),
        ("zstd", [ZSTD, b"and then something else"].concat()),
    ];
    let home = Home::new();
    for (format, bytes) in damaged {
        home.write("build.log.packed", &bytes);
        let told = ["build.log.packed is damaged", format, "help: download it again"];
        home.unstuck(["explain", "build.log.packed"]).run().code(2).complains(&told);
    }
}

#[test]
fn checksums_are_held_to() {
    let mut gzip = GZIP.to_vec();
    let checksum = gzip.len() - 8;
    gzip[checksum] ^= 1;
    let mut zstd = ZSTD.to_vec();
    let checksum = zstd.len() - 4;
    zstd[checksum] ^= 1;
    for bytes in [gzip, zstd] {
        Home::new().unstuck(["explain", "-"]).input(bytes).run().code(2).complains(&["standard input is damaged"]);
    }
}
