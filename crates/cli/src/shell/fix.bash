# In ~/.bashrc: eval "$(unstuck shell bash)"
# fix: explain the command that failed last, from tmux's screen, or by running it again if you say so.
fix() {
    local code=$? last answer
    last=$(fc -ln -1 2>/dev/null)
    last=${last#"${last%%[![:space:]]*}"}
    if [ "$code" -eq 0 ] || [ -z "$last" ]; then
        echo 'fix: the last command did not fail' >&2
        return 1
    fi
    if [ -n "${TMUX-}" ] && command -v tmux >/dev/null; then
        # Everything behind the last line that ends with the command.
        tmux capture-pane -pJ -S -5000 -t "${TMUX_PANE-}" | LAST=$last awk '
            { end = substr($0, length($0) - length(ENVIRON["LAST"]) + 1) }
            end == ENVIRON["LAST"] { text = ""; next }
            { text = text $0 "\n" }
            END { printf "%s", text }' | unstuck explain
        return
    fi
    printf 'Run again: %s [y/N] ' "$last" >&2
    read -r answer
    case $answer in
        [yY]*) unstuck run -- bash -c "$last" ;;
        *) return 1 ;;
    esac
}
