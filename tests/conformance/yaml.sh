#!/usr/bin/env bash
# Reads and prints YAML against kubectl and PyYAML. Skips what is absent, unless AGENTC_CONFORMANCE=require.
source "$(dirname "$0")/support.sh"

need kubectl
cargo test --features conformance --test it yaml::kubectl::kubectl_reads_what_we_read -- --exact
python3 -c 'import yaml' 2>/dev/null || absent PyYAML
cargo test --features conformance --test it yaml::kubectl::other_readers_see_what_we_print -- --exact
