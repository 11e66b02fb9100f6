#!/usr/bin/env bash
# Applies patches with Kustomize and with ours. Skips where kubectl is absent, unless AGENTC_CONFORMANCE=require.
set -euo pipefail
cd "$(dirname "$0")/../.."

absent() {
    echo "kustomize.sh: $1 is absent"
    [[ ${AGENTC_CONFORMANCE:-} == require ]] && exit 1
    exit 0
}

command -v kubectl >/dev/null || absent kubectl
cargo test --features conformance --test it merge::kustomize::kustomize_agrees -- --exact
