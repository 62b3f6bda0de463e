# Runs the four steps of a trial inside the sandbox and tells on standard output how each ended.
# Arguments: approach, seconds, processes, KiB of memory, KiB of disk, seconds of CPU, pipe for what is to be kept or empty, commands of the facts.
approach=$1 seconds=$2 processes=$3 memory=$4 disk=$5 cpu=$6 keep=$7
shift 7

limited() {
    ulimit -c 0 -u "$processes" -v "$memory" -f "$disk" -t "$cpu"
    cd /work && exec timeout -k 1 "$@"
}

step() {
    if [[ $1 == 1 && ! -e $2 ]]; then
        echo "step 1 0"
        return
    fi
    echo "start $1"
    (limited "$seconds" "$2") </dev/null >"/out/$1" 2>&1
    echo "step $1 $?"
}

step 1 /proof/setup
at=0
for command; do
    fact=$( (limited 10 bash -c "$command") </dev/null 2>&1 | grep -m 1 '[^[:space:]]' | tr -d '\0\r' | cut -c -200)
    echo "fact $at $fact"
    at=$((at + 1))
done
step 2 /proof/trigger
step 3 "/proof/try/$approach"
step 4 /proof/trigger
if [[ -n $keep ]]; then
    tar -C / -cf - work tmp home/prover >"$keep" 2>/dev/null
fi
exit 0
