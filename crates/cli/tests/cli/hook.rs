//! `unstuck hook`: what an agent hears when a command of its failed.

use serde_json::json;

use crate::tool::{Home, Ran};

fn hook(home: &Home, input: &str) -> Ran {
    home.unstuck(["hook", "claude-code"]).input(input).run()
}

fn failed(error: &str) -> serde_json::Value {
    json!({
        "session_id": "s", "transcript_path": "/t", "cwd": "/c", "permission_mode": "default",
        "hook_event_name": "PostToolUseFailure", "tool_name": "Bash", "tool_use_id": "u",
        "tool_input": {"command": "git push origin main"}, "error": error, "is_interrupt": false,
    })
}

#[test]
fn a_known_failure_comes_back_as_context_dead_ends_first() {
    let home = Home::new();
    let input = failed("Exit code 1\nerror: src refspec main does not match any\nerror: failed to push some refs");
    let told = hook(&home, &input.to_string()).code(0).quiet().json();
    assert_eq!(told["hookSpecificOutput"]["hookEventName"], "PostToolUseFailure");
    let text = told["hookSpecificOutput"]["additionalContext"].as_str().unwrap();
    assert!(text.starts_with("> From the error canon"), "{text}");
    assert!(text.find("## Will not help").unwrap() < text.find("## Will help").unwrap(), "{text}");
    assert!(text.contains("git/src-refspec-does-not-match"), "{text}");
}

#[test]
fn where_nothing_is_known_nothing_is_said() {
    let home = Home::new();
    for input in [
        failed("Exit code 1\nsomething nobody has seen"),
        failed(""),
        json!({"hook_event_name": "PostToolUseFailure", "tool_name": "Bash"}),
        json!({"hook_event_name": "PostToolUse", "error": "error: src refspec main does not match any"}),
        json!({"hook_event_name": "PostToolUseFailure", "error": "error: src refspec main does not match any", "is_interrupt": true}),
    ] {
        assert_eq!(hook(&home, &input.to_string()).code(0).quiet().out(), "");
    }
}

#[test]
fn what_is_no_input_does_not_stop_the_agent() {
    let home = Home::new();
    for input in ["", "not json", "[]", "{\"error\": 3}"] {
        // Code 2 would block.
        assert_eq!(hook(&home, input).code(1).complains(&["no input of a hook"]).out(), "");
    }
}

fn gemini(content: &serde_json::Value) -> serde_json::Value {
    json!({
        "session_id": "s", "cwd": "/c", "hook_event_name": "AfterTool", "timestamp": "2026-11-26T00:00:00Z",
        "tool_name": "run_shell_command", "tool_input": {"command": "git push origin main"},
        "tool_response": {"llmContent": content, "returnDisplay": "x"},
    })
}

#[test]
fn gemini_hears_of_commands_that_failed() {
    let home = Home::new();
    let ask = |content: &str| {
        home.unstuck(["hook", "gemini"]).input(gemini(&json!(content)).to_string()).run().code(0).quiet()
    };
    let told = ask("Output: error: src refspec main does not match any\nExit Code: 1").json();
    let text = told["hookSpecificOutput"]["additionalContext"].as_str().unwrap();
    assert!(text.contains("## Will not help"), "{text}");
    // A command that went well may print what failed elsewhere.
    assert_eq!(ask("Output: error: src refspec main does not match any").out(), "");
    assert_eq!(ask("Output: something nobody has seen\nExit Code: 1").out(), "");
    let parts = gemini(&json!([{"text": "error: src refspec main does not match any"}])).to_string();
    assert_eq!(home.unstuck(["hook", "gemini"]).input(parts).run().code(0).quiet().out(), "");
}

#[test]
fn copilot_hears_with_code_2() {
    let home = Home::new();
    let ask = |tool: &str, error: &str| {
        let input =
            json!({"sessionId": "s", "timestamp": 1, "cwd": "/c", "toolName": tool, "toolArgs": {}, "error": error});
        home.unstuck(["hook", "copilot"]).input(input.to_string()).run()
    };
    let told = ask("bash", "error: src refspec main does not match any").code(2).quiet();
    assert!(told.out().contains("## Will not help"), "{}", told.out());
    assert_eq!(ask("edit", "error: src refspec main does not match any").code(0).quiet().out(), "");
    assert_eq!(ask("bash", "something nobody has seen").code(0).quiet().out(), "");
}
