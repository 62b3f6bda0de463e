//! Where each agent keeps its MCP servers and hooks, and in which form: as its documentation says it.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Value, json};

/// Our name in every configuration.
const NAME: &str = "unstuck";

/// A coding agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Agent {
    /// Claude Code
    ClaudeCode,
    /// OpenAI Codex
    Codex,
    /// Cursor
    Cursor,
    /// GitHub Copilot CLI
    Copilot,
    /// OpenCode
    Opencode,
    /// Gemini CLI
    Gemini,
}

/// An entry of ours in a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    /// The file.
    pub(crate) file: PathBuf,
    /// The keys that lead to it.
    pub(crate) keys: Vec<&'static str>,
    /// What stands there.
    pub(crate) entry: Entry,
}

/// What stands in a place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    /// The server, under our name in the table that the keys lead to.
    Server { name: &'static str, value: Value },
    /// The hook, an element of the list that the keys lead to; known again by its command.
    Hook { value: Value },
    /// The whole file is ours.
    File { value: Value },
}

impl Place {
    /// The entry in words: `mcpServers.unstuck`.
    pub(crate) fn what(&self) -> String {
        match &self.entry {
            Entry::Server { name, .. } => format!("{}.{name}", self.keys.join(".")),
            Entry::Hook { .. } | Entry::File { .. } => self.keys.join("."),
        }
    }
}

/// The entries of an agent: in the user's files, or in those of a project.
pub(crate) fn places(agent: Agent, home: &Path, project: Option<&Path>, program: &str) -> Vec<Place> {
    let server = |file: PathBuf, keys: &[&'static str], value: Value| Place {
        file,
        keys: keys.to_vec(),
        entry: Entry::Server { name: NAME, value },
    };
    let local = json!({"command": program, "args": ["mcp"]});
    let command = |agent: &str| format!("{} hook {agent}", quoted(program));
    match agent {
        // <https://code.claude.com/docs/en/mcp>: `.mcp.json` in a project, `mcpServers` in `~/.claude.json` for a user.
        // <https://code.claude.com/docs/en/hooks>: `PostToolUseFailure` comes after a tool call that failed, such as a
        // command of Bash that exits with another code than 0, and takes `additionalContext`. The fields of its input are
        // those of <https://code.claude.com/docs/en/agent-sdk/python>.
        Agent::ClaudeCode => {
            let (servers, settings) = match project {
                Some(root) => (root.join(".mcp.json"), root.join(".claude/settings.json")),
                None => (home.join(".claude.json"), home.join(".claude/settings.json")),
            };
            let hook = json!({
                "matcher": "Bash",
                "hooks": [{"type": "command", "command": command("claude-code"), "timeout": 20}],
            });
            let value = json!({"type": "stdio", "command": program, "args": ["mcp"]});
            let hook =
                Place { file: settings, keys: vec!["hooks", "PostToolUseFailure"], entry: Entry::Hook { value: hook } };
            vec![server(servers, &["mcpServers"], value), hook]
        }
        // <https://developers.openai.com/codex/mcp>
        Agent::Codex => {
            vec![server(project.unwrap_or(home).join(".codex/config.toml"), &["mcp_servers"], local)]
        }
        // <https://cursor.com/docs/mcp>
        Agent::Cursor => vec![server(project.unwrap_or(home).join(".cursor/mcp.json"), &["mcpServers"], local)],
        // <https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers>
        // <https://docs.github.com/en/copilot/reference/hooks-reference>: files in a folder of hooks are read side by side, and
        // what a `postToolUseFailure` prints before it exits with 2 is shown to the agent.
        Agent::Copilot => {
            let (servers, hooks) = match project {
                Some(root) => (root.join(".github/mcp.json"), root.join(".github/hooks/unstuck.json")),
                None => (home.join(".copilot/mcp-config.json"), home.join(".copilot/hooks/unstuck.json")),
            };
            let value = json!({"type": "local", "command": program, "args": ["mcp"], "tools": ["*"]});
            let hook = json!({"type": "command", "bash": command("copilot"), "timeoutSec": 20});
            let hook = json!({"version": 1, "hooks": {"postToolUseFailure": [hook]}});
            let keys = vec!["hooks", "postToolUseFailure"];
            let hook = Place { file: hooks, keys, entry: Entry::File { value: hook } };
            vec![server(servers, &["mcpServers"], value), hook]
        }
        // <https://opencode.ai/docs/mcp-servers>, the format of its version 1. Either ending is read; an existing file is used.
        Agent::Opencode => {
            let folder = project.map_or_else(|| home.join(".config/opencode"), Path::to_owned);
            let with_comments = folder.join("opencode.jsonc");
            let file = if with_comments.exists() { with_comments } else { folder.join("opencode.json") };
            let value = json!({"type": "local", "command": [program, "mcp"], "enabled": true});
            vec![server(file, &["mcp"], value)]
        }
        // <https://geminicli.com/docs/tools/mcp-server>
        // <https://geminicli.com/docs/hooks/reference>: `AfterTool`, whose timeout is in milliseconds.
        Agent::Gemini => {
            let file = project.unwrap_or(home).join(".gemini/settings.json");
            let hook = json!({"type": "command", "name": NAME, "command": command("gemini"), "timeout": 20000});
            let hook = json!({"matcher": "run_shell_command", "hooks": [hook]});
            let keys = vec!["hooks", "AfterTool"];
            let hook = Place { file: file.clone(), keys, entry: Entry::Hook { value: hook } };
            vec![server(file, &["mcpServers"], local), hook]
        }
    }
}

/// A word of a shell command.
fn quoted(word: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "/._-+".contains(char);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_spaces_stays_one_word() {
        assert_eq!(quoted("/usr/bin/unstuck"), "/usr/bin/unstuck");
        assert_eq!(quoted("/my tools/it's"), r"'/my tools/it'\''s'");
    }

    #[test]
    fn every_agent_has_a_server_for_a_user_and_for_a_project() {
        for agent in Agent::value_variants() {
            for project in [None, Some(Path::new("/p"))] {
                let places = places(*agent, Path::new("/h"), project, "unstuck");
                assert!(matches!(places[0].entry, Entry::Server { .. }), "{agent:?}");
                let root = project.unwrap_or(Path::new("/h"));
                assert!(places.iter().all(|place| place.file.starts_with(root)), "{agent:?}");
            }
        }
    }
}
