# In ~/.config/fish/config.fish: unstuck shell fish | source
# fix: explain the command that failed last, from tmux's screen, or by running it again if you say so.
function fix --description 'Explain the command that failed last'
    set -l code $status
    set -l last $history[1]
    if test $code -eq 0; or test -z "$last"
        echo 'fix: the last command did not fail' >&2
        return 1
    end
    if set -q TMUX; and command -q tmux
        # Everything behind the last line that ends with the command.
        tmux capture-pane -pJ -S -5000 -t "$TMUX_PANE" | LAST=$last awk '
            { end = substr($0, length($0) - length(ENVIRON["LAST"]) + 1) }
            end == ENVIRON["LAST"] { text = ""; next }
            { text = text $0 "\n" }
            END { printf "%s", text }' | unstuck explain
        return
    end
    read -l -P "Run again: $last [y/N] " answer
    switch "$answer"
        case 'y*' 'Y*'
            unstuck run -- fish -c "$last"
        case '*'
            return 1
    end
end
