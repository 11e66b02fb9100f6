#!/usr/bin/env bash
# Fuzzes one target, or all: `tests/fuzz/run.sh [TARGET [SECONDS]]`. Needs Rust as pinned and a C++ compiler, no
# nightly and no cargo-fuzz: coverage is a pass of LLVM that the stable compiler has too.
set -euo pipefail
cd "$(dirname "$0")"

seconds="${2:-180}"
host="$(rustc -vV | sed -n 's/^host: //p')"
export CARGO_TARGET_DIR=../../target/fuzz RAYON_NUM_THREADS=1
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing"
RUSTFLAGS="$(echo $RUSTFLAGS)"

# The versions that agentc is built with.
cp ../../Cargo.lock Cargo.lock
# With a target, the flags are not for build scripts.
cargo build --release --target "$host"

failed=()
for target in ${1:-kdl yaml words expand dockerfile pod tree}; do
    printf '\n== %s\n' "$target"
    mkdir -p "corpus/$target" "artifacts/$target"
    "$CARGO_TARGET_DIR/$host/release/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=4096 -dict=words.dict -print_final_stats=1 -artifact_prefix="artifacts/$target/" \
        "corpus/$target" "seeds/$target" || failed+=("$target")
done
[ "${#failed[@]}" -eq 0 ] || { echo "run.sh: failed: ${failed[*]}" >&2; exit 1; }
