#!/usr/bin/env bash
# Applies patches with Kustomize and with ours. Skips where kubectl is absent, unless AGENTC_CONFORMANCE=require.
source "$(dirname "$0")/support.sh"

need kubectl
cargo test --features conformance --test it merge::kustomize::kustomize_agrees -- --exact
