//! `unstuck install`: one entry in, the same entry out, and nothing else of a user's file touched.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use serde_json::{Value, json};

use crate::tool::Home;

const AGENTS: [(&str, &str, &str); 6] = [
    ("claude-code", ".claude.json", ".mcp.json"),
    ("codex", ".codex/config.toml", ".codex/config.toml"),
    ("cursor", ".cursor/mcp.json", ".cursor/mcp.json"),
    ("copilot", ".copilot/mcp-config.json", ".github/mcp.json"),
    ("opencode", ".config/opencode/opencode.json", "opencode.json"),
    ("gemini", ".gemini/settings.json", ".gemini/settings.json"),
];

fn install(home: &Home, arguments: &[&str]) -> String {
    home.unstuck(["install"]).args(arguments).run().code(0).quiet().out().to_owned()
}

fn read_json(home: &Home, file: &str) -> Value {
    serde_json::from_str(&home.read(file)).unwrap()
}

/// The files below the home, with what they say.
fn files(home: &Home) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_is_put_in_comes_out_again_without_a_trace() {
    for (agent, user, project) in AGENTS {
        for (file, scope) in [(user, &[][..]), (project, &["--project"][..])] {
            let home = Home::new();
            let before = files(&home);
            let arguments = [&[agent], scope].concat();
            let told = install(&home, &arguments);
            assert!(told.contains(file) && told.contains("added"), "{agent}: {told}");
            let after = files(&home);
            assert!(
                after.iter().any(|(path, text)| path.ends_with(file) && text.contains("unstuck")),
                "{agent}: {after:?}"
            );
            // Again: nothing new.
            let told = install(&home, &arguments);
            assert!(told.contains("is there already") && !told.contains("added"), "{agent}: {told}");
            assert_eq!(files(&home), after, "{agent}");
            let told = install(&home, &[&arguments[..], &["--uninstall"]].concat());
            assert!(told.contains("removed"), "{agent}: {told}");
            assert_eq!(files(&home), before, "{agent}");
            let told = install(&home, &[&arguments[..], &["--uninstall"]].concat());
            assert!(told.contains("is not there"), "{agent}: {told}");
            assert_eq!(files(&home), before, "{agent}");
        }
    }
}

#[test]
fn a_project_shares_no_path_of_one_machine() {
    for (agent, _, project) in AGENTS {
        let home = Home::new();
        install(&home, &[agent, "--project"]);
        let text = home.read(project);
        assert!(!text.contains(env!("CARGO_BIN_EXE_unstuck")) && text.contains("unstuck"), "{agent}: {text}");
        let own = Home::new();
        install(&own, &[agent]);
        assert!(files(&own).iter().any(|(_, text)| text.contains(env!("CARGO_BIN_EXE_unstuck"))), "{agent}");
    }
}

#[test]
fn each_agent_finds_the_form_that_it_documents() {
    let home = Home::new();
    AGENTS.iter().for_each(|(agent, _, _)| drop(install(&home, &[agent])));
    let program = env!("CARGO_BIN_EXE_unstuck");
    let plain = json!({"command": program, "args": ["mcp"]});
    let server = |file: &str, key: &str| read_json(&home, file)[key]["unstuck"].clone();
    assert_eq!(server(".claude.json", "mcpServers"), json!({"type": "stdio", "command": program, "args": ["mcp"]}));
    assert_eq!(server(".cursor/mcp.json", "mcpServers"), plain);
    assert_eq!(server(".gemini/settings.json", "mcpServers"), plain);
    let local = json!({"type": "local", "command": program, "args": ["mcp"], "tools": ["*"]});
    assert_eq!(server(".copilot/mcp-config.json", "mcpServers"), local);
    let own = json!({"type": "local", "command": [program, "mcp"], "enabled": true});
    assert_eq!(server(".config/opencode/opencode.json", "mcp"), own);
    assert_eq!(
        home.read(".codex/config.toml"),
        format!("[mcp_servers.unstuck]\ncommand = \"{program}\"\nargs = [\"mcp\"]\n")
    );
    let hook = json!([{"matcher": "Bash", "hooks": [{"type": "command", "command": format!("{program} hook claude-code"), "timeout": 20}]}]);
    assert_eq!(read_json(&home, ".claude/settings.json"), json!({"hooks": {"PostToolUseFailure": hook}}));
    let hook =
        json!({"type": "command", "name": "unstuck", "command": format!("{program} hook gemini"), "timeout": 20000});
    let hooks = read_json(&home, ".gemini/settings.json")["hooks"].clone();
    assert_eq!(hooks, json!({"AfterTool": [{"matcher": "run_shell_command", "hooks": [hook]}]}));
    let hook = json!({"type": "command", "bash": format!("{program} hook copilot"), "timeoutSec": 20});
    let hooks = read_json(&home, ".copilot/hooks/unstuck.json");
    assert_eq!(hooks, json!({"version": 1, "hooks": {"postToolUseFailure": [hook]}}));
}

