#!/usr/bin/env bash
# Admits pods with our policies in the API server's own code. Skips where Go is absent, unless
# AGENTC_CONFORMANCE=require.
source "$(dirname "$0")/support.sh"

need go
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Its modules come from a proxy that not every machine reaches.
(cd tests/conformance/admission-policy && go mod download 2>/dev/null) || absent "the API server's code"
(cd tests/conformance/admission-policy && go build -o "$work/admit" .)
AGENTC_ADMIT="$work/admit" cargo test --features conformance --test it api_server:: -- --nocapture
