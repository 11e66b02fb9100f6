#!/usr/bin/env bash
# Kills a build at every system call that changes the disk, then fails each of them, and looks at what is left.
#
#   crash.sh '<command that builds>' <output folder>
#
# The output folder is to hold an older build, so that there is something to replace and to remove. After each
# attempt every file must be old or new, never between, and the next run must finish the build. A writer that
# does it the naive way is tried as well: if that leaves no torn file, this script could not find one.
# Without strace it says so and exits 0, or 1 with AGENTC_CONFORMANCE=require.
set -euo pipefail

[ $# -eq 2 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
command=$1
out=$(realpath "$2")
calls=${CRASH_CALLS:-mkdir mkdirat openat write fsync fdatasync fchmod flock rename renameat renameat2 unlink unlinkat rmdir ftruncate}
errors=${CRASH_ERRORS:-ENOSPC EIO EROFS}
# Counting calls needs the same calls each time.
export RAYON_NUM_THREADS=1

if ! command -v strace >/dev/null || ! strace -o /dev/null true 2>/dev/null; then
    echo "crash.sh: skipped, no strace here" >&2
    [ "${AGENTC_CONFORMANCE:-}" != require ]
    exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -a "$out" "$work/old"
attempts=0 killed=0 bad=0

reset() { rm -rf "$out" && cp -a "$work/old" "$out"; }

files() { (cd "$1" && find . -path ./.agentc -prune -o \( -type f ! -name '.agentc-tmp-*' -print \) | sort); }

complain() {
    echo "crash.sh: $1" >&2
    bad=$((bad + 1))
}

# Every file is that of the old build or that of the new; what both have is there.
whole() {
    local file
    while read -r file; do
        cmp -s "$out/$file" "$work/old/$file" || cmp -s "$out/$file" "$work/new/$file" || return 1
    done < <(files "$out")
    while read -r file; do [ -e "$out/$file" ] || return 1; done < "$work/both"
}

# What a user sees of a build: all files, and no unfinished ones.
finished() {
    diff -r -x .agentc "$work/new" "$out" >&2 && [ -z "$(find "$out" -path "$out/.agentc" -prune -o -name '.agentc-tmp-*' -print)" ] \
        && [ ! -e "$out/.agentc/journal" ]
}

# The inner shell takes the word that somebody was killed.
traced() { bash -c "strace -f -qq $1 $command; exit \$?" >/dev/null 2>"$work/stderr"; }

attempt() { # what happens, strace's words for it
    local status=0
    reset
    traced "-o /dev/null -e inject=$2" || status=$?
    attempts=$((attempts + 1))
    [ "$status" -ne 137 ] || killed=$((killed + 1))
    whole || complain "$1: a file is neither old nor new"
    bash -c "$command" >/dev/null 2>"$work/stderr" || complain "$1: the next run fails: $(tail -n 3 "$work/stderr")"
    finished || complain "$1: the next run does not finish"
}

# A loss of power is not a kill: what is renamed must have been synced before, and nothing is written in place.
synced() {
    local name
    while read -r name; do
        awk -v name="$name" '
            /f(data)?sync\(/ && index($0, "/" name ">") { synced = 1 }
            /rename/ && index($0, "\"" name "\"") { if (!synced) exit 1; synced = 0 }' "$work/trace" \
            || complain "$name is renamed before it is on disk"
    done < <(grep -o 'rename[^"]*"\.agentc-tmp-[^"]*"' "$work/trace" | cut -d'"' -f2 | sort -u)
    if grep 'openat(' "$work/trace" | grep -F "<$out" | grep -E 'O_(WRONLY|RDWR|TRUNC)' | grep -vE '"(\.agentc-tmp-[^"]*|lock)"'; then
        complain "a file is written in its place"
    fi
}

torn_by_the_naive_way() {
    local file torn=0
    for file in $(cat "$work/both"); do
        cmp -s "$work/old/$file" "$work/new/$file" && continue
        reset
        strace -f -qq -o /dev/null -e inject=write:signal=SIGKILL:when=1 \
            sh -c 'printf "%s\n" "$1" > "$2"' sh "$(cat "$work/new/$file")" "$out/$file" 2>/dev/null || true
        whole || torn=$((torn + 1))
    done
    echo "$torn"
}

bash -c "$command" >/dev/null
cp -a "$out" "$work/new"
comm -12 <(files "$work/old") <(files "$work/new") > "$work/both"
! diff -rq -x .agentc "$work/old" "$work/new" >/dev/null || { echo "crash.sh: the build changes nothing in $out" >&2; exit 2; }

reset
traced "-y -o '$work/trace'" || { cat "$work/stderr" >&2; exit 2; }
synced

for call in $calls; do
    count=$(grep -cE "^[0-9]+ +$call\(" "$work/trace" || true)
    for ((k = 1; k <= count; k++)); do
        attempt "killed at $call $k" "$call:signal=SIGKILL:when=$k"
        for error in $errors; do attempt "$error from $call $k" "$call:error=$error:when=$k"; done
    done
done

torn=$(torn_by_the_naive_way)
[ "$torn" -gt 0 ] || complain "the naive writer tore nothing: this run proves nothing"
[ "$killed" -gt 0 ] || complain "no run was killed: this run proves nothing"
echo "crash.sh: $attempts attempts, $killed killed, $bad bad; the naive writer tore $torn files"
[ "$bad" -eq 0 ]