#[test]
fn a_file_of_ours_is_ours_only_while_nobody_else_is_in_it() {
    let home = Home::new();
    let file = ".github/hooks/unstuck.json";
    let hook = |command: &str| json!({"type": "command", "bash": command});
    let of = |hooks: &[Value]| json!({"version": 1, "hooks": {"postToolUseFailure": hooks}}).to_string();
    home.write(file, of(&[hook("/old/unstuck hook copilot")]));
    assert!(install(&home, &["copilot", "--project"]).contains("postToolUseFailure updated"));
    for other in [of(&[hook("unstuck hook copilot"), hook("say no")]), of(&[hook("say no")]), "{}".to_owned()] {
        home.write(file, &other);
        for scope in [&["copilot", "--project"][..], &["copilot", "--project", "--uninstall"]] {
            home.unstuck(["install"]).args(scope).run().code(2).complains(&["something else than ours"]);
            assert_eq!(home.read(file), other);
        }
    }
}

/// JSON as people keep it: comments, order, odd spaces, a trailing comma.
const SETTINGS: &str = "// mine\n{\n\t\"zeta\": 1,   // odd\n\t\"mcpServers\": {\n\t\t\"other\": {\"command\": \"x\", \"args\": []}, /* keep */\n\t},\n\t\"hooks\": {\n\t\t\"PostToolUse\": [ {\"matcher\": \"Edit\"} ],\n\t},\n\t\"alpha\": [1,2 , 3],\n}\n";

#[test]
fn a_users_json_keeps_everything_else() {
    let home = Home::new();
    let windows = SETTINGS.replace('\n', "\r\n");
    for text in [SETTINGS, &windows] {
        for file in [".gemini/settings.json", ".cursor/mcp.json"] {
            let agent = if file.starts_with(".gemini") { "gemini" } else { "cursor" };
            home.write(file, text);
            install(&home, &[agent]);
            let now = home.read(file);
            for line in text.lines() {
                assert!(now.contains(line.trim_end_matches(',')), "{line:?} is gone:\n{now}");
            }
            assert!(now.contains("\"unstuck\""), "{now}");
            install(&home, &[agent, "--uninstall"]);
            assert_eq!(home.read(file), text);
        }
    }
}

#[test]
fn hooks_of_others_stay_and_so_does_what_the_user_set_on_ours() {
    let home = Home::new();
    let other = json!({"matcher": "Bash", "hooks": [{"type": "command", "command": "say failed"}]});
    let settings = json!({"model": "x", "hooks": {"PostToolUseFailure": [other], "Stop": []}});
    home.write(".claude/settings.json", serde_json::to_string_pretty(&settings).unwrap());
    install(&home, &["claude-code"]);
    let mut now = read_json(&home, ".claude/settings.json");
    assert_eq!(now["hooks"]["PostToolUseFailure"].as_array().unwrap().len(), 2);
    assert_eq!((&now["model"], &now["hooks"]["Stop"]), (&json!("x"), &json!([])));
    now["hooks"]["PostToolUseFailure"][1]["hooks"][0]["timeout"] = json!(99);
    now["hooks"]["PostToolUseFailure"][1]["hooks"][0]["command"] = json!("/old/unstuck hook claude-code");
    home.write(".claude/settings.json", now.to_string());
    let told = install(&home, &["claude-code"]);
    assert!(told.contains("PostToolUseFailure updated"), "{told}");
    let now = read_json(&home, ".claude/settings.json");
    assert_eq!(now["hooks"]["PostToolUseFailure"][1]["hooks"][0]["timeout"], 99);
    install(&home, &["claude-code", "--uninstall"]);
    assert_eq!(read_json(&home, ".claude/settings.json"), settings);
    // Without the hook, for those who want the tools alone.
    install(&home, &["claude-code", "--no-hook"]);
    assert_eq!(read_json(&home, ".claude/settings.json"), settings);
}

