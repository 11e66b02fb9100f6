#!/usr/bin/env bash
# Reads and prints YAML against kubectl and PyYAML. Skips what is absent, unless AGENTC_CONFORMANCE=require.
set -euo pipefail
cd "$(dirname "$0")/../.."

absent() {
    echo "yaml.sh: $1 is absent"
    [[ ${AGENTC_CONFORMANCE:-} == require ]] && exit 1
    exit 0
}

command -v kubectl >/dev/null || absent kubectl
cargo test --features conformance --test it yaml::kubectl::kubectl_reads_what_we_read -- --exact
python3 -c 'import yaml' 2>/dev/null || absent PyYAML
cargo test --features conformance --test it yaml::kubectl::other_readers_see_what_we_print -- --exact
