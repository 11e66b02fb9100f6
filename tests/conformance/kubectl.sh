#!/usr/bin/env bash
# Reads every committed output with kubectl and builds every component with Kustomize. Skips where kubectl is
# absent, unless AGENTC_CONFORMANCE=require.
set -euo pipefail
cd "$(dirname "$0")/../.."

absent() {
    echo "kubectl.sh: $1 is absent"
    [[ ${AGENTC_CONFORMANCE:-} == require ]] && exit 1
    exit 0
}

command -v kubectl >/dev/null || absent kubectl
cargo test --features conformance --test it kubectl::reads_every_file -- --exact
cargo test --features conformance --test it kubectl::builds_every_component -- --exact