#[test]
fn a_users_toml_keeps_everything_else() {
    let home = Home::new();
    let text =
        "# mine\nmodel = \"o\" # which\n\n[mcp_servers.other]\ncommand = 'x'\n\n[profiles.deep]\nmodel = \"p\"\n";
    home.write(".codex/config.toml", text);
    install(&home, &["codex"]);
    let now = home.read(".codex/config.toml");
    assert!(text.lines().all(|line| now.contains(line)) && now.contains("[mcp_servers.unstuck]"), "{now}");
    install(&home, &["codex", "--uninstall"]);
    assert_eq!(home.read(".codex/config.toml"), text);
    // A path that moved is set, and a comment behind it stays.
    home.write(
        ".codex/config.toml",
        "[mcp_servers.unstuck]\ncommand = \"/old/unstuck\" # why\nargs = [\"mcp\"]\nenv = { A = \"1\" }\n",
    );
    assert!(install(&home, &["codex"]).contains("updated"));
    let now = home.read(".codex/config.toml");
    assert!(now.contains(env!("CARGO_BIN_EXE_unstuck")) && now.contains("# why") && now.contains("A = \"1\""), "{now}");
}

#[test]
fn what_cannot_be_understood_is_left_alone() {
    for (agent, file, text, told) in [
        ("gemini", ".gemini/settings.json", "{ \"a\": ", "cannot be parsed"),
        ("gemini", ".gemini/settings.json", "[1]", "something else than ours"),
        ("gemini", ".gemini/settings.json", "{\"mcpServers\": []}", "something else than ours"),
        (
            "cursor",
            ".cursor/mcp.json",
            "{\"mcpServers\": {\"unstuck\": {\"command\": \"other\"}}}",
            "something else than ours",
        ),
        ("codex", ".codex/config.toml", "a = [", "cannot be parsed"),
        ("codex", ".codex/config.toml", "mcp_servers = 3\n", "something else than ours"),
        ("claude-code", ".claude/settings.json", "{\"hooks\": 1}", "something else than ours"),
    ] {
        let home = Home::new();
        home.write(file, text);
        let before = files(&home);
        home.unstuck(["install", agent]).run().code(2).complains(&[told, file]);
        // Neither this file nor another of the same agent.
        assert_eq!(files(&home), before, "{agent}");
    }
    let home = Home::new();
    home.write(".cursor/mcp.json", b"\xff\xfe{}");
    home.unstuck(["install", "cursor"]).run().code(2).complains(&["cannot read"]);
}

#[test]
fn a_dry_run_shows_the_lines_and_writes_nothing() {
    let home = Home::new();
    home.write(".gemini/settings.json", "{\n  \"theme\": \"x\"\n}\n");
    let before = files(&home);
    let told = install(&home, &["gemini", "--dry-run"]);
    assert!(told.contains("would be added") && told.contains("+     \"unstuck\": {"), "{told}");
    assert_eq!(files(&home), before);
}

#[test]
fn a_link_stays_a_link_and_a_private_file_private() {
    let home = Home::new();
    let real = home.write("dotfiles/claude.json", "{\"secret\": 1}");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&real, home.path().join(".claude.json")).unwrap();
    install(&home, &["claude-code"]);
    assert!(home.path().join(".claude.json").is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&real).unwrap().contains("mcpServers"));
}

#[test]
fn opencode_with_comments_is_found() {
    let home = Home::new();
    home.write(".config/opencode/opencode.jsonc", "{\n  // mine\n}\n");
    install(&home, &["opencode"]);
    assert!(home.read(".config/opencode/opencode.jsonc").contains("\"unstuck\""));
    install(&home, &["opencode", "--uninstall"]);
    assert!(home.read(".config/opencode/opencode.jsonc").contains("// mine"));
}
