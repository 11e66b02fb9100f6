#!/usr/bin/env bash
# Reads every committed output with kubectl and builds every component with Kustomize. Skips where kubectl is
# absent, unless AGENTC_CONFORMANCE=require.
source "$(dirname "$0")/support.sh"

need kubectl
cargo test --features conformance --test it kubectl::reads_every_file -- --exact
cargo test --features conformance --test it kubectl::builds_every_component -- --exact
